"""Teeth change in one direction, so one chart may come before another and not after it."""

import itertools

import pytest

from wayhome.rules.teeth import LATER, Light, light, lights
from wayhome.terms.body_codes import TOOTH_CODE


@pytest.mark.parametrize(
    ("in_life", "found", "shown"),
    [
        ("sound", "sound", Light.GREEN),
        ("sound", "filled", Light.YELLOW),
        ("filled", "sound", Light.RED),
        ("filled", "crowned", Light.YELLOW),
        ("crowned", "filled", Light.RED),
        ("missing", "sound", Light.RED),
        ("missing", "lost", Light.RED),
        ("missing", "implant", Light.YELLOW),
        ("sound", "lost", Light.YELLOW),
        ("unerupted", "sound", Light.YELLOW),
        ("sound", "unerupted", Light.RED),
        ("sound", "unknown", Light.NONE),
        (None, "sound", Light.NONE),
        ({"code": "filled", "surfaces": "MO"}, {"code": "filled", "surfaces": "MOD"}, Light.YELLOW),
        ({"code": "filled", "surfaces": "MOD"}, {"code": "filled", "surfaces": "MO"}, Light.RED),
        ({"code": "filled", "surfaces": "MOD"}, {"code": "filled", "surfaces": "DOM"}, Light.GREEN),
        ({"code": "filled", "surfaces": "M"}, "filled", Light.GREEN),
    ],
)
def test_a_tooth_lights_up_as_worked_by_hand(in_life: object, found: object, shown: Light) -> None:
    assert light(in_life, found) is shown


def test_no_change_can_be_made_and_unmade_but_crown_and_root_and_gap_and_bridge() -> None:
    both = {
        frozenset(pair)
        for pair in itertools.combinations(LATER, 2)
        if pair[1] in LATER[pair[0]] and pair[0] in LATER[pair[1]]
    }
    assert both == {
        frozenset(each) for each in (("root_filled", "crowned"), ("bridge", "missing"), ("implant", "missing"))
    }


def test_every_code_of_the_list_has_its_place() -> None:
    assert set(LATER) == {each.code for each in TOOTH_CODE.codes} - {"unknown"}


def test_a_tooth_that_one_chart_leaves_out_says_nothing() -> None:
    assert lights({"11": "sound"}, {"12": "filled", "11": "sound"}) == {"11": Light.GREEN, "12": Light.NONE}
