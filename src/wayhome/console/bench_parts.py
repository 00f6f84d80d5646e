"""What the benchmarks share: one JSON line a figure, quantiles, a free port, programs for a while, and an officer's session."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from typing import Any


def line(
    goal: str,
    name: str,
    value: float,
    unit: str,
    *,
    n: int,
    ci95: list[float] | None = None,
    gate: bool | None = None,
    baseline: tuple[str, float] | None = None,
    ratio: float | None = None,
) -> dict[str, Any]:
    """One figure. `gate` is True where its bar is met, False where it is missed, None where it has none.

    ratio   to the baseline; that of the two values unless it is told, or the baseline is 0
    """
    figure = {"goal": goal, "name": name, "value": value, "unit": unit, "n": n, "ci95": ci95, "gate": gate}
    beside = {"name": baseline[0], "value": baseline[1]} if baseline else None
    if ratio is None and baseline and baseline[1]:
        ratio = value / baseline[1]
    return figure | {"baseline": beside, "ratio": None if ratio is None else round(ratio, 4)}


def printed(lines: Iterable[dict[str, Any]]) -> int:
    """Print one JSON line a figure; 1 when a bar is missed."""
    missed = False
    for each in lines:
        print(json.dumps(each), flush=True)
        missed |= each["gate"] is False
    return int(missed)


def none_of(faults: int, n: int) -> list[float] | None:
    """Between which shares of faults the truth lies 19 times in 20 where none was seen of n: the rule of three."""
    return None if faults or not n else [0, round(3 / n, 7)]


def quantile(values: Sequence[float], share: float) -> float:
    """A quantile, by its rank."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def quantile_range(values: Sequence[float], share: float, *, digits: int = 2) -> list[float]:
    """The values between which this quantile lies 19 times in 20, by the ranks that a binomial count takes."""
    n, ordered = len(values), sorted(values)
    width = 1.96 * sqrt(n * share * (1 - share))
    return [round(ordered[max(0, min(n - 1, int(n * share + sign * width)))], digits) for sign in (-1, 1)]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def running(name: str, words: list[str], port: int, env: dict[str, str]) -> Iterator[int]:
    """Run one program under a supervisor while its port is wanted."""
    from wayhome.console.run import Program, Supervisor, wait_until_answering

    supervisor = Supervisor([Program(name, words, env)])
    supervisor.start()
    try:
        wait_until_answering({name: port}, supervisor)
        yield port
    finally:
        supervisor.stop()


def signed_in(officer: Any) -> str:
    """The cookie of a session of an officer, as signing in with a passkey leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from wayhome.accounts import sessions
    from wayhome.base import clock

    now, session = clock.now(), SessionStore()
    session[SESSION_KEY] = str(officer.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
    session[sessions.RECORDS] = [{"method": "mfa", "at": now.timestamp()}]
    session[sessions.RECORDS_OF] = str(officer.pk)
    sessions.begin(session, officer, at=now)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
