"""A sighting is a claim: it is kept as given and changes nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests import factory
from wayhome.accounts.models import NATIONAL_INTAKE
from wayhome.cases.models import Episode
from wayhome.intake import actions as intake
from wayhome.intake.actions import Incomplete
from wayhome.intake.models import ReportDoor, Sighting
from wayhome.intake.queries import words_of_sighting
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.django_db


def test_a_sighting_is_kept_as_given_and_belongs_to_the_national_intake_desk(now: datetime) -> None:
    words = {"seen_place": "  Larkhill bus station ", "words": "A girl in yellow"}
    sighting = intake.receive_sighting(words, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=now)
    assert words_of_sighting(sighting) == words
    assert sighting.agency_id == NATIONAL_INTAKE
    assert Entry.objects.get(kind="sighting.received").facts == {"door": "public_carer"}


def test_a_sighting_changes_no_status_and_no_case(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    before = Episode.objects.filter(pk=episode.pk).values().get()
    report = episode.reports.get().report
    intake.receive_sighting(
        {"words": "She was found, I am sure"}, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=now, report=report
    )
    assert Episode.objects.filter(pk=episode.pk).values().get() == before
    assert not Entry.objects.filter(kind__startswith="episode.").exclude(kind="episode.opened").exists()


def test_a_sighting_that_no_page_can_show_is_refused_by_field(now: datetime) -> None:
    with pytest.raises(Incomplete) as refusal:
        intake.receive_sighting({"words": "a\x00b"}, door=ReportDoor.PFIF, by=Actor.public(), at=now)
    assert list(refusal.value.wrong) == ["words"]
    assert not Sighting.objects.exists()
