"""The evidence model as declared: one file a family, each number with its source, date and status.

A family's file holds tables. An entry of a table gives either `values` by name, or one `value` for each name in `of`, and says
where it comes from. The version of the model is a hash of every number in it: a change of any changes the version.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

FAMILIES = (
    "sex", "appearance", "age", "stature", "time", "place", "marks", "objects", "teeth", "fingers", "blood", "implants",
)  # fmt: skip
"""The families of evidence, in the order in which their parts are told. `prior` is declared likewise and is no evidence."""

STATUSES = ("published", "measured", "assumed")
CONDITIONS = ("unknown", "alive", "fresh", "decomposed", "skeletal", "burnt", "water", "partial")


@dataclass(frozen=True, slots=True)
class Number:
    """One declared number, or name of a group, and where it comes from."""

    family: str
    table: str
    key: str
    value: Any
    source: str
    date: str
    status: str


@dataclass(frozen=True, slots=True)
class Family:
    """The tables of one family: table, then name, then number."""

    name: str
    about: str
    numbers: tuple[Number, ...]
    _tables: Mapping[str, Mapping[str, Any]]

    def __getitem__(self, table: str) -> Mapping[str, Any]:
        """A table's values by name. Raises KeyError when the family has no such table."""
        return self._tables[table]

    def one(self, table: str) -> Any:
        """The value of a table that has one alone."""
        (value,) = self._tables[table].values()
        return value

    def chances(self, table: str) -> dict[str, float]:
        """A table's values scaled to add up to 1."""
        values = self._tables[table]
        whole = sum(values.values())
        return {key: value / whole for key, value in values.items()}

    def by_number(self, table: str) -> list[tuple[float, float]]:
        """A table whose names are numbers, as points in ascending order."""
        return sorted((float(key), float(value)) for key, value in self._tables[table].items())


@dataclass(frozen=True, slots=True)
class Model:
    """Every family as declared, and the version: a hash of all of it."""

    families: Mapping[str, Family]
    version: str

    def __getitem__(self, family: str) -> Family:
        """A family by name. Raises KeyError when there is none such."""
        return self.families[family]

    def __hash__(self) -> int:
        """Models of one version are one model."""
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        """Models of one version are one model."""
        return isinstance(other, Model) and self.version == other.version

    def numbers(self) -> Iterator[Number]:
        """Every number of every family, in the order declared."""
        for family in self.families.values():
            yield from family.numbers


@cache
def load() -> Model:
    """The model that is part of this release."""
    folder = resources.files(__package__) / "model"
    return declared({name: (folder / f"{name}.toml").read_text("utf-8") for name in (*FAMILIES, "prior")})


def declared(files: Mapping[str, str]) -> Model:
    """Read families from the text of their files. Raises ValueError naming family, table and what is wrong."""
    families = {name: _family(name, text) for name, text in files.items()}
    content = [[n.family, n.table, n.key, n.value] for family in families.values() for n in family.numbers]
    digest = sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    return Model(families, f"crossmatch-1-{digest}")


def _family(name: str, text: str) -> Family:
    about = text.splitlines()[0].removeprefix("# ") if text.startswith("#") else ""
    numbers = tuple(
        number
        for table, entries in tomllib.loads(text).items()
        for entry in entries
        for number in _numbers(name, table, entry)
    )
    tables: dict[str, dict[str, Any]] = {}
    for each in numbers:
        if each.key in tables.setdefault(each.table, {}):
            raise ValueError(f"{name}: {each.table} gives {each.key} twice.")
        tables[each.table][each.key] = each.value
    return Family(name, about, numbers, tables)


def _numbers(family: str, table: str, entry: Mapping[str, Any]) -> Iterator[Number]:
    for need in ("source", "date", "status"):
        if not entry.get(need):
            raise ValueError(f"{family}: {table} does not give its {need}.")
    if entry["status"] not in STATUSES:
        raise ValueError(f"{family}: {table} is “{entry['status']}”; a status is one of {', '.join(STATUSES)}.")
    values = entry["values"] if "values" in entry else dict.fromkeys(entry["of"], entry["value"])
    for key, value in values.items():
        yield Number(family, table, str(key), value, entry["source"], entry["date"], entry["status"])
