"""People in an area, people who will hear, and whose area it is: estimates, checked against what is published."""

import pytest

from wayhome.console.area_oracle import where
from wayhome.kernels import areas
from wayhome.kernels.areas import ground

SQUARE = areas.parse_drawing("51.5,-0.2 51.55,-0.2 51.55,-0.1 51.5,-0.1 51.5,-0.2")


@pytest.mark.parametrize(
    ("phones", "square_miles", "metres"),
    [(10_000, 1, 900), (100, 1, 3_400), (1_000, 10, 3_400), (0, 1, 5_000), (3, 1, 5_000), (10**9, 1, 500)],
)
def test_the_bleed_falls_with_the_crowd(phones: int, square_miles: int, metres: int) -> None:
    assert areas.bleed(phones, square_miles * 2_589_988.11) == metres


def test_everybody_of_the_three_censuses_is_somewhere() -> None:
    assert ground.people().count.sum() == 59_597_300 + 5_436_600 + 1_903_100


@pytest.mark.parametrize(
    # Residents in thousands, Census 2021, Office for National Statistics, first results.
    ("codes", "thousands"),
    [
        (["force:metropolitan", "force:city-of-london"], 8_800),
        (["force:north-wales", "force:gwent", "force:south-wales", "force:dyfed-powys"], 3_107),
    ],
)
def test_estimates_of_large_areas_come_near_to_what_was_counted(codes: list[str], thousands: int) -> None:
    assert areas.preview(areas.chosen(codes)).people_in == pytest.approx(thousands * 1000, rel=0.06)


def test_a_preview_shows_what_will_be_sent_and_whom_it_reaches() -> None:
    seen = areas.preview(SQUARE)
    assert seen.area == areas.smooth(SQUARE)
    assert seen == areas.preview(seen.area)
    assert 35 < seen.square_km < 42
    assert 0 < seen.people_in < seen.people_likely
    assert 500 < seen.bleed_m < 530  # a crowded place: hardly more than the least
    assert {each.name for each in seen.districts} >= {"Camden", "Westminster"}
    assert [each.people for each in seen.districts] == sorted((each.people for each in seen.districts), reverse=True)
    assert [each.code for each in seen.forces] == ["metropolitan", "city-of-london"]


def test_a_force_across_a_near_border_is_a_neighbour() -> None:
    # Abingdon lies well within Thames Valley; the square about Swindon's east grazes nobody but is near it.
    here = areas.preview(areas.parse_drawing("51.58,-1.68 51.62,-1.68 51.62,-1.62 51.58,-1.62 51.58,-1.68"))
    assert {each.code for each in (*here.forces, *here.neighbours)} == {"thames-valley", "wiltshire"}
    inland = areas.preview(areas.chosen(["place:" + areas.search_places("Abingdon")[0].code]))
    assert [each.code for each in inland.forces] == ["thames-valley"]


def test_numbers_of_people_are_rounded_to_two_figures() -> None:
    for each in (*areas.preview(SQUARE).districts, *areas.preview(SQUARE).forces):
        assert each.people < 100 or not each.people % 10 ** (len(str(each.people)) - 2)


def test_an_empty_moor_bleeds_farthest() -> None:
    seen = areas.preview(areas.parse_drawing("57.6,-4.9 57.63,-4.9 57.63,-4.85 57.6,-4.85 57.6,-4.9"))
    assert seen.people_in < 50
    assert seen.bleed_m > 4_000


def test_a_point_on_the_line_is_inside_and_a_millionth_beyond_is_not() -> None:
    ring = SQUARE.rings[0]
    on, beyond = (51_500_000, -150_000), (51_499_999, -150_000)
    assert areas.inside(SQUARE, [on, beyond, *ring]) == [True, False] + [True] * len(ring)
    assert [where(SQUARE.rings, point) for point in (on, beyond)] == ["on", "out"]
