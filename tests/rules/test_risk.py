import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.rules import risk
from wayhome.rules.risk import RULES, RiskFacts, effective_grade, refuse_decision, suggest
from wayhome.terms.age_range import AgeRange
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.flag import Flag
from wayhome.terms.profile import UK_2011, UK_TODAY
from wayhome.terms.viewer import Role

YES, NO, UNKNOWN = Flag.YES, Flag.NO, Flag.UNKNOWN
ASKED = sorted(code for code in FACT_KINDS if code.startswith(("asked.", "vulnerable.")))


def test_an_empty_form_suggests_no_grade_and_asks_everything() -> None:
    suggestion = suggest(RiskFacts(), UK_TODAY)
    assert suggestion.grade is None
    assert suggestion.reasons == ()
    asked = [question.code for question in suggestion.open_questions]
    assert asked[:2] == ["age", "asked.taken"]
    assert len(asked) == len(set(asked)) >= 30
    assert suggestion.rules_version == "uk-risk-1"


@pytest.mark.parametrize(
    ("facts", "rule", "grade"),
    [
        (RiskFacts(age=AgeRange(8, 8)), "very_young", "high"),
        (RiskFacts(age=AgeRange(10, 13)), "very_young", "high"),
        (RiskFacts(answers={"asked.taken": YES}), "taken", "high"),
        (RiskFacts(answers={"asked.with_dangerous_person": YES}), "dangerous_company", "high"),
        (RiskFacts(answers={"asked.suicidal": YES}), "self_harm", "high"),
        (RiskFacts(answers={"vulnerable.self_harm": YES}), "self_harm", "high"),
        (RiskFacts(answers={"vulnerable.criminal_exploitation": YES}), "exploitation", "high"),
        (RiskFacts(answers={"vulnerable.forced_marriage": YES}), "serious_harm_planned", "high"),
        (RiskFacts(answers={"asked.victim_of_crime": YES}), "victim_of_crime", "high"),
        (RiskFacts(medicine_due_in_hours=3.5), "without_medicine", "high"),
        (RiskFacts(medicine_due_in_hours=-1.0), "without_medicine", "high"),
        (RiskFacts(answers={"asked.harmed_before": YES}), "harmed_before", "high"),
        (RiskFacts(answers={"asked.severe_weather": YES}), "exposed", "high"),
        (RiskFacts(answers={"asked.severe_weather": YES, "asked.dressed_for_weather": YES}), "harsh_weather", "medium"),
        (RiskFacts(answers={"asked.manages_alone": NO}), "cannot_manage_alone", "high"),
        (RiskFacts(hours_missing=24.0), "long_missing", "high"),
        (RiskFacts(answers={"vulnerable.autism": YES}), "illness_or_disability", "medium"),
        (RiskFacts(answers={"asked.out_of_character": YES}), "out_of_character", "medium"),
        (RiskFacts(answers={"vulnerable.domestic_abuse": YES}), "fleeing_harm", "medium"),
        (RiskFacts(answers={"vulnerable.looked_after": YES}), "in_care", "medium"),
        (RiskFacts(times_missing_90_days=3), "often_missing", "medium"),
        (RiskFacts(answers={"asked.danger_to_others": YES}), "danger_to_others", "medium"),
    ],
)
@pytest.mark.parametrize("profile", [UK_2011, UK_TODAY], ids=lambda profile: profile.code)
def test_each_rule_fires_on_its_fact(facts: RiskFacts, rule: str, grade: str, profile: object) -> None:
    suggestion = suggest(facts, profile)  # type: ignore[arg-type]
    assert suggestion.grade == grade
    assert rule in {reason.rule for reason in suggestion.reasons}


@pytest.mark.parametrize(
    "facts",
    [
        RiskFacts(age=AgeRange(11, 14)),
        RiskFacts(hours_missing=23.9),
        RiskFacts(times_missing_90_days=2),
        RiskFacts(medicine_due_in_hours=4.1),
        RiskFacts(answers=dict.fromkeys(ASKED, UNKNOWN)),
        RiskFacts(answers={"asked.manages_alone": YES, "asked.out_of_character": NO, "asked.planned": YES}),
    ],
)
def test_nothing_grave_gives_no_grade_rather_than_a_low_one(facts: RiskFacts) -> None:
    assert suggest(facts, UK_TODAY).grade is None


