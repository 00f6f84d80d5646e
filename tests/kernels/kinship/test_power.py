"""What a family can show: what must hold of every family. Documented cases are in test_documented_cases.py."""

from itertools import pairwise
from math import inf, isnan, log10

import numpy as np
import pytest

from tests.kernels.kinship.families import SIBLINGS, TRIO, family, locus
from wayhome.kernels.kinship import populations, simulate
from wayhome.kernels.kinship.compare import AsMissing, as_missing
from wayhome.kernels.kinship.mutation import NONE, Mutation
from wayhome.kernels.kinship.panel import SILENT, Locus
from wayhome.kernels.kinship.pedigree import Genotype
from wayhome.kernels.kinship.peel import likelihood
from wayhome.kernels.kinship.power import Before, chances, exclusion, expected, first, gains, over_loci, power, seen_as

APART = family("apart", "father mother daughter child")


def loci(mutation: Mutation = NONE, number: int = 24) -> list[Locus]:
    return list(populations.loci("US Caucasian", mutation=mutation).values())[:number]


NUCLEAR = family("nuclear", "gf gm father:gf+gm mother sister:father+mother child:father+mother aunt:gf+gm friend")


def before(*typed: str, mutation: Mutation = NONE, number: int = 24, theta: float = 0.0) -> Before:
    profiles = simulate.dropped(NUCLEAR, loci(mutation), np.random.default_rng(3))
    held = {name: profiles[name] for name in typed}
    return Before(NUCLEAR, "child", held, loci(mutation, number), theta)


@pytest.mark.parametrize("theta", [0.0, 0.02])
@pytest.mark.parametrize(
    "model", [NONE, Mutation("proportional", 0.01), Mutation("equal", 0.01), Mutation("stepwise", 0.01)]
)
def test_every_chance_is_that_of_the_exact_engine_and_strangers_have_a_mean_ratio_of_one(
    model: Mutation, theta: float
) -> None:
    at = locus({"8": 0.1, "9": 0.2, "10": 0.3, "11": 0.15, "12": 0.2, SILENT: 0.05}, model)
    relatives: dict[str, Genotype] = {"mother": ("8", "9"), "sister": ("9", "9")}
    held = chances(Before(NUCLEAR, "child", {who: {"D1": each} for who, each in relatives.items()}, [at], theta), at)
    assert held is not None
    alone = likelihood(NUCLEAR, at, relatives, theta=theta)
    for place, genotype in enumerate(seen_as(at)[:-1]):
        joint = likelihood(NUCLEAR, at, {**relatives, "child": genotype}, theta=theta)
        assert held.one[place] == pytest.approx(joint / alone, rel=1e-11, abs=1e-15)
        pair = as_missing(
            NUCLEAR, "child", {"D1": genotype}, [at], {n: {"D1": g} for n, g in relatives.items()}, theta=theta
        )
        assert 10 ** held.dex[place] == pytest.approx(pair.ratio, rel=1e-11)
    assert held.one.sum() == pytest.approx(1, abs=1e-12)
    assert held.other.sum() == pytest.approx(1, abs=1e-12)
    shown = slice(0, -1)
    assert (held.other * 10**held.dex)[shown].sum() == pytest.approx(held.one[shown].sum(), abs=1e-12)


def test_the_mean_ratio_of_strangers_is_one() -> None:
    at = locus({"8": 0.1, "9": 0.2, "10": 0.7})
    mean, dex = expected(SIBLINGS, family("two", "one two"), at, ["two"], {"one": ("8", "9")}, under_other=True)
    assert mean == pytest.approx(1, abs=1e-12)
    assert dex < 0
    assert expected(TRIO, APART, at, ["child"], {"mother": ("8", "8")}, under_other=True)[1] == -inf


def test_what_is_impossible_already_has_no_power() -> None:
    at = locus({"8": 0.1, "9": 0.9})
    assert isnan(exclusion(TRIO, APART, at, ["mother"], {"child": ("8", "8"), "father": ("9", "9")}))
    assert all(
        isnan(each) for each in expected(TRIO, APART, at, ["mother"], {"child": ("8", "8"), "father": ("9", "9")})
    )


def test_power_grows_with_loci_and_with_relatives() -> None:
    told = [power(before("sister", number=number), np.random.default_rng(1)) for number in (8, 16, 24)]
    for less, more in pairwise(told):
        assert less.expected < more.expected
        assert less.strong < more.strong
        assert less.first <= more.first
    both = power(before("sister", "mother"), np.random.default_rng(1))
    assert both.expected > told[-1].expected
    assert both.exclusion > 0.999 > told[-1].exclusion == 0
    assert len(told[-1].loci) == 24


