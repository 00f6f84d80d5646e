"""Telling what one saw. It changes nothing but the pile of sightings that officers read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from wayhome.base import clock
from wayhome.intake import actions
from wayhome.intake.models import ReportDoor
from wayhome.public import appeals, receipts
from wayhome.public.formpage import FormPage
from wayhome.public.forms import SightingForm
from wayhome.published import tree
from wayhome.published.queries import owner_of
from wayhome.terms.actor import Actor


class SightingReport(FormPage):
    """A claim to have seen or heard of the child of one appeal or alert, of whom this page says nothing.

    `folder` of the address says which: an appeal, an alert, or a drill.
    """

    form_class = SightingForm
    template = "public/sighting.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form. An appeal's is gone with it; an alert's stays, since whoever heard of it may have seen something."""
        if self._is_over() and not self._is_alert():
            return appeals.gone(request)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take the sighting. One that was begun while the appeal was live is taken after its end too."""
        self._is_over()
        form = SightingForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        owner, agency = owner_of(self._spot()) or (None, None)
        sighting = actions.receive_sighting(
            form.told(kwargs["reference"]),
            door=ReportDoor.PUBLIC_CARER,
            by=Actor.public(),
            at=clock.now(),
            agency=agency,
            **({"alert": owner, "drill": self._is_drill()} if owner and self._is_alert() else {"edition": owner}),
            of_many=self.of_many,
        )
        return receipts.to("sighting_received", sighting.reference)

    def around(self) -> dict[str, Any]:
        """Which kind of page was read, where it stands, and whether it is over."""
        over = self._is_over()
        return {"alert": self._is_alert(), "drill": self._is_drill(), "over": over, "back": f"/{self._spot()}/"}

    def _spot(self) -> str:
        return f"{self.kwargs['folder']}/{self.kwargs['reference']}"

    def _is_alert(self) -> bool:
        return bool(self.kwargs["folder"] != tree.APPEALS)

    def _is_drill(self) -> bool:
        return bool(self.kwargs["folder"] == tree.DRILLS)

    def _is_over(self) -> bool:
        return appeals.is_gone(self._spot())
