"""How the nation compares with what is published: each table measured on a drawn sample, beside its source; and the difficulty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from wayhome.synthetic.nation import episodes as e
from wayhome.synthetic.nation import filters, growth, kernels, marks, teeth
from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation.declared import SKELETAL, Array, declared, errors, facts
from wayhome.synthetic.nation.draws import streams
from wayhome.synthetic.nation.motifs import FINE, VISIBLE
from wayhome.synthetic.nation.whole import Nation, make_nation


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: what, as drawn, as published, by whom, how sure; `near` is None where there is nothing to be near to."""

    what: str
    drawn: float
    published: float | None
    source: str
    certainty: str
    near: bool | None


def compared(what: str, drawn: float, key: tuple[str, str], *, within: float = 0.1) -> Row:
    """A measured share or size beside its fact; near when within a tenth of it, or two points of a share that is not tiny."""
    fact = facts()[key]
    size = (
        min(fact.value, 1 - fact.value) if 0 < fact.value < 1 else abs(fact.value)
    )  # of a share what is rarer: right or wrong
    room = max(size * within, min(0.02, size / 4) if size < 1 else 0.0)
    return Row(what, float(drawn), fact.value, fact.source, fact.certainty, bool(abs(drawn - fact.value) <= room))


def between(what: str, drawn: float, low: tuple[str, str], high: tuple[str, str]) -> Row:
    """A measured size beside a published range, of which the middle is shown."""
    least, most = facts()[low], facts()[high]
    return Row(
        f"{what} ({least.value:g} to {most.value:g})",
        float(drawn),
        (least.value + most.value) / 2,
        least.source,
        least.certainty,
        bool(least.value <= drawn <= most.value),
    )


def rows(*, seed: int, reports: int = 200_000, listed: int = 40_000, unidentified: int = 16_000) -> Iterator[Row]:
    """Every comparison, on samples of these sizes."""
    (rng,) = streams(seed, "report")
    yield from of_year(*e.draw_year(rng, reports))
    yield from of_records(make_nation(listed=listed, unidentified=unidentified, seed=seed, variant="base"))