def test_every_reason_is_listed_gravest_first() -> None:
    facts = RiskFacts(answers={"vulnerable.autism": YES, "asked.taken": YES, "vulnerable.bullying": YES})
    suggestion = suggest(facts, UK_TODAY)
    assert [reason.rule for reason in suggestion.reasons] == ["taken", "illness_or_disability", "fleeing_harm"]
    assert suggestion.reasons[0].says == "There is reason to think that someone took the child."


def test_an_answered_question_is_no_longer_open() -> None:
    answered = suggest(RiskFacts(age=AgeRange(14, 14), answers={"asked.taken": NO}), UK_TODAY)
    assert {"age", "asked.taken"}.isdisjoint(question.code for question in answered.open_questions)


def test_every_rule_has_a_sentence_a_source_and_a_test_of_its_own() -> None:
    assert 12 <= len(RULES) == len({rule.name for rule in RULES})
    for rule in RULES:
        assert rule.says.endswith(".")
        assert "\n" not in rule.says
        assert rule.source
        assert all(code in FACT_KINDS for code in rule.asks)


def test_a_question_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no question"):
        RiskFacts(answers={"asked.shoe_size": YES})


@given(
    st.dictionaries(st.sampled_from(ASKED), st.sampled_from([YES, UNKNOWN]), max_size=8),
    st.sampled_from(ASKED),
    st.none() | st.floats(0, 1000),
)
def test_no_further_trouble_ever_lowers_the_grade(answers: dict[str, Flag], more: str, hours: float | None) -> None:
    if more in {"asked.manages_alone", "asked.dressed_for_weather"}:
        return  # "yes" is good news here
    before = suggest(RiskFacts(answers=answers), UK_TODAY).grade
    after = suggest(RiskFacts(answers=answers | {more: YES}, hours_missing=hours), UK_TODAY).grade
    assert before is None or (after is not None and UK_TODAY.rank(after) >= UK_TODAY.rank(before))


def test_a_child_nobody_has_graded_counts_as_high() -> None:
    assert effective_grade(None, True) == "high"
    assert effective_grade(None, True, UK_2011) == "high"
    assert effective_grade(None, False) is None
    assert effective_grade("low", True) == "low"


def decide(
    grade: str, role: Role = Role.OFFICER, reason: str = "Known to be with an aunt.", **more: object
) -> str | None:
    kept: dict[str, object] = {"is_child": True, "suggestion": None}
    return refuse_decision(grade, reason=reason, by_role=role, **(kept | more))  # type: ignore[arg-type]


def test_a_grade_always_needs_a_reason() -> None:
    assert decide("high", reason="  ") == risk.DECISION_NEEDS_REASON
    assert decide("high") is None


def test_no_apparent_risk_for_a_child_needs_a_supervisor() -> None:
    assert decide("nar") == risk.CHILD_NEEDS_SUPERVISOR
    assert decide("nar", Role.DUTY_OFFICER) == risk.CHILD_NEEDS_SUPERVISOR
    assert decide("nar", Role.SUPERVISOR) is None
    assert decide("nar", Role.SUPERVISOR, reason="") == risk.DECISION_NEEDS_REASON
    assert decide("nar", is_child=False) is None


def test_a_grade_of_another_time_is_refused() -> None:
    assert decide("nar", Role.SUPERVISOR, profile=UK_2011) == risk.NO_SUCH_GRADE


def test_an_officer_may_differ_by_one_step_and_a_supervisor_by_more() -> None:
    high = suggest(RiskFacts(answers={"asked.taken": YES}), UK_TODAY)
    assert decide("medium", suggestion=high) is None
    assert decide("low", suggestion=high) == risk.FAR_BELOW_NEEDS_SUPERVISOR
    assert decide("low", Role.SUPERVISOR, suggestion=high) is None
