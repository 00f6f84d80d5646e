"""S20 and R5: what breaking the glass does, every time, and what happens when several people press at once.

The verbs run as the desk's own role, behind the second wall; what they left is judged from the tables alone. The judge is
then shown tables with planted faults, and the races are run again with the verb that reads, checks and writes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tests import database, factory
from wayhome.access import actions as access
from wayhome.access.models import Glass, GlassTold, Unseal
from wayhome.access.queries import glasses_seen_by, standing_of, told_unread
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.base.errors import Problem, Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Misper
from wayhome.ledger import actions as ledger
from wayhome.ledger.models import Entry
from wayhome.rules.access import Action, may
from wayhome.rules.glass import HOURS, MOST_HOURS
from wayhome.rules.purpose import refuse_reason
from wayhome.terms.viewer import Role

WHY = "A child stands at the counter and will not say her name."
TOLD_WITHIN = timedelta(seconds=60)
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Force:
    """A force with those whom it needs."""

    agency: Agency
    duty: Officer
    supervisor: Officer
    officer: Officer


def force(name: str) -> Force:
    """A new force: somebody who leads, somebody who supervises, somebody who works."""
    agency = factory.force(name)
    duty, supervisor, officer = (
        factory.officer(role, agency) for role in (Role.DUTY_OFFICER, Role.SUPERVISOR, Role.OFFICER)
    )
    return Force(agency, duty, supervisor, officer)


@contextmanager
def at_desk(officer: Officer) -> Iterator[None]:
    """One transaction as the desk runs it: its own role, and the officer named to the database."""
    from wayhome.base.web import set_viewer

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local role wayhome_app")
        set_viewer(officer=str(officer.pk), agency=str(officer.agency_id))
        yield


def said(officer: Officer) -> dict[str, Any]:
    """Who acts, and when."""
    return {"viewer": officer.viewer, "by": officer.actor, "at": clock.now()}


def breaks(officer: Officer, reference: str, *, words: str = WHY, hours: int = 1) -> Glass | None:
    """The glass as one officer breaks it; None when it was refused."""
    try:
        with at_desk(officer):
            return access.break_glass(reference, "found", words, hours, **said(officer))
    except Refused:
        return None


def record(of: Force) -> Misper:
    """A child's record of a force."""
    return factory.open_episode(of.duty, at=clock.now() - timedelta(hours=2), phone=None, informant_phone=None).misper


def sealed(of: Force, *more: Officer) -> Misper:
    """A record that is sealed to the force's leaders, and some more."""
    row = record(of)
    with at_desk(of.supervisor):
        names = [of.supervisor.pk, of.duty.pk, *(each.pk for each in more)]
        access.seal(row, names, "The address is a refuge", **said(of.supervisor))
    return row


def reaches(officer: Officer, row: Misper) -> bool:
    """Whether either wall lets the officer at a record."""
    with at_desk(officer):
        second = Misper.objects.filter(pk=row.pk).exists()
        first = may(officer.viewer, Action.SEE_CASE, standing=standing_of(officer.viewer, row.pk, row.agency_id))
    return first or second


# S20


@dataclass
class Uses:
    """What was done, and what the judge found wrong with it, by what is wrong."""

    broken: list[tuple[UUID, Officer, Misper]] = field(default_factory=list)
    sealed: list[Misper] = field(default_factory=list)
    refused: int = 0
    tried: int = 0
    wrong: dict[str, int] = field(default_factory=dict)

    def found(self, what: str, count: int = 1) -> None:
        """Something is wrong."""
        if count:
            self.wrong[what] = self.wrong.get(what, 0) + count


