"""Evidence that two records describe one person adds up on one scale: log10 of a likelihood ratio ("dex").

Weights are whole thousandths of a dex, so that a sum does not depend on its order. 0 says nothing, 1000 says ten times
likelier if they are one person, -1000 ten times likelier if they are two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison says: its kind, its weight in thousandths of a dex, and the words for it.

    `says` is a sentence with named gaps and `parameters` fill them, so that a door can translate the sentence first.
    """

    kind: str
    weight: int
    says: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """The sentence in English."""
        return self.says.format(**dict(self.parameters))


def dex(same: float, other: float) -> int:
    """Thousandths of a dex for a finding with these chances if one person, and if two. Both lie above 0."""
    return round(1000 * log10(same / other))


def evidence(kind: str, same: float, other: float, says: str, /, **parameters: object) -> Evidence:
    """Evidence from the two chances of what was found."""
    return Evidence(kind, dex(same, other), says, tuple((name, str(value)) for name, value in parameters.items()))


def silent(kind: str, says: str, /, **parameters: object) -> Evidence:
    """A comparison that says nothing, and why."""
    return Evidence(kind, 0, says, tuple((name, str(value)) for name, value in parameters.items()))


def weigh(parts: Iterable[Evidence], prior: int) -> int:
    """Posterior log10 odds, in thousandths, that two records describe one person; `prior` is in the same unit."""
    return prior + sum(part.weight for part in parts)


def prior_among(listed: int, chance_listed: float) -> int:
    """Prior log10 odds, in thousandths, that one of `listed` records is the person, who is on the list at this chance."""
    each = chance_listed / listed
    return dex(each, 1 - each)


def probability(log_odds: int) -> float:
    """The probability of log10 odds given in thousandths."""
    odds = 10 ** (min(log_odds, 300_000) / 1000)
    return odds / (1 + odds)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ranked(Generic[T]):
    """A candidate in its place, with the evidence that put it there, what speaks against it first."""

    candidate: T
    rank: int
    log_odds: int
    parts: tuple[Evidence, ...]


def rank(candidates: Iterable[tuple[T, Sequence[Evidence]]], *, prior: int = 0) -> tuple[Ranked[T], ...]:
    """Candidates, likeliest first; equals keep the order in which they came."""
    weighed = [(weigh(parts, prior), candidate, parts) for candidate, parts in candidates]
    weighed.sort(key=lambda each: -each[0])
    return tuple(
        Ranked(candidate, place, log_odds, contrary_first(parts))
        for place, (log_odds, candidate, parts) in enumerate(weighed, start=1)
    )


def contrary_first(parts: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What speaks against, the strongest first; then what speaks for, the strongest first; then what says nothing."""
    return tuple(sorted(parts, key=lambda part: (part.weight == 0, part.weight > 0, -abs(part.weight))))


def differences(one: Iterable[Evidence], other: Iterable[Evidence]) -> tuple[tuple[str, int], ...]:
    """By how much each kind of evidence speaks more for one candidate than for another: the largest first, none that is nought."""
    weight: dict[str, int] = {}
    for sign, parts in ((1, one), (-1, other)):
        for part in parts:
            weight[part.kind] = weight.get(part.kind, 0) + sign * part.weight
    return tuple(
        sorted(((kind, each) for kind, each in weight.items() if each), key=lambda each: (-abs(each[1]), each[0]))
    )
