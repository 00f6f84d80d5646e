"""S24: what somebody can destroy who holds the desk's own sign-in to the database, and what its process is given.

Each act is tried as that role and must be refused. To show that an act is a real one and no slip of the pen, it is also
done by the owner of the tables and by a superuser, and must succeed for one of them; all of it is undone.

Two things no database can refuse a role: its own password and its own settings. They lock out the desk until the next
`wayhome migrate`, and lose nothing. What is derived or passing (search keys, sessions) the desk may delete by design.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests import database
from tests.sealer import Sealed, add, as_app
from wayhome.base.ids import new_id
from wayhome.console import environment
from wayhome.console.embedded import ROLES

Connection = psycopg.Connection[Any]
FORGED_SEAL = (
    "insert into ledger_seal (id, number, statement, entries, digests, signature)"
    " values (gen_random_uuid(), 999, '{}', '', '', '')"
)
BACKDATED = (
    "insert into ledger_entry (id, kind, look, subject, key, by, reason, facts, at, xid, written_at)"
    " values (gen_random_uuid(), 'x', false, 's', gen_random_uuid(), 'b', '', '{}', '2020-01-01', 3, '2020-01-01')"
)

# What it would do -> the statement. A statement that changes nothing has not succeeded.
ACTS: dict[str, str] = {
    # The ledger and its seals
    "empty the ledger": "truncate ledger_entry",
    "delete an entry": "delete from ledger_entry where id = (select id from ledger_entry limit 1)",
    "delete every entry": "delete from ledger_entry",
    "edit who did it": "update ledger_entry set by = 'officer:other'",
    "backdate an entry": "update ledger_entry set at = at - interval '1 year'",
    "add an entry behind a seal": BACKDATED,
    "overwrite an entry while adding": "insert into ledger_entry select * from ledger_entry"
    " on conflict (id) do update set by = 'officer:other'",
    "delete the seals": "delete from ledger_seal",
    "empty the seals": "truncate ledger_seal",
    "edit a seal": "update ledger_seal set statement = ''",
    "forge a seal": FORGED_SEAL,
    "read the seals, to forge the next": "select statement from ledger_seal",
    "stop everybody from writing the ledger": "lock table ledger_entry in access exclusive mode",
    # Its walls
    "disable the ledger's triggers": "alter table ledger_entry disable trigger user",
    "disable one trigger": "alter table ledger_entry disable trigger ledger_append_only",
    "drop a trigger": "drop trigger ledger_append_only on ledger_entry",
    "drop the trigger's function": "drop function wayhome_refuse() cascade",
    "replace the trigger's function": "create or replace function wayhome_refuse() returns trigger language plpgsql as"
    " 'begin return coalesce(new, old); end'",
    "hang a trigger on the ledger": "create trigger mine before insert on ledger_entry for each row"
    " execute function wayhome_refuse()",
    "swallow new entries with a rule": "create rule mine as on insert to ledger_entry do instead nothing",
    "pass triggers by": "set session_replication_role = replica",
    "switch row-level security off": "alter table cases_episode disable row level security",
    "excuse the owner from it": "alter table cases_episode no force row level security",
    "open a table to all by a policy": "create policy mine on cases_episode using (true)",
    "drop a policy": "drop policy planted on cases_episode",
    "pass row-level security by": "alter role wayhome_app bypassrls",
    # Tables
    "drop the ledger": "drop table ledger_entry",
    "drop a table with all that hangs on it": "drop table cases_episode cascade",
    "drop everything": "drop schema public cascade",
    "drop a column": "alter table facts_fact drop column value",
    "take a table over": "alter table ledger_entry owner to wayhome_app",
    "make a table forgetful": "alter table ledger_seal set unlogged",
    "drop an index": "drop index ledger_in_order",
    "empty the cases": "truncate cases_episode cascade",
    "empty the facts": "truncate facts_fact cascade",
    "delete the facts": "delete from facts_fact",
    "delete the reports": "delete from intake_report",
    "overwrite the words of reports with ransom": "update intake_report set words = 'pay'",
    "overwrite photos": "update intake_photo set sha256 = ''",
    "overwrite the national record": "update registry_recordversion set body = '{}'",
    "delete the cases": "delete from cases_episode",
    "delete the editions": "delete from published_edition",
    "forget the migrations": "delete from django_migrations",
    # Rights
    "make itself a superuser": "alter role wayhome_app superuser",
    "make a role": "create role mine login superuser",
    "lock another process out": "alter role wayhome_seal password 'other'",
    "take a right from the public site": "revoke insert on intake_report from wayhome_public",
    "give itself all rights": "grant all on ledger_entry to wayhome_app",
    "become the owner": "set role wayhome_owner",
    "become the owner by sign-in": "set session authorization wayhome_owner",
    "read the roles' passwords": "select rolpassword from pg_authid where rolpassword is not null",
    "make commits forgetful for all": "alter database wayhome set synchronous_commit = off",
    # The server and its files
    "run a program": "copy (select 1) to program 'cat > /dev/null'",  # one that reads, or the pipe may break first
    "write a file": "copy (select 1) to '/tmp/wayhome-ransom'",
    "read a file of the server": "select pg_read_file('postgresql.conf')",
    "load a file into the database": "select lo_import('/etc/hostname')",
    "leave code behind": "create function mine() returns int language sql as 'select 1'",
    "leave a table behind": "create table mine (x int)",
    "bring an untrusted language": "create extension if not exists file_fdw",
    "end the others' sessions": "select pg_terminate_backend(%(other)s)",
    "hold back the log's removal": "select pg_create_physical_replication_slot('mine')",
}
# Statements that are taken with a warning and may do nothing: what must change for the act to count.
CHANGES = {
    "add an entry behind a seal": "select count(*)::text from ledger_entry where xid = 3 or written_at < '2021-01-01'",
    "take a right from the public site": "select relacl::text from pg_class where relname = 'intake_report'",
    "give itself all rights": "select relacl::text from pg_class where relname = 'ledger_entry'",
}


@dataclass
class Figures:
    """Which acts the desk's role managed, and which nobody could do at all."""

    acts: int = 0
    managed: list[str] = field(default_factory=list)
    impossible: list[str] = field(default_factory=list)
    by_owner: int = 0
    by_superuser: int = 0


