"""Editions of invented children."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from wayhome.accounts.models import NATIONAL_INTAKE
from wayhome.base.ids import new_id, new_reference
from wayhome.formats.picture import repaint
from wayhome.published import actions
from wayhome.published.actions import Frozen
from wayhome.published.models import Edition
from wayhome.synthetic.faces import draw_face
from wayhome.terms.actor import Actor

SHOWS = {
    "given_name": "Wren",
    "age": "14",
    "sex": "female",
    "stature_cm": "150-155",
    "build": "slim",
    "hair_colour": "dark_brown",
    "eye_colour": "green",
    "clothing": "A yellow raincoat, black leggings and white trainers.",
    "last_seen_area": "Larkhill bus station",
    "last_seen_on": "2026-11-20",
}


@pytest.fixture(scope="session")
def face() -> bytes:
    """A drawn likeness of nobody, repainted as every photo is."""
    return repaint(draw_face(7, age=14, sex="F", hair="dark_brown", eyes="green")).blob


@pytest.fixture
def manifest(now: datetime, face: bytes) -> dict[str, Any]:
    """What two officers approved."""
    return {
        "reference": new_reference(),
        "language": "en",
        "shows": dict(SHOWS),
        "photo": hashlib.sha256(face).hexdigest(),
        "ends_at": (now + timedelta(hours=72)).isoformat(),
        "zone": "Europe/London",
        "emergency_number": "999",
        "police_number": "101",
        "agency": "Larkshire Police",
        "demonstration": False,
    }


@pytest.fixture
def accepted(manifest: dict[str, Any], face: bytes, now: datetime) -> Callable[..., Edition]:
    """Accepts an edition whose approval happened just before."""

    def accept(*, at: datetime | None = None, hours: float = 72, photo: bytes | None = face, **changes: Any) -> Edition:
        at = at or now
        whole = (
            manifest | {"reference": new_reference(), "ends_at": (at + timedelta(hours=hours)).isoformat()} | changes
        )
        hashed = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
        frozen = Frozen(whole, photo, hashed, at + timedelta(hours=hours))
        return actions.accept(frozen, edition=new_id(), agency=NATIONAL_INTAKE, by=Actor.system("test"), at=at)

    return accept
