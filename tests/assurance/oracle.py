"""What each door must answer: written by hand from docs/access.md, and from nothing else.

The harness compares the service with these tables; they import none of its rules, so that a mistake there is not made
twice. Where the words leave something open, the protective reading stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STATES = (
    "own", "assigned", "unassigned", "shared", "expired", "other",
    "restricted", "sealed", "conflict", "closed", "erased", "absent",
)  # fmt: skip

CASE_STATES = {
    "own": "north", "assigned": "north", "unassigned": "north", "shared": "south", "expired": "south", "other": "south",
    "restricted": "north", "sealed": "north", "conflict": "north", "closed": "north", "erased": "north",
}  # fmt: skip
"""Which force owns the record that stands in a state; absent is no record."""

ROLES = {
    "public": ("public", ""),
    "api_client": ("api_client", "north"),
    "call_taker": ("call_taker", "north"),
    "officer": ("officer", "north"),
    "duty_officer": ("duty_officer", "north"),
    "supervisor": ("supervisor", "north"),
    "alert_author": ("alert_author", "north"),
    "alert_authoriser": ("alert_authoriser", "north"),
    "editor": ("editor", "north"),
    "analyst": ("analyst", "north"),
    "auditor": ("auditor", "north"),
    "administrator": ("administrator", "north"),
    "centre_analyst": ("analyst", "centre"),
    "centre_coordinator": ("centre_coordinator", "centre"),
    "dna_analyst": ("dna_analyst", "centre"),
    "childrens_services_worker": ("childrens_services_worker", "services"),
    "ngo_worker": ("ngo_worker", "charity"),
    "partner_reader": ("partner_reader", "health"),
    "intake_call_taker": ("call_taker", "intake"),
    "intake_duty_officer": ("duty_officer", "intake"),
    "intake_supervisor": ("supervisor", "intake"),
}
"""Who asks: role and agency. `public` is anybody who has not signed in, `api_client` somebody with a partner's key."""

# How far each may open a record: p partner's facts, c the case's, r restricted, s sealed; "." not at all; "g" told that
# it was erased. Columns in the order of STATES.
_STANDING = """
call_taker                 c c c c . . . . . c g .
officer                    c r c c . . . . . c g .
duty_officer               r r r c . . r . . r g .
supervisor                 r s r c . . r . . r g .
alert_author               c c c c . . . . . c g .
alert_authoriser           r r r c . . . . . r g .
editor                     c c c c . . . . . c g .
childrens_services_worker  . . . c . . . . . . . .
ngo_worker                 . . . p . . . . . . . .
partner_reader             . . . p . . . . . . . .
"""
STANDING = {
    (line.split()[0], state): letter
    for line in _STANDING.strip().splitlines()
    for state, letter in zip(STATES, line.split()[1:], strict=True)
}

_POLICE = "call_taker officer duty_officer supervisor alert_author alert_authoriser editor"
_PARTNERS = "childrens_services_worker ngo_worker partner_reader"
_CENTRE = "centre_analyst centre_coordinator dna_analyst"
_INTAKE = "intake_call_taker intake_duty_officer intake_supervisor"
RIGHTS = {
    "anyone": " ".join(ROLES),
    "signed in": " ".join(name for name in ROLES if name not in {"public", "api_client"}),
    "police": _POLICE,
    # A coordinator opens a case through broken glass alone; a partner never what is not shared: both are answered 404.
    "see case": f"{_POLICE} {_PARTNERS} centre_coordinator",
    "own case": f"{_POLICE} {_PARTNERS} centre_coordinator",
    "read report": f"{_POLICE} {_INTAKE} centre_coordinator",
    "take report": f"call_taker officer duty_officer supervisor {_INTAKE}",
    "route report": f"duty_officer supervisor {_INTAKE}",
    "work": "officer duty_officer supervisor",
    "lead": "duty_officer supervisor",
    "draft": "officer duty_officer supervisor editor",
    "approve": "duty_officer supervisor editor",
    "draft alert": "duty_officer supervisor alert_author",
    "approve alert": "supervisor alert_authoriser",
    "cancel alert": "duty_officer supervisor alert_author alert_authoriser",
    "record": f"{_POLICE} analyst {_CENTRE}",
    "record nameless": "officer duty_officer supervisor centre_coordinator",
    "judge": "duty_officer supervisor analyst centre_analyst centre_coordinator",
    "kinship": "duty_officer supervisor analyst centre_analyst centre_coordinator dna_analyst",
    "figures": "officer duty_officer supervisor alert_author alert_authoriser editor analyst auditor"
    " centre_analyst centre_coordinator intake_supervisor",
    "keep accounts": "administrator",
    "recover": "administrator supervisor intake_supervisor",
    "supervise": "supervisor",
    "break glass": "call_taker officer duty_officer supervisor centre_coordinator",
    "see glass": "supervisor auditor",
    "disclosures": "duty_officer supervisor auditor",
    "key": "api_client",
}
MAY = {right: frozenset(names.split()) for right, names in RIGHTS.items()}


