"""Encrypted fields open in their own place and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wayhome.base import keystore, sealing
from wayhome.base.errors import Unreadable
from wayhome.base.ids import new_id

WORDS = {"phone": "07700 900123", "place": "Llŷn — “the quay”", "none": ""}


@pytest.mark.parametrize("moved", ["table", "column", "row"])
def test_a_value_moved_to_another_place_does_not_open(store: Path, moved: str) -> None:
    here = {"table": "facts_fact", "column": "sealed", "row": new_id()}
    sealed = sealing.seal(b"words", subject=new_id(), **here)
    with pytest.raises(Unreadable, match="belongs to another row"):
        sealing.unseal(sealed, **(here | {moved: new_id() if moved == "row" else "other"}))
    assert sealing.unseal(sealed, **here) == b"words"


def test_a_value_given_the_key_id_of_another_subject_does_not_open(store: Path) -> None:
    mine, other, row = new_id(), new_id(), new_id()
    keystore.make_data_key(other)
    sealed = sealing.seal(b"words", subject=mine, table="t", column="c", row=row)
    with pytest.raises(Unreadable):
        sealing.unseal(sealed[:1] + other.bytes + sealed[17:], table="t", column="c", row=row)


def test_a_value_with_any_bit_changed_does_not_open(store: Path) -> None:
    row = new_id()
    sealed = sealing.seal(b"words", subject=new_id(), table="t", column="c", row=row)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 0x80
        with pytest.raises(Unreadable):
            sealing.unseal(bytes(changed), table="t", column="c", row=row)


@pytest.mark.parametrize("left", [0, 1, 16, 17, 28, 29, 40])
def test_a_value_cut_short_does_not_open(store: Path, left: int) -> None:
    row = new_id()
    sealed = sealing.seal(b"words", subject=new_id(), table="t", column="c", row=row)
    with pytest.raises(Unreadable):
        sealing.unseal(sealed[:left], table="t", column="c", row=row)


def test_the_same_words_sealed_twice_look_different_and_never_hold_the_words(store: Path) -> None:
    subject, row = new_id(), new_id()
    one, other = (sealing.seal(b"Quillfeather", subject=subject, table="t", column="c", row=row) for _ in range(2))
    assert one != other
    assert b"Quillfeather" not in one + other


def test_words_come_back_exactly(store: Path) -> None:
    row = new_id()
    sealed = sealing.seal_words(WORDS, subject=new_id(), table="t", column="c", row=row)
    assert sealing.unseal_words(memoryview(sealed), table="t", column="c", row=row) == WORDS


def test_a_keyed_hash_finds_the_same_value_of_the_same_kind_in_this_store_alone(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = sealing.digest("phone", "7700900123")
    assert found == sealing.digest("phone", "7700900123")
    assert len(found) == 32
    assert found != sealing.digest("phone", "7700900124")
    assert found != sealing.digest("name", "7700900123")
    keystore.create(tmp_path / "other")
    assert os.environ["WAYHOME_KEYS"] != str(tmp_path / "other")
    monkeypatch.setenv("WAYHOME_KEYS", str(tmp_path / "other"))
    assert found != sealing.digest("phone", "7700900123")
