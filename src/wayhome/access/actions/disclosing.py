"""Writing down what leaves the service about a record: what, to whom, on which ground, and the hash of the copy."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayhome.access.actions.sharing import grounds
from wayhome.access.actions.standing import stand
from wayhome.access.models import Disclosure
from wayhome.access.queries import Record
from wayhome.base import sealing
from wayhome.base.errors import Refused
from wayhome.base.ids import new_id
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action, field_classes_for
from wayhome.rules.keeping import CHOOSE_FACTS, CHOOSE_GROUND, SAY_WHOM
from wayhome.rules.purpose import refuse_reason
from wayhome.terms.actor import Actor
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.viewer import Viewer

AS_STATED = "as_stated"
"""The ground of an export is the operator's own words, which stand in its ledger line."""


@transaction.atomic
def disclose(
    record: Record, kinds: Collection[str], *, medium: str, recipient: str, agency: str, ground: str, copy_hash: str = "",
    viewer: Viewer, by: Actor, at: datetime,
) -> Disclosure:  # fmt: skip
    """Write down a disclosure before its bytes leave, or its words are read out. Raises Refused, NotFound.

    kinds      the kinds of facts that it holds, each of which the officer may see
    copy_hash  SHA-256 of the copy in hexadecimal; empty only for what is read out
    """
    standing = stand(viewer, record, Action.DISCLOSE)
    open_to = field_classes_for(viewer, standing)
    if not kinds or any(kind not in FACT_KINDS or FACT_KINDS[kind].field_class not in open_to for kind in kinds):
        raise Refused(CHOOSE_FACTS)
    if refuse_reason(recipient) or refuse_reason(agency):
        raise Refused(SAY_WHOM)
    if ground not in grounds():
        raise Refused(CHOOSE_GROUND)
    said = {"name": recipient.strip(), "agency": agency.strip()}
    return _keep(record, kinds, medium=medium, recipient=said, ground=ground, copy_hash=copy_hash, by=by, at=at)


@dataclass(frozen=True, slots=True)
class Left:
    """What an export holds of one record: its id, the agency that owns it, the names of the fields."""

    subject: UUID
    agency: UUID
    kinds: list[str]


def keep_exported(
    left: Iterable[Left], *, recipient: dict[str, str], copy_hash: str, by: Actor, at: datetime
) -> None:  # fmt: skip
    """A row for each record that an operator's export held. The ledger line is the export's own, one for the whole file."""
    rows = []
    for each in left:
        row = Disclosure(
            id=new_id(), agency_id=each.agency, subject=each.subject, medium="export", kinds=each.kinds, ground=AS_STATED,
            copy_hash=copy_hash, by=by.ref, at=at,
        )  # fmt: skip
        row.recipient = sealing.seal_words(
            recipient, subject=each.subject, table="access_disclosure", column="recipient", row=row.pk
        )
        rows.append(row)
    Disclosure.objects.bulk_create(rows, batch_size=500)


def _keep(
    record: Record, kinds: Collection[str], *, medium: str, recipient: dict[str, str], ground: str, copy_hash: str,
    by: Actor, at: datetime,
) -> Disclosure:  # fmt: skip
    """The row and its ledger line."""
    row = Disclosure(
        id=new_id(), agency_id=record.agency_id, subject=record.pk, medium=medium, kinds=sorted(kinds), ground=ground,
        copy_hash=copy_hash, by=by.ref, at=at,
    )  # fmt: skip
    row.recipient = sealing.seal_words(
        recipient, subject=record.pk, table="access_disclosure", column="recipient", row=row.pk
    )
    row.save(force_insert=True)
    ledger.write(
        "disclosure.made", row, by=by, agency=record.agency_id, at=at, reason=ground, subject=str(record.pk),
        medium=medium, sha256=copy_hash,
    )  # fmt: skip
    return row


def recipient_of(row: Disclosure) -> dict[str, str]:
    """Who received it, in the words of whoever disclosed it."""
    said = sealing.unseal_words(row.recipient, table="access_disclosure", column="recipient", row=row.pk)
    return dict(said) if isinstance(said, dict) else {}
