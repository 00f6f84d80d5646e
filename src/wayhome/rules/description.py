"""What cannot be true of one description together, though each fact reads well alone.

Each refusal names the fact it is about, by its kind, and says what to do. Raised nowhere: a form shows them all at once,
and an import keeps what was good beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wayhome.terms.age_range import AgeRange

CM_PER_INCH = 2.54
INCHES = range(48, 85)
"""Heights that grown people have in inches; in centimetres only the very young have them."""
TALLER_AGE = 6
"""From this age on nobody is taken to be as short as that. Assumed, with room below growth references."""
LIVING = "alive"


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules ask of an unidentified person or remains; None is not known. Days are first and last."""

    kind: str | None = None
    condition: str | None = None
    age: AgeRange | None = None
    stature_cm: tuple[int, int] | None = None
    found: tuple[date, date] | None = None
    died: tuple[date, date] | None = None


def refuse_together(found: Found) -> dict[str, str]:
    """The kinds of fact that contradict the others, each with a sentence; empty when all can be true of one person."""
    refused: dict[str, str] = {}
    if found.found and found.died and found.died[1] > found.found[1]:
        refused["died_between"] = (
            f"{found.died[1]} lies after the day of finding, {found.found[1]}. "
            "Check both; the interval of death ends on the day of finding at the latest."
        )
    if found.kind == LIVING:
        if found.died:
            refused["died_between"] = (
                "A living person has no interval of death. Leave it out, or change what was found."
            )
        if found.condition not in {None, "unknown", LIVING}:
            refused["condition"] = "A living person is in no state of remains. Choose living, or change what was found."
    elif found.kind in {"body", "part"} and found.condition == LIVING:
        refused["condition"] = "Remains are not living. Choose their state, or change what was found."
    if found.stature_cm and found.kind != "part" and (why := inches_instead(found.stature_cm[0], found.age)):
        refused["stature_cm"] = why
    return refused


def inches_instead(low: int, age: AgeRange | None) -> str | None:
    """Say that a height is likely in inches, given the age; None when it can be one in centimetres."""
    if low not in INCHES:
        return None
    if age is None:
        return f"{low} looks like inches: write {in_cm(low)}. Of a small child say the age as well."
    if age.low >= TALLER_AGE:
        return f"{low} looks like inches: write {in_cm(low)}."
    return None


def in_cm(inches: int) -> int:
    """Inches as whole centimetres."""
    return round(inches * CM_PER_INCH)
