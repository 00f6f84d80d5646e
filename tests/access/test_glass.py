"""Breaking the glass."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from tests import factory
from tests.access.conftest import seated
from wayhome.access import actions as access
from wayhome.access.models import Glass, GlassTold
from wayhome.access.queries import standing_of
from wayhome.accounts.models import Agency, Duty, Officer
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.cases.models import Episode, Misper
from wayhome.ledger.models import Entry
from wayhome.rules.access import Action, may
from wayhome.rules.glass import (
    BROKEN_ALREADY,
    CHOOSE_HOURS,
    CHOOSE_REASON,
    NO_RECORD,
    NOBODY_TO_TELL,
    NOT_YOUR_OWN,
    OPEN_ALREADY,
    SAY_WHY,
)
from wayhome.rules.keeping import NOT_YOURS
from wayhome.terms.viewer import AgencyKind, Role

WHY = "The child stands at our counter and is afraid."


def broken(by: Officer, reference: str, at: datetime, **other: Any) -> Glass:
    """The glass, broken by an officer as the desk does it."""
    seated(by)
    said = {"code": "found", "words": WHY, "hours": 1} | other
    return access.break_glass(reference, viewer=by.viewer, by=by.actor, at=at, **said)


def refused(by: Officer, reference: str, at: datetime, **other: Any) -> str:
    """The sentence with which it is refused; nothing is written then."""
    before = Glass.objects.count()
    with pytest.raises(Refused) as refusal:
        broken(by, reference, at, **other)
    assert Glass.objects.count() == before
    return refusal.value.words


def opens(officer: Officer, record: Misper) -> bool:
    return may(officer.viewer, Action.SEE_CASE, standing=standing_of(officer.viewer, record.pk, record.agency_id))


def test_a_reason_of_dots_no_list_or_nine_hours_is_refused(
    finder: Officer, boss: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    assert refused(finder, record.reference, at, words=".....") == SAY_WHY
    assert refused(finder, record.reference, at, words="") == SAY_WHY
    assert refused(finder, record.reference, at, code="curious") == CHOOSE_REASON
    assert refused(finder, record.reference, at, hours=9) == CHOOSE_HOURS
    assert refused(finder, record.reference, at, hours=0) == CHOOSE_HOURS


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EDITOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_role_that_may_not_is_refused(
    role: Role, theirs: Agency, boss: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    assert refused(factory.officer(role, theirs), record.reference, at) == NOT_YOURS


def test_sealed_conflict_and_absent_are_refused_in_one_sentence(
    finder: Officer, boss: Officer, supervisor: Officer, duty: Officer, record: Misper, at: datetime
) -> None:
    assert refused(finder, "ABCD-EFGH-2345-6789", at) == NO_RECORD
    access.name_conflict(record, finder.pk, viewer=supervisor.viewer, by=supervisor.actor, at=at)
    assert refused(finder, record.reference, at) == NO_RECORD
    access.seal(
        record, [supervisor.pk, duty.pk], "A refuge address", viewer=supervisor.viewer, by=supervisor.actor, at=at
    )
    for other in (factory.officer(Role.OFFICER, finder.agency), factory.officer(Role.SUPERVISOR, supervisor.agency)):
        assert refused(other, record.reference, at) == NO_RECORD


def test_an_address_tie_shuts_the_way_through_glass(
    finder: Officer, boss: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    access.trace(record.pk, {"phone": "07700 900123"}, agency=record.agency_id)
    seated(finder)
    assert access.tie_officer(
        finder.pk, address="", phone="+44 7700 900123", viewer=finder.viewer, by=finder.actor, at=at
    )
    assert refused(finder, record.reference, at) == NO_RECORD


def test_a_record_that_is_open_already_is_refused(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    assert refused(duty, record.reference, at) == OPEN_ALREADY


def test_without_two_others_nobody_breaks_it(finder: Officer, record: Misper, duty: Officer, at: datetime) -> None:
    assert refused(finder, record.reference, at) == NOBODY_TO_TELL
    factory.officer(Role.OFFICER, finder.agency)
    assert refused(finder, record.reference, at) == NOBODY_TO_TELL  # an officer leads nobody


def test_it_opens_the_record_to_read_and_tells_two_others_of_both_agencies(
    finder: Officer, boss: Officer, duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    Duty.objects.create(
        agency=duty.agency,
        officer=duty,
        role="duty_officer",
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(hours=7),
    )
    assert not opens(finder, record)
    glass = broken(finder, record.reference, at)
    assert opens(finder, record)
    standing = standing_of(finder.viewer, record.pk, record.agency_id)
    assert not may(finder.viewer, Action.CHANGE_CASE, standing=standing)
    assert not may(finder.viewer, Action.DISCLOSE, standing=standing)
    assert glass.until - glass.at == timedelta(hours=1)
    assert access.words_of_glass(glass) == WHY
    told = set(GlassTold.objects.filter(glass=glass).values_list("officer", flat=True))
    assert told == {duty.pk, boss.pk}  # on duty before a supervisor who is not
    kinds = list(Entry.objects.filter(key=glass.pk).order_by("at", "id").values_list("kind", "agency"))
    assert sorted(kinds) == sorted(
        [("glass.broken", duty.agency_id), ("glass.told", duty.agency_id), ("glass.told", boss.agency_id)]
    )


def test_an_episodes_reference_serves_as_well(
    finder: Officer, boss: Officer, supervisor: Officer, episode: Episode, at: datetime
) -> None:
    assert broken(finder, episode.reference.replace("-", "").lower(), at).subject == episode.misper_id


def test_nobody_whom_the_record_names_is_told(
    finder: Officer, boss: Officer, duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    access.name_conflict(record, boss.pk, viewer=supervisor.viewer, by=supervisor.actor, at=at)
    glass = broken(finder, record.reference, at)
    assert set(glass.told.values_list("officer", flat=True)) == {supervisor.pk, duty.pk}


def test_a_restricted_record_of_ones_own_force_is_opened_and_two_leaders_told(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    colleague = factory.officer(Role.CALL_TAKER, duty.agency)
    assert refused(colleague, record.reference, at) == OPEN_ALREADY
    access.restrict(record, "Known to the family", viewer=supervisor.viewer, by=supervisor.actor, at=at)
    assert not opens(colleague, record)
    glass = broken(colleague, record.reference, at)
    assert opens(colleague, record)
    assert set(glass.told.values_list("officer", flat=True)) == {supervisor.pk, duty.pk}


def test_a_coordinator_of_the_national_centre_breaks_it_too(
    duty: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    centre = factory.force("The Centre", kind=AgencyKind.NATIONAL_CENTRE)
    one, other = (factory.officer(Role.CENTRE_COORDINATOR, centre) for _ in range(2))
    glass = broken(one, record.reference, at)
    assert other.pk in set(glass.told.values_list("officer", flat=True))


def test_it_is_broken_once_and_mends_by_itself(
    finder: Officer, boss: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    glass = broken(finder, record.reference, at, hours=8)
    assert refused(finder, record.reference, at) == BROKEN_ALREADY
    shift(glass, hours=9)
    assert not opens(finder, record)
    assert broken(finder, record.reference, at).pk != glass.pk


def shift(glass: Glass, *, hours: int) -> None:
    """Let time pass for one glass; no role of the service may do this."""
    past = timedelta(hours=hours)
    Glass.objects.filter(pk=glass.pk).update(at=glass.at - past, until=glass.until - past)


def test_the_desk_can_write_no_glass_of_its_own(finder: Officer, record: Misper, at: datetime) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Glass.objects.create(
            agency=finder.agency, officer=finder, subject=record.pk, owner_id=record.agency_id, code="found", words=b"",
            at=at, until=at + timedelta(hours=1),
        )  # fmt: skip


def test_the_officer_or_a_reviewer_ends_it_early(
    finder: Officer, boss: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    glass = broken(finder, record.reference, at)
    stranger = factory.officer(Role.SUPERVISOR)
    with pytest.raises(NotFound):
        access.end_glass(glass.pk, viewer=stranger.viewer, by=stranger.actor, at=at)
    access.end_glass(glass.pk, viewer=finder.viewer, by=finder.actor, at=at)
    assert not opens(finder, record)
    with pytest.raises(Overtaken):
        access.end_glass(glass.pk, viewer=boss.viewer, by=boss.actor, at=at)


def test_another_supervisor_reviews_it_once_and_never_the_officer(
    finder: Officer, boss: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    theirs = factory.officer(Role.SUPERVISOR, boss.agency)
    glass = broken(boss, record.reference, at)
    said = {"by": boss.actor, "at": at}
    with pytest.raises(Refused) as refusal:
        access.review_glass(glass.pk, "justified", "It was right", viewer=boss.viewer, **said)
    assert refusal.value.words == NOT_YOUR_OWN
    with pytest.raises(NotFound):
        access.review_glass(glass.pk, "justified", "It was right", viewer=finder.viewer, **said)
    with pytest.raises(Refused):
        access.review_glass(glass.pk, "", "It was right", viewer=theirs.viewer, **said)
    with pytest.raises(Refused):
        access.review_glass(glass.pk, "justified", "ok", viewer=theirs.viewer, **said)
    row = access.review_glass(glass.pk, "not_justified", "No child was there", viewer=theirs.viewer, **said)
    assert (row.verdict, access.words_of_glass(row, "review")) == ("not_justified", "No child was there")
    assert not opens(boss, record)  # what was not justified is closed at once
    with pytest.raises(Overtaken):
        access.review_glass(glass.pk, "justified", "It was right", viewer=supervisor.viewer, **said)


def test_what_one_was_told_is_read_once_and_by_nobody_else(
    finder: Officer, boss: Officer, supervisor: Officer, record: Misper, at: datetime
) -> None:
    glass = broken(finder, record.reference, at)
    with pytest.raises(NotFound):
        access.read_told(glass.pk, viewer=finder.viewer, by=finder.actor, at=at)
    for _ in range(2):
        access.read_told(glass.pk, viewer=boss.viewer, by=boss.actor, at=at)
    assert Entry.objects.filter(kind="glass.read", key=glass.pk).count() == 1
