"""The outline and the chart of teeth are well-formed, say whose they are, and draw what they are given."""

import xml.etree.ElementTree as ET

from wayhome.look.body import ANYWHERE, BACK, FRONT, WHOLE, figures, outline
from wayhome.look.charts import waterfall
from wayhome.look.jaws import DECIDUOUS, PERMANENT, jaws
from wayhome.rules.teeth import Light
from wayhome.terms.body import DECIDUOUS as MILK
from wayhome.terms.body import PERMANENT as GROWN
from wayhome.terms.body_codes import BODY_PART

SVG = "{http://www.w3.org/2000/svg}"


def test_every_part_of_the_body_has_its_place_and_both_sides_mirror_each_other() -> None:
    assert ANYWHERE.keys() | WHOLE.keys() == {each.code for each in BODY_PART.codes} - {"unknown"}
    assert set(WHOLE.values()) <= ANYWHERE.keys()
    for figure in (FRONT, BACK):
        for part, points in figure.items():
            if part.startswith("left_"):
                assert figure[part.replace("left_", "right_")] == tuple((200 - x, y) for x, y in points)
    # The person's right hand is on the viewer's left in front, and on the viewer's right from behind.
    assert max(x for x, _ in FRONT["right_hand"]) < 100 < min(x for x, _ in BACK["right_hand"])


def test_marks_are_numbered_where_they_are_and_side_by_side_on_one_part() -> None:
    marks = ["left_knee", "left_knee", "unknown", "upper_back", "left_leg"]
    drawn = ET.fromstring(str(outline("Hers <&>", marks, looked_at=["face", "back"])))
    assert drawn.findtext(f"{SVG}title") == "Hers <&>"
    front, back = drawn.findall(f"{SVG}g")
    dots = [(each.get("cx"), each.get("cy")) for each in drawn.iter(f"{SVG}circle")]
    assert len(set(dots)) == len(dots) == 4  # the third lies nowhere, and is in the words
    assert [each.text for each in front.iter(f"{SVG}text")] == ["5", "1", "2"]
    assert [each.text for each in back.iter(f"{SVG}text")] == ["4"]
    shaded = [sum("--seen" in str(each.get("class")) for each in side.iter(f"{SVG}polygon")) for side in (front, back)]
    assert shaded == [1, 1]


def test_the_map_to_choose_from_is_the_same_body() -> None:
    front, back = figures({part: part for part in ANYWHERE}, here="?part=", marks=["neck", "neck"], chosen="neck")
    assert {site.part: site.points for site in front.sites}.keys() == FRONT.keys()
    drawn = str(outline("", []))
    assert all(f'points="{site.points}"' in drawn for figure in (front, back) for site in figure.sites)
    (neck,) = (site for site in front.sites if site.chosen)
    assert neck.numbers == "1, 2"
    assert len({dot.x for dot in neck.dots}) == 2


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
