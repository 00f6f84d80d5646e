from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayhome.kernels import tables, traits
from wayhome.kernels.linkage import dex, weigh
from wayhome.kernels.traits import Description, Mark, score
from wayhome.terms.age_range import AgeRange
from wayhome.terms.codes import BODY_PART, CONDITION, ETHNICITY, EYE_COLOUR, HAIR_COLOUR, MARK_TYPE
from wayhome.terms.partial_date import PartialDate

SEEN = date(2020, 3, 1)
MISSING = Description(
    sex="female",
    ethnicity="white",
    hair_colour="ginger",
    eye_colour="green",
    birth=PartialDate(2004, 5),
    stature_cm=(160, 164),
    marks=(Mark("scar", "left_hand", "Curved scar from a bicycle chain"), Mark("tattoo", "neck")),
    when=(SEEN, SEEN),
    place=(53.4, -2.2),
)
FOUND = Description(
    sex="female",
    ethnicity="white",
    hair_colour="ginger",
    eye_colour="green",
    age=AgeRange(14, 18),
    stature_cm=(161, 165),
    marks=(Mark("scar", "left_hand", "Scar, curved, 3 cm"),),
    examined=frozenset({"left_hand", "neck"}),
    condition="fresh",
    when=(date(2020, 3, 2), date(2020, 3, 4)),
    place=(53.41, -2.25),
)


def weights(missing: Description, unidentified: Description) -> dict[str, int]:
    return {part.kind: part.weight for part in score(missing, unidentified)}


@pytest.mark.parametrize("shares", [*tables.SHARES, *tables.SEEN], ids=lambda table: table.name)
def test_shares_add_up_to_one(shares: tables.Shares) -> None:
    assert sum(shares.share.values()) == pytest.approx(1)
    assert min(shares.share.values()) > 0


@pytest.mark.parametrize("levels", tables.LEVELS, ids=lambda table: table.name)
def test_chances_of_levels_add_up_to_one_on_both_sides(levels: tables.Levels) -> None:
    assert levels.same.keys() == levels.other.keys()
    for column in (levels.same, levels.other):
        assert sum(column.values()) == pytest.approx(1)
        assert min(column.values()) > 0


@pytest.mark.parametrize(
    "table", [*tables.SHARES, *tables.AGREEMENTS, *tables.LEVELS, *tables.NUMBERS], ids=lambda table: table.name
)
def test_every_table_says_where_it_comes_from(table: tables.Shares) -> None:
    assert table.source
    assert table.status in {"published", "measured", "assumed"}


@pytest.mark.parametrize("frequency", tables.MARK_FREQUENCY.value.values())
def test_chances_of_a_mark_add_up_to_one(frequency: float) -> None:
    chances = traits.mark_chances(frequency).values()
    assert sum(same for same, _ in chances) == pytest.approx(1)
    assert sum(other for _, other in chances) == pytest.approx(1)


@pytest.mark.parametrize(
    ("shares", "near", "agree"),
    [
        (tables.SEX_SHARES, (), 0.947),
        (tables.ETHNIC_SHARES, (), 0.909),
        (tables.HAIR_SHARES_WHITE, tables.HAIR_NEAR, 0.7),
        (tables.EYE_SHARES_OTHER, tables.EYE_NEAR, 0.65),
    ],
    ids=lambda each: getattr(each, "name", None),
)
def test_what_is_recorded_of_a_person_adds_up_to_one(
    shares: tables.Shares, near: tuple[tuple[str, str], ...], agree: float
) -> None:
    for true in shares.share:
        chances = traits.recorded_as(shares.share, true, agree, near)
        assert chances.keys() == shares.share.keys()
        assert sum(chances.values()) == pytest.approx(1)
        assert chances[true] == agree


def test_over_everybody_else_the_mean_ratio_is_one() -> None:
    """Closed form: ratios weighted by the chance of each finding among others have mean 1."""
    share = tables.SEX_SHARES.share
    for true in share:
        mean = 0.0
        for seen in share:
            same = traits.recorded_as(share, true, 0.947)[seen]
            other = sum(part * traits.recorded_as(share, each, 0.947)[seen] for each, part in share.items())
            mean += other * (same / other)
        assert mean == pytest.approx(1)


