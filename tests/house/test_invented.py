"""Everybody in this repository is invented: no number that could ring, no postcode, no mailbox of anybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.test_files import ROOT, tracked

# These plant what must be found.
PLANTED = {"tests/synthetic/test_scan.py", "tests/house/test_invented.py"}
READ = (".py", ".html", ".md", ".csv", ".xml", ".json", ".txt", ".po", ".typ")
UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.:/-])(?:\+|00)?\d(?:[ ()-]{0,3}\d){8,13}(?![\w-]|\.\d)")
DRAMA = re.compile(r"07700900\d{3}|01632960\d{3}")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b")
MAIL = re.compile(r"(?<![/\w.])[\w.+-]+@((?:[\w-]+\.)+[A-Za-z]{2,})\b")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d(?::?\d\d)*(?:\.\d+)?")


def as_dialled(written: str) -> str:
    """A number as it is dialled at home."""
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    for prefix in ("0044", "44"):
        if digits.startswith(prefix) and len(digits) - len(prefix) in {9, 10, 11}:
            return "0" + digits.removeprefix(prefix).removeprefix("0")
    return digits


def could_be_somebodys(text: str) -> list[str]:
    """What in a text could ring, be posted to, or arrive."""
    text = MOMENT.sub(" ", UUID.sub(" ", text))
    numbers = [hit[0] for hit in NUMBER.finditer(text)]
    found = [
        f"phone {number}"
        for number in numbers
        if (dialled := as_dialled(number)).startswith("0") and 10 <= len(dialled) <= 11 and not DRAMA.fullmatch(dialled)
    ]
    found += [f"postcode {hit}" for hit in POSTCODE.findall(text)]
    return found + [f"mail at {host}" for host in MAIL.findall(text) if host != "example.org"]


@pytest.mark.parametrize(
    "planted",
    [
        "020 7946 0123", "call 07911 123456 now", '"07911123456"', "+44 7911 123456", "+44 (0)20 7946 0123", "0044 7911 123456",
        "01632 961123", "SW1A 2AA", "12 Lantern Row, M1 1AE", "a.person@example.com", "mail a@gmail.co.uk.",
    ],
)  # fmt: skip
def test_what_could_be_somebodys_is_seen(planted: str) -> None:
    assert could_be_somebodys(planted)


@pytest.mark.parametrize(
    "invented",
    [
        "07700 900123", '"07700900999"', "+44 (0) 7700-900123", "01632 960456", "QN4 1VV", "ZZ99 1VV", "isolde@example.org",
        "2026-11-21T16:30:00.123456", "01890000-0000-7000-8000-000000000001", "postgresql://role:word@host:5432/name",
    ],
)  # fmt: skip
def test_what_cannot_be_anybodys_passes(invented: str) -> None:
    assert could_be_somebodys(invented) == []


def test_nothing_in_this_repository_could_be_somebodys() -> None:
    found = {}
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if not name.endswith(READ) or name in PLANTED or name.startswith("frontend/package-lock"):
            continue
        for number, line in enumerate(Path(path).read_text(errors="replace").splitlines(), start=1):
            if faults := could_be_somebodys(line):
                found[f"{name}:{number}"] = faults
    assert found == {}


def test_no_photograph_is_kept_here() -> None:
    # Screenshots of our own pages are pictures too, and hold drawn faces alone.
    pictures = {
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix.lower() in {".jpg", ".jpeg", ".heic", ".webp", ".tif"}
    }
    assert {name for name in pictures if not name.startswith("docs/")} == set()


def test_nothing_names_somebodys_own_folder() -> None:
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if name.endswith((*READ, ".toml", ".lock", ".scss", ".js", ".in", "Makefile", "run")):
            assert not re.search(r"(?<![\w.\]|)])/(home|root|Users)/\w", path.read_text(errors="replace")), name
