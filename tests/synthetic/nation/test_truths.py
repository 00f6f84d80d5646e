"""What is true of somebody is true on both sides of the records; who ends how follows from who they are."""

from __future__ import annotations

import numpy as np
import pytest

from wayhome.synthetic.nation import body, ends, episodes, growth, kernels, land, marks, teeth
from wayhome.synthetic.nation import people as p
from wayhome.synthetic.nation.declared import ALIVE, FRESH, SKELETAL, errors
from wayhome.synthetic.nation.draws import streams
from wayhome.synthetic.nation.whole import Nation, make_nation


@pytest.fixture(scope="module")
def nation() -> Nation:
    return make_nation(listed=12_000, unidentified=6_000, seed=31, variant="base")


def test_a_scarred_finger_is_scarred_on_either_side() -> None:
    (rng,) = streams(5, "scars")
    people = p.draw_people(rng, 4_000)
    true, whole = body.draw_body(rng, people), np.ones(4_000)
    sides = [body.note(rng, errors("base"), true, side, (whole, whole, whole)).pattern for side in (0, 1)]
    both = (sides[0] >= 0) & (sides[1] >= 0)
    assert ((sides[0] == body.SCARRED) == (sides[1] == body.SCARRED))[both].all()
    assert 0.01 < (sides[0] == body.SCARRED)[both].mean() < 0.03


def test_the_living_are_measured_standing_and_the_dead_lying(nation: Nation) -> None:
    seen, known = nation.found.seen, np.flatnonzero(nation.truth >= 0)
    true = nation.people.take(nation.truth[known])
    height = growth.height_cm(true.age_at(nation.died[known]), true.sex, true.z, errors("base").rate("stature_loss"))
    measured = (seen.stature[known] >= 0) & (seen.stature_way[known] == 0)
    over = seen.stature[known] - height
    alive, fresh = (measured & (seen.condition[known] == each) for each in (ALIVE, FRESH))
    assert abs(over[alive].mean()) < 0.5 and over[alive].std() < 1.7
    assert over[fresh].mean() > 1.2 and over[fresh].std() > 2


def test_children_are_few_among_the_dead_and_not_among_the_living(nation: Nation) -> None:
    known = np.flatnonzero(nation.truth >= 0)
    true = nation.people.take(nation.truth[known])
    child, alive = true.age_at(true.seen) < 18, nation.found.seen.kind[known] == 0
    assert child[~alive].mean() < 0.05 and child[alive].mean() > 0.15


def test_the_old_have_more_work_on_their_teeth_than_the_young_of_their_age(nation: Nation) -> None:
    (rng,) = streams(6, "teeth")
    n, day = 1_500, teeth.BORN_BEFORE
    worked = []
    for birth in (day - 10, day + 10):
        mouths = teeth.draw_mouths(rng, np.full(n, birth))
        state = teeth.grow(rng, mouths, None, np.zeros(n, dtype=int), teeth.grid_step(np.full(n, 36.0)))
        worked.append(((state == teeth.FILLED) | (state == teeth.CROWNED)).sum(axis=1).mean())
    assert worked[0] > 1.4 * worked[1]


def test_most_of_the_tattooed_have_few_and_a_few_have_many() -> None:
    (rng,) = streams(7, "tattoos")
    n = 20_000
    child, birth = np.zeros(n, dtype=bool), np.zeros(n)
    drawn = marks.draw_marks(rng, marks.draw_fond(rng, errors("base"), child, birth), child)
    counts = np.bincount(drawn.owner[marks.WORD_KIND[drawn.word] == 0], minlength=n)
    some = counts[counts > 0]
    assert (some <= 2).mean() > 0.5 and (some >= 6).mean() > 0.08
    old = marks.fond_chances(errors("base"), child[:1], np.array([-12_000]))[0]
    assert old[0] > marks.fond_chances(errors("base"), child[:1], np.array([6_000]))[0][0]


def test_who_is_of_a_small_group_is_taken_for_another_more_often_and_all_together_as_published() -> None:
    wrong = kernels.ancestry_wrong(errors("base"), SKELETAL)
    assert wrong[p.ANCESTRIES.index("mixed")] > 5 * wrong[p.ANCESTRIES.index("white")]
    assert wrong @ p.ANCESTRY_SHARES == pytest.approx(errors("base")["ancestry_wrong"][SKELETAL], abs=0.015)


def test_the_buried_lie_on_the_spot_or_within_reach() -> None:
    (rng,) = streams(8, "buried")
    tables, n = errors("base"), 20_000
    people, setting = p.draw_people(rng, n), np.full(n, ends.BURIED)
    at = ends._place(rng, tables, people, np.zeros(n, dtype=int), setting)
    km = np.hypot((at[0] - people.latitude), (at[1] - people.longitude) * np.cos(np.radians(at[0]))) * land.KM_A_DEGREE
    assert (km < 0.1).mean() == pytest.approx(0.2, abs=0.02) and (km < 10).mean() == pytest.approx(0.6, abs=0.04)
    assert sum(share for share, _, _ in ends.distances(tables, ends.BURIED)) == pytest.approx(1)


def test_nobody_who_died_came_back_of_their_own_accord_and_girls_are_flagged_more_often() -> None:
    (rng,) = streams(9, "year")
    who, year = episodes.draw_year(rng, 60_000)
    dead = year.outcome == episodes.FATAL
    assert dead.sum() > 50 and not (year.found_by[dead] == episodes.OWN_ACCORD).any()
    child, male = who.child[year.person], who.sex[year.person] == p.MALE
    assert (~male)[year.exploited].mean() == pytest.approx(0.69, abs=0.03)
    harmed = year.outcome == episodes.OUTCOMES.index("harm")
    assert harmed[~child].mean() > 2 * harmed[child].mean()


def test_families_live_where_people_do() -> None:
    (rng,) = streams(10, "towns")
    who, _ = episodes.draw_year(rng, 60_000)
    largest = land.land().share.argmax()
    homes = who.town[np.unique(who.family, return_index=True)[1]]
    assert (homes == largest).mean() == pytest.approx(land.land().share[largest], rel=0.15)
