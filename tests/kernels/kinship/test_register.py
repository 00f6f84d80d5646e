"""A register against the exact engine, pair by pair: the same ratios, and nothing lost."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from tests.kernels.kinship.families import family
from wayhome.kernels.kinship.compare import as_missing
from wayhome.kernels.kinship.mutation import NONE, Mutation
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import Profile
from wayhome.kernels.kinship.register import Register
from wayhome.kernels.kinship.rows import Panel
from wayhome.kernels.kinship.shapes import Family, shape
from wayhome.kernels.kinship.simulate import dropped

KNOWN = {
    "parents": ("f m who:f+m", ("f", "m")),
    "one parent": ("f m who:f+m", ("m",)),
    "a sibling": ("f m who:f+m s:f+m", ("s",)),
    "three siblings": ("f m who:f+m s:f+m t:f+m u:f+m", ("s", "t", "u")),
    "a mother and a sibling": ("f m who:f+m s:f+m", ("m", "s")),
    "all of them": ("f m who:f+m s:f+m", ("f", "m", "s")),
    "grandparents": ("a b f:a+b c d m:c+d who:f+m", ("a", "c", "d")),
    "a grandparent and a sibling": ("a b f:a+b m who:f+m s:f+m", ("b", "s")),
    "half-siblings": ("f m x y who:f+m h:f+x k:y+m", ("h", "k")),
    "a half-sibling and a sibling": ("f m x who:f+m s:f+m h:f+x", ("h", "s")),
    "a child": ("who p k:who+p", ("k",)),
    "children, a partner, a mother": ("f m who:f+m p k:p+who l:p+who", ("k", "l", "p", "m")),
}
OTHER = {
    "an uncle": ("a b f:a+b uncle:a+b m who:f+m", ("uncle",)),
    "a nephew": ("f m who:f+m s:f+m x n:s+x", ("n",)),
    "parents who are cousins": ("a b c:a+b d:a+b x y f:c+x m:y+d who:f+m s:f+m", ("s", "a")),
    "half-siblings of one other parent": ("f m x who:f+m h:f+x k:f+x", ("h", "k")),
}


def ladder(random: Random, mutation: Mutation = NONE, loci: int = 6) -> tuple[Locus, ...]:
    out = []
    for at in range(loci):
        shares = [random.uniform(0.02, 1) for _ in range(random.randint(3, 9))]
        frequencies = tuple(share / sum(shares) for share in shares)
        labels = tuple(str(8 + each) for each in range(len(shares)))
        out.append(Locus(f"D{at}", labels, frequencies, mutation, replace(mutation, rate=mutation.rate * 2)))
    return tuple(out)


def others(random: Random, loci: Sequence[Locus]) -> tuple[Locus, ...]:
    """The same ladders in a population of other frequencies."""
    out = []
    for locus in loci:
        shares = [random.uniform(0.02, 1) for _ in locus.alleles]
        out.append(replace(locus, frequencies=tuple(share / sum(shares) for share in shares)))
    return tuple(out)


def kept(random: Random, whole: Profile, *, gaps: float = 0.1, halves: float = 0.0) -> Profile:
    """What a laboratory had of a profile: some loci not at all, of some one allele."""
    return {
        marker: (one, None) if random.random() < halves else (one, two)
        for marker, (one, two) in whole.items()
        if random.random() >= gaps
    }


def families(
    random: Random, loci: Sequence[Locus], kinds: dict[str, tuple[str, tuple[str, ...]]], each: int = 3
) -> tuple[list[Family], list[Profile]]:
    """Families, and the whole profile of each one's missing person."""
    drawn = np.random.default_rng(random.randrange(2**32))
    out: list[Family] = []
    missing: list[Profile] = []
    for name, (told, typed) in kinds.items():
        for _ in range(each):
            whole = dropped(family(name, told), loci, drawn)
            out.append(Family(name, family(name, told), "who", {of: kept(random, whole[of]) for of in typed}))
            missing.append(whole["who"])
    return out, missing


def expected(of: Family, sample: Profile, drop: float, panel: Panel) -> float:
    """log10, the least over populations, by the exact engine; loci where the relatives make no sense say nothing."""
    dex = []
    for name in panel.populations:
        loci = [panel.case(name, at, of.profiles.values()) for at in range(len(panel.loci))]
        found = as_missing(of.pedigree, of.missing, sample, loci, of.profiles, dropout=drop)
        with np.errstate(divide="ignore"):
            dex.append(float(np.nansum(np.log10(list(found.ratios.values())))))
    return min(dex)


