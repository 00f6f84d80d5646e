from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from wayhome.rules import appeal
from wayhome.rules.appeal import MOVES, AppealDraft, AppealStatus, Consent
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.flag import Flag
from wayhome.terms.profile import UK_TODAY

A = AppealStatus
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
AUTHOR, SECOND, THIRD = (UUID(int=number) for number in (1, 2, 3))

COMPLETE = AppealDraft(
    fields=frozenset({"given_name", "age", "photo", "last_seen_area"}),
    protected_address=Flag.NO,
    court_order=Flag.NO,
    protected_ground="",
    who_asks="police",
    who_asks_checked=Flag.YES,
    consent=Consent.GIVEN,
    consent_given_by="Mother",
    child_view="Not known",
    overriding_ground="",
    purpose="Find a child of nine last seen near water",
    necessity="Search of the bank and calls to friends brought nothing",
    risk_to_child="May be recognised at school afterwards",
    ends_at=NOON + timedelta(hours=72),
)


def refuse(**changes: object) -> str | None:
    return appeal.refuse_submit(replace(COMPLETE, **changes), now=NOON, profile=UK_TODAY)  # type: ignore[arg-type]


def test_a_complete_draft_may_be_submitted() -> None:
    assert refuse() is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"protected_address": Flag.UNKNOWN}, appeal.ASK_PROTECTED_ADDRESS),
        ({"court_order": Flag.UNKNOWN}, appeal.ASK_COURT_ORDER),
        ({"who_asks": ""}, appeal.ASK_WHO_ASKS),
        ({"who_asks": "unknown"}, appeal.ASK_WHO_ASKS),
        ({"who_asks_checked": Flag.UNKNOWN}, appeal.ASK_WHO_ASKS_CHECKED),
        ({"who_asks_checked": Flag.NO}, appeal.ASK_WHO_ASKS_CHECKED),
        ({"protected_address": Flag.YES}, appeal.ASK_PROTECTED_GROUND),
        ({"court_order": Flag.YES}, appeal.ASK_PROTECTED_GROUND),
        ({"court_order": Flag.YES, "protected_ground": "Order is for her return; area left out"}, None),
        ({"consent": Consent.UNANSWERED}, appeal.ASK_CONSENT),
        ({"consent_given_by": " "}, appeal.ASK_CONSENT_BY),
        ({"consent": Consent.REFUSED}, appeal.ASK_OVERRIDING_GROUND),
        ({"consent": Consent.NOT_REACHED}, appeal.ASK_OVERRIDING_GROUND),
        ({"consent": Consent.REFUSED, "overriding_ground": "Life at risk; superintendent decided"}, None),
        ({"child_view": ""}, appeal.ASK_CHILD_VIEW),
        ({"purpose": ""}, appeal.ASK_PURPOSE),
        ({"necessity": ""}, appeal.ASK_NECESSITY),
        ({"risk_to_child": ""}, appeal.ASK_RISK),
        ({"ends_at": None}, appeal.ASK_END),
        ({"ends_at": NOON}, appeal.END_PAST),
        ({"ends_at": NOON + timedelta(hours=72, seconds=1)}, appeal.END_TOO_FAR),
        ({"fields": frozenset()}, appeal.NO_FIELDS),
        ({"fields": frozenset({"given_name", "school"})}, appeal.FIELD_NOT_ALLOWED),
    ],
)
def test_each_question_left_open_is_named(changes: dict[str, object], sentence: str | None) -> None:
    assert refuse(**changes) == sentence


def test_the_three_questions_are_named_in_their_sentences() -> None:
    assert "protected address" in appeal.ASK_PROTECTED_ADDRESS
    assert "court order" in appeal.ASK_COURT_ORDER
    assert "Who asks?" in appeal.ASK_WHO_ASKS


def test_an_empty_draft_is_told_everything_at_once() -> None:
    empty = AppealDraft(
        frozenset(), Flag.UNKNOWN, Flag.UNKNOWN, "", "", Flag.UNKNOWN, Consent.UNANSWERED, "", "", "", "", "", "", None
    )
    assert len(appeal.lacking(empty, now=NOON, profile=UK_TODAY)) == 11


@pytest.mark.parametrize(
    "field",
    [
        "medical",
        "care_status",
        "school",
        "home_address",
        "family_name",
        "ethnicity",
        "phone",
        "circumstances",
        "informant",
    ],
)
def test_health_care_school_address_and_family_have_no_place_in_an_appeal(field: str) -> None:
    assert field not in appeal.ALLOWED_FIELDS


ALLOWED = {
    ("draft", "submitted"),
    ("draft", "withdrawn"),
    ("submitted", "live"),
    ("submitted", "refused"),
    ("submitted", "draft"),
    ("submitted", "withdrawn"),
    ("live", "withdrawn"),
    ("live", "expired"),
    ("refused", "draft"),
    ("refused", "withdrawn"),
}


@pytest.mark.parametrize("now", AppealStatus)
@pytest.mark.parametrize("to", AppealStatus)
def test_every_pair_of_statuses_was_judged(now: AppealStatus, to: AppealStatus) -> None:
    assert (appeal.refuse_move(now, to) is None) is ((now.value, to.value) in ALLOWED)
    assert set(MOVES) == set(AppealStatus) == set(appeal.LABELS)


def approve(
    approver: UUID, status: AppealStatus = A.SUBMITTED, ends_at: datetime = NOON + timedelta(hours=1)
) -> str | None:
    return appeal.refuse_approve(status, author=AUTHOR, approver=approver, editors=[THIRD], ends_at=ends_at, now=NOON)


def test_second_officer_must_approve() -> None:
    assert approve(AUTHOR) == appeal.SECOND_OFFICER
    assert approve(THIRD) == appeal.SECOND_OFFICER
    assert approve(SECOND) is None


def test_only_what_was_submitted_and_still_runs_is_approved() -> None:
    assert approve(SECOND, A.DRAFT) is not None
    assert approve(SECOND, A.WITHDRAWN) is not None
    assert approve(SECOND, ends_at=NOON) == appeal.END_PAST


@pytest.mark.parametrize("status", EpisodeStatus)
def test_nothing_new_is_published_unless_the_child_is_missing(status: EpisodeStatus) -> None:
    assert (appeal.refuse_new_publicity(status) is None) is (status is EpisodeStatus.OPEN)


def renew(status: AppealStatus, episode: EpisodeStatus, hours: float) -> str | None:
    end = NOON + timedelta(hours=hours)
    return appeal.refuse_renew(status, episode=episode, ends_at=end, now=NOON, profile=UK_TODAY)


def test_only_a_live_appeal_for_a_missing_child_is_renewed() -> None:
    assert renew(A.LIVE, EpisodeStatus.OPEN, 72) is None
    assert renew(A.LIVE, EpisodeStatus.OPEN, 73) == appeal.END_TOO_FAR
    assert renew(A.LIVE, EpisodeStatus.LOCATED_UNCONFIRMED, 72) == appeal.SEARCH_UNCONFIRMED
    assert renew(A.EXPIRED, EpisodeStatus.OPEN, 72) == appeal.NO_SUCH_MOVE[A.EXPIRED]