def measure(sealed: Sealed) -> Figures:
    """Try every act as the desk's role, as the owner and as a superuser."""
    with as_app() as app:
        add(app, 5)
    sealed.here()
    fill()
    figures = Figures(acts=len(ACTS))
    for name, words in ACTS.items():
        figures.managed += [name] if succeeds("app", name, words) else []
        owner, superuser = succeeds("owner", name, words), succeeds("postgres", name, words)
        figures.by_owner += owner
        figures.by_superuser += superuser
        figures.impossible += [] if owner or superuser else [name]
    for name, url, known in strangers():
        figures.acts += 1
        figures.managed += [name] if known and opens(url) else []
        figures.impossible += [] if opens(url) else [name]
        figures.by_superuser += opens(url)
    return figures


def succeeds(role: str, name: str, words: str) -> bool:
    """Whether a statement is taken and changes or gives anything; undone in any case."""
    watched = CHANGES.get(name, "select random()::text")
    with connected(role) as connection, another_session() as other:
        try:
            with connection.transaction(force_rollback=True):
                if role == "postgres":
                    connection.execute("set local session_replication_role = replica")
                before = connection.execute(watched).fetchone()
                done = connection.execute(words, {"other": other} if "%(other)s" in words else None)  # type: ignore[call-overload]
                taken = done.rowcount != 0
                return taken and connection.execute(watched).fetchone() != before
        except psycopg.Error:
            return False


@contextmanager
def connected(role: str) -> Iterator[Connection]:
    """The desk's role, the owner, or a superuser."""
    cluster = database.cluster
    opened = cluster.superuser(cluster.name) if role == "postgres" else psycopg.connect(cluster.url(role))
    with opened as connection:
        connection.autocommit = True
        yield connection


@contextmanager
def another_session() -> Iterator[int]:
    """The number of a session of the seal process, which an act may want to end."""
    connection = psycopg.connect(database.cluster.url("seal"))
    try:
        yield connection.info.backend_pid
    finally:
        connection.close()


def strangers() -> Iterator[tuple[str, str, bool]]:
    """Every other sign-in: its name, its URL, and whether the desk's process is given anything that opens it."""
    cluster = database.cluster
    given = " ".join(
        (environment.for_role(cluster, "app") | {"": os.environ.get("WAYHOME_APP_DATABASE_URL", "")}).values()
    )
    for role in ("owner", "postgres", *(role for role in ROLES if role != "app")):
        password = cluster.secrets[role]
        name = "postgres" if role == "postgres" else f"wayhome_{role}"
        url = cluster.url("owner").replace("wayhome_owner", name).replace(cluster.secrets["owner"], password)
        guess = url.replace(password, cluster.secrets["app"])
        yield f"sign in as {role}", url, password in given or opens(guess)


def opens(url: str) -> bool:
    """Whether the database lets this sign-in in."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def fill() -> None:
    """A row in each table that an act would harm, as far as the table takes one without the rest of a case."""
    with database.cluster.superuser(database.cluster.name) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("create policy planted on cases_episode using (true)")
        for table in (
            "facts_fact",
            "intake_report",
            "intake_photo",
            "registry_recordversion",
            "cases_episode",
            "published_edition",
        ):
            columns = connection.execute(
                "select attname, format_type(atttypid, null), atttypid::regtype::text from pg_attribute"
                " where attrelid = %s::regclass and attnum > 0 and not attisdropped and attnotnull",
                [table],
            ).fetchall()
            values = ", ".join(sample(kind) for _, kind, _ in columns)
            names = ", ".join(f'"{name}"' for name, _, _ in columns)
            for check in connection.execute(
                "select conname from pg_constraint where conrelid = %s::regclass and contype = 'c'", [table]
            ).fetchall():
                connection.execute(f'alter table {table} drop constraint "{check[0]}"')  # type: ignore[call-overload]
            connection.execute(f"insert into {table} ({names}) values ({values})")  # type: ignore[call-overload]


def sample(kind: str) -> str:
    """A value of a type."""
    return {
        "uuid": f"'{new_id()}'", "boolean": "false", "jsonb": "'{}'", "bytea": "''", "timestamp with time zone": "now()",
        "date": "now()", "character varying[]": "'{}'",
    }.get(kind, "'1'")  # fmt: skip


def run(full: bool) -> list[dict[str, Any]]:
    """All acts, in the slice too: it takes seconds."""
    del full
    with tempfile.TemporaryDirectory(prefix="wayhome-ransomware-") as folder:
        figures = measure(Sealed(Path(folder)))
    return [
        {
            "id": "S24",
            "figure": f"{len(figures.managed)} of {figures.acts} destructive acts succeed with the desk's sign-in",
            "teeth": f"of the same {figures.acts}, {figures.by_owner} succeed as the owner and {figures.by_superuser} as a superuser;"
            f" {len(figures.impossible)} as neither",
            "passed": not figures.managed and not figures.impossible and figures.acts >= 30,
        }
    ]
