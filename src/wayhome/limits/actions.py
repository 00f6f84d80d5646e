"""Counting, and forgetting after a day."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection

from wayhome.base.ids import new_id
from wayhome.limits.models import Count

KEPT = timedelta(days=1)
HOUR = timedelta(hours=1)
COUNT = """
insert into limits_count (id, door, who, window_at, n) values (%s, %s, %s, %s, 1)
on conflict (door, who, window_at) do update set n = limits_count.n + 1 returning n
"""


def count(door: str, who: bytes, *, at: datetime, window: timedelta) -> int:
    """Count one use of a door; how many there were in this window, this one included."""
    began = datetime.fromtimestamp(at.timestamp() // window.total_seconds() * window.total_seconds(), UTC)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [new_id(), door, who, began])
        return int(cursor.fetchone()[0])


def hidden(address: str, *, at: datetime) -> bytes:
    """An address as it is kept: a keyed hash of 16 bytes, another one each day. Of IPv6 the network of 64 bits counts."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"{at:%Y-%m-%d} {household(address)}".encode(), "sha256")[:16]


def household(address: str) -> str:
    """The part of an address that one household or one machine holds."""
    try:
        given = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((given, 64), strict=False)) if given.version == 6 else address


def forget_old(*, at: datetime) -> int:
    """Remove what is older than a day."""
    return Count.objects.filter(window_at__lt=at - KEPT).delete()[0]
