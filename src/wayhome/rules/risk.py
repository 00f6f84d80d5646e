"""Which risk grade the facts suggest, with reasons and with the questions still open. An officer decides.

A rule can only raise: the suggestion is the gravest grade that any rule gives, and no grade at all when none fires, so
an empty form never reads as low risk. Sources: BBC12 risk table of the 2010 guidance, APPRISK factors named in the
College of Policing's practice, LOSTTEAM a search team's question list, MEM practice from memory, OURS a threshold this
project proposes. Left out: any score, and any factor of who the child is by descent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wayhome.terms.age_range import AgeRange
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.flag import Flag
from wayhome.terms.profile import UK_TODAY, Profile
from wayhome.terms.viewer import Role
from wayhome.terms.words import N_

RULES_VERSION = "uk-risk-1"

MEDICINE_SOON_HOURS = 4.0
LONG_HOURS = 24.0
OFTEN_IN_90_DAYS = 3


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What is known that bears on risk. Answers are keyed by fact kind; what is not there is not known."""

    age: AgeRange | None = None
    answers: Mapping[str, Flag] = field(default_factory=dict, hash=False)
    hours_missing: float | None = None
    times_missing_90_days: int | None = None
    medicine_due_in_hours: float | None = None

    def __post_init__(self) -> None:
        for code in self.answers:
            if code not in FACT_KINDS:
                raise ValueError(f"There is no question named {code}.")

    def answer(self, code: str) -> Flag:
        """The answer to a question, "not known" when nobody has answered it."""
        return self.answers.get(code, Flag.UNKNOWN)

    def yes(self, *codes: str) -> bool:
        """True when any of the questions is answered yes."""
        return any(self.answer(code) is Flag.YES for code in codes)

    def no(self, code: str) -> bool:
        """True when the question is answered no."""
        return self.answer(code) is Flag.NO


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired: its name, the grade it gives and the sentence an officer reads."""

    rule: str
    grade: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that a rule asks and nobody has answered yet."""

    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested grade, or none, with every reason and every open question."""

    grade: str | None
    reasons: tuple[Reason, ...]
    open_questions: tuple[OpenQuestion, ...]
    rules_version: str


Judges = Callable[[RiskFacts, Profile], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: the function whose docstring is its sentence, the grade it gives, what it asks, and its source."""

    fires: Judges
    grade: str
    asks: tuple[str, ...]
    source: str

    @property
    def name(self) -> str:
        """The name under which an assessment keeps the rule."""
        return self.fires.__name__

    @property
    def says(self) -> str:
        """The sentence an officer reads."""
        return (self.fires.__doc__ or "").strip()


def very_young(facts: RiskFacts, profile: Profile) -> bool:
    """The child is, or may be, so young that any absence is high risk."""
    return facts.age is not None and facts.age.may_be_under(profile.young_age)


def taken(facts: RiskFacts, _: Profile) -> bool:
    """There is reason to think that someone took the child."""
    return facts.yes("asked.taken")


def dangerous_company(facts: RiskFacts, _: Profile) -> bool:
    """The child may be with a person who may do harm."""
    return facts.yes("asked.with_dangerous_person")


def self_harm(facts: RiskFacts, _: Profile) -> bool:
    """The child may attempt suicide or self-harm."""
    return facts.yes("asked.suicidal", "vulnerable.self_harm")


EXPLOITATION = (
    "vulnerable.sexual_exploitation",
    "vulnerable.criminal_exploitation",
    "vulnerable.trafficking",
    "vulnerable.online_grooming",
)


def exploitation(facts: RiskFacts, _: Profile) -> bool:
    """The child is at risk of exploitation, trafficking or grooming."""
    return facts.yes(*EXPLOITATION)


FAMILY_CRIME = ("vulnerable.forced_marriage", "vulnerable.fgm", "vulnerable.radicalisation")


