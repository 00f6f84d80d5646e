"""What somebody draws is read exactly or refused with the reason."""

import json

import pytest

from wayhome.kernels import areas
from wayhome.kernels.areas import drawing
from wayhome.kernels.areas.values import Unusable

SQUARE = "51.5,-0.2 51.55,-0.2 51.55,-0.1 51.5,-0.1 51.5,-0.2"
RING = [[-0.2, 51.5], [-0.2, 51.55], [-0.1, 51.55], [-0.1, 51.5], [-0.2, 51.5]]


def polygon(*rings: list[list[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": rings}


@pytest.mark.parametrize(
    "document",
    [
        polygon(RING),
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "Feature", "properties": None, "geometry": polygon(RING)},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": polygon(RING)}]},
        polygon([[*point, 12.5] for point in RING]),
        polygon(RING[::-1]),
    ],
)
def test_geojson_and_pairs_of_the_same_ground_are_the_same_area(document: dict[str, object]) -> None:
    assert areas.parse_drawing(json.dumps(document)) == areas.parse_drawing(SQUARE)


def test_coordinates_are_kept_to_six_places_as_written() -> None:
    drawn = areas.parse_drawing(SQUARE.replace("51.55,-0.1", "51.5500004,-0.0999996"))
    assert [f"{lat},{lon}" for lat, lon in drawn.polygons[0]] == [
        "51.500000,-0.200000", "51.500000,-0.100000", "51.550000,-0.100000", "51.550000,-0.200000", "51.500000,-0.200000",
    ]  # fmt: skip


def test_two_lines_are_two_polygons() -> None:
    assert len(areas.parse_drawing(f"{SQUARE}\n\n{SQUARE.replace('51.', '52.')}\n").rings) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", drawing.NO_POLYGON),
        ("around the station", drawing.NOT_AN_AREA),
        ("51.5,-0.2 51.5", drawing.NOT_AN_AREA),
        ("{", drawing.NOT_AN_AREA),
        ("[" * 100_000, drawing.NOT_AN_AREA),
        ('{"type":"Polygon"}', drawing.NOT_AN_AREA),
        ('{"type":"Polygon","coordinates":[]}', drawing.NOT_AN_AREA),
        ('{"type":"Polygon","coordinates":[[[NaN,51],[0,51],[0,52],[NaN,51]]]}', drawing.NOT_AN_AREA),
        ('{"type":"Polygon","coordinates":[[[1e999999,51],[0,51],[0,52],[0,51]]]}', drawing.NOT_AN_AREA),
        ('{"type":"Polygon","coordinates":[[["0","51"],[0,51],[0,52],["0","51"]]]}', drawing.NOT_AN_AREA),
        ('{"type":"Polygon","coordinates":[[[true,51],[0,51],[0,52],[true,51]]]}', drawing.NOT_AN_AREA),
        ('{"type":"Point","coordinates":[0,51]}', drawing.NO_POLYGON),
        ('{"type":"FeatureCollection","features":[]}', drawing.NO_POLYGON),
        (json.dumps(polygon(RING, RING)), drawing.HOLE),
        (SQUARE.removesuffix(" 51.5,-0.2"), drawing.OPEN),
        ("51.5,-0.2 51.55,-0.2 51.5,-0.2", drawing.TOO_FEW),
        ("51.5,-0.2 51.5,-0.2 51.5,-0.2 51.55,-0.2 51.5,-0.2", drawing.TOO_FEW),
        ("51.5,-0.2 51.55,-0.1 51.55,-0.2 51.5,-0.1 51.5,-0.2", drawing.CROSSING),
        ("51.5,-0.2 51.55,-0.2 51.52,-0.2 51.5,-0.2", drawing.CROSSING),
        ("51.5,-0.2 51.5007,-0.2 51.5007,-0.1993 51.5,-0.1993 51.5,-0.2", drawing.TINY),
        ("48.8,2.3 48.9,2.3 48.9,2.4 48.8,2.4 48.8,2.3", drawing.OUTSIDE),
        ("-0.2,51.5 -0.2,51.55 -0.1,51.55 -0.1,51.5 -0.2,51.5", drawing.OUTSIDE),
        ("55.0,1.0 55.1,1.0 55.1,1.1 55.0,1.1 55.0,1.0", drawing.OUTSIDE),
        (f"{SQUARE}\n" * 101, drawing.TOO_MANY_POLYGONS),
        ("51.5,-0.2 " * 5_001, drawing.TOO_MANY_POINTS),
        ('{"type":"Polygon","coordinates":[[[1e9999999,51],[0,51],[0,52],[1,51]]]}', drawing.NOT_AN_AREA),
        (" " * 2_000_001, drawing.TOO_LONG),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_its_reason(text: str, words: str) -> None:
    with pytest.raises(Unusable) as refused:
        areas.parse_drawing(text)
    assert refused.value.words == words
    assert "%" not in str(refused.value)


def test_a_refusal_says_which_polygon_and_where() -> None:
    with pytest.raises(Unusable) as refused:
        areas.parse_drawing(f"{SQUARE}\n51.5,-0.2 51.6,-0.1 51.6,-0.2 51.5,-0.1 51.5,-0.2")
    assert str(refused.value) == "Polygon 2 crosses or touches itself, near 51.5500,-0.1500."
