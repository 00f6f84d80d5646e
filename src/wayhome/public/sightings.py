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
from wayhome.published.queries import edition_of
from wayhome.terms.actor import Actor


class SightingReport(FormPage):
    """A claim to have seen or heard of the child of one appeal, of whom this page says nothing."""

    form_class = SightingForm
    template = "public/sighting.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form while the appeal is live."""
        if appeals.is_gone(kwargs["reference"]):
            return appeals.gone(request)
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take the sighting. One that was begun while the appeal was live is taken after its end too."""
        appeals.is_gone(kwargs["reference"])
        form = SightingForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        edition = edition_of(kwargs["reference"])
        sighting = actions.receive_sighting(
            form.told(kwargs["reference"]),
            door=ReportDoor.PUBLIC_CARER,
            by=Actor.public(),
            at=clock.now(),
            agency=edition.agency if edition else None,
            edition=edition.pk if edition else None,
            of_many=self.of_many,
        )
        return receipts.to("sighting_received", sighting.reference)
