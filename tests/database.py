"""The tests' database: a cluster of their own, migrated by the owner, used by the tests as the desk's role.

Named by `-p` in pyproject.toml, since pytest-django reads the settings before any conftest. Each fresh database is a
copy of the migrated one, because the application's role may neither truncate nor drop.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from wayhome.base import keystore
from wayhome.console import environment
from wayhome.console.embedded import Embedded

TEMPLATE = "wayhome_template"
TESTER = "wayhome_tester"
cluster = Embedded(Path(tempfile.gettempdir(), f"wayhome-tests-{os.getpid()}"), fast=True)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Start the cluster and name its URLs before Django's settings are read."""
    for name in [
        name
        for name in os.environ
        if name.startswith("WAYHOME_") and name not in {"WAYHOME_PG_BINDIR", "WAYHOME_NGINX"}
    ]:
        del os.environ[name]
    try:
        _stand_up()
    except BaseException:
        pytest_unconfigure()
        raise


def _stand_up() -> None:
    cluster.enter()
    keystore.create(cluster.asked / "keys")
    owner = environment.for_role(cluster, "owner")
    subprocess.run([sys.executable, "-m", "wayhome.console", "migrate", "--quiet"], env=os.environ | owner, check=True)
    with cluster.superuser() as connection:
        connection.execute(f"alter database {cluster.name} rename to {TEMPLATE}")
        # The stages' own tests make rows of many agencies: they work as a role that passes the second wall, which exists
        # here alone. A request through a door gives that up for its time (tests/conftest.py), and so meets the wall.
        connection.execute(
            f"create role {TESTER} login nosuperuser bypassrls password '{cluster.secrets['app']}'"
            " in role wayhome_app, wayhome_console, wayhome_worker, wayhome_api"
        )
    let_time_pass(TEMPLATE)
    copy()
    os.environ |= environment.for_role(cluster, "app") | {
        environment.variable("app"): cluster.url("app").replace("wayhome_app:", f"{TESTER}:")
    }
    os.environ |= {"DJANGO_SETTINGS_MODULE": "wayhome.settings.desk", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    os.environ["WAYHOME_ALLOW_UNSAFE"] = "1"  # this cluster is a fast one
    os.environ["WAYHOME_LOOKS_AN_HOUR"] = "1000000"  # a walk over all pages takes more than a shift's


def pytest_unconfigure() -> None:
    """Stop the cluster and remove it."""
    cluster.leave()
    shutil.rmtree(cluster.asked, ignore_errors=True)


def let_time_pass(name: str) -> None:
    """Time passes for broken glass by the database's clock; a test moves the glass instead."""
    with cluster.superuser(name) as connection:
        connection.execute(f"grant update (at, until) on access_glass to {TESTER}")


def copy() -> None:
    """Put a fresh copy of the migrated database in place of the one in use."""
    with cluster.superuser() as connection:
        connection.execute(f"drop database if exists {cluster.name} with (force)")
        cluster.create_database(connection, cluster.name, template=TEMPLATE)
        for role in environment.ROLES:
            connection.execute(f"grant connect on database {cluster.name} to wayhome_{role}, {TESTER}")


def behind_the_wall(patch: pytest.MonkeyPatch) -> None:
    """Serve each request that a test sends through a door as the door's own role, as in service."""
    from django.db import connection
    from django.test.client import ClientHandler

    served = ClientHandler.get_response

    def as_its_role(handler: ClientHandler, request: Any) -> Any:
        partner = request.path.startswith("/api/")
        if connection.connection is None and not connection.in_atomic_block:
            connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("set role wayhome_api" if partner else "set role wayhome_app")
        try:
            return partners_door()(request) if partner else served(handler, request)
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("reset role")

    patch.setattr(ClientHandler, "get_response", as_its_role)


@lru_cache(maxsize=1)
def partners_door() -> Any:
    """The partners' door with its own middleware and routes, beside the desk whose settings the tests were given."""
    from django.core.handlers.base import BaseHandler
    from django.test import override_settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(environment.variable("api"), cluster.url("api"))
        api = importlib.import_module(environment.settings_of("api"))
    door = BaseHandler()
    with override_settings(MIDDLEWARE=api.MIDDLEWARE, OVER_TLS=api.OVER_TLS, KEPT_NOWHERE=api.KEPT_NOWHERE):
        door.load_middleware()

    def answer(request: Any) -> Any:
        request.urlconf = api.ROOT_URLCONF
        return door.get_response(request)

    return answer
