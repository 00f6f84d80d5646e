"""Where this installation keeps its files."""

from __future__ import annotations

import os
from pathlib import Path

from wayhome.base.errors import Unready


def home() -> Path:
    """The data folder, from WAYHOME_HOME."""
    if not (named := os.environ.get("WAYHOME_HOME")):
        raise Unready("Set WAYHOME_HOME to the folder that holds Wayhome's files.")
    return Path(named)


def keys() -> Path:
    """The key store; in service a disk or server of its own (WAYHOME_KEYS), never the database's."""
    return Path(os.environ.get("WAYHOME_KEYS") or home() / "keys")


def files() -> Path:
    """The encrypted file store."""
    return Path(os.environ.get("WAYHOME_FILES") or home() / "files")


def quarantine() -> Path:
    """Where the public process leaves sealed files and wrapped keys; staff's processes read it and empty it."""
    return Path(os.environ.get("WAYHOME_QUARANTINE") or home() / "quarantine")


def published() -> Path:
    """The tree of public files, written by desk and worker, read by the public site."""
    return Path(os.environ.get("WAYHOME_PUBLISHED") or home() / "published")


def seal_keys() -> Path:
    """The key that signs the ledger's seals: for the seal process alone (WAYHOME_SEAL_KEYS)."""
    return Path(os.environ.get("WAYHOME_SEAL_KEYS") or home() / "seal")


def anchors() -> Path:
    """Where the seals are told to the outside; in service another organisation's folder (WAYHOME_ANCHORS)."""
    return Path(os.environ.get("WAYHOME_ANCHORS") or home() / "anchors")


def alert_keys() -> Path:
    """The keys that sign alerts, live and drill apart: for the worker alone (WAYHOME_ALERT_KEYS)."""
    return Path(os.environ.get("WAYHOME_ALERT_KEYS") or home() / "alert-keys")


def gateway(mode: str) -> Path:
    """Where signed alerts are handed to the state's cell-broadcast gateway: a folder for live, one for drill (WAYHOME_GATEWAY).

    It is there only where an operator made it.
    """
    return Path(os.environ.get("WAYHOME_GATEWAY") or home() / "gateway") / mode
