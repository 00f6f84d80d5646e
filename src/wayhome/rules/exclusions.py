"""Which pairs of a missing and an unidentified person cannot be one, by what rule, and how far that goes.

Few rules exclude, and none is a filter: a trait that differs lowers the weight and leaves the pair in the list, since
filters lose true pairs. Every exclusion names its rule, author and evidence, and may be revoked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wayhome.terms.words import N_


class Effect(StrEnum):
    """What a rule does to a pair in the list."""

    EXCLUDE = "exclude"
    DOUBT = "doubt"
    NONE = "none"


EFFECT_LABELS = {
    Effect.EXCLUDE: N_("Excluded: leaves the ranking"),
    Effect.DOUBT: N_("Doubt: stays in the list, marked"),
    Effect.NONE: N_("Noted: changes nothing"),
}


class Rule(StrEnum):
    """Why a pair is excluded or doubted."""

    LABORATORY_DNA = "laboratory_dna"
    LABORATORY_DENTAL = "laboratory_dental"
    LABORATORY_FINGERPRINTS = "laboratory_fingerprints"
    MEDICAL_DEVICE = "medical_device"
    SEX_BY_DNA = "sex_by_dna"
    FOUND_BEFORE_LAST_SEEN = "found_before_last_seen"
    IDENTIFIED_AS_ANOTHER = "identified_as_another"
    SEEN_SINCE = "seen_since"
    REASONED = "reasoned"


@dataclass(frozen=True, slots=True)
class RuleSays:
    """One rule: its name on the page, what it may do, and what whoever applies it must give.

    effects     the first is the usual one
    evidence    the reference of a document is asked
    by_service  the service applies it by itself where its facts hold; officers may not
    """

    label: str
    effects: tuple[Effect, ...] = (Effect.EXCLUDE,)
    evidence: bool = False
    by_service: bool = False


RULES: dict[Rule, RuleSays] = {
    Rule.LABORATORY_DNA: RuleSays(N_("Excluded by a laboratory: DNA"), evidence=True),
    Rule.LABORATORY_DENTAL: RuleSays(N_("Excluded by an odontologist: teeth"), evidence=True),
    Rule.LABORATORY_FINGERPRINTS: RuleSays(N_("Excluded by a laboratory: fingerprints"), evidence=True),
    Rule.MEDICAL_DEVICE: RuleSays(N_("A numbered medical device is another person's"), evidence=True),
    Rule.SEX_BY_DNA: RuleSays(N_("Another sex, by DNA"), evidence=True),
    Rule.FOUND_BEFORE_LAST_SEEN: RuleSays(N_("Found before the missing person was last seen"), by_service=True),
    Rule.IDENTIFIED_AS_ANOTHER: RuleSays(N_("Already identified as another"), by_service=True),
    Rule.SEEN_SINCE: RuleSays(N_("In custody, or seen alive, since"), (Effect.EXCLUDE, Effect.DOUBT), evidence=True),
    Rule.REASONED: RuleSays(N_("An officer's own reasons"), (Effect.DOUBT, Effect.EXCLUDE, Effect.NONE)),
}

LABORATORY = {
    "dna": Rule.LABORATORY_DNA,
    "dental": Rule.LABORATORY_DENTAL,
    "fingerprints": Rule.LABORATORY_FINGERPRINTS,
    "medical_device": Rule.MEDICAL_DEVICE,
}
"""By which rule a laboratory's finding "not the same" excludes."""

NEEDS_REASON = N_("Say why.")
NEEDS_EVIDENCE = N_("Give the reference of the document that shows it.")
NOT_THAT_EFFECT = N_("This rule has another effect.")
SERVICE_ALONE = N_("The service applies this rule by itself, where the facts are recorded.")
JUDGED_SAME = N_("This pair is proposed or identified as the same person. Give another verdict first.")
ALREADY = N_("This rule is applied to the pair already.")


def refuse_exclusion(rule: Rule, effect: Effect, *, reason: str, document: str, judged_same: bool) -> str | None:
    """Say why an officer may not apply a rule to a pair; None when they may.

    judged_same   a proposal or an identification of the pair is in force
    """
    says = RULES[rule]
    if says.by_service:
        return SERVICE_ALONE
    if effect not in says.effects:
        return NOT_THAT_EFFECT
    if not reason.strip():
        return NEEDS_REASON
    if says.evidence and not document.strip():
        return NEEDS_EVIDENCE
    return JUDGED_SAME if judged_same and effect is Effect.EXCLUDE else None


# --- what the service applies by itself -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verified:
    """What a laboratory or an examiner found of a pair: a fact, not a score. `other` names the other side's record."""

    other: str
    same: bool
    method: str
    document: str = ""
    on: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What the rules read of one side.

    names      its id and reference, by which a laboratory's finding may name it
    first      earliest day on which the missing person was last seen, or the unidentified one found
    last       latest such day
    certified  the days are certified, not told or estimated
    taken      the record on the other side that this one is identified as; empty when none is
    whole      the unidentified is a body or a living person, or so is whom the missing person is identified as: one person has one
    """

    names: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    certified: bool = False
    whole: bool = True
    verified: tuple[Verified, ...] = ()
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that holds for a pair, what it does, and the words for the facts it rests on."""

    rule: Rule
    effect: Effect
    reason: str
    document: str = ""


def found_before(missing: Side, unidentified: Side) -> Applied | None:
    """Who was found before the other was last seen cannot be the other, where both days are certified.

    Days that were told are wrong at times: there the evidence counts it against the pair, and says so, and no rule is applied.
    """
    found, seen = unidentified.last, missing.first
    if found is None or seen is None or found >= seen or not (missing.certified and unidentified.certified):
        return None
    return Applied(
        Rule.FOUND_BEFORE_LAST_SEEN, Effect.EXCLUDE, f"found by {found}, last seen on or after {seen}; both certified"
    )


def laboratory(missing: Side, unidentified: Side) -> Applied | None:
    """A laboratory found the two not to be the same, whichever record says so."""
    told = [
        each
        for own, other in ((missing, unidentified), (unidentified, missing))
        for each in own.verified
        if each.other in other.names and not each.same and each.method in LABORATORY
    ]
    if not told:
        return None
    first = min(told, key=lambda each: (each.on, each.method, each.document))
    words = f"{first.by or 'a laboratory'}, {first.on or 'on a day not given'}"
    return Applied(LABORATORY[first.method], Effect.EXCLUDE, words, first.document)


def identified_as_another(missing: Side, unidentified: Side) -> Applied | None:
    """Whoever is identified as one person is no other; a person found in parts may be several finds."""
    if unidentified.taken and unidentified.taken not in missing.names:
        return Applied(Rule.IDENTIFIED_AS_ANOTHER, Effect.EXCLUDE, "the unidentified person is identified as another")
    if missing.taken and missing.taken not in unidentified.names and unidentified.whole and missing.whole:
        return Applied(Rule.IDENTIFIED_AS_ANOTHER, Effect.EXCLUDE, "the missing person is identified as another")
    return None


AUTOMATIC = (laboratory, identified_as_another, found_before)


def applied(missing: Side, unidentified: Side) -> Sequence[Applied]:
    """Every rule that the service applies to a pair by itself, at most one a rule."""
    found = {each.rule: each for rule in reversed(AUTOMATIC) if (each := rule(missing, unidentified))}
    return tuple(found.values())
