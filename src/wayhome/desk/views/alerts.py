"""Child Rescue Alerts: written by one officer, sent by a second who has read exactly that, cancelled by any one at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.accounts import sessions
from wayhome.alerts import actions as alerting
from wayhome.alerts.models import Alert, Delivery, Version
from wayhome.alerts.queries import alert_now, alert_seen_by, running, tips_staffed, versions_of
from wayhome.cases.models import Episode
from wayhome.cases.queries import age_of, episode_seen_by, photos_of
from wayhome.desk import lists, words
from wayhome.desk.case import alert as shown
from wayhome.desk.case.about import can, show_about, show_part
from wayhome.desk.forms.alert import (
    STANDS_AT,
    AlertForm,
    DecideForm,
    DeclineForm,
    SubmitForm,
    as_drafted,
    decided,
)
from wayhome.desk.forms.base import DeskForm
from wayhome.desk.page import Seat, at_desk, attempt, done, live, looked, looked_at, say, sent, show
from wayhome.facts.queries import values_of
from wayhome.rules.access import Action
from wayhome.rules.accounts import is_fresh
from wayhome.rules.alert_draft import AlertDraft, Text
from wayhome.rules.alerting import OPEN, WENT_OUT, Mode, Step
from wayhome.rules.appeal import refuse_new_publicity
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.profile import profile_of

HOURS = 4
"""So long an alert runs unless somebody says otherwise; assumed."""


@at_desk("GET")
def alerts(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What waits for me, what is in force, what is written, and what ended lately; drills beside them and unmistakable."""
    return show(request, seat, "alerts", **live(), **_listed(request, seat))


