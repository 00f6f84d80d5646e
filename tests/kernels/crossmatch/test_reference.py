"""What must hold of every weight: not known says nothing, more agreement never lowers, order and units never matter."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernels.crossmatch.invented import Inventor
from wayhome.kernels.crossmatch import lists, model, rarity, reference, weights
from wayhome.kernels.crossmatch.chances import ask
from wayhome.kernels.crossmatch.courses import NO_COURSE, course_class, followed
from wayhome.kernels.crossmatch.records import read_missing, read_unidentified
from wayhome.kernels.crossmatch.wanted import next_facts

COMPILED = weights.make(model.load(), rarity.Rarity())
MISSING: dict[str, Any] = {
    "id": "m", "sex": "female", "ethnicity": "white", "hair_colour": "red", "eye_colour": "green", "birth_date": "1990-02-03",
    "stature_cm": {"low": 168, "high": 168, "method": "told"}, "last_seen_at": {"from": "2015-03-03", "to": "2015-03-03"},
    "last_seen_point": {"latitude": 54.05, "longitude": -2.8}, "blood_group": "B-",
    "marks": [{"kind": "tattoo", "part": "left_forearm", "words": "a blue swallow"}],
    "objects": [{"type": "ring", "colour": "gold", "engraving": "A & M"}],
    "teeth": {"charted_on": "2014-01-01", "chart": {"11": "sound", "16": "filled", "46": "missing"}},
    "implants": [{"type": "plate", "part": "left_arm", "serial": "QX-1"}],
    "fingers": {"right_thumb": "arch", "right_index": "whorl"},
}  # fmt: skip
FOUND: dict[str, Any] = {
    "id": "u", "kind": "body", "condition": "fresh", "sex": "female", "ethnicity": "white", "hair_colour": "red",
    "eye_colour": "green", "age": {"low": 22, "high": 28, "method": "appearance"},
    "stature_cm": {"low": 166, "high": 168, "method": "measured"}, "found_at": {"from": "2015-03-06", "to": "2015-03-06"},
    "died_between": {"from": "2015-03-03", "to": "2015-03-05"}, "found_point": {"latitude": 54.06, "longitude": -2.81},
    "found_setting": "land", "blood_group": "B-", "examined": ["left_arm", "right_arm", "chest"],
    "marks": [{"kind": "tattoo", "part": "left_forearm", "words": "swallow"}],
    "objects": [{"type": "ring", "colour": "gold", "engraving": "a m"}],
    "teeth": {"chart": {"11": "sound", "16": "filled", "46": "missing"}},
    "implants": [{"type": "plate", "part": "left_forearm", "serial": "QX1"}],
    "fingers": {"right_thumb": "arch", "right_index": "whorl"},
}  # fmt: skip


def weigh(missing: dict[str, Any], found: dict[str, Any]) -> dict[str, int]:
    (one, flags), (other, more) = read_missing(missing), read_unidentified(found)
    assert (flags, more) == ((), ())
    total: dict[str, int] = {}
    for part in reference.parts(one, other, COMPILED):
        total[part.kind] = total.get(part.kind, 0) + part.weight
    assert sum(total.values()) == reference.score(one, other, COMPILED)
    return total


def test_every_family_speaks_for_a_pair_that_fits_in_everything() -> None:
    weighed = weigh(MISSING, FOUND)
    assert set(weighed) == set(model.FAMILIES)
    assert {family for family, weight in weighed.items() if weight <= 0} == set()


FIELDS = {
    "sex": "sex", "birth_date": "age", "stature_cm": "stature", "last_seen_at": "time", "last_seen_point": "place",
    "marks": "marks", "objects": "objects", "teeth": "teeth", "fingers": "fingers", "blood_group": "blood", "implants": "implants",
}  # fmt: skip


@pytest.mark.parametrize(("field", "family"), FIELDS.items())
def test_what_is_not_known_weighs_nothing(field: str, family: str) -> None:
    assert weigh({key: value for key, value in MISSING.items() if key != field}, FOUND)[family] == 0


def test_looks_that_are_not_known_weigh_nothing() -> None:
    hidden = {key: value for key, value in MISSING.items() if key not in {"ethnicity", "hair_colour", "eye_colour"}}
    assert weigh(hidden, FOUND)["appearance"] == 0


CLASHES = {
    "sex": ({"sex": "male"}, "sex"),
    "hair": ({"hair_colour": "black"}, "appearance"),
    "age": ({"age": {"low": 60, "high": 66, "method": "appearance"}}, "age"),
    "height": ({"stature_cm": {"low": 190, "high": 192, "method": "measured"}}, "stature"),
    "place": ({"found_point": {"latitude": 51.0, "longitude": 0.5}}, "place"),
    "before": (
        {"found_at": {"from": "2014-01-06"}, "died_between": {"from": "2014-01-01", "to": "2014-01-05"}},
        "time",
    ),
    "teeth": ({"teeth": {"chart": {"11": "missing", "16": "sound", "46": "sound"}}}, "teeth"),
    "blood": ({"blood_group": "O+"}, "blood"),
    "fingers": ({"fingers": {"right_thumb": "whorl", "right_index": "arch"}}, "fingers"),
}


@pytest.mark.parametrize("clash", CLASHES)
def test_what_clashes_weighs_less_than_what_agrees_or_is_not_known(clash: str) -> None:
    change, family = CLASHES[clash]
    clashing = weigh(MISSING, FOUND | change)[family]
    assert clashing < 0 < weigh(MISSING, FOUND)[family]


def test_another_serial_number_speaks_against_and_the_same_one_for() -> None:
    def plate(**number: str) -> int:
        return weigh(MISSING, FOUND | {"implants": [{"type": "plate", "part": "left_forearm"} | number]})["implants"]

    assert plate(serial="ZZ9") < plate() - 1000 < plate() < weigh(MISSING, FOUND)["implants"]


def test_absence_counts_only_where_the_skin_was_looked_at() -> None:
    bare = FOUND | {"marks": []}
    assert weigh(MISSING, bare)["marks"] < 0
    assert weigh(MISSING, bare | {"examined": ["chest"]})["marks"] == 0
    assert weigh(MISSING, bare | {"examined": []})["marks"] == 0
    assert weigh(MISSING, bare | {"condition": "skeletal"})["marks"] == 0


def test_a_rare_mark_weighs_more_than_a_common_one() -> None:
    many = rarity.count(
        [
            read_missing({"id": f"m{n}", "marks": [{"kind": "tattoo", "part": "chest", "words": "rose"}]})[0]
            for n in range(500)
        ]
    )
    counted = weights.make(model.load(), many)
    tattoo, scar = lists.MARKS.index("tattoo"), lists.MARKS.index("scar")
    assert counted.word("swallow", tattoo) > counted.word("rose", tattoo)
    assert counted.word("rose", scar) > counted.word("rose", tattoo)  # what is usual for one kind is not for another


def test_who_has_no_marks_to_tell_of_is_less_like_somebody_who_has() -> None:
    unasked = {key: value for key, value in MISSING.items() if key != "marks"}
    none = unasked | {"marks": []}
    assert weigh(none, FOUND)["marks"] < weigh(unasked, FOUND)["marks"] == 0
    several = FOUND | {"marks": [*FOUND["marks"], {"kind": "tattoo", "part": "chest", "words": "a ship"}]}
    scarred = unasked | {"marks": [{"kind": "scar", "part": "face"}]}
    # Who has a tattoo mostly has several: one that the family did not name speaks less against them than against others.
    assert weigh(MISSING, several)["marks"] - weigh(MISSING, FOUND)["marks"] > weigh(scarred, FOUND)["marks"]


@pytest.mark.parametrize(("said", "found"), [("yellow metal", "gold"), ("dark blue", "navy")])
def test_two_words_for_one_colour_are_one_colour(said: str, found: str) -> None:
    def coloured(one: str, other: str) -> int:
        things = [[{"type": "ring", "colour": colour}] for colour in (one, other)]
        return weigh(MISSING | {"objects": things[0]}, FOUND | {"objects": things[1]})["objects"]

    assert coloured(said, found) == coloured(found, found) > coloured(said, "green")
    assert coloured("navy", "navy") > coloured("navy", "blue") > coloured("navy", "green")


@pytest.mark.parametrize("told", ["engraved TB 1957", "initials T and B, the year 1957", "T.B. 1957"])
def test_an_engraving_is_read_without_the_words_around_it(told: str) -> None:
    mine = MISSING | {"objects": [{"type": "watch", "engraving": told}]}
    theirs = FOUND | {"objects": [{"type": "watch", "engraving": "TB1957"}]}
    other = FOUND | {"objects": [{"type": "watch", "engraving": "KL1957"}]}
    assert weigh(mine, theirs)["objects"] > 3000
    assert weigh(mine, other)["objects"] < weigh(mine, FOUND | {"objects": [{"type": "watch"}]})["objects"]


def test_clothes_speak_of_who_died_soon_and_hardly_of_who_lived_on() -> None:
    def objects(seen: str) -> int:
        mine = MISSING | {
            "last_seen_at": {"from": seen},
            "objects": [{"type": "hoodie", "colour": "red", "brand": "Elver"}],
        }
        return weigh(mine, FOUND | {"objects": [{"type": "hoodie", "colour": "red", "brand": "Elver"}]})["objects"]

    assert objects("2015-03-02") > objects("2014-12-02") > objects("2009-03-02") > 0


def test_who_is_found_far_away_is_found_where_people_are() -> None:
    town = [
        read_missing({"id": f"m{n}", "last_seen_point": {"latitude": 51.0 + n % 7 / 100, "longitude": 0.5}})[0]
        for n in range(900)
    ]
    counted = weights.make(model.load(), rarity.count(town))
    assert counted.crowd((510_000, 5_000)) > counted.crowd((560_000, -40_000))
    one = read_missing(MISSING | {"last_seen_at": {"from": "2005-03-03"}})[0]
    found = [
        read_unidentified(FOUND | {"found_point": {"latitude": latitude, "longitude": longitude}})[0]
        for latitude, longitude in ((51.0, 0.5), (56.0, -4.0))
    ]
    placed = [
        next(part.weight for part in reference.parts(one, each, counted) if part.kind == "place") for each in found
    ]
    assert placed[0] < 0
    assert placed[1] < 0  # over four hundred kilometres, and over two hundred


def test_the_courses_of_a_pair_follow_from_the_days_between() -> None:
    asked = ask(read_unidentified(FOUND)[0], COMPILED.model).time
    day = asked.first if asked else 0
    soon, months, years = (followed((day - gap, day - gap), asked, COMPILED.model)[1] for gap in (1, 60, 2000))
    assert soon == course_class(1.0, 0.0, 0.0)
    assert months == course_class(0.0, 1.0, 0.0)
    assert years == course_class(0.0, 0.0, 1.0)
    assert followed(None, asked, COMPILED.model) == (0, NO_COURSE)


def test_one_wrong_sign_of_an_engraving_is_nearer_to_it_than_another() -> None:
    def engraved(text: str) -> int:
        mine = MISSING | {"objects": [{"type": "watch", "engraving": "TB 1957"}]}
        return weigh(mine, FOUND | {"objects": [{"type": "watch", "engraving": text}]})["objects"]

    assert engraved("TB 1957") > engraved("TB 1967") == engraved("TD 1957") > engraved("TD 1967") == engraved("KL 1931")


def test_what_is_worn_one_at_a_time_is_held_against_what_was_found_there() -> None:
    def found(*kinds: str) -> int:
        mine = MISSING | {"objects": [{"type": "boots", "colour": "brown"}]}
        return weigh(mine, FOUND | {"objects": [{"type": kind} for kind in kinds]})["objects"]

    assert found("boots") > found("shoes") > found("trainers", "watch") - found("watch")
    assert found("trainers") < 0
    rings = MISSING | {"objects": [{"type": "ring", "colour": "gold"}]}
    alone = weigh(rings, FOUND | {"objects": [{"type": "keys"}]})["objects"]
    assert (
        weigh(rings, FOUND | {"objects": [{"type": "keys"}, {"type": "ring", "colour": "green"}]})["objects"]
        > alone - 700
    )


def test_what_neither_side_has_says_a_little_where_it_would_be_told_and_seen() -> None:
    def said(condition: str, found: str) -> list[int]:
        theirs = FOUND | {"condition": condition, "objects": [{"type": found}]}
        both = read_missing(MISSING)[0], read_unidentified(theirs)[0]
        return [each.weight for each in reference.parts(*both, COMPILED) if "neither" in each.says]

    (fresh,), (burnt,) = said("fresh", "ring"), said("burnt", "ring")
    assert fresh > burnt > 0


def test_fillings_of_the_same_surfaces_weigh_more_and_a_filling_may_grow() -> None:
    def filled(found: str) -> int:
        sides = [{"chart": {"16": {"code": "filled", "surfaces": each}, "26": "sound"}} for each in ("MO", found)]
        return weigh(MISSING | {"teeth": sides[0] | {"charted_on": "2014-01-01"}}, FOUND | {"teeth": sides[1]})["teeth"]

    assert filled("MO") > filled("MOD") > filled("DB")
    assert filled("MO") > filled("") > filled("DB")


def test_one_filling_in_a_mouth_without_any_may_be_a_slip() -> None:
    def clash(others: str) -> int:
        # A chart that shows one filling where the other shows none, in a mouth otherwise sound, or full of fillings.
        chart = dict.fromkeys(("17", "26", "27", "36", "37", "46", "47", "14", "24", "34", "44"), others)
        mine = MISSING | {"teeth": {"charted_on": "2014-01-01", "chart": chart | {"16": "filled"}}}
        without = MISSING | {"teeth": {"charted_on": "2014-01-01", "chart": chart}}
        theirs = FOUND | {"teeth": {"chart": chart | {"16": "sound"}}}
        return weigh(mine, theirs)["teeth"] - weigh(without, theirs)["teeth"]

    assert clash("filled") < clash("sound") < 0


def test_the_teeth_of_somebody_found_tell_the_age_where_no_estimate_used_them() -> None:
    child = dict.fromkeys(("13", "23", "15", "25", "17", "27", "33", "43", "37", "47"), "unerupted")
    theirs = FOUND | {"teeth": {"chart": child | {"16": "sound", "26": "sound", "11": "sound", "21": "sound"}}}
    no_estimate = {key: value for key, value in theirs.items() if key != "age"}
    boy = {key: value for key, value in MISSING.items() if key != "teeth"} | {"birth_date": "2006-02-03"}
    grown = boy | {"birth_date": "1970-02-03"}
    assert weigh(boy, no_estimate)["age"] > 0 > weigh(grown, no_estimate)["age"]
    by_teeth = theirs | {"age": {"low": 22, "high": 28, "method": "teeth"}}
    assert weigh(boy, by_teeth)["age"] == weigh(boy, by_teeth | {"teeth": FOUND["teeth"]})["age"]


def test_teeth_that_come_through_in_the_young_do_not_clash() -> None:
    chart = dict.fromkeys(("16", "26", "36", "46"), "sound")
    young = MISSING | {
        "birth_date": "2003-01-01",
        "teeth": {"charted_on": "2014-01-01", "chart": chart | {"17": "unerupted", "27": "unerupted"}},
    }
    later = FOUND | {"age": {"low": 11, "high": 14, "method": "teeth"}}
    through = weigh(young, later | {"teeth": {"chart": chart | {"17": "sound", "27": "sound"}}})["teeth"]
    pulled = weigh(young, later | {"teeth": {"chart": chart | {"17": "crowned", "27": "crowned"}}})["teeth"]
    assert through > pulled


def test_teeth_are_told_of_as_the_chart_shows_them() -> None:
    # Sound may become crowned, missing never sound again: the sentence counts by the lights beside which it stands.
    mine = MISSING | {"teeth": {"chart": {"11": "sound", "16": "sound", "46": "missing", "26": "filled"}}}
    theirs = FOUND | {"teeth": {"chart": {"11": "sound", "16": "crowned", "46": "sound", "27": "sound"}}}
    one, other = read_missing(mine)[0], read_unidentified(theirs)[0]
    (said,) = [dict(part.parameters) for part in reference.parts(one, other, COMPILED) if part.kind == "teeth"]
    assert (said["equal"], said["changed"], said["conflict"]) == ("1", "1", "1")


def test_a_child_is_expected_to_have_grown() -> None:
    child = MISSING | {"birth_date": "2001-06-01", "last_seen_at": {"from": "2010-06-01"}}
    child["stature_cm"] = {"low": 133, "high": 133, "method": "measured"}
    later = FOUND | {"found_at": {"from": "2016-06-06"}, "died_between": {"from": "2016-05-01", "to": "2016-06-01"}}
    later["age"] = {"low": 13, "high": 17, "method": "teeth"}
    grown = later | {"stature_cm": {"low": 160, "high": 162, "method": "measured"}}
    as_before = later | {"stature_cm": {"low": 132, "high": 134, "method": "measured"}}
    assert weigh(child, grown)["stature"] > 0 > weigh(child, as_before)["stature"]


def eyes(missing: str, found: str, condition: str) -> int:
    """What two colours of eyes weigh, of people of whom nothing else is said."""
    looks = {"id": "m", "eye_colour": missing}, {"id": "u", "kind": "body", "condition": condition, "eye_colour": found}
    return weigh(*looks)["appearance"]


@pytest.mark.parametrize("condition", ["water", "decomposed", "partial", "unknown"])
def test_light_eyes_darken_after_death_and_dark_ones_never_lighten(condition: str) -> None:
    darkened, lightened = eyes("blue", "brown", condition), eyes("brown", "blue", condition)
    assert lightened < darkened < 0 < eyes("blue", "blue", condition)
    assert darkened > eyes("blue", "brown", "fresh"), "while the eyes are fresh their colour is still theirs"


def test_a_group_is_taken_for_some_more_often_than_for_others() -> None:
    def group(missing: str, found: str) -> int:
        return weigh({**MISSING, "ethnicity": missing}, {**FOUND, "condition": "skeletal", "ethnicity": found})[
            "appearance"
        ]

    assert group("white", "black") < group("white", "middle_eastern") < group("white", "white")


@pytest.mark.parametrize("method", ["bones", "teeth"])
def test_the_age_of_a_child_is_told_more_closely_than_that_of_the_grown(method: str) -> None:
    """Four years beside the truth speak against a child of twelve, and for a grown person of forty."""

    def age(true: int) -> int:
        missing = {**MISSING, "birth_date": f"{2015 - true}-02-03", "teeth": None}
        return weigh(missing, {**FOUND, "age": {"low": true + 2, "high": true + 6, "method": method}, "teeth": None})[
            "age"
        ]

    assert age(12) < 0 < age(40)


def test_further_away_never_weighs_more() -> None:
    place = [
        weigh(MISSING, FOUND | {"found_point": {"latitude": 54.05 + step / 50, "longitude": -2.8}})["place"]
        for step in range(120)
    ]
    assert place == sorted(place, reverse=True)


@given(order=st.permutations(range(3)))
@settings(max_examples=6, deadline=None)
def test_the_order_of_marks_and_objects_never_matters(order: list[int]) -> None:
    make = Inventor(9)
    missing, found = make.missing("m"), make.unidentified("u")
    missing |= {"marks": [make.mark() for _ in range(3)], "objects": [make.thing() for _ in range(3)]}
    found |= {"marks": [make.mark() for _ in range(3)], "objects": [make.thing() for _ in range(3)]}
    turned = copy.deepcopy(found)
    for field in ("marks", "objects"):
        turned[field] = [found[field][place] for place in order]
    one = read_missing(missing)[0]
    scores = {reference.score(one, read_unidentified(each)[0], COMPILED) for each in (found, turned)}
    assert len(scores) == 1


def test_two_charts_of_one_day_weigh_the_same_whichever_side_they_are_on() -> None:
    swapped = MISSING | {"fingers": FOUND["fingers"], "blood_group": "A"}
    other = FOUND | {"fingers": MISSING["fingers"], "blood_group": "A"}
    assert weigh(swapped, other)["fingers"] == weigh(MISSING, FOUND)["fingers"]
    assert weigh(MISSING | {"sex": "male"}, FOUND)["sex"] < 0 > weigh(MISSING, FOUND | {"sex": "male"})["sex"]


def test_every_code_has_its_numbers() -> None:
    assert len(COMPILED.marks.kind) == len(lists.MARKS)
    assert len(COMPILED.things.type[0]) == len(lists.OBJECTS)
    assert len(COMPILED.blood) == len(lists.BLOOD_GROUPS)


def test_the_next_fact_is_one_that_one_side_has_and_would_say_most() -> None:
    lacking = {key: value for key, value in FOUND.items() if key not in {"teeth", "blood_group", "marks"}}
    one, other = read_missing(MISSING)[0], read_unidentified(lacking)[0]
    facts = next_facts(one, other, COMPILED)
    assert {(each.family, each.of) for each in facts} == {
        ("teeth", "unidentified"), ("blood", "unidentified"), ("marks", "unidentified"),
    }  # fmt: skip
    assert [each.gain for each in facts] == sorted((each.gain for each in facts), reverse=True)
    now = weigh(MISSING, lacking | {"blood_group": MISSING["blood_group"]})
    assert next(each.gain for each in facts if each.family == "blood") == now["blood"]
    assert next_facts(one, read_unidentified(FOUND)[0], COMPILED) == ()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2015-03-03", "2015-03-03", "time: on the day on which the person was last seen"),
        ("2015-03-04", "2015-03-04", "time: the day after the person was last seen"),
        ("2015-03-05", "2015-03-05", "time: 2 days after last seen"),
        ("2015-03-03", "2015-03-05", "time: 0 to 2 days after last seen"),
    ],
)
def test_a_number_of_days_is_said_once(first: str, last: str, said: str) -> None:
    found = FOUND | {"died_between": {"from": first, "to": last}}
    parts = reference.parts(read_missing(MISSING)[0], read_unidentified(found)[0], COMPILED)
    assert [part.words for part in parts if part.kind == "time"] == [said]
