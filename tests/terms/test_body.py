import pytest

from wayhome.terms import body
from wayhome.terms.codes import BODY_PART


def test_every_finer_part_and_its_whole_are_in_the_list() -> None:
    assert {*body.PART_OF, *body.PART_OF.values()} < {each.code for each in BODY_PART.codes}
    assert not set(body.PART_OF) & set(body.PART_OF.values())  # two levels and no more


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("left_wrist", "left_arm"),
        ("right_knee", "right_leg"),
        ("upper_back", "back"),
        ("left_hand", "left_hand"),
        ("pelvis", "pelvis"),
    ],
)
def test_a_part_lies_in_its_limb(part: str, whole: str) -> None:
    assert body.whole_of(part) == whole
    assert part in body.parts_of(whole)


def test_a_look_at_a_finer_part_is_no_look_at_the_limb() -> None:
    assert "left_arm" not in body.parts_of("left_wrist")


@pytest.mark.parametrize(
    ("part", "other"), [("left_wrist", "right_wrist"), ("right_arm", "left_arm"), ("back", None), ("left_", None)]
)
def test_the_other_side(part: str, other: str | None) -> None:
    assert body.other_side(part) == other


def test_there_are_thirty_two_permanent_and_twenty_deciduous_teeth() -> None:
    assert (len(body.PERMANENT), len(body.DECIDUOUS), len(body.TEETH)) == (32, 20, 52)
    assert {"11", "18", "48", "51", "85"} < body.TEETH
    assert not {"19", "10", "56", "91"} & body.TEETH
