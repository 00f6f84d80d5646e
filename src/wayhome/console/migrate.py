"""`wayhome migrate`: tables, roles and rights, as the owner. Nothing else ever runs as the owner."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from wayhome.alerts import keys as alert_keys
from wayhome.base import clock, keystore, places, signing
from wayhome.base.errors import Unready
from wayhome.console import environment, walls
from wayhome.console.embedded import ROLES
from wayhome.console.grants import GRANTS, code_mark

OLDEST = 150000
LOCK = 0x77617968  # one migration at a time


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("migrate", help="bring the database, its roles and their rights up to date")
    parser.add_argument("--data", help="folder of the embedded database")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument(
        "--analyse", action="store_true", help="also renew the planner's statistics, after a large load"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Create roles, migrate, grant, and leave the mark by which others see that all is done."""
    with environment.database("owner", data=options.data):
        keystore.create(places.keys())
        keystore.share_public_half(places.keys(), places.home() / environment.PUBLIC_HALF)
        signing.create(places.seal_keys())
        alert_keys.create(at=clock.now())
        migrate(os.environ, quiet=options.quiet)
        if options.analyse:
            with psycopg.connect(os.environ[environment.OWNER], autocommit=True) as connection:
                connection.execute("vacuum analyze")
    return 0


def migrate(urls: Mapping[str, str], *, quiet: bool) -> None:
    """Migrate the database of WAYHOME_DATABASE_URL. Raises Unready naming what is missing."""
    from django.core.management import call_command

    with psycopg.connect(urls[environment.OWNER]) as connection:
        if connection.info.server_version < OLDEST:
            raise Unready("PostgreSQL 15 or later is needed.")
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        logins = {role: _login(urls, role) for role in ROLES}
        _refuse_shared(connection, [name for name, _ in logins.values()])
        for name, password in logins.values():
            _make_role(connection, name, password)
        connection.commit()
        walls.let_owner_through(connection)
        connection.commit()
        call_command("migrate", verbosity=0 if quiet else 1, interactive=False)
        names = {role: name for role, (name, _) in logins.items()}
        with walls.as_keeper(connection):
            walls.build(connection, names)
            _grant(connection, walls.KEEPER, walls.KEEPER_MAY)
        for role, name in names.items():
            _grant(connection, name, GRANTS[role])
        connection.execute(sql.SQL("comment on schema public is {}").format(sql.Literal(code_mark())))


def _login(urls: Mapping[str, str], role: str) -> tuple[str, str]:
    url = urlsplit(urls.get(environment.variable(role), ""))
    if not (url.username and url.password):
        raise Unready(
            f"Set {environment.variable(role)} to postgresql://ROLE:PASSWORD@HOST/DATABASE for the {role} process."
        )
    return unquote(url.username), unquote(url.password)


def _refuse_shared(connection: psycopg.Connection[Any], names: Sequence[str]) -> None:
    """Raise Unready when a process would serve as the owner, as another process, or as one who passes every wall."""
    if len({*names, connection.info.user}) != len(names) + 1:
        raise Unready("Give each process a login of its own in its URL; none may be the owner's or another's.")
    strong = connection.execute(
        "select rolname from pg_roles where rolname = any(%s) and (rolsuper or rolbypassrls)", [list(names)]
    ).fetchone()
    if strong:
        raise Unready(f"The role {strong[0]} may pass every wall of the database. Name a plain role in its URL.")


def _make_role(connection: psycopg.Connection[Any], name: str, password: str) -> None:
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [name]).fetchone()
    words = (
        "alter role {} password {}"
        if exists
        else "create role {} login nosuperuser nocreaterole nocreatedb noinherit password {}"
    )
    try:
        connection.execute(sql.SQL(words).format(sql.Identifier(name), sql.Literal(password)))
    except psycopg.errors.InsufficientPrivilege:
        raise Unready(
            f"The owner of the database may not make or change the role {name}. Let it: alter role ... createrole."
        ) from None


def _grant(connection: psycopg.Connection[Any], role: str, tables: dict[str, str]) -> None:
    """Take every right away, then give back what the table lists."""
    to = sql.Identifier(role)
    database = sql.Identifier(connection.info.dbname)
    for words in ("all tables", "all sequences", "all routines"):
        connection.execute(sql.SQL("revoke all on {} in schema public from {}").format(sql.SQL(words), to))
    connection.execute(sql.SQL("grant connect on database {} to {}").format(database, to))
    connection.execute(sql.SQL("grant usage on schema public to {}").format(to))
    for table, rights in tables.items():
        for right in _split(rights):
            connection.execute(sql.SQL("grant {} on table {} to {}").format(sql.SQL(right), sql.Identifier(table), to))
        if "insert" in rights:
            for (sequence,) in connection.execute(
                "select c.relname from pg_class c join pg_depend d on d.objid = c.oid"
                " where c.relkind = 'S' and d.refobjid = %s::regclass",
                [table],
            ).fetchall():
                connection.execute(sql.SQL("grant usage on sequence {} to {}").format(sql.Identifier(sequence), to))


def _split(rights: str) -> list[str]:
    """Split at commas outside brackets."""
    parts, depth = [""], 0
    for sign in rights:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]
