"""Drafting an appeal, asking a second officer, approving exactly what was shown, and taking it down."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wayhome.appeals.models import Appeal
from wayhome.base import filestore, sealing
from wayhome.base.canonical import fingerprint
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases.actions import NOT_YOURS, lock
from wayhome.cases.models import Episode
from wayhome.cases.queries import photos_of
from wayhome.clocks import actions as clocks
from wayhome.ledger import actions as ledger
from wayhome.published import actions as published
from wayhome.rules.access import Action
from wayhome.rules.appeal import (
    ALLOWED_FIELDS,
    FIELD_NOT_ALLOWED,
    NO_SUCH_MOVE,
    AppealDraft,
    AppealStatus,
    Consent,
    lacking,
    refuse_approve,
    refuse_move,
    refuse_new_publicity,
    refuse_renew,
)
from wayhome.rules.clocks import clocks_for
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.actor import Actor
from wayhome.terms.flag import Flag
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Viewer
from wayhome.terms.words import N_

NOT_WHAT_YOU_SAW = N_("The appeal has changed since it was shown to you, or somebody else decided. Read it again.")
PHOTO_OF_ANOTHER = N_("This photo does not belong to this case.")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer writes. `shows` holds words by allowed field; the rest is the decision, which nobody outside sees."""

    shows: Mapping[str, str]
    photo: UUID | None = None
    language: str = "en"
    ends_at: datetime | None = None
    protected_address: Flag = Flag.UNKNOWN
    court_order: Flag = Flag.UNKNOWN
    protected_ground: str = ""
    who_asks: str = ""
    who_asks_checked: Flag = Flag.UNKNOWN
    consent: Consent = Consent.UNANSWERED
    consent_given_by: str = ""
    child_view: str = ""
    overriding_ground: str = ""
    purpose: str = ""
    necessity: str = ""
    risk_to_child: str = ""


@transaction.atomic
def save_draft(
    episode_id: UUID,
    draft: Draft,
    *,
    viewer: Viewer,
    by: Actor,
    at: datetime,
    appeal_id: UUID | None = None,
    version: int | None = None,
) -> Appeal:
    """Write a draft, or write over one that nobody has submitted or that came back. Raises Refused, Overtaken."""
    episode = lock(episode_id, viewer=viewer, action=Action.DRAFT_APPEAL)
    if why := refuse_new_publicity(EpisodeStatus(episode.status)):
        raise Refused(why)
    if not set(draft.shows) <= set(ALLOWED_FIELDS):
        raise Refused(FIELD_NOT_ALLOWED)
    if draft.photo and not photos_of(episode.misper_id).filter(pk=draft.photo).exists():
        raise Refused(PHOTO_OF_ANOTHER)
    appeal = (
        _own(appeal_id, episode, version)
        if appeal_id
        else Appeal(id=new_id(), agency_id=episode.agency_id, episode=episode)
    )
    appeal.status = AppealStatus.DRAFT.value
    appeal.language, appeal.shows, appeal.photo_id, appeal.ends_at = (
        draft.language,
        dict(draft.shows),
        draft.photo,
        draft.ends_at,
    )
    appeal.drafted_at = at
    appeal.authors = sorted({*appeal.authors, by.ref})
    appeal.manifest, appeal.content_hash, appeal.submitted_by, appeal.submitted_at = None, "", "", None
    decision = {
        name: value for name, value in asdict(draft).items() if name not in {"shows", "photo", "language", "ends_at"}
    }
    appeal.decision = sealing.seal_words(
        decision, subject=episode.misper_id, table="appeals_appeal", column="decision", row=appeal.pk
    )
    appeal.version += bool(appeal_id)
    appeal.save()
    ledger.write("appeal.drafted", appeal, by=by, agency=appeal.agency_id, at=at, episode=str(episode.pk))
    return appeal


def _own(appeal_id: UUID, episode: Episode, version: int | None) -> Appeal:
    appeal = Appeal.objects.select_for_update().filter(pk=appeal_id, episode=episode).first()
    if appeal is None:
        raise NotFound
    if version is not None and version != appeal.version:
        raise Overtaken
    if appeal.status != AppealStatus.DRAFT and (why := refuse_move(AppealStatus(appeal.status), AppealStatus.DRAFT)):
        raise Refused(why)
    return appeal


def draft_of(appeal: Appeal) -> Draft:
    """The draft as it stands, its decision opened."""
    kept: Any = decision_of(appeal)
    flags = {
        name: Flag(kept[name]) for name in ("protected_address", "court_order", "who_asks_checked") if name in kept
    }
    consent = {"consent": Consent(kept["consent"])} if "consent" in kept else {}
    return Draft(
        **{**kept, **flags, **consent},
        shows=appeal.shows,
        photo=appeal.photo_id,
        language=appeal.language,
        ends_at=appeal.ends_at,
    )


def still_lacking(appeal: Appeal, *, at: datetime) -> tuple[str, ...]:
    """Everything that stops this draft from going to a second officer, one sentence each."""
    return lacking(_as_asked(draft_of(appeal)), now=at, profile=profile_of(settings.COUNTRY_PROFILE))


