"""The report forms, and the receipt."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wayhome.base import clock
from wayhome.formats.picture import TOO_HEAVY
from wayhome.intake import actions
from wayhome.intake.actions import Incomplete, Received
from wayhome.intake.models import Report, ReportDoor
from wayhome.public import failures
from wayhome.public.fields import PublicForm
from wayhome.public.formpage import FormPage, stored
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
                return redirect("report_received", reference=self._received(form))
            except Incomplete as problem:
                form.blame(problem.wrong)
        return self.show(form, status=422)

    def _received(self, form: ReportForm) -> str:
        """The reference of the report; of the first one, when the same form was sent before."""
        token = form.token()
        if before := _reference_of(token):
            return before
        photo = form.cleaned_data.get("photo")
        received = Received(form.words(), photo.read() if photo else None, token)
        try:
            return actions.receive_report(received, door=self.door, by=Actor.public(), at=clock.now()).reference
        except IntegrityError:  # its twin was quicker
            if before := _reference_of(token):
                return before
            raise


class ProfessionalReport(CarerReport):
    """Somebody whose work it is tells us of a missing child."""

    form_class = ProfessionalForm
    door = ReportDoor.PUBLIC_PROFESSIONAL


def _reference_of(token: uuid.UUID) -> str | None:
    return Report.objects.filter(form_token=token).values_list("reference", flat=True).first()


def _too_heavy(request: HttpRequest) -> bool:
    """A body above the limit is read without its file, and nobody else would say so."""
    return int(request.headers.get("Content-Length") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


@require_safe
@never_cache
def report_received(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt: the reference to quote and what happens next. It knows nothing of the child."""

    def receipt(request: HttpRequest) -> HttpResponse:
        if not Report.objects.filter(reference=reference).exists():
            raise Http404
        return render(request, "public/received.html", {"reference": reference})

    return stored(request, receipt, otherwise=lambda: failures.closed(request))
