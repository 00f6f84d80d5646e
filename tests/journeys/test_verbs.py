"""One child's case through the verbs alone, with the followers run as the worker runs them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import factory
from wayhome.accounts.models import Agency, Officer
from wayhome.appeals import actions as appeals
from wayhome.base.errors import Refused
from wayhome.cases import actions as cases
from wayhome.clocks.queries import running
from wayhome.flow.wiring import WIRING
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.queries import interviews_of
from wayhome.published.models import Edition
from wayhome.registry import queries as registry
from wayhome.risk import actions as risk
from wayhome.risk.models import Assessment
from wayhome.rules.appeal import Consent
from wayhome.terms.flag import Flag

pytestmark = pytest.mark.django_db


def follow(done: set[str], at: datetime) -> None:
    """Run every follower of every ledger entry not yet followed."""
    while fresh := [entry for entry in Entry.objects.order_by("at", "id") if str(entry.pk) not in done]:
        for entry in fresh:
            done.add(str(entry.pk))
            for follower in WIRING.get(entry.kind, ()):
                follower(entry, at)


def test_one_child_from_first_call_to_return_interview(now: datetime, tmp_path) -> None:
    force = Agency.objects.create(code="northmoor", name="Northmoor Police", kind="police_force")
    first = Officer.objects.create(login="a", name="A. Officer", agency=force, role="duty_officer")
    second = Officer.objects.create(login="b", name="B. Officer", agency=force, role="supervisor")
    done: set[str] = set()
    words = {
        "given_name": "Tamsin",
        "family_name": "Quillfeather",
        "last_seen_place": "Saltby Quay",
        "age": "14",
        "phone": "07700 900123",
        "why_worried": "She never misses tea.",
    }
    report = intake.receive_report(
        intake.Received(words), door=ReportDoor.DESK_PHONE, by=first.actor, at=now, agency=force.pk
    )
    follow(done, now)
    assert {clock.kind for clock in running(report.pk)} == {"first_eyes", "first_grade"}

    episode = cases.open_episode(report.pk, viewer=first.viewer, by=first.actor, at=now)
    follow(done, now)
    assert Assessment.objects.get(episode=episode).decided == ""
    assert [hit.name for hit in registry.search(factory.seated(first), "tamsin quilfeather")] == ["Tamsin Quillfeather"]
    assert [hit.name for hit in registry.search(factory.seated(first), "+44 7700 900123")] == ["Tamsin Quillfeather"]
    assert [hit.name for hit in registry.search(factory.seated(first), episode.reference)] == ["Tamsin Quillfeather"]

    risk.decide(
        episode.pk,
        "high",
        reason="Out of character.",
        answers={"asked.out_of_character": "yes"},
        viewer=first.viewer,
        by=first.actor,
        at=now,
    )
    draft = appeals.Draft(
        shows={"given_name": "Tamsin", "age": "14", "last_seen_area": "Saltby Quay"}, ends_at=now + timedelta(hours=72)
    )
    appeal = appeals.save_draft(episode.pk, draft, viewer=first.viewer, by=first.actor, at=now)
    with pytest.raises(Refused, match="protected address"):
        appeals.submit(appeal.pk, viewer=first.viewer, version=None, by=first.actor, at=now)
    whole = appeals.Draft(
        shows=draft.shows,
        ends_at=draft.ends_at,
        protected_address=Flag.NO,
        court_order=Flag.NO,
        who_asks="Mother",
        who_asks_checked=Flag.YES,
        consent=Consent.GIVEN,
        consent_given_by="Mother",
        child_view="Not known",
        purpose="Find her",
        necessity="Enquiries have failed",
        risk_to_child="Low",
    )
    appeals.save_draft(episode.pk, whole, viewer=first.viewer, by=first.actor, at=now, appeal_id=appeal.pk)
    appeal = appeals.submit(appeal.pk, viewer=first.viewer, version=None, by=first.actor, at=now)
    with pytest.raises(Refused, match="second officer"):
        appeals.approve(appeal.pk, appeal.content_hash, viewer=first.viewer, by=first.actor, at=now)
    appeals.approve(appeal.pk, appeal.content_hash, viewer=second.viewer, by=second.actor, at=now)
    edition = Edition.objects.get()
    assert edition.state == "due"

    later = now + timedelta(hours=5)
    found = outcomes.Found(found_at=later, seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(episode.pk, found, viewer=first.viewer, version=None, by=first.actor, at=later)
    edition.refresh_from_db()
    assert (edition.state, edition.manifest, edition.photo) == ("withdrawn", {}, None)
    assert {clock.kind for clock in running(episode.pk)} == {
        "prevention_interview",
        "return_interview_offer",
        "return_interview",
    }
    prevention, returned = interviews_of(episode.pk)
    assert returned.due_at == later + timedelta(hours=72)
    with pytest.raises(Refused, match="prevention interview"):
        outcomes.close_episode(episode.pk, viewer=first.viewer, reason="", version=None, by=first.actor, at=later)
    outcomes.record_interview(
        prevention.pk,
        outcomes.Held("done", later, "Safe."),
        viewer=first.viewer,
        version=None,
        by=first.actor,
        at=later,
    )
    outcomes.close_episode(episode.pk, viewer=first.viewer, reason="", version=None, by=first.actor, at=later)
    assert {clock.kind for clock in running(episode.pk)} == {"return_interview_offer", "return_interview"}
    outcomes.record_interview(
        returned.pk,
        outcomes.Held("done", later, "She told us why.", why=("conflict",)),
        viewer=first.viewer,
        version=None,
        by=first.actor,
        at=later,
    )
    assert not running(episode.pk)
