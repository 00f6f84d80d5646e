"""A kinship result beside all other evidence on the common scale: nothing counted twice, and a probability only with its prior.

What a laboratory's figure already holds (the sex by amelogenin, a blood group, looks by which its population was chosen) leaves
the sum as the figure comes in. Source: Egeland and Marsico, 2026, on combining kinship and other evidence: features that depend on each
other need one joint weight, for the product of single ones over- or understates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

KINSHIP = "kinship"


class Part(Protocol):
    """One part of a sum: of which family of evidence, and its weight, in dex or in whole thousandths of one."""

    @property
    def kind(self) -> str:
        """The family of evidence."""

    @property
    def weight(self) -> float:
        """log10 of its likelihood ratio, in the unit of the other parts."""


P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Together(Generic[P]):
    """What is added, and what is left out since the kinship result holds it already; each part stands in one of the two."""

    added: tuple[P, ...]
    replaced: tuple[P, ...]

    @property
    def total(self) -> float:
        """The sum of what is added, and of nothing else; whole where all parts are."""
        return sum(part.weight for part in self.added)


def together(parts: Iterable[P], kinship: P, *, counted: Collection[str]) -> Together[P]:
    """Add a kinship result to other evidence, in place of every family of evidence that it counts already.

    parts     of all other evidence
    counted   the families that the result holds
    raises    ValueError where a kinship result is among the parts already, or stands under another name, or counts itself
    """
    others = tuple(parts)
    if kinship.kind != KINSHIP or KINSHIP in counted or any(part.kind == KINSHIP for part in others):
        raise ValueError("a pair has one kinship result, and it is added once")
    return Together(
        added=(*(part for part in others if part.kind not in counted), kinship),
        replaced=tuple(part for part in others if part.kind in counted),
    )


def posterior(priors: Sequence[float], dex: Sequence[float | None]) -> list[float]:
    """The probability of each hypothesis after evidence: prior times ratio, divided by the sum of all.

    priors   of hypotheses of which exactly one holds, nobody of the listed among them; divided by their own sum
    dex      log10 of the likelihood ratio of each, all against the same other proposition; None for a ratio of 0
    raises   ValueError where a prior is below 0, or nothing is left
    source   Bayes; with nobody as one of the hypotheses, Slooten and Meester, arXiv 1201.4261
    """
    if any(not each >= 0 for each in priors):
        raise ValueError("a prior below 0")
    known = [each for each, prior in zip(dex, priors, strict=True) if each is not None and prior]
    top = max(known, default=0.0)  # so that no power overflows
    odds = [0.0 if each is None else prior * 10.0 ** (each - top) for prior, each in zip(priors, dex, strict=True)]
    whole = sum(odds)
    if not whole:
        raise ValueError("no hypothesis is left")
    return [each / whole for each in odds]
