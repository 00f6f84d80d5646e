"""Whether a command works on the operator's database or on the embedded one."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wayhome.console.embedded import ROLES, Embedded

DEFAULT_HOME = "var"
OWNER = "WAYHOME_DATABASE_URL"
PUBLIC_HALF = "public-half"
"""The folder that holds the public half of the key store, and nothing else, for processes that only hand in."""


def variable(role: str) -> str:
    """The environment variable that holds a role's URL."""
    return OWNER if role == "owner" else f"WAYHOME_{role.upper()}_DATABASE_URL"


def home(named: str | None = None) -> Path:
    """The data folder: --data, then WAYHOME_HOME, then ./var."""
    return Path(named or os.environ.get("WAYHOME_HOME") or DEFAULT_HOME).resolve()


@contextmanager
def database(role: str, *, data: str | None = None) -> Iterator[Embedded | None]:
    """Set this process up to work as one role, on the operator's database where its URL is given, else the embedded one.

    The embedded server is started when none is up, migrated when behind, and stopped by its last user.
    Django is ready inside the block.
    """
    if os.environ.get(variable(role)):
        os.environ.setdefault("WAYHOME_HOME", str(home(data)))
        _django(role)
        yield None
        return
    embedded = Embedded(home(data))
    with embedded.used():
        os.environ |= for_role(embedded, role)
        if role != "owner":
            migrate_if_behind(embedded)
        _django(role)
        yield embedded


def for_role(embedded: Embedded, role: str) -> dict[str, str]:
    """The environment of one process: its own URL and keys, and no other role's."""
    secret = embedded.secrets
    own = {"WAYHOME_HOME": str(embedded.asked), variable(role): embedded.url(role)}
    if role in {"app", "push"}:
        own["WAYHOME_SECRET_KEY"] = secret["desk_key"]
    if role == "public":
        own["WAYHOME_PUBLIC_SECRET_KEY"] = secret["public_key"]
    if role in {"public", "api"}:
        own["WAYHOME_KEYS"] = str(embedded.asked / PUBLIC_HALF)
    if role == "owner":
        own |= {variable(each): embedded.url(each) for each in ROLES}
    return own


def settings_of(role: str) -> str:
    """The settings module of a role."""
    return "wayhome.settings." + {"app": "desk"}.get(role, role)


def migrate_if_behind(embedded: Embedded) -> None:
    """Run `wayhome migrate` as the owner, in a process of its own, when the database is older than the code."""
    from wayhome.console.grants import code_mark, database_mark

    with (embedded.asked / "migrate.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if database_mark(embedded.url("app")) == code_mark():
            return
        bare = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
        command = [sys.executable, "-m", "wayhome.console", "migrate", "--quiet"]
        if (code := subprocess.run(command, env=bare | for_role(embedded, "owner"), check=False).returncode) != 0:
            raise SystemExit(code)


def _django(role: str) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = settings_of(role)
    django.setup()
