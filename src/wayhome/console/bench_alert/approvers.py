"""Eight officers who approve one alert at the same moment, over the desk's own door, while somebody edits it.

One of the eight wrote it. In every third round the author changes the words and submits them anew meanwhile, so that what the others
have read is no longer what waits. Every tenth is a drill. What went out is counted at the partners.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import psycopg

from wayhome.console.bench_alert.cast import DRILL, LIVE, Asked, Force
from wayhome.console.bench_alert.receiver import Came, Receiver, judge
from wayhome.console.bench_alert.service import Browser, Service, wait_until
from wayhome.console.bench_parts import line, none_of

EDITED_EACH, DRILL_EACH = 3, 10
SPREAD = 0.25
"""Within so many seconds of each other the eight press where somebody edits, so that either may be first."""
DIGEST = re.compile(r'name="digest" value="(\w{64})"')
REVISION = re.compile(r'name="revision" value="(\d+)"')
FIELD = re.compile(r'<input[^>]*name="(ends_on|ends_time)"[^>]*value="([^"]+)"|<input[^>]*value="([^"]+)"[^>]*name="(ends_on|ends_time)"')  # fmt: skip


@dataclass(slots=True)
class Row:
    """What the database says of one alert that went out."""

    reference: str
    digest: str
    submitted_by: str
    decided_by: str
    authors: list[str]
    messages: int
    headline: str


@dataclass(slots=True)
class Round:
    """One alert: who read which digest and which words, and whose press was taken."""

    asked: Asked
    edited: bool
    read: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Faults:
    """References of alerts with which something is wrong, a list a kind."""

    not_once: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)


def judge_rounds(rounds: list[Round], rows: dict[str, Row], came: list[Came], partners: dict[str, int]) -> Faults:
    """Compare what was read and pressed with what the rows say and what partners were told.

    partners   how many are told, by mode
    """
    found = Faults()
    by_reference: dict[str, list[Came]] = {}
    for one in came:
        if one.said["kind"] == "Alert":
            by_reference.setdefault(one.said["reference"], []).append(one)
    for each in rounds:
        reference, mode = each.asked.reference, each.asked.mode
        row, told = rows.get(reference), by_reference.get(reference, [])
        if any(one.path.split("/")[1] != mode or one.mode != mode for one in told):
            found.strayed.append(reference)
        once = len(told) == len({one.path for one in told}) == partners[mode]
        if row is None or row.messages != 1 or len(each.taken) != 1 or not once:
            found.not_once.append(reference)
        if row is None:
            continue
        if row.decided_by == row.submitted_by or row.decided_by in row.authors or each.taken != [row.decided_by]:
            found.own.append(reference)
        pages = [page for digest, page in each.read.get(row.decided_by, []) if digest == row.digest]
        said = {one.said["texts"]["en"]["headline"].removeprefix("EXERCISE: ") for one in told}
        if not any(row.headline in page for page in pages) or said != {row.headline}:
            found.unseen.append(reference)
    return found


class Crowd:
    """Eight at their browsers, and the author at a ninth."""

    def __init__(self, service: Service, force: Force, receiver: Receiver, rng: random.Random) -> None:
        self.service, self.force, self.receiver, self.rng = service, force, receiver, rng
        everybody = [force.supervisor, *force.deciders]
        self.eight = [Browser(service.ports.desk, each) for each in everybody]
        self.editor = Browser(service.ports.desk, force.author)
        self.reads = psycopg.connect(service.embedded.url("backup"), autocommit=True)
        self.rounds: list[Round] = []
        self.before = len(receiver.came())

    def run(self, alerts: int) -> None:
        """So many alerts, each from waiting to sent; the next is written meanwhile."""
        with ThreadPoolExecutor(len(self.eight) + 1) as pool:
            for number in range(alerts):
                mode = DRILL if number % DRILL_EACH == DRILL_EACH - 1 else LIVE
                self.rounds.append(Round(self.force.waits(mode=mode), edited=number % EDITED_EACH == 0))
                for browser in (*self.eight, self.editor):
                    browser.renew()
                self._round(pool, self.rounds[-1])

    def _round(self, pool: ThreadPoolExecutor, this: Round) -> None:
        self._all_at_once(pool, this, edit=this.edited)
        for _ in range(3):  # where the edit was first, what waits now must be read before it can be sent
            if not this.taken:
                self._all_at_once(pool, this, edit=False)

    def _all_at_once(self, pool: ThreadPoolExecutor, this: Round, *, edit: bool) -> None:
        ready = threading.Barrier(len(self.eight) + edit)
        late = [self.rng.uniform(0, SPREAD) if edit else 0.0 for _ in self.eight]
        working = [pool.submit(self._approve, this, *each, ready) for each in zip(self.eight, late, strict=True)]
        working += [pool.submit(self._edit, this.asked, self.rng.uniform(0, SPREAD / 4), ready)] if edit else []
        for each in working:
            each.result()

    def _approve(self, this: Round, browser: Browser, late: float, ready: threading.Barrier) -> None:
        page, who = browser.page(this.asked.page), f"officer:{browser.officer.pk}"
        shown = DIGEST.search(page)
        digest = shown[1] if shown else this.asked.digest  # who wrote it is shown no button, and presses all the same
        this.read.setdefault(who, []).append((digest, page))
        ready.wait()
        time.sleep(late)
        status, where = browser.press(f"{this.asked.page}/decide", {"do": "approve", "digest": digest})
        if status == 302 and where.endswith(this.asked.page):
            this.taken.append(who)
        elif status == 302:
            raise SystemExit(f"The desk sent an officer to {where}")

    def _edit(self, asked: Asked, late: float, ready: threading.Barrier) -> None:
        """Other words, submitted anew; refused where the alert went out first."""
        form = self.editor.page(f"{asked.page}/draft")
        fields = _answers(form, asked)
        ready.wait()
        time.sleep(late)
        status, _ = self.editor.press(f"{asked.page}/draft", fields)
        if status != 302:
            raise SystemExit("The desk refused the edit of an alert that waits.")
        page = self.editor.page(asked.page)
        if (revision := REVISION.search(page)) and "Ask a second person" in page:
            self.editor.press(f"{asked.page}/submit", {"revision": revision[1]})

    def settled(self) -> None:
        """Wait until every delivery has come to something."""
        words = "select count(*) from alerts_delivery where state in ('due', 'trying')"
        wait_until(lambda: self.reads.execute(words).fetchone() == (0,), "deliveries are under way for ever")

    def rows(self) -> dict[str, Row]:
        """Every alert that is in force."""
        words = (
            "select a.reference, v.digest, v.submitted_by, v.decided_by, v.authors, (select count(*) from alerts_message m"
            " where m.alert_id = a.id), v.manifest->'texts'->'en'->>'headline'"
            " from alerts_version v join alerts_alert a on a.id = v.alert_id where v.step = 'live'"
        )
        return {row[0]: Row(*row) for row in self.reads.execute(words)}


def _answers(form: str, asked: Asked) -> dict[str, str]:
    """The form as it stands, with another headline."""
    said = {
        "under_18": "yes", "imminent_danger": "yes", "public_can_help": "yes", "why": "Taken into a van by a stranger",
        "protected_address": "no", "court_order": "no", "abuse": "no", "who_asks": "The duty officer",
        "who_asks_checked": "yes", "family_told": "yes", "neighbours": "Westfell", "languages": "en", "photo": "",
        "headline_en": f"{asked.headline}, now in Larkhill", "description_en": f"{asked.name}, 9, red coat.",
        "instruction_en": "Call 999 if you see her.", "area_how": "kept",
    }  # fmt: skip
    for found in FIELD.finditer(form):
        said[found[1] or found[4]] = found[2] or found[3]
    revision = REVISION.search(form)
    return said | {"revision": revision[1] if revision else ""}


def lines(crowd: Crowd, partners: dict[str, int]) -> Iterator[dict[str, Any]]:
    """What went wrong, in how many."""
    crowd.settled()
    rounds, rows, came = crowd.rounds, crowd.rows(), crowd.receiver.came()[crowd.before :]
    found = judge_rounds(rounds, rows, came, partners)
    n, pressed = len(rounds), sum(len(pages) for each in rounds for pages in each.read.values())
    edits = sum(each.edited for each in rounds)
    overtaken = sum(" now in Larkhill" in row.headline for row in rows.values())
    one_each = "approvals pressed, of which all but one each must be refused"
    for what, faults in (
        ("not sent once to each partner", found.not_once), ("that somebody who wrote them approved", found.own),
        ("of which the approver had not read what went out", found.unseen),
        ("that reached a partner of the other mode", found.strayed),
    ):  # fmt: skip
        yield line("alert", f"alerts under eight approvers {what}", len(faults), "alerts", n=n,
                   ci95=none_of(len(faults), n), gate=not faults, baseline=(one_each, pressed))  # fmt: skip
    yield line("alert", "alerts under eight approvers that an edit overtook", overtaken, "alerts", n=edits)
    told = judge([one for one in came if one.said["kind"] == "Alert"], {one.key for one in came})
    wrong = len(told.forged) + len(told.unflagged) + len(told.altered)
    yield line("alert", "posts at partners unsigned, or repeated without a word", wrong, "posts", n=len(came),
               ci95=none_of(wrong, len(came)), gate=not wrong)  # fmt: skip
