"""What is started again, how often, and that nothing else is stopped for it."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path

import pytest

from wayhome.console import run
from wayhome.console.run import OFTEN, Program, Supervisor


def watched(supervisor: Supervisor, *, looks: int) -> None:
    """Let it look so many times, then interrupt it."""
    left = iter(range(looks))

    def pause(_: float, sleep: object = time.sleep) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        sleep(0.05)  # type: ignore[operator]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run.time, "sleep", pause)
        with pytest.raises(KeyboardInterrupt):
            supervisor.watch()


def test_a_program_that_keeps_failing_is_tried_less_often_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    env = dict(os.environ)
    monkeypatch.setattr(run, "PAUSE_SECONDS", 30.0)
    supervisor = Supervisor([Program("bad", ["false"], env), Program("good", ["sleep", "600"], env)])
    supervisor.start()
    try:
        watched(supervisor, looks=60)
        said = capfd.readouterr().err
        assert said.count("The bad process ended (exit 1); starting it again.") == OFTEN - 1
        supervisor.programs[0].starts[-1] -= run.PAUSE_SECONDS
        watched(supervisor, looks=20)
        said += capfd.readouterr().err
        assert said.count("starting it again") == OFTEN
        assert said.count("It keeps failing") == 1
        good = supervisor.programs[1].running
        assert good
        assert good.poll() is None
        assert "good" not in said
    finally:
        supervisor.stop()


def test_the_socket_of_a_program_that_was_killed_is_removed_before_its_next_start(tmp_path: Path) -> None:
    door = tmp_path / "door"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(door))
    bind = f"import socket; s = socket.socket(socket.AF_UNIX); s.bind({str(door)!r}); s.listen(); print(s.accept())"
    supervisor = Supervisor([Program("behind", [sys.executable, "-c", bind], dict(os.environ), door)])
    supervisor.start()
    try:
        run.wait_until_answering({}, supervisor, door)
    finally:
        supervisor.stop()
