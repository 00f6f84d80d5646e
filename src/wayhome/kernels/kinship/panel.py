"""Loci: the ladder of alleles, how frequent each one is, and how they mutate.

Markers are known by name. Laboratories spell some of them in several ways; `canonical` gives the one name of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite

from wayhome.kernels.kinship.mutation import NONE, Mutation

SILENT = "silent"
"""Label of the allele that no test shows. Where a ladder has one, it is the last."""

SPELT = {
    "TH01": ("THO1", "HUMTH01", "TC11"),
    "VWA": ("VWF", "HUMVWA", "VWA31", "VWF31"),
    "TPOX": ("HUMTPOX",),
    "CSF1PO": ("CSF",),
    "FGA": ("FIBRA", "HUMFGA"),
    "SE33": ("ACTBP2",),
    "PENTAD": (),
    "PENTAE": (),
    "PENTAC": (),
    "D12S391": (),
    "AMELOGENIN": ("AMEL", "AM"),
}
"""Canonical name, without signs and in capitals, and other spellings of it."""

SHOWN = {"VWA": "vWA", "PENTAD": "Penta D", "PENTAE": "Penta E", "PENTAC": "Penta C", "AMELOGENIN": "Amelogenin"}
"""How a canonical name is written where it is not all capitals."""

_ONE = {other: name for name, others in SPELT.items() for other in others}
NOT_AUTOSOMAL = re.compile(r"^(AMEL|DY[SF]|DXS|Y-?INDEL|HPRTB|Y-?GATA|M175|YINDEL)", re.IGNORECASE)
"""Names of markers on the sex chromosomes: they are compared apart."""


@dataclass(frozen=True, slots=True)
class Locus:
    """One marker in one population.

    alleles       labels in the order of the ladder, each once; the silent allele, if there is one, last
    frequencies   of each allele, in [0, 1]; they sum to 1 within 1e-9
    female, male  how alleles mutate on their way from a mother, and from a father
    raises        ValueError that names the locus and what is wrong
    """

    name: str
    alleles: tuple[str, ...]
    frequencies: tuple[float, ...]
    female: Mutation = NONE
    male: Mutation = NONE

    def __post_init__(self) -> None:
        if not self.alleles or len(self.alleles) != len(self.frequencies):
            raise ValueError(f"{self.name}: {len(self.alleles)} alleles and {len(self.frequencies)} frequencies")
        if twice := {each for each in self.alleles if self.alleles.count(each) > 1}:
            raise ValueError(f"{self.name}: allele {', '.join(sorted(twice))} stands more than once")
        if SILENT in self.alleles[:-1]:
            raise ValueError(f"{self.name}: the silent allele must be the last")
        if not all(isfinite(each) and 0 <= each <= 1 for each in self.frequencies):
            raise ValueError(f"{self.name}: a frequency is not between 0 and 1")
        if abs(sum(self.frequencies) - 1) > 1e-9:
            raise ValueError(f"{self.name}: the frequencies sum to {sum(self.frequencies):.10g}, not to 1")

    @property
    def silent(self) -> bool:
        """Whether the last allele is the silent one."""
        return self.alleles[-1] == SILENT


def canonical(marker: str) -> str:
    """The one name of a marker, however a laboratory spells it: "Penta D", "PENTA_D" and "PentaD" are one.

    An ending "-NB" or a bracket, which some software adds, is left out. A name that is not known keeps its letters in capitals.
    """
    plain = re.sub(r"[^A-Z0-9]", "", re.sub(r"(-NB|\s*\(.*\))$", "", marker.strip(), flags=re.IGNORECASE).upper())
    plain = _ONE.get(plain, plain)
    return SHOWN.get(plain, plain)


def autosomal(marker: str) -> bool:
    """Whether a marker lies on no sex chromosome, by its name."""
    return NOT_AUTOSOMAL.match(marker.strip()) is None


def size(label: str) -> float | None:
    """The number of repeats that a label tells, microvariants as they are written: "9.3" is 9.3; None for other labels."""
    return float(label) if re.fullmatch(r"\d+(\.\d+)?", label) else None


def ladder(labels: Iterable[str]) -> tuple[str, ...]:
    """Labels in the order of a ladder: by size, then those that are no number, then the silent one."""
    return tuple(
        sorted(set(labels), key=lambda label: (label == SILENT, size(label) is None, size(label) or 0.0, label))
    )


def counted(name: str, counts: Mapping[str, int], *, case: Iterable[str] = (), mutation: Mutation = NONE) -> Locus:
    """A locus from alleles that were counted in a sample of people.

    counts    label -> how many of the 2N alleles; N people
    case      alleles of the case at hand, counted or not: none of them is taken to be rarer than 5/2N
    returns   as `raised`
    raises    ValueError where nothing was counted
    source    5/2N: National Research Council, The Evaluation of Forensic DNA Evidence, 1996
    """
    total = sum(counts.values())
    if total <= 0 or min(counts.values()) < 0:
        raise ValueError(f"{name}: no alleles were counted")
    held = tuple(case)
    labels = ladder((*(label for label, number in counts.items() if number), *held))
    return raised(name, {label: counts.get(label, 0) / total for label in labels}, 5 / total, held, mutation=mutation)


def raised(
    name: str, shares: Mapping[str, float], least: float, case: Iterable[str], *, mutation: Mutation = NONE
) -> Locus:
    """A locus in which the alleles of a case are none rarer than `least`; all others share what is left.

    A rule for every allele of a ladder at once would leave less for the frequent ones, and ratios would be too high. Where nothing is left,
    all are divided by their sum.
    """
    labels = ladder(shares)
    own = {label: max(shares[label], least) for label in case if label in shares}
    others = {
        label: max(shares[label], least) if label != SILENT else shares[label] for label in labels if label not in own
    }
    left, rest = 1 - sum(own.values()), sum(others.values())
    scale = left / rest if rest > 0 and left > 0 else 1.0
    frequencies = [own[label] if label in own else others[label] * scale for label in labels]
    total = sum(frequencies)
    return Locus(name, labels, tuple(each / total for each in frequencies), mutation, mutation)


def mutating(locus: Locus, female: Mutation, male: Mutation) -> Locus:
    """The same locus with other mutation."""
    return replace(locus, female=female, male=male)
