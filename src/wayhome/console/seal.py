"""`wayhome seal`: seal the ledger every 100 entries or 60 seconds, and tell the outside, until told to stop."""

from __future__ import annotations

import argparse
import logging
import signal
import time
from datetime import datetime, timedelta
from typing import Any

from wayhome.base import clock, places, signing
from wayhome.base.errors import Problem
from wayhome.console import environment

log = logging.getLogger("wayhome.seal")
PAUSE_SECONDS = 1.0
AGAIN = timedelta(minutes=1)
HELD = timedelta(minutes=5)


def add_to(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("seal", help="seal the ledger in batches and anchor the seals outside")
    parser.add_argument("--data", help="folder of the embedded database")
    parser.add_argument("--once", action="store_true", help="seal all there is, anchor it and end")
    parser.add_argument("--new-anchors", action="store_true", help="begin in a folder without anchors: see the runbook")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Work until interrupted; what is there then is sealed first. With --once, exit 1 when the anchors could not be written."""
    stopping: list[int] = []
    if not options.once:
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, lambda number, _: stopping.append(number))
    with environment.database("seal", data=options.data):
        from wayhome.base.service import refuse_unready

        refuse_unready()
        sealer = Sealer(begin=options.new_anchors)
        while not options.once and not stopping:
            sealer.turn()
            time.sleep(PAUSE_SECONDS)
        sealer.turn(wait=timedelta(0))
    return 1 if options.once and sealer.complaints else 0


class Sealer:
    """Seals, anchors, and says once a minute what hinders it; nothing but the end of the process ends it."""

    def __init__(self, *, begin: bool = False) -> None:
        self.begin = begin
        self.complaints: dict[str, datetime] = {}

    def turn(self, *, wait: timedelta | None = None) -> None:
        """Seal what is due, and anchor each seal before the next, so that a kill leaves at most one without its anchor."""
        from django.db import Error, connection

        from wayhome.ledger import sealing

        try:
            key = signing.load(places.seal_keys())
            hindrance = self._anchor(key)
            while sealing.seal_next(key, at=clock.now(), wait=sealing.WAIT if wait is None else wait):
                hindrance = hindrance or self._anchor(key)  # one complaint is enough; sealing goes on
            since = sealing.waiting_since()
            if since and clock.now() - since > HELD:
                hindrance = f"An entry has waited for its seal since {since}: a transaction of that time is still open."
        except Problem as problem:
            hindrance = problem.words
        except Error as problem:
            hindrance = f"The database did not take the seals: {type(problem).__name__}."
            connection.close()
        self._complain(hindrance)

    def _anchor(self, key: signing.SigningKey) -> str:
        """Write the anchors that are lacking; why not, in words."""
        from wayhome.ledger import anchors

        try:
            anchors.catch_up(places.anchors(), key, at=clock.now(), begin=self.begin)
        except Problem as problem:
            return problem.words
        except OSError as problem:
            return f"The anchors cannot be written ({problem.strerror}: {problem.filename}). Nothing outside vouches for new seals."
        return ""

    def _complain(self, words: str) -> None:
        now = clock.now()
        if not words:
            self.complaints.clear()
        elif words not in self.complaints or now - self.complaints[words] >= AGAIN:
            self.complaints[words] = now
            log.error(words)
