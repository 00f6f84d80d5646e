"""Sums with moments that stay right on the night the clocks change.

Python adds to an aware datetime, and subtracts two of one zone, by the wall clock. What falls due after 72 hours, and
how long a child was away, is a matter of real time, so both go by way of UTC.
"""

from datetime import UTC, datetime, timedelta


def aware(at: datetime) -> datetime:
    """The moment in UTC. Raises ValueError when it carries no zone."""
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return at.astimezone(UTC)


def later(at: datetime, by: timedelta) -> datetime:
    """The moment a real duration after another, in UTC."""
    return aware(at) + by


def between(start: datetime, end: datetime) -> timedelta:
    """The real time from one moment to another; negative when the end comes first."""
    return aware(end) - aware(start)
