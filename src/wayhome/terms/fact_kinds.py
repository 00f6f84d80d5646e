"""The register of what may be known about a person, and how closely each kind of fact is kept.

A fact row names its kind by code; the kind says what type the value has, how far it may travel unless an officer
decides otherwise, whether it is encrypted, and under what it is searched. An encrypted kind that is searched is found
by a keyed hash of its normalised value, in full only.
"""

from dataclasses import dataclass
from enum import StrEnum

from wayhome.terms.codes import RISK_QUESTION, VULNERABILITY, Code
from wayhome.terms.field_class import FieldClass
from wayhome.terms.words import N_


class ValueType(StrEnum):
    """What form the value of a fact takes."""

    TEXT = "text"
    PARTIAL_DATE = "partial_date"
    AGE_RANGE = "age_range"
    NUMBER_RANGE = "number_range"
    MOMENT = "moment"
    MOMENT_RANGE = "moment_range"
    CODE = "code"
    FLAG = "flag"
    MARK = "mark"
    AGE_ESTIMATE = "age_estimate"
    CODES = "codes"
    POINT = "point"
    OBJECT = "object"
    TEETH = "teeth"
    FINGERS = "fingers"
    IMPLANT = "implant"
    HOLDING = "holding"


class SearchKey(StrEnum):
    """Under what a fact is searched."""

    NAME = "name"
    ALIAS = "alias"
    PHONE = "phone"
    PLACE = "place"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class FactKind:
    """One kind of fact: what it is called, what its value may be, and how closely it is kept.

    of_the_dead   the class that a fact of the kind has when it is about remains, where that is another
    past          what happened or was so: a date after today is refused
    many          a person may have several that hold at once, so that a further one replaces none
    """

    code: str
    label: str
    value_type: ValueType
    field_class: FieldClass = FieldClass.CASE
    encrypted: bool = False
    search: SearchKey | None = None
    code_list: str | None = None
    unit: str | None = None
    of_the_dead: FieldClass | None = None
    past: bool = False
    many: bool = False

    @property
    def searched_by_hash(self) -> bool:
        """True when only a keyed hash of the whole value can be searched."""
        return self.encrypted and self.search is not None


T, C = ValueType, FieldClass

_MISPER = (
    FactKind("given_name", N_("Given name"), T.TEXT, C.PARTNER, search=SearchKey.NAME),
    FactKind("family_name", N_("Family name"), T.TEXT, C.PARTNER, search=SearchKey.NAME),
    FactKind("alias", N_("Also known as"), T.TEXT, C.PARTNER, search=SearchKey.ALIAS),
    FactKind("reference", N_("Reference of another agency"), T.TEXT, C.PARTNER, search=SearchKey.REFERENCE),
    FactKind("sex", N_("Sex"), T.CODE, C.PARTNER, code_list="sex"),
    FactKind("birth_date", N_("Date of birth"), T.PARTIAL_DATE, C.PARTNER, past=True),
    FactKind("age", N_("Age"), T.AGE_RANGE, C.PARTNER, unit="year"),
    FactKind("stature_cm", N_("Height"), T.NUMBER_RANGE, C.PARTNER, unit="cm"),
    FactKind("build", N_("Build"), T.CODE, C.PARTNER, code_list="build"),
    FactKind("hair_colour", N_("Hair colour"), T.CODE, C.PARTNER, code_list="hair_colour"),
    FactKind("eye_colour", N_("Eye colour"), T.CODE, C.PARTNER, code_list="eye_colour"),
    FactKind("ethnicity", N_("Ethnic appearance"), T.CODE, C.PARTNER, code_list="ethnicity"),
    FactKind("mark", N_("Scar, tattoo or other mark"), T.MARK, C.PARTNER, code_list="body_part", many=True),
    FactKind("clothing", N_("Clothing"), T.TEXT, C.PARTNER),
    FactKind("carrying", N_("Carrying"), T.TEXT, C.PARTNER),
    FactKind("last_seen_place", N_("Last seen at"), T.TEXT, C.PARTNER, search=SearchKey.PLACE),
    FactKind("last_seen_point", N_("Last seen, latitude and longitude"), T.POINT),
    FactKind("last_seen_at", N_("Last seen, when"), T.MOMENT_RANGE, C.PARTNER, past=True),
    FactKind("missing_from", N_("Missing from"), T.CODE, code_list="missing_from"),
    FactKind("home_address", N_("Home address"), T.TEXT, C.RESTRICTED, encrypted=True),
    FactKind("phone", N_("Phone"), T.TEXT, encrypted=True, search=SearchKey.PHONE),
    FactKind("online_account", N_("Online account"), T.TEXT, encrypted=True),
    FactKind("medical", N_("Health"), T.TEXT, C.RESTRICTED, encrypted=True),
    # The time alone lets a control room act; what the medicine is for stays in "medical".
    FactKind("medicine_deadline", N_("Needs medicine by"), T.MOMENT, encrypted=True),
    FactKind("informant", N_("Who told us"), T.TEXT, C.RESTRICTED, encrypted=True),
    # Not searched: a hit would tell a wider circle who spoke to us.
    FactKind("informant_phone", N_("Phone of whoever told us"), T.TEXT, C.RESTRICTED, encrypted=True),
    FactKind("informant_relation", N_("Relation to the child"), T.CODE, code_list="reporter_relation", encrypted=True),
    FactKind("care_status", N_("Care status"), T.CODE, code_list="care_status"),
    FactKind("circumstances", N_("Circumstances"), T.TEXT, encrypted=True),
    FactKind("why_worried", N_("Why worried, in the caller's words"), T.TEXT, encrypted=True),
    FactKind("has_money", N_("Has money or a bank card"), T.FLAG),
    FactKind("known_places", N_("Places the child goes"), T.TEXT, encrypted=True),
    FactKind("must_not_be_told", N_("Who must not be told"), T.TEXT, C.RESTRICTED, encrypted=True),
    FactKind("why_reopened", N_("Why the case was reopened"), T.TEXT, C.RESTRICTED, encrypted=True),
    FactKind("why_closed", N_("Why the case was closed"), T.TEXT, C.RESTRICTED, encrypted=True),
    FactKind("told", N_("Agency told"), T.TEXT, C.RESTRICTED, encrypted=True),
    FactKind("languages", N_("Languages"), T.TEXT),
)

