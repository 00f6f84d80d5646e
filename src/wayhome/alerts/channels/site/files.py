"""The public files of an alert: from frozen words to bytes, and into the tree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wayhome.alerts import keys, messages
from wayhome.alerts.messages import CAP, PHOTO
from wayhome.alerts.models import Alert, Version
from wayhome.alerts.outgoing import Failed, Outgoing
from wayhome.base import filestore
from wayhome.kernels import areas
from wayhome.published import files as published
from wayhome.published.rebuild import Standing
from wayhome.published.render import moment_words
from wayhome.published.shared import LANGUAGE
from wayhome.rules.alerting import Mode

PAGE, AREA = "index.html", "area.geojson"


def put(outgoing: Outgoing, *, at: datetime) -> tuple[UUID, str]:
    """Put the files of a message in place, or, for a Cancel, take them away; whose they are, and the hash of the CAP file.

    Raises Failed when the alert was taken down meanwhile.
    """
    alert = Alert.objects.get(reference=outgoing.manifest["reference"])
    standing = standing_of(alert, outgoing)
    if outgoing.kind == "Cancel":
        spot = messages.page_spot(outgoing.mode, alert.reference)
        published.withdraw(alert.pk, spot, agency=alert.agency_id, at=at)
    placed = published.publish(
        alert.pk,
        standing.spot,
        standing.files,
        agency=alert.agency_id,
        at=at,
        until=standing.until,
        entry=standing.entry,
    )
    if placed is None:
        raise Failed("it was taken down meanwhile", for_good=True)
    return alert.pk, messages.sha256(standing.files[CAP])


def standing_of(alert: Alert, outgoing: Outgoing) -> Standing:
    """What the public tree holds of a message: the page and all beside it, or the Cancel message alone.

    A Cancel has a spot of its own and names no child.
    """
    signed = messages.signed_cap(outgoing, keys.load(outgoing.mode))
    over = outgoing.kind == "Cancel"
    files = {CAP: signed} if over else files_of(outgoing, photo=_photo(outgoing), signed=signed)
    until = None if over else messages.ends_of(outgoing)
    spot = messages.spot_of(outgoing)
    return Standing(alert.pk, alert.agency_id, spot, files=files, until=until, entry=entry_of(outgoing))


def _map(area: Mapping[str, Any]) -> SafeString:
    return mark_safe(areas.to_svg(messages.ground_of(area), title=_("Where to look")))  # noqa: S308 - drawn from numbers


def _photo(outgoing: Outgoing) -> bytes | None:
    """The photo that was approved, and no other. Raises Failed."""
    if not outgoing.manifest["photo"]:
        return None
    key = Version.objects.filter(pk=outgoing.version).values_list("photo", flat=True).first()
    found = filestore.get(key) if key else b""
    if messages.sha256(found) != outgoing.manifest["photo"]:
        raise Failed("the photo is not the one that was approved", for_good=True)
    return found


def files_of(outgoing: Outgoing, *, photo: bytes | None, signed: bytes) -> dict[str, bytes]:
    """Every file of an alert or an update by its name."""
    return {
        PAGE: page(outgoing, photo_url=PHOTO if photo else None).encode(),
        CAP: signed,
        AREA: messages.feature(outgoing),
    } | ({PHOTO: photo} if photo else {})


def entry_of(outgoing: Outgoing) -> dict[str, Any]:
    """What feeds and list say of it: reference, area and links, and no name."""
    manifest, over = outgoing.manifest, outgoing.kind == "Cancel"
    return {
        "reference": manifest["reference"],
        "since": outgoing.sent_at.isoformat(),
        "area": "" if over else manifest["area"]["words"],
        "feature": None if over else json.loads(messages.feature(outgoing)),
        "over": over,
        "link": messages.cap_address(outgoing),
    }


def page(outgoing: Outgoing, *, photo_url: str | None) -> str:
    """The whole public page, in the first language with the others below it."""
    manifest = outgoing.manifest
    with translation.override(_first_language(manifest)):
        context = {
            "alert": alert_page(manifest, photo_url=photo_url),
            "reference": manifest["reference"],
            "drill": outgoing.mode is Mode.DRILL,
            "emergency_number": manifest["emergency_number"],
            "demonstration": manifest["demonstration"],
            "footer_text": _("Issued by %(agency)s.") % {"agency": manifest["agency"]},
            "exit_url": settings.EXIT_URL,
        }
        return render_to_string("alerts/index.html", context)


def alert_page(manifest: Any, *, photo_url: str | None) -> SafeString:
    """The alert itself, exactly as the page carries it: what a second person reads before approving."""
    with translation.override(_first_language(manifest)):
        shown = {
            "reference": manifest["reference"],
            "drill": manifest["mode"] == Mode.DRILL,
            "texts": [{"language": language, **text} for language, text in messages.texts_of(manifest)],
            "area": (manifest["area"] or {}).get("words", ""),
            "attribution": areas.ATTRIBUTION if manifest["area"] else "",
            "map": _map(manifest["area"]) if manifest["area"] else "",
            "ends": moment_words(manifest["expires_at"], manifest["zone"]),
            "emergency_number": manifest["emergency_number"],
            "police_number": manifest["police_number"],
        }
        return mark_safe(render_to_string("alerts/alert_body.html", {"shown": shown, "photo_url": photo_url}))  # noqa: S308


def _first_language(manifest: Mapping[str, Any]) -> str:
    return next(iter(manifest["languages"]), LANGUAGE)
