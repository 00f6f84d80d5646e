"""What must hold of every table, and cannot be seen in imports."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import wayhome
from wayhome.base.ids import new_id
from wayhome.settings.common import STAGES

ROOT = Path(__file__).parents[2]
SOURCE = Path(wayhome.__file__).parent
OURS = [model for model in apps.get_models() if model.__module__.startswith("wayhome.")]
# Not about a person, each with its reason; every other table has an owning agency.
ABOUT_NOBODY = {
    "accounts.Agency": "it is the agency",
    "ledger.Entry": "ids and codes alone, and some entries are nobody's",
    "limits.Count": "how often somebody came, for a day",
    "intake.FormAnswer": "a hash and a sealed reference, gone after a month",
    "ledger.Seal": "hashes of entries",
    "alerts.Partner": "who is told by webhook",
    "figures.Statement": "what others published of whole years",
    "matching.FullRun": "how often marks, words and places occur among all",
}


def layers() -> dict[str, int]:
    """How early in the flow each package stands: doors come first in the contract and get the lowest number."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {name.strip(" ()"): place for place, row in enumerate(contracts[0]["layers"]) for name in row.split("|")}


def home(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def test_every_table_of_a_stage_is_seen_here() -> None:
    assert {f"wayhome.{home(model)}" for model in OURS} == set(STAGES) - {"wayhome.flow"}
    assert len(OURS) > 20


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_upstream(model: type[models.Model]) -> None:
    rank = layers()
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model.__module__.startswith("wayhome."):
            ours, theirs = home(model), home(field.related_model)
            assert ours == theirs or rank[ours] < rank[theirs], field


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_nothing_about_a_person_is_ever_deleted_with_something_else(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if field.is_relation:
            assert field.remote_field.on_delete is models.PROTECT, field


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_row_about_a_person_has_an_owning_agency(model: type[models.Model]) -> None:
    if model._meta.label in ABOUT_NOBODY:
        return
    agency = model._meta.get_field("agency")
    assert not agency.null
    assert isinstance(agency, models.UUIDField) or agency.related_model._meta.label == "accounts.Agency"


def test_the_tables_about_nobody_exist() -> None:
    assert set(ABOUT_NOBODY) <= {model._meta.label for model in OURS}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_row_key_is_a_uuid_made_in_python(model: type[models.Model]) -> None:
    key = model._meta.pk
    assert isinstance(key, models.UUIDField)
    assert key.default is new_id
    assert key.db_default is models.NOT_PROVIDED


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_times_are_aware_and_named_at_and_dates_on(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DateTimeField):
            assert field.name in {"at", "missing_since", "last_login", "until"} or field.name.endswith(
                ("_at", "_from", "_to")
            ), field
            assert not (field.auto_now or field.auto_now_add), field  # times are handed in
        elif isinstance(field, models.DateField):
            assert field.name.endswith("_on"), field
        else:
            assert not field.name.endswith(("_at", "_on")), field


def test_what_two_people_may_edit_has_a_version() -> None:
    versioned = {
        model._meta.label for model in OURS if "version" in {field.name for field in model._meta.concrete_fields}
    }
    assert {"cases.Episode", "appeals.Appeal", "outcomes.Interview"} <= versioned


def test_models_hold_rows_and_no_verbs() -> None:
    for stage in STAGES:
        path = SOURCE / stage.split(".")[1] / "models.py"
        if not path.exists():
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                assert node.name not in {"save", "delete", "clean", "full_clean"}, f"{path.parent.name}: {node.name}"


def test_nothing_fires_at_a_distance() -> None:
    for path in SOURCE.rglob("*.py"):
        text = path.read_text()
        assert "django.dispatch" not in text, path
        assert "models.signals" not in text, path
