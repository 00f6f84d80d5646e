"""A world in which every record stands in one of the twelve states, and every word in it is one of a kind.

Each text of a case is a sign that occurs nowhere else: a reader of any page can say whose it is and what it is about.
Everything is made by the service's own verbs and committed, so the world is built once and asked many times.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.test import Client

from tests import factory
from tests.assurance.acting import a_tip, acting, alert_draft, an_alert, claims, judged, staff_tips
from tests.assurance.oracle import CASE_STATES, MAY, ROLES, standing
from wayhome.access import actions as access
from wayhome.accounts import actions as accounts
from wayhome.accounts.models import Agency, Officer
from wayhome.alerts.models import Delivery
from wayhome.appeals import actions as appeals
from wayhome.base import clock
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode, Misper
from wayhome.facts import actions as facts
from wayhome.facts.models import Fact
from wayhome.intake import actions as intake
from wayhome.intake.models import Photo, Report, ReportDoor
from wayhome.matching.models import Candidate
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.models import Interview
from wayhome.registry import actions as registry
from wayhome.risk import actions as risk
from wayhome.terms.actor import Actor
from wayhome.terms.fact_kinds import FACT_KINDS, ValueType
from wayhome.terms.field_class import FieldClass
from wayhome.terms.viewer import AgencyKind, Role

TOKEN = re.compile(r"zq[a-z]{7}x", re.IGNORECASE)
NOT_FACTS = {"told", "why_reopened", "why_closed"}
OF_NAMELESS = {"unidentified_kind", "found_place", "found_point", "examined", "object", "region"}
"""Kinds that verbs of their own write."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What a canary is: of whose case, and what it says there. `what` is a fact kind, or a name of `oracle.SAYS`."""

    case: str
    what: str


@dataclass
class Case:
    """One child's record with everything that hangs on it."""

    state: str
    force: str
    ended: bool
    signs: dict[str, str] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    shows: dict[str, str] = field(default_factory=dict)
    phone: str = ""
    content_hash: str = ""
    alert_hash: str = ""

    @property
    def name(self) -> str:
        """By what the world knows it."""
        return f"{self.state} {'ended' if self.ended else 'searching'}"


@dataclass
class Seat:
    """Somebody who asks: a role in an agency, signed in; or nobody."""

    role: str
    agency: str
    officer: Officer | None = None
    client: Client = field(default_factory=Client)
    headers: dict[str, str] = field(default_factory=dict)
    signed_in_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)

    def __post_init__(self) -> None:
        """A browser of its own forgets nothing that an answer told it to forget."""
        self.cookies = self.client.cookies.copy()

    def stay_signed_in(self) -> None:
        """A walk takes longer than an idle sign-in lasts, and what it asks is undone.

        The sign-in is always between two and four minutes old: so each page notes its use, and none once in a while.
        """
        if self.officer and clock.now() - self.signed_in_at > timedelta(minutes=4):
            self.client.cookies = self.cookies.copy()
            session, self.signed_in_at = self.client.session, clock.now() - timedelta(minutes=2)
            factory.begin(session, self.officer, at=self.signed_in_at)
            session.save()


def sign_in(officer: Officer) -> Client:
    """A browser in which an officer has signed in. The one place that knows how."""
    browser = Client()
    factory.sign_in(browser, officer)
    return browser


