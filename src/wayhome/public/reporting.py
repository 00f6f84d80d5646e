"""The report forms."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from wayhome.base import clock
from wayhome.base.ids import new_reference
from wayhome.formats.picture import TOO_HEAVY
from wayhome.intake import actions
from wayhome.intake.actions import Incomplete, Received
from wayhome.intake.answers import first_reference
from wayhome.intake.models import ReportDoor
from wayhome.public import receipts
from wayhome.public.fields import PublicForm
from wayhome.public.formpage import FormPage
from wayhome.public.forms import ProfessionalForm, ReportForm
from wayhome.terms.actor import Actor


class CarerReport(FormPage):
    """A parent, carer or anybody else who is worried tells us of a missing child."""

    form_class: type[ReportForm] = ReportForm
    template = "public/report.html"
    door = ReportDoor.PUBLIC_CARER

    def fresh(self) -> PublicForm:
        """The empty form, with a token of its own."""
        return self.form_class(initial={"form_token": uuid.uuid4()})

    def around(self) -> dict[str, Any]:
        """Whether a picture was chosen that the browser will not send again by itself."""
        return {"picture_lost": bool(self.request.FILES), "professional": self.door == ReportDoor.PUBLIC_PROFESSIONAL}

    def post(self, request: HttpRequest, **_: Any) -> HttpResponseBase:
        """Take the report, or show what must be put right beside everything that was written."""
        form = self.form_class(request.POST, request.FILES)
        if form.is_valid() and _too_heavy(request):
            form.blame({"photo": TOO_HEAVY})
        if not form.errors:
            try:
                return receipts.to("report_received", self._received(form))
            except Incomplete as problem:
                form.blame(problem.wrong)
        return self.show(form, status=422)

    def _received(self, form: ReportForm) -> str:
        """The reference of the report; of the first one, when the same form was sent before."""
        photo = form.cleaned_data.get("photo")
        blob = photo.read() if photo else None
        try:
            return self._once(form, blob, form.token())
        except IntegrityError:  # sent again after its answer was forgotten: taken anew rather than refused
            return self._once(form, blob, uuid.uuid4())

    @transaction.atomic  # a form that is refused leaves no answer behind
    def _once(self, form: ReportForm, photo: bytes | None, token: uuid.UUID) -> str:
        at, mine = clock.now(), new_reference()
        reference = first_reference(token, mine, at=at)
        if reference == mine:
            received = Received(form.words(), photo, token, reference, self.of_many)
            actions.receive_report(received, door=self.door, by=Actor.public(), at=at)
        return reference


class ProfessionalReport(CarerReport):
    """Somebody whose work it is tells us of a missing child."""

    form_class = ProfessionalForm
    door = ReportDoor.PUBLIC_PROFESSIONAL


def _too_heavy(request: HttpRequest) -> bool:
    """A body above the limit is read without its file, and nobody else would say so."""
    return int(request.headers.get("Content-Length") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
