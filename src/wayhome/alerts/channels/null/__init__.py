"""The way out that leads nowhere: it records, and warns while there is no other to phones.

It stands in for cell broadcast where no gateway is set up, so that nobody believes that phones rang.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from wayhome.alerts.channels import cell_broadcast
from wayhome.alerts.outgoing import Declared, Outgoing, Receipt
from wayhome.rules.alerting import Mode

DECLARED = Declared(per_second=1000, window=1, most_bytes=1 << 30, receipt="", deletes=True, keyed=True)
log = logging.getLogger(__name__)


def recipients(mode: Mode) -> list[UUID | None]:
    """Itself, where there is no gateway to phones."""
    return [] if cell_broadcast.recipients(mode) else [None]


def send(outgoing: Outgoing, *, at: datetime) -> Receipt:
    """Keep a record that nothing was sent."""
    del at
    log.warning("no gateway is set up: message %s of a %s alert rang no phone", outgoing.identifier, outgoing.mode)
    return Receipt("recorded; no phone rang")
