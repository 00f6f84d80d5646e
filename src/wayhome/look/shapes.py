"""What the pieces of the case page take. Frozen, so that a template can only show what a page handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in the navigation, among the actions of a page, or in a trail of pages."""

    text: str
    href: str
    current: bool = False
    count: int | None = None
    kind: str = ""  # "", "secondary" or "warning", for links drawn as buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What falls due next, and when."""

    what: str
    due_at: datetime
    owner: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """Who last had this case on a screen, and when."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture and the words for those who cannot see it."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of the case list."""

    key: str  # the episode's id; matches the id in a live message
    href: str
    name: str
    reference: str
    age: str
    grade: str | None
    missing_since: datetime | None
    status: str = ""
    last_seen: str = ""  # the place, in words
    found_at: datetime | None = None
    next: Due | None = None
    owner: str = ""
    last_eyes: Eyes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """What a duty officer must know in five seconds."""

    key: str
    name: str
    reference: str
    age: str
    grade: str | None
    status: str
    missing_since: datetime | None
    last_seen: str = ""
    found_at: datetime | None = None
    known_as: Sequence[str] = ()
    photo: Photo | None = None
    graded_by: str = ""
    graded_at: datetime | None = None
    grade_href: str = ""
    next: Due | None = None
    owner: str = ""
    owner_agency: str = ""
    last_eyes: Eyes | None = None
    hides_eyes: bool = False  # who looked is not for this reader to know
    actions: Sequence[Link] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that is known, where it comes from and how sure it is."""

    label: str
    value: str
    source: str = ""
    certainty: str = ""  # code: certain, likely, possible, doubtful or unknown; picks the mark
    certainty_words: str = ""  # by default the word of the code
    learned_at: datetime | None = None
    field_class: str = ""  # words; shown when not empty, e.g. "Restricted"
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is not known yet, why it matters and what waits for it."""

    text: str
    why: str = ""
    stops: str = ""  # what is refused until it is answered, e.g. "No appeal until answered"
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    title: str
    by: str = ""
    text: str = ""
    href: str = ""
    key: bool = False  # a turning point: opened, graded, published, found, closed
