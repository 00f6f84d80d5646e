"""Whole invented absences: who called, in what words, what was known, and how it ended."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wayhome.synthetic import shares
from wayhome.synthetic.circumstances import CIRCUMSTANCES, DONE, OPENINGS, WORRIES, Circumstance
from wayhome.synthetic.people import Invented, invent_person, landline, mobile
from wayhome.synthetic.places import TIME_ZONE, Place, Spot, choose_place, distance_km, spot
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.flag import Flag

WINTER = (12, 1, 2)
PROFESSIONALS = ("residential_worker", "social_worker", "school", "health", "charity", "police")


@dataclass(frozen=True, slots=True)
class Ending:
    """How an absence ended. Codes of `found_by`, `found_place`, `harm_found` and `why_missing`."""

    found_at: datetime
    hours_missing: float  # from the report, as the published bands count
    found_by: str
    found_place: str
    place: Place
    seen_by: str
    harm: str
    why: str
    words: str


@dataclass(frozen=True, slots=True)
class InventedEpisode:
    """One invented absence. `answers` holds a flag for every yes-or-no kind of fact, "unknown" included.

    times_before, times_before_90_days   earlier absences known to the caller; None when not known
    """

    person: Invented
    circumstance: str
    door: str
    reporter_name: str
    reporter_relation: str
    reporter_phone: str
    words: str
    reported_at: datetime
    last_seen_at: datetime
    last_seen: Spot
    last_seen_by: str
    missing_from: str
    circumstances: str
    answers: tuple[tuple[str, Flag], ...]
    has_money: Flag
    known_places: str
    must_not_be_told: str
    medicine_deadline: datetime | None
    times_before: int | None
    times_before_90_days: int | None
    ending: Ending | None

    def answer(self, code: str) -> Flag:
        """The answer to a yes-or-no kind of fact."""
        return dict(self.answers).get(code, Flag.UNKNOWN)

    def ending_by(self, now: datetime) -> Ending | None:
        """The ending if it had come by a moment; None while the person is still missing."""
        return self.ending if self.ending is not None and self.ending.found_at <= now else None


def invent_episode(rng: random.Random, person: Invented, *, at: datetime) -> InventedEpisode:
    """One absence of a person, reported at a moment. Raises ValueError when the moment has no zone."""
    if at.tzinfo is None:
        raise ValueError("An episode needs the time zone of its report.")
    how = _circumstance(rng, person)
    near = person.home if rng.random() < 0.7 else choose_place(rng, near=person.home)
    last_seen = spot(rng, near)
    last_seen_at = at - timedelta(hours=_delay(rng, person))
    relation = _reporter(rng, person, how)
    own = relation == person.guardian_relation
    before, recent = _before(rng, person)
    answers = _answers(rng, person, how, at=at)
    return InventedEpisode(
        person=person,
        circumstance=how.code,
        door=_door(rng, relation),
        reporter_name=person.guardian_name if own else _caller(rng, at),
        reporter_relation=relation,
        reporter_phone=person.guardian_phone if own else mobile(rng) if rng.random() < 0.6 else landline(rng),
        words=_words(rng, person, how, relation=relation, seen_at=last_seen_at, last_seen=last_seen),
        reported_at=at,
        last_seen_at=last_seen_at,
        last_seen=last_seen,
        last_seen_by=rng.choice(
            ("the caller", "a friend", "a member of staff", "a neighbour", "a bus driver", "unknown")
        ),
        missing_from=_missing_from(rng, person, how),
        circumstances=how.summary,
        answers=answers,
        has_money=rng.choice((Flag.YES, Flag.NO, Flag.UNKNOWN, Flag.UNKNOWN)),
        known_places=spot(rng, choose_place(rng, near=person.home)).words if rng.random() < 0.6 else "",
        must_not_be_told=_must_not_be_told(rng, how),
        medicine_deadline=at + timedelta(hours=rng.uniform(1, 14)) if how.code == "without_medicine" else None,
        times_before=before,
        times_before_90_days=recent,
        ending=None if rng.random() < shares.STILL_MISSING else _ending(rng, person, how, at=at, near=near),
    )


def episodes_in_a_year(rng: random.Random, person: Invented) -> int:
    """How often a missing person goes missing in one year: published groups for children, 1.3 on average for adults."""
    if not person.is_child:
        return 1 + (rng.random() < 0.18) + 2 * (rng.random() < 0.06)
    group = shares.EPISODES_IN_A_YEAR.draw(rng)
    if group == "1":
        return 1
    low, high, extra = (2, 9, 0.7) if group == "2-9" else (10, 60, 6.1)
    return min(low + int(rng.expovariate(1 / (extra + 0.45))), high)


def _circumstance(rng: random.Random, person: Invented) -> Circumstance:
    fit = [
        each
        for each in CIRCUMSTANCES
        if each.ages[0] <= person.age <= each.ages[1]
        and (each.ages[0] >= 18) != person.is_child
        and each.looked_after in (None, person.looked_after)
    ]
    if person.care_status == "unaccompanied" and person.age >= 14 and rng.random() < 0.6:
        return next(each for each in CIRCUMSTANCES if each.code == "left_asylum_accommodation")
    fit = [each for each in fit if each.code != "left_asylum_accommodation"] or [
        next(each for each in CIRCUMSTANCES if each.code == "contact_dispute")
    ]
    return rng.choices(fit, [each.share for each in fit])[0]


def _delay(rng: random.Random, person: Invented) -> float:
    """Hours from last seen to the call: short for small children (OURS)."""
    middle = 0.6 if person.age < 10 else 3.2 if person.is_child else 9.0
    return min(max(rng.lognormvariate(0, 0.9) * middle, 0.15), 24.0 * (3 if person.is_child else 20))


def _reporter(rng: random.Random, person: Invented, how: Circumstance) -> str:
    relation = rng.choice(how.reporters)
    if relation in ("parent", "foster_carer", "residential_worker") and person.is_child:
        return person.guardian_relation
    return relation


def _door(rng: random.Random, relation: str) -> str:
    if relation in PROFESSIONALS:
        return rng.choices(("desk_phone", "public_professional", "partner_api"), (0.5, 0.3, 0.2))[0]
    return rng.choices(("desk_phone", "public_carer"), (0.75, 0.25))[0]


def _caller(rng: random.Random, at: datetime) -> str:
    return invent_person(rng, on=at.date(), child=False).full_name


def _before(rng: random.Random, person: Invented) -> tuple[int | None, int | None]:
    if rng.random() < 0.25:
        return None, None
    known = 0.72 if person.looked_after else 0.42 if person.is_child else 0.25
    if rng.random() > known:
        return 0, 0
    before = 1 + int(rng.expovariate(1 / (7 if person.looked_after else 2)))
    return before, sum(rng.random() < 0.4 for _ in range(min(before, 12)))


_OFTEN_YES = {
    "asked.out_of_character": 0.35,
    "asked.dressed_for_weather": 0.35,
    "asked.manages_alone": 0.45,
    "asked.family_conflict": 0.15,
    "asked.planned": 0.12,
    "asked.harmed_before": 0.05,
    "asked.victim_of_crime": 0.05,
    "vulnerable.abuse_or_neglect": 0.08,
    "vulnerable.mental_ill_health": 0.10,
    "vulnerable.learning_disability": 0.04,
    "vulnerable.substance_use": 0.08,
    "vulnerable.child_protection_plan": 0.05,
    "vulnerable.domestic_abuse": 0.06,
}
FLAGS = tuple(code for code in FACT_KINDS if code.startswith(("asked.", "vulnerable.")))


def _answers(rng: random.Random, person: Invented, how: Circumstance, *, at: datetime) -> tuple[tuple[str, Flag], ...]:
    """An answer to every question; near half stay open, as on a first call."""
    found: dict[str, Flag] = {}
    for code in FLAGS:
        chance = _OFTEN_YES.get(code, 0.012)
        if code == "vulnerable.sexual_exploitation" and person.is_child:
            chance = (
                0.10 if person.sex == "female" else 0.04
            )  # so that about 9 % of child incidents are flagged (MBP1920)
        draw = rng.random()
        found[code] = Flag.YES if draw < chance else Flag.NO if draw < chance + 0.45 else Flag.UNKNOWN
    for code in how.likely:
        found[code] = Flag.YES if rng.random() < 0.5 else Flag.UNKNOWN
    for code in how.yes:
        found[code] = Flag.YES
    found.update(_known_of(rng, person, at=at))
    return tuple(found.items())


def _known_of(rng: random.Random, person: Invented, *, at: datetime) -> dict[str, Flag]:
    """Answers that follow from who the person is and from the season."""
    known = {
        "vulnerable.looked_after": Flag.YES if person.looked_after else Flag.NO,
        "vulnerable.unaccompanied": Flag.YES if person.care_status == "unaccompanied" else Flag.NO,
        "vulnerable.language": Flag.NO if "English" in person.languages else Flag.YES,
    }
    if person.care_status == "unknown":
        known["vulnerable.looked_after"] = Flag.UNKNOWN
    if any(word in person.medical for word in ("insulin", "tablets", "inhaler", "pen")):
        known["vulnerable.essential_medicine"] = Flag.YES
    if person.age < 8:
        known["asked.manages_alone"] = Flag.NO
    if at.month in WINTER and rng.random() < 0.35:
        known["asked.severe_weather"] = Flag.YES
    if person.sex == "male" or not 11 <= person.age <= 50:
        known["vulnerable.pregnant"] = Flag.NO
    return known


def _must_not_be_told(rng: random.Random, how: Circumstance) -> str:
    if how.code == "contact_dispute":
        return "The other parent and the other parent's family."
    if rng.random() < 0.05:
        return rng.choice(("The stepfather.", "Anyone at the former address.", "The older cousin who drives."))
    return ""


# --- words ----------------------------------------------------------------------------------------


def _grammar(person: Invented) -> dict[str, str]:
    if person.sex == "female":
        they, them, their = "she", "her", "her"
    elif person.sex == "male":
        they, them, their = "he", "him", "his"
    else:
        they, them, their = "they", "them", "their"
    many = they == "they"
    return {
        "they": they, "them": them, "their": their, "They": they.capitalize(), "Their": their.capitalize(),
        "is": "are" if many else "is", "was": "were" if many else "was", "has": "have" if many else "has",
        "does": "do" if many else "does", "doesnt": "don't" if many else "doesn't",
        "child": {"female": "daughter", "male": "son"}.get(person.sex, "child"),
        "child_word": {"female": "girl", "male": "boy"}.get(person.sex, "child"),
    }  # fmt: skip


def _words(
    rng: random.Random, person: Invented, how: Circumstance, *, relation: str, seen_at: datetime, last_seen: Spot
) -> str:
    """One to four sentences, as said."""
    local = seen_at.astimezone(ZoneInfo(TIME_ZONE))
    slots = _grammar(person) | {
        "name": person.full_name if rng.random() < 0.6 else person.given_name,
        "age": "under one" if person.age == 0 else str(person.age),
        "spot": last_seen.words if rng.random() < 0.4 else last_seen.name,
        "time": _clock(rng, local),
        "town": choose_place(rng).name,
    }
    fits = _fits(person, relation)
    parts = [rng.choice(how.says)]
    if rng.random() < 0.88:
        parts.insert(0, rng.choice(OPENINGS.get(relation, OPENINGS["other"])))
    for lines, chance in ((WORRIES, 0.55), (DONE, 0.45)):
        if rng.random() < chance:
            parts.append(rng.choice([line for needs, line in lines if set(needs.split()) <= fits]))
    said = [part.format(**slots) for part in parts]
    return " ".join(line[0].upper() + line[1:] for line in said)


def _fits(person: Invented, relation: str) -> set[str]:
    """What may be said of this person by this caller."""
    fits = {"staff"} if relation in PROFESSIONALS else {"own"}
    if person.is_child:
        fits.add("child")
    if person.age < 11 or person.age > 75:
        fits.add("small")
    if person.phone:
        fits.add("phone")
    return fits


def _missing_from(rng: random.Random, person: Invented, how: Circumstance) -> str:
    """Where from: for a child in care the placement, wherever another child's home would be named."""
    chosen = rng.choice(how.missing_from)
    if person.looked_after and chosen in ("family_home", "foster", "childrens_home"):
        return "childrens_home" if person.guardian_relation == "residential_worker" else "foster"
    if not person.looked_after and chosen in ("foster", "childrens_home"):
        return "family_home"
    return chosen


