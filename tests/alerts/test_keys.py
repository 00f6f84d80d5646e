"""The keys that sign alerts."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from wayhome.alerts import keys
from wayhome.base import places
from wayhome.base.errors import Unready
from wayhome.rules.alerting import Mode


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYHOME_ALERT_KEYS", str(tmp_path / "alert-keys"))


def test_what_a_crash_left_half_done_is_finished_with_the_same_key(now: datetime) -> None:
    keys.create(at=now)
    kept = (places.alert_keys() / "live" / keys.PRIVATE).read_bytes()
    (places.alert_keys() / "live" / keys.CERTIFICATE).unlink()
    with pytest.raises(Unready, match="wayhome migrate"):
        keys.load(Mode.LIVE)
    keys.create(at=now)
    assert keys.load(Mode.LIVE).certificates[0].public_key() == keys.load(Mode.LIVE).private.public_key()
    assert (places.alert_keys() / "live" / keys.PRIVATE).read_bytes() == kept


def test_keys_that_are_there_are_left_alone(now: datetime) -> None:
    keys.create(at=now)
    before = keys.load(Mode.DRILL)
    keys.create(at=now + timedelta(days=1))
    assert keys.load(Mode.DRILL).certificates == before.certificates