def test_what_is_drawn_is_as_families_dropped_by_chance() -> None:
    """Missing children and strangers drawn one by one, each weighed by the engine's tables."""
    case = before("gf", number=12)
    random = np.random.default_rng(5)
    tables = [held for at in case.loci if (held := chances(case, at))]
    one, other = (
        sum(held.dex[random.choice(len(held.dex), 200_000, p=getattr(held, who))] for held in tables)
        for who in ("one", "other")
    )
    found = power(case, np.random.default_rng(1), strangers=200)
    assert found.expected == pytest.approx(one.mean(), abs=4 * one.std() / 200_000**0.5)
    assert found.stranger == pytest.approx(other.mean(), abs=4 * other.std() / 200_000**0.5)
    assert found.some == pytest.approx((one >= 2).mean(), abs=0.015)
    highest = other.reshape(-1, 200).max(axis=1)
    assert found.first == pytest.approx((one[:1000, None] > highest[None, :]).mean(), abs=0.05)
    assert first(np.full(10, 30.0), 100_000) == pytest.approx(1)


def test_what_is_foretold_comes_true_over_many_families() -> None:
    """Sixty sisters: how often their own brother or sister reaches 100, within three standard errors."""
    random = np.random.default_rng(4)
    chance, reached = [], 0
    for _ in range(60):
        dropped = simulate.dropped(NUCLEAR, loci()[:12], random)
        case = Before(NUCLEAR, "child", {"sister": dropped["sister"]}, loci()[:12])
        chance.append(power(case, np.random.default_rng(1)).some)
        reached += AsMissing(NUCLEAR, "child", case.loci, case.profiles).weigh(dropped["child"]).dex >= 2
    assert 20 < reached < 55
    assert abs(sum(chance) - reached) < 3 * sum(each * (1 - each) for each in chance) ** 0.5


def test_what_a_relative_adds_is_the_mean_over_all_that_they_may_have() -> None:
    """At one locus, exactly: the sum over every genotype of the aunt."""
    at = locus({"8": 0.1, "9": 0.2, "10": 0.3, "11": 0.4})
    case = Before(NUCLEAR, "child", {"gf": {"D1": ("8", "9")}}, [at])
    now = chances(case, at)
    assert now is not None
    exact = 0.0
    for genotype in seen_as(at):
        if (then := chances(case, at, {"aunt": genotype})) is None:
            continue
        chance = likelihood(NUCLEAR, at, {"gf": ("8", "9"), "aunt": genotype}) / likelihood(
            NUCLEAR, at, {"gf": ("8", "9")}
        )
        exact += chance * float(then.one @ then.dex - now.one @ now.dex)
    (gain,) = gains(case, ["aunt"], np.random.default_rng(1))
    assert gain.dex == pytest.approx(exact, rel=0.02)


def test_whom_to_type_next_comes_in_order_and_a_friend_adds_nothing() -> None:
    case = before("gf", mutation=Mutation("proportional", 0.002))
    found = gains(case, ["friend", "gm", "aunt", "mother", "father"], np.random.default_rng(1))
    assert [each.person for each in found][:2] == ["mother", "father"]
    assert (found[-1].person, found[-1].dex, found[-1].chance) == ("friend", pytest.approx(0, abs=1e-12), 0)
    # What is foretold is what comes: the mean over families in which the mother is typed as well.
    told = [
        power(Before(NUCLEAR, "child", {**case.profiles, "mother": each}, case.loci), np.random.default_rng(1)).expected
        for each in mothers(20)
    ]
    assert found[0].dex + power(case, np.random.default_rng(1)).expected == pytest.approx(
        np.mean(told), abs=4 * np.std(told) / 20**0.5
    )


def mothers(number: int) -> list[dict[str, Genotype]]:
    random = np.random.default_rng(8)
    return [simulate.dropped(family("m", "m"), loci(), random)["m"] for _ in range(number)]


def test_relatives_who_do_not_fit_each_other_are_named_by_locus() -> None:
    father_of: dict[str, dict[str, Genotype]] = {
        "father": {"D1": ("8", "8"), "D2": ("8", "8")},
        "sister": {"D1": ("9", "9"), "D2": ("8", "9")},
    }
    for model, impossible, odd in ((NONE, ("D1",), ()), (Mutation("equal", 0.01), (), ("D1",))):
        both = [locus({"8": 0.3, "9": 0.7}, model, name) for name in ("D1", "D2")]
        found = power(Before(NUCLEAR, "child", father_of, both), np.random.default_rng(1))
        assert (found.impossible, found.odd) == (impossible, odd)
        assert found.loci == (("D2",) if impossible else ("D1", "D2"))


def test_exclusion_over_loci_is_one_or_more() -> None:
    assert over_loci([0.5, 0.5]) == 0.75
    typed: dict[str, Genotype] = {"father": ("1", "1"), "mother": ("2", "2")}
    both = [locus({"1": 0.5, "2": 0.3, "3": 0.2}, name=name) for name in ("D1", "D2")]
    profiles = {who: dict.fromkeys(("D1", "D2"), each) for who, each in typed.items()}
    found = power(Before(TRIO, "child", profiles, both), np.random.default_rng(1))
    assert found.exclusion == pytest.approx(1 - 0.3**2, rel=1e-12)
    assert found.expected == pytest.approx(2 * log10(1 / 0.3), rel=1e-12)