@dataclass(frozen=True, slots=True)
class Route:
    """One door: what it takes to open it, by which methods, about what, what it may say, and which look it leaves.

    about   whose standing decides: a case, a report, a nameless person; "" where no record is asked for
    shows   groups of `GROUPS` that the page may say of the record it is about
    lists   it shows lines of every record that the viewer may open
    look    the ledger's kind of the one line that each sight of it leaves
    """

    right: str
    methods: str = "GET"
    about: str = ""
    shows: str = ""
    lists: bool = False
    look: str = ""


_C, _A, _R = "cases/<uuid:episode>", "appeals/<uuid:appeal>", "alerts/<uuid:alert>"
_ALERT = {"about": "case", "shows": "alert alert_area alert_decision", "look": "alert.looked"}
_TIP = {"about": "case", "shows": "sighting alert_area", "look": "tip.looked"}
_FORM = {"methods": "GET POST", "about": "case", "look": "episode.looked"}
_PAIR = "unidentified/<uuid:unidentified>/{}/<uuid:missing>"

DESK: dict[str, Route] = {
    "sign-in": Route("anyone", "GET POST"),
    "sign-in/first-time": Route("anyone", "GET POST"),
    "sign-in/agency/<slug:provider_id>": Route("anyone"),
    "sign-in/agency/<slug:provider_id>/back": Route("anyone"),
    "officers": Route("keep accounts"),
    "officers/new": Route("keep accounts", "GET POST"),
    "officers/change": Route("keep accounts", "GET POST"),
    "recovery": Route("recover", "GET POST"),
    "recovery/decide": Route("recover", "POST"),
    "rota": Route("signed in", "GET POST"),
    "sign-in/passkey": Route("anyone", "GET POST"),
    "sign-in/second-step": Route("anyone", "GET POST"),
    "sign-in/again": Route("signed in", "GET POST"),
    "sign-out": Route("signed in", "POST"),
    "you/keys": Route("signed in"),
    "you/keys/passkey": Route("signed in", "GET POST"),
    "you/keys/app": Route("signed in", "GET POST"),
    "you/keys/remove": Route("signed in", "POST"),
    "you/password": Route("signed in", "GET POST"),
    "you/sign-ins": Route("signed in"),
    "you/sign-ins/end": Route("signed in", "POST"),
    "": Route("signed in", lists=True, look="list.looked"),
    "rows": Route("signed in", lists=True, look="list.looked"),
    "search": Route("record", "GET POST", lists=True, look="search.looked"),
    "reports/new": Route("take report", "GET POST"),
    "reports/<uuid:report>": Route("read report", about="report", shows="report", lists=True, look="report.looked"),
    "reports/<uuid:report>/open": Route("work", "POST", "report", "report", lists=True, look="report.looked"),
    "reports/<uuid:report>/route": Route("route report", "GET POST", "report"),
    "photos/<uuid:photo>": Route("read report", about="report", look="photo.looked"),
    _C: Route("see case", about="case", shows="facts sighting risk outcome", look="episode.looked"),
    f"{_C}/live": Route("see case", about="case", shows="facts sighting risk outcome", look="episode.looked"),
    f"{_C}/risk": Route("work", **_FORM),
    f"{_C}/facts": Route("see case", about="case", shows="facts", look="episode.looked"),
    f"{_C}/facts/new": Route("work", **_FORM),
    f"{_C}/facts/<uuid:fact>": Route("work", **_FORM, shows="facts"),
    f"{_C}/photos/new": Route("work", **_FORM),
    f"{_C}/told/<slug:clock>": Route("work", **_FORM),
    f"{_C}/owner": Route("work", **_FORM),
    f"{_C}/located": Route("work", **_FORM),
    f"{_C}/missing": Route("work", **_FORM),
    f"{_C}/found": Route("work", **_FORM),
    f"{_C}/close": Route("lead", **_FORM),
    f"{_C}/same-child": Route("work", **_FORM, shows="edge"),
    "records/<uuid:misper>/why": Route("see case", "GET POST", "record"),
    f"{_C}/access": Route("own case", about="case", shows="kept", look="episode.looked"),
    f"{_C}/access/assign": Route("lead", **_FORM),
    f"{_C}/access/assigned/<uuid:officer>/end": Route("lead", "POST", "case"),
    f"{_C}/access/restrict": Route("supervise", **_FORM),
    f"{_C}/access/lift": Route("supervise", "POST", "case"),
    f"{_C}/access/seal": Route("supervise", **_FORM),
    f"{_C}/access/unseal": Route("work", **_FORM),
    f"{_C}/access/unseal/<uuid:unseal>": Route("work", "POST", "case"),
    f"{_C}/access/share": Route("lead", **_FORM),
    f"{_C}/access/shares/<uuid:share>/end": Route("lead", "POST", "case"),
    f"{_C}/access/conflict": Route("supervise", **_FORM),
    f"{_C}/access/conflicts/<uuid:conflict>/end": Route("supervise", "POST", "case"),
    f"{_C}/disclose": Route("work", **_FORM, shows="facts"),
    "disclosures": Route("disclosures", look="disclosures.looked"),
    "my-address": Route("signed in", "GET POST"),
    "officers/<uuid:officer>/address": Route("keep accounts", "GET POST", "officer"),
    "glass": Route("see glass", look="glass_list.looked"),
    "glass/break": Route("break glass", "GET POST"),
    "glass/told": Route("signed in"),
    "glass/<uuid:glass>": Route("see glass", "GET POST", "glass"),
    "glass/<uuid:glass>/end": Route("signed in", "POST", "glass"),
    "glass/<uuid:glass>/read": Route("signed in", "POST", "glass"),
    "interviews/<uuid:interview>": Route("work", **_FORM, shows="interview"),
    f"{_C}/appeals/new": Route("draft", **_FORM, shows="facts"),
    "appeals": Route("approve", lists=True, look="approvals.looked"),
    _A: Route("own case", about="case", shows="shows decision", look="episode.looked"),
    f"{_A}/draft": Route("draft", **_FORM, shows="shows decision facts"),
    f"{_A}/submit": Route("draft", "POST", "case", "shows decision", look="episode.looked"),
    f"{_A}/approve": Route("approve", "POST", "case", "shows decision", look="episode.looked"),
    f"{_A}/refuse": Route("approve", "POST", "case", "shows decision", look="episode.looked"),
    f"{_A}/renew": Route("approve", "POST", "case", "shows decision", look="episode.looked"),
    f"{_A}/withdraw": Route("draft", "POST", "case", "shows decision", look="episode.looked"),
    f"{_C}/alerts/new": Route("draft alert", **_FORM, shows="facts"),
    "alerts": Route("see case", lists=True, look="alerts.looked"),
    "alerts/rows": Route("see case", lists=True, look="alerts.looked"),
    _R: Route("own case", **_ALERT),
    f"{_R}/out": Route("own case", about="case", look="alert.looked"),
    f"{_R}/draft": Route("draft alert", **_FORM, shows="alert alert_area alert_decision facts"),
    f"{_R}/submit": Route("draft alert", "POST", **_ALERT),
    f"{_R}/decide": Route("approve alert", "POST", **_ALERT),
    f"{_R}/decline": Route("draft alert", "POST", **_ALERT),
    f"{_R}/cancel": Route("cancel alert", "POST", **_ALERT),
    f"{_R}/told/<uuid:delivery>": Route("cancel alert", "POST", **_ALERT),
    "tips": Route("take report", lists=True, look="tips.looked"),
    "tips/rows": Route("take report", lists=True, look="tips.looked"),
    "tips/<uuid:tip>": Route("take report", **_TIP),
    "tips/<uuid:tip>/take": Route("take report", "POST", **_TIP),
    "tips/<uuid:tip>/give-back": Route("take report", "POST", **_TIP),
    "tips/<uuid:tip>/deal": Route("take report", "POST", **_TIP),
    "unidentified": Route("record", about="", lists=True, look="unidentified_list.looked"),
    "unidentified/new": Route("record nameless", "GET POST"),
    "unidentified/<uuid:unidentified>/facts/new": Route(
        "record nameless", "GET POST", "nameless", look="unidentified.looked"
    ),
    "unidentified/<uuid:unidentified>/facts/<uuid:fact>": Route(
        "record nameless", "GET POST", "nameless", "facts", look="unidentified.looked"
    ),
    "unidentified/<uuid:unidentified>": Route("record", about="nameless", lists=True, look="unidentified.looked"),
    f"{_C}/matches": Route("own case", about="case", look="episode.looked"),
    _PAIR.format("match"): Route("record", about="nameless", lists=True, look="match.looked"),
    _PAIR.format("judge"): Route("judge", "POST", "nameless", lists=True, look="match.looked"),
    _PAIR.format("exclude"): Route("judge", "POST", "nameless", lists=True, look="match.looked"),
    "unidentified/<uuid:unidentified>/revoke/<uuid:exclusion>": Route(
        "judge", "POST", "nameless", lists=True, look="match.looked"
    ),
    _PAIR.format("kinship"): Route("kinship", "GET POST", "nameless", lists=True, look="match.looked"),
    "unidentified/<uuid:unidentified>/revoke-kinship/<uuid:kinship>": Route(
        "kinship", "POST", "nameless", lists=True, look="match.looked"
    ),
    "figures": Route("figures", look="figures.looked"),
    "api/v1/reports": Route("key", "POST"),
}

