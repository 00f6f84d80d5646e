"""Writing a version, and freezing it for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from wayhome.accounts.queries import on_duty
from wayhome.alerts import messages
from wayhome.alerts.actions.moving import judge, locked
from wayhome.alerts.channels import cell_broadcast, webhook
from wayhome.alerts.manifest import decision_of, digest_of, freeze
from wayhome.alerts.models import Alert, Version
from wayhome.alerts.queries import alerts_of, running, tips_staffed
from wayhome.appeals.actions import PHOTO_OF_ANOTHER
from wayhome.base import sealing
from wayhome.base.errors import Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases.actions import lock
from wayhome.cases.models import Episode
from wayhome.cases.queries import photos_of
from wayhome.clocks import actions as clocks
from wayhome.facts.queries import values_of
from wayhome.intake.models import Report, ReportDoor
from wayhome.intake.queries import words_of
from wayhome.kernels.names import normalise
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action
from wayhome.rules.alert_draft import AlertDraft, Text, lacking
from wayhome.rules.alerting import OPEN, Event, Mode, Move, Step
from wayhome.rules.appeal import refuse_new_publicity
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.actor import Actor
from wayhome.terms.flag import Flag
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Role, Viewer
from wayhome.terms.words import N_

LARGEST = (
    (messages.cap_bytes, cell_broadcast.DECLARED.most_bytes - messages.SIGNATURE_MOST),
    (messages.webhook_body, webhook.DECLARED.most_bytes),
)
NOTHING_WRITTEN_YET = 0
"""The revision of whoever begins: two who begin an update at once write one, and the second is told."""
NAMES = ("given_name", "family_name", "alias")
NAMES_A_CHILD = N_("A drill is read by people outside. Take the child's name out of the text.")
RUNNING_ALREADY = N_("There is an alert about this child already. Update or cancel that one.")
FLAGS = ("under_18", "imminent_danger", "public_can_help", "protected_address", "court_order", "abuse",
         "who_asks_checked", "family_told")  # fmt: skip
SAID = ("why", "protected_ground", "who_asks", "family_why_not", "neighbours")


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer writes. `area` is None or {"rings": [[[lat, lon], ...], ...], "words": str, ...}."""

    answers: AlertDraft = field(default_factory=AlertDraft)
    area: Mapping[str, Any] | None = None
    photo: UUID | None = None


@transaction.atomic
def write(
    draft: Draft, *, episode_id: UUID | None = None, alert_id: UUID | None = None, mode: Mode = Mode.LIVE,
    revision: int | None = None, viewer: Viewer, by: Actor, at: datetime,
) -> Version:  # fmt: skip
    """Write the first version of a new alert about an episode; or, of an alert, what is being written or an update.

    Raises Refused, Overtaken when somebody wrote meanwhile, NotFound.
    """
    alert, episode = _taken(episode_id, alert_id, mode, viewer, by, at)
    if why := refuse_new_publicity(EpisodeStatus(episode.status)):
        raise Refused(why)
    if draft.photo and not photos_of(episode.misper_id).filter(pk=draft.photo).exists():
        raise Refused(PHOTO_OF_ANOTHER)
    rows = judge(alert, Event(Move.WRITE, at, viewer.officer), viewer=viewer)
    last = rows[-1] if rows else None
    before = last.revision if last and last.step in OPEN else None
    if revision is not None and revision != (before or NOTHING_WRITTEN_YET):
        raise Overtaken
    version = (
        last if last and before else Version(id=new_id(), agency_id=alert.agency_id, alert=alert, number=len(rows) + 1)
    )
    version.revision += before is not None
    return _kept(version, draft, subject=episode.misper_id, by=by, at=at)


def _kept(version: Version, draft: Draft, *, subject: UUID, by: Actor, at: datetime) -> Version:
    """Write down a draft as it stands now; what was frozen of an earlier one is no more."""
    answers = draft.answers
    version.step = Step.DRAFT.value
    version.texts = {language: asdict(text) for language, text in answers.texts.items()}
    version.area, version.photo_id = dict(draft.area) if draft.area else None, draft.photo
    version.expires_at = answers.expires_at
    version.authors, version.written_at = sorted({*version.authors, by.ref}), at
    version.manifest, version.digest, version.submitted_by, version.submitted_at = None, "", "", None
    version.decided_by, version.decided_at, version.because = "", None, None
    version.decision = sealing.seal_words(
        {name: getattr(answers, name) for name in (*FLAGS, *SAID)}, subject=subject, table="alerts_version",
        column="decision", row=version.pk,
    )  # fmt: skip
    version.save()
    alert = version.alert
    clocks.meet(alert.pk, "alert_decision", "alert_asked", by=by, at=at)
    ledger.write("alert.written", alert, by=by, agency=alert.agency_id, at=at, number=version.number, mode=alert.mode)
    return version


