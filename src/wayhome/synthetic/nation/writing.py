"""The nation as JSON lines: the records of both sides, and the truth apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wayhome.synthetic.nation import body, ends, kernels, marks, motifs, objects, people, teeth, told
from wayhome.synthetic.nation.declared import CONDITIONS, Array
from wayhome.synthetic.nation.draws import Rng, choose, happens, streams
from wayhome.synthetic.nation.land import REGIONS
from wayhome.synthetic.nation.whole import Nation

VERSION = "4"
"""Of the generator: a change of any drawn byte is a new one."""
CHUNK = 20_000
FIRST_DAY = int(np.datetime64("1850-01-01").astype("datetime64[D]").astype(np.int64))
DATES: list[str] = np.datetime_as_string(np.arange(FIRST_DAY, people.TODAY + 400).astype("datetime64[D]")).tolist()
SEXES = ("female", "male", "other")


def date(day: int) -> str:
    """A day as it is written."""
    return DATES[day - FIRST_DAY]


def draw_ids(rng: Rng, letter: str, n: int) -> list[str]:
    """So many different names of records, in no order."""
    numbers = np.unique(rng.integers(0, 1 << 40, n + 1_000))
    return [f"{letter}-{number:010x}" for number in rng.permutation(numbers)[:n].tolist()]


def write_lines(path: Path, rows: Iterator[str]) -> dict[str, Any]:
    """Write a file; its lines and the hash of its bytes."""
    digest, count = hashlib.sha256(), 0
    with path.open("wb") as file:
        for row in rows:
            line = row.encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return {"lines": count, "sha256": digest.hexdigest()}


@dataclass(frozen=True, slots=True)
class Records:
    """Both sides as records, in the order of the nation's rows, with the ids; and the order in which the truth is told."""

    missing_ids: list[str]
    found_ids: list[str]
    missing: Iterator[dict[str, Any]]
    found: Iterator[dict[str, Any]]
    order: list[int]


def records(nation: Nation) -> Records:
    """The records that are written; each side can be read once."""
    a, b, c, d = streams(nation.seed, "ids", "missing words", "found words", "file order")
    missing, found = draw_ids(a, "m", len(nation.people)), draw_ids(a, "u", len(nation.truth))
    return Records(
        missing,
        found,
        missing_records(nation, b, missing),
        found_records(nation, c, found),
        d.permutation(len(found)).tolist(),
    )


def write_records(nation: Nation, folder: Path) -> dict[str, dict[str, Any]]:
    """Write both sides and the truth; what stands in the manifest of each file."""
    sides, truth = records(nation), nation.truth.tolist()
    answers = (
        {"unidentified": sides.found_ids[row], "missing": sides.missing_ids[truth[row]] if truth[row] >= 0 else None}
        for row in sides.order
    )
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return {
        "missing.jsonl": write_lines(folder / "missing.jsonl", map(dump, sides.missing)),
        "unidentified.jsonl": write_lines(folder / "unidentified.jsonl", map(dump, sides.found)),
        "truth.jsonl": write_lines(folder / "truth.jsonl", map(dump, answers)),
    }


def missing_records(nation: Nation, rng: Rng, ids: list[str]) -> Iterator[dict[str, Any]]:
    """The records of the missing, one after another."""
    listed, n = nation.listed, len(ids)
    column = {name: getattr(listed.told, name).tolist() for name in told.Told.__slots__}
    marked, charts = _mark_words(rng, listed.marks, n), _chart_rows(listed.charts, n)
    certified = happens(rng, 0.25, n).tolist()
    for first in range(0, n, CHUNK):
        rows = range(first, min(first + CHUNK, n))
        things = _thing_words(rng, listed.things.take(np.arange(rows.start, rows.stop)), 0)
        notes = _notes(listed.notes, rows)
        for row, worn, noted in zip(rows, things, notes, strict=True):
            record: dict[str, Any] = {"id": ids[row], "sex": SEXES[column["sex"][row]]}
            _coded(record, column["ancestry"][row], column["hair"][row], column["eyes"][row])
            if column["born_as"][row] == told.AGE:
                middle = column["seen_from"][row] + column["seen_width"][row] / 2 - column["born"][row]
                low = round(middle / people.YEAR - (column["age_width"][row] + 1) / 2)
                record["age"] = {"low": low, "high": low + column["age_width"][row]}
            else:
                record["birth_date"] = date(column["born"][row])[: (10, 7, 4)[column["born_as"][row]]]
            seen_from, width = column["seen_from"][row], column["seen_width"][row]
            record["last_seen_at"] = {
                "from": date(seen_from),
                "to": date(seen_from + width),
                "certified": certified[row] and width == 0,
            }
            if column["point_known"][row]:
                record["last_seen_point"] = {"latitude": column["latitude"][row], "longitude": column["longitude"][row]}
            record["region"] = REGIONS[column["region"][row]]
            _stature(record, column, row, kernels.STATURE_METHODS, "stature_method")
            if listed.marks_asked[row]:
                record["marks"] = marked[row]
            if listed.things_asked[row]:
                record["objects"] = worn
            if charts[row] >= 0:
                record["teeth"] = _teeth(listed.charts, charts[row])
            yield record | noted