def _as_asked(draft: Draft) -> AppealDraft:
    fields = {name for name, words in draft.shows.items() if words.strip()} | ({"photo"} if draft.photo else set())
    rest = {name: value for name, value in asdict(draft).items() if name not in {"shows", "photo", "language"}}
    return AppealDraft(fields=frozenset(fields), **rest)


@transaction.atomic
def submit(appeal_id: UUID, *, viewer: Viewer, version: int | None, by: Actor, at: datetime) -> Appeal:
    """Freeze what will be published and ask a second officer. Raises Refused with every question still unanswered."""
    appeal, episode = _both(appeal_id, viewer, Action.DRAFT_APPEAL)
    if version is not None and version != appeal.version:
        raise Overtaken
    why = refuse_move(AppealStatus(appeal.status), AppealStatus.SUBMITTED) or refuse_new_publicity(
        EpisodeStatus(episode.status)
    )
    if why:
        raise Refused(why)
    if left := still_lacking(appeal, at=at):
        raise Refused(" ".join(left))
    appeal.manifest = manifest_of(appeal)
    appeal.content_hash = hash_of(appeal.manifest, decision_of(appeal))
    appeal.status, appeal.submitted_by, appeal.submitted_at = AppealStatus.SUBMITTED.value, by.ref, at
    appeal.authors = sorted({*appeal.authors, by.ref})
    appeal.version += 1
    appeal.save()
    ledger.write("appeal.submitted", appeal, by=by, agency=appeal.agency_id, at=at, hash=appeal.content_hash)
    return appeal


def manifest_of(appeal: Appeal) -> dict[str, Any]:
    """Everything the public will see, in one canonical form; the photo by its hash."""
    profile = profile_of(settings.COUNTRY_PROFILE)
    return {
        "reference": appeal.reference,
        "language": appeal.language,
        "shows": {name: appeal.shows[name].strip() for name in ALLOWED_FIELDS if appeal.shows.get(name, "").strip()},
        "photo": appeal.photo.sha256 if appeal.photo else None,
        "ends_at": appeal.ends_at.isoformat() if appeal.ends_at else None,
        "zone": profile.time_zone,
        "emergency_number": profile.emergency_number,
        "police_number": profile.police_number,
        "agency": appeal.agency.name,
        "demonstration": settings.DEMONSTRATION,
    }


