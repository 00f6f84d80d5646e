"""An agency's own sign-in, against a provider that speaks OpenID Connect over HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from tests.desk.test_sign_in import is_in
from wayhome.accounts import actions as accounts
from wayhome.accounts.library import give_demonstration_apps
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.base.errors import Refused
from wayhome.settings import common
from wayhome.terms.viewer import Role

SUBJECT = "b7e1-lasting-id"
SECRET = "a-shared-word-of-forty-signs-or-so-ab-cd-ef"


class Provider:
    """What the agency's provider says of whoever comes, and what it was asked."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.challenge = ""
        told = self

        class Answers(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                """Say nothing."""

            def answer(self, body: object, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def do_GET(self) -> None:
                here = told.issuer
                self.answer({"issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                             "jwks_uri": f"{here}/keys", "token_endpoint_auth_methods_supported": ["client_secret_post"]})  # fmt: skip

            def do_POST(self) -> None:
                asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                verifier = hashlib.sha256(asked["code_verifier"][0].encode()).digest()
                if base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() != told.challenge or asked["code"] != [
                    "good"
                ]:
                    self.answer({"error": "invalid_grant"}, 400)
                    return
                token = {"iss": told.issuer, "aud": "wayhome", "sub": SUBJECT, "exp": time.time() + 60, "name": "Wren"}
                self.answer({"access_token": "x", "token_type": "Bearer",
                             "id_token": jwt.encode(token | told.claims, SECRET, algorithm="HS256")})  # fmt: skip

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def comes_back(self, client: Client, *, code: str = "good") -> Any:
        """Leave for the provider and come back, as a browser does."""
        leaving = client.get("/sign-in/agency/north?next=/figures")
        asked = parse_qs(urlsplit(leaving["Location"]).query)
        assert asked["scope"] == ["openid"]
        self.challenge = asked["code_challenge"][0]
        back = {"code": code, "state": asked["state"][0]}
        bounced = Client().get("/sign-in/agency/north/back", back)
        assert "http-equiv" in bounced.content.decode()  # a strict cookie comes with the next step alone
        return client.get("/sign-in/agency/north/back", back | {"_redir": ""})


@pytest.fixture
def provider(settings: LazySettings, force: Agency) -> Iterator[Provider]:
    """The provider of this force."""
    made = Provider()
    about = {"id": "north", "agency": force.code, "name": "Northmoor", "issuer": made.issuer, "client_id": "wayhome",
             "secret": "x", "second_factor": ["mfa"]}  # fmt: skip
    settings.DEMONSTRATION = True
    settings.AGENCY_SIGN_IN = {"north": about}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid"], "APPS": [
        {"provider_id": "north", "name": "Northmoor", "client_id": "wayhome", "secret": "x",
         "settings": {"server_url": made.issuer, "fetch_userinfo": False}}]}}  # fmt: skip
    yield made
    made.server.shutdown()
    made.server.server_close()


def name(officer: Officer, force: Agency) -> None:
    keeper = factory.officer(Role.ADMINISTRATOR, force)
    who = {"viewer": keeper.viewer, "by": keeper.actor, "at": clock.now()}
    accounts.name_at_agency(officer.pk, provider="north", subject=SUBJECT, **who)


def test_a_provider_that_took_a_second_factor_opens_the_desk(
    client: Client, provider: Provider, duty: Officer, force: Agency
) -> None:
    name(duty, force)
    provider.claims = {"amr": ["pwd", "mfa"]}
    assert "Sign in with Northmoor" in client.get("/sign-in").content.decode()
    assert provider.comes_back(client)["Location"] == "/figures"
    assert is_in(client)
    assert SocialAccount.objects.get().extra_data == {}  # no name, no address, no token
    assert not SocialToken.objects.exists()


def test_without_that_word_our_second_factor_follows(
    client: Client, provider: Provider, duty: Officer, force: Agency
) -> None:
    name(duty, force)
    assert provider.comes_back(client)["Location"] == "/sign-in?agency=no"  # and who has none does not come in
    duty.set_password("north-juniper-quay")
    duty.save()
    give_demonstration_apps()
    for claims in ({}, {"amr": ["pwd"]}, {"amr": "pwd", "acr": "1"}):
        provider.claims = claims
        assert provider.comes_back(client)["Location"] == "/sign-in/second-step"
        assert not is_in(client)


@pytest.mark.parametrize(
    "claims", [{"iss": "https://other.example.org"}, {"aud": "other"}, {"exp": 1}, {"sub": "somebody-else"}]
)
def test_a_token_of_another_issuer_audience_time_or_person_opens_nothing(
    client: Client, provider: Provider, duty: Officer, force: Agency, claims: dict[str, Any]
) -> None:
    name(duty, force)
    provider.claims = {"amr": ["mfa"], **claims}
    answer = provider.comes_back(client)
    assert answer["Location"] == "/sign-in?agency=no"
    assert "did not open the desk" in client.get(answer["Location"]).content.decode()
    assert not is_in(client)
    assert Officer.objects.count() == 2  # nobody was made


def test_a_wrong_code_or_state_opens_nothing(client: Client, provider: Provider, duty: Officer, force: Agency) -> None:
    name(duty, force)
    provider.claims = {"amr": ["mfa"]}
    provider.comes_back(client, code="stolen")
    assert not is_in(client)
    client.get("/sign-in/agency/north/back", {"code": "good", "state": "guessed", "_redir": ""})
    assert not is_in(client)


def test_a_provider_opens_accounts_of_its_own_agency_alone(
    client: Client, provider: Provider, duty: Officer, force: Agency
) -> None:
    name(duty, force)
    provider.claims = {"amr": ["mfa"]}
    Officer.objects.filter(pk=duty.pk).update(agency=factory.force())
    provider.comes_back(client)
    assert not is_in(client)
    Officer.objects.filter(pk=duty.pk).update(agency=force, is_active=False)
    provider.comes_back(client)
    assert not is_in(client)


def test_nobody_ties_an_account_there_to_their_own(provider: Provider, duty: Officer) -> None:
    assert signed_in(duty).get("/sign-in/agency/north?process=connect").status_code == 404
    assert signed_in(duty).get("/sign-in/agency/south").status_code == 404
    assert Client().get("/sign-in/agency/south")["Location"].startswith("/sign-in?")


def test_one_name_there_opens_one_account(provider: Provider, duty: Officer, force: Agency) -> None:
    name(duty, force)
    with pytest.raises(Refused):
        name(factory.officer(Role.OFFICER, force), force)
    keeper = signed_in(factory.officer(Role.ADMINISTRATOR, force))
    page = f"/officers/change?officer={duty.pk}"
    assert "own sign-in" in keeper.get(page).content.decode()
    keeper.post("/officers/change", {"officer": duty.pk, "subject": ""})
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("written", ["{", "[1]", '[{"id": "x"}]', '[{"id": "x", "agency": "a", "name": "b", "client_id": "c", "secret": "d", "issuer": "http://id.example.org"}]'])  # fmt: skip
def test_a_file_that_says_too_little_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    assert common.agency_sign_in() == {}
    (tmp_path / "agencies.json").write_text(written)
    monkeypatch.setenv("WAYHOME_AGENCY_SIGN_IN", str(tmp_path / "agencies.json"))
    with pytest.raises(ImproperlyConfigured, match="WAYHOME_AGENCY_SIGN_IN"):
        common.agency_sign_in()
