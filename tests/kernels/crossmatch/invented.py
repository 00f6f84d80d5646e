"""Records of nobody, with every field now known, now not, and values at random: a grid on which two scorers must agree."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from wayhome.kernels.crossmatch import lists

WORDS = [
    "swallow",
    "rose",
    "dragon",
    "anchor",
    "blue",
    "red",
    "name",
    "star",
    "cross",
    "skull",
    "heart",
    "letter",
    "tribal",
]
Record = dict[str, Any]


class Inventor:
    """Invents records from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def missing(self, name: str) -> Record:
        """A missing person's record."""
        rng, low = self.rng, self.rng.randrange(60, 190)
        own = {
            "stature_cm": self.at_times(
                0.8, lambda: self.height(low, (0, 2, 7, 20), ("told", "licence", "measured", "unknown"))
            ),
            "birth_date": self.at_times(0.7, lambda: self.day(1940, 2010)[: rng.choice((10, 7, 4))]),
            "age": self.at_times(0.4, lambda: {"low": rng.randrange(5, 30), "high": 40}),
            "last_seen_at": self.at_times(0.9, lambda: self.span(1980, 2024, (0, 0, 0, 1, 30))),
            "last_seen_point": self.at_times(0.8, self.point),
            "teeth": self.at_times(0.4, lambda: {"charted_on": self.day(1990, 2020), **self.chart()}),
        }
        return self.known({**self.both(name), **own})

    def unidentified(self, name: str) -> Record:
        """The record of somebody found."""
        rng, low, age = self.rng, self.rng.randrange(60, 190), self.rng.randrange(80)
        methods = ("measured", "bones", "fragment")
        own = {
            "kind": rng.choice(lists.KINDS),
            "condition": rng.choice(lists.CONDITIONS),
            "stature_cm": self.at_times(0.8, lambda: self.height(low, (0, 5, 15), methods)),
            "age": self.at_times(
                0.8, lambda: {"low": age, "high": age + rng.choice((0, 5, 20)), "method": rng.choice(lists.AGE_METHODS)}
            ),
            "found_at": self.at_times(0.9, lambda: self.span(1985, 2025, (0, 0, 20))),
            "died_between": self.at_times(0.6, lambda: self.span(1980, 2024, (0, 3, 60, 900, 8000))),
            "found_point": self.at_times(0.8, self.point),
            "found_setting": self.at_times(0.7, lambda: rng.choice(lists.SETTINGS)),
            "examined": self.at_times(0.7, lambda: rng.sample(lists.PARTS[1:], 10)),
            "teeth": self.at_times(0.4, self.chart),
        }
        return self.known({**self.both(name), **own})

    def both(self, name: str) -> Record:
        """The fields that both sides have."""
        rng = self.rng
        return {
            "id": name,
            "sex": self.at_times(0.8, lambda: rng.choice(("male", "female", "other"))),
            "ethnicity": self.at_times(0.7, lambda: rng.choice(("white", "black", "asian", "mixed", "east_asian"))),
            "hair_colour": self.at_times(0.7, lambda: rng.choice(lists.HAIRS)),
            "eye_colour": self.at_times(0.7, lambda: rng.choice(lists.EYES)),
            "marks": self.at_times(0.6, lambda: [self.mark() for _ in range(rng.randrange(4))]),
            "objects": self.at_times(0.6, lambda: [self.thing() for _ in range(rng.randrange(5))]),
            "fingers": self.at_times(
                0.3,
                lambda: {
                    f: rng.choice(("arch", "ulnar_loop", "whorl", "radial_loop", "scarred")) for f in lists.FINGERS
                },
            ),
            "region": self.at_times(0.8, lambda: rng.choice(("Northmoor", "Southmoor"))),
            "blood_group": self.at_times(0.4, lambda: rng.choice(lists.BLOOD_GROUPS)),
            "implants": self.at_times(0.3, lambda: [self.implant() for _ in range(rng.randrange(3))]),
        }

    def at_times(self, share: float, make: Callable[[], Any]) -> Any:
        """A value, or not known."""
        return make() if self.rng.random() < share else None

    def known(self, record: Record) -> Record:
        """A record without what is not known."""
        return {field: value for field, value in record.items() if value is not None}

    def day(self, first: int, last: int) -> str:
        """A date between two years."""
        return (date(first, 1, 1) + timedelta(days=self.rng.randrange((last - first) * 365))).isoformat()

    def span(self, first: int, last: int, days: tuple[int, ...]) -> Record:
        """A span of days."""
        start = date.fromisoformat(self.day(first, last))
        return {"from": start.isoformat(), "to": (start + timedelta(days=self.rng.choice(days))).isoformat()}

    def height(self, low: int, wider: tuple[int, ...], methods: tuple[str, ...]) -> Record:
        """A height."""
        return {"low": low, "high": low + self.rng.choice(wider), "method": self.rng.choice(methods)}

    def point(self) -> Record:
        """A place in or about Britain."""
        return {"latitude": round(self.rng.uniform(50, 58), 4), "longitude": round(self.rng.uniform(-5, 1), 4)}

    def mark(self) -> Record:
        """A mark."""
        words = " ".join(self.rng.sample(WORDS, self.rng.randrange(4)))
        return {"kind": self.rng.choice(lists.MARKS), "part": self.rng.choice(lists.PARTS), "words": words}

    def thing(self) -> Record:
        """An object."""
        rng = self.rng
        return self.known(
            {
                "type": rng.choice(lists.OBJECTS[:20]),
                "colour": self.at_times(0.6, lambda: rng.choice(("red", "burgundy", "dark blue", "gold", "tartan"))),
                "brand": self.at_times(0.2, lambda: rng.choice(("Acme", "Brag"))),
                "engraving": self.at_times(
                    0.3,
                    lambda: rng.choice(
                        (
                            "A B",
                            "AB 1974",
                            "AC 1974",
                            "KL 1931",
                            "with love from all at home",
                            "with love to all at home",
                        )
                    ),
                ),
                "words": self.at_times(0.3, lambda: " ".join(rng.sample(WORDS, 2))),
            }
        )

    def chart(self) -> Record:
        """A dental chart, half of it known."""
        fillings = [{"code": "filled", "surfaces": each} for each in ("O", "MO", "MOD", "B")]
        codes = ("sound", "sound", "filled", *fillings, "crowned", "missing", "root_filled", "unerupted", "lost")
        return {"chart": {tooth: self.rng.choice(codes) for tooth in lists.TEETH if self.rng.random() < 0.5}}

    def implant(self) -> Record:
        """An implant."""
        serial = self.at_times(0.4, lambda: self.rng.choice(("X1", "X2")))
        return self.known(
            {"type": self.rng.choice(lists.IMPLANTS[:4]), "part": self.rng.choice(lists.PARTS), "serial": serial}
        )
