"""What each process may do in the database is what the grants table says, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests import database
from wayhome.base.ids import new_id, new_reference
from wayhome.console.embedded import ROLES
from wayhome.console.grants import GRANTS
from wayhome.console.walls import DEFINER, KEEPER, PLAIN

# Tables that no process but the owner touches, each with its reason.
NOBODYS = {
    "auth_group": "Django's own; roles are a column of the officer",
    "auth_group_permissions": "the same",
    "auth_permission": "the same",
    "account_emailconfirmation": "the sign-in library's; we send no mail",
}
WHOLE_TABLE = ("select", "insert", "update", "delete", "truncate", "references", "trigger", "maintain")
BY_COLUMN = ("select", "insert", "update", "references")
Rights = dict[str, set[str]]  # table, or table.column, and what may be done with it


@pytest.fixture
def superuser() -> Iterator[psycopg.Connection[Any]]:
    with database.cluster.superuser(database.cluster.name) as connection:
        yield connection


def columns(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Every table of the database outside PostgreSQL's own schemas, with its columns."""
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(
        "select c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
        " where c.relkind in ('r', 'p', 'f', 'v', 'm') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'"
    ).fetchall():
        found.setdefault(table, []).append(column)
    return found


def written(role: str, tables: dict[str, list[str]]) -> Rights:
    """What the grants table says, spelt out by column."""
    rights: Rights = {}
    for table, words in GRANTS[role].items():
        for verb, bracket in re.findall(r"(\w+)\s*(?:\(([^)]*)\))?", words):
            named = [each.strip() for each in bracket.split(",")] if bracket else None
            if named is None:
                rights.setdefault(table, set()).add(verb)
            if verb in BY_COLUMN:
                for column in named or tables[table]:
                    rights.setdefault(f"{table}.{column}", set()).add(verb)
    return rights


def actual(connection: psycopg.Connection[Any], role: str, tables: dict[str, list[str]]) -> Rights:
    """What the catalogue says, by whatever way the right came: granted, inherited, or given to everybody."""
    name = f"wayhome_{role}"
    rights: Rights = {}
    maintained = connection.info.server_version >= 170000
    for table, its_columns in tables.items():
        for verb in WHOLE_TABLE if maintained else WHOLE_TABLE[:-1]:
            has = connection.execute("select has_table_privilege(%s, %s::regclass, %s)", [name, table, verb]).fetchone()
            if has == (True,):
                rights.setdefault(table, set()).add(verb)
        for column in its_columns:
            for verb in BY_COLUMN:
                has = connection.execute(
                    "select has_column_privilege(%s, %s::regclass, %s, %s)", [name, table, column, verb]
                ).fetchone()
                if has == (True,):
                    rights.setdefault(f"{table}.{column}", set()).add(verb)
    return rights


def faults_of_rights(connection: psycopg.Connection[Any]) -> list[str]:
    """Where what a role may do differs from what is written."""
    tables = columns(connection)
    faults = []
    for role in ROLES:
        want, have = written(role, tables), actual(connection, role, tables)
        faults += [
            f"{role} on {place}: written {want.get(place)}, actual {have.get(place)}"
            for place in sorted(want.keys() | have.keys())
            if want.get(place, set()) != have.get(place, set())
        ]
    return faults


def test_every_table_is_in_the_grants_or_named_as_nobodys(superuser: psycopg.Connection[Any]) -> None:
    listed = {table for role in GRANTS.values() for table in role}
    assert columns(superuser).keys() - listed == set(NOBODYS)
    assert listed <= columns(superuser).keys()
    assert set(GRANTS) == set(ROLES)


def test_the_rights_of_every_role_are_those_written_by_table_and_by_column(
    superuser: psycopg.Connection[Any],
) -> None:
    assert faults_of_rights(superuser) == []


def test_nobody_may_empty_a_table_or_hang_a_trigger_on_it() -> None:
    granted = " ".join(words for role in GRANTS.values() for words in role.values())
    assert not re.search("truncate|trigger|references|all", granted)


