from uuid import UUID

import pytest

from wayhome.rules import matching
from wayhome.rules.matching import Method, Verdict, refuse_verdict

FIRST, SECOND = UUID(int=1), UUID(int=2)


def identify(by: UUID = SECOND, **changes: object) -> str | None:
    kept: dict[str, object] = {
        "reason": "DNA report received.",
        "in_force": Verdict.PROPOSED_SAME,
        "proposed_by": FIRST,
        "method": Method.DNA,
    }
    return refuse_verdict(Verdict.IDENTIFIED, by=by, **(kept | changes))  # type: ignore[arg-type]


def test_identity_takes_two_people() -> None:
    assert identify(by=FIRST) == matching.SECOND_OFFICER
    assert identify(by=SECOND) is None


@pytest.mark.parametrize("in_force", [None, Verdict.NOT_SAME, Verdict.UNDER_REVIEW, Verdict.IDENTIFIED])
def test_nobody_is_identified_without_a_proposal(in_force: Verdict | None) -> None:
    assert identify(in_force=in_force) == matching.FIRST_PROPOSE


def test_appearance_alone_is_never_enough() -> None:
    assert identify(method=None) == matching.NEEDS_METHOD


def test_only_the_living_are_recognised_face_to_face() -> None:
    assert identify(method=Method.SEEN_ALIVE) == matching.ONLY_ALIVE
    assert identify(method=Method.SEEN_ALIVE, alive=True) is None


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_needs_a_reason(verdict: Verdict) -> None:
    assert refuse_verdict(verdict, by=FIRST, reason=" ", in_force=None) == matching.VERDICT_NEEDS_REASON


@pytest.mark.parametrize("verdict", [Verdict.NOT_SAME, Verdict.UNDER_REVIEW, Verdict.PROPOSED_SAME])
@pytest.mark.parametrize("in_force", [None, *Verdict])
def test_one_officer_may_propose_doubt_and_exclude(verdict: Verdict, in_force: Verdict | None) -> None:
    assert refuse_verdict(verdict, by=FIRST, reason="Scar does not fit.", in_force=in_force) is None
