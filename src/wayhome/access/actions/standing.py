"""The question that each verb about a record asks first."""

from __future__ import annotations

from uuid import UUID

from wayhome.access.queries import Record, can, standing_of
from wayhome.accounts.models import Officer
from wayhome.base.errors import NotFound, Refused
from wayhome.rules.access import Action, may
from wayhome.rules.keeping import CHOOSE_OFFICER, NOT_YOURS
from wayhome.terms.standing import Standing
from wayhome.terms.viewer import Viewer


def stand(viewer: Viewer, record: Record, action: Action) -> Standing:
    """How the viewer stands to a record. Raises NotFound for whom it is not there, Refused when they may not do this."""
    standing = standing_of(viewer, record.pk, record.agency_id)
    if not may(viewer, Action.SEE_CASE, standing=standing):
        raise NotFound
    if not may(viewer, action, standing=standing):
        raise Refused(NOT_YOURS)
    return standing


def colleague(officer: UUID, record: Record) -> Officer:
    """An active officer of the owning agency whose role sees cases. Raises Refused."""
    row = (
        Officer.objects.select_related("agency").filter(pk=officer, agency_id=record.agency_id, is_active=True).first()
    )
    if row is None or not can(row, Action.SEE_CASE):
        raise Refused(CHOOSE_OFFICER)
    return row
