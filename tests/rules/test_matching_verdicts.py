"""Identity takes two officers and whoever has the authority to decide it; one officer may doubt and propose."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from wayhome.rules import matching
from wayhome.rules.matching import Authority, Decision, Method, Pair, Verdict, lacking, refuse_verdict

FIRST, SECOND = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 21)
PROPOSED = Pair(in_force=Verdict.PROPOSED_SAME, proposed_by=FIRST)
WHOLE = Decision(Authority.CORONER, Method.DNA, "COR-2026-17", TODAY)


def identify(pair: Pair = PROPOSED, decision: Decision = WHOLE, by: UUID = SECOND) -> tuple[str, ...]:
    return refuse_verdict(Verdict.IDENTIFIED, pair, by=by, reason="The report came.", today=TODAY, decision=decision)


def test_identity_takes_two_people() -> None:
    assert identify(by=FIRST) == (matching.SECOND_OFFICER,)
    assert identify(by=SECOND) == ()


@pytest.mark.parametrize("in_force", [None, Verdict.NOT_SAME, Verdict.UNDER_REVIEW])
def test_nobody_is_identified_without_a_proposal(in_force: Verdict | None) -> None:
    assert identify(Pair(in_force=in_force)) == (matching.FIRST_PROPOSE,)


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ({"authority": None}, matching.NEEDS_AUTHORITY),
        ({"method": None}, matching.NEEDS_METHOD),
        ({"document": " "}, matching.NEEDS_DOCUMENT),
        ({"on": None}, matching.NEEDS_DAY),
        ({"on": date(2026, 11, 22)}, matching.DAY_TO_COME),
        ({"authority": Authority.POLICE}, matching.POLICE_FOR_THE_LIVING),
        ({"method": Method.SEEN_ALIVE}, matching.ONLY_ALIVE),
    ],
)
def test_an_identification_of_the_dead_lacks_whatever_is_left_out(without: dict[str, object], sentence: str) -> None:
    assert identify(decision=replace(WHOLE, **without)) == (sentence,)  # type: ignore[arg-type]


def test_everything_that_is_missing_is_named_at_once() -> None:
    assert lacking(Decision(), alive=False, today=TODAY) == (
        matching.NEEDS_AUTHORITY, matching.NEEDS_METHOD, matching.NEEDS_DOCUMENT, matching.NEEDS_DAY,
    )  # fmt: skip


def test_the_police_decide_for_the_living_and_see_them_face_to_face() -> None:
    living = replace(PROPOSED, alive=True)
    assert identify(living, replace(WHOLE, authority=Authority.POLICE, method=Method.SEEN_ALIVE)) == ()


def test_who_is_identified_as_another_is_not_identified_again() -> None:
    assert identify(replace(PROPOSED, taken=True)) == (matching.IDENTIFIED_ALREADY,)


@pytest.mark.parametrize("verdict", [Verdict.PROPOSED_SAME, Verdict.IDENTIFIED])
def test_an_excluded_pair_is_not_proposed_or_identified(verdict: Verdict) -> None:
    pair = replace(PROPOSED, excluded=True)
    found = refuse_verdict(verdict, pair, by=SECOND, reason="Alike.", today=TODAY, decision=WHOLE)
    assert found == (matching.IS_EXCLUDED,)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_needs_a_reason(verdict: Verdict) -> None:
    assert refuse_verdict(verdict, Pair(), by=FIRST, reason=" ", today=TODAY) == (matching.VERDICT_NEEDS_REASON,)


@pytest.mark.parametrize("verdict", [Verdict.NOT_SAME, Verdict.UNDER_REVIEW, Verdict.PROPOSED_SAME])
@pytest.mark.parametrize("in_force", [None, *Verdict])
def test_one_officer_may_propose_and_doubt_and_revoke(verdict: Verdict, in_force: Verdict | None) -> None:
    again = verdict is Verdict.PROPOSED_SAME and in_force is Verdict.IDENTIFIED
    found = refuse_verdict(verdict, Pair(in_force=in_force), by=FIRST, reason="Scar does not fit.", today=TODAY)
    assert found == ((matching.ALREADY_ONE,) if again else ())


def test_who_is_identified_is_not_identified_twice() -> None:
    assert identify(replace(PROPOSED, in_force=Verdict.IDENTIFIED)) == (matching.ALREADY_ONE,)


def test_nobody_decides_before_the_find() -> None:
    assert identify(replace(PROPOSED, found_on=date(2026, 11, 21))) == ()
    assert identify(replace(PROPOSED, found_on=date(2026, 11, 22))) == (matching.DAY_BEFORE_FIND,)