def found_records(nation: Nation, rng: Rng, ids: list[str]) -> Iterator[dict[str, Any]]:
    """The records of the unidentified, one after another."""
    found, n = nation.found, len(ids)
    column = {name: getattr(found.seen, name).tolist() for name in found.seen.__slots__}
    marked, charts = _mark_words(rng, found.marks, n), _chart_rows(found.charts, n)
    certified = happens(rng, 0.8, n).tolist()
    for first in range(0, n, CHUNK):
        rows = range(first, min(first + CHUNK, n))
        things = _thing_words(rng, found.things.take(np.arange(rows.start, rows.stop)), 1)
        sites = _examined(rng, found.examined[rows.start : rows.stop])
        for row, beside, looked_at, noted in zip(rows, things, sites, _notes(found.notes, rows), strict=True):
            at = column["found"][row]
            record: dict[str, Any] = {
                "id": ids[row],
                "kind": ends.KINDS[column["kind"][row]],
                "condition": CONDITIONS[column["condition"][row]],
            }
            if column["sex"][row] >= 0:
                record["sex"] = SEXES[column["sex"][row]]
            _coded(record, column["ancestry"][row], column["hair"][row], column["eyes"][row])
            if column["age"][row] >= 0:
                half = column["age_half"][row]
                middle = column["age"][row]
                record["age"] = {
                    "low": max(middle - half, 0),
                    "high": middle + half,
                    "method": kernels.AGE_WAYS[column["age_way"][row]],
                }
            record["found_at"] = {"from": date(at), "to": date(at), "certified": certified[row]}
            if column["interval_known"][row]:
                record["died_between"] = {
                    "from": date(at - column["begins"][row]),
                    "to": date(at - column["ends"][row]),
                }
            record["found_setting"] = ends.SETTINGS[column["setting"][row]]
            if column["point_known"][row]:
                record["found_point"] = {"latitude": column["latitude"][row], "longitude": column["longitude"][row]}
            record["region"] = REGIONS[column["region"][row]]
            _stature(record, column, row, kernels.STATURE_WAYS, "stature_way")
            if found.looked[row]:
                record["examined"] = looked_at
                record["marks"] = marked[row]
            if found.things_listed[row]:
                record["objects"] = beside
            if charts[row] >= 0:
                record["teeth"] = _teeth(found.charts, charts[row])
            yield record | noted


def _coded(record: dict[str, Any], ancestry: int, hair: int, eyes: int) -> None:
    if ancestry >= 0:
        record["ethnicity"] = people.ANCESTRIES[ancestry]
    if hair >= 0:
        record["hair_colour"] = kernels.HAIR_CODES[hair]
    if eyes >= 0:
        record["eye_colour"] = kernels.EYE_CODES[eyes]


def _stature(
    record: dict[str, Any], column: dict[str, list[Any]], row: int, methods: tuple[str, ...], name: str
) -> None:
    cm, half = column["stature"][row], column["stature_half"][row]
    if cm >= 0:
        record["stature_cm"] = {"low": cm - half, "high": cm + half, "method": methods[column[name][row]]}


def _mark_words(rng: Rng, marked: marks.Marks, n: int) -> list[list[dict[str, str]]]:
    """Each person's marks, in no order, with one of the wordings of each."""
    found: list[list[dict[str, str]]] = [[] for _ in range(n)]
    order, pick = rng.permutation(len(marked.owner)), rng.random(len(marked.owner))
    for owner, site, word, part in zip(
        marked.owner[order].tolist(),
        marked.site[order].tolist(),
        marked.word[order].tolist(),
        pick.tolist(),
        strict=True,
    ):
        words = motifs.WORDS[word]
        found[owner].append(
            {
                "kind": motifs.KINDS[marks.WORD_KIND[word]],
                "part": motifs.SITES[site],
                "words": words[int(part * len(words))],
            }
        )
    return found


ENGRAVED = (
    ("{0}.{1}. {2}", "initials {0} {1} and the year {2}", "engraved {0}{1} {2}"),
    ("{0}{1} {2}", "{0}.{1}.{2}", "{0} {1} {2}"),
)