def serious_harm_planned(facts: RiskFacts, _: Profile) -> bool:
    """The child is at risk of forced marriage, mutilation or being drawn into extremism."""
    return facts.yes(*FAMILY_CRIME)


def victim_of_crime(facts: RiskFacts, _: Profile) -> bool:
    """The child is likely to become a victim of crime."""
    return facts.yes("asked.victim_of_crime")


def without_medicine(facts: RiskFacts, _: Profile) -> bool:
    """The child has missed essential medicine, or needs it within hours."""
    soon = facts.medicine_due_in_hours is not None and facts.medicine_due_in_hours <= MEDICINE_SOON_HOURS
    return soon or facts.yes("asked.missed_medicine")


def harmed_before(facts: RiskFacts, _: Profile) -> bool:
    """The child was harmed when missing before."""
    return facts.yes("asked.harmed_before")


def exposed(facts: RiskFacts, _: Profile) -> bool:
    """The weather is dangerous and the child is not known to be dressed for it."""
    return facts.yes("asked.severe_weather") and not facts.yes("asked.dressed_for_weather")


def cannot_manage_alone(facts: RiskFacts, _: Profile) -> bool:
    """The child cannot ask strangers for help or keep safe alone."""
    return facts.no("asked.manages_alone")


def long_missing(facts: RiskFacts, _: Profile) -> bool:
    """The child has been missing for a day or longer, when most are back within one."""
    return facts.hours_missing is not None and facts.hours_missing >= LONG_HOURS


ILLNESS = (
    "vulnerable.disability",
    "vulnerable.learning_disability",
    "vulnerable.autism",
    "vulnerable.sensory_impairment",
    "vulnerable.reduced_mobility",
    "vulnerable.mental_ill_health",
    "vulnerable.essential_medicine",
    "vulnerable.pregnant",
    "vulnerable.substance_use",
)


def illness_or_disability(facts: RiskFacts, _: Profile) -> bool:
    """Illness or disability may affect how the child moves, speaks or decides."""
    return facts.yes(*ILLNESS)


def out_of_character(facts: RiskFacts, _: Profile) -> bool:
    """The absence is out of character."""
    return facts.yes("asked.out_of_character")


FLIGHT = (
    "asked.family_conflict",
    "vulnerable.domestic_abuse",
    "vulnerable.abuse_or_neglect",
    "vulnerable.bullying",
    "vulnerable.child_protection_plan",
)


def fleeing_harm(facts: RiskFacts, _: Profile) -> bool:
    """The child may be fleeing conflict, bullying or abuse; ask what, before sending the child back to it."""
    return facts.yes(*FLIGHT)


def in_care(facts: RiskFacts, _: Profile) -> bool:
    """The child is in care or alone in the country, and is targeted more often by those who exploit children."""
    return facts.yes("vulnerable.looked_after", "vulnerable.unaccompanied")


def often_missing(facts: RiskFacts, _: Profile) -> bool:
    """The child was missing three times or more in 90 days: a pattern of harm, never a habit that lowers the risk."""
    return facts.times_missing_90_days is not None and facts.times_missing_90_days >= OFTEN_IN_90_DAYS


def harsh_weather(facts: RiskFacts, _: Profile) -> bool:
    """The weather may endanger the child."""
    return facts.yes("asked.severe_weather")


def danger_to_others(facts: RiskFacts, _: Profile) -> bool:
    """Somebody else may be in danger from the child."""
    return facts.yes("asked.danger_to_others")


