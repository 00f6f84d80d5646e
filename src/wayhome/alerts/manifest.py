"""What is frozen when an alert is submitted: everything that will go out, in one canonical form, and its hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from wayhome.alerts.models import Version
from wayhome.base import sealing
from wayhome.base.canonical import fingerprint
from wayhome.rules.alerting import Mode
from wayhome.terms.profile import profile_of

Manifest = Mapping[str, Any]


def freeze(version: Version) -> dict[str, Any]:
    """Everything that goes out for a version; the photo by its hash. Late fields are identifier, `sent` and chain alone."""
    profile = profile_of(settings.COUNTRY_PROFILE)
    alert = version.alert
    return {
        "reference": alert.reference,
        "mode": alert.mode,
        "number": version.number,
        "agency": alert.agency.name,
        "sender": sender(),
        "languages": [each for each in profile.languages if each in version.texts],  # the first leads
        "texts": {language: dict(text) for language, text in version.texts.items()},
        "area": version.area,
        # A drill is read by whoever takes part in it: no child's face is shown to them for practice.
        "photo": version.photo.sha256 if version.photo and alert.mode == Mode.LIVE else None,
        "expires_at": version.expires_at.isoformat() if version.expires_at else None,
        "zone": profile.time_zone,
        "emergency_number": profile.emergency_number,
        "police_number": profile.police_number,
        "origin": settings.PUBLIC_ORIGIN,
        "demonstration": settings.DEMONSTRATION,
    }


def sender() -> str:
    """Who sends, as CAP and its United Kingdom dialect want it: a desk at a host."""
    return f"alerts@{urlsplit(settings.PUBLIC_ORIGIN).hostname or 'localhost'}"


def digest_of(manifest: Manifest, decision: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of all that the second person is shown: what goes out, and why it may."""
    return fingerprint([manifest, decision])


def decision_of(version: Version) -> dict[str, Any]:
    """Criteria, safeguards, family and neighbours, opened."""
    kept: Any = sealing.unseal_words(version.decision, table="alerts_version", column="decision", row=version.pk)
    return dict(kept)
