"""CAP, the Common Alerting Protocol: 1.0 to 1.2 read and judged, 1.2 written.

`signing` and `verifying` are asked for by name: they load cryptography, which most readers do without.
"""

from wayhome.formats.cap.chain import Chain, resolve
from wayhome.formats.cap.finder import Found, Reading, find_alerts
from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.profiles import Profile
from wayhome.formats.cap.reader import NotRead, Read, read_alert
from wayhome.formats.cap.values import (
    CHILD_ABDUCTION,
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    MsgType,
    Pair,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
    cap_time,
)
from wayhome.formats.cap.verdict import Verdict, judge
from wayhome.formats.cap.writer import NotWritten, write

__all__ = [
    "CHILD_ABDUCTION",
    "Alert",
    "Area",
    "Category",
    "Certainty",
    "Chain",
    "Circle",
    "Finding",
    "Found",
    "Info",
    "MsgType",
    "NotRead",
    "NotWritten",
    "Pair",
    "Profile",
    "Read",
    "Reading",
    "Reference",
    "Resource",
    "ResponseType",
    "Scope",
    "Severity",
    "Status",
    "Urgency",
    "Verdict",
    "cap_time",
    "find_alerts",
    "judge",
    "read_alert",
    "resolve",
    "write",
]
