"""What is wrong, each with a sentence and with the entry or the span of entries that it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SHOWN = 500


@dataclass
class Faults:
    """Keeps the first 500 and counts the rest."""

    shown: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0

    def add(self, what: str, sentence: str, **where: Any) -> None:
        """`where` holds `entry` (an id), `span` (positions, from 1) or `seal` (a number)."""
        self.total += 1
        if len(self.shown) < SHOWN:
            self.shown.append({"what": what, "sentence": sentence, **where})


def span(first: int, last: int) -> str:
    """Positions in words."""
    return f"entry {first}" if first == last else f"entries {first} to {last}"