def test_what_is_never_edited_is_granted_to_no_process_for_editing() -> None:
    columns_at_most = {
        "ledger_entry": set(),
        "ledger_seal": set(),
        "intake_report": {"taken_up_at", "record"},  # a report may be taken up; its words stay
        "intake_sighting": {
            "taken_by_id",
            "taken_at",
            "dealt_at",
            "outcome",
            "together_with_id",
        },  # what was told stays
        "registry_recordversion": set(),
        "risk_assessment": set(),
        "facts_fact": {"superseded_by_id", "superseded_at"},
        "matching_judgement": {"superseded_at"},
        "matching_exclusion": {"revoked_at", "revoked_by", "revoked_because"},
        "matching_kinship": {"superseded_at", "revoked_at", "revoked_by", "revoked_because"},
        "outcomes_outcome": {"superseded_at"},
    }
    for role, tables in GRANTS.items():
        for table, most in columns_at_most.items():
            words = tables.get(table, "")
            assert "delete" not in words, (role, table)
            edits = re.findall(r"update\s*(?:\(([^)]*)\))?", words)
            assert all(edit and {each.strip() for each in edit.split(",")} <= most for edit in edits), (role, table)


def test_a_sequence_may_be_used_by_whoever_may_add_to_its_table_and_never_read_or_set(
    superuser: psycopg.Connection[Any],
) -> None:
    sequences = superuser.execute(
        "select s.relname, t.relname from pg_class s join pg_depend d on d.objid = s.oid and d.deptype in ('a', 'i')"
        " join pg_class t on t.oid = d.refobjid where s.relkind = 'S'"
    ).fetchall()
    assert ("procrastinate_jobs_id_seq", "procrastinate_jobs") in sequences
    for role in ROLES:
        for sequence, table in sequences:
            may = superuser.execute(
                "select has_sequence_privilege(%(r)s, %(s)s, 'usage'), has_sequence_privilege(%(r)s, %(s)s, 'select'),"
                " has_sequence_privilege(%(r)s, %(s)s, 'update')",
                {"r": f"wayhome_{role}", "s": sequence},
            ).fetchone()
            assert may == ("insert" in GRANTS[role].get(table, ""), False, False), (role, sequence)


def test_the_functions_that_lend_rights_are_the_keepers_and_named(superuser: psycopg.Connection[Any]) -> None:
    lent = superuser.execute(
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')"
    ).fetchall()
    assert {name for (name,) in lent} == DEFINER
    assert not superuser.execute(
        "select p.proname from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
        " and (p.proowner::regrole::text <> %s or not p.proconfig @> '{\"search_path=public, pg_temp\"}')",
        [KEEPER],
    ).fetchall()


def test_no_function_is_granted_to_a_single_role(superuser: psycopg.Connection[Any]) -> None:
    named = superuser.execute(
        "select p.proname, g.grantee::regrole::text from pg_proc p cross join lateral aclexplode(p.proacl) g"
        " where g.grantee <> 0 and g.grantee <> p.proowner and p.pronamespace = 'public'::regnamespace"
    ).fetchall()
    assert named == []


def test_every_function_and_trigger_of_ours_is_named_here(superuser: psycopg.Connection[Any]) -> None:
    ours = superuser.execute(
        "select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname not like"
        " 'procrastinate\\_%' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
    ).fetchall()
    assert {name for (name,) in ours} == {
        "wayhome_xid",
        "wayhome_stamp",
        "wayhome_refuse",
        "wayhome_tell",
        "wayhome_fact_never_edited",
        *DEFINER,
        *PLAIN,
    }
    hidden = superuser.execute(
        "select relname from pg_class where relkind in ('v', 'm', 'p', 'f') and relnamespace = 'public'::regnamespace"
    ).fetchall()
    assert hidden == []  # a view or a partition would be a way round the rights on its tables


