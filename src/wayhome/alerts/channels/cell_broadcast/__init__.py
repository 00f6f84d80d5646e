"""The state's cell-broadcast gateway: a signed CAP file is handed over in a folder, and the gateway's receipt read there.

Live and drill have a folder and a key each; a file of one never lies in the other's. The gateway itself is the state's.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from wayhome.alerts import keys, messages
from wayhome.alerts.outgoing import Declared, Failed, Outgoing, Receipt
from wayhome.base import disk, places
from wayhome.base.errors import Unready
from wayhome.rules.alerting import Mode

DECLARED = Declared(
    per_second=1,
    window=1,
    most_bytes=900 * 1024,
    receipt="a file NAME.receipt from the gateway",
    deletes=False,
    keyed=True,
)


def recipients(mode: Mode) -> list[UUID | None]:
    """The gateway, where its folder is there."""
    return [None] if places.gateway(mode.value).is_dir() else []


def send(outgoing: Outgoing, *, at: datetime) -> Receipt:
    """Hand over one signed file. Handing over the same again changes nothing. Raises Failed."""
    del at
    folder = places.gateway(outgoing.mode.value)
    try:
        document = messages.signed_cap(outgoing, keys.load(outgoing.mode))
        path = folder / f"{outgoing.identifier}.xml"
        with suppress(FileExistsError):
            disk.write_once(path, document, mode=0o644)
    except (OSError, Unready) as problem:
        raise Failed(f"not handed over: {type(problem).__name__}") from None
    return Receipt(f"handed over as {path.name}", hashlib.sha256(document).hexdigest())


def receipt_of(identifier: str, mode: Mode) -> datetime | None:
    """When the gateway said that it has the file; None while it has not."""
    try:
        said = json.loads((places.gateway(mode.value) / f"{identifier}.receipt").read_text())
        return datetime.fromisoformat(said["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
