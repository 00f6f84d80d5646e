"""The public site: page with photo, CAP file and area, each registered as it is written; feeds and index follow."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from wayhome.alerts.channels.site import files
from wayhome.alerts.outgoing import Declared, Failed, Outgoing, Receipt
from wayhome.published import files as published
from wayhome.rules.alerting import Mode

DECLARED = Declared(
    per_second=20,
    window=8,
    most_bytes=8 << 20,
    receipt="the web server's own answer, byte for byte",
    deletes=True,
    keyed=True,
)


def recipients(mode: Mode) -> list[UUID | None]:
    """Itself; a drill's page stands in another folder, and says on every line that it is one."""
    del mode
    return [None]


def send(outgoing: Outgoing, *, at: datetime) -> Receipt:
    """Put the files in place, or take them away, and ask the web server for each as anybody would. Raises Failed."""
    owner, sha256 = files.put(outgoing, at=at)
    found = published.read_back(owner, at=at)
    if found.wrong:
        raise Failed(f"{len(found.wrong)} files are not shown as they are")
    return Receipt("down" if outgoing.kind == "Cancel" else "up", sha256)
