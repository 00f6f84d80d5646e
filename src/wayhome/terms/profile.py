"""What differs from country to country and from time to time: grades, clocks, law, numbers, time zone.

A profile is data. A value taken from memory or proposed by this project, not read in a source, is marked as a draft,
and a country checks it before going live. Source ids are those of the reference table: BBC12 risk table of the 2010
guidance, FLASH and HMICFRS grades of the 2016/17 practice, NEWS2223 the national unit's thresholds, DFE14 statutory
guidance on children who run away or go missing, MEM from memory, OURS this project's own proposal.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from wayhome.terms.viewer import Role
from wayhome.terms.words import N_


@dataclass(frozen=True, slots=True)
class Grade:
    """One risk grade of a country, with what is expected to follow; `draft` speaks of its name and meaning."""

    code: str
    label: str
    meaning: str
    response: str
    source: str
    draft: bool
    response_source: str = "MEM"
    not_lightly: bool = False  # for a child, only with a supervisor's reason


@dataclass(frozen=True, slots=True)
class ClockTerm:
    """How long something may take, from which event, and whose duty it is."""

    kind: str
    label: str
    starts_on: str
    after: timedelta
    owner: Role
    source: str
    draft: bool
    grade: str | None = None
    children_only: bool = False
    again: timedelta | None = None  # how long whoever was told of a lapse has before the rank above is told too


@dataclass(frozen=True, slots=True)
class LegalNote:
    """A ground that an officer may name for a decision. Not legal advice."""

    code: str
    label: str
    source: str
    draft: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One country's practice during one time."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    time_zone: str
    year_start: tuple[int, int]
    emergency_number: str
    police_number: str
    grades: tuple[Grade, ...]
    clocks: tuple[ClockTerm, ...]
    legal: tuple[LegalNote, ...]
    languages: tuple[str, ...]
    adult_age: int
    young_age: int
    young_age_draft: bool
    appeal_hours: int
    suppression_threshold: int
    sources: tuple[str, ...]
    draft: bool

    def grade(self, code: str) -> Grade:
        """The grade of a code. Raises ValueError for one that this profile does not know."""
        for each in self.grades:
            if each.code == code:
                return each
        raise ValueError(f"The profile {self.code} has no grade {code}.")

    def rank(self, code: str) -> int:
        """How grave a grade is: 0 for the least."""
        return self.grades.index(self.grade(code))

    @property
    def gravest(self) -> Grade:
        """The highest grade."""
        return self.grades[-1]


_LOW_RESPONSE = N_("Proportionate enquiries; safeguarding is not delayed.")
_MEDIUM_RESPONSE = N_("Active and measured response by police and partner agencies.")
_HIGH_RESPONSE = N_(
    "Immediate deployment; a senior officer leads; search adviser and publicity considered; children's services and"
    " the national unit told without delay."
)

GRADES_2010 = (
    Grade(
        "low", N_("Low"), N_("No apparent threat of danger to the person or the public."), _LOW_RESPONSE, "BBC12", False
    ),
    Grade(
        "medium",
        N_("Medium"),
        N_("The risk is likely to place the person in danger, or they threaten others."),
        _MEDIUM_RESPONSE,
        "BBC12",
        False,
    ),
    Grade(
        "high",
        N_("High"),
        N_(
            "The risk is immediate, with substantial grounds to fear danger to the person or the public, or serious crime."
        ),
        _HIGH_RESPONSE,
        "BBC12",
        False,
    ),
)

GRADES_2017 = (
    Grade(
        "nar",
        N_("No apparent risk"),
        N_("No apparent risk of harm to the person or the public."),
        N_("Agree actions and a time for review; watch, and raise the grade when facts or time change."),
        "HMICFRS",
        True,
        not_lightly=True,
    ),
    Grade("low", N_("Low"), N_("Harm is possible but minimal."), _LOW_RESPONSE, "FLASH", True),
    Grade("medium", N_("Medium"), N_("Harm is likely but not serious."), _MEDIUM_RESPONSE, "FLASH", True),
    Grade("high", N_("High"), N_("Serious harm is very likely."), _HIGH_RESPONSE, "FLASH", True),
)


def _minutes(kind: str, label: str, starts_on: str, after: int, owner: Role, source: str, *, draft: bool = True,
             grade: str | None = None, children_only: bool = False, again: int | None = None) -> ClockTerm:  # fmt: skip
    handed_on = timedelta(minutes=again) if again else None
    return ClockTerm(
        kind, label, starts_on, timedelta(minutes=after), owner, source, draft, grade, children_only, handed_on
    )


_REVIEW = N_("Supervisor reviews the grade")
_DECISION = N_("A second person decides on the alert")
_HOUR = 60

CLOCKS_2011 = (
    _minutes("first_eyes", N_("Somebody reads the report"), "report.received", 5, Role.DUTY_OFFICER, "OURS"),
    _minutes("first_grade", N_("An officer grades the risk"), "report.received", 15, Role.DUTY_OFFICER, "OURS"),
    _minutes("supervisor_review", _REVIEW, "risk.decided", 1 * _HOUR, Role.SUPERVISOR, "OURS", grade="high"),
    _minutes("supervisor_review", _REVIEW, "risk.decided", 4 * _HOUR, Role.SUPERVISOR, "OURS", grade="medium"),
    _minutes("supervisor_review", _REVIEW, "risk.decided", 12 * _HOUR, Role.SUPERVISOR, "OURS", grade="low"),
    _minutes("childrens_services_told", N_("Children's services are told"), "episode.opened", 8 * _HOUR,
             Role.DUTY_OFFICER, "OURS", children_only=True),
    _minutes("national_unit_told", N_("The national unit is told"), "episode.opened", 72 * _HOUR,
             Role.DUTY_OFFICER, "NEWS2223", draft=False),
    _minutes("appeal_end", N_("The appeal ends unless renewed"), "appeal.published", 72 * _HOUR, Role.EDITOR, "OURS"),
    # Assumed: no published practice was found that says how soon a tip must be read.
    _minutes("tip_taken", N_("Somebody takes the tip"), "alert.tip_received", 5, Role.CALL_TAKER, "OURS", again=5),
    _minutes("tip_desk", N_("Somebody sits at the tip desk"), "alert.tips_unstaffed", 0, Role.CALL_TAKER, "OURS", again=3),
    _minutes("alert_asked", N_("Somebody decides whether there shall be the alert that another system asks for"), "alert.asked", 3,
             Role.DUTY_OFFICER, "OURS", again=3),
    _minutes("alert_decision", _DECISION, "alert.submitted", 3, Role.ALERT_AUTHORISER, "OURS", again=3),
    _minutes("alert_decision", _DECISION, "alert.nobody_decides", 0, Role.ALERT_AUTHORISER, "OURS", again=3),
    _minutes("alert_out", N_("Every way out has confirmed the alert"), "alert.sent", 2, Role.DUTY_OFFICER, "OURS", again=3),
    _minutes("alert_removed", N_("Everybody who was told confirms that the alert is over"), "alert.ended", 5, Role.DUTY_OFFICER,
             "OURS", again=5),
    _minutes("prevention_interview", N_("Prevention interview"), "episode.found", 8 * _HOUR, Role.OFFICER, "OURS"),
    _minutes("return_interview_offer", N_("Return interview is offered"), "episode.found", 24 * _HOUR,
             Role.SUPERVISOR, "OURS", children_only=True),
    _minutes("return_interview", N_("Return interview is held"), "episode.found", 72 * _HOUR,
             Role.SUPERVISOR, "DFE14", draft=False, children_only=True),
    _minutes("public_files", N_("Public files are not as they should be"), "files.wrong", 0, Role.DUTY_OFFICER, "OURS"),
    # A day by the clock is never later than one working day.
    _minutes("glass_review", N_("Broken glass is reviewed"), "glass.broken", 24 * _HOUR, Role.SUPERVISOR, "OURS"),
)  # fmt: skip

CLOCKS_TODAY = (
    *CLOCKS_2011,
    _minutes("supervisor_review", _REVIEW, "risk.decided", 2 * _HOUR, Role.SUPERVISOR, "OURS", grade="nar"),
    _minutes("no_risk_recheck", N_("A child without apparent risk is graded again"), "risk.decided", 2 * _HOUR,
             Role.DUTY_OFFICER, "OURS", grade="nar", children_only=True),
)  # fmt: skip

LEGAL_UK = (
    LegalNote("life_and_limb", N_("Vital interest: to protect the life or health of the child"), "MEM", True),
    LegalNote("policing_purpose", N_("A policing purpose: to find a missing person and prevent harm"), "MEM", True),
    LegalNote("safeguarding", N_("Safeguarding children: duty of the agencies to work together"), "MEM", True),
    LegalNote("court_order", N_("Order of a court"), "MEM", True),
)

UK_2011 = Profile(
    code="uk-2011",
    name=N_("United Kingdom, 2011"),
    valid_from=date(2011, 4, 1),
    valid_to=date(2013, 4, 1),
    time_zone="Europe/London",
    year_start=(4, 1),
    emergency_number="999",
    police_number="101",
    grades=GRADES_2010,
    clocks=CLOCKS_2011,
    legal=LEGAL_UK,
    languages=("en", "cy"),
    adult_age=18,
    young_age=11,
    young_age_draft=True,
    appeal_hours=72,
    suppression_threshold=5,
    sources=("BBC12", "ACPO13", "DFE14", "NEWS2223", "OURS"),
    draft=True,
)

UK_TODAY = Profile(
    code="uk-today",
    name=N_("United Kingdom, today"),
    valid_from=date(2017, 1, 1),
    valid_to=None,
    time_zone="Europe/London",
    year_start=(4, 1),
    emergency_number="999",
    police_number="101",
    grades=GRADES_2017,
    clocks=CLOCKS_TODAY,
    legal=LEGAL_UK,
    languages=("en", "cy"),
    adult_age=18,
    young_age=11,
    young_age_draft=True,
    appeal_hours=72,
    suppression_threshold=5,
    sources=("HMICFRS", "FLASH", "DFE14", "NEWS2223", "OURS"),
    draft=True,
)

PROFILES = {each.code: each for each in (UK_2011, UK_TODAY)}


def profile_of(code: str) -> Profile:
    """The profile of a code. Raises ValueError for one that does not exist."""
    try:
        return PROFILES[code]
    except KeyError:
        raise ValueError(f"There is no country profile named {code}.") from None
