"""The declared numbers of the nation: facts that it follows and errors that it makes, each with source and status."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

VARIANTS = ("base", "stress", "dental")
CONDITIONS = ("alive", "fresh", "decomposed", "skeletal", "burnt", "water", "partial", "unknown")
ALIVE, FRESH, DECOMPOSED, SKELETAL, BURNT, WATER, PARTIAL, UNKNOWN = range(8)


@dataclass(frozen=True, slots=True)
class Fact:
    """A published figure: what is counted, of whom, how much, by whom it is said and how sure that is."""

    measure: str
    breakdown: str
    value: float
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Errors:
    """The error tables of one variant, by name."""

    variant: str
    tables: dict[str, Array]

    def __getitem__(self, name: str) -> Array:
        return self.tables[name]

    def rate(self, name: str) -> float:
        """A single number."""
        return float(self.tables[name])


@cache
def facts() -> dict[tuple[str, str], Fact]:
    """Every published figure, by measure and breakdown."""
    rows = csv.DictReader(_read("facts.csv").splitlines())
    found = (
        Fact(row["measure"], row["breakdown"], float(row["value"]), row["source"], row["certainty"]) for row in rows
    )
    return {(each.measure, each.breakdown): each for each in found}


def fact(measure: str, breakdown: str) -> float:
    """The value of one published figure."""
    return facts()[measure, breakdown].value


@cache
def sources() -> dict[str, str]:
    """What each source is, by id."""
    return {
        row["id"]: f"{row['title']}, {row['published']}" for row in csv.DictReader(_read("sources.csv").splitlines())
    }


@cache
def declared() -> dict[str, dict[str, Any]]:
    """The file of errors as it stands."""
    return tomllib.loads(_read("errors.toml"))


@cache
def errors(variant: str) -> Errors:
    """The error tables of a variant. Raises ValueError for one that is not known."""
    if variant not in VARIANTS:
        raise ValueError(f"No variant is called {variant}; there are {', '.join(VARIANTS)}.")
    return Errors(variant, {name: _value(entry, variant) for name, entry in declared().items()})


def _value(entry: dict[str, Any], variant: str) -> Array:
    value = np.asarray(entry.get("dental", entry["value"]) if variant == "dental" else entry["value"], dtype=np.float64)
    if variant != "stress":
        return value
    if "stress_spread" in entry:
        return np.asarray(value * entry["stress_spread"])
    worse = value * entry.get("stress", 1.0)
    # An error stays rarer than a coin's fall: beyond that it would inform again.
    return np.minimum(worse, np.maximum(value, 0.45)) if entry.get("stress", 1.0) > 1 else np.asarray(worse)


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")
