"""The invented map: whole, at sea, and without a real postcode."""

import random
from collections import Counter

import pytest

from tests.synthetic.scan import faults, texts
from wayhome.synthetic.places import AGENCIES, PLACES, address, agency, choose_place, distance_km, place, spot
from wayhome.terms.viewer import AgencyKind


def test_sixty_places_in_two_forces_each_named_and_coded_once() -> None:
    assert len(PLACES) >= 60
    assert len({each.name for each in PLACES}) == len({each.outward for each in PLACES}) == len(PLACES)
    assert {each.force for each in PLACES} == {"northmoor-police", "southvale-constabulary"}


def test_every_place_lies_in_the_sea() -> None:
    # A box of the North Sea, more than 100 km from any shore on its western side.
    assert all(54.8 < each.latitude < 55.7 and 1.0 < each.longitude < 2.1 for each in PLACES)


def test_no_postcode_area_begins_with_q() -> None:
    assert {each.outward[0] for each in PLACES} == {"Q"}
    assert not any(faults(each.postcode) for each in PLACES)


def test_agencies_are_those_a_case_passes_through() -> None:
    kinds = Counter(each.kind for each in AGENCIES)
    assert kinds[AgencyKind.POLICE_FORCE] == 2
    assert kinds[AgencyKind.CHILDRENS_SERVICES] == kinds[AgencyKind.NATIONAL_CENTRE] == 1
    assert kinds[AgencyKind.NATIONAL_INTAKE] == 1
    assert not [fault for each in AGENCIES for text in texts(each) for fault in faults(text)]


def test_distance_is_the_great_circle() -> None:
    # One degree of latitude on a sphere of 6,371 km is 111.19 km; 0.0555 degrees apart in latitude is 6.17 km.
    a, b = place("Castlegate"), place("Harrowmere")
    assert distance_km(a, a) == 0
    assert distance_km(a, b) == pytest.approx(0.3297, abs=0.01)
    assert distance_km(a, b) == distance_km(b, a)


def test_nearness_draws_near() -> None:
    rng, home = random.Random(2), place("Aldermouth")
    away = sorted(distance_km(home, choose_place(rng, near=home)) for _ in range(400))
    assert away[200] < 12


def test_addresses_and_spots_repeat_with_the_seed_and_belong_to_nobody() -> None:
    def draw(seed: int) -> list[str]:
        rng = random.Random(seed)
        return [address(rng, choose_place(rng)) for _ in range(300)] + [
            spot(rng, choose_place(rng)).words for _ in range(300)
        ]

    assert draw(4) == draw(4) != draw(5)
    assert not [fault for text in draw(4) for fault in faults(text)]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no place named"):
        place("Atlantis")
    with pytest.raises(ValueError, match="no agency"):
        agency("atlantis-police")
