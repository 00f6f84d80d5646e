"""Invented children, and the officers who look for them. Every test takes its people from here."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from wayhome.access import actions as access
from wayhome.accounts import sessions
from wayhome.accounts.models import Agency, Officer
from wayhome.appeals import actions as appeals
from wayhome.appeals.models import Appeal
from wayhome.base import clock
from wayhome.base.web import set_viewer
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.flow.wiring import WIRING
from wayhome.intake import actions as intake
from wayhome.intake.models import Report, ReportDoor
from wayhome.ledger.models import Entry
from wayhome.rules.appeal import Consent
from wayhome.rules.kinship import PROPOSITIONS, Figures, Population, Relative, SecondSet
from wayhome.synthetic.faces import draw_face
from wayhome.terms.flag import Flag
from wayhome.terms.viewer import AgencyKind, Role, Viewer

_numbers = itertools.count(1)

WORDS = {
    "given_name": "Tamsin",
    "family_name": "Quillfeather",
    "age": "14",
    "last_seen_place": "Saltby Quay",
    "phone": "07700 900123",
    "informant": "Isolde Quillfeather",
    "informant_phone": "01632 960456",
    "why_worried": "She never misses tea.",
}


def force(name: str = "", *, kind: AgencyKind = AgencyKind.POLICE_FORCE) -> Agency:
    """A new agency; a police force unless another kind is named."""
    number = next(_numbers)
    return Agency.objects.create(code=f"agency-{number}", name=name or f"Northmoor Police {number}", kind=kind.value)


def officer(role: Role = Role.DUTY_OFFICER, agency: Agency | None = None) -> Officer:
    """A new officer, of an agency of their own unless one is given."""
    number = next(_numbers)
    return Officer.objects.create(
        login=f"officer{number}", name=f"Officer Number {number}", role=role.value, agency=agency or force()
    )


def report_words(**changes: str | None) -> dict[str, str]:
    """What a caller says; a field set to None is left out."""
    return {name: words for name, words in (WORDS | changes).items() if words is not None}


def report(by: Officer, *, at: datetime, photo: bytes | None = None, **changes: str | None) -> Report:
    """A report taken on the phone by an officer, for the officer's own agency."""
    received = intake.Received(report_words(**changes), photo=photo)
    return intake.receive_report(received, door=ReportDoor.DESK_PHONE, by=by.actor, at=at, agency=by.agency_id)


def open_episode(
    by: Officer, *, at: datetime, misper: UUID | None = None, photo: bytes | None = None, **changes: str | None
) -> Episode:
    """A report and the episode opened from it."""
    taken = report(by, at=at, photo=photo, **changes)
    return cases.open_episode(taken.pk, viewer=by.viewer, by=by.actor, at=at, misper_id=misper)


def says_why(officer: Officer, episode: Episode, *, at: datetime) -> None:
    """The officer has said in this shift why they open the record."""
    access.state_purpose(episode.misper_id, "duty", "", viewer=officer.viewer, by=officer.actor, at=at)


def seated(officer: Officer) -> Viewer:
    """The officer as the viewer whom the database has been told of, as the desk's gate does."""
    set_viewer(officer=str(officer.pk), agency=str(officer.agency_id))
    return officer.viewer


def routed(report: UUID, force: UUID, who: Officer, *, at: datetime) -> Report:
    """A report that an officer gave to a force."""
    return cases.route_report(report, force, viewer=seated(who), by=who.actor, at=at)


def draft(at: datetime, *, photo: UUID | None = None, hours: float = 72) -> appeals.Draft:
    """A draft to which nothing is lacking."""
    return appeals.Draft(
        shows={"given_name": "Tamsin", "age": "14", "last_seen_area": "Saltby"},
        photo=photo,
        ends_at=at + timedelta(hours=hours),
        protected_address=Flag.NO,
        court_order=Flag.NO,
        who_asks="Isolde Quillfeather, her mother",
        who_asks_checked=Flag.YES,
        consent=Consent.GIVEN,
        consent_given_by="Her mother",
        child_view="Not known",
        purpose="Find her",
        necessity="Enquiries have failed",
        risk_to_child="Low",
    )


def kinship(at: datetime, **changes: Any) -> Figures:
    """What an invented laboratory reports of a pair: a strong lead."""
    claim, denial = PROPOSITIONS["parents"]
    figures = Figures(
        claim=claim,
        denial=denial,
        log10_lr=Decimal("8.41"),
        population=Population.LEAST,
        populations="Four, named in the report",
        loci=24,
        inconsistent=(),
        left_out=(("D3S1358", Decimal("7.2")), ("Penta D", Decimal("7.95"))),
        relatives=(Relative.MOTHER, Relative.FATHER),
        second_set=SecondSet.NONE,
        counted=("sex",),
        laboratory="Zephyr Example Laboratory",
        report="ZEL-17",
        reported_on=at.date(),
        software="Invented 1.0",
        frequencies="Invented, 2013",
        comparisons=9_100,
    )
    return replace(figures, **changes)


def submitted_appeal(episode: Episode, by: Officer, *, at: datetime, photo: UUID | None = None) -> Appeal:
    """An appeal that waits for a second officer."""
    appeal = appeals.save_draft(episode.pk, draft(at, photo=photo), viewer=by.viewer, by=by.actor, at=at)
    return appeals.submit(appeal.pk, viewer=by.viewer, version=None, by=by.actor, at=at)


def approved_appeal(
    episode: Episode, by: Officer, second: Officer, *, at: datetime, photo: UUID | None = None
) -> Appeal:
    """An appeal that two officers agreed on; its edition is due."""
    appeal = submitted_appeal(episode, by, at=at, photo=photo)
    return appeals.approve(appeal.pk, appeal.content_hash, viewer=second.viewer, by=second.actor, at=at)


def face(seed: int = 7) -> bytes:
    """A drawn likeness of nobody."""
    return draw_face(seed, age=14, sex="F", hair="dark_brown", eyes="green")


class Follower:
    """Runs what follows the ledger's entries, as the worker does, each entry once."""

    def __init__(self) -> None:
        self.done: set[UUID] = set()

    def follow(self, at: datetime) -> None:
        """Run every follower of every entry not yet followed."""
        while fresh := [entry for entry in Entry.objects.order_by("at", "id") if entry.pk not in self.done]:
            for entry in fresh:
                self.done.add(entry.pk)
                for follower in WIRING.get(entry.kind, ()):
                    follower(entry, at)


def sign_in(client: Client, who: Officer) -> None:
    """Put an officer at a browser as signing in with a passkey leaves it, without the ceremony."""
    client.force_login(who)
    session = client.session
    begin(session, who)
    session.save()


def begin(session: SessionBase, who: Officer, *, at: datetime | None = None) -> None:
    """What a session holds after a sign-in with a second factor; the names are the library's own."""
    at = at or clock.now()
    used = {"method": "mfa", "at": at.timestamp(), "type": "webauthn", "passwordless": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [used]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(who)
    sessions.begin(session, who, at=at)
