"""One small nation for all of these tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from wayhome.console.__main__ import main


@dataclass(frozen=True)
class Files:
    folder: Path
    missing: list[dict[str, Any]]
    found: list[dict[str, Any]]
    truth: dict[str, str | None]
    manifest: dict[str, Any]


def seed(folder: Path, *words: str) -> Files:
    assert main(["seed", *words, "--out", str(folder)]) == 0
    rows = {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
        for name in ("missing", "unidentified", "truth")
    }
    truth = {row["unidentified"]: row["missing"] for row in rows["truth"]}
    return Files(
        folder, rows["missing"], rows["unidentified"], truth, json.loads((folder / "manifest.json").read_text())
    )


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return seed(tmp_path_factory.mktemp("nation"), "--nation", "20000", "--unidentified", "6000", "--seed", "5")
