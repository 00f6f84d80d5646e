"""What the matcher asks of the model: everything that depends on which model weighs stands here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wayhome.kernels.linkage import Evidence
from wayhome.kernels.traits import MODEL_VERSION, Description, score
from wayhome.matching.describe import describe
from wayhome.registry.models import RecordVersion
from wayhome.rules.episode import SEARCHING
from wayhome.rules.exclusions import Side

__all__ = ["MODEL_VERSION", "Description", "describe", "parts", "side_of", "still_missing"]


def parts(missing: RecordVersion, seen: Description) -> tuple[Evidence, ...]:
    """Every comparison of a missing person with an unidentified one."""
    return score(describe(missing.body), seen)


def still_missing(body: Mapping[str, Any]) -> bool:
    """Whether a missing person's frozen record says that the search goes on."""
    return any(episode["status"] in SEARCHING for episode in body["episodes"])


def side_of(version: RecordVersion, *, taken: str = "", whole: bool = True) -> Side:
    """What the rules of exclusion read of a frozen record."""
    missing = version.subject_kind == "misper"
    told = [fact for fact in version.body["facts"] if fact["kind"] == ("last_seen_at" if missing else "found_at")]
    span = told[-1]["value"] if told and isinstance(told[-1]["value"], dict) else {}
    if missing and not span and version.body["episodes"]:
        since = version.body["episodes"][-1]["missing_since"]
        span = {"from": since, "to": since}
    return Side(
        names=frozenset({str(version.subject), str(version.body["reference"])}),
        first=_day(span.get("from")),
        last=_day(span.get("to")),
        certified=bool(span.get("certified")),
        whole=whole,
        taken=taken,
    )


def _day(moment: Any) -> date | None:
    try:
        return date.fromisoformat(str(moment)[:10])
    except ValueError:
        return None
