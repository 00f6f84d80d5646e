"""The nation's people, families and reports as JSON lines. Everybody is invented, and every row says so."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from wayhome.synthetic import names
from wayhome.synthetic.nation import episodes as e
from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation.draws import streams
from wayhome.synthetic.nation.land import REGIONS, land
from wayhome.synthetic.nation.writing import date, draw_ids, write_lines
from wayhome.synthetic.origins import Origin

RELATIONS = ("mother", "father", "grandmother", "foster carer", "aunt")
START = np.datetime64(e.FIRST_DAY, "D").astype("datetime64[h]")


def write_year(seed: int, count: int, folder: Path) -> dict[str, dict[str, Any]]:
    """Write the year's people, families and reports; what stands in the manifest of each file."""
    a, b, c = streams(seed, "year", "year ids", "year order")
    who, year = e.draw_year(a, count)
    n, families = len(who.sex), int(who.family[-1]) + 1
    people_ids, family_ids, ids = draw_ids(b, "p", n), draw_ids(b, "f", families), draw_ids(b, "e", len(year.person))
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    words = random.Random(int(c.integers(0, 2**62)))
    surnames = list(_surnames(words, who, families))
    return {
        "people.jsonl": write_lines(
            folder / "people.jsonl", map(dump, _people(words, who, people_ids, family_ids, surnames))
        ),
        "families.jsonl": write_lines(
            folder / "families.jsonl", map(dump, _families(words, who, people_ids, family_ids, surnames))
        ),
        "episodes.jsonl": write_lines(
            folder / "episodes.jsonl", map(dump, _episodes(who, year, ids, people_ids, family_ids))
        ),
    }


def _surnames(words: random.Random, who: e.Reporters, families: int) -> Iterator[tuple[Origin, str]]:
    """The origin and name of each family."""
    heads = np.searchsorted(who.family, np.arange(families))
    for ancestry in who.ancestry[heads].tolist():
        origin = names.choose_origin(words, ethnicity=p.ANCESTRIES[ancestry])
        yield origin, names.family_name(words, origin, sex="male")


def _people(
    words: random.Random,
    who: e.Reporters,
    ids: list[str],
    family_ids: list[str],
    surnames: list[tuple[Origin, str]],
) -> Iterator[dict[str, Any]]:
    columns = zip(
        ids,
        who.sex.tolist(),
        who.recorded.tolist(),
        who.birth.tolist(),
        who.child.tolist(),
        who.looked_after.tolist(),
        who.family.tolist(),
        strict=True,
    )
    for identity, sex, recorded, birth, child, care, family in columns:
        origin, surname = surnames[family]
        given = _given(words, origin, surname, sex="male" if sex else "female", child=child)
        row = {"synthetic": True, "id": identity, "given_name": given, "family_name": surname, "sex": "male" if sex else "female", "birth_date": date(birth),
               "ethnicity": p.ANCESTRIES[recorded] if recorded >= 0 else "unknown", "family": family_ids[family], "looked_after": care}  # fmt: skip
        if not child or words.random() < 0.6:
            row["phone"] = f"07700 900{words.randrange(1000):03d}"
        if not child:
            row["email"] = f"{given.lower().encode('ascii', 'ignore').decode()}.{words.randrange(1000)}@example.org"
        yield row


def _given(words: random.Random, origin: Origin, surname: str, *, sex: str, child: bool) -> str:
    while True:
        given = names.given_name(words, origin, sex=sex, child=child)
        if not names.belongs_to_a_known_case(f"{given} {surname}"):
            return given


def _families(
    words: random.Random,
    who: e.Reporters,
    ids: list[str],
    family_ids: list[str],
    surnames: list[tuple[Origin, str]],
) -> Iterator[dict[str, Any]]:
    """Each household: its address, who of it was reported, and who is asked about them."""
    country, starts = land(), np.searchsorted(who.family, np.arange(len(family_ids) + 1)).tolist()
    for number, identity in enumerate(family_ids):
        members = ids[starts[number] : starts[number + 1]]
        origin, surname = surnames[number]
        relation = words.choice(RELATIONS) if who.child[starts[number]] else "next of kin"
        sex = "male" if relation == "father" else "female"
        town = int(who.town[starts[number]])
        yield {
            "synthetic": True, "id": identity, "name": surname, "members": members,
            "guardian": {"name": f"{_given(words, origin, surname, sex=sex, child=False)} {surname}", "relation": relation, "phone": f"01632 960{words.randrange(1000):03d}"},
            "address": f"{words.randrange(1, 149)} Lantern Row, {REGIONS[int(country.region[town])]} {town}, QA{town % 99 + 1} 1VV",
        }  # fmt: skip


def _episodes(
    who: e.Reporters, year: e.Episodes, ids: list[str], people_ids: list[str], family_ids: list[str]
) -> Iterator[dict[str, Any]]:
    """Each report with what came of it."""
    moments = np.datetime_as_string(START + year.hour.astype("timedelta64[h]"), unit="m").tolist()
    ages = ((e.FIRST_DAY + year.hour // 24 - who.birth[year.person]) / p.YEAR).astype(int).tolist()
    regions = land().region[who.town[year.person]].tolist()
    columns = (
        getattr(year, name).tolist()
        for name in ("person", "number", "hours", "risk", "outcome", "found_by", "km", "exploited")
    )
    rows = zip(ids, moments, ages, regions, *columns, strict=True)
    for identity, moment, age, region, person, number, hours, risk, outcome, found_by, km, exploited in rows:
        still = e.OUTCOMES[outcome] == "still_missing"
        yield {
            "synthetic": True, "id": identity, "person": people_ids[person], "family": family_ids[int(who.family[person])], "number": number,
            "reported_at": moment + "Z", "age": age, "region": REGIONS[region], "risk": e.RISKS[risk], "hours": None if still else round(hours, 1),
            "outcome": e.OUTCOMES[outcome], "found_by": None if still else e.FOUND_BY[found_by], "distance_km": None if still else round(km, 2),
            "exploitation_flag": exploited,
        }  # fmt: skip
