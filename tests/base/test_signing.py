"""The key that signs the seals."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from wayhome.base import signing
from wayhome.base.errors import Unready
from wayhome_verify.keys import read_keys, why_unsigned


def test_a_key_is_made_once_and_only_this_account_reads_it(tmp_path: Path) -> None:
    signing.create(tmp_path / "seal")
    first = signing.load(tmp_path / "seal")
    signing.create(tmp_path / "seal")
    assert signing.load(tmp_path / "seal").id == first.id
    assert stat.S_IMODE((tmp_path / "seal").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "seal" / "private.pem").stat().st_mode) == 0o600


def test_the_public_half_verifies_what_the_private_half_signs(tmp_path: Path) -> None:
    signing.create(tmp_path)
    key = signing.load(tmp_path)
    keys = read_keys([tmp_path / "public.pem"])
    assert list(keys) == [key.id]
    assert why_unsigned(keys, key.id, key.sign(b"said"), b"said") is None
    assert why_unsigned(keys, key.id, key.sign(b"said"), b"other") == "bears a signature that is not its own"
    assert why_unsigned(keys, key.id, "no base64", b"said") == "bears a signature that is not its own"
    assert why_unsigned({}, key.id, key.sign(b"said"), b"said") is not None


def test_a_public_half_that_was_lost_is_made_again(tmp_path: Path) -> None:
    signing.create(tmp_path)
    before = (tmp_path / "public.pem").read_bytes()
    (tmp_path / "public.pem").unlink()
    signing.create(tmp_path)
    assert (tmp_path / "public.pem").read_bytes() == before


def test_a_private_half_that_was_lost_is_never_replaced_unnoticed(tmp_path: Path) -> None:
    signing.create(tmp_path)
    (tmp_path / "private.pem").unlink()
    with pytest.raises(Unready, match=r"has lost its private\.pem"):
        signing.create(tmp_path)
    with pytest.raises(Unready, match="Run `wayhome migrate`, or mount the folder"):
        signing.load(tmp_path)


def test_what_is_no_key_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "private.pem").write_text("not a key")
    with pytest.raises(Unready, match="cannot be read"):
        signing.load(tmp_path)
