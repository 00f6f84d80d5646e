"""What the public still gets when the rest of the house is dead."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

from tests.journeys.conftest import Service, start, wait_for
from wayhome.console.embedded import Embedded


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def children(service: Service, words: str) -> list[int]:
    """The supervisor's programs with these words."""
    listed = subprocess.run(
        ["ps", "--ppid", str(service.process.pid), "-o", "pid,args"], capture_output=True, text=True, check=True
    ).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if words in line]


def test_pages_go_on_and_end_with_everything_else_killed_and_all_comes_back_by_itself(open_folder: Path) -> None:
    service = start(open_folder / "var")
    # Programs without a database say a lot, and would wait for somebody to read it.
    assert service.process.stdout is not None
    reader = threading.Thread(target=list, args=[service.process.stdout], daemon=True)
    reader.start()
    try:
        assert wait_for(lambda: listed(service)), "the demonstration has an appeal"
        reference = listed(service)[0]
        page = f"{service.public}/appeals/{reference}/"
        service.process.send_signal(signal.SIGSTOP)  # so that nobody starts anything again
        database = int((Embedded(service.home).data / "postmaster.pid").read_text().split()[0])
        os.kill(database, signal.SIGKILL)
        for words in ("wayhome.public.wsgi", "console worker", "wayhome.desk.wsgi"):
            for pid in children(service, words):
                os.killpg(pid, signal.SIGKILL)
        assert [status(f"{page}{name}") for name in ("", "photo.jpg", "poster.pdf")] == [200] * 3
        assert status(f"{service.public}/report/") == 502
        until = service.home / "published" / "appeals" / reference / ".until"
        until.write_text("2020-01-01T00:00:00+00:00")
        assert wait_for(lambda: status(page) == 410)
        assert [status(f"{page}{name}") for name in ("", "photo.jpg", "poster.pdf")] == [410] * 3
        assert status(f"{service.public}/appeals/") == 200
        service.process.send_signal(signal.SIGCONT)
        assert wait_for(lambda: status(f"{service.public}/report/") == 200, seconds=60)
        assert wait_for(lambda: status(f"{service.desk}/") == 200, seconds=60)
        assert int((Embedded(service.home).data / "postmaster.pid").read_text().split()[0]) != database
        assert status(page) == 410
    finally:
        service.process.send_signal(signal.SIGCONT)
        service.process.send_signal(signal.SIGINT)
        service.process.wait(60)
        reader.join()
        service.process.stdout.close()


def listed(service: Service) -> list[str]:
    """The appeals that the feed names."""
    with urllib.request.urlopen(f"{service.public}/feed.json") as answer:
        return [str(line["url"]).split("/")[-2] for line in json.loads(answer.read())["items"]]