def _clock(rng: random.Random, at: datetime) -> str:
    """A time of day as people say it: now and then to the minute, mostly to the quarter."""
    if rng.random() < 0.3:
        return f"{at:%H:%M}"
    quarter = (at + timedelta(minutes=7)).replace(minute=(at + timedelta(minutes=7)).minute // 15 * 15)
    hour = quarter.hour % 12 or 12
    said = {
        0: f"{hour} o'clock",
        15: f"quarter past {hour}",
        30: f"half past {hour}",
        45: f"quarter to {hour % 12 + 1}",
    }
    return said[quarter.minute]


# --- endings --------------------------------------------------------------------------------------

_PLACES_BY = {
    "own_accord": ("home",),
    "family": ("relative", "friend", "street", "friend"),
    "friend": ("friend", "street"),
    "carer": ("friend", "street", "shop", "previous_home"),
    "school": ("shop", "street"),
    "transport_staff": ("transport",),
    "health": ("hospital",),
    "local_authority": ("relative", "friend"),
    "search_team": ("open_ground", "woods", "water"),
}
_SEEN_BY = {
    "health": "Staff nurse {name}",
    "family": "PC {number} {name}",
    "own_accord": "PC {number} {name}",
}
_SAID = (
    "Tired and hungry, glad to be in the warm.",
    "Seen face to face and spoken to alone.",
    "Safe, wanted to talk to the key worker first.",
    "Quiet, said little, agreed to talk tomorrow.",
    "Upset at first; went home with family.",
    "Said sorry for the worry and asked for something to eat.",
    "Phone battery was flat; had been with friends all evening.",
)


def _ending(rng: random.Random, person: Invented, how: Circumstance, *, at: datetime, near: Place) -> Ending:
    band = (shares.DURATION_CHILD if person.is_child else shares.DURATION_ADULT).draw(rng)
    hours = _within(rng, band)
    found_by = (shares.FOUND_BY_CHILD if person.is_child else shares.FOUND_BY_ADULT).draw(rng)
    found_place = rng.choice(_PLACES_BY[found_by]) if found_by in _PLACES_BY else _found_place(rng)
    far = found_place in ("transport", "known_adult", "street") and rng.random() < 0.5
    fatal = rng.random() < (shares.FATAL_CHILD if person.is_child else shares.FATAL_ADULT)
    officer = _officer(rng, at)
    return Ending(
        found_at=at + timedelta(hours=hours),
        hours_missing=hours,
        found_by="police" if fatal else found_by,
        found_place="open_ground" if fatal else found_place,
        place=choose_place(rng, near=near) if far else near,
        seen_by=_SEEN_BY.get(found_by, "PC {number} {name}").format(**officer),
        harm="fatal" if fatal else shares.HARM.draw(rng),
        why="unknown" if rng.random() < 0.44 else how.why,  # 56 % of closures have a reason (MT1617)
        words="" if fatal else rng.choice(_SAID),
    )


def _officer(rng: random.Random, at: datetime) -> dict[str, str]:
    """Name and collar number of an invented officer."""
    return {"name": _caller(rng, at), "number": str(rng.randint(1000, 9999))}


def _within(rng: random.Random, band: str) -> float:
    """Hours within a band, each doubling as likely as the next (OURS); never under ten minutes."""
    low, high = (float(end) for end in band.split("-"))
    low = max(low, 0.4)
    return round(low * float((high / low) ** rng.random()) * 0.9999, 3)


def _found_place(rng: random.Random) -> str:
    while (found := shares.FOUND_PLACE.draw(rng)) == "home":
        pass
    return found


def kilometres(episode: InventedEpisode) -> float | None:
    """How far from where last seen the person was found."""
    return None if episode.ending is None else distance_km(episode.last_seen, episode.ending.place)
