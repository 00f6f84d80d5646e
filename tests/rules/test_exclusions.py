"""Few rules exclude, each names its facts; what is not certified is left to the evidence."""

from dataclasses import replace
from datetime import date

import pytest

from wayhome.rules import exclusions
from wayhome.rules.exclusions import RULES, Effect, Rule, Side, Verified, applied, refuse_exclusion

SEEN = Side(names=frozenset({"m", "M-REF"}), first=date(2026, 3, 2), last=date(2026, 3, 3), certified=True)
FOUND = Side(names=frozenset({"u", "U-REF"}), first=date(2026, 1, 1), last=date(2026, 3, 1), certified=True)


def effects(missing: Side = SEEN, unidentified: Side = FOUND) -> dict[Rule, Effect]:
    return {each.rule: each.effect for each in applied(missing, unidentified)}


def test_found_before_last_seen_excludes_only_where_both_days_are_certified() -> None:
    assert effects() == {Rule.FOUND_BEFORE_LAST_SEEN: Effect.EXCLUDE}
    assert effects(replace(SEEN, certified=False)) == {}
    assert effects(unidentified=replace(FOUND, certified=False)) == {}


@pytest.mark.parametrize("last", [date(2026, 3, 2), date(2026, 3, 4), None])
def test_days_that_may_meet_or_are_not_known_say_nothing(last: date | None) -> None:
    assert effects(unidentified=replace(FOUND, last=last)) == {}
    assert effects(replace(SEEN, first=None)) == {}


@pytest.mark.parametrize(
    ("method", "rule"),
    [
        ("dna", Rule.LABORATORY_DNA),
        ("dental", Rule.LABORATORY_DENTAL),
        ("fingerprints", Rule.LABORATORY_FINGERPRINTS),
        ("medical_device", Rule.MEDICAL_DEVICE),
    ],
)
@pytest.mark.parametrize("whose", ["missing", "unidentified"])
def test_a_laboratory_excludes_whichever_record_says_so(method: str, rule: Rule, whose: str) -> None:
    later = replace(FOUND, last=date(2026, 5, 1))
    told = Verified("u" if whose == "missing" else "M-REF", same=False, method=method, document="LAB 7", by="A lab")
    missing, unidentified = (
        (replace(SEEN, verified=(told,)), later) if whose == "missing" else (SEEN, replace(later, verified=(told,)))
    )
    (found,) = applied(missing, unidentified)
    assert (found.rule, found.effect, found.document) == (rule, Effect.EXCLUDE, "LAB 7")
    assert "A lab" in found.reason


@pytest.mark.parametrize("change", [{"same": True}, {"other": "somebody else"}, {"method": "appearance"}])
def test_a_finding_of_another_pair_or_that_is_none_excludes_nothing(change: dict[str, object]) -> None:
    told = replace(Verified("u", same=False, method="dna"), **change)  # type: ignore[arg-type]
    assert effects(replace(SEEN, verified=(told,)), replace(FOUND, last=date(2026, 5, 1))) == {}


def test_who_is_identified_as_one_is_no_other_but_may_be_found_in_parts() -> None:
    later = replace(FOUND, last=date(2026, 5, 1))
    assert effects(SEEN, replace(later, taken="another")) == {Rule.IDENTIFIED_AS_ANOTHER: Effect.EXCLUDE}
    assert effects(SEEN, replace(later, taken="m")) == {}
    taken = replace(SEEN, taken="another find")
    assert effects(taken, later) == {Rule.IDENTIFIED_AS_ANOTHER: Effect.EXCLUDE}
    assert effects(taken, replace(later, whole=False)) == {}
    assert effects(replace(taken, taken="u"), later) == {}


def test_every_rule_has_its_words_and_only_the_service_applies_what_it_can_see_itself() -> None:
    assert set(RULES) == set(Rule)
    for rule, says in RULES.items():
        found = refuse_exclusion(rule, says.effects[0], reason="Seen.", document="REF 1", judged_same=False)
        assert found == (exclusions.SERVICE_ALONE if says.by_service else None), rule


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, exclusions.NEEDS_REASON),
        ({"document": ""}, exclusions.NEEDS_EVIDENCE),
        ({"effect": Effect.NONE}, exclusions.NOT_THAT_EFFECT),
        ({"judged_same": True}, exclusions.JUDGED_SAME),
    ],
)
def test_a_laboratorys_exclusion_needs_its_report_and_no_verdict_to_the_contrary(
    change: dict[str, object], sentence: str
) -> None:
    given = {"effect": Effect.EXCLUDE, "reason": "Mismatch", "document": "LAB 7", "judged_same": False} | change
    effect = given.pop("effect")
    assert refuse_exclusion(Rule.LABORATORY_DNA, effect, **given) == sentence  # type: ignore[arg-type]


def test_a_pair_that_is_proposed_may_still_be_doubted() -> None:
    assert refuse_exclusion(Rule.REASONED, Effect.DOUBT, reason="Odd", document="", judged_same=True) is None