def test_no_role_may_make_anything(superuser: psycopg.Connection[Any]) -> None:
    for role in ROLES:
        name = f"wayhome_{role}"
        may = superuser.execute(
            "select has_database_privilege(%(r)s, current_database(), 'create'),"
            " has_database_privilege(%(r)s, current_database(), 'temporary'),"
            " has_schema_privilege(%(r)s, 'public', 'create'),"
            " has_database_privilege(%(r)s, current_database(), 'connect'),"
            " has_schema_privilege(%(r)s, 'public', 'usage')",
            {"r": name},
        ).fetchone()
        assert may == (False, False, False, True, True), role
    others = superuser.execute(
        "select count(*) from pg_namespace n, unnest(%s::text[]) as r where n.nspname not like 'pg\\_%%'"
        " and n.nspname not in ('public', 'information_schema') and has_schema_privilege(r, n.oid, 'usage')",
        [[f"wayhome_{role}" for role in ROLES]],
    ).fetchone()
    assert others == (0,)


def test_only_extensions_that_a_plain_owner_may_make_are_used(superuser: psycopg.Connection[Any]) -> None:
    made = {name for (name,) in superuser.execute("select extname from pg_extension").fetchall()}
    assert made == {"plpgsql", "pg_trgm"}
    assert superuser.execute(
        "select count(*) from pg_available_extension_versions where name = 'pg_trgm' and trusted"
    ).fetchone() != (0,)


# The public process, by trying


@pytest.fixture
def public() -> Iterator[psycopg.Connection[Any]]:
    connection = psycopg.connect(database.cluster.url("public"))
    yield connection
    connection.rollback()
    connection.close()


ADD_REPORT = (
    "insert into intake_report (id, reference, agency_id, door, words, received_at, received_by)"
    " values (%s, %s, '01890000-0000-7000-8000-000000000001', 'public_carer', 'sealed', now(), 'public')"
)


@pytest.mark.parametrize(
    "attempt",
    [
        "select words from intake_report",
        "select * from intake_report",
        "select received_by from intake_report",
        "select reference from intake_report",
        "select count(*) from intake_photo where sha256 is not null",
        "select words from intake_sighting",
        "select by from ledger_entry",
        "select args from procrastinate_jobs",
        "update intake_report set words = ''",
        "delete from intake_report",
        "update published_edition set state = 'live'",
        "insert into published_edition (id) values (gen_random_uuid())",
        "lock table intake_report in share mode",
        "copy intake_report to stdout",
        "create table mine (x int)",
        "create temporary table mine (x int)",
        "select pg_read_file('/etc/passwd')",
        "set role wayhome_app",
        "set session authorization wayhome_owner",
    ],
)
def test_the_public_process_is_refused(public: psycopg.Connection[Any], attempt: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        public.execute(attempt)


def test_the_public_process_cannot_read_back_the_words_it_adds(public: psycopg.Connection[Any]) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        public.execute(ADD_REPORT + " returning words", [new_id(), new_reference()])


def test_the_public_process_cannot_read_any_table_of_a_childs_file(
    public: psycopg.Connection[Any], superuser: psycopg.Connection[Any]
) -> None:
    closed = columns(superuser).keys() - GRANTS["public"].keys()
    assert {"facts_fact", "cases_misper", "cases_episode", "accounts_officer", "appeals_appeal"} <= closed
    for table in closed:
        for attempt in ("select 1 from {} limit 1", "select count(*) from {}", "delete from {}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), public.transaction():
                public.execute(sql.SQL(attempt).format(sql.Identifier(table)))


def test_the_public_process_may_add_a_report_and_read_back_nothing_of_it(public: psycopg.Connection[Any]) -> None:
    assert public.execute(ADD_REPORT, [new_id(), new_reference()]).rowcount == 1
    assert public.execute("select count(id) from intake_report").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        public.execute(ADD_REPORT + " returning id", [new_id(), new_reference()])
