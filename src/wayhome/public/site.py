"""The frame around every public page: numbers first, a way out, and where one can go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.base.web import quote
from wayhome.look.shapes import Link
from wayhome.terms.profile import profile_of


def numbers() -> dict[str, str]:
    """The numbers to call, which stand on every page, the failing ones too."""
    profile = profile_of(settings.COUNTRY_PROFILE)
    return {"emergency_number": profile.emergency_number, "police_number": profile.police_number}


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the layout of a public page takes; a context processor."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    parts = [("home", _("Home")), ("report", _("Report a missing child")), ("appeals", _("Appeals"))]
    return numbers() | {
        "quote": quote(),
        "home_url": reverse("home"),
        "exit_url": settings.EXIT_URL,
        "demonstration": settings.DEMONSTRATION,
        "navigation": [Link(text=text, href=reverse(name), current=name == here) for name, text in parts],
        "footer_links": [Link(text=text, href=reverse(name)) for name, text in doors()],
        "footer_text": _(
            "This site keeps no record of who visits it. It sets one cookie, on forms, until you close the browser."
        ),
    }


def doors() -> list[tuple[str, str]]:
    """The four doors, by page and by name."""
    return [
        ("child", _("I am a child or young person")),
        ("parents", _("I am a parent or carer")),
        ("professionals", _("I work with children")),
        ("police", _("I work for the police")),
    ]
