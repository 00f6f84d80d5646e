"""Restricting, sealing, and two people for the way back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import factory
from tests.access.conftest import seated
from wayhome.access import actions as access
from wayhome.access.models import Restriction, Unseal
from wayhome.access.queries import standing_of
from wayhome.accounts.models import Agency, Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.cases.models import Misper
from wayhome.ledger.models import Entry
from wayhome.registry.queries import search
from wayhome.rules import keeping as rule
from wayhome.rules.access import Action, may
from wayhome.rules.purpose import NO_WORDS, SAY_MORE
from wayhome.terms.standing import Closeness
from wayhome.terms.viewer import Role

REASON = "The address is a refuge"
ASK = {"authority": "Order of the family court, 3 June", "reason": "The hearing needs the file"}


def said(officer: Officer, at: datetime) -> dict[str, Any]:
    return {"viewer": officer.viewer, "by": officer.actor, "at": at}


def closeness(record: Misper, officer: Officer) -> Closeness:
    return standing_of(officer.viewer, record.pk, record.agency_id).closeness


def opens(officer: Officer, record: Misper) -> bool:
    return may(officer.viewer, Action.SEE_CASE, standing=standing_of(officer.viewer, record.pk, record.agency_id))


def refusal(verb: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as caught:
        verb(*args, **kwargs)
    return caught.value.words


def test_who_does_not_supervise_restricts_nothing(duty: Officer, record: Misper, at: datetime) -> None:
    worker = factory.officer(Role.OFFICER, duty.agency)
    for officer in (duty, worker):
        assert refusal(access.restrict, record, REASON, **said(officer, at)) == rule.NOT_YOURS
        assert refusal(access.seal, record, [officer.pk], REASON, **said(officer, at)) == rule.NOT_YOURS
        assert refusal(access.lift, record, **said(officer, at)) == rule.NOT_YOURS
    assert not Restriction.objects.exists()


def test_another_forces_supervisor_finds_nothing_to_restrict(theirs: Agency, record: Misper, at: datetime) -> None:
    other = factory.officer(Role.SUPERVISOR, theirs)
    for verb in (access.restrict, access.ask_unseal):
        with pytest.raises(NotFound):
            verb(record, **({"reason": REASON} if verb is access.restrict else ASK), **said(other, at))


def test_a_reason_that_is_none_restricts_nothing(supervisor: Officer, record: Misper, at: datetime) -> None:
    assert refusal(access.restrict, record, "", **said(supervisor, at)) == SAY_MORE
    assert refusal(access.restrict, record, ".....", **said(supervisor, at)) == NO_WORDS


def test_restricted_is_for_whoever_is_assigned_and_leads(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    worker, assigned = (factory.officer(Role.OFFICER, duty.agency) for _ in range(2))
    access.assign(record, assigned.pk, **said(duty, at))
    access.restrict(record, REASON, **said(supervisor, at))
    assert [opens(each, record) for each in (worker, assigned, duty, supervisor)] == [False, True, True, True]
    assert refusal(access.restrict, record, REASON, **said(supervisor, at)) == rule.RESTRICTED_ALREADY
    access.lift(record, **said(supervisor, at))
    assert opens(worker, record)
    assert refusal(access.lift, record, **said(supervisor, at)) == rule.OPEN_ALREADY


@pytest.mark.parametrize("names", ["self", "others", "foreign", "reader", "gone"])
def test_a_seal_names_two_of_the_own_agency_who_may_unseal(
    names: str, duty: Officer, supervisor: Officer, theirs: Agency, record: Misper, at: datetime
) -> None:
    gone = factory.officer(Role.OFFICER, duty.agency)
    Officer.objects.filter(pk=gone.pk).update(is_active=False)
    chosen = {
        "self": [supervisor.pk],
        "others": [duty.pk, factory.officer(Role.OFFICER, duty.agency).pk],
        "foreign": [supervisor.pk, factory.officer(Role.SUPERVISOR, theirs).pk],
        "reader": [supervisor.pk, factory.officer(Role.CALL_TAKER, duty.agency).pk],
        "gone": [supervisor.pk, gone.pk],
    }[names]
    wanted = rule.CHOOSE_OFFICER if names in {"foreign", "gone"} else rule.TWO_NAMES
    assert refusal(access.seal, record, chosen, REASON, **said(supervisor, at)) == wanted
    assert closeness(record, supervisor) is Closeness.OPEN


def test_sealed_is_for_the_named_alone_and_not_found_by_search(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factory.officer(Role.SUPERVISOR, duty.agency)
    access.restrict(record, REASON, **said(supervisor, at))
    access.seal(record, [supervisor.pk, duty.pk], REASON, **said(supervisor, at))  # takes the restriction's place
    assert [opens(each, record) for each in (supervisor, duty, other)] == [True, True, False]
    seated(other)
    assert search(other.viewer, record.reference) == []
    assert refusal(access.restrict, record, REASON, **said(supervisor, at)) == rule.SEALED_ALREADY
    assert refusal(access.lift, record, **said(supervisor, at)) == rule.SEALED_ALREADY
    assert (
        refusal(access.seal, record, [supervisor.pk, other.pk], REASON, **said(supervisor, at)) == rule.SEALED_ALREADY
    )
    with pytest.raises(NotFound):
        access.ask_unseal(record, **ASK, **said(other, at))


def test_a_seal_with_one_person_left_is_sealed_anew_by_that_person(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    access.seal(record, [supervisor.pk, duty.pk], REASON, **said(supervisor, at))
    Officer.objects.filter(pk=duty.pk).update(is_active=False)
    new = factory.officer(Role.DUTY_OFFICER, duty.agency)
    access.seal(record, [supervisor.pk, new.pk], REASON, **said(supervisor, at))
    assert opens(new, record)


def test_one_asks_another_agrees_and_the_record_is_restricted(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    assert refusal(access.ask_unseal, record, **ASK, **said(supervisor, at)) == rule.NOT_SEALED
    access.seal(record, [supervisor.pk, duty.pk], REASON, **said(supervisor, at))
    without = {**ASK, "authority": "..."}
    assert refusal(access.ask_unseal, record, **without, **said(supervisor, at)) == rule.SAY_AUTHORITY
    assert refusal(access.ask_unseal, record, **{**ASK, "reason": ""}, **said(supervisor, at)) == SAY_MORE
    asked = access.ask_unseal(record, **ASK, **said(supervisor, at))
    assert access.words_of_unseal(asked) == ASK
    assert refusal(access.ask_unseal, record, **ASK, **said(duty, at)) == rule.ASKED_ALREADY
    assert refusal(access.agree_unseal, record, asked.pk, **said(supervisor, at)) == rule.ANOTHER_AGREES
    assert closeness(record, duty) is Closeness.SEALED
    access.agree_unseal(record, asked.pk, **said(duty, at))
    assert closeness(record, duty) is Closeness.RESTRICTED
    with pytest.raises(Refused):
        access.agree_unseal(record, asked.pk, **said(duty, at))
    assert Entry.objects.filter(kind="unseal.agreed", key=asked.pk).count() == 1


def test_a_refusal_leaves_the_seal_and_one_may_ask_again(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    access.seal(record, [supervisor.pk, duty.pk], REASON, **said(supervisor, at))
    asked = access.ask_unseal(record, **ASK, **said(duty, at))
    assert refusal(access.refuse_unseal, record, asked.pk, **said(duty, at)) == rule.ANOTHER_AGREES
    access.refuse_unseal(record, asked.pk, **said(supervisor, at))
    with pytest.raises(Overtaken):
        access.agree_unseal(record, asked.pk, **said(supervisor, at))
    assert closeness(record, duty) is Closeness.SEALED
    access.ask_unseal(record, **ASK, **said(duty, at))


def test_no_row_can_say_that_one_person_did_both(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    access.seal(record, [supervisor.pk, duty.pk], REASON, **said(supervisor, at))
    asked = access.ask_unseal(record, **ASK, **said(duty, at))
    with pytest.raises(IntegrityError, match="unseal_two_people"), transaction.atomic():
        Unseal.objects.filter(pk=asked.pk).update(state="agreed", decided_by=duty, decided_at=at)


def test_an_unseal_of_an_earlier_seal_opens_no_later_one(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    access.seal(record, [supervisor.pk, duty.pk], REASON, **said(supervisor, at))
    asked = access.ask_unseal(record, **ASK, **said(duty, at))
    Officer.objects.filter(pk=duty.pk).update(is_active=False)
    new = factory.officer(Role.DUTY_OFFICER, duty.agency)
    access.seal(record, [supervisor.pk, new.pk], REASON, **said(supervisor, at + timedelta(minutes=1)))
    with pytest.raises(Overtaken):
        access.agree_unseal(record, asked.pk, **said(new, at))
    assert closeness(record, new) is Closeness.SEALED
