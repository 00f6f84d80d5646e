"""`wayhome run`: the whole service on this machine, under one supervisor."""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from wayhome.base.errors import Unready
from wayhome.console import environment
from wayhome.console.embedded import LONGEST_SOCKET, ROLES, Embedded

STATIC = Path(__file__).parents[1] / "look" / "static"
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
PATIENCE = 15.0
LOOK_SECONDS = 1.0
OFTEN, PAUSE_SECONDS = 5, 5.0  # falls within a minute, and how long then between two starts


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("run", help="start everything on this machine and show where")
    parser.add_argument("--desk-port", type=int, default=8000)
    parser.add_argument("--push-port", type=int, default=8001)
    parser.add_argument("--public-port", type=int, default=8080)
    parser.add_argument("--api-port", type=int, default=8002)
    parser.add_argument("--data", help="folder for database, keys, files and published pages (default: ./var)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Start, say where, wait, and stop everything that was started."""
    ports = {
        "desk": options.desk_port,
        "push": options.push_port,
        "public": options.public_port,
        "api": options.api_port,
    }
    if len(set(ports.values())) < len(ports):
        raise Unready(
            "Desk, push, public site and partners' door need a port each."
            " Choose others with --desk-port, --push-port, --public-port, --api-port."
        )
    for name, port in ports.items():
        refuse_busy(name, port)
    for stop in (signal.SIGINT, signal.SIGTERM):  # also where a shell started us with SIGINT ignored
        signal.signal(stop, _as_interrupt)
    home = environment.home(options.data)
    embedded = Embedded(home)
    if embedded.moved:
        print(f"{home} lies below a folder that others may not enter, so the database is kept in {embedded.home}")
    with embedded.used():
        environment.migrate_if_behind(embedded)
        supervisor = Supervisor(started(embedded, ports), embedded)
        try:
            seed(embedded)
            supervisor.start()
            wait_until_answering(ports, supervisor, plane_folder(home) / "public.sock")
            welcome(ports, home)
            supervisor.watch()
        except KeyboardInterrupt:
            return 0
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave anything behind
            supervisor.stop()


@dataclass
class Program:
    """One process: its words and its own environment."""

    name: str
    words: list[str]
    env: dict[str, str]
    door: Path | None = None  # its socket: one that was killed leaves it behind, and none can be bound over it
    running: subprocess.Popen[bytes] | None = field(default=None)
    starts: list[float] = field(default_factory=list)


class Supervisor:
    """Starts programs, starts one again that fell, and stops them all."""

    def __init__(self, programs: list[Program], embedded: Embedded | None = None) -> None:
        self.programs, self.embedded = programs, embedded

    def start(self) -> None:
        """Start every program in a session of its own, so that Ctrl-C reaches this process alone."""
        for program in self.programs:
            self._start(program)

    def watch(self) -> NoReturn:
        """Until interrupted, start again what fell, the database server too.

        What keeps falling is started less often and nothing else is stopped for it: pages go on when all else is down.
        """
        looked = time.monotonic()
        while True:
            time.sleep(0.25)
            if self.embedded and time.monotonic() - looked > LOOK_SECONDS:
                if self.embedded.heal():
                    print("PostgreSQL had ended; it was started again.", file=sys.stderr)
                looked = time.monotonic()
            for program in self.programs:
                if program.running is not None and (code := program.running.poll()) is not None:
                    self._again(program, code)

    def _again(self, program: Program, code: int) -> None:
        now = time.monotonic()
        program.starts = [at for at in program.starts if at > now - 60]
        if len(program.starts) >= OFTEN and now - program.starts[-1] < PAUSE_SECONDS:
            return
        print(f"The {program.name} process ended (exit {code}); starting it again.", file=sys.stderr)
        if len(program.starts) == OFTEN:
            print(f"It keeps failing: from now on every {PAUSE_SECONDS:.0f} seconds.", file=sys.stderr)
        self._start(program)

    def stop(self) -> None:
        """Ask every program to end, then insist."""
        running = [program.running for program in self.programs if program.running and program.running.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        for program in self.programs:
            self._bury(program)

    def _bury(self, program: Program) -> None:
        """End what a program that was killed outright left behind: its workers would go on serving."""
        if program.running:
            with suppress(ProcessLookupError):
                os.killpg(program.running.pid, signal.SIGKILL)

    def _start(self, program: Program) -> None:
        self._bury(program)
        if program.door:
            program.door.unlink(missing_ok=True)
        program.starts.append(time.monotonic())
        program.running = subprocess.Popen(
            program.words,
            env=program.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent(),  # noqa: PLW1509 - no threads here,
        )


def started(embedded: Embedded, ports: dict[str, int]) -> list[Program]:
    """What runs, each with its own role and nobody else's keys."""
    here = {f"WAYHOME_{name.upper()}_ORIGIN": f"http://localhost:{port}" for name, port in ports.items()}
    here["WAYHOME_PLANE_ORIGIN"] = f"http://127.0.0.1:{ports['public']}"
    hidden = (
        *(environment.variable(role) for role in ("owner", *ROLES)),
        "WAYHOME_SECRET_KEY",
    )
    bare = {name: value for name, value in os.environ.items() if name not in hidden}

    plane = plane_folder(embedded.asked)
    door = plane / "public.sock"

    def program(name: str, role: str, words: list[str], at: Path | None = None, **more: str) -> Program:
        env = bare | here | environment.for_role(embedded, role) | more
        env |= {"WAYHOME_DEMONSTRATION": "1", "DJANGO_SETTINGS_MODULE": environment.settings_of(role)}
        return Program(name, words, env, at)

    return [
        program("desk", "app", desk_words(ports["desk"])),
        program("push", "push", served("wayhome.desk.push:application", ports["push"], interface="asginl")),
        # Visitors come to nginx; the public process is behind it, on a socket in a folder that is this account's alone.
        program(
            "public",
            "public",
            served("wayhome.public.wsgi:application", door, workers=2),
            door,
            WAYHOME_TRUSTED_PROXY="unix",
        ),
        program("nginx", "public", plane_words(plane, f"127.0.0.1:{ports['public']}", door)),
        # Ends pages at their time although the database is down: it has no login, and no key.
        Program(
            "end",
            [sys.executable, "-m", "wayhome.console", "published", "end"],
            bare | {"WAYHOME_HOME": str(embedded.asked)},
        ),
        program("api", "api", served("wayhome.api.wsgi:application", ports["api"], static=False)),
        program("worker", "worker", [sys.executable, "-m", "wayhome.console", "worker"]),
        program("seal", "seal", [sys.executable, "-m", "wayhome.console", "seal"]),
    ]


def plane_folder(home: Path) -> Path:
    """Where nginx has its configuration and the public process its socket: this account's alone.

    The name of a socket may not be long: below a deep data folder it lies in the folder for temporary files.
    """
    folder = home / "plane"
    if len(os.fsencode(folder / "public.sock")) > LONGEST_SOCKET:
        name = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir(), f"wayhome-plane-{os.geteuid()}-{name}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise Unready(f"{folder} belongs to another account. Name a folder of your own with --data.")
    folder.chmod(0o700)
    return folder


def plane_words(folder: Path, listen: str, door: Path | str, *, workers: str = "auto") -> list[str]:
    """The words that start nginx before the public process."""
    return [sys.executable, "-m", "wayhome.console", "published", "serve", "--folder", str(folder), "--listen", listen,
            "--door", f"unix:{door}", "--workers", workers]  # fmt: skip


def desk_words(port: int) -> list[str]:
    """The words that start the desk: two workers of one thread each.

    Threads of one process share its lock, so pages that are drawn at once are all late: with four threads the slowest
    twentieth of case pages took half as long again.
    """
    return served("wayhome.desk.wsgi:application", port, workers=2, threads=1)


def served(
    target: str, port: int | Path, *, workers: int = 1, threads: int = 4, interface: str = "wsgi", static: bool = True
) -> list[str]:
    """The words that start one web server, on a port or on a socket."""
    at = ["--uds", str(port)] if isinstance(port, Path) else ["--host", "127.0.0.1", "--port", str(port)]
    words = [sys.executable, "-m", "wayhome.base.serve", target, "--interface", interface, *at, "--workers", str(workers), "--log-level", "warning", "--respawn-failed-workers",
             "--workers-kill-timeout", "5"]  # fmt: skip
    if interface == "wsgi":
        words += ["--blocking-threads", str(threads), "--backpressure", "64"]
        if static and not isinstance(port, Path):  # nginx hands them out
            words += [
                "--static-path-route",
                "/static",
                "--static-path-mount",
                str(STATIC),
                "--static-path-expires",
                "300",
            ]
    return words


def seed(embedded: Embedded) -> None:
    """Invent the demonstration force on the first run, in a process of its own."""
    env = os.environ | environment.for_role(embedded, "console") | {"WAYHOME_DEMONSTRATION": "1"}
    command = [sys.executable, "-m", "wayhome.console", "seed", "--demonstration"]
    if (code := subprocess.run(command, env=env, check=False).returncode) != 0:
        raise SystemExit(code)


def refuse_busy(name: str, port: int) -> None:
    """Raise Unready when somebody else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Unready(
                f"Port {port} may not be used by this account. Choose one above 1023 with --{name}-port."
            ) from None
        except OverflowError:
            raise Unready(f"{port} is not a port. Choose one from 1024 to 65535 with --{name}-port.") from None
        except OSError:
            raise Unready(f"Port {port} is busy. Choose another with --{name}-port.") from None


def wait_until_answering(ports: dict[str, int], supervisor: Supervisor, *sockets: Path) -> None:
    """Wait until every port and socket takes a connection, or a program has fallen."""
    where: list[int | Path] = [*ports.values(), *sockets]
    for port in where:
        while True:
            try:
                knock(port)
                break
            except OSError:
                if fallen := [p.name for p in supervisor.programs if p.running and p.running.poll() is not None]:
                    raise Unready(
                        f"The {' and '.join(fallen)} process did not start; the reason stands above."
                    ) from None
                time.sleep(0.05)


def knock(at: int | Path) -> None:
    """Connect to a port or a socket, and leave. Raises OSError when nobody is there."""
    if isinstance(at, int):
        socket.create_connection(("127.0.0.1", at), timeout=1).close()
        return
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(str(at))


def welcome(ports: dict[str, int], home: Path) -> None:
    """Say where everything is and how to sign in."""
    print("\nWayhome is running. This is a demonstration: every person in it is invented.\n")
    print(f"  Desk, for officers      http://localhost:{ports['desk']}")
    print(f"  Public site             http://localhost:{ports['public']}")
    print(f"  Partners' door          http://localhost:{ports['api']}/api/v1/reports")
    print(f"  Push, used by the desk  http://localhost:{ports['push']}\n")
    if (said := home / "demonstration.txt").exists():
        print(said.read_text())
    print("Ctrl-C stops everything; the data stay.", flush=True)


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _end_with_parent() -> Callable[[], None] | None:
    """On Linux, programs end when the supervisor is killed outright."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(DIE_WITH_PARENT, signal.SIGTERM)