PUBLIC: dict[str, Route] = {
    "": Route("anyone"),
    "child/": Route("anyone"),
    "parents/": Route("anyone"),
    "professionals/": Route("anyone"),
    "police/": Route("anyone"),
    "report/": Route("anyone", "GET POST"),
    "report/professional/": Route("anyone", "GET POST"),
    "report/received/<str:veiled>/": Route("anyone", about="receipt"),
    "appeals/": Route("anyone"),
    "appeals/find/": Route("anyone"),
    "appeals/<str:reference>/": Route("anyone", about="edition", shows="shows"),
    "appeals/<str:reference>/photo.jpg": Route("anyone", about="edition"),
    "appeals/<str:reference>/poster.pdf": Route("anyone", about="edition", shows="shows"),
    "appeals/<str:reference>/sighting/": Route("anyone", "GET POST", about="edition"),
    "alerts/<str:reference>/sighting/": Route("anyone", "GET POST", about="alert"),
    "drills/<str:reference>/sighting/": Route("anyone", "GET POST", about="alert"),
    "sighting/received/<str:veiled>/": Route("anyone", about="receipt"),
    "feed.atom": Route("anyone"),
    "feed.json": Route("anyone"),
    "robots.txt": Route("anyone"),
}

# How closely each thing that can be said in words is kept.
_CLASSES = {
    "p": "given_name family_name alias reference mark clothing carrying last_seen_place region",
    "c": "last_seen_point online_account circumstances why_worried known_places languages phone",
    "r": "home_address medical informant must_not_be_told why_reopened why_closed told fact_restricted",
    "s": "fact_sealed",
}
CLASS_OF = {kind: letter for letter, kinds in _CLASSES.items() for kind in kinds.split()}
RANK = "pcrs"
LINE = frozenset({"given_name", "family_name", "alias", "last_seen_place", "reference of", "id"})
"""What the line of a list says of a record, and the line that says which case a page is about."""
GROUPS = {
    # group: who may read it beyond opening the page; whose standing must be the own agency's
    "sighting": "police",
    "risk": "work",
    "outcome": "work",
    "edge": "work",
    "decision": "draft",
    "shows": "police",
    "alert": "police",
    "alert_area": "police",
    "alert_decision": "cancel alert",  # whoever writes or decides; they are the same people who may cancel
    "kept": "police",
}
ASKS_WHOM = frozenset({"search", "reports/<uuid:report>", "reports/<uuid:report>/open"})
"""Where an officer of a force is told which agency to ask, and by which reference."""
NAMED_TO_ASK = frozenset({"other", "expired", "restricted"})