@pytest.mark.parametrize("mutation", [NONE, Mutation("proportional", 0.01), Mutation("stepwise", 0.01, 0.1)], ids=str)
def test_a_register_finds_what_the_exact_engine_finds(mutation: Mutation) -> None:
    random = Random(f"{mutation}")
    loci = ladder(random, mutation)
    least = {"two": (0.06,) * len(loci)}
    panel = Panel({"one": loci, "two": others(random, loci)}, least, dropouts=(0.1,), partial=True)
    kinds = KNOWN | OTHER if mutation.kind != "stepwise" else dict(list(KNOWN.items())[:4])
    some, missing = families(random, loci, kinds, 1 if mutation.kind == "stepwise" else 2)
    samples = [kept(random, each, halves=0.15) for each in missing[::3]]
    drops = [random.choice([0.0, 0.1]) for _ in samples]
    register, order = Register.of(panel, some, threads=2)
    assert sorted(each.name for each in order) == sorted(each.name for each in some)
    assert len(register.quick.who) == (0 if mutation.kind == "stepwise" else 2 * len(KNOWN))
    codes = panel.encode(samples, drops)
    exact = {
        (f, n): expected(each, sample, drop, panel)
        for f, each in enumerate(order)
        for n, (sample, drop) in enumerate(zip(samples, drops, strict=True))
    }
    threshold = -0.5
    found = register.all(codes, threshold)
    at = dict(zip(zip(found.family.tolist(), found.body.tolist(), strict=True), found.dex.tolist(), strict=True))
    assert set(at) == {pair for pair, dex in exact.items() if dex >= threshold}
    assert len(at) >= len(samples)
    assert max(abs(at[pair] - exact[pair]) for pair in at) < 1e-10
    assert found.dex.tolist() == sorted(found.dex.tolist(), reverse=True)
    for n in range(len(samples)):
        alone = register.body(codes[n], threshold)
        here = found.body == n
        assert alone.family.tolist() == found.family[here].tolist()
        assert np.array_equal(alone.by, found.by[here], equal_nan=True)


def test_which_families_are_quick() -> None:
    random = Random(5)
    loci = ladder(random)
    assert all(shape(each) is not None for each in families(random, loci, KNOWN)[0])
    assert all(shape(each) is None for each in families(random, loci, OTHER)[0])


def test_nothing_is_lost_where_alleles_are_rare() -> None:
    """Two thousand families with alleles of one in a thousand: some say more at a locus than a small integer holds."""
    random = Random(11)
    loci = tuple(
        Locus(f"D{at}", ("8", "9", "10", "11"), (0.001, 0.009, 0.39, 0.6), *(Mutation("proportional", 0.002),) * 2)
        for at in range(9)
    )
    panel = Panel({"one": loci})
    some, samples = families(random, loci, {"parents": KNOWN["parents"]}, 400)
    rare: Profile = {locus.name: ("8", random.choice(["8", "9"])) for locus in loci}
    some[::40] = [Family(each.name, each.pedigree, "who", {"f": rare, "m": rare}) for each in some[::40]]
    register, order = Register.of(panel, some, threads=2)
    assert 0 < (register.tables.most > 5).sum() < len(some)
    codes = panel.encode([rare, *samples])
    with np.errstate(divide="ignore"):
        exact = np.array([np.nansum(register.rescored(codes, f)[:, 0], axis=1) for f in range(len(order))])
    for threshold in (-2.0, 0.0, 2.0, 6.0):
        found = register.all(codes, threshold)
        pairs = set(zip(found.family.tolist(), found.body.tolist(), strict=True))
        assert pairs == {(int(f), int(n)) for f, n in zip(*np.nonzero(exact >= threshold), strict=True)}
    assert exact.max() > 20


def test_bad_panels_and_profiles_are_refused_with_a_sentence() -> None:
    random = Random(3)
    loci = ladder(random, loci=2)
    with pytest.raises(ValueError, match="populations one, two differ in loci or alleles"):
        Panel({"one": loci, "two": loci[:1]})
    with pytest.raises(ValueError, match="one, D0: allele 9 has frequency 0; give a least frequency"):
        Panel({"one": (Locus("D0", ("8", "9"), (1.0, 0.0)),)})
    panel = Panel({"one": loci})
    with pytest.raises(ValueError, match="D0: allele 99 is not listed"):
        panel.encode([{"D0": ("99", "8")}])
    with pytest.raises(ValueError, match="without rows for alleles beside one that was not seen"):
        panel.encode([{"D0": ("8", None)}])
    with pytest.raises(ValueError, match=r"without rows for drop-out 0\.2"):
        panel.encode([{"D0": ("8", "8")}], [0.2])
    assert panel.encode([{"D9": ("1", "2")}]).tolist() == panel.encode([{}]).tolist()