class World:
    """The agencies, the people who ask, and a searching and an ended case for every state."""

    def __init__(self, seed: int = 20261121) -> None:
        self.draw = random.Random(seed)
        self.signs: dict[str, Sign] = {}
        self.ids: dict[str, Sign] = {}
        self.follower = factory.Follower()
        self.agencies: dict[str, Agency] = {}
        self.lead: dict[str, Officer] = {}
        self.seats: dict[str, Seat] = {}
        self.cases: dict[str, Case] = {}
        self.by_name: dict[str, Case] = {}  # those and the reports that wait
        self.unidentified: dict[str, dict[str, UUID]] = {}
        self.waiting: dict[str, Case] = {}
        self.began = clock.now() - timedelta(hours=6)
        self._people()
        for state, force in CASE_STATES.items():
            for ended in (True,) if state == "closed" else (False, True):
                self._case(state, force, ended=ended)
        for agency in ("north", "south", "intake"):
            self._waiting(agency)
        self._nameless()
        self._move_into_states()
        self.follow()
        self._erase()
        self._collect_ids()

    def officer_of(self, seat: str) -> Officer:
        """Who sits there."""
        officer = self.seats[seat].officer
        assert officer
        return officer

    def sign(self, case: str, what: str) -> str:
        """A word that was never written before."""
        while True:
            word = "Zq" + "".join(self.draw.choice("bcdfghjklmnprstvw") for _ in range(7)) + "x"
            if word.lower() not in self.signs:
                self.signs[word.lower()] = Sign(case, what)
                if case in self.by_name:
                    self.by_name[case].signs.setdefault(what, word)
                return word

    def follow(self) -> None:
        """What follows the ledger's lines, as the worker would do it."""
        with transaction.atomic():
            self.follower.follow(clock.now())

    # People

    def _people(self) -> None:
        kinds = {
            "north": AgencyKind.POLICE_FORCE, "south": AgencyKind.POLICE_FORCE, "centre": AgencyKind.NATIONAL_CENTRE,
            "services": AgencyKind.CHILDRENS_SERVICES, "charity": AgencyKind.CHARITY, "health": AgencyKind.HEALTH,
        }  # fmt: skip
        for name, kind in kinds.items():
            self.agencies[name] = factory.force(f"Agency of the {name}", kind=kind)
        self.agencies["intake"] = Agency.objects.get(kind=AgencyKind.NATIONAL_INTAKE.value)
        for force in ("north", "south"):
            self.lead[force] = factory.officer(Role.SUPERVISOR, self.agencies[force])
        self.authoriser = {
            force: factory.officer(Role.ALERT_AUTHORISER, self.agencies[force]) for force in ("north", "south")
        }
        self.second = {force: factory.officer(Role.DUTY_OFFICER, self.agencies[force]) for force in ("north", "south")}
        for force in ("north", "south"):
            staff_tips(self.agencies[force], since=self.began)
        for name, (role, agency) in ROLES.items():
            seat = Seat(role, agency)
            if role in set(Role):
                seat.officer = factory.officer(Role(role), self.agencies[agency])
                seat.client = sign_in(seat.officer)
                seat.cookies = seat.client.cookies.copy()
            elif role == "api_client":
                with transaction.atomic():
                    key = accounts.make_api_key(
                        self.agencies[agency], name="Harness", by=Actor.system("assurance"), at=self.began
                    )
                seat.headers = {"Authorization": f"Bearer {key}"}
            elif role != "public":
                continue  # not yet a role of the service
            self.seats[name] = seat

    # Cases

    def _case(self, state: str, force: str, *, ended: bool) -> None:
        case = Case(state, force, ended)
        self.cases[case.name] = self.by_name[case.name] = case
        lead, second = self.lead[force], self.second[force]
        at = self.began + timedelta(minutes=len(self.cases))
        case.phone = f"07700 900{len(self.cases):03}"
        report = self._report(case, lead, at=at)
        with acting(lead) as by:
            episode = cases.open_episode(report.pk, **by | {"at": at})
        photo = Photo.objects.get(report=report)
        case.keys |= {"episode": episode.pk, "misper": episode.misper_id, "photo": photo.pk}
        self._more_facts(case, episode, lead, at=at)
        with acting(lead) as by:
            risk.decide(
                episode.pk, "high", reason=self.sign(case.name, "risk"),
                answers={"vulnerable.mental_ill_health": "yes", "asked.suicidal": "no"}, **by,
            )  # fmt: skip
        live = case.name in {"unassigned searching", "own ended", "closed ended"}
        if live or not ended:
            self._appeal(case, episode, lead, second, photo=photo.pk, live=live)
            sign = partial(self.sign, case.name)
            draft = alert_draft(sign, photo=photo.pk)
            version = an_alert(episode, draft, lead, self.authoriser[force] if live else None)
            case.keys["alert"], case.alert_hash = version.alert_id, version.digest
            case.references["alert"] = version.alert.reference
            if waits := Delivery.objects.filter(message__alert=version.alert).first():
                case.keys["delivery"] = waits.pk
            tip = a_tip(version.alert, sign, at=at)
            case.keys["tip"], case.references["tip"] = tip.pk, tip.reference
        if ended:
            self.follow()
            self._end(case, episode, lead)
        case.references |= {"misper": episode.misper.reference, "episode": episode.reference}

    def _said(self, case: Case) -> dict[str, str]:
        """A report that answers every question: words where words may stand."""
        said: dict[str, str] = {}
        for code, kind in FACT_KINDS.items():
            if kind.value_type is ValueType.TEXT and code not in NOT_FACTS and code not in OF_NAMELESS:
                said[code] = self.sign(case.name, code)
        said["mark"] = f"scar face: {self.sign(case.name, 'mark')}"
        number = len(self.cases) + len(self.waiting)
        return said | {
            "age": "14", "sex": "female", "stature_cm": "152", "build": "slim", "hair_colour": "dark_brown", "care_status": "looked_after_foster",
            "phone": case.phone, "informant_phone": f"01632 960{number:03}", "informant_relation": "parent",
            "medicine_deadline": "2026-11-21T20:00", "what_no_list_knows": self.sign(case.name, "what_no_list_knows"),
        }  # fmt: skip

    def _report(self, case: Case, officer: Officer, *, at: datetime) -> Report:
        said = self._said(case)
        with acting(officer) as by:
            received = intake.Received(said, photo=factory.face(self.draw.randrange(10_000)))
            report = intake.receive_report(
                received, door=ReportDoor.DESK_PHONE, by=by["by"], at=at, agency=officer.agency_id
            )
            seen = {what: self.sign(case.name, "sighting") for what in ("place", "words", "contact")}
            intake.receive_sighting(
                seen, door=ReportDoor.PUBLIC_CARER, by=Actor.public(), at=at, agency=officer.agency_id, report=report
            )
        case.keys["report"] = report.pk
        case.references["report"] = report.reference
        return report

    def _more_facts(self, case: Case, episode: Episode, lead: Officer, *, at: datetime) -> None:
        """One fact that was closed further than its kind asks for, one that is sealed, and one that an officer told."""
        subject = facts.Subject(episode.misper_id, "misper", episode.agency_id)
        told = [
            facts.Told("circumstances", self.sign(case.name, f"fact_{closed.value}"), lead.actor.ref, learned_at=at, field_class=closed)
            for closed in (FieldClass.RESTRICTED, FieldClass.SEALED)
        ]  # fmt: skip
        with acting(lead) as by:
            made = facts.record(subject, told, by=by["by"], at=at)
            who = self.sign(case.name, "told")
            cases.record_told(episode.pk, "childrens_services_told", who=who, told_at=at, **by)
        case.keys["fact"] = Fact.objects.get(subject=episode.misper_id, kind="clothing").pk
        case.keys |= {"fact_restricted": made[0].pk, "fact_sealed": made[1].pk}

    def _appeal(self, case: Case, episode: Episode, lead: Officer, second: Officer, *, photo: UUID, live: bool) -> None:
        name = case.name
        shows = {"age": "14"} | {
            what: self.sign(name, "shows") for what in ("given_name", "last_seen_area", "clothing")
        }
        case.shows = shows
        asked = {
            what: self.sign(name, "decision")
            for what in ("who_asks", "consent_given_by", "child_view", "purpose", "necessity", "risk_to_child",
                         "protected_ground", "overriding_ground")
        }  # fmt: skip
        drafted = factory.draft(clock.now(), photo=photo)
        plain = {
            each: getattr(drafted, each)
            for each in ("ends_at", "protected_address", "court_order", "who_asks_checked", "consent")
        }
        draft = appeals.Draft(shows=shows, photo=photo, **plain, **asked)
        with acting(lead) as by:
            appeal = appeals.save_draft(episode.pk, draft, **by)
            appeal = appeals.submit(appeal.pk, version=None, **by)
        if live:  # the public sees it, until the child is found
            with acting(second) as by:
                appeal = appeals.approve(appeal.pk, appeal.content_hash, **by)
        case.keys["appeal"], case.content_hash = appeal.pk, appeal.content_hash
        case.references["appeal"] = appeal.reference

    def _end(self, case: Case, episode: Episode, lead: Officer) -> None:
        """Found, missing after all, and found again, with one interview held and one to come."""
        name = case.name
        for again in (False, True):
            with acting(lead) as by:
                found = outcomes.Found(
                    by["at"], self.sign(name, "outcome"), "police", "street", self.sign(name, "outcome")
                )
                outcomes.record_found(episode.pk, found, version=None, **by)
            if not again:
                with acting(lead) as by:
                    outcomes.reopen_episode(episode.pk, reason=self.sign(name, "why_reopened"), version=None, **by)
        for interview in Interview.objects.filter(episode=episode, superseded_at=None):
            held = outcomes.Held("declined", None, self.sign(name, "interview"))
            with acting(lead) as by:
                kept = outcomes.record_interview(interview.pk, held, version=None, **by)
            case.keys["interview"] = kept.pk
        if case.state == "closed":
            with acting(lead) as by:
                outcomes.close_episode(episode.pk, reason=self.sign(name, "why_closed"), version=None, **by)

    def _waiting(self, agency: str) -> None:
        """A report that no case has taken up."""
        case = Case(f"waiting {agency}", agency, ended=False)
        case.phone = f"07700 900{500 + len(self.waiting):03}"
        self.waiting[agency] = self.by_name[case.name] = case
        officer = self.lead.get(agency) or factory.officer(Role.DUTY_OFFICER, self.agencies[agency])
        self._report(case, officer, at=self.began)
        case.keys["photo"] = Photo.objects.get(report=case.keys["report"]).pk

    # People without a name

    def _nameless(self) -> None:
        self.follow()
        for force in ("north", "south"):
            told = {
                code: self.sign(f"nameless {force}", code) for code in ("found_place", "clothing", "object", "alias")
            }
            told |= {
                "unidentified_kind": "alive",
                "sex": "female",
                "age": "14",
                "stature_cm": "152",
                "hair_colour": "dark_brown",
            }
            told["mark"] = f"scar face: {self.sign(f'nameless {force}', 'mark')}"
            with acting(self.lead[force]) as by:
                row = registry.record_unidentified(told, **by)
            fact = Fact.objects.get(subject=row.pk, kind="clothing").pk
            self.unidentified[force] = {"unidentified": row.pk, "fact": fact}
        self.follow()
        for force in ("north", "south"):
            row = self.unidentified[force]
            pairs = Candidate.objects.filter(unidentified=row["unidentified"], superseded_at=None).order_by(
                "-weight", "missing"
            )
            shown = pairs.values_list("missing", flat=True)[:10]
            row["missing"] = next(each for each in shown if self._state_of(each) in {"own", "unassigned", "other"})
            said = [self.sign(f"nameless {force}", what) for what in ("judgement", "doubt", "kinship")]
            with acting(self.second[force]) as by:
                row |= judged(row, *said, by)

    def _state_of(self, misper: UUID) -> str:
        return next(case.state for case in self.cases.values() if case.keys["misper"] == misper)

    # States

    def _move_into_states(self) -> None:
        """Compared with another, then assigned, shared, kept closely: by the verbs, each by somebody who may."""
        hubs = {"north": self.cases["own searching"], "south": self.cases["other searching"]}
        for case in self.cases.values():
            lead, hub = self.lead[case.force], hubs[case.force]
            if case is not hub:
                reason = self.sign(case.name, "edge")
                with acting(lead) as by:
                    cases.join(case.keys["misper"], hub.keys["misper"], "unsure", reason=reason, **by)
            move = getattr(self, f"_{case.state}", None)
            if move:
                move(case, Misper.objects.get(pk=case.keys["misper"]), lead)
        self._say_why()

    def _colleagues(self, force: str) -> list[Officer]:
        """Everybody who asks from a force and sees its cases."""
        seats = [self.seats[name] for name in sorted(MAY["police"]) if ROLES[name][1] == force]
        return [seat.officer for seat in seats if seat.officer]

    def _assigned(self, case: Case, record: Misper, lead: Officer) -> None:
        for officer in self._colleagues(case.force):
            with acting(lead) as by:
                access.assign(record, officer.pk, **by)

    def _restricted(self, case: Case, record: Misper, lead: Officer) -> None:
        with acting(lead) as by:
            access.restrict(record, self.sign(case.name, "kept"), **by)

    def _sealed(self, case: Case, record: Misper, lead: Officer) -> None:
        with acting(lead) as by:
            access.seal(record, [lead.pk, self.second[case.force].pk], self.sign(case.name, "kept"), **by)

    def _conflict(self, _case: Case, record: Misper, lead: Officer) -> None:
        for seat in self.seats.values():
            if seat.officer:
                with acting(lead) as by:
                    access.name_conflict(record, seat.officer.pk, **by)

    def _shared(self, case: Case, record: Misper, lead: Officer) -> list[UUID]:
        """With every agency whose people read cases."""
        made = []
        for name in ("north", "services", "charity", "health"):
            with acting(lead) as by:
                share = access.share(
                    record, self.agencies[name].pk, ceiling="case", ground=next(iter(access.grounds())),
                    words=self.sign(case.name, "kept"), until=by["at"] + timedelta(days=2), **by,
                )  # fmt: skip
            made.append(share.pk)
        return made

    def _expired(self, case: Case, record: Misper, lead: Officer) -> None:
        """Shared, and revoked."""
        for share in self._shared(case, record, lead):
            with acting(lead) as by:
                access.end_share(record, share, **by)

    def _say_why(self) -> None:
        """Everybody who may open a record has said in this shift why; whoever is assigned is not asked."""
        for case in self.cases.values():
            for name, seat in self.seats.items():
                if seat.officer and standing(name, case.state, case.force) != "." and case.state != "assigned":
                    with acting(seat.officer) as by:
                        access.state_purpose(case.keys["misper"], "other", self.sign(case.name, "purpose"), **by)

    def _erase(self) -> None:
        """A child's record is erased, with its reports and what was seen."""
        for case in self.cases.values():
            if case.state == "erased":
                with transaction.atomic():
                    access.erase(
                        case.keys["misper"], agency=self.agencies[case.force].pk,
                        also=(case.keys["report"], *claims(case.keys)), by=Actor.system("assurance"), at=clock.now(),
                    )  # fmt: skip

    def _collect_ids(self) -> None:
        """Every id and reference of every row of a case is a canary too."""
        for case in [*self.cases.values(), *self.waiting.values()]:
            for key in case.keys.values():
                self.ids[str(key)] = Sign(case.name, "id")
            for reference in case.references.values():
                self.ids[reference] = Sign(case.name, "reference of")
        for name, keys in self.unidentified.items():
            self.ids[str(keys["unidentified"])] = Sign(f"nameless {name}", "id")