def test_sex_of_a_skeleton_as_worked_by_hand() -> None:
    """Female seen as female: .947 against .46 * .947 + .54 * .053; seen as male: .053 against .54 * .947 + .46 * .053."""
    bones = replace(FOUND, condition="skeletal")
    assert weights(MISSING, bones)["sex"] == dex(0.947, 0.46 * 0.947 + 0.54 * 0.053) == 310
    assert weights(MISSING, replace(bones, sex="male"))["sex"] == dex(0.053, 0.54 * 0.947 + 0.46 * 0.053) == -1005


def test_rare_hair_says_more_than_common_hair() -> None:
    brown = [replace(each, hair_colour="brown") for each in (MISSING, FOUND)]
    assert weights(MISSING, FOUND)["hair_colour"] > 1200
    assert 200 < weights(*brown)["hair_colour"] < 600


def test_a_neighbouring_colour_is_a_slip_and_a_far_one_a_contradiction() -> None:
    slip = weights(replace(MISSING, hair_colour="brown"), replace(FOUND, hair_colour="dark_brown"))["hair_colour"]
    clash = weights(replace(MISSING, hair_colour="blond"), replace(FOUND, hair_colour="black"))["hair_colour"]
    assert slip > -500 > clash > -1500


def test_black_hair_of_a_black_child_says_little() -> None:
    pair = [replace(each, hair_colour="black", ethnicity="black") for each in (MISSING, FOUND)]
    assert 0 <= weights(*pair)["hair_colour"] < 200


@pytest.mark.parametrize("colour", ["dyed", "none", "unknown"])
def test_hair_that_changes_says_nothing(colour: str) -> None:
    assert weights(MISSING, replace(FOUND, hair_colour=colour))["hair_colour"] == 0


@pytest.mark.parametrize("condition", ["decomposed", "burnt", "partial", "skeletal", "unknown", None])
def test_eyes_say_nothing_once_a_body_changes(condition: str | None) -> None:
    assert weights(MISSING, replace(FOUND, condition=condition, eye_colour="brown"))["eye_colour"] == 0


def test_a_child_seen_and_found_fits_in_every_trait_but_the_tattoo() -> None:
    parts = score(MISSING, FOUND)
    contrary = [part for part in parts if part.weight < 0]
    assert [part.words for part in contrary] == ["mark: tattoo neck on the missing, none seen where it should be"]
    assert weigh(parts, 0) > 6000
    assert "place: 3 km from where last seen" in {part.words for part in parts}
    assert "age: 15 at the time, estimated as 14-18" in {part.words for part in parts}


@pytest.mark.parametrize(
    "trait", [each.name for each in fields(Description) if each.name not in {"examined", "condition"}]
)
def test_what_is_not_known_of_either_weighs_nothing(trait: str) -> None:
    empty = getattr(Description(), trait)
    kind = {"birth": "age", "marks": "mark", "when": "time"}.get(trait, trait)
    if trait == "birth":
        assert weights(replace(MISSING, birth=None), FOUND)[kind] == 0
        return
    if trait != "age":
        assert {part.weight for part in score(replace(MISSING, **{trait: empty}), FOUND) if part.kind == kind} == {0}
    if trait != "marks":
        assert weights(MISSING, replace(FOUND, **{trait: empty}))[kind] == 0


def test_an_empty_record_weighs_nothing_at_all() -> None:
    for pair in ((Description(), FOUND), (MISSING, Description()), (Description(), Description())):
        assert {part.weight for part in score(*pair)} == {0}


def marked(**changes: object) -> list[tuple[int, str]]:
    found = replace(FOUND, **changes)  # type: ignore[arg-type]
    return [(part.weight, part.words) for part in score(MISSING, found) if part.kind == "mark"]