def use(times: int) -> Uses:
    """Break glass so many times, among tries that must be refused: without a reason, of a seal, of oneself."""
    uses = Uses()
    ours, theirs = force("Northmoor Police"), force("Westfell Police")
    finders = [factory.officer(Role.OFFICER, theirs.agency) for _ in range(5)]
    uses.sealed = [sealed(ours) for _ in range(max(2, times // 20))]
    for number in range(times):
        row, finder = record(ours), finders[number % len(finders)]
        if number % 4 == 0:  # a record of the finder's own force, restricted
            row, finder = record(theirs), finders[number % len(finders)]
            with at_desk(theirs.supervisor):
                access.restrict(row, "Known to the family", **said(theirs.supervisor))
        tries = [(finder, row.reference, "....."), (finder, uses.sealed[number % len(uses.sealed)].reference, WHY)]
        tries += [(ours.officer, uses.sealed[number % len(uses.sealed)].reference, WHY)]
        uses.tried += len(tries)
        uses.refused += sum(breaks(who, reference, words=words) is None for who, reference, words in tries)
        glass = breaks(finder, row.reference, hours=HOURS[number % len(HOURS)])
        if glass is None:
            uses.found("refused what was right")
        else:
            uses.broken.append((glass.pk, finder, row))
    uses.found("broke what must be refused", uses.tried - uses.refused)
    return uses


def judge(uses: Uses, *, closed: bool = False) -> dict[str, int]:
    """What is wrong with the glass that the tables hold, counted by what it is."""
    seen = Uses(wrong=dict(uses.wrong))
    rows = {row.pk: row for row in Glass.objects.select_related("officer__agency")}
    kept_close = {row.pk for row in uses.sealed}
    seen.found("rows that nobody made", len(rows.keys() - {pk for pk, _, _ in uses.broken}))
    queues: dict[UUID, set[UUID]] = {}
    for pk, finder, row in uses.broken:
        glass = rows[pk]
        seen.found("without a reason", bool(refuse_reason(access.words_of_glass(glass))))
        seen.found("lasts too long", glass.until - glass.at > timedelta(hours=MOST_HOURS))
        told = list(GlassTold.objects.filter(glass=glass).select_related("officer"))
        others = {each.officer_id for each in told} - {finder.pk}
        seen.found("fewer than two others told", len(others) < 2)
        seen.found("told late", any(each.at - glass.at > TOLD_WITHIN for each in told))
        seen.found("no banner", any(not told_unread(o.officer.viewer).filter(glass=glass).exists() for o in told))
        for agency in {finder.agency_id, row.agency_id}:
            if agency not in queues:
                chief = Officer.objects.get(agency=agency, role=Role.SUPERVISOR.value)
                queues[agency] = set(
                    glasses_seen_by(chief.viewer).filter(reviewed_by=None).values_list("pk", flat=True)
                )
            seen.found("not in the queue", pk not in queues[agency])
        seen.found("not in the ledger", Entry.objects.filter(kind="glass.broken", key=pk).count() != 1)
        if closed:
            seen.found("still open after its time", reaches(finder, row))
        elif glass.ended_at is None:
            seen.found("did not open", not reaches(finder, row))
    seen.found("reaches a sealed record", sum(glass.subject in kept_close for glass in rows.values()))
    return seen.wrong


def pass_time(uses: Uses, hours: int) -> None:
    """Move every glass into the past, as the superuser, instead of waiting."""
    with database.cluster.superuser(database.cluster.name) as superuser:
        superuser.execute(
            "update access_glass set at = at - make_interval(hours => %s), until = until - make_interval(hours => %s)"
            " where id = any(%s)", [hours, hours, [pk for pk, _, _ in uses.broken]],
        )  # fmt: skip
        superuser.execute("update access_glasstold set at = at - make_interval(hours => %s)", [hours])


ONE_TOLD = "(select id from access_glasstold where glass_id = %(one)s limit 1)"
FAULTS: dict[str, tuple[str, str]] = {
    "no end": ("update access_glass set until = at + interval '9 days' where id = %(one)s", "lasts too long"),
    "no notice": (f"delete from access_glasstold where id = {ONE_TOLD}", "fewer than two others told"),
    "told oneself": (
        f"update access_glasstold set officer_id = %(officer)s where id = {ONE_TOLD}", "fewer than two others told"
    ),
    "told late": ("update access_glasstold set at = at + interval '5 minutes' where glass_id = %(one)s", "told late"),
    "no banner": ("update access_glasstold set read_at = at where glass_id = %(one)s", "no banner"),
    "no reason": ("update access_glass set words = %(dots)s where id = %(one)s", "without a reason"),
    "out of the queue": (
        "update access_glass set owner_id = %(other)s, agency_id = %(other)s where id = %(one)s", "not in the queue"
    ),
    "a sealed record": ("update access_glass set subject = %(sealed)s where id = %(one)s", "reaches a sealed record"),
}  # fmt: skip
"""Each fault as SQL, and under which name the judge must count it. Each is undone before the next."""


def teeth(uses: Uses) -> list[str]:
    """The planted faults that the judge did not find."""
    from wayhome.base import sealing

    pk, finder, row = uses.broken[0]
    asked = {
        "one": pk,
        "officer": finder.pk,
        "other": factory.force("Nobody's").pk,
        "sealed": uses.sealed[0].pk,
        "dots": sealing.seal_words("......", subject=row.pk, table="access_glass", column="words", row=pk),
    }
    missed = []
    for name, (statements, wanted) in FAULTS.items():
        with fault(statements, asked):
            if not judge(uses).get(wanted):
                missed.append(name)
    return missed


@contextmanager
def fault(statement: str, asked: dict[str, Any]) -> Iterator[None]:
    """Tables with a fault in them, whatever the constraints say, and as they were afterwards."""
    tables, check = ("access_glass", "access_glasstold"), "glass_mends_in_eight_hours"
    with database.cluster.superuser(database.cluster.name) as superuser:
        (rule,) = superuser.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [check]
        ).fetchone() or ("",)
        for table in tables:
            superuser.execute(f"create temp table kept_{table} as table {table}")
        superuser.execute(f"alter table access_glass drop constraint {check}")
        superuser.execute(statement, asked)
        try:
            yield
        finally:
            superuser.execute("set session_replication_role = replica")
            for table in tables:
                superuser.execute(f"delete from {table}")
                superuser.execute(f"insert into {table} select * from kept_{table}")
            superuser.execute(f"alter table access_glass add constraint {check} {rule}")


# R5


def at_once(works: Sequence[Callable[[], bool]]) -> list[bool]:
    """Run several at one moment, each on a connection of its own; whether each said that it did it."""
    start, did = threading.Barrier(len(works)), [False] * len(works)

    def one(place: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(60)
            did[place] = works[place]()
        except Problem:
            did[place] = False
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return did


Agree = Callable[[Misper, UUID, Officer], None]


def agrees(row: Misper, unseal: UUID, officer: Officer) -> None:
    """The verb as the desk runs it."""
    with at_desk(officer):
        access.agree_unseal(row, unseal, **said(officer))


def agrees_naively(row: Misper, unseal: UUID, officer: Officer) -> None:
    """Read, check, write: what the verb must not be."""
    with at_desk(officer):
        asked = Unseal.objects.get(pk=unseal)
        if asked.state != "pending" or asked.asked_by_id == officer.pk:
            raise Refused
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(0.01)")
        Unseal.objects.filter(pk=unseal).update(state="agreed", decided_by=officer, decided_at=clock.now())
        ledger.write("unseal.agreed", asked, by=officer.actor, agency=row.agency_id, at=clock.now())


@dataclass
class Races:
    """What several who pressed at once brought about."""

    tries: int = 0
    doubled: int = 0
    undone: int = 0
    by_oneself: int = 0


def race_unseal(times: int, agree: Agree) -> Races:
    """So many seals, each agreed to at once by the one who asked, twice, and by three others, twice."""
    races, ours = Races(), force("Northmoor Police")
    named = [ours.duty, *(factory.officer(Role.OFFICER, ours.agency) for _ in range(2))]
    for _ in range(times):
        row = sealed(ours, *named[1:])
        with at_desk(ours.supervisor):
            asked = access.ask_unseal(row, authority="The family court, 3 June", reason="The hearing needs it",
                                      **said(ours.supervisor)).pk  # fmt: skip
        who = [each for each in (ours.supervisor, *named) for _ in range(AT_ONCE // 4)]

        def work(officer: Officer, row: Misper = row, asked: UUID = asked) -> Callable[[], bool]:
            def press() -> bool:
                agree(row, asked, officer)
                return True

            return press

        at_once([work(each) for each in who])
        races.tries += 1
        lines = Entry.objects.filter(kind="unseal.agreed", key=asked).count()
        races.doubled += lines > 1
        races.undone += lines < 1
        races.by_oneself += Unseal.objects.get(pk=asked).decided_by_id == ours.supervisor.pk
        races.by_oneself += Entry.objects.filter(kind="unseal.agreed", key=asked, by=ours.supervisor.actor.ref).count()
    return races


def breaks_naively(officer: Officer, row: Misper, told: Sequence[Officer]) -> bool:
    """Look whether it is broken, then break it, on a connection that no wall holds."""
    with database.cluster.superuser(database.cluster.name) as naive:
        asked = [officer.pk, row.pk]
        if naive.execute("select 1 from access_glass where officer_id = %s and subject = %s", asked).fetchone():
            return False
        naive.execute("select pg_sleep(0.02)")
        key = new_id()
        naive.execute(
            "insert into access_glass (id, agency_id, officer_id, subject, owner_id, reference, code, words, at, until, verdict)"
            " values (%s, %s, %s, %s, %s, %s, 'found', '', now(), now() + interval '1 hour', '')",
            [key, officer.agency_id, officer.pk, row.pk, row.agency_id, row.reference],
        )
        for each in told:
            naive.execute(
                "insert into access_glasstold (id, agency_id, glass_id, officer_id, at) values (%s, %s, %s, %s, now())",
                [new_id(), each.agency_id, key, each.pk],
            )
    return True


def race_glass(times: int, *, naively: bool = False) -> Races:
    """So many records, the glass of each broken by one officer eight times at once."""
    races, ours, theirs = Races(), force("Northmoor Police"), force("Westfell Police")
    for _ in range(times):
        row = record(ours)

        def press(row: Misper = row) -> bool:
            if naively:
                return breaks_naively(theirs.officer, row, (ours.duty, theirs.supervisor))
            return breaks(theirs.officer, row.reference) is not None

        did = sum(at_once([press] * AT_ONCE))
        rows = Glass.objects.filter(subject=row.pk)
        told = GlassTold.objects.filter(glass__subject=row.pk).count()
        races.tries += 1
        races.doubled += did > 1 or rows.count() > 1 or told > 2
        races.undone += did < 1 or rows.count() < 1 or told < 2
    return races


def run(full: bool) -> list[dict[str, Any]]:
    """200 uses, 300 unseals and 100 glasses; a dozen of each in the slice."""
    uses = use(200 if full else 12)
    wrong = judge(uses)
    missed = teeth(uses)
    restored = judge(uses) == wrong
    pass_time(uses, MOST_HOURS)
    after = judge(uses, closed=True)
    unseals, glasses = race_unseal(300 if full else 10, agrees), race_glass(100 if full else 6)
    naive, naive_glass = race_unseal(20 if full else 4, agrees_naively), race_glass(10 if full else 3, naively=True)
    return [
        {
            "id": "S20",
            "figure": f"{len(uses.broken)} uses: {described(wrong)}; {uses.refused} of {uses.tried} tries without a reason or at a"
            f" seal refused; eight hours later {described(after)}",
            "teeth": f"{len(FAULTS) - len(missed)} of {len(FAULTS)} planted faults found{', not ' + ', '.join(missed) if missed else ''}",
            "passed": not wrong and not after and not missed and restored and uses.refused == uses.tried,
        },
        {
            "id": "R5",
            "figure": f"{unseals.tries} unseals x {AT_ONCE} at once: {unseals.doubled} doubled, {unseals.undone} not done,"
            f" {unseals.by_oneself} agreed by whoever asked; {glasses.tries} glasses x {AT_ONCE} at once: {glasses.doubled} doubled,"
            f" {glasses.undone} not done",
            "teeth": f"read, check, write doubles {naive.doubled} of {naive.tries} unseals and {naive_glass.doubled} of"
            f" {naive_glass.tries} glasses",
            "passed": not any((unseals.doubled, unseals.undone, unseals.by_oneself, glasses.doubled, glasses.undone))
            and naive.doubled > 0
            and naive_glass.doubled > 0,
        },
    ]  # fmt: skip


def described(wrong: dict[str, int]) -> str:
    """What is wrong, in words."""
    return ", ".join(f"{count} {what}" for what, count in sorted(wrong.items())) or "nothing wrong"
