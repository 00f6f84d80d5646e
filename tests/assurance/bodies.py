"""What is sent to each form: the words of somebody who may do it, and does it well."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from tests.assurance.world import Case, World
from wayhome.access.actions import grounds
from wayhome.alerts.models import Version
from wayhome.base import clock
from wayhome.cases.models import Episode

OF_ENDED = frozenset({"cases/<uuid:episode>/close", "cases/<uuid:episode>/missing", "interviews/<uuid:interview>"})
"""Forms about a case whose search is over."""


def body(pattern: str, world: World, case: Case | None) -> Any:
    """The fields of one form; nothing for a page without."""
    made = FORMS.get(pattern)
    return made(world, case) if made else {}


def _version(case: Case | None) -> int:
    return (
        Episode.objects.filter(pk=case.keys["episode"]).values_list("version", flat=True)[0]
        if case and "episode" in case.keys
        else 1
    )


def _day(**later: int) -> dict[str, str]:
    at = clock.now() + timedelta(**later)
    return {"on": at.date().isoformat(), "time": f"{at:%H:%M}"}


def _versioned(**fields: Any) -> Any:
    return lambda _world, case: {"version": _version(case), **fields}


def _appeal(world: World, case: Case | None) -> dict[str, Any]:
    ends = _day(hours=48)
    return {
        "version": 2, "given_name": "Tamsin", "age": "14", "last_seen_area": "Saltby", "language": "en",
        "ends_on": ends["on"], "ends_time": ends["time"], "protected_address": "no", "court_order": "no",
        "who_asks": "Her mother", "who_asks_checked": "yes", "consent": "given", "purpose": "Find her",
    }  # fmt: skip


def _alert(_world: World, case: Case | None, **more: Any) -> dict[str, Any]:
    ends = _day(hours=4)
    return {
        "under_18": "yes", "imminent_danger": "yes", "public_can_help": "yes", "why": "Taken into a van",
        "protected_address": "no", "court_order": "no", "abuse": "no", "who_asks": "The duty officer",
        "who_asks_checked": "yes", "family_told": "yes", "neighbours": "Westfell", "languages": ["en"],
        "headline_en": "Missing child", "description_en": "A red coat", "instruction_en": "Call 999",
        "ends_on": ends["on"], "ends_time": ends["time"], "area_how": "drawn",
        "drawn": "51.70,-1.30 51.70,-1.20 51.78,-1.20 51.70,-1.30", **more,
    }  # fmt: skip


def _alert_now(case: Case | None) -> Version | None:
    return Version.objects.filter(alert=case.keys["alert"]).order_by("-number").first() if case and "alert" in case.keys else None  # fmt: skip


def _revision(case: Case | None) -> int:
    version = _alert_now(case)
    return version.revision if version else 1


def disclosed(kinds: list[str], medium: str) -> dict[str, Any]:
    """Some facts given out to a school."""
    return {
        "kinds": kinds, "recipient": "The head teacher", "agency": "Saltby School", "ground": next(iter(grounds())),
        "medium": medium,
    }  # fmt: skip


_C, _A, _R = "cases/<uuid:episode>", "appeals/<uuid:appeal>", "alerts/<uuid:alert>"
FORMS: dict[str, Any] = {
    "sign-in": lambda _w, _c: {"username": "nobody", "password": "not a password"},
    "reports/new": lambda _w, _c: {"given_name": "Corin", "last_seen_place": "Saltby Quay"},
    "reports/<uuid:report>/open": lambda _w, _c: {"whose": "new"},
    "reports/<uuid:report>/route": lambda w, c: {
        "force": str(w.agencies["south" if c is None or c.force == "north" else "north"].pk)
    },
    f"{_C}/risk": lambda _w, _c: {"grade": "high", "reason": "A second caller said so."},
    f"{_C}/facts/new": lambda _w, _c: {"value": "A red coat"},
    f"{_C}/facts/<uuid:fact>": lambda _w, _c: {"value": "A red coat"},
    f"{_C}/told/<slug:clock>": lambda _w, _c: {"who": "The night desk", "told_on": _day()["on"], "told_time": "00:00"},
    f"{_C}/owner": lambda w, c: {"version": _version(c), "owner": str(w.lead[c.force].pk if c else "")},
    f"{_C}/located": _versioned(),
    f"{_C}/missing": _versioned(reason="Nobody has seen her"),
    f"{_C}/found": lambda _w, c: {
        "version": _version(c),
        "seen_by": "PC Example",
        "found_on": _day()["on"],
        "found_time": _day()["time"],
        "found_by": "police",
        "found_place": "street",
    },
    f"{_C}/close": _versioned(reason="She spoke to her social worker"),
    f"{_C}/same-child": lambda w, c: {
        "reference": next(
            each for each in w.cases.values() if c and each.force == c.force and each is not c
        ).references["misper"],
        "kind": "not_same",
        "reason": "Another school",
    },
    "records/<uuid:misper>/why": lambda _w, _c: {"code": "duty", "words": ""},
    f"{_C}/access/assign": lambda w, c: {"officer": str(w.second[c.force].pk) if c else ""},
    f"{_C}/access/restrict": lambda _w, _c: {"reason": "A relative works on this floor"},
    f"{_C}/access/seal": lambda w, _c: {
        "names": [str(w.lead["north"].pk), str(w.officer_of("supervisor").pk)],
        "reason": "A protected witness",
    },
    f"{_C}/access/unseal": lambda _w, _c: {"authority": "Judge Example, today", "reason": "The trial is over"},
    f"{_C}/access/unseal/<uuid:unseal>": lambda _w, _c: {"do": "agree"},
    f"{_C}/access/share": lambda w, _c: {
        "to": str(w.agencies["health"].pk),
        "ceiling": "partner",
        "ground": next(iter(grounds())),
        "words": "They look after her sister",
        "until": _day(days=7)["on"],
    },
    f"{_C}/access/conflict": lambda w, c: {"officer": str(w.second[c.force].pk) if c else ""},
    f"{_C}/disclose": lambda _w, _c: disclosed(["clothing"], "read_out"),
    "my-address": lambda _w, _c: {"address": "4 Harbour Steps, Saltby", "phone": ""},
    "officers/new": lambda _w, _c: {"login": "newcomer", "name": "Officer New", "number": "", "role": "officer"},
    "officers/change": lambda w, _c: {"officer": str(w.second["north"].pk), "role": "officer", "is_active": "on"},
    "recovery": lambda w, _c: {"officer": str(w.second["north"].pk), "how_known": "Seen at the desk, by face"},
    "glass/break": lambda w, _c: {
        "reference": w.cases["other searching"].references["misper"],
        "code": "life",
        "words": "She is said to stand on a bridge",
        "hours": "1",
    },
    "interviews/<uuid:interview>": lambda _w, _c: {"version": 2, "status": "declined"},
    f"{_C}/appeals/new": _appeal,
    f"{_A}/draft": _appeal,
    f"{_A}/submit": lambda _w, _c: {"version": 2},
    f"{_A}/approve": lambda _w, c: {"version": 2, "content_hash": c.content_hash if c else ""},
    f"{_A}/refuse": lambda _w, _c: {"refuse-reason": "Too much is said"},
    f"{_A}/withdraw": lambda _w, _c: {"withdraw-reason": "She is back"},
    f"{_A}/renew": lambda _w, _c: {"renew-ends_on": _day(hours=60)["on"], "renew-ends_time": _day(hours=60)["time"]},
    f"{_C}/alerts/new": lambda w, c: _alert(w, c, mode="drill"),
    f"{_R}/draft": lambda w, c: _alert(w, c, revision=_revision(c)),
    f"{_R}/submit": lambda _w, c: {"revision": _revision(c)},
    f"{_R}/decide": lambda _w, c: {"do": "approve", "digest": c.alert_hash if c else ""},
    f"{_R}/decline": lambda _w, _c: {"decline-reason": "Nothing that anybody could look for"},
    f"{_R}/cancel": lambda _w, _c: {},
    "tips/<uuid:tip>/deal": lambda _w, _c: {"outcome": "nothing"},
    "unidentified/new": lambda _w, _c: {"unidentified_kind": "alive", "found_place": "Saltby Quay"},
    "unidentified/<uuid:unidentified>/facts/new": lambda _w, _c: {"value": "A red coat"},
    "unidentified/<uuid:unidentified>/facts/<uuid:fact>": lambda _w, _c: {"value": "A red coat"},
    "unidentified/<uuid:unidentified>/judge/<uuid:missing>": lambda w, _c: {
        "judge-sees": str(w.unidentified["north"]["verdict"]),
        "judge-verdict": "not_same",
        "judge-reason": "Another age",
    },
    "unidentified/<uuid:unidentified>/exclude/<uuid:missing>": lambda _w, _c: {
        "exclude-rule": "seen_since",
        "exclude-effect": "doubt",
        "exclude-document": "CUSTODY 4",
        "exclude-reason": "In custody that night",
    },
    "unidentified/<uuid:unidentified>/revoke/<uuid:exclusion>": lambda w, _c: {
        f"{keys['exclusion'].hex}-because": "Another sample" for keys in w.unidentified.values()
    },
    "unidentified/<uuid:unidentified>/kinship/<uuid:missing>": lambda w, _c: {
        "sees": str(w.unidentified["north"]["kinship"]),
        "propositions": "parent",
        "log10_lr": "5.2",
        "population": "least",
        "populations": "Three",
        "loci": "21",
        "left_out": "FGA 4.4",
        "relatives": ["mother"],
        "second_set": "none",
        "counted": ["sex"],
        "laboratory": "Example",
        "report": "EX 2",
        "reported_on": _day()["on"],
        "software": "Example 1",
        "frequencies": "Example",
    },
    "unidentified/<uuid:unidentified>/revoke-kinship/<uuid:kinship>": lambda w, _c: {
        f"{keys['kinship'].hex}-because": "Another sample" for keys in w.unidentified.values()
    },
    "api/v1/reports": lambda _w, _c: json.dumps({"given_name": "Corin", "last_seen_place": "Saltby Quay"}),
}