@transaction.atomic
def begin_asked(report: Report, *, at: datetime) -> Version | None:
    """Begin the alert that an agency's own system asked for with its report, once an officer has made a case of that.

    The system counts as neither of the two people: one officer completes and submits it, another approves. None when
    the report asks for none, when it was begun before, or when there is an alert about the child already.
    """
    said = words_of(report) if report.door == ReportDoor.PARTNER_API else {}
    text = Text(**{name: said.get(f"alert_{name}", "") for name in ("headline", "description", "instruction")})
    if text == Text():
        return None
    found = Episode.objects.select_for_update(of=("self",)).filter(reports__report=report).first()
    if found is None or refuse_new_publicity(EpisodeStatus(found.status)):
        return None
    by = Actor(report.received_by, None)
    if alerts_of(found.pk).filter(made_by=by.ref).exists() or running(found.pk).filter(mode=Mode.LIVE.value).exists():
        return None
    alert = Alert.objects.create(
        agency_id=found.agency_id, episode=found, mode=Mode.LIVE.value, made_at=at, made_by=by.ref
    )
    judge(alert, Event(Move.PROPOSE, at))
    version = Version(id=new_id(), agency_id=alert.agency_id, alert=alert, number=1)
    language = profile_of(settings.COUNTRY_PROFILE).languages[0]
    draft = Draft(AlertDraft(why=said.get("alert_why", ""), texts={language: text}))
    _kept(version, draft, subject=found.misper_id, by=by, at=at)
    clocks.start_for(
        "alert.asked", subject=alert.pk, subject_kind="alert", agency=alert.agency_id, is_child=True, at=at
    )
    return version


def _taken(
    episode_id: UUID | None, alert_id: UUID | None, mode: Mode, viewer: Viewer, by: Actor, at: datetime
) -> tuple[Alert, Episode]:
    if alert_id:
        return locked(alert_id, viewer=viewer, action=Action.DRAFT_ALERT)
    assert episode_id
    episode = lock(episode_id, viewer=viewer, action=Action.DRAFT_ALERT)
    if running(episode.pk).filter(mode=mode.value).exists():
        raise Refused(RUNNING_ALREADY)
    for before in alerts_of(episode.pk):
        clocks.meet(before.pk, "alert_out", by=by, at=at)
    made = Alert.objects.create(
        agency_id=episode.agency_id, episode=episode, mode=mode.value, made_at=at, made_by=by.ref
    )
    return made, episode


def draft_of(version: Version) -> Draft:
    """The draft as it stands, its decision opened."""
    kept = decision_of(version)
    flags: dict[str, Any] = {name: Flag(kept[name]) for name in FLAGS}
    answers = AlertDraft(
        **flags,
        **{name: kept[name] for name in SAID},
        texts={language: Text(**text) for language, text in version.texts.items()},
        has_area=bool(version.area),
        expires_at=version.expires_at,
    )
    return Draft(answers, version.area, version.photo_id)


def still_lacking(version: Version, *, at: datetime) -> tuple[str, ...]:
    """Everything that stops this version from going to a second person, one sentence each."""
    named = version.alert.mode == Mode.DRILL and _names_the_child(version)
    return (*lacking(draft_of(version).answers, now=at), *((NAMES_A_CHILD,) if named else ()))


@transaction.atomic
def submit(alert_id: UUID, *, revision: int | None, viewer: Viewer, by: Actor, at: datetime) -> Version:
    """Freeze what will go out and ask a second person; whoever is on the rota is paged, one after the other.

    Raises Refused with everything still lacking, Overtaken, NotFound.
    """
    alert, episode = locked(alert_id, viewer=viewer, action=Action.DRAFT_ALERT)
    if why := refuse_new_publicity(EpisodeStatus(episode.status)):
        raise Refused(why)
    version = alert.versions.select_related("photo", "alert__agency").order_by("-number").first()
    if version is None or (revision is not None and revision != version.revision):
        raise Overtaken
    manifest = freeze(version)
    digest = digest_of(manifest, decision_of(version))
    if version.step == Step.DRAFT:  # of anything else the rules say why it cannot be submitted
        if left := still_lacking(version, at=at):
            raise Refused(" ".join(left))
        if why := messages.refuse_unwritable(manifest, most=LARGEST, at=at):
            raise Refused(why)
    judge(alert, Event(Move.SUBMIT, at, viewer.officer, digest, version.expires_at), viewer=viewer)
    version.step, version.manifest, version.digest = Step.SUBMITTED.value, manifest, digest
    version.submitted_by, version.submitted_at = by.ref, at
    version.authors = sorted({*version.authors, by.ref})
    version.revision += 1
    version.save()
    clocks.meet(alert.pk, "alert_asked", by=by, at=at)
    _page(alert, version, at=at)
    ledger.write("alert.submitted", alert, by=by, agency=alert.agency_id, at=at, number=version.number, hash=digest)
    return version


def _names_the_child(version: Version) -> bool:
    """Whether a text says one of the child's names."""
    said = {word for text in version.texts.values() for words in text.values() for word in normalise(words).split()}
    child = version.alert.episode.misper_id
    known = values_of([child], NAMES)[child]
    return any(word in said for names in known.values() for name in names for word in normalise(str(name)).split())


def _page(alert: Alert, version: Version, *, at: datetime) -> None:
    """Ask the rota for a second person, at once for the rank above where nobody is on it; and for the tip desk where nobody sits.

    Nobody who wrote it is asked: their word would not count.
    """
    about: Any = {"subject": alert.pk, "subject_kind": "alert", "agency": alert.agency_id, "is_child": True, "at": at}
    authors = {officer for each in version.authors if (officer := Actor.officer_in(each))}
    there = on_duty(alert.agency_id, Role.ALERT_AUTHORISER, at=at, but=authors)
    clocks.start_for("alert.submitted" if there else "alert.nobody_decides", **about, not_for=authors)
    if not tips_staffed(alert, at=at):
        clocks.start_for("alert.tips_unstaffed", **about)
