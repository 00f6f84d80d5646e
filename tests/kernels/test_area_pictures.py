"""An area as GeoJSON and as a map: the same bytes each time, nothing fetched."""

import json
import re

import pytest
from lxml import etree

from wayhome.kernels import areas
from wayhome.kernels.areas.pictures import MOST_BYTES
from wayhome.kernels.areas.values import doubled_area

SQUARE = areas.smooth(areas.parse_drawing("51.5,-0.2 51.55,-0.2 51.55,-0.1 51.5,-0.1 51.5,-0.2"))


def test_geojson_says_the_rings_with_six_places_and_the_inside_on_the_left() -> None:
    written = areas.to_geojson(SQUARE, properties={"b": "é", "a": 1})
    read = json.loads(written)
    assert read["properties"] == {"a": 1, "b": "é"}
    assert written.startswith('{"type":"Feature","properties":{"a":1,"b":"é"},'.encode())
    (ring,) = read["geometry"]["coordinates"][0]
    back = tuple((round(lat * 1e6), round(lon * 1e6)) for lon, lat in ring)
    assert back == SQUARE.rings[0]
    assert doubled_area(back) > 0
    assert len(re.findall(rb"-?\d+\.\d{6}(?=[,\]])", written)) == 2 * SQUARE.points
    assert areas.to_geojson(areas.parse_drawing(json.dumps(read)), properties=read["properties"]) == written


def test_an_area_packed_as_json_comes_back_as_it_was() -> None:
    for area in (SQUARE, areas.smooth(areas.chosen(["district:E06000053"]))):
        assert areas.unpack(json.loads(json.dumps(areas.pack(area)))) == area


@pytest.mark.parametrize(
    "codes",
    [["district:E09000001"], ["force:thames-valley"], ["force:police-scotland"], ["district:E06000053"],
     ["force:northern-ireland", "force:metropolitan", "district:S12000027"]],
)  # fmt: skip
def test_a_map_is_small_and_the_same_each_time(codes: list[str]) -> None:
    area = areas.smooth(areas.chosen(codes))
    drawn = areas.to_svg(area, title="Area")
    assert len(drawn.encode()) <= MOST_BYTES
    assert areas.to_svg(area, title="Area") == drawn


def test_a_map_can_be_read_out_and_asks_nobody_for_anything() -> None:
    drawn = areas.to_svg(SQUARE, title='Area of "A & <b>"')
    tree = etree.fromstring(drawn)
    names = [etree.QName(each).localname for each in tree.iter()]
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == tree[0].text == 'Area of "A & <b>"'
    assert "Camden; " in str(tree[1].text)
    assert {"path", "text", "circle"} <= set(names)
    assert set(names) <= {"svg", "title", "desc", "rect", "path", "g", "circle", "text"}
    assert not {
        name for each in tree.iter() for name in each.attrib if "href" in name or name == "style" or name[:2] == "on"
    }


def test_a_map_shows_the_area_where_it_is() -> None:
    # The square about the middle of the picture, a fifth of it free on each side.
    tree = etree.fromstring(areas.to_svg(SQUARE, title="Area"))
    wide, high = (int(word) for word in tree.get("viewBox").split()[2:])
    (path,) = tree.xpath("//*[@class='wh-map__area']/@d")
    start, *steps = re.findall(r"-?\d+ ?-?\d+", path)
    xs, ys = [0], [0]
    for pair in [start, *steps]:
        dx, dy = re.findall(r"-?\d+", pair)
        xs.append(xs[-1] + int(dx))
        ys.append(ys[-1] + int(dy))
    for low, top, size in ((min(xs[1:]), max(xs), wide), (min(ys[1:]), max(ys), high)):
        assert 0.1 * size < low < 0.4 * size
        assert 0.6 * size < top < 0.9 * size


def test_where_there_are_very_many_districts_the_forces_are_named() -> None:
    words = areas.to_words(areas.smooth(areas.chosen(["force:metropolitan", "force:essex", "force:kent"])))
    assert "Metropolitan Police Service" in words
    assert "Camden" not in words
