"""How a viewer stands to records, and what they said they open one for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from wayhome.access.models import Erasure, Purpose
from wayhome.base.errors import NotFound, Unreadable
from wayhome.rules.access import Action, may
from wayhome.rules.purpose import ASSIGNED
from wayhome.terms.field_class import FieldClass
from wayhome.terms.standing import Closeness, Standing
from wayhome.terms.viewer import Viewer

# Read by the database's clock, as its own policies are, so that both walls open and shut in one moment. Whoever owns an
# episode counts as assigned; that alone is read from a stage further down, as the policies do.
STANDING = """
select s.subject,
       exists (select 1 from access_assignment a where a.subject = s.subject and a.officer_id = %(officer)s and a.ended_at is null)
       or exists (select 1 from cases_episode e where e.misper_id = s.subject and e.owner_id = %(officer)s),
       r.closeness,
       exists (select 1 from access_sealname n where n.restriction_id = r.id and n.officer_id = %(officer)s),
       (select h.ceiling from access_share h where h.subject = s.subject and h.to_id = %(agency)s
            and h.ended_at is null and h.until > now()),
       exists (select 1 from access_glass g where g.subject = s.subject and g.officer_id = %(officer)s
            and g.ended_at is null and g.until > now()),
       exists (select 1 from access_conflict c where c.subject = s.subject and c.officer_id = %(officer)s and c.ended_at is null)
       or exists (select 1 from access_trace t join access_tie i on i.digest = t.digest
            where t.subject = s.subject and i.officer_id = %(officer)s),
       exists (select 1 from access_erasure x where x.subject = s.subject)
from unnest(%(subjects)s::uuid[]) as s(subject)
left join access_restriction r on r.subject = s.subject and r.ended_at is null
"""


def standing_of(viewer: Viewer, subject: UUID, agency: UUID) -> Standing:
    """How the viewer stands to one record, of this agency."""
    return standings_of(viewer, {subject: agency})[subject]


def standings_of(viewer: Viewer, records: Mapping[UUID, UUID]) -> dict[UUID, Standing]:
    """How the viewer stands to several records: the owning agency by subject."""
    if not records:
        return {}
    with connection.cursor() as cursor:
        asked: dict[str, UUID | list[UUID]] = {
            "officer": viewer.officer,
            "agency": viewer.agency,
            "subjects": list(records),
        }
        cursor.execute(STANDING, asked)
        return {row[0]: _standing(viewer, records[row[0]], row) for row in cursor.fetchall()}


def _standing(viewer: Viewer, agency: UUID, row: tuple[Any, ...]) -> Standing:
    _, assigned, closeness, named, shared, glass, conflict, erased = row
    return Standing(
        own=agency == viewer.agency,
        assigned=assigned and agency == viewer.agency,
        named=named,
        shared=FieldClass(shared) if shared else None,
        glass=glass,
        closeness=Closeness(closeness) if closeness else Closeness.OPEN,
        conflict=conflict,
        erased=erased,
    )


def nobody_there(viewer: Viewer) -> NotFound:
    """What to raise for a row that is not there: asked as often as for one that is kept from the viewer.

    A row of the shared record passes the database's wall before its standing is judged; were nothing asked where there is
    no row, the number of statements would tell the two apart.
    """
    standing_of(viewer, viewer.officer, viewer.agency)
    return NotFound()


def refuse_erased(standing: Standing) -> None:
    """Tell whoever might open a record that it was erased. Raises Unreadable."""
    if standing.erased:
        raise Unreadable("The keys of this record were destroyed.")


def erased() -> QuerySet[Erasure, UUID]:
    """The records whose keys were destroyed, for a query that must leave them out."""
    return Erasure.objects.values_list("subject", flat=True)


# Few records of an agency are kept closely, so naming them all is cheaper than asking of each line of a list.
CLOSE = """
select subject, agency_id from access_restriction where ended_at is null and agency_id = %(agency)s
union select subject, agency_id from access_erasure where agency_id = %(agency)s
union select subject, agency_id from access_conflict where ended_at is null and officer_id = %(officer)s
union select t.subject, t.agency_id from access_tie i join access_trace t on t.digest = i.digest where i.officer_id = %(officer)s
"""


def kept_from(viewer: Viewer, action: Action) -> list[UUID]:
    """Records of the viewer's agency that no list may name to this viewer: kept closely, in conflict, or erased."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, {"officer": viewer.officer, "agency": viewer.agency})
        standings = standings_of(viewer, dict(cursor.fetchall()))
    return [subject for subject, each in standings.items() if each.erased or not may(viewer, action, standing=each)]


def purpose_of(viewer: Viewer, subject: UUID, standing: Standing, *, at: datetime) -> tuple[str, UUID | None] | None:
    """The code of the purpose in force and the row that holds its words; None when the viewer must be asked."""
    if standing.assigned or standing.named:
        return ASSIGNED, None
    return (
        Purpose.objects.filter(officer=viewer.officer, subject=subject, until__gt=at)
        .order_by("-until")
        .values_list("code", "id")
        .first()
    )


def named_by(digests: Collection[bytes], viewer: Viewer) -> bool:
    """Whether an address or phone among these hashes is the viewer's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from access_tie where officer_id = %s and digest = any(%s))",
            [viewer.officer, list(digests)],
        )
        return bool(cursor.fetchone()[0])
