"""Searching the register, and reading record versions.

One function of the database reads the narrow table of keys and tells at most fifty subjects that the viewer may open;
what is shown of them is fetched through the policies. Of a record that is not open, a police officer learns whom to ask, and
nobody else learns that it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from wayhome.access.queries import standings_of
from wayhome.accounts.models import Agency
from wayhome.base.ids import read_reference
from wayhome.cases.models import Episode, Misper
from wayhome.cases.queries import age_from
from wayhome.facts.actions import phone_digest
from wayhome.facts.queries import values_of
from wayhome.kernels.duplicates import ChildBrief, seems_same, weigh_same_child
from wayhome.kernels.linkage import Evidence
from wayhome.kernels.names import name_similarity, normalise
from wayhome.registry.models import RecordVersion, Unidentified
from wayhome.rules.access import Action, may, may_ever
from wayhome.terms.age_range import AgeRange
from wayhome.terms.partial_date import PartialDate
from wayhome.terms.standing import Standing
from wayhome.terms.viewer import Viewer

SHOWN = 20
FEWEST_DIGITS = 6
FEWEST_SIGNS_OF_REFERENCE = 4
ELSEWHERE_ALIKE = 0.8
"""A name that is this alike, of a record that cannot be read here, is worth a call to the agency that can."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a search result. Of a record that is not open to the viewer it tells agency and reference alone."""

    subject: UUID
    subject_kind: str
    reference: str
    agency: str
    own: bool
    open: bool
    why: str
    name: str = ""
    age_words: str = ""
    status: str = ""
    episode: UUID | None = None
    alike: float = 0.0


@dataclass(frozen=True, slots=True)
class OnFile:
    """A record that may be of the same child, with the evidence for and against."""

    hit: Hit
    evidence: tuple[Evidence, ...]


def search(viewer: Viewer, text: str) -> list[Hit]:
    """Who may be meant by a part of a name, a misspelt name, an alias, a phone, a place or a reference. Best first.

    Whom the viewer may open comes first, then those of whom only agency and reference may be told.
    """
    if not text.strip() or not (may_ever(viewer, Action.SEE_RECORD) or may_ever(viewer, Action.SEE_CASE)):
        return []
    hits = _shown(viewer, _by_reference(text) or _by_phone(text) or _by_words(text))
    return [*[hit for hit in hits if hit.open][:SHOWN], *[hit for hit in hits if not hit.open]]


@dataclass(frozen=True, slots=True)
class Found:
    """One subject as the database's search function tells it; `key` is empty for whom the viewer may not open."""

    subject: UUID
    subject_kind: str
    agency: UUID
    why: str
    key: str | None
    alike: float
    open: bool
    reference: str