def column(seat: str, state: str, force: str) -> str:
    """The state in which a record stands to somebody: what is one force's own is another agency's to everybody else."""
    agency = ROLES[seat][1]
    if state == "shared" or force == agency:
        return state
    return "other"


def standing(seat: str, state: str, force: str) -> str:
    """How far somebody may open a record."""
    return STANDING.get((seat, column(seat, state, force)), ".")


def expected(route: Route, method: str, seat: str, letter: str | None) -> str:
    """The class of the answer: page, in (to sign in), 404, 405, 410, 401. `letter` is None where no record is asked for."""
    if route.right == "key":
        return "405" if method != "POST" else "page" if seat == "api_client" else "401"
    if seat in {"public", "api_client"} and route.right != "anyone":
        return "in"
    if seat not in MAY[route.right]:
        return "404"
    taken = {*route.methods.split(), *(["HEAD"] if "GET" in route.methods.split() else [])}
    if method not in taken:
        return "405"  # to whoever may use the page at all, whatever the record
    return {".": "404", "g": "410"}.get(letter or "", "page")


def may_say(pattern: str, route: Route, seat: str, what: str, *, state: str, force: str, asked_for: bool) -> bool:
    """Whether a page that somebody may open may say this of a record. `asked_for`: the page is about that record."""
    letter = standing(seat, state, force)
    seen = letter not in {".", "g"}
    if not asked_for:
        return _may_say_beside(pattern, route, seat, what, state=state, force=force)
    shows = set(route.shows.split())
    if what in LINE and (route.about == "case" or "report" in shows):
        return seen or "report" in shows
    if what in {"reference of", "id"} and route.about == "record":  # the question names the record, and nobody in it
        return seen
    if what in CLASS_OF and "facts" in shows and seen and RANK.index(CLASS_OF[what]) <= RANK.index(letter):
        return True
    if "report" in shows and (what in CLASS_OF or what == "what_no_list_knows"):
        return (
            CLASS_OF.get(what) != "s"
            and not what.startswith("fact_")
            and what not in {"told", "why_reopened", "why_closed"}
        )
    if what == "interview":
        return what in shows and letter in {"r", "s"}
    return what in GROUPS and what in shows and seat in MAY[GROUPS[what]]


