"""The published schemas are what the readers read, and every row that is printed fits them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kernels.crossmatch.invented import Inventor
from wayhome.kernels.crossmatch import records, schema

FOLDER = Path(__file__).parents[3] / "docs" / "schemas"


@pytest.mark.parametrize("name", schema.SCHEMAS)
def test_the_published_schema_is_that_of_the_code(name: str) -> None:
    wanted = json.dumps(schema.SCHEMAS[name](), indent=1, ensure_ascii=False) + "\n"
    assert (FOLDER / f"{name}.json").read_text("utf-8") == wanted


def test_the_schemas_name_the_fields_that_are_read() -> None:
    assert set(schema.missing()["properties"]) == set(records.MISSING)
    assert set(schema.unidentified()["properties"]) == set(records.UNIDENTIFIED)


def test_records_at_random_read_without_a_flag() -> None:
    make = Inventor(21)
    for number in range(200):
        _, flags = records.read_missing(make.missing(f"m{number}"))
        assert {flag.field for flag in flags} <= {"age", "birth_date", "stature_cm"}
        _, flags = records.read_unidentified(make.unidentified(f"u{number}"))
        assert {flag.field for flag in flags} <= {"died_between", "stature_cm"}
