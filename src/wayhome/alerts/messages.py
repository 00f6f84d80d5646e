"""Every byte that leaves: pure functions of manifest, identifier, `sent`, chain and key. Nothing here asks a table or a clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wayhome.alerts.keys import SigningKey
from wayhome.alerts.outgoing import Outgoing
from wayhome.formats import cap
from wayhome.formats.cap import signing
from wayhome.kernels import areas
from wayhome.published import tree
from wayhome.rules.alerting import Mode
from wayhome.terms.words import N_

FOLDERS = {Mode.LIVE: tree.ALERTS, Mode.DRILL: tree.DRILLS}
END = "-END"
CAP, PHOTO = "alert.xml", "photo.jpg"
TAGS = {"en": "en-GB", "cy": "cy-GB"}
EVENTS = {"en": "Child abduction", "cy": "Cipio plentyn"}
DRILL_EVENTS = {"en": "EXERCISE: child abduction", "cy": "YMARFER: cipio plentyn"}
TOO_LARGE = N_("The alert is larger than a way out can take. Draw a simpler area, or shorten the text.")
SIGNATURE_MOST = 16 * 1024
"""What signature and certificates add to a message, at the most; assumed."""
CANCEL_LASTS = timedelta(hours=1)
OVER = {"en": "This alert is over", "cy": "Mae'r rhybudd hwn ar ben"}
OVER_WORDS = {
    "en": "This alert has ended. Delete any copy of it that you hold, and share it no further.",
    "cy": "Mae'r rhybudd hwn wedi dod i ben. Dilëwch unrhyw gopi ohono, a pheidiwch â'i rannu ymhellach.",
}


def page_address(outgoing: Outgoing) -> str:
    """Where the public reads it. A drill's page stands elsewhere than any live one."""
    return f"{outgoing.manifest['origin']}/{page_spot(outgoing.mode, outgoing.manifest['reference'])}/"


def cap_address(outgoing: Outgoing) -> str:
    """Where the message itself can be read, signed."""
    return f"{outgoing.manifest['origin']}/{spot_of(outgoing)}/{CAP}"


def spot_of(outgoing: Outgoing) -> str:
    """The folder of a message's files below the public root: the page's, or that of the message that it is over."""
    reference = outgoing.manifest["reference"]
    return (end_spot if outgoing.kind == "Cancel" else page_spot)(outgoing.mode, reference)


def page_spot(mode: Mode, reference: str) -> str:
    """The folder of an alert's page."""
    return f"{FOLDERS[mode]}/{reference}"


def end_spot(mode: Mode, reference: str) -> str:
    """Where the message that it is over stays readable, since what was taken down stays down."""
    return page_spot(mode, reference) + END


def read_spot(spot: str) -> tuple[Mode, str, bool] | None:
    """Mode, reference, and whether it is the folder of an end; None when it is no alert's."""
    folder, _, name = spot.partition("/")
    mode = next((mode for mode, each in FOLDERS.items() if each == folder), None)
    return (mode, name.removesuffix(END), name.endswith(END)) if mode else None


def ends_of(outgoing: Outgoing) -> datetime:
    """When it ends."""
    return datetime.fromisoformat(outgoing.manifest["expires_at"])


def cap_alert(outgoing: Outgoing) -> cap.Alert:
    """The message in the Common Alerting Protocol. A Cancel names no child and gives no outcome."""
    manifest = outgoing.manifest
    return cap.Alert(
        identifier=outgoing.identifier,
        sender=manifest["sender"],
        sent=_local(outgoing.sent_at, manifest),
        status=cap.Status.ACTUAL if outgoing.mode is Mode.LIVE else cap.Status.EXERCISE,
        msg_type=cap.MsgType(outgoing.kind),
        references=tuple(
            cap.Reference(sender, identifier, _local(datetime.fromisoformat(sent), manifest))
            for sender, identifier, sent in outgoing.chain
        ),
        note="Exercise" if outgoing.mode is Mode.DRILL else None,
        infos=tuple(_info(outgoing, language, text) for language, text in texts_of(manifest)),
    )


