"""The register of public files, and the one way in and out of the tree.

A file that shows a child cannot be written without a row here, since the code that writes it is the code that registers it.
One thing, an edition or an alert, has one spot. Whoever withdraws a spot withdraws every file of it, but for those that name
nobody and were said to stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from wayhome.clocks import actions as clocks
from wayhome.published import plane, shared, tree
from wayhome.published.models import Removal, Surface
from wayhome.terms.actor import Actor

PAGE = "index.html"
GONE, ABSENT = 410, 404
ESCALATE_AFTER = timedelta(seconds=60)


@transaction.atomic
def publish(
    owner: UUID,
    spot: str,
    files: Mapping[str, bytes],
    *,
    agency: UUID,
    at: datetime,
    until: datetime | None = None,
    entry: Mapping[str, Any] | None = None,
) -> frozenset[str] | None:
    """Register every file of a spot and put them in place; the names that are new or changed, None behind a tombstone.

    owner   the row whose files these are: an edition, an alert
    spot    its folder, "alerts/REFERENCE"; the same at every call
    files   the whole set, by name; what was in the set before and is not now goes. Raises ValueError for a name or kind
            that the web server does not hand out
    until   when the web server stops handing them out, though nobody is there to remove them
    entry   what the feeds of the folder say of it: `reference` and `since`, and words that name nobody

    The feeds are made anew after the commit. A spot that was withdrawn stays so, whatever runs late.
    """
    _wait_for_turn(spot)
    rows = {row.name: row for row in Surface.objects.filter(spot=spot)}
    if any(row.owner != owner for row in rows.values()):
        raise ValueError("another thing has that spot")
    if any(row.removal == Removal.WITHDRAWN for row in rows.values()) or tree.stays(spot) is not None:
        return None
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    changed = frozenset(name for name in digests if name not in rows or not _is(rows[name], digests[name]))
    for name in changed:
        written = {"digest": digests[name], "written_at": at, "removal": "", "removed_at": None, "verified_at": None}
        Surface.objects.update_or_create(
            spot=spot, name=name, defaults=written, create_defaults={**written, "owner": owner, "agency": agency}
        )
    Surface.objects.filter(spot=spot, removed_at=None).exclude(name__in=list(files)).update(
        removal=Removal.REPLACED, removed_at=at, verified_at=None
    )
    if not tree.place(spot, files, until=until, entry=entry):
        raise RuntimeError("a tombstone came while files were put before the public")
    transaction.on_commit(lambda: shared.refresh(spot))
    return changed


@transaction.atomic
def withdraw(owner: UUID, spot: str, *, agency: UUID, at: datetime, stay: Collection[str] = ()) -> None:
    """Mark every file of a spot as withdrawn; they go right after the caller's commit. May be repeated.

    stay   names of files of the set that name nobody and remain readable: the message that calls an alert back

    Of a spot that never had a file a row is left too, so that what was withdrawn early is not published late.
    """
    _wait_for_turn(spot)
    gone = {"removal": Removal.WITHDRAWN, "removed_at": at, "verified_at": None}
    rows = Surface.objects.filter(owner=owner, spot=spot)
    if not rows.exists():
        Surface.objects.create(owner=owner, spot=spot, agency=agency, name=PAGE, digest="", written_at=at, **gone)
    rows.exclude(removal=Removal.WITHDRAWN).exclude(name__in=list(stay)).update(**gone)
    # robust: the transaction has committed by then, and a job repeats what failed here
    transaction.on_commit(lambda: tree.remove(spot, stay=stay), robust=True)
    transaction.on_commit(lambda: shared.refresh(spot), robust=True)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What the web server said of the files of one thing: addresses that were wrong, and how many were newly found right."""

    wrong: tuple[str, ...]
    newly: int


def read_back(owner: UUID, *, at: datetime) -> ReadBack:
    """Ask the web server for every file of an owner, as anybody would, and note what it answered as it should.

    A live file must come byte for byte, a removed one must answer 410 and hold no word. Not to be called within a
    transaction: it waits for another process.
    """
    rows = list(Surface.objects.filter(owner=owner))
    answers = plane.ask([row.path for row in rows])
    right = [row for row in rows if _shows(row, answers[row.path])]
    with transaction.atomic():
        newly = sum(
            Surface.objects.filter(
                pk=row.pk, digest=row.digest, removed_at=row.removed_at, verified_at=None
            ).update(verified_at=at)
            for row in right
        )  # fmt: skip
        if len(right) == len(rows):
            clocks.meet(owner, "public_files", by=Actor.system("published"), at=at)
    unlike = [row for row in rows if row not in right]
    # One that changed meanwhile is asked for by whoever changed it.
    wrong = [
        row.path
        for row in unlike
        if Surface.objects.filter(pk=row.pk, digest=row.digest, removed_at=row.removed_at).exists()
    ]
    return ReadBack(tuple(wrong), newly)


def escalate(*, at: datetime) -> int:
    """Tell the duty officer of every agency's files that the web server has not shown as they should be for a minute."""
    late = unverified().filter(changed_at__lte=at - ESCALATE_AFTER)
    owners = dict(late.values_list("owner", "agency"))
    for owner, agency in owners.items():
        page(owner, agency=agency, at=at)
    return len(owners)


def unverified() -> Any:
    """Files of which nobody has seen over HTTP that they are as they should be; `changed_at` says since when."""
    changed = Greatest("written_at", F("removed_at"))  # PostgreSQL's greatest passes over null
    return Surface.objects.filter(verified_at=None).annotate(changed_at=changed)


def page(subject: UUID, *, agency: UUID, at: datetime) -> None:
    """Start the clock that tells the duty officer, and the rank above, that public files are not as they should be."""
    clocks.start_for(
        "files.wrong", subject=subject, subject_kind="files", agency=agency, is_child=True, at=at
    )  # fmt: skip


def differences() -> list[tuple[str, str]]:
    """Files that lie in the tree and have no row, or the other way about: the path, and what is wrong with it."""
    live = set(Surface.objects.filter(removed_at=None).values_list("spot", "name"))
    there = set(tree.files())
    return [
        *((f"{spot}/{name}", "unregistered") for spot, name in sorted(there - live)),
        *((f"{spot}/{name}", "missing") for spot, name in sorted(live - there)),
    ]


def owners_of(spots: Iterable[str]) -> set[UUID]:
    """Whose these spots are."""
    return set(Surface.objects.filter(spot__in=list(spots)).values_list("owner", flat=True))


def _wait_for_turn(spot: str) -> None:
    """Publishing and withdrawing one spot happen one after the other, each until its commit."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"wayhome public {spot}"])


def _is(row: Surface, digest: str) -> bool:
    return row.digest == digest and row.removed_at is None


def _shows(row: Surface, said: plane.Said) -> bool:
    """Whether the web server says of a file what its row says. What was replaced has no tombstone while the spot lives."""
    if row.removal:
        return said.status == GONE or (row.removal == Removal.REPLACED and said.status == ABSENT)
    return said == plane.Said(200, row.digest)
