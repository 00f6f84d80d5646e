"""S9: nobody learns from the door who has an account. Same status, bytes, headers and number of hashes for every name.

What is compared is each question asked of somebody who is there in some way, and of nobody. Taken out before: the name
that was typed, since the page shows it again, and what is random in every page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from fido2.utils import websafe_encode

from tests import factory
from tests.assurance import officers
from tests.assurance.officers import PASSWORD
from tests.passkey import Passkey
from wayhome.accounts import throttle
from wayhome.accounts.library import AccountAdapter
from wayhome.accounts.models import Officer
from wayhome.desk.views import sign_in

RANDOM = re.compile(rb'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|Wait \d+ seconds')


@dataclass(frozen=True)
class Told:
    """All that somebody outside can see of an answer, and the work behind it."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    hashes: int


def ask(login: str, send: Callable[[Any], Any], counted: officers.Hasher) -> Told:
    """One question from a browser of its own."""
    client, before = officers.browser(), len(counted.at)
    answer = send(client)
    body = RANDOM.sub(b"", answer.content).replace(login.encode(), b"NAME")
    headers = tuple(sorted((k, RANDOM.sub(b"", v.encode()).decode()) for k, v in answer.headers.items()
                           if k not in {"Content-Length", "X-Request-Id", "Content-Security-Policy", "Retry-After"}))  # fmt: skip
    body = re.sub(rb'wh-quote">[^<]*', b"", body)
    return Told(answer.status_code, body, headers, tuple(sorted(answer.cookies)), len(counted.at) - before)


def people() -> dict[str, str]:
    """Sign-in names of officers who cannot be told from nobody, and why each is refused. Names have one length."""
    hashed = make_password(PASSWORD)

    def named(**changes: Any) -> str:
        made = factory.officer()
        login = f"officer-{made.pk.hex[-12:]}"
        Officer.objects.filter(pk=made.pk).update(**({"login": login, "password": hashed} | changes))
        return login

    there = {
        "wrong password": named(),
        "disabled": named(is_active=False),
        "no password": named(password="!"),
        "never set up": named(password=""),
    }
    officers.give_demonstration_apps()
    return there | {"no second factor": named()}


def compare(counted: officers.Hasher) -> tuple[int, list[str]]:
    """Every question, of each of these and of nobody: how many pairs were compared, and which differ."""
    there, differ, pairs = people(), [], 0

    def password_of(login: str, said: str) -> Told:
        return ask(login, lambda client: officers.by_password(client, login, said), counted)

    def too_often(login: str) -> Told:
        for number in range(10):
            officers.by_password(officers.browser(), login, f"{number}")
        return password_of(login, PASSWORD)

    questions: dict[str, Callable[[str, str], Told]] = {
        "password": lambda why, login: password_of(login, "wrong" if why == "wrong password" else PASSWORD),
        "passkey": lambda _why, login: ask(login, lambda client: _strange_passkey(client, login), counted),
        "too often": lambda _why, login: too_often(login),
    }
    for question, put in questions.items():
        nobody = put("nobody", f"officer-{question.encode().hex()[:12]:0<12}")
        for why, login in there.items():
            pairs += 1
            if put(why, login) != nobody:
                differ.append(f"{question}: {why}")
    return pairs, differ


def _strange_passkey(client: Any, login: str) -> Any:
    """A passkey that nobody gave to anybody, for the account of this name."""
    who = Officer.objects.filter(login=login).values_list("pk", flat=True).first()
    strange = Passkey(owner=websafe_encode((who.hex if who else "0" * 32).encode()))
    said = json.loads(strange.use(client.get("/sign-in/passkey").json()))
    return client.post("/sign-in/passkey", {"credential": json.dumps(said)})


# Planted faults

Plant = Callable[[pytest.MonkeyPatch], None]


def _judge(change: Callable[[Any, Any, dict[str, Any]], Any]) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        real = AccountAdapter.authenticate
        patch.setattr(
            AccountAdapter, "authenticate", lambda self, request, **given: change(lambda: real(self, request, **given), request, given)
        )  # fmt: skip

    return plant


def _known(given: dict[str, Any]) -> Officer | None:
    return Officer.objects.filter(login=given["username"]).first()


def _door(change: Callable[[Any, Any], Any]) -> Plant:
    def plant(patch: pytest.MonkeyPatch) -> None:
        real = sign_in._door

        def door(request: Any, form: Any, *words: Any, **more: Any) -> Any:
            answer, who = real(request, form, *words, **more), request.POST.get("username", "")
            return change(answer, Officer.objects.filter(login=who).first())

        patch.setattr(sign_in, "_door", door)

    return plant


def _says(answer: Any, who: Officer | None) -> Any:
    if who and not who.is_active:
        answer.content = answer.content.replace(b"is wrong.", b"is wrong. Ask your administrator.")
    return answer


def _status(answer: Any, who: Officer | None) -> Any:
    answer.status_code = 401 if who and answer.status_code == 200 else answer.status_code
    return answer


def _header(answer: Any, who: Officer | None) -> Any:
    if who:
        answer.headers["X-Agency"] = "north"
    return answer


def _cookie(answer: Any, who: Officer | None) -> Any:
    if who:
        answer.set_cookie("seen", "1")
    return answer


def _counts_known_alone(patch: pytest.MonkeyPatch) -> None:
    real = throttle.count_try

    def count(counted: Any, *, at: Any) -> Any:
        there = {
            throttle._key("password", "account", login) for login in Officer.objects.values_list("login", flat=True)
        }
        return real(counted, at=at) if there & set(counted) else None

    patch.setattr(throttle, "count_try", count)


def _no_factor_hint(real: Any, _request: Any, given: dict[str, Any]) -> Any:
    who = _known(given)
    if who and not Authenticator.objects.filter(user=who).exists():
        make_password("once more")
    return real()


PLANTS: dict[str, Plant] = {
    "no hash for nobody": _judge(lambda real, _request, given: real() if _known(given) else None),
    "no hash for the disabled": _judge(
        lambda real, _request, given: None if (who := _known(given)) and not who.is_active else real()
    ),
    "one hash more without a second factor": _judge(_no_factor_hint),
    "another sentence": _door(_says),
    "another status": _door(_status),
    "a header": _door(_header),
    "a cookie": _door(_cookie),
    "only known names are slowed": _counts_known_alone,
}


def found(name: str) -> bool:
    """Whether one planted fault shows."""
    with officers.stage(cheap=True) as (patch, counted):
        PLANTS[name](patch)
        return bool(compare(counted)[1])


def run(full: bool) -> list[dict[str, Any]]:
    """Every pair, with the hasher of service."""
    with officers.stage(cheap=False) as (_, counted):
        pairs, differ = compare(counted)
    seen = {name: found(name) for name in PLANTS}
    missed = "".join(f"; missed: {name}" for name, bit in seen.items() if not bit)
    return [
        {
            "id": "S9",
            "figure": f"{len(differ)} of {pairs} pairs differ in status, bytes, headers, cookies or number of hashes"
            + "".join(f"; {each}" for each in differ),
            "teeth": f"{sum(seen.values())} of {len(seen)}{missed}",
            "passed": not differ and all(seen.values()),
        }
    ]
