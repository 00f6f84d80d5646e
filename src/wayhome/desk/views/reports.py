"""Reports: taken by phone, read in their own words, and taken up as a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.base.ids import read_reference
from wayhome.cases import actions as cases
from wayhome.clocks.queries import running
from wayhome.desk import lists, words
from wayhome.desk.forms.report import NewReportForm, OpenEpisodeForm
from wayhome.desk.page import Seat, at_desk, attempt, looked, say, sent, show
from wayhome.intake import actions as intake
from wayhome.intake.models import Report, ReportDoor
from wayhome.intake.queries import report_seen_by, standing_to, words_of
from wayhome.look.shapes import Due, Eyes, Photo
from wayhome.registry.queries import OnFile, on_file_already
from wayhome.rules.access import Action, may
from wayhome.rules.episode import SEARCHING
from wayhome.rules.report import FIELDS
from wayhome.terms.profile import profile_of


@at_desk("GET", "POST")
def new_report(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The phone form."""
    form = NewReportForm(sent(request), request.FILES or None)
    if form.is_valid():
        photo = form.cleaned_data["photo"]
        received = intake.Received(form.said(), photo=photo.read() if photo else None)
        taken = attempt(
            form,
            lambda: intake.receive_report(
                received, door=ReportDoor.DESK_PHONE, by=seat.by, at=seat.at, agency=seat.viewer.agency
            ),
        )
        if taken:
            say(request, _("The report is saved. Open a case from it, or leave it to the duty officer."))
            return redirect("report", taken.pk)
    return show(request, seat, "new_report", form=form, today=seat.at, number=_number())


def _number() -> str:
    return profile_of(settings.COUNTRY_PROFILE).emergency_number


@at_desk("GET")
def report(request: HttpRequest, seat: Seat, report: UUID) -> HttpResponse:
    """One report, in its own words, and whether the child seems to be on file already."""
    row = report_seen_by(seat.viewer, report, action=seat.action)
    return _shown(request, seat, row, None)


@at_desk("POST")
def open_episode(request: HttpRequest, seat: Seat, report: UUID) -> HttpResponse:
    """Open a case from a report, or add the report to one that is open."""
    row = report_seen_by(seat.viewer, report, action=seat.action)
    on_file = on_file_already(seat.viewer, words_of(row))
    form = OpenEpisodeForm(request.POST, on_file=_offered(on_file))
    if form.is_valid() and (episode := attempt(form, lambda: _take_up(form, row, seat))):
        say(request, _("The case is open and yours."))
        return redirect("episode", episode)
    return _shown(request, seat, row, form)


def _take_up(form: OpenEpisodeForm, row: Report, seat: Seat) -> UUID | None:
    whose, _colon, key = form.cleaned_data["whose"].partition(":")
    misper = UUID(key) if whose == "misper" else None
    if whose == "reference":
        reference = read_reference(form.cleaned_data["reference"])
        found = lists.records_by_reference(seat.viewer, reference) if reference else None
        if found is None:
            form.add_error("reference", _("No record of this agency has this reference. Check each sign."))
            return None
        misper, episode = found
        if episode:
            return cases.add_report(row.pk, episode, viewer=seat.viewer, by=seat.by, at=seat.at).pk
    if whose == "episode":
        return cases.add_report(row.pk, UUID(key), viewer=seat.viewer, by=seat.by, at=seat.at).pk
    return cases.open_episode(row.pk, viewer=seat.viewer, by=seat.by, at=seat.at, misper_id=misper).pk


def _shown(request: HttpRequest, seat: Seat, row: Report, form: OpenEpisodeForm | None) -> HttpResponse:
    said = words_of(row)
    link = getattr(row, "episode_link", None)
    may_open = link is None and may(seat.viewer, Action.CHANGE_CASE, standing=standing_to(seat.viewer, row))
    on_file = on_file_already(seat.viewer, said) if link is None and seat.may(Action.SEE_CASE) else []
    eyes = lists.last_look(row.pk)
    names = lists.names_of([row.received_by, *([eyes[1]] if eyes else [])])
    due = next(iter(running(row.pk)), None)
    looked(request, seat, "report.looked", row, agency=row.agency_id, record=row.record)
    cases.acknowledge_report(row, viewer=seat.viewer, by=seat.by, at=seat.at)
    if form is None and may_open:
        form = OpenEpisodeForm(on_file=_offered(on_file))
    return show(
        request,
        seat,
        "report",
        form=form if may_open else None,
        report=row,
        door=words.door_words(row.door),
        taken_by=names.get(row.received_by, ""),
        said=_in_own_words(said),
        photos=[
            Photo(src=reverse("photo", args=[each.pk]), alt=_("Photo sent with the report"))
            for each in row.photos.all()
        ],
        on_file=[_on_file(each) for each in on_file],
        episode=reverse("episode", args=[link.episode_id]) if link and seat.may(Action.SEE_CASE) else "",
        taken_up=link is not None,
        route=reverse("route_report", args=[row.pk]) if link is None and seat.may(Action.ROUTE_REPORT) else "",
        next=Due(what=words.clock_words(due.kind), due_at=due.due_at) if due else None,
        last_eyes=Eyes(at=eyes[0], by=names.get(eyes[1], "")) if eyes else None,
    )


def _in_own_words(said: dict[str, str]) -> list[dict[str, str]]:
    """Every field of a report in the order of a call, then whatever else came with it."""
    call = [field for _title, fields in NewReportForm.TOGETHER for field in fields]
    call[call.index("last_seen_on")], call[call.index("medicine_on")] = "last_seen_at", "medicine_deadline"
    order = [field for field in dict.fromkeys((*call, *FIELDS, *said)) if field in said]
    return [
        {"key": words.kind_words(field), "value": words.report_words(field, said[field])}
        for field in order
        if said[field]
    ]


def _offered(on_file: list[OnFile]) -> list[tuple[str, str]]:
    """The choices for each child who may be the same: the open case, or a new absence of the same child."""
    offered = []
    for each in on_file:
        hit = each.hit
        if not hit.own:
            continue
        who = f"{hit.name}{f', {hit.age_words}' if hit.age_words else ''} ({hit.reference})"
        if hit.episode and hit.status in SEARCHING:
            offered.append((f"episode:{hit.episode}", _("%(who)s: add to the open case") % {"who": who}))
        else:
            offered.append((f"misper:{hit.subject}", _("%(who)s: missing again, open a new case") % {"who": who}))
    return offered


def _on_file(each: OnFile) -> dict[str, Any]:
    hit = each.hit
    return {
        "name": (hit.name or _("Name not known")) if hit.own else _("Ask %(agency)s") % {"agency": hit.agency},
        "age": hit.age_words,
        "reference": hit.reference,
        "status": words.status_words(hit.status),
        "href": reverse("episode", args=[hit.episode]) if hit.episode else "",
        "evidence": [words.evidence_words(part) for part in each.evidence if part.weight],
    }
