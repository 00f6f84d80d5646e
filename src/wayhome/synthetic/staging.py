"""What a demonstration is made of: its stages, officers, sightings and absences, and how one is made of facts that are given."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from wayhome.synthetic.episodes import Ending, InventedEpisode, invent_episode
from wayhome.synthetic.people import Invented, invent_person
from wayhome.synthetic.places import Place, Spot, address, place
from wayhome.synthetic.unidentified import InventedUnidentified
from wayhome.terms.flag import Flag
from wayhome.terms.viewer import Role


class Stage(StrEnum):
    """How far the desk has come with an absence."""

    REPORTED = "reported"  # a report that nobody has opened yet
    OPEN = "open"
    LOCATED_UNCONFIRMED = "located_unconfirmed"
    FOUND = "found"  # the interviews are still due
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class InventedOfficer:
    """Somebody who signs in to the demonstration."""

    name: str
    email: str
    agency: str
    role: Role


@dataclass(frozen=True, slots=True)
class InventedSighting:
    """A claim to have seen somebody, in the words of who made it."""

    seen_at: datetime
    received_at: datetime
    where: Spot
    teller_phone: str
    words: str


@dataclass(frozen=True, slots=True)
class CastEpisode:
    """One absence of the demonstration and where the desk stands with it.

    grade, grade_reason   the officer's decision; None while nobody has graded
    appeal                the wording of an appeal to draft and publish; empty where there is none
    """

    key: str
    episode: InventedEpisode
    stage: Stage
    agency: str
    grade: str | None = None
    grade_reason: str = ""
    photo: bool = True
    sightings: tuple[InventedSighting, ...] = ()
    appeal: str = ""
    located_words: str = ""
    prevention_interview: str = ""
    return_interview: str = ""


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Everything the first run shows. `hero` is the key of the child with a full set of facts."""

    episodes: tuple[CastEpisode, ...]
    unidentified: tuple[InventedUnidentified, ...]
    officers: tuple[InventedOfficer, ...]
    hero: str
    match: tuple[str, int]  # key of an episode and index of the unidentified person who should rank first

    def find(self, key: str) -> CastEpisode:
        """The absence of a key. Raises ValueError when the cast has none such."""
        for each in self.episodes:
            if each.key == key:
                return each
        raise ValueError(f"The cast has no episode {key}.")


# --- of facts that are given -----------------------------------------------------------------------------------------


def given_person(
    rng: random.Random, now: datetime, *, home: str, age: int, days_after_birthday: int, **known: Any
) -> Invented:
    """A person whose facts are given; what is not given is drawn."""
    town = place(home)
    base = invent_person(rng, on=now.date(), child=age < 18)
    born = (now - timedelta(days=days_after_birthday)).date()
    drawn: dict[str, Any] = {
        "alias": "", "age": age, "birth_on": born.replace(year=born.year - age, day=min(born.day, 28)), "home": town,
        "address": address(rng, town), "medical": "", "marks": (), "glasses": False, "freckles": False,
        "languages": ("English",), "care_status": "not_looked_after", "guardian_relation": "parent",
        "online_account": "",
    }  # fmt: skip
    return replace(base, **(drawn | known))


def spot_in(name: str, town: str, *, north: float = 0.0, east: float = 0.0) -> Spot:
    """A spot of a name near the middle of a town, so many degrees off."""
    at = place(town)
    return Spot(name, at, round(at.latitude + north, 5), round(at.longitude + east, 5))


def given_episode(
    rng: random.Random,
    person: Invented,
    *,
    at: datetime,
    seen: timedelta,
    where: Spot,
    answers: dict[str, Flag] | None = None,
    ending: Ending | None = None,
    **known: Any,
) -> InventedEpisode:
    """An absence whose facts are given; every question not answered here stays open."""
    base = invent_episode(rng, person, at=at)
    own = {
        "vulnerable.looked_after": Flag.YES if person.looked_after else Flag.NO,
        "vulnerable.unaccompanied": Flag.YES if person.care_status == "unaccompanied" else Flag.NO,
    }
    given = own | (answers or {})
    settled = tuple((code, given.get(code, Flag.UNKNOWN)) for code, _ in base.answers)
    drawn: dict[str, Any] = {
        "answers": settled, "last_seen_at": at - seen, "last_seen": where, "ending": ending,
        "reporter_name": person.guardian_name, "reporter_phone": person.guardian_phone,
        "reporter_relation": person.guardian_relation, "missing_from": "family_home", "door": "desk_phone",
        "last_seen_by": "the caller", "has_money": Flag.UNKNOWN, "known_places": "", "must_not_be_told": "",
        "medicine_deadline": None, "times_before": 0, "times_before_90_days": 0,
    }  # fmt: skip
    return replace(base, **(drawn | known))


def found_after(
    at: datetime, *, after: float, by: str, where: str, town: Place, seen_by: str, why: str, words: str
) -> Ending:
    """An ending without harm, so many hours after the report."""
    return Ending(
        found_at=at + timedelta(hours=after), hours_missing=after, found_by=by, found_place=where, place=town,
        seen_by=seen_by, harm="none", why=why, words=words,
    )  # fmt: skip
