"""The file outside: one line of JSON for each seal, which only ever grows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from wayhome_verify.faults import Faults, span
from wayhome_verify.keys import Keys, why_unsigned
from wayhome_verify.seals import Checked

FILE = "anchors.jsonl"
DOMAIN = b"wayhome anchor 1\n"
SIGNED = ("at", "entries", "hash", "key", "seal")
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line."""

    seal: int
    entries: int
    hash: str
    said: Mapping[str, Any]


def read_anchors(folder: Path) -> list[Anchor]:
    """Every whole line; none where there is no file. Raises OSError when it cannot be read.

    A line that was torn when power failed is passed over: the seal it was for is then anchored by a later line, or missing,
    and what is missing is a fault.
    """
    path = folder / FILE
    if not path.exists():
        return []
    return [anchor for line in path.read_bytes().splitlines() if (anchor := _read(line))]


def _read(line: bytes) -> Anchor | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, dict) or not {*SIGNED, "signature"} <= said.keys():
        return None
    if type(said["seal"]) is not int or type(said["entries"]) is not int:
        return None
    return Anchor(said["seal"], said["entries"], str(said["hash"]), said)


def check_anchors(anchors: Sequence[Anchor], sealed: Checked, keys: Keys, faults: Faults, *, at: datetime) -> int:
    """Compare the anchors with the seals. Returns how many seals have no anchor yet, at this moment."""
    known: dict[int, Anchor] = {}
    for anchor in anchors:
        text = json.dumps({name: anchor.said[name] for name in SIGNED}, sort_keys=True, separators=(",", ":"))
        if why := why_unsigned(keys, anchor.said["key"], str(anchor.said["signature"]), DOMAIN + text.encode()):
            faults.add("anchor", f"The anchor of seal {anchor.seal} {why}.", seal=anchor.seal)
        elif anchor.seal in known and known[anchor.seal].hash != anchor.hash:
            faults.add("anchor", f"Two anchors of seal {anchor.seal} differ.", seal=anchor.seal)
        else:
            known.setdefault(anchor.seal, anchor)
    last_anchor = max(known, default=0)
    for number in range(1, last_anchor):
        if number not in known:
            faults.add("anchor", f"Seal {number} has no anchor, though later ones have.", seal=number)
    _compare(known, sealed, faults)
    bare = [number for number in sealed.hashes if number > last_anchor]
    _too_long_bare(bare, sealed, faults, at)
    return len(bare)


def _compare(known: Mapping[int, Anchor], sealed: Checked, faults: Faults) -> None:
    last_seal = max(sealed.hashes, default=0)
    for number in sorted(known):
        if number > last_seal:
            first, last = sealed.totals.get(last_seal, 0) + 1, known[max(known)].entries
            faults.add("cut", f"The ledger was cut: {span(first, last)} were anchored outside and are gone.",
                       span=[first, last])  # fmt: skip
            return
        if number in sealed.hashes and sealed.hashes[number] != known[number].hash:
            first = (known[number - 1].entries if number - 1 in known else 0) + 1
            here = span(first, known[number].entries)
            faults.add("rewritten", f"Seal {number} is not the one that was anchored outside: from {here} on, the ledger was"
                       " written anew.", seal=number, span=[first, known[number].entries])  # fmt: skip
            return


def _too_long_bare(bare: Sequence[int], sealed: Checked, faults: Faults, at: datetime) -> None:
    """One seal may stand without an anchor for as long as its process is away; several may for an hour, if any has one."""
    oldest = sealed.times.get(bare[0]) if len(bare) > 1 else None
    if oldest is None or (at - oldest < LATE and len(bare) < len(sealed.hashes)):
        return
    first, last = sealed.totals.get(bare[0] - 1, 0) + 1, sealed.totals[bare[-1]]
    faults.add("not_anchored", f"Nothing outside vouches for {span(first, last)}: {len(bare)} seals have had no anchor since"
               f" {oldest:%Y-%m-%d %H:%M} UTC.", span=[first, last])  # fmt: skip
