"""Shared files: feeds, lists and what is said where nothing is. They name nobody.

They are made of the entries that lie in the tree, under the tree's lock and without a row, so that whichever process removed
a page last has the last word: the desk's may not read other agencies' editions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from wayhome.published import plane, render, tree
from wayhome.terms.profile import profile_of

Entries = Sequence[Mapping[str, Any]]
LANGUAGE = "en"
FRAME = ".frame.json"


def appeals(entries: Entries) -> dict[str, bytes]:
    """The feeds of appeals, and the list."""
    return render.feed_files(entries) | {f"{tree.APPEALS}/index.html": _page("list", entries=entries)}


def alerts(entries: Entries) -> dict[str, bytes]:
    """Feeds, list and areas of alerts, and of those that are over the word that they are."""
    live = [each for each in entries if not each["over"]]
    areas = {"type": "FeatureCollection", "features": [each["feature"] for each in live]}
    feeds = render.alert_feeds(entries)
    return {f"{tree.ALERTS}/{name}": content for name, content in feeds.items()} | {
        f"{tree.ALERTS}/index.html": _page("alerts", entries=live),
        f"{tree.ALERTS}/areas.geojson": json.dumps(areas, separators=(",", ":")).encode(),
    }


# By folder: what is made of its entries, by path below the root of the tree.
SHARED: dict[str, Callable[[Entries], dict[str, bytes]]] = {tree.APPEALS: appeals, tree.ALERTS: alerts}
# What is said where nothing is, was, or can be done, by status.
STANDING = (404, 410, 429, 503)


def refresh(spot: str) -> None:
    """Make the shared files of a spot's folder anew."""
    name = spot.partition("/")[0]
    if name in SHARED:
        _write(SHARED[name], name)


def refresh_all() -> None:
    """Make every shared file anew, and the pages for what is not there."""
    for name, make in SHARED.items():
        _write(make, name)
    tree.write(tree.root() / FRAME, json.dumps(frame(), indent=1).encode())
    with translation.override(LANGUAGE):
        for status in STANDING:
            tree.write(tree.root() / ".pages" / f"{status}.html", _page(str(status)))


def unlike(spot: str) -> list[str]:
    """The shared files of a spot's folder that the web server does not hand out as they lie in the tree."""
    name = spot.partition("/")[0]
    if name not in SHARED:
        return []
    lie = {path: plane.said_of(tree.root() / path) for path in SHARED[name](tree.entries(name))}
    said = plane.ask([path.removesuffix("index.html") for path in lie])
    return [  # one that changed meanwhile is asked for by whoever changed it
        path
        for path, before in lie.items()
        if said[path.removesuffix("index.html")] != before == plane.said_of(tree.root() / path)
    ]


def frame() -> dict[str, str]:
    """The settings that are part of every public file. A command that renders takes them from the tree, unless told others."""
    return {
        "WAYHOME_PUBLIC_ORIGIN": settings.PUBLIC_ORIGIN,
        "WAYHOME_DEMONSTRATION": "1" if settings.DEMONSTRATION else "",
        "WAYHOME_PROFILE": settings.COUNTRY_PROFILE,
        "WAYHOME_EXIT_URL": settings.EXIT_URL,
    }


def _write(make: Callable[[Entries], dict[str, bytes]], name: str) -> None:
    with tree.one_at_a_time(".turn-shared"), translation.override(LANGUAGE):
        for path, content in make(tree.entries(name)).items():
            tree.write(tree.root() / path, content)


def _page(name: str, **more: Any) -> bytes:
    profile = profile_of(settings.COUNTRY_PROFILE)
    around = {
        "emergency_number": profile.emergency_number,
        "police_number": profile.police_number,
        "demonstration": settings.DEMONSTRATION,
        "exit_url": settings.EXIT_URL,
        "navigation": [
            {"text": _("Home"), "href": "/", "current": False},
            {"text": _("Report a missing child"), "href": "/report/", "current": False},
            {"text": _("Appeals"), "href": f"/{tree.APPEALS}/", "current": name == "list"},
        ],
    }
    return render_to_string(f"published/{name}.html", around | more).encode()