def hash_of(manifest: Mapping[str, Any], decision: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of everything the second officer is shown: what goes out, and why it may."""
    return fingerprint([manifest, decision])


def decision_of(appeal: Appeal) -> dict[str, Any]:
    """Who asks, who consents, what is protected, and on what ground, opened."""
    if not appeal.decision:
        return {}
    kept: Any = sealing.unseal_words(appeal.decision, table="appeals_appeal", column="decision", row=appeal.pk)
    return dict(kept)


def _both(appeal_id: UUID, viewer: Viewer, action: Action) -> tuple[Appeal, Episode]:
    """An appeal and its episode, the episode locked first: whoever ends the search locks that too."""
    episode_id = Appeal.objects.filter(pk=appeal_id).values_list("episode", flat=True).first()
    if episode_id is None:
        raise NotFound
    episode = lock(episode_id, viewer=viewer, action=action)
    return Appeal.objects.select_for_update(of=("self",)).select_related("agency", "photo").get(pk=appeal_id), episode


@transaction.atomic
def approve(
    appeal_id: UUID, content_hash: str, *, viewer: Viewer, by: Actor, at: datetime, version: int | None = None
) -> Appeal:
    """A second, different officer approves the hash of exactly what was shown; the edition goes out.

    One guarded update decides: of several approvers one wins, and an appeal edited meanwhile is not approved.
    """
    appeal, episode = _both(appeal_id, viewer, Action.APPROVE_APPEAL)
    if version is not None and version != appeal.version:
        raise Overtaken(NOT_WHAT_YOU_SAW)
    if why := refuse_new_publicity(EpisodeStatus(episode.status)):
        raise Refused(why)
    if appeal.status == AppealStatus.SUBMITTED and appeal.ends_at:
        why = refuse_approve(
            AppealStatus.SUBMITTED,
            author=Actor.officer_in(appeal.submitted_by),
            approver=viewer.officer,
            editors=[Actor.officer_in(author) for author in appeal.authors],
            ends_at=appeal.ends_at,
            now=at,
        )
        if why:
            raise Refused(why)
    edition = new_id()
    won = (
        Appeal.objects.filter(
            pk=appeal_id, status=AppealStatus.SUBMITTED.value, content_hash=content_hash, ends_at__gt=at
        )
        .exclude(submitted_by=by.ref)
        .exclude(authors__contains=[by.ref])
        .update(
            status=AppealStatus.LIVE.value,
            approved_by=by.ref,
            approved_at=at,
            edition=edition,
            version=appeal.version + 1,
        )
    )
    if won != 1:
        raise Overtaken(NOT_WHAT_YOU_SAW)
    appeal.refresh_from_db()
    if (
        appeal.manifest is None
        or appeal.ends_at is None
        or hash_of(appeal.manifest, decision_of(appeal)) != content_hash
    ):
        raise Overtaken(NOT_WHAT_YOU_SAW)
    photo = filestore.get(appeal.photo.pk) if appeal.photo else None
    if photo is not None and hashlib.sha256(photo).hexdigest() != appeal.manifest["photo"]:
        raise Overtaken(NOT_WHAT_YOU_SAW)
    frozen = published.Frozen(appeal.manifest, photo, content_hash, appeal.ends_at)
    published.accept(frozen, edition=edition, agency=appeal.agency_id, by=by, at=at)
    ledger.write(
        "appeal.approved", appeal, by=by, agency=appeal.agency_id, at=at, hash=content_hash, edition=str(edition)
    )
    return appeal


@transaction.atomic
def refuse(appeal_id: UUID, *, reason: str, viewer: Viewer, by: Actor, at: datetime) -> Appeal:
    """The second officer says no, and why; the draft goes back to its author."""
    appeal, _ = _both(appeal_id, viewer, Action.APPROVE_APPEAL)
    return _end(appeal, AppealStatus.REFUSED, reason=reason, by=by, at=at)


@transaction.atomic
def withdraw(appeal_id: UUID, *, reason: str, viewer: Viewer, by: Actor, at: datetime) -> Appeal:
    """Take an appeal down, at once and for good. One officer suffices."""
    appeal, _ = _both(appeal_id, viewer, Action.WITHDRAW_APPEAL)
    return _end(appeal, AppealStatus.WITHDRAWN, reason=reason, by=by, at=at)


@transaction.atomic
def renew(appeal_id: UUID, *, ends_at: datetime, viewer: Viewer, by: Actor, at: datetime) -> Appeal:
    """Let a live appeal run on. A later end shows the public nothing new, so one officer suffices."""
    appeal, episode = _both(appeal_id, viewer, Action.APPROVE_APPEAL)
    profile = profile_of(settings.COUNTRY_PROFILE)
    why = refuse_renew(
        AppealStatus(appeal.status), episode=EpisodeStatus(episode.status), ends_at=ends_at, now=at, profile=profile
    )
    if appeal.ends_at is None or appeal.ends_at <= at:  # the public site shows it no longer, whoever has tidied up
        why = NO_SUCH_MOVE[AppealStatus.EXPIRED]
    if why or appeal.edition is None:
        raise Refused(why or NOT_YOURS)
    appeal.ends_at, appeal.version = ends_at, appeal.version + 1
    appeal.save(update_fields=["ends_at", "version"])
    published.renew(appeal.edition, ends_at=ends_at, by=by, at=at)
    clocks.meet(appeal.pk, "appeal_end", by=by, at=at)
    start_clock(appeal, at=at)
    ledger.write("appeal.renewed", appeal, by=by, agency=appeal.agency_id, at=at, ends_at=ends_at.isoformat())
    return appeal


def start_clock(appeal: Appeal, *, at: datetime) -> None:
    """Somebody must decide, before the appeal ends, whether it runs on."""
    if appeal.status != AppealStatus.LIVE or appeal.ends_at is None:
        return
    profile = profile_of(settings.COUNTRY_PROFILE)
    starts = clocks_for("appeal.published", grade=None, is_child=True, at=at, profile=profile)
    due = [replace(each, due_at=appeal.ends_at) for each in starts]
    clocks.start(due, subject=appeal.pk, subject_kind="appeal", agency=appeal.agency_id, at=at)


def withdraw_all(episode: Episode, *, reason: str, by: Actor, at: datetime) -> int:
    """End every appeal of an episode, inside the caller's transaction. Returns how many were live."""
    appeals = list(
        Appeal.objects.select_for_update().filter(episode=episode, status__in=["draft", "submitted", "live", "refused"])
    )
    live = sum(appeal.status == AppealStatus.LIVE for appeal in appeals)
    for appeal in appeals:
        _end(appeal, AppealStatus.WITHDRAWN, reason=reason, by=by, at=at)
    return live


@transaction.atomic
def expire_due(*, at: datetime) -> int:
    """End the appeals whose time is up. Returns how many."""
    due = list(
        Appeal.objects.select_for_update(skip_locked=True).filter(status=AppealStatus.LIVE.value, ends_at__lte=at)
    )
    for appeal in due:
        _end(appeal, AppealStatus.EXPIRED, reason="", by=Actor.system("appeals.expire"), at=at)
    return len(due)


def _end(appeal: Appeal, to: AppealStatus, *, reason: str, by: Actor, at: datetime) -> Appeal:
    if why := refuse_move(AppealStatus(appeal.status), to):
        raise Refused(why)
    appeal.status, appeal.ended_at, appeal.ended_because = to.value, at, reason[:200]
    appeal.version += 1
    appeal.save()
    if appeal.edition:
        published.withdraw(appeal.edition, by=by, at=at)
    clocks.meet(appeal.pk, "appeal_end", by=by, at=at)
    ledger.write(f"appeal.{to.value}", appeal, by=by, agency=appeal.agency_id, at=at)
    return appeal
