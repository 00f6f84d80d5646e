"""From rows to the pure machine that decides, and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wayhome.accounts.models import Officer
from wayhome.alerts.models import Alert, Version
from wayhome.alerts.queries import versions_of
from wayhome.base.errors import NotFound, Refused
from wayhome.cases.actions import lock
from wayhome.cases.models import Episode
from wayhome.rules import alerting
from wayhome.rules.access import Action, may
from wayhome.rules.alerting import Event, Person, Step
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer


def locked(alert_id: UUID, *, viewer: Viewer, action: Action) -> tuple[Alert, Episode]:
    """An alert and its episode, the episode locked first: whoever ends the search locks that too."""
    episode_id = Alert.objects.filter(pk=alert_id).values_list("episode", flat=True).first()
    if episode_id is None:
        raise NotFound
    episode = lock(episode_id, viewer=viewer, action=action)
    return Alert.objects.select_for_update(of=("self",)).select_related("agency").get(pk=alert_id), episode


def judge(
    alert: Alert, event: Event, *, viewer: Viewer | None = None, proved_at: datetime | None = None
) -> list[Version]:
    """Ask the rules, and return the versions with the steps they have after the move. Raises Refused.

    The rows are not saved; a version that the move makes anew is not among them.
    """
    rows = versions_of(alert)
    before = as_rules(rows)
    roll = _roll(alert, rows, viewer, proved_at)
    if why := alerting.refuse(before, event, roll):
        raise Refused(why)
    after = alerting.moved(before, event)
    for row, version in zip(rows, after.versions, strict=False):
        row.step = version.step.value
    return rows


def as_rules(rows: Iterable[Version]) -> alerting.Alert:
    """The rows as the pure machine knows them."""
    return alerting.Alert(
        tuple(
            alerting.Version(
                Step(row.step),
                row.digest,
                frozenset(officer for each in row.authors if (officer := Actor.officer_in(each))),
                Actor.officer_in(row.submitted_by),
                Actor.officer_in(row.decided_by),
                row.expires_at,
            )
            for row in rows
        )
    )


def _roll(alert: Alert, rows: list[Version], viewer: Viewer | None, proved_at: datetime | None) -> dict[UUID, Person]:
    """Everybody's rights as they are now: whoever moves, and whoever submitted what waits."""
    asked = {key for row in rows if row.step == Step.SUBMITTED and (key := Actor.officer_in(row.submitted_by))}
    authors = Officer.objects.select_related("agency").filter(pk__in=asked, is_active=True)
    roll = {each.pk: _person(each.viewer, alert.agency_id) for each in authors}
    if viewer:
        roll[viewer.officer] = _person(viewer, alert.agency_id, proved_at)
    return roll


def _person(viewer: Viewer, agency: UUID, proved_at: datetime | None = None) -> Person:
    return Person(
        viewer.officer,
        writes=may(viewer, Action.DRAFT_ALERT, row_agency=agency),
        authorises=may(viewer, Action.APPROVE_ALERT, row_agency=agency),
        cancels=may(viewer, Action.CANCEL_ALERT, row_agency=agency),
        proved_at=proved_at,
    )
