"""S3: the database's own wall, with no page and no rule before it.

As the desk's role, told in turn of every seat of the world, every table is read whole: no word may appear that the words of
docs/access.md keep from that seat. The catalogue is walked for anything that no list names, and for any way past the wall.
The oracle is `oracle.py`'s, one step wider: how far facts of one's own agency are shown is the first wall's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests import database
from tests.assurance.oracle import CLASS_OF, MAY, RANK, ROLES, column, standing
from tests.assurance.world import TOKEN, World
from wayhome.console.walls import DEFINER, KEEPER, PLAIN, SEE, WITHOUT
from wayhome.matching.models import Candidate

SLICE = ("call_taker", "supervisor", "administrator", "centre_analyst", "ngo_worker", "intake_duty_officer")
HIDDEN = {"restricted", "sealed", "conflict", "erased"}
TRIGGERS = {"wayhome_xid", "wayhome_refuse", "wayhome_tell", "wayhome_fact_never_edited", "wayhome_stamp"}
Connection = psycopg.Connection[Any]


class Walk:
    """One world, and a superuser's connection on which each question is asked as the desk's role and then forgotten."""

    def __init__(self, connection: Connection, world: World) -> None:
        self.connection = connection
        self.world = world
        self.paired = set(Candidate.objects.filter(superseded_at=None).values_list("missing", flat=True))
        self.asked = 0
        self.known: list[str] = []

    @contextmanager
    def seated(self, officer: str, agency: str) -> Iterator[None]:
        """As the application's role in one transaction that is undone, with these names told."""
        with self.connection.transaction(force_rollback=True):
            self.connection.execute(
                "select set_config('wayhome.officer', %s, true), set_config('wayhome.agency', %s, true)",
                [officer, agency],
            )
            self.connection.execute("set local role wayhome_app")
            yield

    def words_in(self, table: str) -> set[str]:
        """Every canary in whatever the role may read of a table; nothing where it may read nothing."""
        self.asked += 1
        try:
            with self.connection.transaction():
                rows = self.connection.execute(f"select t::text from {table} t").fetchall()
        except psycopg.errors.InsufficientPrivilege:
            return set()
        return {word.lower() for (text,) in rows for word in TOKEN.findall(text)}

    def leaks(self, tables: list[str], seats: tuple[str, ...]) -> list[str]:
        """Words that a seat reads in the database and may not know of; and anything read by nobody in particular."""
        found = []
        for name in seats:
            officer = self.world.seats[name].officer
            if officer is None:
                continue
            with self.seated(str(officer.pk), str(officer.agency_id)):
                found += [
                    f"{name} reads {table}: {sign.what} of {sign.case}"
                    for table in tables
                    for word in self.words_in(table)
                    if (sign := self.world.signs.get(word)) and not self.may_read(name, sign.case, sign.what)
                ]
        some = next(seat.officer for seat in self.world.seats.values() if seat.officer)
        other = next(each for name, each in self.world.agencies.items() if each.pk != some.agency_id)
        for officer, agency in (("", ""), (str(some.pk), ""), (str(some.pk), str(other.pk)), ("", str(some.agency_id))):
            with self.seated(officer, agency):
                # A sign of the world: in the noise of a session's key something like one stands by chance.
                found += [f"nobody reads {table}" for table in tables if self.words_in(table) & set(self.world.signs)]
        return found

    def may_read(self, seat: str, case: str, what: str) -> bool:
        """What the words allow the database to tell a seat."""
        reaches = seat in MAY["record"]
        if case.startswith("nameless"):
            return reaches and (what != "kinship" or seat in MAY["kinship"])
        record = self.world.by_name[case]
        agency = ROLES[seat][1]
        state = column(seat, record.state, record.force)
        letter = standing(seat, record.state, record.force)
        if record.force == agency and seat in MAY["own case"] | {"analyst"}:
            return state not in {"sealed", "conflict"} and (state != "restricted" or seat in MAY["lead"])
        grade = CLASS_OF.get(what)
        if grade and letter in {"p", "c"}:
            return RANK.index(grade) <= RANK.index(letter)
        if grade != "p" or record.state in HIDDEN or not reaches:
            return False
        return seat in MAY["centre"] or record.keys["misper"] in self.paired


def tables_of(connection: Connection) -> list[str]:
    """Every table, partition, view, materialised view and foreign table of ours."""
    rows = connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')"
    )
    return sorted(name for (name,) in rows.fetchall())


