"""The queue's jobs: one that finds out who follows, one for each follower, and those by the clock.

Every job may run twice, and is then without effect.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import close_old_connections, transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from wayhome.alerts import actions as alerts
from wayhome.appeals import actions as appeals
from wayhome.base import clock
from wayhome.clocks import actions as clocks
from wayhome.flow import plane
from wayhome.flow.wiring import WIRING
from wayhome.intake import actions as intake
from wayhome.intake import answers
from wayhome.ledger.models import Entry
from wayhome.limits import actions as limits
from wayhome.matching import actions as matching
from wayhome.terms.actor import Actor

log = logging.getLogger(__name__)
# Seconds at first, then minutes: two hours in all, so that a long outage does not lose a follower.
PATIENT = RetryStrategy(max_attempts=12, exponential_wait=2)
STALLED_SECONDS = 30


@app.task(name="flow.dispatch", retry=PATIENT)
def dispatch(*, entry_id: str, kind: str) -> None:
    """Queue every follower of one ledger entry, so that one that fails holds up no other."""
    close_old_connections()
    with transaction.atomic():
        for follower in WIRING.get(kind, ()):
            follow.defer(entry_id=entry_id, kind=kind, follower=follower.__name__)


@app.task(name="flow.follow", retry=PATIENT)
def follow(*, entry_id: str, kind: str, follower: str) -> None:
    """Run one follower in one transaction."""
    close_old_connections()
    found = {each.__name__: each for each in WIRING.get(kind, ())}
    if follower not in found:
        log.warning("%s no longer follows %s", follower, kind)
        return
    with transaction.atomic():
        found[follower](Entry.objects.get(pk=entry_id), clock.now())


@app.task(name="flow.read_back", retry=PATIENT)
def read_back(*, owner: str) -> None:
    """Ask the web server for each file of an edition or an alert, as anybody would. Outside of any transaction."""
    close_old_connections()
    plane.read_back(UUID(owner), at=clock.now())


@app.periodic(cron="* * * * * */5")
@app.task(name="flow.lapse_clocks", queueing_lock="lapse_clocks", pass_context=False)
def lapse_clocks(timestamp: int) -> None:
    """Hand on every clock that has run out."""
    close_old_connections()
    while clocks.lapse_due(at=clock.now()) == 200:
        pass
    clocks.hand_on_due(at=clock.now())


@app.periodic(cron="* * * * * */5")
@app.task(name="flow.mind_tips", queueing_lock="mind_tips", pass_context=False)
def mind_tips(timestamp: int) -> None:
    """Page the rota of an alert in force at whose tip desk nobody sits."""
    close_old_connections()
    alerts.mind_tips(at=clock.now())


@app.periodic(cron="* * * * * */20")
@app.task(name="flow.end_appeals", queueing_lock="end_appeals")
def end_appeals(timestamp: int) -> None:
    """End appeals whose time is up, and repair the public tree."""
    close_old_connections()
    appeals.expire_due(at=clock.now())
    plane.sweep(at=clock.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="flow.rebuild", queueing_lock="rebuild")
def rebuild_tree(timestamp: int) -> None:
    """Each night: is the public tree what the rows say, to the byte? A difference is mended, and somebody is told."""
    close_old_connections()
    plane.mend(at=clock.now())


@app.periodic(cron="11 3 * * *")
@app.task(name="flow.match_all", queueing_lock="match_all")
def match_all(timestamp: int) -> None:
    """Each night: does every list of candidates stand as a full run ranks it? A difference is repaired and logged as an error."""
    close_old_connections()
    matching.run_all(by=Actor.system("matching"), at=clock.now())


@app.task(name="flow.deliver", queue="alerts", retry=PATIENT, pass_context=True)
def deliver(context: JobContext, *, delivery: str) -> None:
    """Try one delivery of an alert's message; when it comes to nothing, another job stands for the next try."""
    close_old_connections()
    if again := alerts.deliver(UUID(delivery), now=clock.now):
        assert context.job
        deliver.configure(schedule_at=again, queue=context.job.queue).defer(delivery=delivery)


@app.periodic(cron="* * * * * */2")
@app.task(name="flow.end_alerts", queue="alerts", queueing_lock="end_alerts")
def end_alerts(timestamp: int) -> None:
    """End alerts whose time is up."""
    close_old_connections()
    alerts.expire_due(at=clock.now())


@app.periodic(cron="* * * * * */2")
@app.task(name="flow.confirm_alerts", queue="alerts", queueing_lock="confirm_alerts")
def confirm_alerts(timestamp: int) -> None:
    """Look for receipts that come after the sending."""
    close_old_connections()
    alerts.confirm_due(at=clock.now())


@app.periodic(cron="* * * * * */2")
@app.task(name="flow.mind_alerts", queue="alerts", queueing_lock="mind_alerts")
def mind_alerts(timestamp: int) -> None:
    """Take up deliveries whose job died with its worker. A job of its own, so that nothing else holds it up."""
    close_old_connections()
    for delivery, queue in alerts.take_up(at=clock.now()):
        with suppress(AlreadyEnqueued):
            deliver.configure(queue=queue, queueing_lock=f"deliver {delivery}").defer(delivery=str(delivery))


@app.periodic(cron="17 * * * *")
@app.task(name="flow.tidy", queueing_lock="tidy")
def tidy(timestamp: int) -> None:
    """Remove what was kept for a while only: answers to forms, and what was left in quarantine."""
    close_old_connections()
    answers.forget_old(at=clock.now())
    limits.forget_old(at=clock.now())
    intake.clear_quarantine(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="flow.rescue", queue="rescue", queueing_lock="rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Queue the jobs of a worker that died once more."""
    manager: Any = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # one like it waits already: that stands for it
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
