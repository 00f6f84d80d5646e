"""What a code list is: its version, its source, and its labels per language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

FIRST_VERSION = "2026-1"
FIRST_DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Code:
    """One permitted answer, with its labels and the days on which it may be chosen (the last day not included)."""

    code: str
    labels: Mapping[str, str] = field(hash=False)
    valid_from: date = FIRST_DAY
    valid_to: date | None = None

    def label(self, language: str = "en") -> str:
        """The label in a language, or in English where there is none."""
        return self.labels.get(language.partition("-")[0], self.labels["en"])

    def valid_on(self, day: date) -> bool:
        """Whether the code may be chosen on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of answers to one question, in one version."""

    name: str
    version: str
    source: str
    draft: bool
    codes: tuple[Code, ...]

    def __contains__(self, code: object) -> bool:
        return any(each.code == code for each in self.codes)

    def find(self, code: str) -> Code:
        """The entry of a code. Raises ValueError when the list has none such."""
        for each in self.codes:
            if each.code == code:
                return each
        raise ValueError(f"The list {self.name} has no code {code}.")

    def label(self, code: str, language: str = "en") -> str:
        """The label of a code in a language."""
        return self.find(code).label(language)

    def choices(self, *, on: date, language: str = "en") -> tuple[tuple[str, str], ...]:
        """Codes and labels that a form may offer on a day."""
        return tuple((each.code, each.label(language)) for each in self.codes if each.valid_on(on))


def read_list(name: str, source: str, rows: str, *, draft: bool, version: str = FIRST_VERSION) -> CodeList:
    """Read `code: English | Welsh` lines into a list."""
    codes = []
    for row in rows.strip().splitlines():
        code, _, words = row.strip().partition(": ")
        english, _, welsh = words.partition(" | ")
        labels = {"en": english} | ({"cy": welsh} if welsh else {})
        codes.append(Code(code, labels))
    return CodeList(name, version, source, draft, tuple(codes))
