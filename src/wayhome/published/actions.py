"""Making editions public, and taking them down for good.

Files are made under the lock of the edition's row, so that a late job waits for a withdrawal and then finds the edition
withdrawn. Taking down works on paths alone: it needs no row, and may be repeated at any time.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wayhome.base.errors import Unshown
from wayhome.ledger import actions as ledger
from wayhome.published import files, render, shared, tree
from wayhome.published.models import Edition, EditionState
from wayhome.terms.actor import Actor

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Frozen:
    """What two officers approved: words, photo, hash, and when it ends."""

    manifest: Mapping[str, Any]
    photo: bytes | None
    content_hash: str
    ends_at: datetime


@transaction.atomic
def accept(frozen: Frozen, *, edition: UUID, agency: UUID, by: Actor, at: datetime) -> Edition:
    """Take an approved appeal as an edition that is due to go out. A follower renders it."""
    row = Edition(
        id=edition,
        reference=frozen.manifest["reference"],
        agency=agency,
        manifest=dict(frozen.manifest),
        photo=frozen.photo,
        content_hash=frozen.content_hash,
        approved_at=at,
        ends_at=frozen.ends_at,
    )
    row.save(force_insert=True)
    ledger.write("edition.due", row, by=by, agency=agency, at=at, hash=frozen.content_hash)
    return row


@transaction.atomic
def release(edition_id: UUID, *, by: Actor, at: datetime) -> bool:
    """Render an edition's files and put them in place. False when it was withdrawn or has ended meanwhile."""
    edition = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None or edition.state == EditionState.WITHDRAWN or edition.ends_at <= at:
        return False
    first = edition.state == EditionState.DUE
    if first:
        edition.state, edition.live_at = EditionState.LIVE, at
    changed = _put(edition, at=at)
    if changed is None:
        return False
    if first:
        edition.save(update_fields=["state", "live_at"])
        ledger.write("edition.live", edition, by=by, agency=edition.agency, at=at)
    if changed:
        ledger.write("edition.written", edition, by=by, agency=edition.agency, at=at, files=len(changed))
    return True


def _put(edition: Edition, *, at: datetime) -> frozenset[str] | None:
    """Put what two officers approved in place; which files changed, None behind a tombstone."""
    return files.publish(
        edition.pk,
        tree.appeal(edition.reference),
        render.files_of(edition),
        agency=edition.agency,
        at=at,
        until=edition.ends_at,
        entry=render.entry_of(edition),
    )


@transaction.atomic
def renew(edition_id: UUID, *, ends_at: datetime, by: Actor, at: datetime) -> None:
    """Let a live edition run on until `ends_at`; its files are made again with the new end."""
    changed = Edition.objects.filter(pk=edition_id).exclude(state=EditionState.WITHDRAWN).update(ends_at=ends_at)
    if changed:
        edition = Edition.objects.get(pk=edition_id)
        ledger.write("edition.due", edition, by=by, agency=edition.agency, at=at, hash=edition.content_hash)


@transaction.atomic
def withdraw(edition_id: UUID, *, by: Actor, at: datetime, only_if_ended: bool = False) -> None:
    """Withdraw an edition and wipe its words and photo; the files go right after the caller's commit.

    A follower, committed with this, removes the files again and verifies it, in case this process dies in between.
    """
    edition = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if edition is None or edition.state == EditionState.WITHDRAWN:
        return
    if only_if_ended and edition.ends_at > at:  # renewed while we waited for the row
        return
    edition.state, edition.withdrawn_at, edition.manifest, edition.photo = EditionState.WITHDRAWN, at, {}, None
    edition.save()
    ledger.write("edition.withdrawn", edition, by=by, agency=edition.agency, at=at)
    files.withdraw(edition.pk, tree.appeal(edition.reference), agency=edition.agency, at=at)


def read_back(edition_id: UUID, *, by: Actor, at: datetime) -> None:
    """Ask the web server for every file of an edition, for feeds and list, and write down that each is as it should be.

    Of a withdrawn edition the files are removed once more first. Raises Unshown when one is not; the job tries again.
    Not within a transaction.
    """
    edition = Edition.objects.defer("manifest", "photo").get(pk=edition_id)
    spot = tree.appeal(edition.reference)
    gone = edition.state == EditionState.WITHDRAWN
    if gone:
        tree.remove(spot)
        shared.refresh(spot)
        if left := tree.leftovers(spot):
            raise RuntimeError(f"{len(left)} files of edition {edition.pk} could not be removed")
    found = files.read_back(edition.pk, at=at)
    if wrong := [*found.wrong, *shared.unlike(spot)]:
        raise Unshown(f"The web server does not show {len(wrong)} files of edition {edition.pk} as they are.")
    with transaction.atomic():
        if not gone:
            if found.newly:
                ledger.write("edition.read_back", edition, by=by, agency=edition.agency, at=at, files=found.newly)
        elif Edition.objects.filter(pk=edition.pk, removal_verified_at=None).update(removal_verified_at=at):
            ledger.write("edition.removed", edition, by=by, agency=edition.agency, at=at, files=found.newly)


def sweep(*, at: datetime, claimed: Callable[[], set[str]] = set) -> int:
    """Withdraw what has run out and repair the tree: a spot that nobody claims becomes a tombstone.

    claimed   the spots that other stages claim
    """
    # The tree first: what goes out between the two looks is then no stray.
    standing = tree.spots()
    tree.sweep_aside()
    still_up = Edition.objects.exclude(state=EditionState.WITHDRAWN)
    ended = list(still_up.filter(ends_at__lte=at).values_list("pk", "reference"))
    for edition, _ in ended:
        withdraw(edition, by=Actor.system("published.sweep"), at=at, only_if_ended=True)
    known = {tree.appeal(reference) for reference in still_up.values_list("reference", flat=True)} | claimed()
    known |= {tree.appeal(reference) for _, reference in ended}
    strays = [spot for spot in standing if spot not in known and tree.is_unclaimed(spot)]
    for spot in strays:
        log.warning("a public path had no live edition and was removed")
        tree.bury(spot)
    return len(ended) + len(strays)