def _thing_words(rng: Rng, things: objects.Things, side: int) -> Iterator[list[dict[str, str]]]:
    """Each person's things, in no order, in the words of one side."""
    n = len(things.kind)
    order = rng.random(things.kind.shape).argsort(axis=1).tolist()
    pick = choose(rng, [1, 1, 1], n * len(objects.SLOTS)).reshape(n, -1).tolist()
    for kinds, colours, brands, engravings, turns, picks in zip(
        things.kind.tolist(),
        things.colour.tolist(),
        things.brand.tolist(),
        things.engraving.tolist(),
        order,
        pick,
        strict=True,
    ):
        listed = []
        for slot in turns:
            if kinds[slot] == objects.NONE:
                continue
            thing = {"type": objects.TYPES[kinds[slot]]}
            if colours[slot] != objects.NO_COLOUR:
                colour = objects.COLOURS[colours[slot]]
                words = objects.COLOUR_WORDS.get(colour, (colour,))
                thing["colour"] = words[picks[slot] % len(words)]
            if brands[slot] != objects.NO_BRAND:
                thing["brand"] = objects.BRANDS[brands[slot]]
            if engravings[slot]:
                thing["engraving"] = ENGRAVED[side][picks[slot]].format(*objects.engraved(engravings[slot]))
            listed.append(thing)
        yield listed


def _examined(rng: Rng, examined: Array) -> list[list[str]]:
    """The examined sites, in no order; a whole limb or back is said in one word."""
    wholes = {
        whole: [motifs.FINE.index(part) for part, of in motifs.COARSE.items() if of == whole]
        for whole in dict.fromkeys(motifs.COARSE.values())
    }
    turns, found = rng.random(examined.shape).argsort(axis=1), []
    for row, turn in zip(examined, turns, strict=True):
        whole = [name for name, parts in wholes.items() if row[parts].all()]
        rest = row.copy()
        for name in whole:
            rest[wholes[name]] = False
        found.append([motifs.FINE[site] for site in turn.tolist() if rest[site]] + whole)
    return found


def _chart_rows(charts: teeth.Charts, n: int) -> list[int]:
    place = np.full(n, -1)
    place[charts.owner] = np.arange(len(charts.owner))
    found: list[int] = place.tolist()
    return found


def _teeth(charts: teeth.Charts, row: int) -> dict[str, Any]:
    chart: dict[str, Any] = {}
    for tooth, (code, surface) in enumerate(zip(charts.code[row].tolist(), charts.surface[row].tolist(), strict=True)):
        if code == teeth.NOT_CHARTED:
            continue
        if code in {teeth.UNERUPTED, teeth.MILK_FILLED}:
            chart[teeth.POSITIONS[tooth]] = "unerupted"
            if teeth.MILK[tooth]:
                chart[teeth.MILK[tooth]] = "filled" if code == teeth.MILK_FILLED else "sound"
        elif code == teeth.LOST:
            chart[teeth.POSITIONS[tooth]] = "lost"
        elif surface >= 0:
            chart[teeth.POSITIONS[tooth]] = {
                "code": "filled",
                "surfaces": teeth.FILLINGS[int(teeth.CLASS[tooth] >= 3)][surface],
            }
        else:
            chart[teeth.POSITIONS[tooth]] = teeth.STATES[code]
    return {"charted_on": date(int(charts.day[row])), "chart": chart}


def _notes(notes: body.BodyNotes, rows: range) -> Iterator[dict[str, Any]]:
    """Fingers, blood group and implants of some people."""
    part = slice(rows.start, rows.stop)
    for pattern, blood, asked, implant, serial in zip(
        notes.pattern[part].tolist(),
        notes.blood[part].tolist(),
        notes.asked[part].tolist(),
        notes.implant[part].tolist(),
        notes.serial[part].tolist(),
        strict=True,
    ):
        record: dict[str, Any] = {}
        if max(pattern) >= 0:
            record["fingers"] = {
                name: (*body.PATTERNS, "scarred")[each]
                for name, each in zip(body.FINGERS, pattern, strict=True)
                if each >= 0
            }
        if blood >= 0:
            record["blood_group"] = body.BLOOD[blood] if blood < 8 else ("O", "A", "B", "AB")[blood - 8]
        if asked:
            record["implants"] = [
                {"type": body.IMPLANTS[number][0], "part": body.IMPLANTS[number][1][place]} | ({"serial": f"S{serial[number]:06d}"} if serial[number] >= 0 else {})
                for number, place in enumerate(implant) if place >= 0
            ]  # fmt: skip
        yield record
