"""Is the tree what the rows say? Made anew from the rows in another folder, it must be the same to the byte."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from wayhome.accounts.models import NATIONAL_INTAKE
from wayhome.base.ids import new_id
from wayhome.ledger import actions as ledger
from wayhome.published import actions, files, render, shared, tree
from wayhome.published.models import Edition, EditionState, Surface
from wayhome.terms.actor import Actor

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a spot must hold now, by its rows. Of what is gone `files` are those that stay readable."""

    owner: UUID
    agency: UUID
    spot: str
    gone: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
    until: datetime | None = None
    entry: Mapping[str, Any] | None = None


class Source(Protocol):
    """A stage that has spots in the tree."""

    def spots(self) -> list[str]:
        """Every spot that is live or gone; one that has not gone out yet is none."""

    def claimed(self) -> set[str]:
        """Every spot that may have files: those that are live, and those that are about to go out."""

    def standing(self, spot: str) -> Standing | None:
        """What a spot must hold, its row locked until the end of the transaction; None when it is not this stage's."""

    def read_back(self, owner: UUID, *, by: Actor, at: datetime) -> bool:
        """Ask the web server for the owner's files and write down what it said; False when it is not this stage's."""


class Editions:
    """Appeals."""

    def spots(self) -> list[str]:
        """Every edition that ever went out, or was withdrawn before."""
        rows = Edition.objects.exclude(state=EditionState.DUE).order_by("pk")
        return [tree.appeal(reference) for reference in rows.values_list("reference", flat=True)]

    def claimed(self) -> set[str]:
        """Those that were not withdrawn."""
        rows = Edition.objects.exclude(state=EditionState.WITHDRAWN)
        return {tree.appeal(reference) for reference in rows.values_list("reference", flat=True)}

    def standing(self, spot: str) -> Standing | None:
        """Rendered anew from what two officers approved."""
        folder, _, reference = spot.partition("/")
        rows = Edition.objects.select_for_update().exclude(state=EditionState.DUE).filter(reference=reference)
        if folder != tree.APPEALS or (edition := rows.first()) is None:
            return None
        if edition.state == EditionState.WITHDRAWN:
            return Standing(edition.pk, edition.agency, spot, gone=True)
        return Standing(
            edition.pk, edition.agency, spot, files=render.files_of(edition), until=edition.ends_at, entry=render.entry_of(edition)
        )  # fmt: skip

    def read_back(self, owner: UUID, *, by: Actor, at: datetime) -> bool:
        """Each file of an edition."""
        if not Edition.objects.filter(pk=owner).exists():
            return False
        actions.read_back(owner, by=by, at=at)
        return True


EDITIONS = Editions()


@dataclass(frozen=True, slots=True)
class Difference:
    """A path below the root that is not as the rows say, and what became of it."""

    path: str
    what: str  # missing, changed, over, unregistered
    mended: bool = False


def check(sources: Sequence[Source]) -> list[Difference]:
    """Build the whole tree from the rows in a folder of its own and compare. The folder goes in any case."""
    made = tree.root() / ".aside" / f"rebuild-{new_id()}"
    try:
        _build(made, sources)
        return compare(made, tree.root())
    finally:
        shutil.rmtree(made, ignore_errors=True)


def mend(sources: Sequence[Source], *, by: Actor, at: datetime) -> list[Difference]:
    """Check, look again at what differs under the lock of its row, mend it and tell the duty officer.

    What was taken down by hand stays down: a tombstone wins over the rows, and somebody is told.
    """
    return mend_these(check(sources), sources, by=by, at=at)


def mend_these(found: Sequence[Difference], sources: Sequence[Source], *, by: Actor, at: datetime) -> list[Difference]:
    """The same for differences that were found otherwise; those that really were some come back."""
    spots = sorted({spot for each in found if (spot := spot_of(each.path))})
    done = {spot: _mend(spot, sources, by=by, at=at) for spot in spots}
    put_right = [
        Difference(each.path, each.what, mended=became)
        for each in found
        if (became := done.get(spot_of(each.path))) is not None
    ] + _mend_shared([each for each in found if not spot_of(each.path)])
    if any(not spot_of(each.path) for each in put_right):
        files.page(NATIONAL_INTAKE, agency=NATIONAL_INTAKE, at=at)
    return put_right


