"""Evidence that two records describe one person adds up on one scale: log10 of a likelihood ratio ("dex").

Weights are whole thousandths of a dex, so that a sum does not depend on its order. 0 says nothing, 1000 says ten times
likelier if they are one person, -1000 ten times likelier if they are two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log10


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


def weighed(kind: str, weight: int, says: str, /, **parameters: object) -> Evidence:
    """Evidence of a known weight, in thousandths of a dex."""
    return Evidence(kind, weight, says, tuple((name, str(value)) for name, value in parameters.items()))


def evidence(kind: str, same: float, other: float, says: str, /, **parameters: object) -> Evidence:
    """Evidence from the two chances of what was found."""
    return weighed(kind, dex(same, other), says, **parameters)


def silent(kind: str, says: str, /, **parameters: object) -> Evidence:
    """A comparison that says nothing, and why."""
    return weighed(kind, 0, says, **parameters)


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
