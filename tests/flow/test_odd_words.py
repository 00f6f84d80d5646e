"""Whatever a caller or a partner's computer says, the case opens, is frozen, found, weighed and graded."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests import factory
from wayhome.cases import actions as cases
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor
from wayhome.intake.queries import words_of
from wayhome.matching.models import Candidate
from wayhome.registry import actions as registry
from wayhome.registry.models import RecordVersion
from wayhome.registry.queries import on_file_already, search
from wayhome.risk import actions as risk
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "odd",
    [
        "unknown", "-1", "131", "9" * 40, "NaN", "nan,nan", "91,0", "2026-02-30", "9999-12-31", "1900-01-01T00:00+14:00",
        "2026-11-21T18:30/2026-11-21T12:30", "2026-03-29T01:30", "yes", "tattoo left_arm:", "15-12", "١٤-١٥", "\u202egnp.exe",
        "<script>alert(1)</script>", "{% debug %}", "%s %(x)s", "😟" * 200, "'; drop table facts_fact; --", "null", "[]",
    ],
)  # fmt: skip
def test_a_report_of_odd_words_goes_all_the_way(now: datetime, odd: str) -> None:
    who = factory.officer(Role.SUPERVISOR)
    words = dict.fromkeys(FACT_KINDS, odd)
    report = intake.receive_report(
        intake.Received(words), door=ReportDoor.PARTNER_API, by=who.actor, at=now, agency=who.agency_id
    )
    assert words_of(report) == words
    registry.record_unidentified(
        {"unidentified_kind": "body", "found_place": "Grebe Mere"}, viewer=who.viewer, by=who.actor, at=now
    )
    on_file_already(factory.seated(who), words)
    episode = cases.open_episode(report.pk, viewer=who.viewer, by=who.actor, at=now)
    follower = factory.Follower()
    follower.follow(now)
    assert RecordVersion.objects.filter(subject=episode.misper_id).count() == 1
    assert Candidate.objects.filter(missing=episode.misper_id).count() == 1
    search(factory.seated(who), odd)
    assert [hit.reference for hit in search(factory.seated(who), episode.reference)] == [episode.misper.reference]
    risk.decide(episode.pk, "high", reason=odd, answers={}, viewer=who.viewer, by=who.actor, at=now)
