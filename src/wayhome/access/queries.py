"""How a viewer stands to records, and what they said they open one for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from wayhome.access.models import (
    Assignment,
    Conflict,
    Disclosure,
    Erasure,
    Glass,
    GlassTold,
    Purpose,
    Restriction,
    SealName,
    Share,
    Unseal,
)
from wayhome.accounts.models import Agency, Officer
from wayhome.base.errors import NotFound, Unreadable
from wayhome.rules.access import MAY, Action, may, may_ever, reads_cases
from wayhome.rules.purpose import ASSIGNED, BROKEN
from wayhome.terms.field_class import FieldClass
from wayhome.terms.standing import Closeness, Standing
from wayhome.terms.viewer import AgencyKind, Viewer


class Record(Protocol):
    """A missing person's record, as far as this stage knows one: its id, and the agency that owns it."""

    @property
    def pk(self) -> Any:
        """Its id."""

    @property
    def agency_id(self) -> Any:
        """Whose it is."""


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


def refuse_unseen_draft(viewer: Viewer, subject: UUID, agency: UUID, *, action: Action) -> None:
    """Refuse whoever may not read what is to be published about a record, or not do this to it. Raises NotFound, Unreadable.

    What is shared is a case's status and facts; a draft says more.
    """
    standing = standing_of(viewer, subject, agency)
    if standing.shared and not standing.own and not standing.glass:
        raise NotFound
    if not may(viewer, Action.SEE_CASE, standing=standing) or not may(viewer, action, standing=standing):
        raise NotFound
    refuse_erased(standing)


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
    if standing.glass and (glass := glass_in_force(viewer, subject, at=at)):
        return BROKEN, glass.pk
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


def glass_in_force(viewer: Viewer, subject: UUID, *, at: datetime) -> Glass | None:
    """The glass of this record that the viewer has broken and that is still open."""
    mine = Glass.objects.filter(officer=viewer.officer, subject=subject, ended_at=None, until__gt=at)
    return mine.order_by("-until").first()


def glasses_seen_by(viewer: Viewer, action: Action = Action.SEE_GLASS) -> QuerySet[Glass]:
    """Broken glass that the viewer oversees: of the own agency's officers, or of its records; never of a conflict."""
    if not may_ever(viewer, action):
        return Glass.objects.none()
    mine = Glass.objects.filter(Q(agency=viewer.agency) | Q(owner=viewer.agency))
    return mine.exclude(subject__in=conflicts_of(viewer)).select_related("officer", "agency", "owner", "reviewed_by")


def glass_seen_by(viewer: Viewer, glass: UUID, action: Action = Action.SEE_GLASS) -> Glass:
    """One broken glass, for whoever oversees it or, by the action, reviews it. Raises NotFound."""
    found = glasses_seen_by(viewer, action).filter(pk=glass).first()
    if found is None:
        raise NotFound
    return found


def conflicts_of(viewer: Viewer) -> list[UUID]:
    """Records that name the viewer: by a supervisor's word, or by the viewer's own address or phone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject from access_conflict where officer_id = %(officer)s and ended_at is null union"
            " select t.subject from access_tie i join access_trace t on t.digest = i.digest where i.officer_id = %(officer)s",
            {"officer": viewer.officer},
        )
        return [row[0] for row in cursor.fetchall()]


def told_unread(viewer: Viewer) -> QuerySet[GlassTold]:
    """Broken glass of which the viewer was told and has not said that they read it."""
    return GlassTold.objects.filter(officer=viewer.officer, read_at=None).select_related(
        "glass__officer", "glass__owner"
    )


def can(officer: Officer, action: Action) -> bool:
    """Whether an officer's role may ever do this to a record of the own agency."""
    viewer = officer.viewer
    return action in MAY.get((viewer.agency_kind, viewer.role), frozenset())


def colleagues_on_cases(agency: UUID) -> dict[UUID, str]:
    """Active officers of an agency whose role sees cases, by name."""
    rows = Officer.objects.filter(agency=agency, is_active=True).select_related("agency").order_by("name", "number")
    return {each.pk: str(each) for each in rows if can(each, Action.SEE_CASE)}


def readers_of_cases(*, besides: UUID) -> dict[UUID, str]:
    """Other agencies of which some role reads cases, by name."""
    rows = Agency.objects.exclude(pk=besides).order_by("name")
    return {each.pk: each.name for each in rows if reads_cases(AgencyKind(each.kind))}


def assigned_to(record: Record) -> list[Assignment]:
    """Who works on a record beside the owner of the case."""
    return list(Assignment.objects.filter(subject=record.pk, ended_at=None).select_related("officer").order_by("at"))


def restriction_of(record: Record) -> Restriction | None:
    """How closely the record is kept, when it is."""
    return Restriction.objects.filter(subject=record.pk, ended_at=None).first()


def names_on(restriction: Restriction) -> list[SealName]:
    """The people on a seal."""
    return list(restriction.names.select_related("officer").order_by("officer__name"))


def unseal_of(record: Record) -> Unseal | None:
    """What somebody on the seal has asked, and nobody has decided."""
    return Unseal.objects.filter(subject=record.pk, state="pending").select_related("asked_by", "restriction").first()


def shares_of(record: Record, *, at: datetime) -> list[Share]:
    """With whom the record is shared now."""
    now = Share.objects.filter(subject=record.pk, ended_at=None, until__gt=at)
    return list(now.select_related("to").order_by("until"))


def conflicts_in(record: Record) -> list[Conflict]:
    """Officers who are named in the record."""
    return list(Conflict.objects.filter(subject=record.pk, ended_at=None).select_related("officer").order_by("at"))


def disclosures_of(record: Record) -> QuerySet[Disclosure]:
    """What left the service about a record, newest first."""
    return Disclosure.objects.filter(subject=record.pk).order_by("-at")


def copies_of(record: Record) -> int:
    """How many numbered copies were made of a record; whoever asks next waits until this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('copy ' || %s, 0))", [str(record.pk)])
    return Disclosure.objects.filter(subject=record.pk, medium__in=("pdf", "print")).count()


def disclosures_seen_by(viewer: Viewer) -> QuerySet[Disclosure]:
    """What left the service about the own agency's records, for whoever looks after disclosures."""
    if not may_ever(viewer, Action.SEE_DISCLOSURES):
        return Disclosure.objects.none()
    mine = Disclosure.objects.filter(agency=viewer.agency)
    return mine.exclude(subject__in=conflicts_of(viewer)).order_by("-at")


def share_with(viewer: Viewer, subject: UUID, *, at: datetime) -> Share | None:
    """The share by which the viewer's agency reads a record."""
    now = Share.objects.filter(subject=subject, to=viewer.agency, ended_at=None, until__gt=at)
    return now.select_related("agency").first()