@at_desk("GET")
def alerts_rows(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The lines alone, for a page that keeps itself fresh."""
    return render(request, "desk/alerts_rows.html", {"now": seat.at} | _listed(request, seat))


def _listed(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    parts = shown.listed(seat)
    looked_at(request, seat, "alerts.looked", "alerts.Alert", shown=sum(len(part["lines"]) for part in parts))
    return {
        "parts": parts,
        "rows_url": f"{reverse('alerts_rows')}?refresh=1",
        "reload_url": f"{reverse('alerts')}?refresh=1",
    }


@at_desk("GET")
def alert_out(request: HttpRequest, seat: Seat, alert: UUID) -> HttpResponse:
    """What went out and who has it, for a page that keeps itself fresh."""
    row = alert_seen_by(seat.viewer, alert, action=seat.action)
    case = episode_seen_by(seat.viewer, row.episode_id, action=seat.action)
    looked(request, seat, "alert.looked", row, agency=row.agency_id, record=case.misper_id)
    return render(request, "desk/alert_out.html", {"now": seat.at} | _out(seat, row, case))


def _out(seat: Seat, row: Alert, case: Episode) -> dict[str, Any]:
    return {
        "drill": row.mode == Mode.DRILL,
        "messages_out": shown.messages_of(row, can_tell=can(seat, case, Action.CANCEL_ALERT)),
    }


@at_desk("GET", "POST")
def alert_draft(
    request: HttpRequest, seat: Seat, episode: UUID | None = None, alert: UUID | None = None
) -> HttpResponse:
    """Write a new alert, change what is written, or write an update of what is in force."""
    row = alert_seen_by(seat.viewer, alert, action=seat.action) if alert else None
    case = episode_seen_by(seat.viewer, row.episode_id if row else episode, action=seat.action)  # type: ignore[arg-type]
    last = versions_of(row)[-1] if row else None
    written = last if last and last.step in OPEN else None
    form = _form(request, seat, case, last, written)
    if form.is_valid() and (kept := attempt(form, lambda: _save(form, case, row, seat))):
        say(request, _("Saved. Nothing has gone out. Read it, then ask a second person."))
        return redirect("alert", kept.alert_id)
    if form.overtaken and row:
        say(request, _("Somebody else changed this while you were writing. It is shown as it stands now; nothing of yours was saved."), tags="warning")  # fmt: skip
        return redirect("alert", row.pk)
    beside = [] if row else list(running(case.pk))
    return show_about(
        request,
        seat,
        "alert_draft",
        case,
        form=form,
        alert=row,
        drill=bool(row and row.mode == Mode.DRILL),
        update=bool(row and not written),
        photos=[{"src": reverse("photo", args=[key]), "said": said} for key, said in _photos(case)],
        area=last.area if last else None,
        running=shown.alerts_beside(beside),
        heading=_("Child Rescue Alert") if row is None else _("Write an update") if not written else _("Change what is written"),
    )  # fmt: skip


def _form(request: HttpRequest, seat: Seat, case: Episode, last: Version | None, written: Version | None) -> AlertForm:
    draft = alerting.draft_of(last) if last else _first(case, seat)
    initial = as_drafted(draft, revision=written.revision if written else alerting.NOTHING_WRITTEN_YET)
    if last is None:
        gone = int((seat.at - case.missing_since).total_seconds() // 60) if case.missing_since else None
        initial |= {"minutes": gone if gone is not None and 0 <= gone <= 14_400 else None, "uncertainty_m": 500}
    kept = dict(last.area) if last and last.area else None
    profile = profile_of(settings.COUNTRY_PROFILE)
    return AlertForm(
        sent(request), photos=_photos(case), profile=profile, kept=kept, drafting_new=last is None, initial=initial
    )


def _save(form: AlertForm, case: Episode, row: Alert | None, seat: Seat) -> Version:
    revision = form.cleaned_data["revision"]
    if row is None:
        mode = Mode(form.cleaned_data["mode"])
        return alerting.write(form.draft(), episode_id=case.pk, mode=mode, **_by(seat))
    return alerting.write(form.draft(), alert_id=row.pk, revision=revision or alerting.NOTHING_WRITTEN_YET, **_by(seat))


def _photos(case: Episode) -> list[tuple[UUID, str]]:
    found = photos_of(case.misper_id)
    return [(each.pk, _("Photo received %(day)s") % {"day": words.moment_words(each.received_at.isoformat())}) for each in found]  # fmt: skip


def _first(case: Episode, seat: Seat) -> alerting.Draft:
    """A first draft in English from the facts; nobody translates by machine. No place: a place may be an address."""
    known = values_of([case.misper_id], ("given_name", "clothing"))[case.misper_id]
    newest = {kind: str(values[0]) for kind, values in known.items() if values and values[0] != "unknown"}
    age = age_of(case.misper_id, on=seat.at.date())
    called = ", ".join(part for part in (newest.get("given_name", ""), words.short_age(age)) if part)
    number = profile_of(settings.COUNTRY_PROFILE).emergency_number
    text = Text(
        headline=f"Missing child: {called}" if called else "Missing child",
        description=f"Wearing {newest['clothing']}." if "clothing" in newest else "",
        instruction=f"If you see the child now, call {number}. Do not approach.",
    )
    photos = _photos(case)
    ends_at = (seat.at + timedelta(hours=HOURS)).replace(second=0, microsecond=0)
    answers = AlertDraft(texts={"en": text}, expires_at=ends_at)
    return alerting.Draft(answers, None, photos[0][0] if photos else None)


@at_desk("GET")
def alert(request: HttpRequest, seat: Seat, alert: UUID) -> HttpResponse:
    """Exactly what will be shown, what it lacks, who waits for whom, and how each delivery fares."""
    return _shown(request, seat, alert_seen_by(seat.viewer, alert, action=seat.action))


def _shown(request: HttpRequest, seat: Seat, row: Alert, form: DeskForm | None = None) -> HttpResponse:
    case = episode_seen_by(seat.viewer, row.episode_id, action=seat.action)
    versions = versions_of(row)
    now, live = versions[-1], next((each for each in versions if each.step == Step.LIVE), None)
    decides = can(seat, case, Action.DRAFT_ALERT) or can(seat, case, Action.APPROVE_ALERT)
    names = lists.names_of([*now.authors, now.submitted_by, now.decided_by])
    lacks = alerting.still_lacking(now, at=seat.at) if now.step == Step.DRAFT and decides else ()
    able = _can(seat, now, case, live=bool(live), lacks=bool(lacks))
    return show_part(
        request,
        seat,
        "alert",
        case,
        "alert.looked",
        row,
        form=form,
        alert=row,
        version=now,
        step=now.step,
        status=words.alert_words(now.step),
        live=live,
        went_out=now.step in WENT_OUT,
        stands=bool(live) and alert_now(seat.at).filter(alert=row).exists(),
        lacks=[{"text": _(each), "at": STANDS_AT.get(each, "")} for each in lacks],
        preview=shown.as_seen(now),
        public=shown.as_seen(live) if live and live is not now else "",
        phones=shown.on_phones(now),
        area=shown.in_figures(now.area),
        six=shown.words_for(now),
        authors=[names.get(ref, "") for ref in now.authors],
        submitted_by=names.get(now.submitted_by, ""),
        decided_by=names.get(now.decided_by, ""),
        can=able,
        own=seat.by.ref in now.authors,
        emergency_number=profile_of(settings.COUNTRY_PROFILE).emergency_number,
        staffed=tips_staffed(row, at=seat.at),
        fresh=is_fresh(sessions.proved_at(request.session, seat.officer), at=seat.at),
        forms=_forms(now, form),
        decided=decided(alerting.draft_of(now).answers) if decides else [],
        live_url=f"{settings.PUSH_ORIGIN}/events",  # and no reload without scripts: a reason may be half typed
        **_out(seat, row, case),
        history=shown.history_of(versions, reasons=decides),
        back_url=reverse("alerts"),
        back_text=_("All alerts"),
    )


def _can(seat: Seat, now: Version, case: Episode, *, live: bool, lacks: bool) -> dict[str, bool]:
    """What this officer may do with the alert as it stands. The verbs decide; this only leaves out dead buttons."""
    writes, decides = can(seat, case, Action.DRAFT_ALERT), can(seat, case, Action.APPROVE_ALERT)
    searched = refuse_new_publicity(EpisodeStatus(case.status)) is None
    written, waits = now.step in OPEN, now.step == Step.SUBMITTED
    return {
        "edit": writes and searched and (written or live),
        "submit": writes and searched and now.step == Step.DRAFT and not lacks,
        "approve": decides and searched and waits and seat.by.ref not in now.authors,
        "say_no": decides and waits,
        "decline": writes and written and not (decides and waits),
        "cancel": live and can(seat, case, Action.CANCEL_ALERT),
    }


def _forms(now: Version, form: DeskForm | None) -> dict[str, DeskForm]:
    """The small forms of the page; the one that was refused stands in its place with what was typed."""
    forms: dict[str, DeskForm] = {
        "submit": SubmitForm(initial={"revision": now.revision}),
        "decide": DecideForm(initial={"digest": now.digest}),
        "decline": DeclineForm(prefix="decline"),
    }
    kept = {"decide", "decline"}
    return {name: form if form and name in kept and type(form) is type(each) else each for name, each in forms.items()}


@at_desk("POST")
def alert_submit(request: HttpRequest, seat: Seat, alert: UUID) -> HttpResponse:
    """Freeze what will go out, and ask a second person."""
    form = SubmitForm(request.POST)

    def verb() -> Version:
        return alerting.submit(alert, revision=form.cleaned_data["revision"], **_by(seat))

    return _asked(request, seat, alert, form, verb, lambda: _("A second person has been asked. Whoever is on the rota is paged."))  # fmt: skip


@at_desk("POST")
def alert_decide(request: HttpRequest, seat: Seat, alert: UUID) -> HttpResponse:
    """The second person sends exactly what was shown, sends it back, or refuses. Sending asks for a fresh second factor."""
    row, form = alert_seen_by(seat.viewer, alert, action=seat.action), DecideForm(request.POST)
    proved_at = sessions.proved_at(request.session, seat.officer)
    approves = form.is_valid() and form.cleaned_data["do"] == "approve"
    if approves and not is_fresh(proved_at, at=seat.at):
        say(
            request,
            _("Nothing was sent yet: your key was used too long ago. Read it once more, then press."),
            tags="warning",
        )
        return redirect(f"{reverse('confirm')}?{urlencode({'next': reverse('alert', args=[alert])})}")

    def verb() -> Version:
        given = form.cleaned_data
        if approves:
            return alerting.approve(
                alert, given["digest"], proved_at=proved_at, unstaffed=given["unstaffed"], **_by(seat)
            )
        say_no = alerting.return_it if given["do"] == "return" else alerting.refuse
        return say_no(alert, reason=given["reason"], **_by(seat))

    def said() -> str:
        if not approves:
            return _("It goes back, with your reason. Nothing was sent.")
        if row.mode == Mode.DRILL:
            return _("The DRILL runs. Nobody outside the exercise is told.")
        return _("Sent. How each delivery fares stands below.")

    return _asked(request, seat, alert, form, verb, said)


@at_desk("POST")
def alert_decline(request: HttpRequest, seat: Seat, alert: UUID) -> HttpResponse:
    """There is no alert for this child, or no update; and why."""
    form = DeclineForm(request.POST, prefix="decline")

    def verb() -> Version:
        return alerting.decline(alert, reason=form.cleaned_data["reason"], **_by(seat))

    return _asked(request, seat, alert, form, verb, lambda: _("Declined, with your reason. Nothing was sent."))


@at_desk("POST")
def alert_cancel(request: HttpRequest, seat: Seat, alert: UUID) -> HttpResponse:
    """End it at once: one person, one press, no reason asked."""
    form = DeskForm(request.POST)

    def verb() -> Alert:
        return alerting.cancel(alert, **_by(seat))

    return _asked(request, seat, alert, form, verb, lambda: _("Cancelled. Everybody who heard of it is being told that it is over."))  # fmt: skip


@at_desk("POST")
def alert_told(request: HttpRequest, seat: Seat, alert: UUID, delivery: UUID) -> HttpResponse:
    """Somebody whom no message reached, or who has not confirmed one, was told by another way."""
    form = DeskForm(request.POST)

    def verb() -> Delivery:
        return alerting.told_by_hand(alert, delivery, **_by(seat))

    return _asked(request, seat, alert, form, verb, lambda: _("Written down: they were told by another way."))


def _asked(
    request: HttpRequest, seat: Seat, alert: UUID, form: DeskForm, verb: Callable[[], object], said: Callable[[], str]
) -> HttpResponse:
    """Ask one verb about an alert; a refusal shows the alert as it stands now."""
    alert_seen_by(seat.viewer, alert, action=seat.action)
    if form.is_valid() and done(form, verb):
        say(request, said())
        return redirect("alert", alert)
    return _shown(request, seat, alert_seen_by(seat.viewer, alert, action=seat.action), form)


def _by(seat: Seat) -> dict[str, Any]:
    return {"viewer": seat.viewer, "by": seat.by, "at": seat.at}