RULES = (
    Rule(very_young, "high", ("age",), "OURS"),
    Rule(taken, "high", ("asked.taken",), "MEM"),
    Rule(dangerous_company, "high", ("asked.with_dangerous_person",), "MEM"),
    Rule(self_harm, "high", ("asked.suicidal", "vulnerable.self_harm"), "MEM"),
    Rule(exploitation, "high", EXPLOITATION, "MEM"),
    Rule(serious_harm_planned, "high", FAMILY_CRIME, "MEM"),
    Rule(victim_of_crime, "high", ("asked.victim_of_crime",), "BBC12"),
    Rule(without_medicine, "high", ("asked.missed_medicine",), "APPRISK"),
    Rule(harmed_before, "high", ("asked.harmed_before",), "LOSTTEAM"),
    Rule(exposed, "high", ("asked.severe_weather", "asked.dressed_for_weather"), "APPRISK"),
    Rule(cannot_manage_alone, "high", ("asked.manages_alone",), "MEM"),
    Rule(long_missing, "high", ("last_seen_at",), "OURS"),
    Rule(illness_or_disability, "medium", ILLNESS, "APPRISK"),
    Rule(out_of_character, "medium", ("asked.out_of_character",), "LOSTTEAM"),
    Rule(fleeing_harm, "medium", FLIGHT, "MEM"),
    Rule(in_care, "medium", ("vulnerable.looked_after", "vulnerable.unaccompanied"), "MEM"),
    Rule(often_missing, "medium", (), "OURS"),
    Rule(harsh_weather, "medium", ("asked.severe_weather",), "APPRISK"),
    Rule(danger_to_others, "medium", ("asked.danger_to_others",), "BBC12"),
)


def suggest(facts: RiskFacts, profile: Profile) -> Suggestion:
    """Suggest a grade from the facts given, with every reason and every open question. An officer decides."""
    fired = [rule for rule in RULES if rule.fires(facts, profile)]
    reasons = sorted(
        (Reason(rule.name, rule.grade, rule.says, rule.source) for rule in fired),
        key=lambda reason: -profile.rank(reason.grade),
    )
    return Suggestion(
        grade=reasons[0].grade if reasons else None,
        reasons=tuple(reasons),
        open_questions=_open(facts),
        rules_version=RULES_VERSION,
    )


def _open(facts: RiskFacts) -> tuple[OpenQuestion, ...]:
    """Questions nobody has answered, those of the gravest rules first, each once."""
    asked = dict.fromkeys(code for rule in RULES for code in rule.asks)
    return tuple(OpenQuestion(code, FACT_KINDS[code].label) for code in asked if not _answered(facts, code))


def _answered(facts: RiskFacts, code: str) -> bool:
    if code == "age":
        return facts.age is not None
    if code == "last_seen_at":
        return facts.hours_missing is not None
    return facts.answer(code) is not Flag.UNKNOWN


def effective_grade(decided: str | None, is_child: bool, profile: Profile = UK_TODAY) -> str | None:
    """The grade to act on: what an officer decided, and for a child nobody has graded yet the gravest."""
    if decided is None and is_child:
        return profile.gravest.code
    return decided


DECISION_NEEDS_REASON = N_("Say why you chose this grade.")
NO_SUCH_GRADE = N_("This grade is not in use. Choose one of those shown.")
CHILD_NEEDS_SUPERVISOR = N_("A child may be given this grade only by a supervisor, who says why.")
FAR_BELOW_NEEDS_SUPERVISOR = N_(
    "A child's grade may lie two steps below the suggestion only when a supervisor says why."
)


def refuse_decision(
    grade: str,
    *,
    reason: str,
    is_child: bool,
    suggestion: Suggestion | None,
    by_role: Role,
    profile: Profile = UK_TODAY,
) -> str | None:
    """Say why an officer's grade may not be recorded; None when it may."""
    if grade not in {each.code for each in profile.grades}:
        return NO_SUCH_GRADE
    if not reason.strip():
        return DECISION_NEEDS_REASON
    if not is_child or by_role is Role.SUPERVISOR:
        return None
    if profile.grade(grade).not_lightly:
        return CHILD_NEEDS_SUPERVISOR
    suggested = suggestion.grade if suggestion else None
    if suggested is not None and profile.rank(suggested) - profile.rank(grade) >= 2:
        return FAR_BELOW_NEEDS_SUPERVISOR
    return None