def test_a_scar_described_alike_outweighs_one_that_is_only_there() -> None:
    """Scar: 3 in 100 have one on a given part, 3 in 100 of those are described alike."""
    assert marked()[0] == (dex(0.45, 0.03 * 0.03), "mark: scar left hand on both, described alike")
    assert marked(marks=(Mark("scar", "left_hand", "Burn scar"),))[0][0] == dex(0.33, 0.03 * 0.97)


def test_a_mark_on_the_other_side_may_be_a_slip() -> None:
    assert marked(marks=(Mark("scar", "right_hand"),))[0] == (
        dex(0.05, 0.03),
        "mark: scar left hand on the missing, the same on the other side of the body of the unidentified",
    )


def test_a_missing_mark_counts_only_where_skin_was_examined() -> None:
    nothing_seen: tuple[Mark, ...] = ()
    assert [weight for weight, _ in marked(marks=nothing_seen)] == [dex(0.17, 0.94), dex(0.17, 0.9)]
    assert {weight for weight, _ in marked(marks=nothing_seen, examined=frozenset())} == {0}
    assert {weight for weight, _ in marked(marks=nothing_seen, condition="skeletal")} == {0}


def test_an_amputation_is_seen_on_bones_too() -> None:
    lost = replace(MISSING, marks=(Mark("amputation", "left_hand"),))
    bones = replace(FOUND, condition="skeletal", marks=())
    assert [part.weight for part in score(lost, bones) if part.kind == "mark"] == [dex(0.17, 0.998)]


def test_death_before_last_seen_weighs_heavily_but_not_infinitely() -> None:
    before = replace(FOUND, when=(SEEN - timedelta(days=90), SEEN - timedelta(days=10)))
    assert weights(MISSING, before)["time"] == dex(0.01, 0.5) == -1699
    assert "before the missing was last seen" in " ".join(part.words for part in score(MISSING, before))


def test_bones_that_may_be_older_or_younger_leave_time_open() -> None:
    assert weights(MISSING, replace(FOUND, when=(None, None)))["time"] == 0
    recent = weights(MISSING, replace(FOUND, when=(None, SEEN + timedelta(days=2))))["time"]
    assert recent == dex(0.01 + 0.44, 0.5 + 0.01)


@pytest.mark.parametrize(
    ("days", "same", "other"),
    [(0, 0.44, 0.01), (2, 0.44, 0.01), (3, 0.25, 0.02), (28, 0.15, 0.07), (365, 0.11, 0.15), (3653, 0.04, 0.25)],
)
def test_the_longer_ago_the_less_the_time_says(days: int, same: float, other: float) -> None:
    on = SEEN + timedelta(days=days)
    assert weights(MISSING, replace(FOUND, when=(on, on)))["time"] == dex(same, other)


def test_a_child_grows_while_missing() -> None:
    """Last seen at 8 with 128 cm, found at 14: 163 cm is expected and 128 cm would speak against it."""
    small = replace(MISSING, birth=PartialDate(2012, 3, 1), stature_cm=(128, 128))
    later = replace(FOUND, age=AgeRange(13, 15), when=(date(2026, 3, 1), date(2026, 3, 1)))
    grown, stunted = (weights(small, replace(later, stature_cm=(cm, cm)))["stature_cm"] for cm in (163.0, 128.0))
    assert grown > 0 > stunted
    assert traits.mean_stature_cm(14) - traits.mean_stature_cm(8) == 35


def test_age_is_counted_to_the_day_of_death() -> None:
    later = replace(FOUND, when=(date(2030, 6, 1), date(2030, 12, 1)))
    assert traits.age_then(MISSING, later) == AgeRange(26, 26)
    told = replace(MISSING, birth=None, age=AgeRange(14, 16))
    assert traits.age_then(told, later) == AgeRange(24, 27)
    assert weights(MISSING, later)["age"] < -500


def test_age_and_height_never_weigh_below_the_share_of_slips() -> None:
    old = replace(FOUND, age=AgeRange(90, 90), stature_cm=(60, 60))
    found = weights(MISSING, old)
    assert dex(0.02, 1) - 1 <= min(found["age"], found["stature_cm"]) <= dex(0.02, 1) + 1


