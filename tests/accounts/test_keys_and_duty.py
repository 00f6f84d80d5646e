"""Agencies' keys, and who is on duty."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests import factory
from wayhome.accounts import actions as accounts
from wayhome.accounts.models import NATIONAL_INTAKE, Agency, ApiKey, Duty, Officer
from wayhome.accounts.queries import api_key, colleagues, on_duty
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import AgencyKind, Role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_wrong_an_empty_and_an_ended_key_open_nothing(now: datetime) -> None:
    secret = accounts.make_api_key(factory.force(), name="Custody system", by=Actor.system("test"), at=now)
    assert api_key("") is None
    assert api_key(secret + "x") is None
    assert api_key(secret.removeprefix("wayhome_")) is None
    ApiKey.objects.update(ended_at=now)
    assert api_key(secret) is None


def test_a_key_is_returned_once_and_only_its_hash_is_kept(now: datetime) -> None:
    agency = factory.force()
    secret = accounts.make_api_key(agency, name="Custody system", by=Actor.system("test"), at=now)
    other = accounts.make_api_key(agency, name="Custody system", by=Actor.system("test"), at=now)
    found = api_key(secret)
    assert found is not None
    assert found.agency == agency
    assert secret != other
    assert len(secret) > 40
    assert secret.encode() not in bytes(found.digest)
    entry = Entry.objects.filter(kind="api_key.made", key=found.pk).get()
    assert entry.agency == agency.pk
    assert secret not in str(entry.facts)


def test_the_national_intake_desk_stands_from_the_first_migration() -> None:
    desk = Agency.objects.get(pk=NATIONAL_INTAKE)
    assert desk.kind == AgencyKind.NATIONAL_INTAKE


def duty(who: Officer, now: datetime, *, starts: timedelta = -HOUR, ends: timedelta = HOUR) -> Duty:
    return Duty.objects.create(
        agency=who.agency, officer=who, role=who.role, starts_at=now + starts, ends_at=now + ends
    )


def test_nobody_is_on_duty_before_after_in_another_role_or_in_another_agency(now: datetime) -> None:
    who = factory.officer(Role.SUPERVISOR)
    duty(who, now)
    assert on_duty(who.agency_id, Role.SUPERVISOR, at=now - HOUR - timedelta(seconds=1)) is None
    assert on_duty(who.agency_id, Role.SUPERVISOR, at=now + HOUR) is None
    assert on_duty(who.agency_id, Role.DUTY_OFFICER, at=now) is None
    assert on_duty(factory.force().pk, Role.SUPERVISOR, at=now) is None
    Officer.objects.filter(pk=who.pk).update(is_active=False)
    assert on_duty(who.agency_id, Role.SUPERVISOR, at=now) is None


def test_of_two_on_duty_the_latest_to_start_is_asked(now: datetime) -> None:
    first = factory.officer(Role.SUPERVISOR)
    second = factory.officer(Role.SUPERVISOR, first.agency)
    duty(second, now, starts=-HOUR / 2)
    duty(first, now)
    assert on_duty(first.agency_id, Role.SUPERVISOR, at=now) == second
    assert on_duty(first.agency_id, Role.SUPERVISOR, at=now - HOUR) == first


def test_a_duty_that_ends_before_it_starts_is_refused(now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        duty(factory.officer(), now, starts=HOUR, ends=HOUR)


def test_an_agency_with_officers_cannot_be_removed() -> None:
    who = factory.officer()
    with pytest.raises(ProtectedError):
        who.agency.delete()


def test_colleagues_are_those_of_the_agency_alone() -> None:
    one, other = factory.officer(), factory.officer()
    assert colleagues(one.agency_id) == {one.pk: str(one)}
    assert other.pk not in colleagues(one.agency_id)


def test_an_officer_acts_and_looks_for_one_agency_in_one_role() -> None:
    who = factory.officer(Role.EDITOR)
    assert who.actor.ref == f"officer:{who.pk}"
    assert (who.viewer.agency, who.viewer.role, who.viewer.agency_kind) == (
        who.agency_id,
        Role.EDITOR,
        AgencyKind.POLICE_FORCE,
    )
