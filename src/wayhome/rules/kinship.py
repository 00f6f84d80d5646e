"""What a laboratory's kinship result says: when it is a lead, when a strong one, and which words stand beside the number.

A result weighs two propositions by the DNA of relatives. It is never called more than a strong lead: who somebody is, a coroner,
procurator fiscal or court decides. Marker names and figures alone are kept, no genotype.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from wayhome.terms.words import N_


class Rung(StrEnum):
    """How far a result carries."""

    EXCLUDED = "excluded"
    INCONCLUSIVE = "inconclusive"
    LEAD = "lead"
    STRONG_LEAD = "strong_lead"


RUNG_LABELS = {
    Rung.EXCLUDED: N_("Excluded"),
    Rung.INCONCLUSIVE: N_("Inconclusive"),
    Rung.LEAD: N_("Lead"),
    Rung.STRONG_LEAD: N_("Strong lead"),
}


class Population(StrEnum):
    """By which population's frequencies the figure was worked out."""

    LEAST = "least"
    NAMED = "named"


POPULATION_LABELS = {
    Population.LEAST: N_("The smallest figure over several populations"),
    Population.NAMED: N_("One population, named"),
}


class Relative(StrEnum):
    """Who of a family was typed: never a name."""

    MOTHER = "mother"
    FATHER = "father"
    CHILD = "child"
    ANOTHER_CHILD = "another_child"
    SIBLING = "sibling"
    ANOTHER_SIBLING = "another_sibling"
    HALF_SIBLING = "half_sibling"
    GRANDPARENT = "grandparent"
    ANOTHER_GRANDPARENT = "another_grandparent"
    AUNT_OR_UNCLE = "aunt_or_uncle"
    COUSIN = "cousin"
    OWN_SAMPLE = "own_sample"


RELATIVE_LABELS = {
    Relative.MOTHER: N_("Mother"),
    Relative.FATHER: N_("Father"),
    Relative.CHILD: N_("Child"),
    Relative.ANOTHER_CHILD: N_("Another child"),
    Relative.SIBLING: N_("Full sibling"),
    Relative.ANOTHER_SIBLING: N_("Another full sibling"),
    Relative.HALF_SIBLING: N_("Half sibling"),
    Relative.GRANDPARENT: N_("Grandparent"),
    Relative.ANOTHER_GRANDPARENT: N_("Another grandparent"),
    Relative.AUNT_OR_UNCLE: N_("Aunt or uncle"),
    Relative.COUSIN: N_("Cousin"),
    Relative.OWN_SAMPLE: N_("The missing person's own sample"),
}


class SecondSet(StrEnum):
    """A second set of markers that agreed."""

    NONE = "none"
    MITOCHONDRIAL = "mitochondrial"
    Y_CHROMOSOME = "y_chromosome"
    MORE_LOCI = "more_loci"


SECOND_SET_LABELS = {
    SecondSet.NONE: N_("None"),
    SecondSet.MITOCHONDRIAL: N_("Mitochondrial DNA"),
    SecondSet.Y_CHROMOSOME: N_("Y chromosome"),
    SecondSet.MORE_LOCI: N_("Further loci, typed apart"),
}

PROPOSITIONS: dict[str, tuple[str, str]] = {
    "parents": (
        N_("The unidentified person is the missing child of these parents."),
        N_("The unidentified person is unrelated to them."),
    ),
    "parent": (
        N_("The unidentified person is the missing child of this parent."),
        N_("The unidentified person is unrelated to this parent."),
    ),
    "siblings": (
        N_("The unidentified person is the missing full sibling of those typed."),
        N_("The unidentified person is unrelated to those typed."),
    ),
    "family": (
        N_("The unidentified person is the missing person of this family."),
        N_("The unidentified person is unrelated to this family."),
    ),
    "child": (
        N_("The unidentified person is the missing parent of the child typed."),
        N_("The unidentified person is unrelated to the child typed."),
    ),
    "sample": (
        N_("The unidentified person left the sample that is held as the missing person's own."),
        N_("Somebody unrelated left that sample."),
    ),
}
"""Offered pairs of propositions: what is claimed, and against what."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report says of one pair, and where it stands.

    log10_lr       log10 of the likelihood ratio of claim against denial; None where the report gives a ratio of 0
    populations    which population, or which ones the least was taken over
    left_out       marker -> log10 ratio without it, the smallest at least
    counted        families of evidence that the figure already holds, or that the report's own odds held
    comparisons    how many pairs the search compared before this one came up; None where nobody said
    alternatives   who else the report names as just as likely, in words
    """

    claim: str
    denial: str
    log10_lr: Decimal | None
    population: Population
    populations: str
    loci: int
    inconsistent: tuple[str, ...]
    left_out: tuple[tuple[str, Decimal], ...]
    relatives: tuple[Relative, ...]
    second_set: SecondSet
    counted: tuple[str, ...]
    laboratory: str
    report: str
    reported_on: date
    software: str
    frequencies: str
    comparisons: int | None = None
    alternatives: str = ""

    @property
    def weakest(self) -> Decimal | None:
        """The smallest log10 ratio without one locus; None where none was told."""
        return min((dex for _, dex in self.left_out), default=None)