@pytest.mark.parametrize("condition", tables.CONDITIONS)
def test_over_all_estimates_the_mean_ratio_of_age_is_one(condition: str) -> None:
    """Closed form again, by summing over estimates a year wide from far below to far above."""
    at = date(2030, 6, 1)
    missing = Description(birth=PartialDate(1990, 1, 1), when=(at, at))
    mean = 0.0
    for middle in range(131):
        found = Description(age=AgeRange(middle, middle), condition=condition, when=(at, at))
        other = traits._chance_of_estimate_for_anybody(float(middle), 0.0, condition)
        mean += other * 10 ** (weights(missing, found)["age"] / 1000)
    assert mean == pytest.approx(1, abs=0.06)  # estimates below 0 are cut off


@pytest.mark.parametrize(
    ("other", "km"), [((53.4, -2.2), 0), ((54.4, -2.2), 111.19), ((53.4, 177.8), 8139.4), ((-53.4, 177.8), 20015.1)]
)
def test_distances_on_the_globe(other: tuple[float, float], km: float) -> None:
    assert traits.distance_km((53.4, -2.2), other) == pytest.approx(km, rel=1e-4, abs=1e-6)
    assert traits.distance_km(other, (53.4, -2.2)) == pytest.approx(km, rel=1e-4, abs=1e-6)


def test_near_says_more_than_far() -> None:
    steps = [weights(MISSING, replace(FOUND, place=(53.4 + step, -2.2)))["place"] for step in (0, 0.05, 0.3, 1, 4)]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] > 0 > steps[-1]


codes = st.sampled_from
descriptions = st.builds(
    Description,
    sex=codes(["female", "male", "other", "unknown", None]),
    ethnicity=codes([each.code for each in ETHNICITY.codes]),
    hair_colour=codes([each.code for each in HAIR_COLOUR.codes]),
    eye_colour=codes([each.code for each in EYE_COLOUR.codes]),
    birth=st.none() | st.builds(PartialDate, st.integers(1930, 2025), st.none() | st.integers(1, 12)),
    age=st.none() | st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda two: AgeRange(min(two), max(two))),
    stature_cm=st.none() | st.tuples(st.floats(40, 210), st.floats(0, 20)).map(lambda two: (two[0], sum(two))),
    marks=st.lists(
        st.builds(Mark, codes([each.code for each in MARK_TYPE.codes]), codes([each.code for each in BODY_PART.codes])),
        max_size=2,
    ).map(tuple),
    examined=st.frozensets(codes([each.code for each in BODY_PART.codes])),
    condition=codes([each.code for each in CONDITION.codes] + [None]),
    when=st.tuples(
        st.none() | st.dates(date(1950, 1, 1), date(1990, 1, 1)),
        st.none() | st.dates(date(1990, 1, 2), date(2025, 1, 1)),
    ),
    place=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
)


@given(descriptions, descriptions)
def test_any_two_records_can_be_weighed_and_no_fact_decides_alone(missing: Description, found: Description) -> None:
    for part in score(missing, found):
        assert -4000 < part.weight < 4000
        assert part.words


def test_every_code_of_the_forms_is_weighed_or_left_out_on_purpose() -> None:
    assert set(tables.HAIR_SHARES_WHITE.share) | {*tables.HAIR_CHANGES, "unknown"} == {
        each.code for each in HAIR_COLOUR.codes
    }
    assert set(tables.EYE_SHARES_WHITE.share) | {"other", "unknown"} == {each.code for each in EYE_COLOUR.codes}
    assert set(tables.MARK_FREQUENCY.value) == {each.code for each in MARK_TYPE.codes}
    assert set(tables.CONDITIONS) | {"unknown"} == {each.code for each in CONDITION.codes}
    assert set(tables.ETHNIC_GROUPS) | {"mixed", "unknown"} == {each.code for each in ETHNICITY.codes}


def test_the_version_follows_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert traits.MODEL_VERSION == tables.model_version()
    changed = replace(tables.SEX_SHARES, share={"male": 0.55, "female": 0.45})
    monkeypatch.setattr(tables, "SHARES", (changed, *tables.SHARES[1:]))
    assert tables.model_version() != traits.MODEL_VERSION
