"""Making editions public, and taking them down for good.

Files are made under the lock of the edition's row, so that a late job waits for a withdrawal and then finds the edition
withdrawn. Taking down works on paths alone: it needs no row, and may be repeated at any time.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wayhome.ledger import actions as ledger
from wayhome.published import render, tree
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
    tree.place(edition.reference, render.files_of(edition), until=edition.ends_at)
    if edition.state == EditionState.DUE:
        edition.state, edition.live_at = EditionState.LIVE, at
        edition.save(update_fields=["state", "live_at"])
        ledger.write("edition.live", edition, by=by, agency=edition.agency, at=at)
    transaction.on_commit(refresh_feed)
    return True


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
    reference = edition.reference
    # robust: the transaction has committed by then, and the follower repeats what failed here
    transaction.on_commit(lambda: tree.remove(reference), robust=True)
    transaction.on_commit(refresh_feed, robust=True)


@transaction.atomic
def verify_removed(edition_id: UUID, *, by: Actor, at: datetime) -> None:
    """Remove a withdrawn edition's files once more and write down that nothing of them is left."""
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    if edition.state != EditionState.WITHDRAWN:
        return
    tree.remove(edition.reference)
    refresh_feed()
    if left := tree.leftovers(edition.reference):
        raise RuntimeError(f"{len(left)} files of edition {edition.pk} could not be removed")
    if edition.removal_verified_at is None:
        edition.removal_verified_at = at
        edition.save(update_fields=["removal_verified_at"])
        ledger.write("edition.removed", edition, by=by, agency=edition.agency, at=at)


def refresh_feed() -> None:
    """Write the feed anew: reference, area and link of what is live, and nothing else."""
    with tree.one_at_a_time():
        live = Edition.objects.filter(state=EditionState.LIVE).order_by("-live_at")
        tree.write_feed(render.feed_files(list(live)))


def sweep(*, at: datetime) -> int:
    """Withdraw what has run out and repair the tree: a path without a live edition becomes a tombstone."""
    # The tree first: an edition that goes out between the two looks is then no stray.
    standing = tree.references()
    tree.sweep_aside()
    still_up = Edition.objects.exclude(state=EditionState.WITHDRAWN)
    ended = dict(still_up.filter(ends_at__lte=at).values_list("pk", "reference"))
    for edition in ended:
        withdraw(edition, by=Actor.system("published.sweep"), at=at, only_if_ended=True)
    live = set(still_up.values_list("reference", flat=True))
    strays = [reference for reference in standing if reference not in live | set(ended.values())]
    for reference in strays:
        log.warning("a public path had no live edition and was removed")
        tree.remove(reference)
    return len(ended) + len(strays)