# What a hospital, a dentist or a fingerprint bureau knows of a living person is theirs. It is not encrypted, because the
# frozen version that is matched holds nothing encrypted; it is kept for those who lead and those assigned instead.
_BOTH = (
    FactKind("object", N_("Object worn or carried"), T.OBJECT, C.PARTNER, code_list="object_type", many=True),
    FactKind("teeth", N_("Teeth"), T.TEETH, C.RESTRICTED, code_list="tooth_code", of_the_dead=C.PARTNER, past=True),
    FactKind(
        "fingers", N_("Fingers, by pattern"), T.FINGERS, C.RESTRICTED, code_list="finger_class", of_the_dead=C.PARTNER
    ),
    FactKind("blood_group", N_("Blood group"), T.CODE, C.RESTRICTED, code_list="blood_group", of_the_dead=C.PARTNER),
    FactKind(
        "implant", N_("Implant"), T.IMPLANT, C.RESTRICTED, code_list="implant_type", of_the_dead=C.PARTNER, many=True
    ),
    # A pointer to who holds it, never the thing itself.
    FactKind(
        "holding",
        N_("Held elsewhere"),
        T.HOLDING,
        code_list="holding_kind",
        of_the_dead=C.PARTNER,
        past=True,
        many=True,
    ),
)

_UNIDENTIFIED = (
    FactKind("unidentified_kind", N_("What was found"), T.CODE, C.PARTNER, code_list="unidentified_kind"),
    FactKind("found_place", N_("Found at"), T.TEXT, C.PARTNER, search=SearchKey.PLACE),
    FactKind("found_point", N_("Found, latitude and longitude"), T.POINT, C.PARTNER),
    FactKind("found_setting", N_("Found in what setting"), T.CODE, C.PARTNER, code_list="found_setting"),
    FactKind("region", N_("Region"), T.TEXT, C.PARTNER),
    FactKind("age_estimate", N_("Age, as estimated"), T.AGE_ESTIMATE, C.PARTNER, code_list="age_method", unit="year"),
    FactKind("examined", N_("Body parts examined"), T.CODES, C.PARTNER, code_list="body_part"),
    FactKind("found_at", N_("Found, when"), T.MOMENT_RANGE, C.PARTNER, past=True),
    FactKind("condition", N_("Condition"), T.CODE, C.PARTNER, code_list="condition"),
    FactKind("died_between", N_("Died between"), T.MOMENT_RANGE, C.PARTNER, past=True),
)

HEALTH = frozenset(
    {"self_harm", "substance_use", "disability", "learning_disability", "autism", "sensory_impairment",
     "reduced_mobility", "mental_ill_health", "essential_medicine", "pregnant"}
)  # fmt: skip
"""Vulnerabilities that are medical facts, and kept as closely."""

HEALTH_ASKED = frozenset({"suicidal", "missed_medicine"})


def _question(prefix: str, code: Code, medical: frozenset[str]) -> FactKind:
    if code.code in medical:
        return FactKind(f"{prefix}.{code.code}", code.label(), T.FLAG, C.RESTRICTED, encrypted=True)
    return FactKind(f"{prefix}.{code.code}", code.label(), T.FLAG)


# One kind per question, so that "no" and "not known" are answers and never an empty field.
_VULNERABLE = tuple(_question("vulnerable", each, HEALTH) for each in VULNERABILITY.codes)
_ASKED = tuple(_question("asked", each, HEALTH_ASKED) for each in RISK_QUESTION.codes)

FACT_KINDS = {each.code: each for each in (*_MISPER, *_BOTH, *_UNIDENTIFIED, *_VULNERABLE, *_ASKED)}


def fact_kind(code: str) -> FactKind:
    """The kind of a code. Raises ValueError for a code that is no kind."""
    try:
        return FACT_KINDS[code]
    except KeyError:
        raise ValueError(f"There is no kind of fact named {code}.") from None
