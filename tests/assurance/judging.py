"""Judging the answers of the walk by the oracle: the code, what is said, what is counted, what the ledger keeps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.assurance.oracle import MAY, ROLES, expected, may_say, standing
from tests.assurance.walk import Answer, Cell
from tests.assurance.world import TOKEN, Sign, World

IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
REFERENCES = re.compile(r"\b[2-9A-HJKMNP-Z]{4}(?:-[2-9A-HJKMNP-Z]{4}){3}\b")
COUNTED = re.compile(r"tab=(\w+)[^>]*>[^<]*<span class=\"wh-count\">(\d+)<")


@dataclass(frozen=True)
class Fault:
    """Something that the walk found wrong."""

    id: str
    cell: str
    why: str


def kind_of(cell: Cell, answer: Answer) -> str:
    """The class of an answer, in the oracle's words."""
    if answer.status == 302 and answer.headers.get("Location", "").startswith("/sign-in/again"):
        return "page"  # a form that wants the key once more
    if answer.status == 302 and answer.headers.get("Location", "").startswith("/sign-in"):
        return (
            "page"
            if cell.pattern in {"sign-out", "sign-in/second-step"} and "next=" not in answer.headers["Location"]
            else "in"
        )
    return "page" if answer.status in {200, 201, 302, 409, 422} else str(answer.status)


def judge(world: World, cell: Cell, answer: Answer) -> list[Fault]:
    """What is wrong with one answer: its code, what it says, and what it leaves in the ledger."""
    wanted, got = expected(cell.route, cell.method, cell.seat, cell.target.letter(cell.seat)), kind_of(cell, answer)
    faults = []
    if got != wanted:
        faults.append(Fault("S1", str(cell), f"answers {got} ({answer.status}), not {wanted}"))
    faults += [Fault("S1", str(cell), f"leaks {what}") for what in leaks(world, cell, answer, opened=wanted == "page")]
    if wanted == got == "page":
        faults += [Fault("S1", str(cell), why) for why in (*lacks(cell, answer), *miscounts(world, cell, answer))]
    return faults + [Fault("S5", str(cell), why) for why in looked_wrong(world, cell, answer, got)]


def leaks(world: World, cell: Cell, answer: Answer, *, opened: bool) -> list[str]:
    """Every canary that the answer holds and must not."""
    text = answer.text
    asked = f"{cell.target.path} {cell.target.body}"
    seen: set[tuple[str, Sign]] = set()
    for word in {found.lower() for found in TOKEN.findall(text)}:
        if word in world.signs and word not in asked.lower():
            seen.add((word, world.signs[word]))
    for word in {*IDS.findall(text), *REFERENCES.findall(text)}:
        if word in world.ids and word not in asked:
            seen.add((word, world.ids[word]))
    apart = "\n".join(answer.headers.values()).lower()  # no name travels in an address, a cookie or any other header
    found = [
        f"{sign.what} of {sign.case}"
        for word, sign in seen
        if not (opened and _may_say(world, cell, sign)) or (TOKEN.fullmatch(word) and word in apart)
    ]
    if not opened and answer.body[:2] == b"\xff\xd8":
        found.append("a picture")
    return sorted(found)


def _may_say(world: World, cell: Cell, sign: Sign) -> bool:
    if sign.case.startswith("nameless") and sign.what == "kinship":
        return (
            cell.seat in MAY["kinship"]
            and re.match(r"unidentified/<uuid:unidentified>/[a-z-]+/<", cell.pattern) is not None
        )
    if sign.case.startswith("nameless"):
        return cell.pattern.startswith("unidentified") or cell.pattern in {"search", "cases/<uuid:episode>/matches"}
    case = world.cases.get(sign.case)
    target = cell.target.case
    if case is None:  # a report that no case has taken up
        mine = ROLES[cell.seat][1] == sign.case.split()[1]
        return mine and ((target is not None and target.name == sign.case) or sign.what in {"id", "reference of"})
    asked_for = target is not None and target.name == sign.case
    about = asked_for and (not cell.route.lists or cell.route.about == "report")
    return may_say(cell.pattern, cell.route, cell.seat, sign.what, state=case.state, force=case.force, asked_for=about)


def miscounts(world: World, cell: Cell, answer: Answer) -> list[str]:
    """Where a list says how many there are, it counts those alone that this seat may open."""
    if cell.pattern not in {"", "rows"}:
        return []
    seen = [
        case
        for case in world.cases.values()
        if case.force == ROLES[cell.seat][1] and standing(cell.seat, case.state, case.force) not in {".", "g"}
    ]
    many = {"searching": sum(not case.ended for case in seen), "closed": sum(case.state == "closed" for case in seen)}
    told = {tab: int(number) for tab, number in COUNTED.findall(answer.body.decode())}
    return [f"counts {told[tab]} {tab}, not {many[tab]}" for tab in many if told.get(tab, many[tab]) != many[tab]]


