"""What anybody may open, and by which methods. A page that is not listed here does not exist on the public site."""

LOOK = frozenset({"GET", "HEAD"})
TELL = LOOK | {"POST"}

OPEN: dict[str, frozenset[str]] = {
    "home": LOOK,
    "child": LOOK,
    "parents": LOOK,
    "professionals": LOOK,
    "police": LOOK,
    "report": TELL,
    "professional_report": TELL,
    "report_received": LOOK,
    "appeals": LOOK,
    "find_appeal": LOOK,
    "appeal": LOOK,
    "appeal_photo": LOOK,
    "appeal_poster": LOOK,
    "sighting": TELL,
    "alert_sighting": TELL,
    "drill_sighting": TELL,
    "sighting_received": LOOK,
    "feed_atom": LOOK,
    "feed_json": LOOK,
    "robots": LOOK,
}


def routes() -> frozenset[str]:
    """Every route for which a method is named."""
    return frozenset(OPEN)
