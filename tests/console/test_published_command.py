"""`wayhome published`: what an operator's own nginx includes, and the comparison of tree and rows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.plane import environ
from tests.published.conftest import accepted, face, manifest  # noqa: F401 - fixtures
from wayhome.console.published import nginx_program
from wayhome.published import actions, tree
from wayhome.published.models import Edition
from wayhome.terms.actor import Actor

WORDS = [sys.executable, "-m", "wayhome.console", "published"]


def written(folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    words = [*WORDS, "nginx", "--into", str(folder), "--door", "unix:/run/wayhome/public.sock"]
    return subprocess.run(words, env=environ("public", **changes), capture_output=True, text=True, check=False)


def test_an_operators_own_nginx_takes_both_files_and_they_are_the_same_each_time(tmp_path: Path) -> None:
    proxies = {"WAYHOME_TRUSTED_PROXY": "198.51.100.0/24, unix", "WAYHOME_PUBLIC_ORIGIN": "https://find.example.org"}
    for name in ("one", "two"):
        done = written(tmp_path / name, **proxies)
        assert done.returncode == 0, done.stderr
    files = {path.name: path.read_text() for path in (tmp_path / "one").iterdir()}
    assert files == {path.name: path.read_text() for path in (tmp_path / "two").iterdir()}
    assert set(files) == {"http.conf", "server.conf"}
    assert "set_real_ip_from 198.51.100.0/24;" in files["http.conf"]
    assert "Strict-Transport-Security" in files["server.conf"]
    for never in ("proxy_cache", "open_file_cache", "stale", "gzip"):
        assert never not in "".join(files.values())
    own = tmp_path / "nginx.conf"
    own.write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/one/http.conf;"
        f" server {{ listen 127.0.0.1:1; include {tmp_path}/one/server.conf; }} }}"
    )
    (tmp_path / "logs").mkdir()
    tried = subprocess.run(
        [nginx_program(), "-t", "-q", "-p", tmp_path, "-c", own, "-e", "stderr"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tried.returncode, tried.stderr) == (0, "")


def test_a_folder_that_cannot_stand_in_a_configuration_is_refused(tmp_path: Path) -> None:
    done = written(tmp_path, WAYHOME_PUBLISHED=f'{tmp_path}/x"; include /etc/passwd; #')
    assert done.returncode == 2
    assert "cannot stand in nginx's configuration" in done.stderr


@pytest.mark.usefixtures("fresh_database", "plane")
def test_the_comparison_takes_the_trees_own_settings_names_each_path_and_mends(
    accepted: Callable[..., Edition],  # noqa: F811
    now: datetime,
    tmp_path: Path,
) -> None:
    edition = accepted()
    actions.release(edition.pk, by=Actor.system("test"), at=now)
    frame = json.loads((tmp_path / ".frame.json").read_bytes())
    assert frame["WAYHOME_PUBLIC_ORIGIN"]

    def asked(*more: str) -> tuple[int, list[dict[str, object]]]:
        env = environ("console", WAYHOME_PUBLISHED=str(tmp_path))
        done = subprocess.run([*WORDS, "rebuild", *more], env=env, capture_output=True, text=True, check=False)
        assert not done.stderr, done.stderr
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    assert asked("--check") == (0, [])
    photo = tree.folder(tree.appeal(edition.reference)) / "photo.jpg"
    before = photo.read_bytes()
    photo.write_bytes(b"another child")
    wrong = {"path": f"appeals/{edition.reference}/photo.jpg", "what": "changed"}
    assert asked("--check") == (1, [wrong | {"mended": False}])
    assert photo.read_bytes() == b"another child"
    assert asked() == (0, [wrong | {"mended": True}])
    assert photo.read_bytes() == before
    assert asked("--check") == (0, [])
    assert photo.stat().st_mode & 0o004  # for nginx's account