def lacks(cell: Cell, answer: Answer) -> list[str]:
    """What a page that was opened must show, so that an empty page does not pass for a safe one."""
    case, letter = cell.target.case, cell.target.letter(cell.seat)
    if case is None or cell.method != "GET" or answer.status != 200:
        return []
    if cell.route.about == "photo" or cell.pattern.startswith("photos/"):
        return [] if answer.body[:2] == b"\xff\xd8" else ["shows no picture"]
    text = answer.text
    if cell.pattern.endswith("/out"):  # who has which message of the alert, and not a word of the child
        return [] if "delivery" not in case.keys or case.references["alert"] in text else ["lacks the message"]
    if cell.route.about == "case":
        wanted = ["given_name"]
        if "facts" in cell.route.shows.split() and cell.pattern.endswith("/facts"):
            wanted += ["circumstances"] * (letter in set("crs")) + ["medical"] * (letter in set("rs"))
        return [f"lacks {each}" for each in wanted if case.signs[each] not in text]
    if cell.pattern == "reports/<uuid:report>":
        return [f"lacks {each}" for each in ("given_name", "medical") if case.signs[each] not in text]
    return []


def looked_wrong(world: World, cell: Cell, answer: Answer, got: str) -> list[str]:
    """A sensitive sight leaves one line: who, when, what; and nothing else leaves any."""
    officer = world.seats[cell.seat].officer
    seen = answer.status in {200, 409} or (cell.pattern.endswith("/disclose") and cell.method == "POST")  # read out
    drawn = answer.body or cell.method == "HEAD" or answer.status == 302
    sight = got == "page" and seen and cell.route.look and drawn
    if sight and cell.route.lists and cell.pattern in {"", "rows"}:
        sight = cell.seat in SEES_A_LIST
    if got == "410":
        return [] if len(answer.looks) <= 1 else [f"leaves {len(answer.looks)} looks"]
    if len(answer.looks) != bool(sight):
        return [f"leaves {len(answer.looks)} looks, not {int(bool(sight))}"]
    if not sight or officer is None:
        return []
    line = answer.looks[0]
    key = _looked_key(world, cell)
    wrong = [] if line.kind == cell.route.look else [f"leaves {line.kind}, not {cell.route.look}"]
    wrong += [] if (line.by, line.by_agency) == (officer.actor.ref, officer.agency_id) else ["does not say who looked"]
    wrong += [] if line.origin == "127.0.0.1" else ["does not say from where"]
    wrong += [] if line.reason == reason_of(cell) else [f"gives the reason {line.reason!r}, not {reason_of(cell)!r}"]
    return wrong + ([] if str(line.key) == str(key or line.key) else ["names another record"])


def reason_of(cell: Cell) -> str:
    """Why a record was opened, as the world's people said it: the assignment, or what was chosen from the list."""
    state = cell.target.state.partition(" ")[0]
    if cell.target.case is None or cell.pattern == "search" or state == "waiting":
        return ""
    return "assigned" if state == "assigned" else "other"


SEES_A_LIST = frozenset(
    {"call_taker", "officer", "duty_officer", "supervisor", "alert_author", "alert_authoriser", "editor",
     "intake_call_taker", "intake_duty_officer", "intake_supervisor", "childrens_services_worker", "ngo_worker", "partner_reader"}
)  # fmt: skip


def _looked_key(world: World, cell: Cell) -> Any:
    case, kind = cell.target.case, cell.route.look
    if kind in {
        "list.looked",
        "search.looked",
        "approvals.looked",
        "alerts.looked",
        "tips.looked",
        "unidentified_list.looked",
        "figures.looked",
    }:
        officer = world.seats[cell.seat].officer
        return officer and officer.agency_id
    if case is None:
        return None
    return case.keys[
        {
            "episode.looked": "episode",
            "alert.looked": "alert",
            "tip.looked": "tip",
            "report.looked": "report",
            "photo.looked": "photo",
        }[kind]
    ]


Key = tuple[str, str, str, str]


def key_of(cell: Cell, path: str = "") -> Key:
    """By what an answer is found again."""
    return cell.pattern, cell.method, cell.seat, path or cell.target.path


def is_hidden(cell: Cell) -> bool:
    """Whether this seat must not be able to tell the record from none."""
    return cell.seat not in MAY[cell.route.right] or cell.target.letter(cell.seat) == "."


def pairs_in(answers: dict[Key, Answer], asked: Iterable[Cell]) -> list[tuple[Cell, Answer, Answer]]:
    """Every hidden thing that was asked for, beside what is absent, as the same seat saw both."""
    hidden = [cell for cell in asked if cell.target.twin and is_hidden(cell)]
    return [
        (cell, answers[key_of(cell)], answers[key_of(cell, cell.target.twin)])
        for cell in hidden
        if key_of(cell, cell.target.twin) in answers
    ]


def told_apart(pairs: Iterable[tuple[Cell, Answer, Answer]]) -> list[Fault]:
    """S2: whatever is hidden answers as what is absent, to the byte, the header and the number of statements."""
    faults = []
    for cell, there, absent in pairs:
        for part, one, other in zip(
            ("status", "bytes", "headers", "statements"), there.alike(), absent.alike(), strict=True
        ):
            if one != other:
                why = f"{part} differ from what is absent" + (f": {one} and {other}" if part[:3] == "sta" else "")
                faults.append(Fault("S2", str(cell), why))
    return faults
