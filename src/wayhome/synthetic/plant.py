"""Invented people put on a register: the demonstration through the verbs, thousands through bulk inserts.

The only module here that writes rows.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from wayhome.accounts import actions as accounts
from wayhome.accounts.models import NATIONAL_INTAKE, Agency, Duty, Officer
from wayhome.appeals import actions as appeals
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.intake import actions as intake
from wayhome.intake.models import Report, ReportDoor
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.queries import interviews_of
from wayhome.registry import actions as registry
from wayhome.risk import actions as risk
from wayhome.rules.appeal import Consent
from wayhome.synthetic.described import of_the_found, of_the_missing, written
from wayhome.synthetic.people import Mark, portrait
from wayhome.synthetic.places import AGENCIES
from wayhome.synthetic.places import NATIONAL_INTAKE as INTAKE_DESK
from wayhome.synthetic.stories import CastEpisode, InventedEpisode, InventedUnidentified, Stage, demonstration
from wayhome.terms.actor import Actor
from wayhome.terms.codes import BODY_PART
from wayhome.terms.flag import Flag
from wayhome.terms.viewer import Role

SEED = 2011
PLANTED = "northmoor-police"
BY = Actor.system("synthetic")
WORDS = ("amber", "beacon", "cedar", "drift", "ember", "fern", "gull", "harbour", "island", "juniper", "kelp", "lantern",
         "meadow", "north", "orchard", "pebble", "quay", "river", "signal", "tide")  # fmt: skip


def is_planted() -> bool:
    """Whether the demonstration stands already."""
    return Agency.objects.filter(code=PLANTED).exists()


@transaction.atomic
def plant_demonstration(*, now: datetime) -> list[str]:
    """Put the demonstration's agencies, officers and cast on the register. Returns what to tell the newcomer."""
    cast = demonstration(random.Random(SEED), now=now)
    agencies = plant_agencies()
    password = "-".join(secrets.SystemRandom().sample(WORDS, 4))
    hashed = make_password(password)
    officers = {}
    for each in cast.officers:
        login = each.email.partition("@")[0]
        officers[login] = Officer.objects.create(
            login=login, name=each.name, agency=agencies[each.agency], role=each.role.value, password=hashed
        )
    for officer in officers.values():
        Duty.objects.create(
            agency=officer.agency, officer=officer, role=officer.role,
            starts_at=now - timedelta(days=30), ends_at=now + timedelta(days=365),
        )  # fmt: skip
    for planted in sorted(cast.episodes, key=lambda each: each.episode.reported_at):
        CastMember(planted, agencies, list(officers.values()), now).play()
    coordinator = next(each for each in officers.values() if each.role == Role.CENTRE_COORDINATOR)
    for found, more in zip(cast.unidentified, of_the_found(now), strict=True):
        finder = _first(list(officers.values()), agencies[found.agency], Role.DUTY_OFFICER) or coordinator
        registry.record_unidentified(
            unidentified_words(found) | {kind: [written(each) for each in said] for kind, said in more.items()},
            viewer=finder.viewer,
            by=finder.actor,
            at=min(now, found.found_at + timedelta(hours=3)),
        )
    key = accounts.make_api_key(agencies["northmoor-childrens-services"], name="Demonstration", by=BY, at=now)
    return [
        "  Sign in at the desk with one of these names and the password " + password,
        "  Then type the code that the page shows, since nobody here has a phone.",
        *(f"    {login:26} {officer.role.replace('_', ' ')}, {officer.agency}" for login, officer in officers.items()),
        "",
        f"  Key for POST /api/v1/reports, of {agencies['northmoor-childrens-services']}:",
        f"    {key}",
        "",
    ]


def plant_agencies() -> dict[str, Agency]:
    """The invented agencies, by code; the national intake desk is there from the first migration."""
    made = {}
    for each in AGENCIES:
        if each is INTAKE_DESK:
            made[each.code] = Agency.objects.get(pk=NATIONAL_INTAKE)
        else:
            made[each.code] = Agency.objects.create(
                code=each.code, name=each.name, kind=each.kind.value, contact=each.phone
            )
    return made


def _first(officers: list[Officer], agency: Agency, *roles: Role) -> Officer | None:
    return next((o for role in roles for o in officers if o.agency_id == agency.pk and o.role == role.value), None)