# --- the ladder -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number of the ladder, in dex unless it says otherwise, and where it comes from."""

    value: Decimal
    source: str
    status: str = "assumed"


VERBAL = "the verbal scale of the ENFSI Guideline for Evaluative Reporting, 2015, from memory: to be checked"
THRESHOLDS: dict[str, Threshold] = {
    "excluded": Threshold(Decimal(-4), f"ours: the mirror of a lead that stands alone, by {VERBAL}"),
    "lead": Threshold(Decimal(4), f"ours: from where a result stands alone; 'very strong' by {VERBAL}"),
    "lead_beside_another": Threshold(
        Decimal(2), f"ours: with other evidence beside it; 'moderately strong' by {VERBAL}"
    ),
    "other_evidence": Threshold(Decimal(1), "ours: what the other evidence must weigh to be another lead"),
    "strong_lead": Threshold(Decimal(6), f"ours: 'extremely strong' by {VERBAL}"),
    "strong_lead_left_out": Threshold(Decimal(4), "ours: whichever locus is left out, still a lead"),
    "inconsistent": Threshold(Decimal(0), "ours: loci of a strong lead that need a mutation, a count"),
}
"""The policy, kinship-1. None of it is verified in the field."""

NOT_ENOUGH = N_("It is too small to stand alone.")
NOT_ENOUGH_BESIDE = N_("It is too small, even beside the other evidence.")
NOT_STRONG = N_("The figure is too small for a strong lead.")
ONE_LOCUS = N_("Leave one locus out, and it is too small for a strong lead.")
HAS_INCONSISTENT = N_("A locus is inconsistent and needs a mutation.")
NEEDS_SECOND = N_("A strong lead needs a second set of markers, or a second relative.")


def _at(name: str) -> Decimal:
    return THRESHOLDS[name].value


def rung(figures: Figures, *, other: int) -> tuple[Rung, tuple[str, ...]]:
    """How far a result carries, and a sentence for each thing that keeps it from the next rung.

    other   thousandths of a dex of all other evidence, without what the result counts already
    """
    dex = figures.log10_lr
    if dex is None or dex <= _at("excluded"):
        return Rung.EXCLUDED, ()
    if dex < _at("lead_beside_another"):
        return Rung.INCONCLUSIVE, (NOT_ENOUGH_BESIDE,)
    if dex < _at("lead") and other < 1000 * _at("other_evidence"):
        return Rung.INCONCLUSIVE, (NOT_ENOUGH,)
    weakest = figures.weakest
    lacks = (
        (NOT_STRONG, dex < _at("strong_lead")),
        (ONE_LOCUS, weakest is None or weakest < _at("strong_lead_left_out")),
        (HAS_INCONSISTENT, len(figures.inconsistent) > _at("inconsistent")),
        (NEEDS_SECOND, figures.second_set is SecondSet.NONE and len(figures.relatives) < 2),
    )
    said = tuple(sentence for sentence, missing in lacks if missing)
    return (Rung.LEAD, said) if said else (Rung.STRONG_LEAD, ())


SCALE = (
    (6, N_("extremely strong support")),
    (4, N_("very strong support")),
    (3, N_("strong support")),
    (2, N_("moderately strong support")),
    (1, N_("moderate support")),
    (0, N_("weak support")),
)
"""From which log10 ratio, and the words. A ratio below 2 is called no support by the scale."""
LEAST_SAID = Decimal("0.301")


def support(log10_lr: Decimal | None) -> str:
    """The scale's words for a ratio, for whichever proposition it supports. Source: `VERBAL`."""
    if log10_lr is None:
        return SCALE[0][1]
    if abs(log10_lr) < LEAST_SAID:
        return N_("no support for either")
    return next(words for least, words in SCALE if abs(log10_lr) >= least)


def by_chance(log10_lr: Decimal, comparisons: int = 1) -> float:
    """At most how many such figures are to be expected among so many unrelated pairs.

    Under the second proposition P(LR >= x) <= 1/x (Markov's inequality; the mean of LR is then 1), whatever the markers.
    """
    return float(comparisons * 10.0 ** -float(log10_lr))
