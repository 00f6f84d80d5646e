"""`wayhome bench site`: how fast a published page is handed out, beside a bare nginx.

Both are the same program with one worker and hand out the same file of the same tree; one has the shipped configuration,
the other a root and nothing else. They are asked in short rounds by turns, so that whatever else the machine does meets both, and
once more while appeals are published and withdrawn without a pause.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from wayhome.base.errors import Unready
from wayhome.console import bench_parts, environment
from wayhome.console.bench_parts import free_port, printed, running
from wayhome.console.load import Load, load
from wayhome.console.published import nginx_program

BAR, FLOOR = 0.95, 20_000
AHEAD = 8
RAW = "bare nginx, same wheel, same file, a root and nothing else"
BARE = """daemon off; worker_processes 1; pcre_jit on; pid "{folder}/pid"; error_log stderr alert; {account}
events {{ worker_connections 4096; }}
http {{
    access_log off; sendfile on; keepalive_requests 100000; default_type text/html;
    client_body_temp_path "{folder}/b"; proxy_temp_path "{folder}/p"; fastcgi_temp_path "{folder}/f";
    uwsgi_temp_path "{folder}/u"; scgi_temp_path "{folder}/s";
    server {{ listen 127.0.0.1:{port}; root "{tree}"; location = /nothing {{ return 204; }} }}
}}
"""
SHOWS = {"given_name": "Wren", "age": "14", "sex": "female", "stature_cm": "150-155", "build": "slim",
         "hair_colour": "dark_brown", "eye_colour": "green", "clothing": "A yellow raincoat and white trainers.",
         "last_seen_area": "Larkhill bus station", "last_seen_on": "2026-11-20"}  # fmt: skip


def add_to(kinds: Any) -> None:
    """Declare the commands."""
    site = kinds.add_parser("site", help="a published page over HTTP, beside a bare nginx")
    site.add_argument("--rounds", type=int, default=60, help="of each server, for each figure")
    site.add_argument("--seconds", type=float, default=0.25, help="of one round")
    site.add_argument("--data", default="var/bench", help="folder kept for the next run")
    site.set_defaults(run=run)
    busy = kinds.add_parser(
        "publish", help="only publish and withdraw appeals until told to stop; `bench site` does so by itself"
    )
    busy.add_argument("--data", default="var/bench")
    busy.set_defaults(run=run_publish)


def run(options: argparse.Namespace) -> int:
    """Print one JSON line a figure; exit 1 when a bar is missed."""
    from wayhome.base import places

    with ExitStack() as stack:
        embedded = stack.enter_context(environment.database("worker", data=options.data))
        if embedded is None:
            raise Unready("The benchmark works on a database of its own. Unset WAYHOME_WORKER_DATABASE_URL.")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wayhome-bench-")))
        spot = stack.enter_context(_an_appeal())
        shipped = stack.enter_context(_shipped(embedded, folder))
        raw = stack.enter_context(bare(folder, places.published()))
        return printed(measured(shipped, raw, f"/{spot}/", options))


def measured(shipped: int, bare: int, page: str, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The figures: two ports that hand out the same page."""
    quiet = _by_turns((shipped, page), (bare, page), options)
    yield ratio_line("page", quiet)
    yield rate_line("page a second", quiet[0])
    by_name = _by_turns((shipped, page), (bare, f"{page}index.html"), options)
    yield ratio_line("page beside the file by its own name", by_name, bar=None)
    photo = f"{page}photo.jpg"
    yield ratio_line("photo", _by_turns((shipped, photo), (bare, photo), options), bar=None)
    ceiling = [
        load(bare, "/nothing", seconds=options.seconds, ahead=AHEAD, status=204).rate for _ in range(options.rounds)
    ]
    yield _line("generator: empty answers a second", ceiling, "requests/s", gate=None, beside=(
        "pages a second of the bare nginx", statistics.median(each.rate for each in quiet[1])
    ))  # fmt: skip
    alone = [load(shipped, page, seconds=options.seconds, ahead=1) for _ in range(max(1, options.rounds // 10))]
    slowest = [sorted(each.batches)[int(len(each.batches) * 0.99)] for each in alone]
    yield _line("page p99, 32 connections, one question each", slowest, "ms", gate=None)
    with _publishing(options):
        busy = _by_turns((shipped, page), (bare, page), options)
    yield ratio_line("page while appeals are published", busy)
    yield rate_line("page a second while appeals are published", busy[0])


Pair = tuple[list[Load], list[Load]]


def _by_turns(one: tuple[int, str], two: tuple[int, str], options: argparse.Namespace) -> Pair:
    """Short rounds of each, in the order one two two one, so that a machine that slows down meets both alike."""
    found: Pair = ([], [])
    for turn in range(options.rounds):
        for which in (0, 1) if turn % 2 else (1, 0):
            port, path = (one, two)[which]
            found[which].append(load(port, path, seconds=options.seconds, ahead=AHEAD))
    return found


def ratio_line(name: str, pair: Pair, *, bar: float | None = BAR) -> dict[str, Any]:
    """The median of the ratios of neighbouring rounds, beside the bar."""
    ratios = [ours.rate / raw.rate for ours, raw in zip(*pair, strict=True)]
    middle = statistics.median(ratios)
    raw = statistics.median(each.rate for each in pair[1])
    return _line(f"{name}: share of a bare nginx", ratios, "ratio", gate=None if bar is None else middle >= bar) | {
        "baseline": {"name": RAW, "value": round(raw)},
        "ratio": round(middle, 4),
    }


def rate_line(name: str, rounds: Sequence[Load]) -> dict[str, Any]:
    """Answers a second, beside the floor."""
    rates = [each.rate for each in rounds]
    return _line(name, rates, "requests/s", gate=statistics.median(rates) >= FLOOR, beside=("floor", FLOOR))


def _line(
    name: str, values: Sequence[float], unit: str, *, gate: bool | None, beside: tuple[str, float] | None = None
) -> dict[str, Any]:
    """The median, and between which rounds it lies 19 times in 20; beside something, of which it is a multiple."""
    middle = statistics.median(values)
    ends = bench_parts.quantile_range(values, 0.5, digits=4)
    figure = bench_parts.line("site", name, round(middle, 4), unit, n=len(values), ci95=ends, gate=gate)
    if beside is None:
        return figure
    return figure | {"baseline": {"name": beside[0], "value": round(beside[1])}, "ratio": round(middle / beside[1], 4)}


# What is measured


@contextmanager
def _an_appeal() -> Iterator[str]:
    """An invented appeal, published as any is; its spot."""
    from wayhome.base import clock
    from wayhome.published import actions, tree
    from wayhome.terms.actor import Actor

    by = Actor.system("bench")
    edition = _accept()
    actions.release(edition.pk, by=by, at=clock.now())
    try:
        yield tree.appeal(edition.reference)
    finally:
        actions.withdraw(edition.pk, by=by, at=clock.now())


def _accept() -> Any:
    from wayhome.accounts.models import NATIONAL_INTAKE
    from wayhome.base import clock
    from wayhome.base.ids import new_id, new_reference
    from wayhome.formats.picture import repaint
    from wayhome.published import actions
    from wayhome.synthetic.faces import draw_face
    from wayhome.terms.actor import Actor

    now = clock.now()
    ends = now + timedelta(hours=1)
    face = repaint(draw_face(7, age=14, sex="F", hair="dark_brown", eyes="green")).blob
    manifest = {"reference": new_reference(), "language": "en", "shows": SHOWS, "photo": hashlib.sha256(face).hexdigest(),
                "ends_at": ends.isoformat(), "zone": "Europe/London", "emergency_number": "999", "police_number": "101",
                "agency": "Larkshire Police", "demonstration": True}  # fmt: skip
    frozen = actions.Frozen(manifest, face, hashlib.sha256(json.dumps(manifest).encode()).hexdigest(), ends)
    return actions.accept(frozen, edition=new_id(), agency=NATIONAL_INTAKE, by=Actor.system("bench"), at=now)


def run_publish(options: argparse.Namespace) -> int:
    """Publish and withdraw, one after the other, until the input ends; says how many when it does."""
    import select

    with environment.database("worker", data=options.data):
        count = 0
        while not select.select([sys.stdin], [], [], 0)[0]:
            with _an_appeal():
                count += 1
            if count == 1:
                print("publishing", flush=True)
        print(count, file=sys.stderr)
    return 0


@contextmanager
def _publishing(options: argparse.Namespace) -> Iterator[None]:
    words = [sys.executable, "-m", "wayhome.console", "bench", "publish", "--data", options.data]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as publisher:
        assert publisher.stdin and publisher.stdout
        if not publisher.stdout.readline():
            raise Unready("The process that publishes did not start.")
        try:
            yield
        finally:
            publisher.stdin.close()
            publisher.wait()


@contextmanager
def _shipped(embedded: Any, folder: Path) -> Iterator[int]:
    from wayhome.console.run import plane_words

    port = free_port()
    env = os.environ | environment.for_role(embedded, "public")
    words = plane_words(folder / "shipped", f"127.0.0.1:{port}", folder / "nobody.sock", workers="1")
    yield from running("nginx", words, port, env)


@contextmanager
def bare(folder: Path, tree: Path) -> Iterator[int]:
    """A bare nginx that hands out a tree, while it is wanted; its port."""
    port, own = free_port(), folder / "bare"
    own.mkdir()
    account = "user root;" if os.geteuid() == 0 else ""
    (own / "nginx.conf").write_text(BARE.format(folder=own, port=port, tree=tree.absolute(), account=account))
    words = [str(nginx_program()), "-p", str(own), "-c", str(own / "nginx.conf")]
    yield from running("nginx", words, port, dict(os.environ))