class CastMember:
    """One absence of the cast, played from the call as far as its stage says."""

    def __init__(self, cast: CastEpisode, agencies: dict[str, Agency], officers: list[Officer], now: datetime) -> None:
        self.cast, self.story, self.now = cast, cast.episode, now
        self.agency = agencies[cast.agency]
        self.officers = officers

    def officer(self, *roles: Role) -> Officer:
        """The officer of this agency in the first of these roles that somebody holds."""
        found = _first(self.officers, self.agency, *roles)
        if found is None:
            raise ValueError(f"{self.agency} has nobody on duty for this.")
        return found

    def play(self) -> None:
        """Play every step up to the stage."""
        report = self.report()
        if self.cast.stage is Stage.REPORTED:
            return
        self.duty = self.officer(Role.DUTY_OFFICER)
        opened_at = min(self.story.reported_at + timedelta(minutes=4), self.now)
        episode = cases.open_episode(report.pk, viewer=self.duty.viewer, by=self.duty.actor, at=opened_at)
        for kind, said in of_the_missing(self.now).get(self.cast.key, {}).items():
            for each in said:
                cases.add_fact(
                    episode.pk, kind, written(each), viewer=self.duty.viewer, by=self.duty.actor, at=opened_at
                )
        for seen in self.cast.sightings:
            words = {
                "place": seen.where.words,
                "seen_at": seen.seen_at.isoformat(),
                "words": seen.words,
                "contact": seen.teller_phone,
            }
            intake.receive_sighting(
                words,
                door=ReportDoor.DESK_PHONE,
                by=self.duty.actor,
                at=seen.received_at,
                agency=self.agency.pk,
                report=report,
            )
        if self.cast.grade:
            leader = self.officer(Role.SUPERVISOR, Role.DUTY_OFFICER)
            risk.decide(
                episode.pk, self.cast.grade, reason=self.cast.grade_reason, answers={},
                viewer=leader.viewer, by=leader.actor, at=min(opened_at + timedelta(minutes=6), self.now),
            )  # fmt: skip
        if self.cast.appeal:
            self.appeal(episode, report, at=min(opened_at + timedelta(hours=1), self.now))
        self.end(episode)

    def report(self) -> Report:
        """The call, with a drawn photo where the cast has one."""
        caller = _first(self.officers, self.agency, Role.CALL_TAKER, Role.DUTY_OFFICER)
        door = ReportDoor(self.story.door if self.story.door in ReportDoor.values else ReportDoor.DESK_PHONE)
        by = caller.actor if door is ReportDoor.DESK_PHONE and caller else Actor.public()
        photo = portrait(self.story.person) if self.cast.photo else None
        received = intake.Received(report_words(self.story), photo)
        return intake.receive_report(received, door=door, by=by, at=self.story.reported_at, agency=self.agency.pk)

    def appeal(self, episode: Episode, report: Report, *, at: datetime) -> None:
        """An appeal, drafted by one officer and approved by another, whose photo is drawn."""
        author, second = self.officer(Role.EDITOR, Role.DUTY_OFFICER), self.officer(Role.SUPERVISOR)
        person = self.story.person
        photo = report.photos.first()
        draft = appeals.Draft(
            shows={
                "given_name": person.given_name, "age": str(person.age), "sex": "Girl" if person.sex == "female" else "Boy",
                "stature_cm": f"About {person.stature_cm} cm", "hair_colour": f"{person.hair.replace('_', ' ').capitalize()}, curly",
                "eye_colour": person.eyes.capitalize(), "clothing": person.clothing,
                "last_seen_area": self.story.last_seen.place.name, "last_seen_on": f"{self.story.last_seen_at:%A %-d %B}",
            },
            photo=photo.pk if photo else None,
            ends_at=at + timedelta(hours=72),
            protected_address=Flag.NO, court_order=Flag.NO, who_asks=f"{person.guardian_name}, seen at home by an officer",
            who_asks_checked=Flag.YES, consent=Consent.GIVEN, consent_given_by=person.guardian_name, child_view="Not known.",
            purpose="To find a child at high risk.", necessity="Enquiries with friends and transport staff have not found her.",
            risk_to_child="The adult who contacted her may read it; he knows already that she is expected.",
        )  # fmt: skip
        made = appeals.save_draft(episode.pk, draft, viewer=author.viewer, by=author.actor, at=at)
        made = appeals.submit(made.pk, viewer=author.viewer, version=None, by=author.actor, at=at)
        appeals.approve(made.pk, made.content_hash, viewer=second.viewer, by=second.actor, at=at)

    def end(self, episode: Episode) -> None:
        """As far as the search has come: located, found with interviews due, or closed."""
        duty, ending = self.duty, self.story.ending
        if self.cast.stage is Stage.LOCATED_UNCONFIRMED:
            cases.locate(
                episode.pk, viewer=duty.viewer, version=None, by=duty.actor, at=self.now - timedelta(minutes=12)
            )
        if self.cast.stage not in {Stage.FOUND, Stage.CLOSED} or ending is None:
            return
        at = min(ending.found_at + timedelta(minutes=10), self.now)
        found = outcomes.Found(ending.found_at, ending.seen_by, ending.found_by, ending.found_place, ending.words)
        outcomes.record_found(episode.pk, found, viewer=duty.viewer, version=None, by=duty.actor, at=at)
        if self.cast.stage is Stage.FOUND:
            return
        for interview in interviews_of(episode.pk):
            said = self.cast.prevention_interview if interview.kind == "prevention" else self.cast.return_interview
            if not said:
                continue
            held_at = min(ending.found_at + timedelta(hours=3 if interview.kind == "prevention" else 40), self.now)
            held = outcomes.Held("done", held_at, said, ending.harm, (ending.why,))
            outcomes.record_interview(interview.pk, held, viewer=duty.viewer, version=None, by=duty.actor, at=held_at)
        outcomes.close_episode(
            episode.pk,
            viewer=duty.viewer,
            reason="",
            version=None,
            by=duty.actor,
            at=min(at + timedelta(hours=50), self.now),
        )