def of_year(who: e.Reporters, year: e.Episodes) -> Iterator[Row]:
    """The year's reports."""
    child = who.child[year.person]
    age = (e.FIRST_DAY + year.hour // 24 - who.birth[year.person]) / p.YEAR
    count = np.bincount(year.person, minlength=len(who.child))
    mine = count[who.child & (count > 0)]
    yield compared("reports of children", child.mean(), ("child_incident_share", "incidents under 18, 2019/20 E&W"))
    for name, low, high in (("1", 1, 1), ("2-9", 2, 9), ("10+", 10, 9_999)):
        yield compared(
            f"children missing {name} times",
            ((mine >= low) & (mine <= high)).mean(),
            ("child_incidents_per_year_bucket", name),
        )
    some, many = mine[(mine > 1) & (mine < 10)], mine[mine > 9]
    yield compared(
        "times, of children 2-9",
        some.mean(),
        ("child_incidents_per_year_mean", "bucket 2-9 (1,562 incidents / 578 children)"),
    )
    yield compared("times, of children 10+", many.mean(), ("child_incidents_per_year_mean", "bucket 10+ (952/59)"))
    yield compared(
        "times, of adults",
        count[~who.child & (count > 0)].mean(),
        ("incidents_per_individual", "adults UK 2019/20 and 2023/24 (130/100, 118/88)"),
    )
    first, second = np.full(len(count), -1), np.full(len(count), -1)
    first[year.person[year.number == 1]], second[year.person[year.number == 2]] = (
        year.hour[year.number == 1],
        year.hour[year.number == 2],
    )
    both = (first >= 0) & (second >= 0)
    yield compared(
        "first repeats within 28 days",
        ((second - first)[both] <= 28 * 24).mean(),
        ("repeat_gap", "share of first repeats within 28 days (over half)"),
    )
    for band, low, high in (("0-11", 0, 12), ("12-14", 12, 15), ("15-17", 15, 19)):
        yield compared(
            f"children's reports, age {band}",
            ((age >= low) & (age < high))[child].mean(),
            ("child_age_share", band),
            within=0.15,
        )
    yield compared("male, of all reports", who.sex[year.person].mean(), ("male_share", "all ages 2016/17"))
    yield compared("male, of children", who.sex[year.person][child].mean(), ("male_share", "children 12-17, 2018/19"))
    for side, them in (("child", child), ("adult", ~child)):
        for band, (low, high) in zip(e.BANDS, e.HOURS.tolist(), strict=True):
            yield compared(
                f"{side}, lasted {band}",
                ((year.hours >= low) & (year.hours < high))[them].mean(),
                (f"duration_share_{side}", band),
            )
        yield compared(
            f"{side}, found by police", (year.found_by == 0)[them].mean(), (f"found_by_share_{side}", "police")
        )
    for number, grade in enumerate(("high", "medium", "low")):
        yield compared(f"graded {grade}", (year.risk == number).mean(), ("risk_level_share", grade))
    yield compared("no harm", (year.outcome == 0).mean(), ("outcome_share_all", "no harm"))
    yield compared(
        "fatal", (year.outcome == 3).mean(), ("fatal_rate", "all incidents 2019/20 and 2022/23"), within=0.25
    )
    recorded = who.recorded[year.person]
    yield compared("ethnicity not known", (recorded < 0).mean(), ("ethnicity_unknown_share", "all incidents"))
    for number, name in enumerate(("White", "Black", "Asian")):
        yield compared(
            f"of known ethnicity {name}", (recorded == number)[recorded >= 0].mean(), ("ethnicity_share_known", name)
        )
    yield compared(
        "children in care",
        who.looked_after[year.person][child].mean(),
        ("looked_after_share", "England child incidents (83,920 CLA incidents / about 200,000)"),
    )
    month = (np.datetime64("2025-04-01", "D") + (year.hour // 24).astype("timedelta64[D]")).astype(
        "datetime64[M]"
    ).astype(int) % 12
    for number in (0, 6):
        yield compared(
            f"index of month {number + 1}", (month == number).mean() * 12, ("month_index", f"{number + 1:02d}")
        )
    at = child & (age >= 12) & (age < 15)
    yield compared(
        "child 12-14, mean of ln km", np.log(year.km[at]).mean(), ("lognormal_mu", "distance km child 12-14")
    )
    yield compared(
        "child 12-14, sd of ln km", np.log(year.km[at]).std(), ("lognormal_sigma", "distance km child 12-14")
    )


def of_records(nation: Nation) -> Iterator[Row]:
    """Both sides of the records, against what is true of them."""
    people, told, seen, tables = nation.people, nation.listed.told, nation.found.seen, errors("base")
    known = np.flatnonzero(nation.truth >= 0)
    true = people.take(nation.truth[known])
    at_death, skeletal = true.age_at(nation.died[known]), seen.condition[known] == SKELETAL
    facts_of = (
        ("long_term_missing", "UK over a year, children (over)"),
        ("long_term_missing", "UK over a year, adults (nearly)"),
    )
    children, adults = (facts()[key].value for key in facts_of)
    share = float((people.age_at(people.seen) < 18).mean())
    yield Row(
        "children among the long-term missing",
        share,
        children / (children + adults),
        "MPK2223",
        "reported",
        abs(share - children / (children + adults)) < 0.02,
    )
    bodies, parts = (seen.kind == 1).sum(), (seen.kind == 2).sum()
    counted = (
        facts()["unidentified_cases", "bodies 2010"].value,
        facts()["unidentified_cases", "partial remains 2010"].value,
    )
    yield Row(
        "parts, of bodies and parts",
        parts / (bodies + parts),
        counted[1] / sum(counted),
        "GUA10",
        "reported",
        abs(parts / (bodies + parts) - counted[1] / sum(counted)) < 0.03,
    )
    dead = seen.kind[known] > 0
    yield compared("men, of the dead", (true.sex == p.MALE)[dead].mean(), ("dead_share", "men"))
    yield compared("adults, of the dead", (true.age_at(true.seen) >= 18)[dead].mean(), ("dead_share", "adults"))
    yield Row(
        "skeletal, of all unidentified", float((seen.condition == SKELETAL).mean()), None, "OURS", "assumed", None
    )
    sexed, raced = skeletal & (seen.sex[known] >= 0), skeletal & (seen.ancestry[known] >= 0)
    yield compared(
        "sex right, skeletal", (seen.sex[known] == true.sex)[sexed].mean(), ("sex_right", "skeletal, casework")
    )
    yield compared(
        "ancestry right, skeletal",
        (seen.ancestry[known] == true.ancestry)[raced].mean(),
        ("ancestry_right", "skeletal, casework"),
    )
    error = seen.age[known] - at_death
    bones = (seen.age[known] >= 0) & (seen.age_way[known] == kernels.BONES)
    grown = bones & (at_death >= 20)
    yield compared(
        "adult age from bones, mean error",
        np.abs(error[grown]).mean(),
        ("age_mean_error", "pubic symphysis, years"),
        within=0.3,
    )
    rmse = facts()["age_rmse", "adult composite, years"]
    yield Row(
        "adult age from bones, RMSE (the published one is the best of several)",
        float(np.sqrt((error[grown] ** 2).mean())),
        rmse.value,
        rmse.source,
        rmse.certainty,
        None,
    )
    yield compared(
        "true age inside the stated interval (observers 72 to 100 %)",
        (np.abs(error[grown]) <= seen.age_half[known][grown] + 0.5).mean(),
        ("age_inside", "stated interval, mean of observers"),
        within=0.4,
    )
    young = bones & (at_death > 9) & (at_death < 17)
    yield compared(
        "child age from wrist and teeth, sd", error[young].std(), ("age_sd", "children wrist, years"), within=0.35
    )
    loss = tables.rate("stature_loss")
    height = growth.height_cm(at_death, true.sex, true.z, loss)
    measured = (seen.stature[known] >= 0) & (seen.stature_way[known] == 1)
    off = (seen.stature[known] - height)[measured & (at_death >= 18)]
    yield between(
        "stature from long bones, standard error cm",
        off.std(),
        ("stature_see", "thigh or shin bone, lowest cm"),
        ("stature_see", "thigh or shin bone, highest cm"),
    )
    short = -(seen.stature[known] - height)[measured & (at_death < 17)]
    yield between(
        "child stature too low by cm",
        short.mean(),
        ("stature_under", "child long bones, lowest cm"),
        ("stature_under", "child long bones, highest cm"),
    )
    own = growth.height_cm(people.age_at(people.seen), people.sex, people.z, loss)
    over = told.stature - own
    by_word = (told.stature >= 0) & (told.stature_method == 1) & (people.age_at(people.seen) > 20)
    for sex, name in ((p.MALE, "men"), (p.FEMALE, "women")):
        yield compared(
            f"{name} who say 2.5 cm or more too much of themselves",
            (over[by_word & (people.sex == sex)] >= 2.5).mean(),
            ("stature_over", f"{name} saying 2.5 cm or more too much"),
            within=0.25,
        )
    yield from _of_skin(nation)
    yield from _of_teeth(nation)


def _of_skin(nation: Nation) -> Iterator[Row]:
    (rng,) = streams(nation.seed, "skin")
    tables, n = errors("base"), 40_000
    child = np.zeros(n, dtype=bool)
    adults = np.flatnonzero(nation.people.age_at(nation.people.seen) >= 18)
    birth = nation.people.birth[rng.choice(adults, n)]
    drawn = marks.draw_marks(rng, marks.draw_fond(rng, tables, child, birth), child)
    tattoos = drawn.take(marks.WORD_KIND[drawn.word] == 0)
    visible = np.array([name in VISIBLE for name in FINE])
    some, seen = len(np.unique(tattoos.owner)), len(np.unique(tattoos.owner[visible[tattoos.site]]))
    bodies, shown = (facts()["tattooed", each] for each in ("unknown bodies", "on usually visible skin"))
    yield Row(
        "adults with a tattoo (published: of unknown bodies)",
        some / n,
        bodies.value,
        bodies.source,
        bodies.certainty,
        None,
    )
    share = shown.value / bodies.value
    yield Row(
        "on visible skin, of the tattooed", seen / some, share, shown.source, "derived", abs(seen / some - share) < 0.06
    )


def _of_teeth(nation: Nation) -> Iterator[Row]:
    """Charts without slips: how many are all sound, and how many alike."""
    (rng,) = streams(nation.seed, "teeth")

    def sound(ages: Array) -> tuple[float, float]:
        state = teeth.grow(
            rng,
            teeth.draw_mouths(rng, p.TODAY - ages * p.YEAR),
            None,
            np.zeros(len(ages), dtype=int),
            teeth.grid_step(ages),
        )
        back = state[:, teeth.CLASS < 7]  # without wisdom teeth
        # As such studies code: sound or not yet there, restored, crowned, gone.
        coarse = np.array([0, 0, 0, 1, 1, 2, 3, 3, 3])[back[:2_000]]
        _, counts = np.unique(coarse, axis=0, return_counts=True)
        return float((back <= teeth.SOUND).all(axis=1).mean()), float((counts == 1).sum() / 2_000)

    whole, alone = sound(rng.uniform(16, 60, 8_000))
    yield compared(
        "charts with all teeth sound, ages 16 to 60", whole, ("charts_all_sound", "2000 charts"), within=0.35
    )
    yield compared("charts like no other of 2,000", alone, ("charts_unique", "2000 charts"), within=0.45)
    yield compared(
        "charts with all teeth sound, ages 12 to 22",
        sound(rng.uniform(12, 23, 8_000))[0],
        ("charts_all_sound", "ages 12 to 22"),
        within=0.3,
    )


def difficulty(*, listed: int, unidentified: int, seed: int, pairs: int) -> tuple[Row, ...]:
    """What the usual filter loses and finds on a nation of a size."""
    done = filters.usual_filter(
        make_nation(listed=listed, unidentified=unidentified, seed=seed, variant="base"), pairs=pairs
    )
    said = []
    for what, value, (low, high) in (
        ("usual filter, true pairs lost", done.lost, filters.LOST),
        ("usual filter, recall among 20", done.recall(20), filters.RECALL_AT_20),
    ):
        said.append(Row(f"{what} ({low:g} to {high:g})", value, None, "OURS", "held", low <= value <= high))
    return (
        *said,
        Row("usual filter, candidates (median)", float(np.median(done.candidates)), None, "OURS", "measured", None),
    )


def assumed() -> int:
    """How many of the declared tables nobody has published."""
    return sum(entry["said_by"][0] == "OURS" for entry in declared().values())
