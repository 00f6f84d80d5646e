"""A date of which only a part may be known."""

import re
from calendar import monthrange
from dataclasses import astuple, dataclass
from datetime import date
from typing import Self

from wayhome.terms.age_range import AgeRange

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date of which the month and day may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("A date with a day needs its month too.")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise ValueError(f"There is no such date as {self}.") from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2011", "2011-05" or "2011-05-25". Raises ValueError with a sentence for the person."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise ValueError("Write a date as 2011-05-25, or 2011-05 or 2011 when the rest is not known.")
        year, month, day = (None if part is None else int(part) for part in found.groups())
        assert year is not None
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date) -> Self:
        """The partial date of a day known in full."""
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        written = f"{self.year:04d}"
        if self.month is not None:
            written += f"-{self.month:02d}"
        if self.day is not None:
            written += f"-{self.day:02d}"
        return written

    def may_equal(self, other: "PartialDate") -> bool:
        """False only when a part known on both sides differs."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return all(a == b for a, b in pairs if a is not None and b is not None)

    def earliest(self) -> date:
        """The first day that this date may be."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day that this date may be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def age_on(self, on: date) -> AgeRange:
        """The age on a day of a person born on this date. Raises ValueError when the day comes before the birth.

        Someone born on 29 February is taken to grow a year older on 1 March of a common year.
        """
        if on < self.earliest():
            raise ValueError("The day lies before the date of birth.")
        return AgeRange(max(0, _years(self.latest(), on)), _years(self.earliest(), on))


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