def report_words(story: InventedEpisode) -> dict[str, str]:
    """A story as a report: words by field, as a caller would give them."""
    person = story.person
    words = {
        "informant": story.reporter_name,
        "informant_phone": story.reporter_phone,
        "informant_relation": story.reporter_relation,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "alias": person.alias,
        "sex": person.sex,
        "birth_date": person.birth_on.isoformat(),
        "stature_cm": str(person.stature_cm),
        "build": person.build,
        "hair_colour": person.hair,
        "eye_colour": person.eyes,
        "ethnicity": person.ethnicity,
        "clothing": person.clothing,
        "carrying": person.carrying,
        "last_seen_place": story.last_seen.words,
        "last_seen_point": f"{story.last_seen.latitude},{story.last_seen.longitude}",
        "last_seen_at": story.last_seen_at.isoformat(),
        "missing_from": story.missing_from,
        "home_address": person.address,
        "phone": person.phone,
        "online_account": person.online_account,
        "medical": person.medical,
        "medicine_deadline": story.medicine_deadline.isoformat() if story.medicine_deadline else "",
        "care_status": person.care_status,
        "circumstances": story.circumstances,
        "why_worried": story.words,
        "known_places": story.known_places,
        "must_not_be_told": story.must_not_be_told,
        "languages": ", ".join(person.languages),
        "mark": next(iter(_marks(person.marks)), ""),
        "has_money": story.has_money.value,
        **{code: flag.value for code, flag in story.answers if flag is not Flag.UNKNOWN},
    }
    return {field: text for field, text in words.items() if text and text != "unknown"}


def unidentified_words(found: InventedUnidentified) -> dict[str, str | list[str]]:
    """Somebody without a name, as registered."""
    words: dict[str, str | list[str]] = {
        "unidentified_kind": found.kind,
        "condition": found.condition,
        "found_place": found.found_place.words,
        "found_point": f"{found.found_place.latitude},{found.found_place.longitude}",
        "found_at": found.found_at.isoformat(),
        "died_between": f"{found.died_from.isoformat()}/{found.died_to.isoformat()}"
        if found.died_from and found.died_to
        else "",
        "sex": found.sex,
        "age_estimate": _estimate(found),
        "stature_cm": "-".join(map(str, found.stature_cm)) if found.stature_cm else "",
        "build": found.build,
        "hair_colour": found.hair,
        "eye_colour": found.eyes,
        "ethnicity": found.ethnicity,
        "clothing": found.clothing,
        "object": list(found.objects),
        "languages": ", ".join(found.languages),
        "mark": list(_marks(found.marks)),
        "circumstances": found.words,
        "examined": ",".join(c.code for c in BODY_PART.codes if c.code != "unknown")
        if found.kind in {"alive", "body"}
        else "",
    }
    return {field: text for field, text in words.items() if text and text != "unknown"}


def _estimate(found: InventedUnidentified) -> str:
    if found.age is None:
        return ""
    method = "appearance" if found.condition in {"alive", "fresh"} else "bones"
    return written({"low": found.age.low, "high": found.age.high, "method": method})


def _marks(marks: tuple[Mark, ...]) -> Iterator[str]:
    for mark in marks:
        yield f"{mark.kind} {mark.part}: {mark.words}"
