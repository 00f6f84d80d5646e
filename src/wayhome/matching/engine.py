"""Both sides in the memory of this process, ready to be weighed: what of the matcher depends on the model stands here.

The missing are kept as the kernel's columns, with what changed since beside them, so that a change is one row and not a
new register; when much has changed the columns are made anew. Each question first reads what was frozen since the last.
A full run (`actions/everything.py`) counts how common things are; until the next one everybody is weighed by its counts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from threading import RLock
from time import sleep
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wayhome.base.errors import Unready
from wayhome.kernels.crossmatch import model, reference
from wayhome.kernels.crossmatch.engine import FEW, NOBODY, Finds, Register
from wayhome.kernels.crossmatch.people import Missing, Unidentified, day_of
from wayhome.kernels.crossmatch.posterior import posterior
from wayhome.kernels.crossmatch.rarity import Rarity
from wayhome.kernels.crossmatch.records import read_missing, read_unidentified
from wayhome.kernels.crossmatch.wanted import next_facts
from wayhome.kernels.crossmatch.weights import Weights, make
from wayhome.kernels.linkage import Evidence
from wayhome.matching.describe import record_of
from wayhome.matching.models import FullRun
from wayhome.registry.models import RecordVersion
from wayhome.rules.episode import SEARCHING
from wayhome.rules.exclusions import Side, Verified
from wayhome.terms.words import N_

log = logging.getLogger(__name__)
PATIENCE_SECONDS = 2.0
LATE = timedelta(minutes=10)
"""How long after its id was made a version may be committed and still be found."""
FEWEST_ANEW, SHARE_ANEW = 500, 50
"""The columns are made anew when more than this many rows, and more than one in so many, have changed."""
AT_ONCE = 256
"""Of so many unidentified a full run weighs everybody at once: less than a second of a nation. Then it is anybody's turn."""
TURN_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Known:
    """A subject as its newest record version has it. `active`: still missing, or unidentified."""

    subject: UUID
    number: int
    agency: UUID
    reference: str
    person: Missing | Unidentified
    frozen_at: datetime
    active: bool = True

    def side(self, *, taken: str = "", whole: bool = True) -> Side:
        """What the rules of exclusion read."""
        person = self.person
        span = person.seen if isinstance(person, Missing) else person.found
        return Side(
            names=frozenset({str(self.subject), self.reference}),
            first=day_of(span[0]) if span else None,
            last=day_of(span[1]) if span else None,
            certified=person.certified,
            whole=whole,
            verified=tuple(
                Verified(each.other, each.same, each.method, each.document, str(each.on or ""), each.by)
                for each in person.verified
            ),
            taken=taken,
        )


def read(version: RecordVersion) -> Known:
    """A record version as the engine weighs it. What cannot be read is not known."""
    body: Mapping[str, Any] = version.body
    record = record_of(body) | {"id": str(version.subject)}
    missing = version.subject_kind == "misper"
    person, _flags = read_missing(record) if missing else read_unidentified(record)
    active = not missing or any(episode["status"] in SEARCHING for episode in body["episodes"])
    return Known(
        version.subject, version.number, version.agency_id, str(body["reference"]), person, version.frozen_at, active
    )


KEPT_CLOSELY = {
    "blood": N_("blood group: compared; what each has stands with the facts, for those who may see it"),
    "implants": N_("implant: compared; what each has stands with the facts, for those who may see it"),
}


def discreet(part: Evidence) -> Evidence:
    """A part of the evidence without what only some may know: other agencies read it beside the pair, and it is stored.

    The weight stays. Teeth and fingers are counted in their sentences and named in none.
    """
    if part.kind not in KEPT_CLOSELY or not part.parameters:
        return part
    return Evidence(part.kind, part.weight, KEPT_CLOSELY[part.kind])


def newest() -> QuerySet[RecordVersion]:
    """The newest version of every subject."""
    return RecordVersion.objects.order_by("subject", "-number").distinct("subject")


def weights_in_force() -> tuple[Weights, FullRun | None]:
    """The model of this release with the counts of the last full run; without one the model's own rates."""
    last = FullRun.objects.order_by("-at", "-id").first()
    return make(model.load(), Rarity(**last.counts) if last else Rarity()), last


