"""A smoothed area covers all that was drawn: judged by whole numbers that share no code with it."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.console.area_oracle import Point, Ring, metres_to, where
from wayhome.console.bench_area import drawing
from wayhome.kernels import areas
from wayhome.kernels.areas import exact
from wayhome.kernels.areas.smoothing import MOST_POINTS, MOST_POLYGONS, USUAL

drawings = st.integers(min_value=0, max_value=2**32).map(lambda seed: areas.parse_drawing(drawing(random.Random(seed))))
PARTS = 8


def enlarged(rings: tuple[Ring, ...]) -> list[list[Point]]:
    """The same rings on a finer grid, where the points that part an edge into eighths are whole numbers too."""
    return [[(lat * PARTS, lon * PARTS) for lat, lon in ring] for ring in rings]


@settings(max_examples=60, deadline=None)
@given(drawings, st.randoms(use_true_random=False))
def test_corners_edges_and_inner_points_of_a_drawing_are_all_inside(drawn: areas.Area, rng: random.Random) -> None:
    sent = areas.smooth(drawn)
    fine = enlarged(sent.rings)
    for ring in drawn.rings:
        for (ay, ax), (by, bx) in itertools.pairwise(ring):
            for part in range(PARTS):
                point = (ay * (PARTS - part) + by * part, ax * (PARTS - part) + bx * part)
                assert where(fine, point) == "in"
        lats, lons = zip(*ring, strict=True)
        for _ in range(30):
            point = (rng.randint(min(lats), max(lats)), rng.randint(min(lons), max(lons)))
            assert where([ring], point) == "out" or where(sent.rings, point) == "in"


@settings(max_examples=30, deadline=None)
@given(drawings, st.randoms(use_true_random=False))
def test_no_point_of_the_area_lies_farther_from_the_drawing_than_it_says(drawn: areas.Area, rng: random.Random) -> None:
    sent = areas.smooth(drawn)
    for ring in sent.rings:
        lats, lons = zip(*ring, strict=True)
        anywhere = [(rng.randint(min(lats), max(lats)), rng.randint(min(lons), max(lons))) for _ in range(30)]
        for point in [*ring, *(each for each in anywhere if where(sent.rings, each) != "out")]:
            assert where(drawn.rings, point) != "out" or metres_to(drawn.rings, point) <= sent.reach_m


@settings(max_examples=30, deadline=None)
@given(drawings)
def test_what_is_sent_is_small_simple_and_always_the_same(drawn: areas.Area) -> None:
    sent = areas.smooth(drawn)
    assert len(sent.rings) <= USUAL[0]
    assert sent.points <= USUAL[1]
    assert areas.smooth(sent) is sent
    assert areas.smooth(drawn) == sent
    for ring in sent.rings:
        assert ring[0] == ring[-1]
        edges = list(itertools.pairwise(ring))
        for (a, b), (c, d) in itertools.combinations(edges, 2):
            apart = turn(a, b, c) * turn(a, b, d) > 0 or turn(c, d, a) * turn(c, d, b) > 0
            assert apart or {a, b} & {c, d}


def turn(a: Point, b: Point, c: Point) -> int:
    return (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1])


@pytest.mark.parametrize("code", ["force:devon-and-cornwall", "district:S12000027", "district:E06000053"])
def test_islands_and_firths_are_covered_too(code: str) -> None:
    picked = areas.chosen([code])
    sent = areas.smooth(picked)
    assert len(sent.rings) <= MOST_POLYGONS
    assert sent.points <= MOST_POINTS
    assert {where(sent.rings, point) for ring in picked.rings for point in ring} == {"in"}


def test_a_bay_narrower_than_a_kilometre_is_closed_and_a_wide_one_stays_open() -> None:
    narrow, wide = (
        areas.parse_drawing(f"52,-1 52,-{east} 52.08,-{east} 52.08,-{west} 52,-{west} 52,-1.3 52.1,-1.3 52.1,-1 52,-1")
        for east, west in (("1.145", "1.155"), ("1.05", "1.25"))
    )
    middle = (52_040_000, -1_150_000)
    assert where(narrow.rings, middle) == where(wide.rings, middle) == "out"
    assert areas.inside(areas.smooth(narrow), [middle]) == [True]
    assert areas.inside(areas.smooth(wide), [middle]) == [False]


# The proof itself

corners = st.tuples(st.integers(-6, 6), st.integers(-6, 6))
triangles = st.tuples(corners, corners, corners).filter(lambda three: turn(*three) != 0).map(lambda t: (*t, t[0]))


@settings(max_examples=400)
@given(triangles, triangles)
def test_lies_inside_says_what_the_oracle_says_of_corners_and_edges(inner: Ring, outer: Ring) -> None:
    # A triangle's inside is convex, so the corners decide.
    expected = all(where([outer], point) == "in" for point in inner)
    assert exact.lies_inside(tuple(inner), tuple(outer)) == expected


def test_a_ring_whose_corners_are_inside_but_which_leaves_between_them_is_seen() -> None:
    outer = ((0, 0), (0, 10), (10, 10), (10, 6), (2, 6), (2, 4), (10, 4), (10, 0), (0, 0))
    inner = ((1, 1), (9, 1), (9, 9), (1, 1))
    assert {where([outer], point) for point in inner} == {"in"}
    assert not exact.lies_inside(inner, outer)
