"""The worker's loop."""

from __future__ import annotations

import asyncio

from procrastinate.contrib.django import app

import wayhome.flow.jobs  # noqa: F401 - declares the jobs

CONCURRENCY = 8


def work() -> None:
    """Run jobs until told to stop; the jobs in hand are finished first."""
    asyncio.run(_work())


async def _work() -> None:
    connected = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with connected.open_async():
        await connected.run_worker_async(concurrency=CONCURRENCY, delete_jobs="successful", shutdown_graceful_timeout=8)