def _may_say_beside(pattern: str, route: Route, seat: str, what: str, *, state: str, force: str) -> bool:
    """Whether a page may say this of a record that it is not about."""
    seen, stands = standing(seat, state, force) not in {".", "g"}, column(seat, state, force)
    if what == "id" and pattern == "glass/break" and stands in NAMED_TO_ASK:
        return True  # it leads to the record that it has just opened
    if route.lists and seen and seat in MAY["see case"] and what in LINE:
        return True
    if what == "alert_area" and seen:  # a line of the list says where, and nothing of what was written
        return pattern in {"alerts", "alerts/rows", "tips", "tips/rows"} and seat in MAY["police"]
    if what == "edge" and seen:  # said of two records, and shown to whoever may open both
        return "edge" in route.shows.split() and seat in MAY["work"]
    if what == "reference of" and pattern in ASKS_WHOM and _is_told_whom_to_ask(seat, stands):
        return True
    return _beside_a_match(pattern, seat, what, state, force)


def beside_a_find(seat: str, state: str, force: str) -> str:
    """How far somebody sees a missing person beside an unidentified one: a partner's facts, or nothing at all."""
    if seat not in MAY["record"] or state in {"erased", "absent"}:
        return "."
    near = standing(seat, state, force) not in {".", "g"}
    return "p" if near or state not in {"restricted", "sealed", "conflict"} else "."


def _is_told_whom_to_ask(seat: str, state: str) -> bool:
    if seat == "analyst":  # of a force, and opens no case at all
        return state not in {"sealed", "conflict", "erased"}
    return seat in MAY["police"] and state in NAMED_TO_ASK


def _beside_a_match(pattern: str, seat: str, what: str, state: str, force: str) -> bool:
    """The shared record: partner's facts of whoever is open, to the centre, and to the police beside a match.

    Whoever may open a record that is kept closely sees as much of it on the page of the find and of one pair.
    """
    if re.match(r"unidentified/<uuid:unidentified>(/(match|judge|exclude|revoke|kinship|revoke-kinship)/|$)", pattern):
        named = what in LINE | {"given_name", "family_name"} or CLASS_OF.get(what) == "p"
        return named and beside_a_find(seat, state, force) == "p"
    if state in {"restricted", "sealed", "conflict", "erased", "absent"} or seat not in MAY["record"]:
        return False
    if "/facts/" in pattern:  # the pages that describe somebody without a name show nobody beside them
        return False
    if what not in LINE | {"given_name", "family_name"}:
        return CLASS_OF.get(what) == "p" and pattern.startswith("unidentified/<uuid")
    return pattern.startswith("unidentified/<uuid") or (pattern == "search" and seat in MAY["centre"])


MAY["centre"] = frozenset(_CENTRE.split())
