"""An age as people give it: "14", or "about 12 to 15"."""

import re
from dataclasses import dataclass
from typing import Self

OLDEST = 130
_WRITTEN = re.compile(r"(\d{1,3})(?:\s*(?:-|\u2013|to)\s*(\d{1,3}))?")


@dataclass(frozen=True, slots=True)
class AgeRange:
    """An age in whole years, known to lie between two bounds, both included."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= OLDEST:
            raise ValueError(f"An age range runs from a lower to a higher age, each from 0 to {OLDEST}.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "14", "12-15" or "12 to 15". Raises ValueError with a sentence for the person."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError("Write an age as 14, or a range of ages as 12-15.")
        low = int(found[1])
        return cls(low, low if found[2] is None else int(found[2]))

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"

    def may_overlap(self, other: "AgeRange") -> bool:
        """False only when no age fits both ranges."""
        return self.low <= other.high and other.low <= self.high

    def may_be_under(self, age: int) -> bool:
        """True when the person could be younger than `age`; doubt about a child's age is never held against the child."""
        return self.low < age

    def surely_under(self, age: int) -> bool:
        """True when every age in the range is younger than `age`."""
        return self.high < age
