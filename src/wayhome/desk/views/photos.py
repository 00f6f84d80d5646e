"""Photos: shown decrypted, each with its own line in the ledger; and added."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wayhome.cases.queries import episode_seen_by
from wayhome.desk.case.about import show_about
from wayhome.desk.forms.report import AddPhotoForm
from wayhome.desk.page import Seat, at_desk, done, looked, say, sent
from wayhome.intake import actions as intake
from wayhome.intake.queries import photo_seen_by


@at_desk("GET")
def photo(request: HttpRequest, seat: Seat, photo: UUID) -> HttpResponse:
    """One picture, as it was painted again; nothing keeps it and nothing in it can run."""
    row, blob = photo_seen_by(seat.viewer, photo)
    looked(request, seat, "photo.looked", row, agency=row.agency_id, record=row.report.record)
    answer = HttpResponse(blob, content_type="image/jpeg")
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@at_desk("GET", "POST")
def add_photo(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Add a picture to the first report of a case."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    form = AddPhotoForm(sent(request), request.FILES or None)
    if form.is_valid():
        first = row.reports.select_related("report").order_by("joined_at")[0].report
        blob = form.cleaned_data["photo"].read()
        if done(form, lambda: intake.add_photo(first, blob, by=seat.by, at=seat.at)):
            say(request, _("The photo is saved."))
            return redirect("episode", episode)
    return show_about(request, seat, "move", row, form=form, heading=_("Add a photo"), button=_("Save the photo"))
