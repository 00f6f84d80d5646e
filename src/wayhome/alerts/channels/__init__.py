"""The ways out, a folder each. To add one, copy the nearest folder and add a line here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from wayhome.alerts.channels import cell_broadcast, null, site, webhook
from wayhome.alerts.outgoing import Channel
from wayhome.rules.alerting import Mode

CHANNELS: dict[str, Channel] = {
    "site": site,
    "cell_broadcast": cell_broadcast,
    "webhook": webhook,
    "null": null,
}
LATER: dict[str, Callable[[str, Mode], datetime | None]] = {"cell_broadcast": cell_broadcast.receipt_of}
"""Ways out whose receipt comes after the sending: when it came, by identifier and mode; None while it has not."""
