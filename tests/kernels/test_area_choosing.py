"""Areas chosen by name, and grown from where a child was last seen."""

from datetime import timedelta

import pytest

from wayhome.console.area_oracle import metres_to, where
from wayhome.kernels import areas
from wayhome.kernels.areas import choosing
from wayhome.kernels.areas.values import Unusable

INLAND = (52_480_000, -1_900_000)
BEACH = (50_819_000, -140_000)


def test_every_district_has_one_force_and_every_force_its_districts() -> None:
    assert len(areas.districts()) == 361
    assert len(areas.forces()) == 45
    listed = [code for force in areas.forces().values() for code in force.districts]
    assert sorted(listed) == list(areas.districts())


def test_a_force_area_covers_its_districts_and_says_that_it_is_approximate() -> None:
    force = areas.forces()["gwent"]
    whole = areas.smooth(areas.chosen(["force:gwent"]))
    assert whole.approximate
    assert whole.of == ("force:gwent",)
    for code in force.districts:
        part = areas.chosen([f"district:{code}"])
        assert {where(whole.rings, point) for ring in part.rings for point in ring} == {"in"}


def test_what_is_chosen_twice_or_in_another_order_is_the_same() -> None:
    codes = ["district:E07000178", "district:E07000177"]
    assert areas.chosen(codes) == areas.chosen([*reversed(codes), codes[0]])


@pytest.mark.parametrize("code", ["district:E99999999", "force:atlantis", "place:0", "county:kent", "kent", ""])
def test_a_code_that_nobody_gave_out_is_refused(code: str) -> None:
    with pytest.raises(Unusable) as refused:
        areas.chosen(["district:E07000178", code])
    assert refused.value.words == choosing.UNKNOWN


def test_nothing_chosen_is_refused() -> None:
    with pytest.raises(Unusable) as refused:
        areas.chosen([])
    assert refused.value.words == choosing.NOTHING


def test_places_are_found_by_name_by_part_of_it_and_in_welsh() -> None:
    assert [(place.name, place.district) for place in areas.search_places("newport")][:3] == [
        ("Newport", "Newport"), ("Newport", "Isle of Wight"), ("Newport", "Telford and Wrekin"),
    ]  # fmt: skip
    assert areas.search_places("Caerdydd")[0].name == "Cardiff"
    assert areas.search_places("york")[0].name == "York"
    assert len(areas.search_places("st", limit=4)) == 4
    assert areas.search_places("  ") == areas.search_places("qqq") == []


def test_a_place_is_a_disc_in_which_about_as_many_live_as_were_counted() -> None:
    place = areas.search_places("Cardiff")[0]
    picked = areas.chosen([f"place:{place.code}"])
    assert where(picked.rings, place.point) == "in"
    assert picked.approximate
    assert 0.8 * place.people < areas.preview(picked).people_in < 1.3 * place.people


# Grown


@pytest.mark.parametrize(("mode", "hours"), [("foot", 0.5), ("foot", 3), ("bicycle", 1), ("car", 0.25)])
def test_an_area_grows_by_time_and_speed_in_every_direction(mode: str, hours: float) -> None:
    metres = 200 + areas.MODES[mode].km_h * 1000 * hours
    grown = areas.grown(INLAND, uncertainty_m=200, elapsed=timedelta(hours=hours), mode=mode)
    away = [metres_to([[INLAND, INLAND]], point) for ring in grown.rings for point in ring]
    assert min(away) > metres * 0.995
    assert max(away) < metres * 1.01 + 5
    assert (grown.made, grown.of) == ("grown", (mode,))


def test_a_speed_that_the_officer_sets_counts_instead() -> None:
    usual, slow = (
        areas.grown(INLAND, uncertainty_m=100, elapsed=timedelta(hours=2), mode="foot", km_h=speed)
        for speed in (6, 2.5)
    )
    assert usual == areas.grown(INLAND, uncertainty_m=100, elapsed=timedelta(hours=2), mode="foot")
    assert areas.preview(slow).square_km < areas.preview(usual).square_km / 4


def test_an_area_ends_at_the_coast_but_keeps_the_beach() -> None:
    grown = areas.grown(BEACH, uncertainty_m=100, elapsed=timedelta(hours=5), mode="foot")
    ten_km_out = (BEACH[0] - 90_000, BEACH[1])
    ten_km_in = (BEACH[0] + 90_000, BEACH[1])
    assert areas.inside(grown, [ten_km_in, ten_km_out, BEACH]) == [True, False, True]


def test_after_a_week_by_train_the_area_is_the_country_and_no_more() -> None:
    grown = areas.grown(INLAND, uncertainty_m=100, elapsed=timedelta(days=7), mode="train")
    seen = areas.preview(grown)
    assert seen.people_in == 67_000_000
    assert seen.area.points <= areas.MOST_POINTS
    assert {force.code for force in seen.forces} | {force.code for force in seen.neighbours} == set(areas.forces())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mode": "balloon"}, choosing.UNKNOWN),
        ({"elapsed": timedelta(seconds=-1)}, choosing.NO_TIME),
        ({"uncertainty_m": -1}, choosing.NO_NUMBER),
        ({"uncertainty_m": float("nan")}, choosing.NO_NUMBER),
        ({"km_h": 0}, choosing.NO_NUMBER),
        ({"km_h": float("inf")}, choosing.NO_NUMBER),
        ({"point": (48_850_000, 2_350_000)}, choosing.NOT_HERE),
        ({"point": (56_000_000, 3_000_000)}, choosing.NOT_HERE),
    ],
)
def test_what_cannot_grow_is_refused(given: dict[str, object], words: str) -> None:
    asked = {"point": INLAND, "uncertainty_m": 100, "elapsed": timedelta(hours=1), "mode": "foot"} | given
    with pytest.raises(Unusable) as refused:
        areas.grown(asked.pop("point"), **asked)  # type: ignore[arg-type]
    assert refused.value.words == words


def test_every_speed_says_what_it_rests_on() -> None:
    assert all("assumed" in mode.basis or "Highway Code" in mode.basis for mode in areas.MODES.values())
