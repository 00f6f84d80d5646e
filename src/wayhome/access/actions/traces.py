"""What ties an officer to a record: an address or phone that both name, kept as keyed hashes alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayhome.access.models import Tie, Trace
from wayhome.accounts.models import Officer
from wayhome.base import sealing
from wayhome.base.errors import NotFound, Refused
from wayhome.ledger import actions as ledger
from wayhome.rules.access import Action, may
from wayhome.rules.keeping import NOTHING_TO_TIE
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Viewer

NAMING = ("home_address", "phone", "informant_phone")
"""Fields that name where somebody lives or is called: by these an officer who is concerned is known."""


def trace(subject: UUID, words: Mapping[str, object], *, agency: UUID) -> None:
    """Keep the hashes of the addresses and phones that a record or report names."""
    Trace.objects.bulk_create(
        [Trace(subject=subject, agency_id=agency, digest=each) for each in digests(words)], ignore_conflicts=True
    )


def digests(words: Mapping[str, object]) -> set[bytes]:
    """The keyed hashes of the addresses and phones in some words."""
    return {each for field in NAMING if (text := str(words.get(field) or "")) for each in _digests(field, text)}


def _digests(field: str, text: str) -> Iterable[bytes]:
    if field == "home_address":
        signs = "".join(sign for sign in text.casefold() if sign.isalnum())
        return [sealing.digest("address", signs)] if len(signs) >= 6 else []
    number = "".join(sign for sign in text if sign.isdigit())
    return [sealing.digest("tie phone", number[-10:])] if len(number) >= 6 else []


def officer_to_tie(officer: UUID, *, viewer: Viewer) -> Officer:
    """The officer whose address may be entered: the viewer, or for an administrator any of the agency. Raises NotFound."""
    row = Officer.objects.filter(pk=officer, agency_id=viewer.agency).first()
    if row is None or not (officer == viewer.officer or may(viewer, Action.KEEP_ACCOUNTS, row_agency=row.agency_id)):
        raise NotFound
    return row


@transaction.atomic
def tie_officer(officer: UUID, *, address: str, phone: str, viewer: Viewer, by: Actor, at: datetime) -> int:
    """Keep an officer's own address and phone, as hashes, so that records naming them are closed to the officer.

    Entered by the officer, or by an administrator of the agency; shown to nobody. Returns how many hashes are new.
    Raises Refused when nothing can be kept of what was given, NotFound for an officer of another agency.
    """
    row = officer_to_tie(officer, viewer=viewer)
    kept = digests({"home_address": address, "phone": phone})
    if not kept:
        raise Refused(NOTHING_TO_TIE)
    before = Tie.objects.filter(officer=row).count()
    Tie.objects.bulk_create(
        [Tie(agency_id=row.agency_id, officer=row, digest=each) for each in kept], ignore_conflicts=True
    )
    added = Tie.objects.filter(officer=row).count() - before
    ledger.write("officer.tied", row, by=by, agency=row.agency_id, at=at, added=added)
    return added
