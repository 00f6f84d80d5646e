"""Searching the register, and reading record versions.

Search reads the narrow table of keys, takes at most fifty subjects, and fetches what is shown under the viewer's rights.
Own cases come whole. Of another agency's a police officer learns whom to ask, and nobody else learns that it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from wayhome.accounts.models import Agency
from wayhome.base.ids import read_reference
from wayhome.cases.models import Episode, Misper
from wayhome.cases.queries import age_from
from wayhome.facts.actions import phone_digest
from wayhome.facts.queries import values_of
from wayhome.kernels.duplicates import ChildBrief, seems_same, weigh_same_child
from wayhome.kernels.linkage import Evidence
from wayhome.kernels.names import name_similarity, normalise
from wayhome.registry.models import RecordVersion, SearchKey, Unidentified
from wayhome.rules.access import Action, may
from wayhome.terms.age_range import AgeRange
from wayhome.terms.fact_kinds import SearchKey as Kind
from wayhome.terms.partial_date import PartialDate
from wayhome.terms.viewer import AgencyKind, Viewer

MOST = 50
SHOWN = 20
FEWEST_DIGITS = 6
FEWEST_SIGNS_OF_REFERENCE = 4

# Each way of being alike is asked by itself, so that each uses the trigram index: the whole key misspelt, a part of the
# key misspelt, and a part of the key as written.
BY_WORDS = """
select subject, subject_kind, agency_id, max(alike) as alike, (array_agg(key order by alike desc))[1] as key,
       (array_agg(kind order by alike desc))[1] as kind
from (
    select subject, subject_kind, agency_id, kind, key,
           greatest(similarity(key, %(words)s), 0.95 * word_similarity(%(words)s, key)) as alike
    from registry_searchkey
    where kind in ('name', 'alias', 'place') and (key %% %(words)s or %(words)s <%% key or key like %(part)s)
) as found
group by subject, subject_kind, agency_id
order by alike desc, subject
limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a search result.

    Of another agency's record a force is told the agency and the reference alone; the centre, the name and age too.
    """

    subject: UUID
    subject_kind: str
    reference: str
    agency: str
    own: bool
    why: str
    name: str = ""
    age_words: str = ""
    status: str = ""
    episode: UUID | None = None


@dataclass(frozen=True, slots=True)
class OnFile:
    """A record that may be of the same child, with the evidence for and against."""

    hit: Hit
    evidence: tuple[Evidence, ...]


def search(viewer: Viewer, text: str) -> list[Hit]:
    """Who may be meant by a part of a name, a misspelt name, an alias, a phone, a place or a reference. Best first."""
    if not may(viewer, Action.SEE_RECORD, row_agency=viewer.agency) or not text.strip():
        return []
    found = _by_reference(text) or _by_phone(text) or _by_words(text)
    return _shown(viewer, found)[:SHOWN]


Found = tuple[UUID, str, UUID, str]  # subject, its kind, agency, the kind of key that matched


def _by_reference(text: str) -> list[Found]:
    signs = "".join(sign for sign in text.lower() if sign.isalnum())
    whole = read_reference(text)
    keys = SearchKey.objects.filter(kind=Kind.REFERENCE.value)
    if whole:
        keys = keys.filter(key=signs)
    elif len(signs) >= FEWEST_SIGNS_OF_REFERENCE and any(sign.isdigit() for sign in signs) and " " not in text.strip():
        keys = keys.filter(key__startswith=signs)
    else:
        return []
    return [(k.subject, k.subject_kind, k.agency_id, k.kind) for k in keys[:MOST]]


def _by_phone(text: str) -> list[Found]:
    if sum(sign.isdigit() for sign in text) < FEWEST_DIGITS or any(sign.isalpha() for sign in text):
        return []
    keys = SearchKey.objects.filter(digest=phone_digest(text))
    return [(k.subject, k.subject_kind, k.agency_id, k.kind) for k in keys[:MOST]]


def _by_words(text: str) -> list[Found]:
    words = normalise(text)
    if not words:
        return []
    asked: dict[str, str | int] = {"words": words, "part": f"%{words}%", "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute("set local pg_trgm.similarity_threshold = 0.35")
        cursor.execute("set local pg_trgm.word_similarity_threshold = 0.5")
        cursor.execute(BY_WORDS, asked)
        rows = cursor.fetchall()
    # The database's trigrams cast the net; the order is by letters, which know a swap from another name.
    best = sorted(rows, key=lambda row: (-max(name_similarity(words, row[4]), float(row[3])), row[0]))
    return [(subject, kind, agency, key_kind) for subject, kind, agency, _, _, key_kind in best]


def _shown(viewer: Viewer, found: Iterable[Found]) -> list[Hit]:
    found = list({subject: (subject, kind, agency, why) for subject, kind, agency, why in found}.values())
    mispers = Misper.objects.in_bulk([subject for subject, kind, *_ in found if kind == "misper"])
    unidentified = Unidentified.objects.in_bulk([subject for subject, kind, *_ in found if kind == "unidentified"])
    agencies = Agency.objects.in_bulk({agency for _, _, agency, _ in found})
    own = [
        subject
        for subject, _, agency, _ in found
        if agency == viewer.agency and may(viewer, Action.SEE_CASE, row_agency=agency)
    ]
    # The centre keeps the national record, and is shown what may travel to a partner.
    centre = viewer.agency_kind is AgencyKind.NATIONAL_CENTRE
    named = [subject for subject, *_ in found] if centre else own
    told = values_of(named, ("given_name", "family_name", "birth_date", "age"))
    latest = {e.misper_id: e for e in Episode.objects.filter(misper__in=own).order_by("opened_at")}
    police = viewer.agency_kind is AgencyKind.POLICE_FORCE
    hits = []
    for subject, kind, agency, why in found:
        row = mispers.get(subject) or unidentified.get(subject)
        if row is None:
            continue
        if subject not in own:
            if police or centre or kind == "unidentified":
                name, age = (name_in(told[subject]), _age_words(told[subject], row)) if centre else ("", "")
                hits.append(
                    Hit(
                        subject,
                        kind,
                        row.reference,
                        agencies[agency].name,
                        own=False,
                        why=why,
                        name=name,
                        age_words=age,
                    )
                )
            continue
        episode = latest.get(subject)
        hits.append(
            Hit(
                subject, kind, row.reference, agencies[agency].name, own=True, why=why,
                name=name_in(told[subject]), age_words=_age_words(told[subject], row), status=episode.status if episode else "",
                episode=episode.pk if episode else None,
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
    found = {each[0]: each for each in [*(_by_words(name) if name else []), *(_by_phone(phone) if phone else [])]}
    hits = [hit for hit in _shown(viewer, found.values()) if hit.subject_kind == "misper"]
    told = values_of(
        [hit.subject for hit in hits],
        ("given_name", "family_name", "alias", "birth_date", "age", "phone", "last_seen_place"),
    )
    asked = brief_of({kind: [text] for kind, text in words.items() if text})
    weighed = [(hit, weigh_same_child(asked, brief_of(told[hit.subject]))) for hit in hits]
    likely = [(hit, parts) for hit, parts in weighed if seems_same(parts)]
    likely.sort(key=lambda each: -sum(part.weight for part in each[1]))
    return [OnFile(hit, parts if hit.own else ()) for hit, parts in likely[:5]]


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
