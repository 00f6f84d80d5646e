"""Accounts: invited by a code that is good once, recovered by two people, and never by one."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from tests.desk.test_sign_in import by_passkey, give_passkey, is_in
from tests.passkey import Passkey
from wayhome.accounts import actions as accounts
from wayhome.accounts.models import Agency, Duty, Officer, OneTimeCode, Recovery
from wayhome.accounts.queries import on_duty
from wayhome.base import clock
from wayhome.base.errors import NotFound, Refused
from wayhome.ledger.models import Entry
from wayhome.terms.viewer import Role

CODE = re.compile(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){4}")


@pytest.fixture
def keeper(force: Agency) -> Officer:
    """The administrator of the force."""
    return factory.officer(Role.ADMINISTRATOR, force)


@pytest.fixture
def second(force: Agency) -> Officer:
    """A supervisor of the same force."""
    return factory.officer(Role.SUPERVISOR, force)


def invite(keeper: Officer, **changes: str) -> tuple[Any, str]:
    page = signed_in(keeper).post(
        "/officers/new", {"login": "wren.tarrow", "name": "Wren Tarrow", "role": "officer"} | changes
    )
    found = CODE.search(page.content.decode())
    return page, found[0] if found else ""


def first_time(client: Client, code: str, login: str = "wren.tarrow") -> Any:
    return client.post("/sign-in/first-time", {"login": login, "code": code})


def test_an_invited_officer_sets_up_a_passkey_and_works(client: Client, keeper: Officer, force: Agency) -> None:
    _, code = invite(keeper)
    made = Officer.objects.get(login="wren.tarrow")
    assert (made.agency, made.role, made.has_usable_password()) == (force, "officer", False)
    assert first_time(client, code)["Location"] == "/you/keys"
    assert client.get("/")["Location"] == "/you/keys"  # to nothing else
    mine = Passkey()
    assert give_passkey(client, mine)["Location"] == "/"
    assert is_in(client)
    other = Client()
    by_passkey(other, mine)
    assert is_in(other)
    assert code not in str(list(Entry.objects.values()))
    assert OneTimeCode.objects.filter(digest=code.encode()).count() == 0


def test_a_code_is_good_once_for_its_officer_and_for_a_day(client: Client, keeper: Officer) -> None:
    _, code = invite(keeper)
    assert "is wrong" in first_time(client, code, "somebody.else").content.decode()
    assert "is wrong" in first_time(client, "0000-0000-0000-0000-0000").content.decode()
    assert accounts.use_code("wren.tarrow", code, at=clock.now() + timedelta(hours=24)) is None
    assert first_time(client, code).status_code == 302
    assert "is wrong" in first_time(Client(), code).content.decode()


def test_codes_are_guessed_as_slowly_as_passwords(client: Client, keeper: Officer) -> None:
    _, code = invite(keeper)
    tries = [first_time(client, f"{number}").status_code for number in range(11)]
    assert tries == [200] * 10 + [429]
    assert first_time(client, code).status_code == 429


def test_a_code_lets_a_shut_account_stay_shut(client: Client, keeper: Officer) -> None:
    _, code = invite(keeper)
    Officer.objects.filter(login="wren.tarrow").update(is_active=False)
    assert "is wrong" in first_time(client, code).content.decode()


def test_a_taken_name_is_refused(keeper: Officer, duty: Officer) -> None:
    page, code = invite(keeper, login=duty.login)
    assert code == ""
    assert "This sign-in name is taken." in page.content.decode()


def test_an_administrator_keeps_the_own_agency_alone(keeper: Officer, second: Officer) -> None:
    theirs = factory.officer()
    about = {"role": Role.ANALYST, "agency": theirs.agency, "is_active": False}
    who = {"viewer": keeper.viewer, "by": keeper.actor, "at": clock.now()}
    for verb in (lambda: accounts.change_officer(theirs.pk, **about, **who), lambda: accounts.invite_again(theirs.pk, **who),
                 lambda: accounts.ask_recovery(theirs.pk, how_known="x", **who)):  # fmt: skip
        with pytest.raises(NotFound):
            verb()
    client = signed_in(keeper)
    assert client.get(f"/officers/change?officer={theirs.pk}")["Location"] == "/officers"
    with pytest.raises(NotFound):
        accounts.change_officer(second.pk, **about, viewer=theirs.viewer, by=theirs.actor, at=clock.now())


def test_a_change_of_role_ends_the_sign_in_and_nobody_changes_their_own(keeper: Officer, second: Officer) -> None:
    theirs, client = signed_in(second), signed_in(keeper)
    assert is_in(theirs)
    client.post("/officers/change", {"officer": second.pk, "role": "officer", "is_active": "on"})
    assert not is_in(theirs)
    page = client.post("/officers/change", {"officer": keeper.pk, "role": "supervisor", "is_active": "on"})
    assert "Another administrator" in page.content.decode()
    assert Entry.objects.filter(kind="officer.changed").count() == 1


# Recovery


def test_two_people_let_an_officer_in_again(client: Client, keeper: Officer, second: Officer, duty: Officer) -> None:
    old = Passkey()
    factory.sign_in(client, duty)
    give_passkey(client, old)
    assert is_in(client)
    asks = signed_in(second)
    asks.post("/recovery", {"officer": duty.pk, "how_known": "Came to the counter"})
    which = {"which": Recovery.objects.get().pk}
    asks.post("/recovery/decide", which | {"agree": "1"})
    assert Recovery.objects.get().state == "pending"  # not by the one who asked
    assert is_in(client)  # nothing has happened yet
    code = CODE.search(signed_in(keeper).post("/recovery/decide", which | {"agree": "1"}).content.decode())
    assert code
    assert not is_in(client)
    stale = Client()
    by_passkey(stale, old)
    assert not is_in(stale)
    fresh = Client()
    assert first_time(fresh, code[0], duty.login)["Location"] == "/you/keys"
    give_passkey(fresh, Passkey())
    assert is_in(fresh)
    kinds = set(Entry.objects.filter(kind__startswith="recovery").values_list("kind", flat=True))
    assert kinds == {"recovery.asked", "recovery.approved"}


def test_a_refusal_leaves_everything_as_it_was(client: Client, keeper: Officer, second: Officer, duty: Officer) -> None:
    factory.sign_in(client, duty)
    row = accounts.ask_recovery(duty.pk, how_known="x", viewer=second.viewer, by=second.actor, at=clock.now())
    signed_in(keeper).post("/recovery/decide", {"which": row.pk, "refuse": "1"})
    assert is_in(client)
    assert Recovery.objects.get().state == "refused"


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.SUPERVISOR}])
def test_no_other_role_asks_or_decides(role: Role, force: Agency, second: Officer, duty: Officer) -> None:
    who = factory.officer(role, force)
    about = {"viewer": who.viewer, "by": who.actor, "at": clock.now()}
    with pytest.raises(Refused):
        accounts.ask_recovery(duty.pk, how_known="x", **about)
    row = accounts.ask_recovery(duty.pk, how_known="x", viewer=second.viewer, by=second.actor, at=clock.now())
    with pytest.raises(Refused):
        accounts.approve_recovery(row.pk, **about)


def test_the_officer_is_neither_of_the_two(keeper: Officer, second: Officer) -> None:
    at = clock.now()
    with pytest.raises(Refused, match="own account"):
        accounts.ask_recovery(second.pk, how_known="x", viewer=second.viewer, by=second.actor, at=at)
    row = accounts.ask_recovery(second.pk, how_known="x", viewer=keeper.viewer, by=keeper.actor, at=at)
    with pytest.raises(Refused, match="own account"):
        accounts.approve_recovery(row.pk, viewer=second.viewer, by=second.actor, at=at)


def test_the_database_holds_the_same(keeper: Officer, second: Officer, duty: Officer) -> None:
    at = clock.now()
    row = accounts.ask_recovery(duty.pk, how_known="x", viewer=keeper.viewer, by=keeper.actor, at=at)
    for decided_by in (keeper, duty):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recovery.objects.filter(pk=row.pk).update(state="approved", decided_by=decided_by, decided_at=at)
    with pytest.raises(Refused, match="already"):
        accounts.ask_recovery(duty.pk, how_known="y", viewer=second.viewer, by=second.actor, at=at)


def test_of_eight_who_decide_at_once_one_makes_a_code(fresh_database: None) -> None:
    force = factory.force()
    lost, asks = factory.officer(Role.OFFICER, force), factory.officer(Role.SUPERVISOR, force)
    row = accounts.ask_recovery(lost.pk, how_known="x", viewer=asks.viewer, by=asks.actor, at=clock.now())
    deciders = [factory.officer(Role.ADMINISTRATOR, force) for _ in range(8)]
    codes, ready = [], threading.Barrier(8)

    def decide(who: Officer) -> None:
        ready.wait()
        try:
            codes.append(accounts.approve_recovery(row.pk, viewer=who.viewer, by=who.actor, at=clock.now()))
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(who,)) for who in deciders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 1
    assert OneTimeCode.objects.count() == 1


# Rota


def test_a_duty_officer_puts_somebody_on_duty(desk: Client, duty: Officer, force: Agency) -> None:
    sent = {"officer": duty.pk, "role": "duty_officer", "starts_on": "2026-01-01", "starts_time": "07:00",
            "ends_on": "2099-01-01", "ends_time": "19:00"}  # fmt: skip
    assert desk.post("/rota", sent)["Location"] == "/rota"
    assert on_duty(force.pk, Role.DUTY_OFFICER, at=clock.now()) == duty
    assert str(duty) in desk.get("/rota").content.decode()
    assert "must end after" in desk.post("/rota", sent | {"ends_on": "2025-01-01"}).content.decode()
    assert desk.post("/rota", sent | {"officer": factory.officer().pk}).status_code == 200
    assert Duty.objects.count() == 1


def test_who_does_not_keep_the_rota_reads_it(force: Agency, duty: Officer) -> None:
    client = signed_in(factory.officer(Role.CALL_TAKER, force))
    client.post("/rota", {"officer": duty.pk, "role": "duty_officer"})
    assert "Put somebody on duty" not in client.get("/rota").content.decode()
    assert not Duty.objects.exists()
