"""Signing in: a passkey alone, or name and password and then a code; and nothing else opens the desk."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.internal.flows import login as library
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.test import Client

from tests import factory
from tests.passkey import Passkey
from wayhome.accounts import sessions
from wayhome.accounts.library import demonstration_code, give_demonstration_apps
from wayhome.accounts.models import Officer
from wayhome.base import clock
from wayhome.base.errors import Refused, Unreadable
from wayhome.ledger.models import Entry

PASSWORD = "north-juniper-quay"


@pytest.fixture
def officer(duty: Officer, settings: LazySettings) -> Officer:
    """An officer with a password and an app, as in the demonstration."""
    settings.DEMONSTRATION = True
    duty.set_password(PASSWORD)
    duty.save()
    give_demonstration_apps()
    return duty


def give_passkey(client: Client, passkey: Passkey) -> Any:
    """Add a passkey for whoever is signed in."""
    page = client.get("/you/keys/passkey").content.decode()
    options = json.loads(html.unescape(re.search(r'data-options="([^"]*)"', page)[1]))  # type: ignore[index]
    return client.post("/you/keys/passkey", {"name": "Phone", "credential": passkey.make(options)})


def by_passkey(client: Client, passkey: Passkey, *, to: str = "") -> Any:
    """Sign in with a passkey alone."""
    options = client.get("/sign-in/passkey").json()
    return client.post("/sign-in/passkey", {"credential": passkey.use(options), "next": to})


def by_password(client: Client, officer: Officer, *, password: str = PASSWORD) -> Any:
    """The first step."""
    return client.post("/sign-in?next=/figures", {"username": officer.login, "password": password})


def code_of(officer: Officer) -> str:
    code = demonstration_code(officer)
    assert code
    return code


def is_in(client: Client) -> bool:
    return client.get("/?tab=closed").status_code == 200


# Name, password, code


def test_name_password_and_code_open_the_desk_under_a_new_id(client: Client, officer: Officer) -> None:
    answer = by_password(client, officer)
    assert answer["Location"] == "/sign-in/second-step"
    assert not is_in(client)
    before = client.session.session_key
    answer = client.post("/sign-in/second-step", {"code": code_of(officer)})
    assert answer["Location"] == "/figures"
    assert is_in(client)
    assert client.session.session_key != before
    assert Entry.objects.filter(kind="officer.signed_in", key=officer.pk).count() == 1


def test_a_wrong_code_opens_nothing(client: Client, officer: Officer) -> None:
    by_password(client, officer)
    wrong = "000000" if code_of(officer) != "000000" else "111111"
    assert "The code is wrong" in client.post("/sign-in/second-step", {"code": wrong}).content.decode()
    assert not is_in(client)


def test_every_try_that_fails_is_written_down_without_what_was_typed(client: Client, officer: Officer) -> None:
    client.post("/sign-in", {"username": officer.login, "password": "not this one"})
    client.post("/sign-in", {"username": "my secret word", "password": "not this one"})
    by_password(client, officer)
    client.post("/sign-in/second-step", {"code": "000000" if code_of(officer) != "000000" else "111111"})
    lines = list(Entry.objects.filter(kind="officer.sign_in_failed").order_by("at"))
    assert [(each.facts["step"], each.key == officer.pk, each.agency) for each in lines] == [
        ("password", True, officer.agency_id),
        ("password", False, None),
        ("code", True, officer.agency_id),
    ]
    assert {(each.by, each.origin) for each in lines} == {("stranger", "127.0.0.1")}
    assert not any("secret word" in str(each.facts) or officer.login in str(each.facts) for each in lines)


def test_a_code_is_good_once(client: Client, officer: Officer) -> None:
    code = code_of(officer)
    by_password(client, officer)
    client.post("/sign-in/second-step", {"code": code})
    assert is_in(client)
    other = Client()
    by_password(other, officer)
    assert "used already" in other.post("/sign-in/second-step", {"code": code}).content.decode()
    assert not is_in(other)


def test_a_code_without_a_password_is_asked_of_nobody(client: Client, officer: Officer) -> None:
    assert client.post("/sign-in/second-step", {"code": code_of(officer)})["Location"] == "/sign-in"


def test_a_password_opens_no_account_that_has_no_second_factor(client: Client, duty: Officer) -> None:
    duty.set_password(PASSWORD)
    duty.save()
    assert "The sign-in name or the password is wrong." in by_password(client, duty).content.decode()


def test_an_officer_disabled_between_the_steps_does_not_get_in(client: Client, officer: Officer) -> None:
    by_password(client, officer)
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    client.post("/sign-in/second-step", {"code": code_of(officer)})
    assert not is_in(client)


def test_the_secret_of_an_app_lies_sealed_and_opens_for_its_officer_alone(officer: Officer) -> None:
    row = Authenticator.objects.get(user=officer)
    other = factory.officer(agency=officer.agency)
    Authenticator.objects.create(user=other, type="totp", data=row.data)
    code_of(officer)
    with pytest.raises(Unreadable):
        demonstration_code(other)


def test_in_service_no_code_is_shown_and_a_demonstrations_app_opens_nothing(
    client: Client, officer: Officer, settings: LazySettings
) -> None:
    by_password(client, officer)
    assert f"<strong>{code_of(officer)}</strong>" in client.get("/sign-in/second-step").content.decode()
    settings.DEMONSTRATION = False
    assert "<strong>" not in client.get("/sign-in/second-step").content.decode()
    with pytest.raises(Refused):
        demonstration_code(officer)
    with pytest.raises(Refused):
        give_demonstration_apps()
    assert "is wrong" in by_password(Client(), officer).content.decode()


# Passkeys


def test_a_passkey_alone_signs_in(client: Client, duty: Officer) -> None:
    mine = Passkey()
    factory.sign_in(client, duty)
    assert give_passkey(client, mine)["Location"] == "/you/keys"
    assert Entry.objects.filter(kind="officer.key_added", key=duty.pk).count() == 1
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert not is_in(client)
    assert by_passkey(client, mine, to="/figures")["Location"] == "/figures"
    assert is_in(client)


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://desk.example.org"}, {"site": "example.org"}, {"verifies": False}]
)
def test_a_passkey_of_another_site_or_without_a_finger_is_refused(
    client: Client, duty: Officer, wrong: dict[str, Any]
) -> None:
    mine = Passkey()
    factory.sign_in(client, duty)
    give_passkey(client, mine)
    client.post("/sign-out")
    for name, value in wrong.items():
        setattr(mine, name, value)
    assert "was not accepted" in by_passkey(client, mine).content.decode()
    assert not is_in(client)


def test_an_answer_is_good_for_one_question(client: Client, duty: Officer) -> None:
    mine = Passkey()
    factory.sign_in(client, duty)
    give_passkey(client, mine)
    client.post("/sign-out")
    said = mine.use(client.get("/sign-in/passkey").json())
    client.get("/sign-in/passkey")
    assert "was not accepted" in client.post("/sign-in/passkey", {"credential": said}).content.decode()


def test_a_passkey_of_a_disabled_officer_opens_nothing(client: Client, duty: Officer) -> None:
    mine = Passkey()
    factory.sign_in(client, duty)
    give_passkey(client, mine)
    client.post("/sign-out")
    Officer.objects.filter(pk=duty.pk).update(is_active=False)
    by_passkey(client, mine)
    assert not is_in(client)


@pytest.mark.parametrize(
    "handed",
    ["", "null", "[]", "{}", '"x"', '{"id": 1}', '{"response": []}', '{"id":"AA","rawId":"AA","type":"public-key","response":{"userHandle":7}}'],
)  # fmt: skip
def test_nonsense_in_place_of_a_passkey_gets_a_sentence(client: Client, db: None, handed: str) -> None:
    client.get("/sign-in/passkey")
    assert "was not accepted" in client.post("/sign-in/passkey", {"credential": handed}).content.decode()


def test_a_passkey_serves_as_the_second_step_too(client: Client, officer: Officer) -> None:
    mine = Passkey()
    factory.sign_in(client, officer)
    give_passkey(client, mine)
    client.post("/sign-out")
    by_password(client, officer)
    page = client.get("/sign-in/second-step").content.decode()
    options = json.loads(html.unescape(re.search(r'data-options="([^"]*)"', page)[1]))  # type: ignore[index]
    client.post("/sign-in/second-step", {"credential": mine.use(options)})
    assert is_in(client)


# Own keys


def test_the_last_key_cannot_be_given_up_and_nobody_gives_up_anothers(client: Client, officer: Officer) -> None:
    factory.sign_in(client, officer)
    app = Authenticator.objects.get(user=officer)
    client.post("/you/keys/remove", {"key": app.pk})
    assert Authenticator.objects.filter(pk=app.pk).exists()
    give_passkey(client, Passkey())
    client.post("/you/keys/remove", {"key": app.pk})
    assert not Authenticator.objects.filter(pk=app.pk).exists()
    stranger = Client()
    factory.sign_in(stranger, factory.officer())
    theirs = Authenticator.objects.get(user=officer)
    stranger.post("/you/keys/remove", {"key": theirs.pk})
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_changing_keys_or_password_asks_for_the_second_factor_again(client: Client, officer: Officer) -> None:
    factory.sign_in(client, officer)
    session = client.session
    session[sessions.RECORDS] = [{"method": "mfa", "at": (clock.now() - timedelta(minutes=6)).timestamp()}]
    session.save()
    for page in ("/you/keys/passkey", "/you/keys/app", "/you/password"):
        assert client.get(page)["Location"].startswith("/sign-in/again?next=")
    assert (
        client.post("/sign-in/again", {"code": code_of(officer), "next": "/you/password"})["Location"]
        == "/you/password"
    )
    assert client.get("/you/password").status_code == 200


def test_an_app_is_taken_into_use_by_its_first_code(client: Client, duty: Officer) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    duty.set_password(PASSWORD)
    duty.save()
    factory.sign_in(client, duty)
    page = client.get("/you/keys/app").content.decode()
    secret = re.search(r'wh-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]
    assert secret not in str(dict(client.session.items()))
    assert "The code is wrong" in client.post("/you/keys/app", {"code": "abc"}).content.decode()
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    assert client.post("/you/keys/app", {"code": code})["Location"] == "/you/keys"
    assert secret not in json.dumps(Authenticator.objects.get(user=duty).data)


# Sessions


def test_the_library_writes_its_records_where_we_read_them() -> None:
    assert sessions.RECORDS == library.AUTHENTICATION_METHODS_SESSION_KEY
    assert sessions.RECORDS_OF == library._AUTHENTICATION_METHODS_USER_SESSION_KEY


def test_without_a_second_factor_only_the_pages_to_set_one_up_open(client: Client, duty: Officer) -> None:
    client.force_login(duty)
    session = client.session
    sessions.begin(session, duty, at=clock.now())
    session.save()
    assert client.get("/")["Location"] == "/you/keys"
    assert client.get("/reports/new")["Location"] == "/you/keys"
    assert "Before you can work" in client.get("/you/keys").content.decode()
    assert give_passkey(client, Passkey())["Location"] == "/"
    assert is_in(client)


def test_a_session_that_the_door_did_not_make_opens_nothing(client: Client, duty: Officer) -> None:
    client.force_login(duty)
    assert client.get("/")["Location"].startswith("/sign-in")


def test_a_new_password_ends_every_other_sign_in(client: Client, duty: Officer) -> None:
    other = Client()
    for each in (client, other):
        factory.sign_in(each, duty)
    new = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/you/password", new)["Location"] == "/you/keys"
    assert is_in(client)
    assert not is_in(other)


def test_an_officer_lists_and_ends_own_sign_ins(client: Client, duty: Officer) -> None:
    mine, browsers = Passkey(), [Client(headers={"User-Agent": f"Browser {n}"}) for n in range(3)]
    factory.sign_in(client, duty)
    give_passkey(client, mine)
    for each in browsers:
        by_passkey(each, mine)
    page = client.get("/you/sign-ins").content.decode()
    assert all(f"Browser {n}" in page for n in range(3))
    which = re.search(r'name="which" value="(\d+)"', page)[1]  # type: ignore[index]
    stranger = Client()
    factory.sign_in(stranger, factory.officer())
    stranger.post("/you/sign-ins/end", {"which": which})
    assert [is_in(each) for each in browsers] == [True, True, True]
    client.post("/you/sign-ins/end", {"which": which})
    assert [is_in(each) for each in browsers] == [False, True, True]
    client.post("/you/sign-ins/end", {"which": "others"})
    assert [is_in(each) for each in (client, *browsers)] == [True, False, False, False]


def test_signing_out_leaves_nothing_in_the_browser(client: Client, duty: Officer) -> None:
    factory.sign_in(client, duty)
    answer = client.post("/sign-out")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert Entry.objects.filter(kind="officer.signed_out", key=duty.pk).count() == 1
