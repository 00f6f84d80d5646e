"""The scan must see what it is there to see."""

import pytest

from tests.synthetic.scan import faults


@pytest.mark.parametrize(
    "text",
    [
        "ring 020 7946 0123",
        "ring +44 20 7946 0123",
        "mobile 07700900123 and 07911 123 456",
        "12 Lantern Row, M1 1AA",
        "sw1a2aa",
        "write to a@example.com",
    ],
)
def test_what_could_be_somebodys_is_seen(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    ["ring 07700 900123 or 01632 960001", "4 Copper Road, QN4 1VV", "write to a@example.org.", "at 18:30 on the 1402"],
)
def test_what_cannot_be_anybodys_passes(text: str) -> None:
    assert not faults(text)