def unlisted(connection: Connection) -> list[str]:
    """Objects that no list names, and ways past the wall."""
    found = [f"{name} stands in no list" for name in tables_of(connection) if name not in SEE and name not in WITHOUT]
    ask = connection.execute
    found += [
        f"the function {name} stands in no list"
        for (name,) in ask(
            "select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname not like 'procrastinate\\_%'"
            " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
        ).fetchall()
        if name not in DEFINER | PLAIN | TRIGGERS
    ]
    found += [
        f"{name} runs with the rights of {owner}"
        for name, owner in ask(
            "select p.proname, p.proowner::regrole::text from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace"
        ).fetchall()
        if name not in DEFINER or owner != KEEPER
    ]
    found += [
        f"{name} is not walled in"
        for name, on, forced in ask(
            "select relname, relrowsecurity, relforcerowsecurity from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind in ('r', 'p')"
        ).fetchall()
        if name in SEE and not (on and forced)
    ]
    found += [
        f"{name} passes the wall"
        for (name,) in ask(
            "select rolname from pg_roles where (rolsuper or rolbypassrls) and rolname like 'wayhome\\_%%' and rolname <> %s",
            [database.TESTER],
        ).fetchall()
    ]
    found += [
        f"{member} may act as {role}"
        for member, role in ask(
            "select member::regrole::text, roleid::regrole::text from pg_auth_members m"
            # Since 16 whoever makes a role may grant it without being a member; until then every row is a member.
            " where (coalesce((to_jsonb(m)->>'inherit_option')::boolean, true) or coalesce((to_jsonb(m)->>'set_option')::boolean, true))"
            " and roleid::regrole::text like 'wayhome\\_%%' and member::regrole::text like 'wayhome\\_%%' and member::regrole::text <> %s",
            [database.TESTER],
        ).fetchall()
    ]
    found += [
        f"wayhome_app owns {name}"
        for (name,) in ask("select relname from pg_class where relowner = 'wayhome_app'::regrole").fetchall()
    ]
    found += [
        f"{role} may empty {table}"
        for role, table in ask(
            "select r.rolname, c.relname from pg_roles r, pg_class c where r.rolname like 'wayhome\\_%' and r.rolname <> 'wayhome_owner'"
            " and c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_table_privilege(r.oid, c.oid, 'truncate')"
        ).fetchall()
    ]
    return found


FAULTS: dict[str, str] = {
    "a policy that lets everybody through": "create policy planted on facts_fact for select to wayhome_app using (true)",
    "a wall that was never built": "alter table cases_misper disable row level security",
    "an owner whom the wall does not hold": "alter table outcomes_outcome no force row level security",
    "a view with its owner's eyes": "create view planted as select * from facts_fact; grant select on planted to wayhome_app",
    "a view with the reader's eyes that no list names": "create view planted with (security_invoker) as select * from facts_fact",
    "a materialised view": "create materialized view planted as select * from facts_fact; grant select on planted to wayhome_app",
    "a table that nobody listed": "create table planted (id int)",
    "a copy of the facts": "create table planted as select * from facts_fact; grant select on planted to wayhome_app",
    "a partition read by itself": "create table planted (id int) partition by list (id);"
    " create table planted_one partition of planted for values in (1)",
    "a function with its owner's eyes": "create function planted() returns setof facts_fact language sql security definer as"
    " 'select * from facts_fact'",
    "a plain function that nobody listed": "create function planted() returns int language sql as 'select 1'",
    "a keeper's function taken over": "alter function wayhome_shut() owner to wayhome_owner",
    "a role that passes every wall": "alter role wayhome_app bypassrls",
    "a role that may act as another": "grant wayhome_worker to wayhome_app",
    "a table that the application owns": "grant create on schema public to wayhome_app; alter table access_share owner to wayhome_app",
    "the right to empty a table": "grant truncate on facts_fact to wayhome_app",
    "an agency that is believed without its officer": "create or replace function wayhome_agency() returns uuid language sql stable"
    " security definer set search_path = public, pg_temp as $$ select nullif(current_setting('wayhome.agency', true), '')::uuid $$;"
    " create or replace function wayhome_desk() returns uuid language sql stable as $$ select wayhome_agency() $$",
    "a seal that is forgotten": "delete from access_sealname; update access_restriction set closeness = 'restricted'"
    " where closeness = 'sealed'",
    "a conflict that is forgotten": "delete from access_conflict; delete from access_tie",
    "kinship results for whoever sees the pair": "create or replace function wayhome_kinship() returns boolean language sql stable as"
    " 'select true'",
    "a share that never ends": "update access_share set until = now() + interval '9 years', ended_at = null",
}
"""What to plant; each must be found, by the catalogue or by a word that is read."""


def run(full: bool) -> list[dict[str, Any]]:
    """The rows of the table."""
    with database.cluster.superuser(database.cluster.name) as connection:
        walk = Walk(connection, World())
        seats = tuple(name for name in ROLES if name not in {"public", "api_client"}) if full else SLICE
        leaks = walk.leaks(tables_of(connection), seats)
        objects = unlisted(connection)
        asked, walk.known = walk.asked, [*leaks, *objects]
        missed = [name for name, fault in FAULTS.items() if not _finds(walk, fault, seats)]
    return [
        {
            "id": "S3",
            "figure": f"{len(leaks)} foreign words in {asked} readings of {len(SEE) + len(WITHOUT)} tables, {len(objects)} unlisted or past the wall",
            "teeth": f"{len(FAULTS) - len(missed)} of {len(FAULTS)} planted faults found"
            + "".join(f"; missed: {name}" for name in missed),
            "passed": not leaks and not objects and not missed,
            "findings": [*leaks, *objects],
        }
    ]


def _finds(walk: Walk, fault: str, seats: tuple[str, ...]) -> bool:
    with walk.connection.transaction(force_rollback=True):
        walk.connection.execute(fault)
        if set(unlisted(walk.connection)) - set(walk.known):
            return True
        return bool(
            set(walk.leaks([name for name in tables_of(walk.connection) if name in SEE], seats)) - set(walk.known)
        )
