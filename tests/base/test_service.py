"""A process that must not serve says why and ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import database
from tests.journeys.conftest import free_ports
from wayhome.base import service
from wayhome.console import environment
from wayhome.console.run import served
from wayhome.settings import common

PROCESSES = {
    "app": "import wayhome.desk.wsgi",
    "push": "import wayhome.desk.push",
    "public": "import wayhome.public.wsgi",
    "api": "import wayhome.api.wsgi",
    "seal": "from wayhome.console.__main__ import main; raise SystemExit(main(['seal', '--once']))",
    "worker": "from wayhome.console.__main__ import main; raise SystemExit(main(['worker']))",
}
NAMES = {"app": "WAYHOME_SECRET_KEY", "push": "WAYHOME_SECRET_KEY", "public": "WAYHOME_PUBLIC_SECRET_KEY"}


def good(**changes: Any) -> SimpleNamespace:
    """Settings of a service in use."""
    return SimpleNamespace(**{
        "SECRET_KEY": "a8Jw-2kTq_9zLmRb4VxYc7NdHf3PgSeU",
        "DATABASES": {"default": {"USER": "desk", "PASSWORD": "mN4-vR8_xK2"}},
        "DEBUG": False,
        "ALLOWED_HOSTS": ["desk.example.org"],
        "DESK_ORIGIN": "https://desk.example.org",
        "PUSH_ORIGIN": "https://push.example.org",
        "PUBLIC_ORIGIN": "https://find.example.org",
        "API_ORIGIN": "https://partners.example.org",
        "PLANE_ORIGIN": "http://127.0.0.1:8080",
        "TRUSTED_PROXY": "unix, 198.51.100.7, 2001:db8::/32",
        "OVER_TLS": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        "DEMONSTRATION": False,
    } | changes)  # fmt: skip


TRIAL = {
    "DEMONSTRATION": True, "OVER_TLS": False, "ALLOWED_HOSTS": ["localhost", "127.0.0.1"],
    "DESK_ORIGIN": "http://localhost:8000", "PUSH_ORIGIN": "http://localhost:8001", "PUBLIC_ORIGIN": "http://localhost:1",
    "API_ORIGIN": "http://localhost:8002",
}  # fmt: skip


def with_password(password: str) -> dict[str, Any]:
    return {"DATABASES": {"default": {"USER": "desk", "PASSWORD": password}}}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"SECRET_KEY": "the-worker-signs-nothing"}, "stands in a repository"),
        ({"SECRET_KEY": "checks-sign-nothing"}, "stands in a repository"),
        ({"SECRET_KEY": "django-insecure-a8Jw-2kTq_9zLmRb4VxYc7NdHf3PgSeU"}, "stands in a repository"),
        ({"SECRET_KEY": "a8Jw-2kTq_9zLmRb4VxYc7NdHf3PgSe"}, "too short"),
        ({"SECRET_KEY": "a" * 60}, "too even"),
        ({"SECRET_KEY": ""}, "too short"),
        (with_password("postgres"), "everybody guesses"),
        (with_password("desk"), "everybody guesses"),
        ({"DEBUG": True}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": ["desk.example.org", "*"]}, "WAYHOME_HOSTS holds *"),
        ({"DESK_ORIGIN": "http://desk.example.org"}, "WAYHOME_DESK_ORIGIN must begin with https"),
        ({"PUSH_ORIGIN": "http://push.example.org"}, "WAYHOME_PUSH_ORIGIN must begin with https"),
        ({"PUBLIC_ORIGIN": "http://find.example.org"}, "WAYHOME_PUBLIC_ORIGIN must begin with https"),
        ({"API_ORIGIN": "http://partners.example.org"}, "WAYHOME_API_ORIGIN must begin with https"),
        ({"SESSION_COOKIE_SECURE": False}, "SESSION_COOKIE_SECURE is off"),
        ({"CSRF_COOKIE_SECURE": False}, "CSRF_COOKIE_SECURE is off"),
        ({"DEMONSTRATION": True}, "WAYHOME_DEMONSTRATION is on"),
        ({"TRUSTED_PROXY": "unix,proxy.example.org"}, "holds proxy.example.org, which is no address"),
        ({"TRUSTED_PROXY": "198.51.100.7/24"}, "holds 198.51.100.7/24, which is no address"),
        ({"PLANE_ORIGIN": "127.0.0.1:8080"}, "WAYHOME_PLANE_ORIGIN must be http"),
        (TRIAL | {"ALLOWED_HOSTS": ["localhost", "10.0.0.7"]}, "WAYHOME_DEMONSTRATION is on"),
        (TRIAL | {"PUBLIC_ORIGIN": "https://find.example.org"}, "WAYHOME_DEMONSTRATION is on"),
    ],
)
def test_each_fault_of_the_settings_is_one_sentence(changes: dict[str, Any], says: str) -> None:
    (reason,) = service.faults_of(good(**changes))
    assert says in reason


@pytest.mark.parametrize(
    "changes", [{}, TRIAL, {"SIGNS_NOTHING": True, "SECRET_KEY": "the-worker-signs-nothing"}, with_password("")]
)
def test_a_sound_service_and_a_trial_on_localhost_have_none(changes: dict[str, Any]) -> None:
    assert service.faults_of(good(**changes)) == []


def test_every_secret_that_stands_in_the_settings_is_known() -> None:
    settings = "".join(path.read_text() for path in Path(common.__file__).parent.glob("*.py"))
    written = re.findall(r'SECRET_KEY(?:", | = )"([^"]+)"', settings)
    assert len(written) > 2
    assert {each for each in written if not each.startswith("WAYHOME_")} == service.KNOWN_SECRETS


def start(role: str, words: list[str] | None = None, **changes: str) -> subprocess.CompletedProcess[str]:
    """Start one process as an operator would, without the tests' override, and wait for its end."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("WAYHOME_", "DJANGO_"))}
    env = bare | environment.for_role(database.cluster, role) | changes
    env["DJANGO_SETTINGS_MODULE"] = changes.get("DJANGO_SETTINGS_MODULE", environment.settings_of(role))
    return subprocess.run(
        words or [sys.executable, "-c", PROCESSES[role]],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("role", PROCESSES)
def test_no_process_starts_on_a_database_that_may_forget(role: str) -> None:
    ended = start(role)
    assert ended.returncode == (2 if role in {"worker", "seal"} else service.EXIT)
    for name in service.NEEDED:
        assert f"Wayhome does not start: PostgreSQL runs with {name} off" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("role", NAMES)
def test_no_process_starts_with_a_secret_that_is_missing_or_known(role: str) -> None:
    ended = start(role, **{NAMES[role]: ""})
    assert ended.returncode == service.EXIT
    assert ended.stderr.startswith(f"Wayhome does not start: Set {NAMES[role]}")
    assert "stands in a repository" in start(role, **{NAMES[role]: "checks-sign-nothing"}).stderr


@pytest.mark.parametrize("role", ["app", "public", "api"])
def test_a_settings_file_with_debug_on_is_refused(role: str, tmp_path: Path) -> None:
    (tmp_path / "careless.py").write_text(f"from {environment.settings_of(role)} import *\nDEBUG = True\n")
    ended = start(role, DJANGO_SETTINGS_MODULE="careless", PYTHONPATH=str(tmp_path))
    assert ended.returncode == service.EXIT
    assert "DEBUG is on" in ended.stderr


def test_a_role_that_passes_every_wall_is_refused(tmp_path: Path) -> None:
    url = database.cluster.url("app").replace(
        f"wayhome_app:{database.cluster.secrets['app']}", f"postgres:{database.cluster.secrets['postgres']}"
    )
    ended = start("app", WAYHOME_APP_DATABASE_URL=url)
    assert ended.returncode == service.EXIT
    assert "passes every wall" in ended.stderr


def test_the_server_of_a_process_that_refuses_starts_no_workers_and_says_so_once() -> None:
    (port,) = free_ports(1)
    ended = start("public", served("wayhome.public.wsgi:application", port, workers=2))
    assert ended.returncode == service.EXIT
    assert ended.stderr.count("Wayhome does not start: PostgreSQL runs with fsync off") == 1


def test_the_tests_have_one_named_override() -> None:
    ended = start("app", WAYHOME_ALLOW_UNSAFE="1")
    assert (ended.returncode, ended.stderr) == (0, "")
