"""The worker's loop."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from typing import Any

import psycopg
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

import wayhome.flow.jobs  # noqa: F401 - declares the jobs

log = logging.getLogger(__name__)
CONCURRENCY = 8
PAUSE_SECONDS = 0.2
EXIT = 75  # EX_TEMPFAIL


def work() -> None:
    """Run jobs until told to stop; the jobs in hand are finished first."""
    asyncio.run(_work())


async def _work() -> None:
    """Work while there is a database, and leave at once when it went away: whoever keeps this process starts it again.

    Nothing in hand could be written down any more, and the queue's pool would look again only after one, three and seven seconds:
    ten in which no alert leaves.
    """
    watched = await _connected()
    connected = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with watched, connected.open_async():
        working = asyncio.create_task(
            connected.run_worker_async(concurrency=CONCURRENCY, delete_jobs="successful", shutdown_graceful_timeout=8)
        )
        lost = asyncio.create_task(_until_lost(watched))
        await asyncio.wait({working, lost}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            log.error("The database went away. The worker ends, to begin anew.")
            logging.shutdown()
            os._exit(EXIT)
        lost.cancel()
        await working


async def _connected() -> psycopg.AsyncConnection[Any]:
    """A connection, as soon as there is one to be had."""
    while True:
        with suppress(psycopg.OperationalError):
            return await psycopg.AsyncConnection.connect(**connector_params(), autocommit=True)
        await asyncio.sleep(PAUSE_SECONDS)


async def _until_lost(watched: psycopg.AsyncConnection[Any]) -> None:
    """Return when the database went away; the connection is for nothing else."""
    with suppress(psycopg.OperationalError):
        async for _ in watched.notifies():
            pass