def _found(
    *, words: str | None = None, reference: str | None = None, prefix: bool = False, phone: bytes | None = None
) -> list[Found]:
    """Ask the one function that may read the search keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject, subject_kind, agency, why, key, alike, open, called from wayhome_search(%s, %s, %s, %s)",
            [words, reference, prefix, phone],
        )
        return [Found(*row) for row in cursor.fetchall()]


def _by_reference(text: str) -> list[Found]:
    signs = "".join(sign for sign in text.lower() if sign.isalnum())
    if read_reference(text):
        return _found(reference=signs)
    if len(signs) >= FEWEST_SIGNS_OF_REFERENCE and any(sign.isdigit() for sign in signs) and " " not in text.strip():
        return _found(reference=signs, prefix=True)
    return []


def _by_phone(text: str) -> list[Found]:
    if sum(sign.isdigit() for sign in text) < FEWEST_DIGITS or any(sign.isalpha() for sign in text):
        return []
    return _found(phone=phone_digest(text))


def _by_words(text: str) -> list[Found]:
    words = normalise(text)
    if not words:
        return []
    # The database's trigrams cast the net; the order is by letters, which know a swap from another name.
    found = _found(words=words)
    return sorted(found, key=lambda each: (-max(name_similarity(words, each.key or ""), each.alike), each.subject))


def _shown(viewer: Viewer, found: Iterable[Found]) -> list[Hit]:
    found = list({each.subject: each for each in found}.values())
    # Fetched through the policies and judged again: were the function to tell too much, nothing more would be shown.
    opened = [each.subject for each in found if each.open]
    mispers = Misper.objects.in_bulk(opened)
    unidentified = Unidentified.objects.in_bulk(opened)
    agencies = Agency.objects.in_bulk({each.agency for each in found})
    standings = standings_of(viewer, {subject: row.agency_id for subject, row in mispers.items()})
    cases = [subject for subject, standing in standings.items() if may(viewer, Action.SEE_CASE, standing=standing)]
    told = values_of(opened, ("given_name", "family_name", "birth_date", "age"))
    latest = {e.misper_id: e for e in Episode.objects.filter(misper__in=cases).order_by("opened_at")}
    hits = []
    for each in found:
        agency = agencies[each.agency].name
        if not each.open:
            hits.append(
                Hit(each.subject, each.subject_kind, each.reference, agency, own=False, open=False, why=each.why,
                    alike=each.alike)
            )  # fmt: skip
            continue
        row = mispers.get(each.subject) or unidentified.get(each.subject)
        if row is None:
            continue
        standing = standings.get(each.subject) or Standing(own=row.agency_id == viewer.agency)
        if each.subject not in cases and not may(viewer, Action.SEE_RECORD, standing=standing):
            continue
        episode = latest.get(each.subject)
        hits.append(
            Hit(
                each.subject, each.subject_kind, row.reference, agency, own=row.agency_id == viewer.agency, open=True,
                why=each.why, name=name_in(told[each.subject]), age_words=_age_words(told[each.subject], row),
                status=episode.status if episode else "", episode=episode.pk if episode else None, alike=each.alike,
            )
        )  # fmt: skip
    return hits


def name_in(known: Mapping[str, list[Any]]) -> str:
    """The name by which a list shows a person."""
    return " ".join(str(known[kind][0]) for kind in ("given_name", "family_name") if known.get(kind))


def _age_words(known: Mapping[str, list[Any]], row: Misper | Unidentified) -> str:
    on = row.created_at.date() if isinstance(row, Misper) else row.recorded_at.date()
    age = age_from(next(iter(known.get("birth_date", [])), None), next(iter(known.get("age", [])), None), on=on)
    return str(age) if age else ""


def on_file_already(viewer: Viewer, words: Mapping[str, str]) -> list[OnFile]:
    """Records that seem to be of the child a report tells of. Advice, never a bar.

    Of another agency's record an officer learns whom to ask, and not what speaks for it.
    """
    name = " ".join(known(words.get(kind, "") for kind in ("given_name", "family_name")))
    phone = words.get("phone", "")
    found = {each.subject: each for each in [*(_by_words(name) if name else []), *(_by_phone(phone) if phone else [])]}
    hits = [hit for hit in _shown(viewer, found.values()) if hit.subject_kind == "misper"]
    told = values_of(
        [hit.subject for hit in hits if hit.open],
        ("given_name", "family_name", "alias", "birth_date", "age", "phone", "last_seen_place"),
    )
    asked = brief_of({kind: [text] for kind, text in words.items() if text})
    weighed = [(hit, weigh_same_child(asked, brief_of(told[hit.subject]))) for hit in hits if hit.open]
    likely = [(hit, parts) for hit, parts in weighed if seems_same(parts)]
    likely.sort(key=lambda each: -sum(part.weight for part in each[1]))
    elsewhere = [OnFile(hit, ()) for hit in hits if not hit.open and hit.alike >= ELSEWHERE_ALIKE]
    return [*[OnFile(hit, parts if hit.own else ()) for hit, parts in likely[:5]], *elsewhere[:5]]


def known(values: Iterable[Any]) -> list[str]:
    """What was told, without "unknown": an answer by which nobody is found, and no two are alike."""
    return [str(each) for each in values if str(each).strip().lower() not in {"", "unknown"}]


def brief_of(told: Mapping[str, list[Any]]) -> ChildBrief:
    """What is known, in the form that the comparison takes; what cannot be read is not known."""
    named = [known(told.get(kind, [])[:1]) for kind in ("given_name", "family_name")]
    name = " ".join(part for parts in named for part in parts)
    return ChildBrief(
        names=tuple(each for each in (name, *known(told.get("alias", []))) if each),
        birth=_read(PartialDate.parse, told.get("birth_date")),
        age=_read(AgeRange.parse, told.get("age")),
        phones=frozenset(
            phone_digest(str(each)).hex() for each in told.get("phone", []) if any(sign.isdigit() for sign in str(each))
        ),
        areas=frozenset(normalise(each) for each in known(told.get("last_seen_place", []))),
    )


def _read(parse: Any, texts: list[Any] | None) -> Any:
    try:
        return parse(str(texts[0])) if texts else None
    except ValueError:
        return None


def latest_version(subject: UUID) -> RecordVersion | None:
    """The newest frozen version of a subject."""
    return RecordVersion.objects.filter(subject=subject).order_by("-number").first()