def texts_of(manifest: Mapping[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """What is said in each language, the leading one first."""
    return [(language, manifest["texts"][language]) for language in manifest["languages"]]


def _info(outgoing: Outgoing, language: str, text: dict[str, str]) -> cap.Info:
    manifest, over = outgoing.manifest, outgoing.kind == "Cancel"
    events = EVENTS if outgoing.mode is Mode.LIVE else DRILL_EVENTS
    return cap.Info(
        language=TAGS.get(language, language),
        categories=(cap.Category.RESCUE,),  # readers that packages ship fall over two
        event=events.get(language, events["en"]),
        responses=(cap.ResponseType.NONE,) if over else (cap.ResponseType.MONITOR,),
        urgency=cap.Urgency.PAST if over else cap.Urgency.IMMEDIATE,
        severity=cap.Severity.MINOR if over else cap.Severity.EXTREME,
        certainty=cap.Certainty.OBSERVED if over else cap.Certainty.LIKELY,
        event_codes=cap.CHILD_ABDUCTION,
        # What ends by its time is called back after it: the Cancel lasts an hour, so that no reader drops it unseen.
        expires=_local(outgoing.sent_at + CANCEL_LASTS if over else ends_of(outgoing), manifest),
        sender_name=manifest["agency"],
        headline=OVER.get(language, OVER["en"]) if over else _drilled(text["headline"], outgoing),
        description=OVER_WORDS.get(language, OVER_WORDS["en"]) if over else text["description"],
        instruction=None if over else text["instruction"],
        web=f"{manifest['origin']}/{tree.ALERTS}/" if over else page_address(outgoing),
        contact=None if over else manifest["emergency_number"],
        resources=() if over else _photo(outgoing),
        areas=(_area(manifest["area"]),),
    )


def _drilled(headline: str, outgoing: Outgoing) -> str:
    return headline if outgoing.mode is Mode.LIVE else f"EXERCISE: {headline}"[:140]


def _photo(outgoing: Outgoing) -> tuple[cap.Resource, ...]:
    if not outgoing.manifest["photo"]:
        return ()
    return (cap.Resource(description="Photo", mime_type="image/jpeg", uri=page_address(outgoing) + PHOTO),)


def _area(area: dict[str, Any]) -> cap.Area:
    return cap.Area(description=area["words"], polygons=ground_of(area).polygons)


def ground_of(area: Mapping[str, Any]) -> areas.Area:
    """The ground of a frozen area, without the words and numbers that stand beside it."""
    bare = areas.pack(areas.Area(()))
    return areas.unpack(bare | {name: area[name] for name in bare if name in area})


def _local(at: datetime, manifest: Any) -> datetime:
    """The moment with the offset that the country's clocks have then, as CAP wants a numeric one."""
    return at.astimezone(ZoneInfo(manifest["zone"])).replace(microsecond=0)


def cap_bytes(outgoing: Outgoing) -> bytes:
    """The message as XML, unsigned: valid CAP 1.2 in the United Kingdom's dialect."""
    return cap.write(cap_alert(outgoing), profile=cap.Profile.UK)


def refuse_unwritable(
    manifest: Mapping[str, Any], *, most: Iterable[tuple[Callable[[Outgoing], bytes], int]], at: datetime
) -> str | None:
    """Say why no valid message could be made of a manifest; None when one can. Approval then fails on authority alone.

    most   what makes a message, and the largest that its way out takes, in bytes
    """
    trial = Outgoing(
        kind="Alert", manifest=manifest, identifier=f"{manifest['reference']}-0", sent_at=at, chain=(), key="", repeat=False,
        version=UUID(int=0),
    )  # fmt: skip
    try:
        return next((TOO_LARGE for make, bound in most if len(make(trial)) > bound), None)
    except cap.NotWritten as problem:
        return str(problem)


def signed_cap(outgoing: Outgoing, key: SigningKey) -> bytes:
    """The same with the signature of the mode's key. RSA with PKCS 1.5 gives the same bytes each time."""
    return signing.sign(cap_bytes(outgoing), key=key.private, certificates=key.certificates)


def webhook_body(outgoing: Outgoing) -> bytes:
    """What a partner is posted. A Cancel says what to remove, and nothing of the child."""
    manifest = outgoing.manifest
    body: dict[str, Any] = {
        "action": "remove" if outgoing.kind == "Cancel" else "publish",
        "identifier": outgoing.identifier,
        "key": outgoing.key,
        "kind": outgoing.kind,
        "mode": outgoing.mode.value,
        "reference": manifest["reference"],
        "references": [list(each) for each in outgoing.chain],
        "sender": manifest["sender"],
        "sent": outgoing.sent_at.isoformat(),
    }
    if outgoing.kind != "Cancel":
        body |= {
            "address": page_address(outgoing),
            "area": json.loads(feature(outgoing))["geometry"],
            "area_words": manifest["area"]["words"],
            "emergency_number": manifest["emergency_number"],
            "not_after": manifest["expires_at"],
            "photo": page_address(outgoing) + PHOTO if manifest["photo"] else None,
            "texts": {
                language: text | {"headline": _drilled(text["headline"], outgoing)}
                for language, text in manifest["texts"].items()
            },
        }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def feature(outgoing: Outgoing) -> bytes:
    """The area as a GeoJSON feature that leads to the page."""
    manifest = outgoing.manifest
    told = {"reference": manifest["reference"], "link": page_address(outgoing)}
    return areas.to_geojson(ground_of(manifest["area"]), properties=told)


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()