@dataclass(slots=True)
class Sides:
    """Everybody of both sides, by subject, and the missing as columns."""

    weights: Weights
    run: FullRun | None = None
    missing: dict[UUID, Known] = field(default_factory=dict)
    """Those still missing."""
    finds: dict[UUID, Known] = field(default_factory=dict)
    named: dict[str, set[UUID]] = field(default_factory=dict)
    """Who says a laboratory's word of a record, by that record's id or reference."""
    names: dict[str, UUID] = field(default_factory=dict)
    """The missing by reference and id."""
    seen: dict[UUID, int] = field(default_factory=dict)
    last: UUID | None = None
    _base: Register | None = None
    _rows: list[UUID] = field(default_factory=list)
    _stale: set[UUID] = field(default_factory=set)
    _fresh: dict[UUID, Known] = field(default_factory=dict)
    _beside: Register | None = None
    _finds: Finds | None = None
    _asked: list[UUID] = field(default_factory=list)
    """The unidentified in `_finds`, and those that changed since."""
    _changed: set[UUID] = field(default_factory=set)

    def put(self, known: Known) -> None:
        """Take in a version, unless a newer one is here."""
        if self.seen.get(known.subject, 0) >= known.number:
            return
        self.seen[known.subject] = known.number
        for each in known.person.verified:
            self.named.setdefault(each.other, set()).add(known.subject)
        if isinstance(known.person, Unidentified):
            self.finds[known.subject] = known
            self._changed.add(known.subject)
            return
        self.names |= {known.reference: known.subject, str(known.subject): known.subject}
        self._stale.add(known.subject)
        self._fresh.pop(known.subject, None)
        self.missing.pop(known.subject, None)
        self._beside = None
        if known.active:
            self.missing[known.subject] = self._fresh[known.subject] = known

    def best(self, find: Known, many: int) -> list[tuple[UUID, int]]:
        """The best of the missing for one unidentified, exact, ties by id: who, and the score in thousandths of a dex."""
        changed = len(self._stale)
        if self._base is None or changed > max(FEWEST_ANEW, len(self._rows) // SHARE_ANEW):
            self._columns()
        hits: list[tuple[UUID, int]] = []
        if self._base and self._rows:
            found = self._base.best([_found(find)], many + len(self._stale))[0]
            hits += [(self._rows[hit.at], hit.score) for hit in found if self._rows[hit.at] not in self._stale]
        if self._fresh:
            self._beside = self._beside or Register(_people(self._fresh.values()), self.weights)
            names = list(self._fresh)
            hits += [(names[hit.at], hit.score) for hit in self._beside.best([_found(find)], many)[0]]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:many]

    def best_of_all(self, many: int) -> Iterator[tuple[Known, list[tuple[UUID, int]]]]:
        """The best of the missing for every unidentified, in the order of the ids; a turn of the kernel for some at a time."""
        self._columns()
        finds = sorted(self.finds.values(), key=lambda each: each.subject)
        base, rows = self._base, self._rows
        if base and len(rows) * len(finds) > FEW:
            base.machine  # noqa: B018 (made when asked for, and in nobody's way)
        for first in range(0, len(finds), AT_ONCE):
            some = finds[first : first + AT_ONCE]
            with alone():
                lists = list(base.best([_found(each) for each in some], many)) if base and rows else [()] * len(some)
            for find, hits in zip(some, lists, strict=True):
                yield find, [(rows[hit.at], hit.score) for hit in hits]

    def by(self, weights: Weights, run: FullRun) -> Sides:
        """The same people, to be weighed otherwise."""
        return Sides(weights, run, self.missing, self.finds, self.named, self.names, self.seen, self.last)

    def _columns(self) -> None:
        self._rows = list(self.missing)
        self._base = Register(_people(self.missing.values()), self.weights)
        self._stale, self._fresh, self._beside = set(), {}, None

    def against(self, missing: Known) -> dict[UUID, int]:
        """The score of one missing person with every unidentified."""
        kept = self._unidentified()
        changed = sorted(self._changed)
        beside = Finds([_found(self.finds[each]) for each in changed], self.weights)
        scores: dict[UUID, int] = {}
        for subjects, finds in ((self._asked, kept), (changed, beside)):
            if subjects:
                of_each = finds.scores([_missing(missing)])[:, 0].tolist()
                scores |= dict(zip(subjects, of_each, strict=True))
        return {find: score for find, score in scores.items() if score != NOBODY}

    def _unidentified(self) -> Finds:
        if self._finds is None or len(self._changed) > max(FEWEST_ANEW, len(self._asked) // SHARE_ANEW):
            self._asked, self._changed = list(self.finds), set()
            self._finds = Finds([_found(each) for each in self.finds.values()], self.weights)
        return self._finds

    def make_ready(self) -> None:
        """Make now what the next change would wait for, where there are so many unidentified that it would be long."""
        if len(self.finds) > FEWEST_ANEW:
            self._unidentified().columns  # noqa: B018 (made when asked for)

    def parts(self, missing: Known, found: Known) -> tuple[Evidence, ...]:
        """Every part of the score of one pair, with its sentence."""
        return tuple(map(discreet, reference.parts(_missing(missing), _found(found), self.weights)))

    def wanted(self, missing: Known, found: Known) -> list[dict[str, Any]]:
        """Facts worth obtaining next, best first, as they are kept; none of those whose being on file only some may know."""
        facts = next_facts(_missing(missing), _found(found), self.weights)
        return [asdict(each) for each in facts if each.family not in KEPT_CLOSELY]

    def chances(self, scores: list[int], find: Known) -> tuple[list[float], float]:
        """The probability of each of a list, best first, and that it is none of the listed; not verified in the field.

        The list is as long as the last full run counted it, so that nobody's chance moves because another is listed.
        """
        listed = self.run.missing if self.run else len(self.missing)
        return posterior(scores, _found(find), listed, self.weights.model)

    def score(self, missing: Known, found: Known) -> int:
        """The score of one pair."""
        return sum(part.weight for part in self.parts(missing, found))

    def known(self, subject: UUID) -> Known | None:
        """A subject of either side, missing still or not."""
        found = self.missing.get(subject) or self.finds.get(subject)
        if found:
            return found
        version = RecordVersion.objects.filter(subject=subject).order_by("-number").first()
        return read(version) if version else None

    def verified_with(self, find: Known) -> set[UUID]:
        """The missing of whom a laboratory said something beside this find, on whichever record."""
        told = {self.names[each.other] for each in find.person.verified if each.other in self.names}
        theirs = {subject for name in (str(find.subject), find.reference) for subject in self.named.get(name, ())}
        return (told | theirs) & set(self.missing)

    def verified_of(self, missing: Known) -> set[UUID]:
        """The unidentified of whom a laboratory said something beside this missing person, on whichever record."""
        told = {each.other for each in missing.person.verified}
        mine = (
            {find.subject for find in self.finds.values() if told & {str(find.subject), find.reference}}
            if told
            else set()
        )
        theirs = {subject for name in (str(missing.subject), missing.reference) for subject in self.named.get(name, ())}
        return mine | (theirs & self.finds.keys())


def _missing(known: Known) -> Missing:
    if not isinstance(known.person, Missing):
        raise TypeError("The two sides are changed over.")
    return known.person


def _found(known: Known) -> Unidentified:
    if not isinstance(known.person, Unidentified):
        raise TypeError("The two sides are changed over.")
    return known.person


def _people(known: Iterable[Known]) -> list[Missing]:
    return [_missing(each) for each in known]


# --- this process's own -----------------------------------------------------------------------------------------------

_lock = RLock()
_kept: list[Sides] = []


@contextmanager
def alone() -> Iterator[None]:
    """For whoever weighs with sides of their own: the kernel serves one thread at a time."""
    with _lock:
        yield
    sleep(TURN_SECONDS)  # who lets go and takes again at once leaves nobody else a turn


@contextmanager
def sides() -> Iterator[Sides]:
    """Both sides as they stand now, for one thread at a time. Raises Unready when another is reading them in."""
    if not _lock.acquire(timeout=PATIENCE_SECONDS):
        raise Unready("The sides are being read in. Try again.")
    try:
        yield _fresh()
    finally:
        _lock.release()


def keep(here: Sides) -> None:
    """Let this process go on with sides that were just read in to weigh everybody: reading a nation in anew takes minutes."""
    _kept[:] = [here]


def _fresh() -> Sides:
    here = _kept[0] if _kept else None
    last = FullRun.objects.order_by("-at", "-id").first()
    counted = last.model_version if last else None
    if here is None or (here.run and here.run.model_version) != counted or not _still_there(here):
        here = load()
        _kept[:] = [here]
    else:
        catch_up(here)
    return here


def _still_there(here: Sides) -> bool:
    """Whether the database is the one that was read: what was rolled back or restored is not."""
    return here.last is None or RecordVersion.objects.filter(pk=here.last).exists()


def load() -> Sides:
    """Read everybody in."""
    weights, run = weights_in_force()
    here = Sides(weights, run)
    last = RecordVersion.objects.order_by("-pk").first()
    here.last = last.pk if last else None
    for version in newest().iterator(chunk_size=500):
        here.put(read(version))
    return here


def catch_up(here: Sides) -> None:
    """Take in what was frozen since."""
    rows = RecordVersion.objects.order_by("pk")
    if here.last:
        since = UUID(int=max(0, here.last.int - (int(LATE.total_seconds() * 1000) << 80)))
        rows = rows.filter(pk__gt=since)
    for pk, subject, number in rows.values_list("pk", "subject", "number"):
        if here.seen.get(subject, 0) < number:
            here.put(read(RecordVersion.objects.get(pk=pk)))
        here.last = pk
