"""The embedded server: who starts it, who stops it, who may enter."""

from __future__ import annotations

import json
import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests import database
from wayhome.base.errors import Unready
from wayhome.console import environment
from wayhome.console.embedded import ROLES, Embedded

NOBODY = 65534


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder with an initialised server, which nobody uses."""
    with tempfile.TemporaryDirectory(prefix="wh-") as made:
        path = Path(made)
        path.chmod(0o755)  # so that the server's account can reach it when root tests
        with Embedded(path, fast=True).used():
            pass
        yield path


def postmaster(server: Embedded) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def is_up(server: Embedded) -> bool:
    try:
        server.superuser().close()
    except psycopg.OperationalError:
        return False
    return True


def said_as_plain_account(attempt: Callable[[], None]) -> str:
    """What Unready says when a plain account tries; a root process tries as nobody, in a child of its own."""
    if os.geteuid() != 0:
        with pytest.raises(Unready) as refusal:
            attempt()
        return refusal.value.words
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            attempt()
        except Unready as refusal:
            os.write(writing, refusal.words.encode())
        except BaseException as other:  # noqa: BLE001 - the child must end here whatever happens
            os.write(writing, f"not a sentence: {other!r}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as out:
        words = out.read()
    os.waitpid(child, 0)
    return words


# Where it may not be


def test_a_file_in_place_of_the_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    for path in (tmp_path / "var", tmp_path / "var" / "deeper"):
        with pytest.raises(Unready, match=r"is not a folder. Name another one with --data.$"):
            Embedded(path).enter()


def test_an_unwritable_folder_is_said_in_a_sentence() -> None:
    with tempfile.TemporaryDirectory(prefix="wh-") as made:
        Path(made).chmod(0o555)
        for path in (Path(made, "var"), Path(made)):
            words = said_as_plain_account(lambda path=path: Embedded(path).enter())
            assert words in {
                f"{path} cannot be written. Name another folder with --data.",
                f"{path} belongs to another account. Name a folder of your own with --data.",
            }
        Path(made).chmod(0o755)


def test_a_folder_on_a_read_only_disk_is_said_in_a_sentence() -> None:
    for place in ("/proc/wayhome", "/sys/wayhome"):
        if Path(place).parent.is_dir():
            with pytest.raises(Unready, match=r"with --data.$"):
                Embedded(Path(place)).enter()


@pytest.mark.parametrize("word", ["migrate", "worker"])
def test_a_command_says_one_line_and_no_more(tmp_path: Path, word: str) -> None:
    (tmp_path / "var").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "wayhome.console", word, "--data", str(tmp_path / "var")],
        env={name: value for name, value in os.environ.items() if not name.startswith("WAYHOME_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "is not a folder" in done.stderr


def test_an_older_server_is_refused_by_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.13 (Debian 14.13-1)'\n")
    old.chmod(0o755)
    monkeypatch.setenv("WAYHOME_PG_BINDIR", str(tmp_path))
    with pytest.raises(Unready, match="PostgreSQL 14 is too old: 15 or later is needed"):
        Embedded(tmp_path / "var").enter()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's data may have to move")
def test_roots_data_move_where_the_servers_account_can_reach_them(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = Embedded(closed / "var")
    assert server.moved
    assert server.home.parent == Path("/var/lib/wayhome")
    assert server.asked == closed / "var"  # keys and files stay where they were asked to be
    assert Embedded(closed / "var").home == server.home
    assert Embedded(closed / "other").home != server.home


# Who may enter


def test_every_door_of_the_server_asks_for_a_scram_password() -> None:
    lines = (database.cluster.data / "pg_hba.conf").read_text().splitlines()
    methods = {line.split()[-1] for line in lines if line.strip() and not line.startswith("#")}
    assert methods == {"scram-sha-256"}
    with database.cluster.superuser() as connection:
        assert connection.execute(
            "select count(*) from pg_authid where rolpassword is not null and rolpassword not like 'SCRAM-SHA-256$%'"
        ).fetchone() == (0,)
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert connection.execute("show data_checksums").fetchone() == ("on",)


@pytest.mark.parametrize("role", ["owner", *ROLES])
def test_a_wrong_password_is_refused(role: str) -> None:
    url = database.cluster.url(role)
    for wrong in ("wrong", ""):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url.replace(database.cluster.secrets[role], wrong))
    psycopg.connect(url).close()


def test_the_superusers_wrong_password_is_refused_too() -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=str(database.cluster.socket), user="postgres", password="wrong", dbname="postgres")


def test_secrets_and_sockets_are_for_their_account_alone() -> None:
    server = database.cluster
    assert stat.S_IMODE((server.asked / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    if os.geteuid() == 0:
        assert pwd.getpwuid(server.data.stat().st_uid).pw_name != "root"


def test_a_role_that_an_upgrade_brings_gets_a_password_and_the_others_keep_theirs(folder: Path) -> None:
    path = folder / "secrets.json"
    before = json.loads(path.read_text())
    path.write_text(json.dumps({name: value for name, value in before.items() if name != "seal"}))
    with Embedded(folder, fast=True).used() as server:
        after = server.secrets
    assert after.keys() == before.keys()
    assert {name for name in before if after[name] != before[name]} == {"seal"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_process_is_given_its_own_password_and_no_other() -> None:
    secrets = database.cluster.secrets
    for role in ROLES:
        given = " ".join(environment.for_role(database.cluster, role).values())
        assert [name for name, value in secrets.items() if value in given and name in ("owner", *ROLES)] == [role]
    assert secrets["desk_key"] not in " ".join(environment.for_role(database.cluster, "public").values())


def test_no_process_serves_as_superuser_or_owner_or_past_the_walls() -> None:
    with database.cluster.superuser(database.cluster.name) as connection:
        for role in ROLES:
            name = f"wayhome_{role}"
            flags = connection.execute(
                "select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolinherit"
                " from pg_roles where rolname = %s",
                [name],
            ).fetchone()
            assert flags == (False,) * 6, name
            owned = connection.execute(
                "select count(*) from pg_shdepend where deptype = 'o' and refobjid = %s::regrole", [name]
            ).fetchone()
            assert owned == (0,), name
            member = "select count(*) from pg_auth_members where member = %s::regrole"
            assert connection.execute(member, [name]).fetchone() == (0,), name
        owner = "select rolsuper, rolbypassrls, rolreplication from pg_roles where rolname = 'wayhome_owner'"
        assert connection.execute(owner).fetchone() == (False, False, False)


def test_a_refused_row_is_not_written_into_the_servers_log() -> None:
    canary = "Quillfeather-canary-57"
    with psycopg.connect(database.cluster.url("console")) as connection, pytest.raises(psycopg.errors.IntegrityError):
        connection.execute(
            "insert into registry_searchkey (id, agency_id, subject, subject_kind, kind, key)"
            " values (gen_random_uuid(), null, gen_random_uuid(), 'misper', 'name', %s)",
            [canary],
        )
    log = (database.cluster.data / "postgres.log").read_text(errors="replace")
    assert "null value in column" in log
    assert canary not in log


# Who starts it and who stops it


def test_the_last_user_stops_the_server(folder: Path) -> None:
    one, other = Embedded(folder, fast=True), Embedded(folder, fast=True)
    one.enter()
    started = postmaster(one)
    other.enter()
    assert postmaster(other) == started
    one.leave()
    assert is_up(other)
    other.leave()
    assert not is_up(other)
    one.leave()  # leaving twice is nothing


def test_whoever_comes_after_a_killed_user_adopts_the_server_and_stops_it(folder: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom wayhome.console.embedded import Embedded\n"
        f"Embedded(Path({str(folder)!r}), fast=True).enter()\nprint('in', flush=True)\ntime.sleep(600)\n"
    )
    user = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert user.stdout is not None
    assert user.stdout.readline() == "in\n"
    server = Embedded(folder, fast=True)
    started = postmaster(server)
    user.send_signal(signal.SIGKILL)
    user.wait()
    user.stdout.close()
    assert is_up(server)
    with server.used():
        assert postmaster(server) == started
    assert not is_up(server)


def test_a_server_that_was_killed_is_started_again(folder: Path) -> None:
    first = Embedded(folder, fast=True)
    first.enter()
    os.kill(killed := postmaster(first), signal.SIGKILL)
    second = Embedded(folder, fast=True)
    with second.used():
        assert postmaster(second) != killed
        assert is_up(second)
        first.leave()
        assert is_up(second)
    assert not is_up(second)


def test_whoever_uses_a_server_that_was_killed_has_it_started_again(folder: Path) -> None:
    server = Embedded(folder, fast=True)
    with server.used():
        assert not server.heal()
        before = postmaster(server)
        os.kill(before, signal.SIGKILL)
        assert server.heal()
        assert is_up(server)
        assert postmaster(server) != before
        assert not server.heal()
    assert not is_up(server)


def test_whoever_comes_while_the_server_recovers_waits_for_it(folder: Path) -> None:
    first = Embedded(folder, fast=True)
    with first.used():
        for _ in range(3):
            with first.superuser() as connection:
                backend = connection.info.backend_pid
                os.kill(backend, signal.SIGKILL)  # the server takes all others down and recovers
                with Embedded(folder, fast=True).used() as second:
                    assert is_up(second)
                with pytest.raises(psycopg.OperationalError):
                    connection.execute("select 1")
    assert not is_up(first)


def test_two_data_folders_have_two_servers(folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="wh-") as made:
        Path(made).chmod(0o755)
        one, other = Embedded(folder, fast=True), Embedded(Path(made), fast=True)
        with one.used(), other.used():
            assert postmaster(one) != postmaster(other)
            assert one.secrets != other.secrets
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(
                    one.url("owner").replace(quote(str(one.socket), safe=""), quote(str(other.socket), safe=""))
                )
        assert not is_up(one)
        assert not is_up(other)
