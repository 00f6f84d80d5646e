"""Assigning, sharing, shutting out, and writing down what leaves."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests import factory
from tests.access.test_keeping import opens, refusal, said
from wayhome.access import actions as access
from wayhome.access.models import Conflict, Disclosure, Tie
from wayhome.access.queries import standing_of
from wayhome.accounts.models import Agency, Officer
from wayhome.base.errors import NotFound, Overtaken
from wayhome.cases.models import Misper
from wayhome.ledger.models import Entry
from wayhome.rules import keeping as rule
from wayhome.rules.access import Action, field_classes_for, may
from wayhome.terms.field_class import FieldClass
from wayhome.terms.viewer import AgencyKind, Role


@pytest.fixture
def charity(at: datetime) -> Agency:
    return factory.force("Saltby Harbour Trust", kind=AgencyKind.CHARITY)


def shared(record: Misper, to: Agency, by: Officer, at: datetime, **other: Any) -> Any:
    asked = {
        "ceiling": "partner",
        "ground": "safeguarding",
        "words": "They run the shelter",
        "until": at + timedelta(days=7),
    }
    return access.share(record, to.pk, **(asked | other), **said(by, at))


def test_an_officer_shares_nothing_and_assigns_nobody(
    duty: Officer, charity: Agency, record: Misper, at: datetime
) -> None:
    worker = factory.officer(Role.OFFICER, duty.agency)
    assert refusal(shared, record, charity, worker, at) == rule.NOT_YOURS
    assert refusal(access.assign, record, worker.pk, **said(worker, at)) == rule.NOT_YOURS


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ceiling": "restricted"}, rule.CHOOSE_CEILING),
        ({"ground": "because"}, rule.CHOOSE_GROUND),
        ({"until": timedelta(days=91)}, rule.SHARE_ENDS),
        ({"until": timedelta(0)}, rule.SHARE_ENDS),
    ],
)
def test_a_share_has_a_ceiling_a_ground_and_an_end(
    change: dict[str, Any], sentence: str, duty: Officer, charity: Agency, record: Misper, at: datetime
) -> None:
    asked = {name: at + value if name == "until" else value for name, value in change.items()}
    assert refusal(shared, record, charity, duty, at, **asked) == sentence


def test_nothing_is_shared_with_oneself_or_whoever_reads_no_cases(duty: Officer, record: Misper, at: datetime) -> None:
    centre = factory.force("The Centre", kind=AgencyKind.NATIONAL_CENTRE)
    for to in (duty.agency, centre):
        assert refusal(shared, record, to, duty, at) == rule.CHOOSE_AGENCY


def test_a_share_gives_facts_up_to_its_ceiling_until_it_ends(
    duty: Officer, charity: Agency, record: Misper, at: datetime
) -> None:
    reader = factory.officer(Role.NGO_WORKER, charity)
    assert not opens(reader, record)
    row = shared(record, charity, duty, at)
    standing = standing_of(reader.viewer, record.pk, record.agency_id)
    assert opens(reader, record)
    assert FieldClass.CASE not in field_classes_for(reader.viewer, standing)
    assert not may(reader.viewer, Action.SEE_REPORT, standing=standing)
    assert refusal(shared, record, charity, duty, at) == rule.SHARED_ALREADY
    access.end_share(record, row.pk, **said(duty, at))
    assert not opens(reader, record)
    with pytest.raises(Overtaken):
        access.end_share(record, row.pk, **said(duty, at))


def test_a_share_that_ran_out_makes_room_for_the_next(
    duty: Officer, charity: Agency, record: Misper, at: datetime
) -> None:
    before = at - timedelta(days=30)
    shared(record, charity, duty, before)
    reader = factory.officer(Role.NGO_WORKER, charity)
    assert not opens(reader, record)
    shared(record, charity, duty, at)
    assert opens(reader, record)


def test_a_sealed_record_is_shared_with_nobody(
    duty: Officer, supervisor: Officer, charity: Agency, record: Misper, at: datetime
) -> None:
    access.seal(record, [duty.pk, supervisor.pk], "The address is a refuge", **said(supervisor, at))
    assert refusal(shared, record, charity, duty, at) == rule.SEALED_IS_NOT_SHARED


def test_an_officer_is_assigned_once_and_taken_off(duty: Officer, theirs: Agency, record: Misper, at: datetime) -> None:
    worker = factory.officer(Role.OFFICER, duty.agency)
    for stranger in (factory.officer(Role.OFFICER, theirs), factory.officer(Role.AUDITOR, duty.agency)):
        assert refusal(access.assign, record, stranger.pk, **said(duty, at)) == rule.CHOOSE_OFFICER
    access.assign(record, worker.pk, **said(duty, at))
    assert standing_of(worker.viewer, record.pk, record.agency_id).assigned
    assert refusal(access.assign, record, worker.pk, **said(duty, at)) == rule.ASSIGNED_ALREADY
    access.unassign(record, worker.pk, **said(duty, at))
    assert not standing_of(worker.viewer, record.pk, record.agency_id).assigned
    with pytest.raises(Overtaken):
        access.unassign(record, worker.pk, **said(duty, at))


def test_whoever_is_named_in_a_record_is_shut_out_and_a_screen_says_no_word(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    worker = factory.officer(Role.OFFICER, duty.agency)
    assert refusal(access.name_conflict, record, worker.pk, **said(duty, at)) == rule.NOT_YOURS
    access.assign(record, worker.pk, **said(duty, at))
    conflict = access.name_conflict(record, worker.pk, **said(supervisor, at))
    assert not opens(worker, record)  # stronger than being assigned
    assert refusal(access.name_conflict, record, worker.pk, **said(supervisor, at)) == rule.NAMED_ALREADY
    assert set(Entry.objects.filter(key=conflict.pk).values_list("kind", flat=True)) == {"access.changed"}
    with pytest.raises(NotFound):
        access.end_conflict(record, conflict.pk, **said(worker, at))
    access.end_conflict(record, conflict.pk, **said(supervisor, at))
    assert opens(worker, record)
    with pytest.raises(Overtaken):
        access.end_conflict(record, conflict.pk, **said(supervisor, at))
    assert Conflict.objects.count() == 1


def test_only_the_officer_or_an_administrator_ties_an_officer(duty: Officer, theirs: Agency, at: datetime) -> None:
    worker = factory.officer(Role.OFFICER, duty.agency)
    admin = factory.officer(Role.ADMINISTRATOR, duty.agency)
    asked = {"address": "7 Lantern Row, Saltby", "phone": "07700 900123"}
    for stranger in (duty, factory.officer(Role.ADMINISTRATOR, theirs)):
        with pytest.raises(NotFound):
            access.tie_officer(worker.pk, **asked, **said(stranger, at))
    assert refusal(access.tie_officer, worker.pk, address="", phone="12", **said(worker, at)) == rule.NOTHING_TO_TIE
    assert access.tie_officer(worker.pk, **asked, **said(worker, at)) == 2
    assert access.tie_officer(worker.pk, **asked, **said(admin, at)) == 0
    kept = b"".join(bytes(each) for each in Tie.objects.values_list("digest", flat=True))
    assert len(kept) == 64  # two hashes, and nothing else


def test_a_record_that_names_an_officers_own_address_is_closed_to_the_officer(
    duty: Officer, record: Misper, at: datetime
) -> None:
    access.trace(record.pk, {"home_address": "7, Lantern Row; SALTBY"}, agency=record.agency_id)
    assert opens(duty, record)
    access.tie_officer(duty.pk, address="7 Lantern Row Saltby", phone="", **said(duty, at))
    assert not opens(duty, record)


def disclosed(record: Misper, by: Officer, at: datetime, **other: Any) -> Disclosure:
    asked = {
        "kinds": ["given_name"], "medium": "pdf", "recipient": "Isolde Quillfeather", "agency": "The family",
        "ground": "policing_purpose", "copy_hash": hashlib.sha256(b"copy").hexdigest(),
    }  # fmt: skip
    return access.disclose(record, **(asked | other), **said(by, at))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kinds": []}, rule.CHOOSE_FACTS),
        ({"kinds": ["no_such_kind"]}, rule.CHOOSE_FACTS),
        ({"kinds": ["must_not_be_told"]}, rule.CHOOSE_FACTS),
        ({"recipient": "..."}, rule.SAY_WHOM),
        ({"agency": ""}, rule.SAY_WHOM),
        ({"ground": "curious"}, rule.CHOOSE_GROUND),
    ],
)
def test_a_disclosure_names_facts_a_recipient_and_a_ground(
    change: dict[str, Any], sentence: str, duty: Officer, record: Misper, at: datetime
) -> None:
    worker = factory.officer(Role.OFFICER, duty.agency)
    assert refusal(disclosed, record, worker, at, **change) == sentence
    assert not Disclosure.objects.exists()


def test_what_left_is_kept_with_its_hash_and_a_sealed_recipient(
    duty: Officer, theirs: Agency, record: Misper, at: datetime
) -> None:
    taker = factory.officer(Role.CALL_TAKER, duty.agency)
    assert refusal(disclosed, record, taker, at) == rule.NOT_YOURS
    with pytest.raises(NotFound):
        disclosed(record, factory.officer(Role.SUPERVISOR, theirs), at)
    row = disclosed(record, duty, at)
    assert access.recipient_of(row) == {"name": "Isolde Quillfeather", "agency": "The family"}
    entry = Entry.objects.get(kind="disclosure.made", key=row.pk)
    assert (entry.facts["sha256"], entry.reason) == (row.copy_hash, "policing_purpose")
    assert "Quillfeather" not in str(entry.facts)


def test_only_what_is_read_out_has_no_hash(duty: Officer, record: Misper, at: datetime) -> None:
    disclosed(record, duty, at, medium="read_out", copy_hash="")
    with pytest.raises(IntegrityError, match="disclosure_has_its_hash"), transaction.atomic():
        disclosed(record, duty, at, copy_hash="")
