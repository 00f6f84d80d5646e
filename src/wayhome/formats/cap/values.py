"""A CAP message as values: frozen, typed, without any XML.

source: OASIS, Common Alerting Protocol 1.2, 2010, section 3.2. Latitude comes before longitude, radii are kilometres,
heights are feet above mean sea level, all as the standard has them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """How to handle the message."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MsgType(StrEnum):
    """What the message does."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """For whom the message is."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class Category(StrEnum):
    """What kind of event it is about."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class ResponseType(StrEnum):
    """What people should do."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class Urgency(StrEnum):
    """How soon people should act."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class Severity(StrEnum):
    """How grave the event is."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class Certainty(StrEnum):
    """How sure the sender is."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and a value: an event code, a parameter, a geocode."""

    name: str
    value: str


# Child abduction, by the US Specific Area Message Encoding and by OASIS Event Terms 1.2.
CHILD_ABDUCTION = (Pair("SAME", "CAE"), Pair("OET:v1.2", "OET-038"))


@dataclass(frozen=True, slots=True)
class Reference:
    """What names a message for ever."""

    sender: str
    identifier: str
    sent: datetime

    def __str__(self) -> str:
        """As it stands in a later message's references."""
        return f"{self.sender},{self.identifier},{cap_time(self.sent)}"


Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Circle:
    """A centre (latitude, longitude) in degrees, and a radius in kilometres."""

    centre: Point
    radius: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where: the union of all its shapes. A polygon's last point is its first."""

    description: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: Decimal | None = None
    ceiling: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file that belongs to the message; `content` is the body in base64, `digest` its SHA-1 in hexadecimal."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str | None = None
    content: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """The message in one language."""

    categories: tuple[Category, ...]
    event: str
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    language: str = "en-US"
    responses: tuple[ResponseType, ...] = ()
    audience: str | None = None
    event_codes: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[Pair, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message of any kind: an alert, its update, its end."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    msg_type: MsgType
    scope: Scope = Scope.PUBLIC
    source: str | None = None
    restriction: str | None = None
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()

    @property
    def reference(self) -> Reference:
        """What a later message calls this one by; its time as it is written, without fractions."""
        return Reference(self.sender, self.identifier, self.sent.replace(microsecond=0))


def cap_time(at: datetime) -> str:
    """A moment as CAP 1.2 writes it: whole seconds, numeric offset, `-00:00` for UTC; fractions are cut off.

    raises   ValueError when it has no time zone, or an offset with seconds
    """
    offset = at.utcoffset()
    if offset is None:
        raise ValueError("a CAP time needs a time zone")
    if offset % timedelta(minutes=1):
        raise ValueError("a CAP time's offset is whole minutes")
    text = at.isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "-00:00" if not offset else text
