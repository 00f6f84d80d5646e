#!/usr/bin/env python3
"""Set up, run, test and check Wayhome. Standard library only, so that it works before anything is installed.

python3 dev.py setup          the environment in .venv, and nothing else
python3 dev.py run [...]      the whole service; --desk-port, --push-port, --public-port, --api-port, --data
python3 dev.py test [...]     everything, a real browser included; words after it go to pytest
python3 dev.py assurance [...] the harnesses with planted faults, whole, and their table; ids after it run those alone
python3 dev.py check          format, lint, types, import contracts, migrations
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "wayhome-lock"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Do what the first word says."""
    if sys.version_info < (3, 11):
        raise SystemExit("Wayhome needs Python 3.11 or later; this is " + sys.version.split()[0] + ".")
    word, *rest = sys.argv[1:] or ["help"]
    if word not in {"setup", "run", "test", "assurance", "check"}:
        print(__doc__)
        return word not in {"help", "-h", "--help"}
    os.chdir(ROOT)
    setup()
    if word == "run":
        os.execv(PYTHON, [PYTHON, "-m", "wayhome.console", "run", *rest])
    if word == "test":
        browser = chromium()
        return call(PYTHON, "-m", "pytest", *rest, env=os.environ | {"CHROMIUM": browser})
    if word == "assurance":
        return call(PYTHON, "-m", "tests.assurance", *rest, env=os.environ | {"CHROMIUM": chromium()})
    return check() if word == "check" else 0


def setup() -> None:
    """Make the environment from the lock file, once for each lock file."""
    want = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == want:
        return
    print("Setting up the environment in .venv", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=not STAMP.exists() and VENV.exists())
    except (subprocess.CalledProcessError, ImportError):
        raise SystemExit("Python's venv module is incomplete here. On Debian: apt-get install python3-venv") from None
    except PermissionError as problem:
        raise SystemExit(f"{problem.filename} cannot be written. Clone Wayhome into a folder of your own.") from None
    uv = BIN / "uv"
    if not uv.exists():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as installer:
            installer.write(pinned("uv"))
            installer.flush()
            must(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes",
                 "-r", installer.name)  # fmt: skip
    # The operating system's certificates, since many forces' networks look into TLS.
    offline = ("--quiet", "--system-certs", "--python", PYTHON)
    must(uv, "pip", "sync", *offline, "--require-hashes", LOCK)
    must(uv, "pip", "install", *offline, "--offline", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    STAMP.write_text(want)


def pinned(name: str) -> str:
    """The lines of the lock file that pin one package with its hashes."""
    found = re.search(rf"^{name}==.*?(?=^\S|\Z)", LOCK.read_text(), re.MULTILINE | re.DOTALL)
    if not found:
        raise SystemExit(f"requirements.lock does not pin {name}.")
    return found[0]


def chromium() -> str:
    """A browser for the journeys: the one named by CHROMIUM, an installed one, or Debian's, installed here."""
    for name in (os.environ.get("CHROMIUM"), *BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    if shutil.which("apt-get") and (os.geteuid() == 0 or shutil.which("sudo")):
        root = [] if os.geteuid() == 0 else ["sudo", "-n"]
        print("Installing chromium-headless-shell for the browser tests", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium-headless-shell")
        call(*root, "apt-get", "update", "-qq", **quiet)
        call(*root, *install, **quiet)
        if found := shutil.which("chromium-headless-shell"):
            return found
    raise SystemExit("The tests need Chromium: install it, or name one in the variable CHROMIUM.")


def check() -> int:
    """All checks, each run even when an earlier one failed."""
    commands = (
        (BIN / "ruff", "format", "--check", "--quiet", "."),
        (BIN / "ruff", "check", "--quiet", "."),
        (BIN / "mypy",),
        (BIN / "lint-imports",),
        (PYTHON, "-m", "wayhome.console", "check"),
    )
    failed = [command for command in commands if call(*command)]
    for command in failed:
        print("failed:", Path(command[0]).name, *command[1:])
    print("checks:", "failed" if failed else "all well")
    return bool(failed)


def call(*command: object, **options: object) -> int:
    """Run a command and return its exit code."""
    return subprocess.run([str(word) for word in command], check=False, **options).returncode  # type: ignore[call-overload, no-any-return]


def must(*command: object) -> None:
    """Run a command or stop with its name."""
    if code := call(*command):
        raise SystemExit(f"{Path(str(command[0])).name} failed with exit code {code}; see above.")


if __name__ == "__main__":
    sys.exit(main())
