"""`wayhome migrate`: as often as you like, and always to the same end."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest

from tests import database
from tests.console.test_grants import faults_of_rights
from wayhome.base.errors import Unready
from wayhome.console import environment
from wayhome.console import migrate as command
from wayhome.console.embedded import ROLES
from wayhome.console.grants import code_mark, database_mark

CATALOGUE = """
select 'table', c.relname::text, c.relkind::text, coalesce(c.relacl::text, '') from pg_class c
    where c.relnamespace = 'public'::regnamespace
union all select 'column', a.attrelid::regclass::text || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
    a.attnotnull::text || coalesce(a.attacl::text, '') from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0
union all select 'constraint', conname::text, pg_get_constraintdef(oid), '' from pg_constraint
    where connamespace = 'public'::regnamespace
union all select 'function', proname::text, md5(prosrc), coalesce(proacl::text, '') from pg_proc
    where pronamespace = 'public'::regnamespace
union all select 'trigger', tgname::text, pg_get_triggerdef(oid), '' from pg_trigger where not tgisinternal
union all select 'migration', app || name, applied::text, '' from django_migrations
union all select 'role', rolname::text, concat_ws(' ', rolsuper, rolcreaterole, rolbypassrls, rolcanlogin), '' from pg_roles
    where rolname like 'wayhome%'
union all select 'mark', obj_description('public'::regnamespace, 'pg_namespace'), '', ''
order by 1, 2, 3
"""


def migrate(**changes: str) -> subprocess.Popen[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("WAYHOME_")}
    return subprocess.Popen(
        [sys.executable, "-m", "wayhome.console", "migrate", "--quiet"],
        env=bare | environment.for_role(database.cluster, "owner") | changes,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def done(running: subprocess.Popen[str]) -> tuple[int, str]:
    out, errors = running.communicate(timeout=60)
    return running.returncode, out + errors


def catalogue() -> list[tuple[Any, ...]]:
    with database.cluster.superuser(database.cluster.name) as connection:
        return connection.execute(CATALOGUE).fetchall()


def urls(**changes: str | None) -> dict[str, str]:
    named = environment.for_role(database.cluster, "owner") | changes
    return {name: url for name, url in named.items() if url is not None}


# Refused


def test_an_older_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command.OLDEST == 150000
    with psycopg.connect(database.cluster.url("owner")) as connection:
        monkeypatch.setattr(command, "OLDEST", connection.info.server_version + 1)
    with pytest.raises(Unready, match="PostgreSQL 15 or later is needed"):
        command.migrate(urls(), quiet=True)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("url", [None, "", "postgresql://@/wayhome", "postgresql://somebody@/wayhome"])
def test_a_process_without_a_login_of_its_own_is_named(role: str, url: str | None) -> None:
    variable = environment.variable(role)
    with pytest.raises(Unready, match=f"Set {variable} to postgresql://ROLE:PASSWORD@HOST/DATABASE"):
        command.migrate(urls(**{variable: url}), quiet=True)


def test_no_process_may_be_given_the_owners_login() -> None:
    with pytest.raises(Unready, match="a login of its own"):
        command.migrate(urls(WAYHOME_PUBLIC_DATABASE_URL=database.cluster.url("owner")), quiet=True)


def test_no_two_processes_may_share_a_login() -> None:
    with pytest.raises(Unready, match="a login of its own"):
        command.migrate(urls(WAYHOME_PUBLIC_DATABASE_URL=database.cluster.url("app")), quiet=True)


def test_no_process_may_be_given_a_superusers_login() -> None:
    url = database.cluster.url("public").replace("wayhome_public", "postgres")
    with pytest.raises(Unready, match="may pass every wall"):
        command.migrate(urls(WAYHOME_PUBLIC_DATABASE_URL=url), quiet=True)


def test_whoever_may_not_make_roles_is_told_so(fresh_database: None) -> None:
    owner = {"WAYHOME_DATABASE_URL": database.cluster.url("worker")}
    stranger = database.cluster.url("worker").replace("wayhome_worker", "wayhome_stranger")
    code, words = done(migrate(**owner, WAYHOME_WORKER_DATABASE_URL=stranger))
    assert code == 2
    assert words.count("\n") == 1
    assert "may not make or change the role" in words


# Done


def test_a_second_migration_changes_nothing(fresh_database: None) -> None:
    before = catalogue()
    assert len(before) > 500
    assert done(migrate()) == (0, "")
    assert catalogue() == before


def test_rights_changed_by_hand_are_put_right(fresh_database: None) -> None:
    before = catalogue()
    with database.cluster.superuser(database.cluster.name) as connection:
        for words in (
            "revoke insert on ledger_entry from wayhome_public",
            "revoke all on facts_fact from wayhome_app",
            "grant select on cases_misper to wayhome_public",
            "grant select (words) on intake_report to wayhome_public",
            "grant delete on ledger_entry to wayhome_app",
            "grant all on all sequences in schema public to wayhome_push",
        ):
            connection.execute(words)
        assert {fault.split(":")[0] for fault in faults_of_rights(connection)} >= {
            "public on ledger_entry",
            "app on facts_fact",
            "public on cases_misper",
            "public on intake_report.words",
            "app on ledger_entry",
        }
        assert done(migrate()) == (0, "")
        assert faults_of_rights(connection) == []
    assert catalogue() == before


def test_two_migrations_at_once_make_one_database(fresh_database: None) -> None:
    want = [row for row in catalogue() if row[0] != "migration"]
    with database.cluster.superuser() as connection:
        connection.execute(f"drop database {database.cluster.name} with (force)")
        database.cluster.create_database(connection, database.cluster.name)
    together = [migrate(), migrate()]
    assert [done(each) for each in together] == [(0, ""), (0, "")]
    database.let_time_pass(database.cluster.name)
    assert [row for row in catalogue() if row[0] != "migration"] == want
    assert database_mark(database.cluster.url("owner")) == code_mark()
