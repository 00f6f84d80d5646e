"""`wayhome bench site`: the smallest run of it, and bars that can be missed."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys.conftest import bare_env
from wayhome.console.bench_site import BAR, FLOOR, rate_line, ratio_line
from wayhome.console.load import Load, load


def rounds(*rates: float) -> list[Load]:
    return [Load(rate, (1.0,)) for rate in rates]


def test_a_bar_is_met_by_the_median_of_neighbouring_rounds_and_can_be_missed() -> None:
    raw = rounds(100, 1000, 10)  # a machine that is busy at times
    met = ratio_line("page", (rounds(95, 960, 20), raw))
    assert (met["value"], met["gate"], met["ratio"], met["baseline"]["value"]) == (0.96, True, 0.96, 100)
    missed = ratio_line("page", (rounds(94.9, 949, 20), raw))
    assert missed["gate"] is False
    assert ratio_line("page", (rounds(1, 1, 1), raw), bar=None)["gate"] is None
    assert rate_line("page", rounds(FLOOR - 1, FLOOR - 1, 10 * FLOOR))["gate"] is False
    assert rate_line("page", rounds(FLOOR))["gate"] is True
    assert BAR == 0.95


def test_an_answer_that_is_not_the_page_ends_the_run() -> None:
    with ExitStack() as stack, socket.create_server(("127.0.0.1", 0), backlog=64) as server:

        def answer() -> None:
            for said in (
                b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
            ):
                asker = stack.enter_context(server.accept()[0])
                asker.recv(1000)
                asker.sendall(said)

        answering = threading.Thread(target=answer)
        answering.start()
        with pytest.raises(SystemExit, match="410"):
            load(server.getsockname()[1], "/", seconds=10, ahead=1)
        answering.join()


def test_the_whole_of_it_measures_a_real_page_and_leaves_none_up(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "wayhome.console",
        "bench",
        "site",
        "--rounds",
        "2",
        "--seconds",
        "0.02",
        "--data",
        str(tmp_path),
    ]
    done = subprocess.run(words, env=bare_env(), capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {tuple(line) for line in lines} == {
        ("goal", "name", "value", "unit", "n", "ci95", "gate", "baseline", "ratio")
    }, done
    assert [line["name"] for line in lines if line["gate"] is not None] == [
        "page: share of a bare nginx", "page a second",
        "page while appeals are published: share of a bare nginx", "page a second while appeals are published",
    ]  # fmt: skip
    assert all(line["value"] > 0 for line in lines)
    assert done.returncode == int(any(line["gate"] is False for line in lines))
    appeals = tmp_path / "published" / "appeals"
    assert [path.name for path in appeals.iterdir() if path.is_dir()] == []
    assert len(list(appeals.glob("*.gone"))) >= 2
