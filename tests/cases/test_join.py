"""Records are joined by edges and never merged."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests import factory
from wayhome.base.errors import NotFound, Refused
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.cases.models import Edge, Episode, Misper
from wayhome.cases.queries import edges_of
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db


def test_an_edge_needs_two_records_a_reason_and_a_role(now: datetime) -> None:
    who = factory.officer()
    one, other = (factory.open_episode(who, at=now).misper_id for _ in range(2))
    foreign = factory.open_episode(factory.officer(), at=now).misper_id
    looker = factory.officer(Role.CALL_TAKER, who.agency)
    for low, high, viewer, reason, refusal in (
        (one, one, who, "Same scar", Refused),
        (one, other, who, "  ", Refused),
        (one, new_id(), who, "Same scar", NotFound),
        (one, foreign, who, "Same scar", NotFound),
        (one, other, looker, "Same scar", Refused),
    ):
        with pytest.raises(refusal):
            cases.join(low, high, "same", viewer=viewer.viewer, reason=reason, by=viewer.actor, at=now)
    assert not Edge.objects.exists()


def test_an_edge_is_one_whichever_record_is_named_first(now: datetime) -> None:
    who = factory.officer()
    one, other = (factory.open_episode(who, at=now).misper_id for _ in range(2))
    for pair in ((one, other), (other, one)):
        cases.join(*pair, "same", viewer=who.viewer, reason="Same scar", by=who.actor, at=now)
    assert Edge.objects.filter(superseded_at=None).count() == 1
    assert Edge.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Edge.objects.create(
            agency=who.agency, low_id=max(one, other), high_id=min(one, other), kind="same", by="x", reason="x", at=now
        )


def test_a_later_edge_undoes_an_earlier_one_which_stays_readable(now: datetime) -> None:
    who = factory.officer()
    one, other = (factory.open_episode(who, at=now).misper_id for _ in range(2))
    later = now + timedelta(hours=1)
    cases.join(one, other, "same", viewer=who.viewer, reason="Same scar", by=who.actor, at=now)
    cases.join(one, other, "not_same", viewer=who.viewer, reason="Other ear", by=who.actor, at=later)
    kept = list(Edge.objects.order_by("at").values_list("kind", "superseded_at", "reason"))
    assert kept == [("same", later, "Same scar"), ("not_same", None, "Other ear")]
    assert [edge.kind for edge in edges_of(one)] == [edge.kind for edge in edges_of(other)] == ["not_same"]
    assert [entry.facts["judged"] for entry in Entry.objects.filter(kind="mispers.joined").order_by("id")] == [
        "same",
        "not_same",
    ]


def test_joining_changes_neither_record(now: datetime) -> None:
    who = factory.officer()
    one, other = (factory.open_episode(who, at=now).misper_id for _ in range(2))
    before = [list(model.objects.order_by("pk").values()) for model in (Misper, Episode, Fact)]
    cases.join(one, other, "same", viewer=who.viewer, reason="Same scar", by=who.actor, at=now)
    assert [list(model.objects.order_by("pk").values()) for model in (Misper, Episode, Fact)] == before
    with pytest.raises(ProtectedError):
        Misper.objects.get(pk=one).delete()
