"""How soon the public knows after the second approval, and how soon nothing is left after a Cancel.

Every moment is counted from when the officer's POST begins to be sent, so that the decision itself is in it. The baseline does
beside each round what no service could leave out.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import http.client
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from wayhome.console.bench_alert.cast import Asked, Force
from wayhome.console.bench_alert.receiver import Came, Receiver
from wayhome.console.bench_alert.service import Browser, Service, wait_until
from wayhome.console.bench_parts import line, none_of, quantile, quantile_range

P50, P99 = 0.3, 1.5
STOPS, GONE, VERIFIED = 0.5, 1.0, 10.0
PAUSE = 0.002
WITHOUT = 3
SLOW = 0.25
"""So long a partner takes for its answer while a Cancel overtakes."""
WRITTEN = "the same files by temp, fsync and rename, one row committed, and a GET of each from a bare nginx"
POSTED = "the same body by a bare POST"
Right = Callable[[int, bytes], bool]


@dataclass(slots=True)
class Seen:
    """When each address was right, and what it said then."""

    when: dict[str, float] = field(default_factory=dict)
    said: dict[str, bytes] = field(default_factory=dict)


def watch(port: int, wanted: Mapping[str, Right], *, seconds: float = 30.0) -> Seen:
    """Ask each address without a pause until it is right. Raises SystemExit when it does not become so."""
    seen, connection = Seen(), http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    deadline = time.perf_counter() + seconds
    while left := [path for path in wanted if path not in seen.when]:
        for path in left:
            status, said = get(connection, path)
            if wanted[path](status, said):
                seen.when[path], seen.said[path] = time.perf_counter(), said
        if time.perf_counter() > deadline:
            raise SystemExit(f"{', '.join(left)} did not become what it should be")
        time.sleep(PAUSE)
    connection.close()
    return seen


def get(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    """One answer."""
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


@dataclass(slots=True)
class Measured:
    """Seconds, a number a round; and what was wrong."""

    readable: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)
    posted: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    last_sent: list[float] = field(default_factory=list)
    last_uncancelled: list[float] = field(default_factory=list)
    overtaken: int = 0
    gone: list[float] = field(default_factory=list)
    removed: list[float] = field(default_factory=list)
    verified: list[float] = field(default_factory=list)
    held_before: int = 0
    left: list[str] = field(default_factory=list)


class Clock:
    """One service, one force, one receiver, and a folder for what is written bare."""

    def __init__(self, service: Service, force: Force, receiver: Receiver, bare: tuple[int, Path]) -> None:
        self.service, self.force, self.receiver = service, force, receiver
        self.bare_port, self.bare_tree = bare
        self.second = Browser(service.ports.desk, force.deciders[0])
        self.first = Browser(service.ports.desk, force.author)
        self.port = service.ports.public
        self.reads = psycopg.connect(service.embedded.url("backup"), autocommit=True)
        self.writes = psycopg.connect(service.embedded.url("app"), autocommit=True)
        self.measured = Measured()
        self.faces = [_face(seed) for seed in range(3)]

    def waits(self) -> Asked:
        """An alert with a photo; the second officer has its page open."""
        asked = self.force.waits(photo=self.faces[self.force.children % len(self.faces)])
        self.second.renew()
        if asked.headline not in self.second.page(asked.page):
            raise SystemExit("The desk does not show what waits.")
        return asked

    def approve(self, asked: Asked, wanted: Mapping[str, Right]) -> tuple[float, Seen]:
        """Press, and watch what the public sees; when the press began."""
        with ThreadPoolExecutor(1) as pool:
            watching = pool.submit(watch, self.port, wanted)
            began = time.perf_counter()
            status, where = self.second.press(f"{asked.page}/decide", {"do": "approve", "digest": asked.digest})
            if status != 302 or not where.endswith(asked.page):
                raise SystemExit(f"The approval was not taken: {status} {where[:200]}")
            return began, watching.result()

    def cancel(self, asked: Asked) -> float:
        """End it from the desk; when the press began."""
        self.first.renew()
        self.first.page(asked.page)
        began = time.perf_counter()
        status, _ = self.first.press(f"{asked.page}/cancel", {})
        if status != 302:
            raise SystemExit(f"The Cancel was not taken: {status}")
        return began

    def settled(self, asked: Asked) -> None:
        """Wait until every delivery of an alert has come to something."""
        words = (
            "select count(*) from alerts_delivery d join alerts_message m on m.id = d.message_id"
            " where m.alert_id = %s and d.state in ('due', 'trying')"
        )
        wait_until(
            lambda: self.reads.execute(words, [asked.alert]).fetchone() == (0,), "deliveries are under way for ever"
        )

    # Rounds

    def approval(self) -> None:
        """One approval, and beside it the baseline."""
        asked, found = self.waits(), self.measured
        began, seen = self.approve(asked, up(asked))
        found.readable.append(max(seen.when.values()) - began)
        self.settled(asked)
        told = _of(self.receiver.came(), asked, "Alert")
        found.told.append(min(one.answered for one in told) - began)
        files, body = self._made_again(asked)
        found.wrong += [path for path, content in files.items() if seen.said.get(path, content) != content]
        found.wrong += [one.path for one in told if one.sha256 != body[one.path] or not one.signed]
        found.written.append(self._write(files))
        found.posted.append(self._post(json.dumps(told[0].said).encode()))
        self.cancel(asked)
        self.settled(asked)

    def _made_again(self, asked: Asked) -> tuple[dict[str, bytes], dict[str, str]]:
        """What the rows say the public and the partners should have been given: files by address, bodies' hashes by path."""
        from urllib.parse import urlsplit

        from django.db import transaction

        from wayhome.alerts import messages
        from wayhome.alerts.channels.site import files
        from wayhome.alerts.models import Delivery
        from wayhome.alerts.outgoing import outgoing_of
        from wayhome.base.web import set_viewer

        with transaction.atomic():
            set_viewer(officer=str(self.force.author.pk), agency=str(self.force.agency.pk))
            rows = Delivery.objects.select_related("message__alert", "message__version", "partner").filter(
                message__alert=asked.alert, message__kind="Alert"
            )
            bodies, made = {}, {}
            for row in rows:
                out = outgoing_of(row.message, key=row.key, repeat=False, partner=row.partner)
                if row.partner:
                    bodies[urlsplit(row.partner.url).path] = messages.sha256(messages.webhook_body(out))
                elif row.channel == "site":
                    standing = files.standing_of(row.message.alert, out)
                    made = {f"/{standing.spot}/{name}": content for name, content in standing.files.items()}
        made[f"/{asked.spot}/"] = made.pop(f"/{asked.spot}/index.html")
        return made, bodies

    def _write(self, files: Mapping[str, bytes]) -> float:
        """The bare work for the same files, in seconds."""
        folder = self.bare_tree / "bare"
        folder.mkdir(exist_ok=True)
        connection = http.client.HTTPConnection("127.0.0.1", self.bare_port)
        get(connection, "/nothing")
        began = time.perf_counter()
        for number, content in enumerate(files.values()):
            with (folder / "temp").open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            (folder / "temp").rename(folder / f"{number}.html")
        there = os.open(folder, os.O_RDONLY)
        os.fsync(there)
        os.close(there)
        self.writes.execute(
            "insert into django_session (session_key, session_data, expire_date) values (%s, '', now())",
            [f"bare{time.perf_counter_ns()}"],
        )
        for number, content in enumerate(files.values()):
            if get(connection, f"/bare/{number}.html") != (200, content):
                raise SystemExit("The bare web server answers otherwise.")
        took = time.perf_counter() - began
        connection.close()
        return took

    def _post(self, body: bytes) -> float:
        connection = http.client.HTTPConnection("127.0.0.1", self.receiver.port)
        began = time.perf_counter()
        connection.request("POST", "/bare", body=body)
        connection.getresponse().read()
        took = time.perf_counter() - began
        connection.close()
        return took

    def cancelling(self, *, cancelled: bool = True) -> None:
        """A Cancel while partners are still being told, and everything that has to be gone after it."""
        asked, found = self.waits(), self.measured
        self.receiver.slow(SLOW, refuses="/live/0")
        _, seen = self.approve(asked, up(asked))
        wait_until(lambda: _of(self.receiver.came(), asked, "Alert"), "no partner was told")
        needles = _needles(asked, seen.said[f"/{asked.spot}/photo.jpg"])
        found.held_before += bool(_holding(self.service.tree, needles))
        if not cancelled:
            began = time.perf_counter()
            self.receiver.slow(SLOW)
            self.settled(asked)
            found.last_uncancelled.append(max(one.at for one in _of(self.receiver.came(), asked, "Alert")) - began)
            self.receiver.slow(0)
            self.cancel(asked)
            self.settled(asked)
            return
        shown = [f"/{asked.spot}/{name}" for name in ("", "alert.xml", "area.geojson", "photo.jpg")]
        self.first.renew()
        self.first.page(asked.page)
        with ThreadPoolExecutor(1) as pool:
            watching = pool.submit(watch, self.port, dict.fromkeys(shown, _is_gone))
            began = self.cancel(asked)
            gone = watching.result()
        self.receiver.slow(SLOW)  # who refused before will take the end of it
        found.gone.append(max(gone.when.values()) - began)
        found.left += [f"{path} says its name" for path, said in gone.said.items() if any(n in said for n in needles)]
        words = (
            "select count(*) from published_surface where owner = %s and removed_at is not null and verified_at is null"
        )
        wait_until(lambda: self.reads.execute(words, [asked.alert]).fetchone() == (0,), "the end was never verified")
        found.verified.append(time.perf_counter() - began)
        self.settled(asked)
        self.receiver.slow(0)
        told = _of(self.receiver.came(), asked, "Alert")
        found.last_sent.append(max([0.0, *(one.at - began for one in told)]))
        ended = {one.path for one in _of(self.receiver.came(), asked, "Cancel")}
        found.wrong += sorted({one.path for one in told} - ended)  # who heard must hear the end
        row = self.reads.execute(
            "select count(*) from alerts_delivery d join alerts_message m on m.id = d.message_id"
            " where m.alert_id = %s and m.kind = 'Alert' and d.channel = 'webhook' and d.state <> 'accepted'",
            [asked.alert],
        ).fetchone()
        found.overtaken += row[0] if row else 0
        found.left += _holding(self.service.tree, needles)
        found.removed.append(self._remove(seen.said))

    def _remove(self, files: Mapping[str, bytes]) -> float:
        """The bare work of taking the same files down and asking for each, in seconds."""
        self._write(files)
        folder = self.bare_tree / "bare"
        connection = http.client.HTTPConnection("127.0.0.1", self.bare_port)
        get(connection, "/nothing")
        began = time.perf_counter()
        for number in range(len(files)):
            (folder / f"{number}.html").unlink()
        there = os.open(folder, os.O_RDONLY)
        os.fsync(there)
        os.close(there)
        if any(get(connection, f"/bare/{number}.html")[0] != 404 for number in range(len(files))):
            raise SystemExit("The bare web server answers otherwise.")
        took = time.perf_counter() - began
        connection.close()
        return took


