"""Nothing in a record tells whether it has a partner, nor how wrong it is."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from tests.synthetic.nation.conftest import Files

Columns = npt.NDArray[np.float64]


def form(record: dict[str, Any], position: float) -> list[float]:
    """The form of a record alone: what is there, in which order, how long and how wide, and where it stands."""
    keys = list(record)
    names = ("sex", "ethnicity", "hair_colour", "eye_colour", "age", "stature_cm", "marks", "objects", "teeth", "fingers", "blood_group",
             "implants", "died_between", "found_point", "last_seen_point", "birth_date", "examined")  # fmt: skip
    here = [float(name in record) for name in names]
    order = [keys.index(name) / len(keys) if name in keys else 0.0 for name in ("age", "marks", "objects", "teeth")]
    lengths = [float(len(record.get(name, ()))) for name in ("marks", "objects", "examined", "implants", "fingers")]
    widths = [
        float(record[name]["high"] - record[name]["low"]) if name in record else 0.0 for name in ("age", "stature_cm")
    ]
    stated = record.get("died_between")
    wide = float(np.log1p(days(stated["from"], stated["to"]))) if stated else 0.0
    digits = [
        float(len(str(value)))
        for value in record.get("found_point", record.get("last_seen_point", {"a": 0, "b": 0})).values()
    ]
    return [
        *here,
        *order,
        *lengths,
        *widths,
        wide,
        *digits,
        int("0x" + record["id"][2:], 0) / 2**40,
        position,
        float(record.get("found_at", {}).get("certified", 0)),
    ]


def days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def guessed(rows: Columns, answers: Columns) -> float:
    """How often a classifier ranks one that is above one that is not (0.5: as by chance), learnt on half, tried on half."""
    rows = (rows - rows.mean(axis=0)) / np.maximum(rows.std(axis=0), 1e-9)
    rows = np.hstack([rows, rows**2, np.ones((len(rows), 1))])
    learn = np.arange(len(rows)) % 2 == 0
    weights = np.zeros(rows.shape[1])
    for _ in range(400):
        chance = 1 / (1 + np.exp(-np.clip(rows[learn] @ weights, -30, 30)))
        weights -= 0.3 * (rows[learn].T @ (chance - answers[learn]) / learn.sum() + 1e-4 * weights)
    said, true = rows[~learn] @ weights, answers[~learn] > 0
    rank = np.argsort(np.argsort(said)) + 1.0
    return float((rank[true].sum() - true.sum() * (true.sum() + 1) / 2) / (true.sum() * (~true).sum()))


def test_the_form_of_an_unidentified_does_not_tell_whether_they_are_on_the_list(nation: Files) -> None:
    rows = np.array([form(row, number / len(nation.found)) for number, row in enumerate(nation.found)])
    answers = np.array([float(nation.truth[row["id"]] is not None) for row in nation.found])
    assert guessed(rows, answers) == pytest.approx(0.5, abs=0.035)
    # That the classifier can see: with the answer's shadow in one column it does.
    assert (
        guessed(np.hstack([rows, (answers + np.random.default_rng(1).normal(0, 1, len(answers)))[:, None]]), answers)
        > 0.7
    )


def test_the_form_of_a_missing_does_not_tell_whether_they_were_found(nation: Files) -> None:
    known = {each for each in nation.truth.values() if each}
    men = [row for row in nation.missing if row["sex"] == "male" and "2005" < row["last_seen_at"]["from"] < "2022"]
    answers = np.array([float(row["id"] in known) for row in men])
    # Marks and belongings are more on adults, who are found dead more often: that is no leak, so only their being there counts.
    rows = np.array([form({name: value for name, value in row.items() if name != "age"}, 0.0) for row in men])[:, :17]
    rows[:, [4, 8, 15]] = 0.0
    assert guessed(rows, answers) == pytest.approx(0.5, abs=0.045)


def test_a_stated_spread_says_nothing_of_the_error(nation: Files) -> None:
    born = {row["id"]: row["birth_date"] for row in nation.missing if len(row.get("birth_date", "")) == 10}
    errors, halves = [], []
    for row in nation.found:
        known = nation.truth[row["id"]]
        if (
            known in born
            and row.get("age", {}).get("method") == "bones"
            and "died_between" in row
            and row["age"]["high"] - row["age"]["low"] > 8
        ):
            lived = days(born[known], row["died_between"]["to"]) / 365.25
            errors.append(abs(lived - (row["age"]["low"] + row["age"]["high"]) / 2))
            halves.append(row["age"]["high"] - row["age"]["low"])
    assert len(errors) > 400
    assert abs(np.corrcoef(errors, halves)[0, 1]) < 0.12


def test_things_are_listed_in_no_common_order(nation: Files) -> None:
    by_id = {row["id"]: row for row in nation.missing}
    same = other = 0
    for row in nation.found:
        if (known := nation.truth[row["id"]]) and "objects" in row and "objects" in by_id[known]:
            mine, theirs = ([thing["type"] for thing in side["objects"]] for side in (row, by_id[known]))
            shared = [kind for kind in mine if kind in theirs]
            for first, second in pairwise(shared):
                same, other = (
                    same + (theirs.index(first) < theirs.index(second)),
                    other + (theirs.index(first) > theirs.index(second)),
                )
    assert same + other > 1_000
    assert same / (same + other) == pytest.approx(0.5, abs=0.04)
