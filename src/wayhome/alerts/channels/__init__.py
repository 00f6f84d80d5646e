"""The ways out, a folder each. To add one, copy the nearest folder and add a line here."""

from __future__ import annotations

from wayhome.alerts.channels import cell_broadcast, null, site, webhook
from wayhome.alerts.outgoing import Channel

CHANNELS: dict[str, Channel] = {
    "site": site,
    "cell_broadcast": cell_broadcast,
    "webhook": webhook,
    "null": null,
}
