"""The library that signs officers in is loaded by the desk alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import database
from wayhome.console import environment

PROBE = (
    "import importlib, sys, django; django.setup(); importlib.import_module({module!r});"
    "print(sorted(name for name in sys.modules if name.partition('.')[0] == 'allauth')[:3])"
)


def loaded(role: str, module: str) -> str:
    env = os.environ | environment.for_role(database.cluster, role)
    env |= {"DJANGO_SETTINGS_MODULE": environment.settings_of(role)}
    words = [sys.executable, "-W", "ignore", "-c", PROBE.format(module=module)]
    return subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("role", "module"),
    [
        ("public", "wayhome.public.urls"),
        ("api", "wayhome.api.urls"),
        ("push", "wayhome.desk.push"),
        ("worker", "wayhome.flow.worker"),
    ],
)
def test_no_other_process_loads_it(role: str, module: str) -> None:
    assert loaded(role, module) == "[]"


def test_the_desk_does() -> None:
    assert "allauth" in loaded("app", "wayhome.desk.urls")