def compare(made: Path, live: Path) -> list[Difference]:
    """Every path at which two trees differ by a byte; what is being written or locked is no part of either."""
    one, two = _contents(made), _contents(live)
    return [  # a tombstone that no row knows hides nothing that should be seen
        Difference(path, "missing" if path not in two else "over" if path not in one else "changed")
        for path in sorted(one.keys() | {path for path in two if path in one or not path.endswith(".gone")})
        if path not in one or path not in two or _bytes(one[path]) != _bytes(two[path])
    ]


def _build(made: Path, sources: Sequence[Source]) -> None:
    with tree.elsewhere(made):
        for source in sources:
            for spot in source.spots():
                with transaction.atomic():
                    if standing := source.standing(spot):
                        _put(standing)
                os.utime(made)  # so that nobody takes it for something forgotten
        shared.refresh_all()


def _put(standing: Standing) -> None:
    if standing.files:
        tree.place(standing.spot, standing.files, until=standing.until, entry=standing.entry)
    if standing.gone:
        tree.remove(standing.spot, stay=standing.files)


def spot_of(path: str) -> str:
    """The spot to which a path belongs; empty for a shared file."""
    folder, _, rest = path.partition("/")
    name, below, _ = rest.partition("/")
    return f"{folder}/{name.removesuffix('.gone')}" if below or name.endswith(".gone") else ""


@transaction.atomic
def _mend(spot: str, sources: Sequence[Source], *, by: Actor, at: datetime) -> bool | None:
    """Put one spot right; whether it could be. None when it is right by now, or about to be."""
    standing = next((found for source in sources if (found := source.standing(spot))), None)
    if standing is None:
        if any(spot in source.claimed() for source in sources) or not (tree.root() / spot).exists():
            return None
        log.error("a public path belonged to nothing and was removed")
        tree.bury(spot)
        files.page(NATIONAL_INTAKE, agency=NATIONAL_INTAKE, at=at)
        return True
    if standing.until and standing.until <= at and not standing.gone:
        return None  # its time is just up: the tree went first, and its rows follow
    if not _wrong(standing) and _is_registered(standing):
        return None
    if standing.gone:
        files.withdraw(standing.owner, spot, agency=standing.agency, at=at, stay=standing.files)
        tree.remove(spot, stay=standing.files)
    else:
        files.publish(
            standing.owner, spot, standing.files, agency=standing.agency, at=at, until=standing.until, entry=standing.entry
        )  # fmt: skip
    mended = not _wrong(standing) and _is_registered(standing)
    rows = Surface.objects.filter(owner=standing.owner, spot=spot)
    rows.update(verified_at=None)
    if row := rows.first():
        ledger.write("files.mended", row, by=by, agency=standing.agency, at=at, mended=mended)
    files.page(standing.owner, agency=standing.agency, at=at)
    return mended


def _mend_shared(found: Sequence[Difference]) -> list[Difference]:
    """Make the shared files anew; those that really were wrong, and not only younger than the rebuild."""
    before = {each.path: _bytes(tree.root() / each.path) for each in found}
    shared.refresh_all()
    wrong = []
    for each in found:
        path = tree.root() / each.path
        if each.what == "over":
            path.unlink(missing_ok=True)
        elif _bytes(path) == before[each.path]:
            continue
        wrong.append(Difference(each.path, each.what, mended=True))
    return wrong


def _wrong(standing: Standing) -> bool:
    """Whether a spot of the live tree is not what it must be."""
    made = tree.root() / ".aside" / f"spot-{new_id()}"  # several threads may look at once
    try:
        with tree.elsewhere(made):
            _put(standing)
        one, two = _of_spot(made, standing.spot), _of_spot(tree.root(), standing.spot)
        return {path: _bytes(file) for path, file in one.items()} != {path: _bytes(file) for path, file in two.items()}
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _is_registered(standing: Standing) -> bool:
    """Whether the register knows the files of a spot, and no other."""
    live = Surface.objects.filter(spot=standing.spot, removed_at=None)
    return {*live.values_list("name", flat=True)} == {*standing.files}


def _of_spot(root: Path, spot: str) -> dict[str, Path]:
    every = [*(root / spot).rglob("*"), root / f"{spot}.gone"]
    return {path.relative_to(root).as_posix(): path for path in every if path.is_file()}


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _contents(root: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in (*tree.FOLDERS, ".pages"):
        found |= {path.relative_to(root).as_posix(): path for path in (root / folder).rglob("*") if not path.is_dir()}
    return found | {path.name: path for path in root.glob("*") if path.is_file() and not path.name.startswith(".")}