def up(asked: Asked) -> dict[str, Right]:
    """What the public must be able to read: page, photo, CAP and area, and both feeds with the link."""
    link = f"/{asked.spot}/".encode()

    def there(*words: bytes) -> Right:
        return lambda status, said: status == 200 and all(word in said for word in words)

    return {
        f"/{asked.spot}/": there(asked.headline.encode(), b"</html>"),
        f"/{asked.spot}/alert.xml": there(asked.reference.encode(), b"</alert>"),
        f"/{asked.spot}/area.geojson": there(b"MultiPolygon"),
        f"/{asked.spot}/photo.jpg": there(b"\xff\xd8"),
        "/alerts/feed.atom": there(link, b"</feed>"),
        "/alerts/feed.json": lambda status, said: status == 200 and _listed(said, asked.reference),
    }


def _listed(said: bytes, reference: str) -> bool:
    return any(reference in json.dumps(each) for each in json.loads(said)["items"])


def _is_gone(status: int, _said: bytes) -> bool:
    return status == 410


def _of(came: list[Came], asked: Asked, kind: str) -> list[Came]:
    return [
        one for one in came if one.answered and (one.said["reference"], one.said["kind"]) == (asked.reference, kind)
    ]


def _needles(asked: Asked, photo: bytes) -> list[bytes]:
    """What may be left nowhere: the name, and parts of the photo, as they are and in base64."""
    parts = [photo[place : place + 48] for place in range(len(photo) // 4, len(photo) - 48, len(photo) // 4)]
    middle = len(photo) // 6 * 3
    return [asked.name.encode(), *parts, base64.b64encode(photo)[middle // 3 * 4 :][:64]]


def _holding(root: Path, needles: list[bytes]) -> list[str]:
    """Every file below a folder that holds one of these, compressed ones opened."""
    found = []
    for path in root.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # being written aside, or removed
            if path.is_file():
                content = path.read_bytes()
                opened = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
                found += [str(path) for needle in needles if needle in opened]
    return found


def _face(seed: int) -> bytes:
    from wayhome.synthetic.faces import draw_face

    return draw_face(seed, age=9, sex="F", hair="dark_brown", eyes="green")


@contextlib.contextmanager
def bare_folder(beside: Path) -> Iterator[tuple[int, Path]]:
    """A folder that a bare nginx hands out: its port, and where it lies."""
    from wayhome.console.bench_site import bare

    tree = beside / "bare-tree"
    tree.mkdir()
    with bare(beside, tree) as port:
        yield port, tree


# Lines


def latency_lines(found: Measured) -> Iterator[dict[str, Any]]:
    """From the second approval to what the public reads, and to the first partner's answer."""
    n = len(found.readable)
    for what, values, bare, name in (
        ("page, CAP, feeds and area readable", found.readable, found.written, WRITTEN),
        ("first webhook accepted", found.told, found.posted, POSTED),
    ):
        for share, bar in ((0.5, P50), (0.99, P99)):
            value = quantile(values, share)
            yield line(
                "alert", f"from the second approval's POST to {what}, p{share * 100:.0f}", round(value, 4), "s", n=n,
                ci95=quantile_range(values, share, digits=4), gate=value <= bar,
                baseline=(name, round(quantile(bare, share), 5)),
            )  # fmt: skip
    wrong = len(found.wrong)
    yield line("alert", "files and bodies that differ from what the rows say", wrong, "files", n=n * 6,
               ci95=none_of(wrong, n * 6), gate=not wrong)  # fmt: skip


def cancel_lines(found: Measured) -> Iterator[dict[str, Any]]:
    """What a Cancel stops, and how soon."""
    n = len(found.gone)
    last = max(found.last_sent)
    yield line(
        "alert", "from Cancel's POST to the latest new send of the Alert, the slowest", round(last, 4), "s", n=n,
        ci95=quantile_range(found.last_sent, 0.5, digits=4), gate=last <= STOPS and found.overtaken > 0,
        baseline=("the last send without a Cancel", round(quantile(found.last_uncancelled, 0.5), 4)),
    )  # fmt: skip
    yield line("alert", "sends that a Cancel overtook", found.overtaken, "sends", n=n)
    for what, values, bar in (("410 everywhere", found.gone, GONE), ("verified over HTTP", found.verified, VERIFIED)):
        yield line(
            "alert", f"from Cancel's POST to {what}, the slowest", round(max(values), 4), "s", n=n,
            ci95=quantile_range(values, 0.5, digits=4), gate=max(values) <= bar,
            baseline=("the same files unlinked, one fsync, and a GET of each", round(max(found.removed), 5)),
        )  # fmt: skip
    left = len(found.left)
    yield line(
        "alert", "files below the published root that hold name or photo after a Cancel", left, "files", n=n,
        ci95=none_of(left, n), gate=not left and found.held_before == n + len(found.last_uncancelled),
        baseline=("alerts of which such a file was found before", found.held_before),
    )  # fmt: skip
    wrong = len(found.wrong)
    yield line("alert", "partners that heard an Alert and not its end", wrong, "partners", n=n, gate=not wrong)
