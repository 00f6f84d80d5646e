"""Appeals: drafted by one officer, approved by another who has seen exactly what the public will see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wayhome.appeals import actions as appeals
from wayhome.appeals.models import Appeal
from wayhome.appeals.queries import appeal_seen_by, waiting_for_approval
from wayhome.cases.models import Episode
from wayhome.cases.queries import age_of, episode_seen_by, photos_of
from wayhome.desk import lists, words
from wayhome.desk.case.about import can, show_about
from wayhome.desk.forms.appeal import (
    CODED,
    AppealForm,
    ApproveForm,
    RefuseForm,
    RenewForm,
    SubmitForm,
    WithdrawForm,
    as_drafted,
    decided,
)
from wayhome.desk.forms.base import DeskForm, moment
from wayhome.desk.page import Seat, at_desk, attempt, done, looked_at, say, sent, show
from wayhome.facts.queries import values_of
from wayhome.published import render
from wayhome.rules.access import Action
from wayhome.rules.appeal import AppealStatus
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.profile import profile_of

A = AppealStatus


@at_desk("GET", "POST")
def appeal_draft(
    request: HttpRequest, seat: Seat, episode: UUID | None = None, appeal: UUID | None = None
) -> HttpResponse:
    """Write a draft, or write over one."""
    before = appeal_seen_by(seat.viewer, appeal, action=seat.action) if appeal else None
    row = episode_seen_by(seat.viewer, before.episode_id if before else episode, action=seat.action)  # type: ignore[arg-type]
    profile = profile_of(settings.COUNTRY_PROFILE)
    initial = (
        as_drafted(appeals.draft_of(before), version=before.version)
        if before
        else as_drafted(_first(row, seat), version=None)
    )
    photos = [
        (
            each.pk,
            _("Photo received %(day)s") % {"day": words.moment_words(each.received_at.isoformat())},
        )
        for each in photos_of(row.misper_id)
    ]
    form = AppealForm(sent(request), photos=photos, profile=profile, initial=initial)
    if form.is_valid() and (kept := attempt(form, lambda: _save(form, row, before, seat))):
        say(request, _("The draft is saved."))
        return redirect("appeal", kept.pk)
    if form.overtaken and before:
        say(
            request,
            _(
                "Somebody else changed this draft while you were writing. It is shown as it stands now; nothing of yours was saved."
            ),
            tags="warning",
        )
        return redirect("appeal", before.pk)
    shown = [
        {"field": form["photo"], "src": reverse("photo", args=[key]), "said": said, "key": str(key)}
        for key, said in photos
    ]
    return show_about(request, seat, "appeal_draft", row, form=form, photos=shown, appeal=before)


def _save(form: AppealForm, row: Episode, before: Appeal | None, seat: Seat) -> Appeal:
    return appeals.save_draft(
        row.pk, form.draft(), viewer=seat.viewer, by=seat.by, at=seat.at,
        appeal_id=before.pk if before else None, version=form.cleaned_data["version"] if before else None,
    )  # fmt: skip


def _first(row: Episode, seat: Seat) -> appeals.Draft:
    """A first draft from the facts. The place stays empty: a place may be an address, so an officer writes the area."""
    known = values_of([row.misper_id], ("given_name", "clothing", "stature_cm", *CODED))[row.misper_id]
    newest = {kind: values[0] for kind, values in known.items()}
    height = newest.get("stature_cm")
    age = age_of(row.misper_id, on=seat.at.date())
    shows = {
        kind: str(newest[kind])
        for kind in ("given_name", "clothing", *CODED)
        if newest.get(kind) not in {None, "unknown"}
    }
    shows |= {"age": str(age)} if age else {}
    shows |= (
        {"stature_cm": f"{height['low']}" if height["low"] == height["high"] else f"{height['low']}-{height['high']}"}
        if height
        else {}
    )
    shows["last_seen_on"] = timezone.localtime(row.missing_since).date().isoformat()
    hours = profile_of(settings.COUNTRY_PROFILE).appeal_hours
    ends_at = (seat.at + timedelta(hours=hours)).replace(second=0, microsecond=0)
    newest_photo = photos_of(row.misper_id).first()
    return appeals.Draft(shows=shows, photo=newest_photo.pk if newest_photo else None, ends_at=ends_at)


@at_desk("GET")
def appeal(request: HttpRequest, seat: Seat, appeal: UUID) -> HttpResponse:
    """What it lacks, exactly what will be shown, and what may be done with it now."""
    return _shown(request, seat, appeal_seen_by(seat.viewer, appeal, action=seat.action))


def _shown(request: HttpRequest, seat: Seat, row: Appeal, form: DeskForm | None = None) -> HttpResponse:
    episode = episode_seen_by(seat.viewer, row.episode_id, action=seat.action)
    status, drafting = A(row.status), row.status in {A.DRAFT, A.REFUSED}
    lacks = appeals.still_lacking(row, at=seat.at) if drafting else ()
    searched = EpisodeStatus(episode.status) is EpisodeStatus.OPEN
    names = lists.names_of([*row.authors, row.submitted_by, row.approved_by])
    photo = reverse("photo", args=[row.photo_id]) if row.photo_id else None
    return show_about(
        request,
        seat,
        "appeal",
        episode,
        form=form,
        appeal=row,
        status=words.appeal_words(row.status),
        lacks=[_(sentence) for sentence in lacks],
        preview=render.appeal_page(row.manifest or appeals.manifest_of(row), photo_url=photo),
        frozen=row.manifest is not None,
        code=short_code(row.content_hash),
        authors=[names.get(ref, "") for ref in row.authors],
        approved_by=names.get(row.approved_by, ""),
        public_url=render.address_of(row.reference) if status is A.LIVE else "",
        can=_can(seat, row, episode, searched=searched, lacks=bool(lacks)),
        own=seat.by.ref in row.authors,
        forms=_forms(seat, row, form),
        decided=decided(appeals.draft_of(row)) if _decides(seat, episode) else [],
    )


def _decides(seat: Seat, episode: Episode) -> bool:
    """Who asks, who consents and what is protected can lead to a hidden child: for those who decide, and for nobody else."""
    return can(seat, episode, Action.DRAFT_APPEAL) or can(seat, episode, Action.APPROVE_APPEAL)


def _can(seat: Seat, row: Appeal, episode: Episode, *, searched: bool, lacks: bool) -> dict[str, bool]:
    """What this officer may do with the appeal as it stands. The verbs decide; this only leaves out dead buttons."""
    status, own = A(row.status), seat.by.ref in row.authors
    drafting = status in {A.DRAFT, A.REFUSED} and can(seat, episode, Action.DRAFT_APPEAL) and searched
    return {
        "edit": drafting or (status is A.SUBMITTED and can(seat, episode, Action.DRAFT_APPEAL) and searched),
        "submit": status is A.DRAFT and drafting and not lacks,
        "approve": status is A.SUBMITTED and can(seat, episode, Action.APPROVE_APPEAL) and searched and not own,
        "refuse": status is A.SUBMITTED and can(seat, episode, Action.APPROVE_APPEAL),
        "renew": status is A.LIVE and can(seat, episode, Action.APPROVE_APPEAL) and searched,
        "withdraw": status not in {A.WITHDRAWN, A.EXPIRED} and can(seat, episode, Action.WITHDRAW_APPEAL),
    }


def _forms(seat: Seat, row: Appeal, form: DeskForm | None) -> dict[str, DeskForm]:
    """The small forms of the page; the one that was refused stands in its place with what was typed."""
    hours = profile_of(settings.COUNTRY_PROFILE).appeal_hours
    ends = timezone.localtime(seat.at + timedelta(hours=hours))
    forms: dict[str, DeskForm] = {
        "submit": SubmitForm(initial={"version": row.version}),
        "approve": ApproveForm(initial={"version": row.version, "content_hash": row.content_hash}),
        "refuse": RefuseForm(prefix="refuse"),
        "withdraw": WithdrawForm(prefix="withdraw"),
        "renew": RenewForm(prefix="renew", initial={"ends_on": ends.date(), "ends_time": ends.time()}),
    }
    return {
        name: form if form and type(form) is type(plain) and plain.prefix else plain for name, plain in forms.items()
    }


def short_code(content_hash: str) -> str:
    """The first twelve signs of a hash in groups of four, to be compared by eye or by phone."""
    return " ".join(content_hash[at : at + 4] for at in (0, 4, 8)) if content_hash else ""


@at_desk("POST")
def appeal_submit(request: HttpRequest, seat: Seat, appeal: UUID) -> HttpResponse:
    """Freeze what will be published, and ask a second officer."""
    form = SubmitForm(request.POST)
    return _asked(
        request,
        seat,
        appeal,
        form,
        lambda: appeals.submit(appeal, version=form.cleaned_data["version"], **_by(seat)),
        _("The appeal waits for a second officer."),
    )


@at_desk("POST")
def appeal_approve(request: HttpRequest, seat: Seat, appeal: UUID) -> HttpResponse:
    """Approve exactly what was shown."""
    form = ApproveForm(request.POST)

    def verb() -> Appeal:
        given = form.cleaned_data
        return appeals.approve(appeal, given["content_hash"], version=given["version"], **_by(seat))

    return _asked(request, seat, appeal, form, verb, _("Approved. The appeal becomes public in a moment."))


@at_desk("POST")
def appeal_refuse(request: HttpRequest, seat: Seat, appeal: UUID) -> HttpResponse:
    """Say no, and why."""
    form = RefuseForm(request.POST, prefix="refuse")
    return _asked(
        request,
        seat,
        appeal,
        form,
        lambda: appeals.refuse(appeal, reason=form.cleaned_data["reason"], **_by(seat)),
        _("Refused. The draft goes back to its author."),
    )


@at_desk("POST")
def appeal_withdraw(request: HttpRequest, seat: Seat, appeal: UUID) -> HttpResponse:
    """Take it down at once."""
    form = WithdrawForm(request.POST, prefix="withdraw")
    return _asked(
        request,
        seat,
        appeal,
        form,
        lambda: appeals.withdraw(appeal, reason=form.cleaned_data["reason"], **_by(seat)),
        _("Withdrawn. Whatever was public is being taken down."),
    )


@at_desk("POST")
def appeal_renew(request: HttpRequest, seat: Seat, appeal: UUID) -> HttpResponse:
    """Let it run on."""
    form = RenewForm(request.POST, prefix="renew")
    zone = profile_of(settings.COUNTRY_PROFILE).time_zone

    def verb() -> Appeal:
        until = moment(form.cleaned_data["ends_on"], form.cleaned_data["ends_time"], zone=zone)
        return appeals.renew(appeal, ends_at=until, **_by(seat))

    return _asked(request, seat, appeal, form, verb, _("The appeal runs on."))


def _asked(
    request: HttpRequest, seat: Seat, appeal: UUID, form: DeskForm, verb: Callable[[], Appeal], sentence: str
) -> HttpResponse:
    """Ask one verb about an appeal; a refusal shows the appeal as it stands now."""
    appeal_seen_by(seat.viewer, appeal, action=seat.action)
    if form.is_valid() and done(form, verb):
        say(request, sentence)
        return redirect("appeal", appeal)
    return _shown(request, seat, appeal_seen_by(seat.viewer, appeal, action=seat.action), form)


def _by(seat: Seat) -> dict[str, Any]:
    return {"viewer": seat.viewer, "by": seat.by, "at": seat.at}


@at_desk("GET")
def approvals(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Appeals that wait for a second officer."""
    rows = list(waiting_for_approval(seat.viewer).select_related("episode"))
    called = lists.called_by([row.episode.misper_id for row in rows], on=seat.at.date())
    names = lists.names_of(row.submitted_by for row in rows)
    waiting = [
        {
            "href": reverse("appeal", args=[row.pk]),
            "name": called[row.episode.misper_id].name or _("Name not known"),
            "reference": row.reference,
            "submitted_at": row.submitted_at,
            "submitted_by": names.get(row.submitted_by, ""),
            "ends_at": row.ends_at,
        }
        for row in rows
    ]
    looked_at(request, seat, "approvals.looked", "appeals.Appeal", shown=len(rows))
    return show(request, seat, "approvals", waiting=waiting)
