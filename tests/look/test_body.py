"""The outline and the chart of teeth are well-formed, say whose they are, and draw what they are given."""

import xml.etree.ElementTree as ET

from wayhome.look.body import DECIDUOUS, PERMANENT, PLACES, Spot, jaws, outline
from wayhome.look.charts import waterfall
from wayhome.rules.teeth import Light
from wayhome.terms.body import DECIDUOUS as MILK
from wayhome.terms.body import PERMANENT as GROWN
from wayhome.terms.body_codes import BODY_PART

SVG = "{http://www.w3.org/2000/svg}"


def test_every_part_of_the_body_has_its_place_and_both_sides_mirror_each_other() -> None:
    assert set(PLACES) == {each.code for each in BODY_PART.codes} - {"unknown"}
    for part, (x, y) in PLACES.items():
        if part.startswith("left_"):
            assert PLACES[part.replace("left_", "right_")] == (100 - x, y)


def test_marks_are_numbered_where_they_are_and_side_by_side_on_one_part() -> None:
    drawn = ET.fromstring(
        str(outline("Hers <&>", [Spot("left_knee", 1), Spot("left_knee", 2), Spot("unknown", 3)], looked_at=["face"]))
    )
    assert drawn.findtext(f"{SVG}title") == "Hers <&>"
    dots = [each for each in drawn.iter(f"{SVG}circle") if each.get("class") == "wh-body__mark"]
    assert len({(each.get("cx"), each.get("cy")) for each in dots}) == 2  # the third lies nowhere, and is in the words
    assert [each.text for each in drawn.iter(f"{SVG}text")] == ["1", "2"]
    assert sum(each.get("class") == "wh-body__seen" for each in drawn.iter(f"{SVG}circle")) == 1


def test_each_tooth_is_drawn_once_and_milk_teeth_only_where_charted() -> None:
    assert {tooth for row in PERMANENT for tooth in row} == set(GROWN)
    assert {tooth for row in DECIDUOUS for tooth in row} == set(MILK)
    grown = ET.fromstring(str(jaws("Teeth", {"11": "filled"}, {"11": Light.RED})))
    assert len(list(grown.iter(f"{SVG}g"))) == 32
    assert [each.text for each in grown.iter(f"{SVG}text") if each.get("class") == "wh-tooth__code" and each.text] == [
        "F"
    ]
    assert any(each.get("class") == "wh-tooth wh-tooth--red" for each in grown.iter(f"{SVG}rect"))
    assert len(list(ET.fromstring(str(jaws("Teeth", {"51": "sound"}, {}))).iter(f"{SVG}g"))) == 42


def test_a_waterfall_ends_where_the_sum_is_and_each_bar_begins_where_the_last_ended() -> None:
    bars = [ET.fromstring(str(each)).findall(f"{SVG}rect")[1] for each in waterfall([-1000, 3000])]
    spans = [(float(each.get("x") or 0), float(each.get("x") or 0) + float(each.get("width") or 0)) for each in bars]
    assert spans == [(0.0, 66.7), (0.0, 200.0)]
    assert waterfall([]) == []
