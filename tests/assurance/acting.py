"""What officers do in the world of the harness, each in a transaction of their own; the alert that they write there, and what the public tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tests import factory
from tests.alerts.conftest import draft
from wayhome.accounts.models import Agency, Duty, Officer
from wayhome.alerts import actions as alerts
from wayhome.alerts.models import Alert, Version
from wayhome.base import clock
from wayhome.base.web import set_viewer
from wayhome.cases.models import Episode
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor, Sighting
from wayhome.matching import actions as matching
from wayhome.rules.alert_draft import Text
from wayhome.rules.exclusions import Effect, Rule
from wayhome.rules.matching import Verdict
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role


@contextmanager
def acting(officer: Officer) -> Iterator[dict[str, Any]]:
    """What an officer does, in one transaction in which the database knows who it is."""
    with transaction.atomic():
        set_viewer(officer=str(officer.pk), agency=str(officer.agency_id))
        yield {"viewer": officer.viewer, "by": officer.actor, "at": clock.now()}


def staff_tips(agency: Agency, *, since: datetime) -> None:
    """Somebody takes what the public tells of an alert."""
    taker = factory.officer(Role.CALL_TAKER, agency)
    Duty.objects.create(
        agency=agency, officer=taker, role=Role.CALL_TAKER, starts_at=since, ends_at=since + timedelta(days=2)
    )


def alert_draft(sign: Callable[[str], str], *, photo: UUID) -> alerts.Draft:
    """A draft in which every text is a sign that occurs nowhere else."""
    plain = draft(clock.now())
    asked = ("why", "protected_ground", "who_asks", "family_why_not", "neighbours")
    said = {what: sign("alert") for what in ("headline", "description", "instruction")}
    answers = replace(plain.answers, texts={"en": Text(**said)}, **{what: sign("alert_decision") for what in asked})
    return replace(plain, answers=answers, area=dict(plain.area or {}) | {"words": sign("alert_area")}, photo=photo)


def a_tip(alert: Alert, sign: Callable[[str], str], *, at: datetime) -> Sighting:
    """What somebody of the public told of an alert, every word a sign."""
    told = {what: sign("sighting") for what in ("place", "words", "contact")}
    with transaction.atomic():
        return intake.receive_sighting(
            told, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=at, agency=alert.agency_id, alert=alert.pk
        )


def judged(pair: Mapping[str, UUID], why: str, doubted: str, laboratory: str, by: Mapping[str, Any]) -> dict[str, UUID]:
    """A candidate match that somebody looks into and doubts, and of which a laboratory reported: the keys of all three."""
    of = pair["missing"], pair["unidentified"]
    verdict = matching.judge(*of, Verdict.UNDER_REVIEW, reason=why, **by)
    doubt = matching.exclude(*of, Rule.REASONED, Effect.DOUBT, reason=doubted, document="", **by)
    result = matching.enter_kinship(*of, factory.kinship(by["at"], laboratory=laboratory), **by)
    return {"verdict": verdict.pk, "exclusion": doubt.pk, "kinship": result.pk}


def claims(keys: Mapping[str, UUID]) -> list[UUID]:
    """The sightings of a case, and what was told of its alert."""
    found = Sighting.objects.filter(Q(report=keys["report"]) | Q(pk=keys.get("tip")))
    return list(found.values_list("pk", flat=True))


def an_alert(episode: Episode, draft: alerts.Draft, author: Officer, second: Officer | None) -> Version:
    """An alert that waits for a second person; in force, where there is one."""
    with acting(author) as by:
        version = alerts.write(draft, episode_id=episode.pk, **by)
        version = alerts.submit(version.alert_id, revision=None, **by)
    if second:
        with acting(second) as by:
            version = alerts.approve(version.alert_id, version.digest, proved_at=by["at"], **by)
    return version
