"""What was left in quarantine for a day: taken over when somebody was told that we have it, else removed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests import factory
from wayhome.base import clock, filestore, keystore, places
from wayhome.base.ids import new_id
from wayhome.intake import actions as intake
from wayhome.intake.models import ReportDoor
from wayhome.intake.queries import words_of, words_of_sighting
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.django_db
WORDS = {"given_name": "Tamsin", "last_seen_place": "Saltby Quay"}


@pytest.fixture
def public_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process as the public one; gives back the staff's store."""
    store = places.keys()
    monkeypatch.setenv("WAYHOME_QUARANTINE", str(tmp_path / "quarantine"))
    keystore.share_public_half(store, tmp_path / "half")
    monkeypatch.setenv("WAYHOME_KEYS", str(tmp_path / "half"))
    return store


def test_what_a_follower_missed_is_taken_over_and_what_was_never_confirmed_goes(
    public_half: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, by = clock.now(), Actor.public()
    received = intake.Received(WORDS, factory.face())
    report = intake.receive_report(received, door=ReportDoor.PUBLIC_CARER, by=by, at=at)
    sighting = intake.receive_sighting({"place": "Quay"}, door=ReportDoor.PUBLIC_CARER, by=by, at=at)
    filestore.put(b"of a form that was rolled back", file=(lost := new_id()), subject=new_id())
    (places.quarantine() / ".half.file").write_bytes(b"half written")
    assert len(list(places.quarantine().iterdir())) == 6
    monkeypatch.setenv("WAYHOME_KEYS", str(public_half))
    intake.clear_quarantine(at=at + timedelta(hours=1))
    assert len(list(places.quarantine().iterdir())) == 6
    intake.clear_quarantine(at=at + timedelta(days=1, hours=1))
    assert list(places.quarantine().iterdir()) == []
    assert words_of(report) == WORDS
    assert words_of_sighting(sighting) == {"place": "Quay"}
    assert filestore.get(report.photos.get().pk)
    assert not list(places.files().rglob(lost.hex))
