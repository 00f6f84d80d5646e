"""Why a record is opened, asked once a shift."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from wayhome.access import actions as access
from wayhome.cases.queries import misper_seen_by
from wayhome.desk.forms.purposes import PurposeForm
from wayhome.desk.page import Seat, at_desk, done, sent, show


@at_desk("GET", "POST")
def why(request: HttpRequest, seat: Seat, misper: UUID) -> HttpResponse:
    """Ask why, and lead on to the page that was asked for. Of the record itself only its reference is told."""
    row = misper_seen_by(seat.viewer, misper)
    form = PurposeForm(sent(request))
    if form.is_valid():
        given = form.cleaned_data
        said = lambda: access.state_purpose(  # noqa: E731
            row.pk, given["code"], given["words"], viewer=seat.viewer, by=seat.by, at=seat.at
        )
        if done(form, said):
            return redirect(_onward(request, row.episodes.order_by("-opened_at").values_list("pk", flat=True).first()))
    return show(
        request, seat, "why", form=form, reference=row.reference, back_url=reverse("episodes"),
        heading=_("Why do you open this record?"), button=_("Open it"),
        lead=_("You are asked once in a shift. What you say is kept with every look, and your supervisor reads it."),
    )  # fmt: skip


def _onward(request: HttpRequest, latest: UUID | None) -> str:
    asked = request.GET.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("episode", args=[latest]) if latest else reverse("episodes")
