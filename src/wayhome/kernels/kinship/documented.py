"""Cases that other software documents, worked out by this engine: a laboratory's first question.

The numbers are theirs, to the precision that was printed; the code is not. Sources: tests and manuals of dvir 3.4, forrel 1.9, pedprobr 1.1,
pedmut 0.9, Familias (R) 2.6, Familias-py and mispitools 1.4, and the README of pedlikCompare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isinf, isnan

from wayhome.kernels.kinship.compare import as_missing, compare, over
from wayhome.kernels.kinship.mutation import NONE, Mutation, largest_proportional, matrix
from wayhome.kernels.kinship.panel import Locus
from wayhome.kernels.kinship.pedigree import FEMALE, MALE, UNKNOWN, Genotype, Pedigree, Person
from wayhome.kernels.kinship.peel import likelihood
from wayhome.kernels.kinship.power import exclusion, expected

AA: Genotype = ("1", "1")
AB: Genotype = ("1", "2")
BB: Genotype = ("2", "2")
ROUNDED = range(7, 11)
"""So many printed digits are a rounded number. Fewer are the whole of it, and more a closed form."""


@dataclass(frozen=True, slots=True)
class Case:
    """One documented number beside ours. `printed` is theirs as it was printed, or the value of their closed form."""

    number: str
    words: str
    source: str
    printed: str
    found: float

    @property
    def holds(self) -> bool:
        """Whether ours is theirs to the printed precision; what was not rounded to 1e-12 of itself."""
        if self.printed in {"NaN", "Inf"}:
            return isnan(self.found) if self.printed == "NaN" else isinf(self.found)
        theirs, digits = float(self.printed), len(self.printed.partition(".")[2])
        if digits in ROUNDED:
            return abs(self.found - theirs) <= 0.5000001 * 10.0**-digits
        return abs(self.found - theirs) <= 1e-12 * abs(theirs)


def snp(p: float, model: Mutation = NONE) -> Locus:
    """A locus with alleles 1, of frequency p, and 2."""
    return locus({"1": p, "2": 1 - p}, model)


def locus(frequencies: Mapping[str, float], model: Mutation = NONE, name: str = "D1") -> Locus:
    """A locus by its alleles; both sexes mutate alike."""
    return Locus(name, tuple(frequencies), tuple(frequencies.values()), model, model)


def family(told: str, inbred: Mapping[str, float] | None = None, name: str = "documented") -> Pedigree:
    """Persons as "child:father+mother", founders by their name; parents have the sex of their place."""
    words = [
        (child, *parents.partition("+")[::2]) for child, _, parents in (word.partition(":") for word in told.split())
    ]
    sexes = {father: MALE for _, father, _ in words} | {mother: FEMALE for _, _, mother in words}
    persons = (
        Person(child, father or None, mother or None, sexes.get(child, UNKNOWN)) for child, father, mother in words
    )
    return Pedigree(name, tuple(persons), inbred or {})


TRIO = family("father mother child:father+mother")
SIBLINGS = family("father mother one:father+mother two:father+mother")
LOOPS = family("1 2 3:1+2 4:1+2 5:1+3 6:5+3")
HALF_COUSINS = family("1 2 3 4:1+2 5:1+3 6:4+5")


def cases() -> Iterator[Case]:
    """All of them, in the order of their numbers."""
    yield from _two_people()
    yield from _before_the_search()
    yield from _likelihoods()
    yield from _theta_and_mutation()
    yield from _ratios()


def _two_people() -> Iterator[Case]:
    parents = {"father": {"D1": AB}, "mother": {"D1": AB}}
    for number, child, printed in (("K01", AA, "25"), ("K02", BB, "0.308641975")):
        found = as_missing(TRIO, "child", {"D1": child}, [snp(0.1)], parents).ratio
        yield Case(number, f"parents 1/2 and 1/2, child {child[0]}/{child[1]}, p = .1", "dvir tests", printed, found)
    parents = {"father": {"D1": AA}, "mother": {"D1": AA}}
    excluded = as_missing(TRIO, "child", {"D1": BB}, [snp(0.1)], parents).inconsistent
    yield Case("K03", "parents 1/1 and 1/1, child 2/2: loci that exclude", "dvir tests", "1", len(excluded))
    profile = {"D1": ("A", "A"), "D2": ("A", "A")}
    loci = [locus({"A": 0.05, "B": 0.95}), locus({"A": 0.10, "B": 0.90}, name="D2")]
    duo = compare(TRIO, family("father child"), loci, {"father": profile, "child": profile})
    for what, printed, found in (
        ("first locus", "20", duo.ratios["D1"]), ("second locus", "10", duo.ratios["D2"]), ("both", "200", duo.ratio)
    ):  # fmt: skip
        yield Case("K04", f"parent and child A/A, p = .05 and .10: {what}", "forrel tests", printed, found)
    alike = compare(TRIO, family("father child"), [snp(0.1)], {"father": {"D1": AA}, "child": {"D1": AA}})
    yield Case("K05", "paternity 1/1 and 1/1, p = .1", "forrel tests", "10", alike.ratio)
    yield Case("K13", "impossible data: 0/0", "forrel tests", "NaN", over(0, 0))
    yield Case("K13", "impossible data: x/0", "forrel tests", "Inf", over(0.5, 0))


def _before_the_search() -> Iterator[Case]:
    """What a family can show: exclusion power, and the mean ratio."""
    source = "forrel manual, exclusionPower"
    duo, both = family("father mother daughter:father+mother"), ("mother", "daughter")
    sisters = family("f m mother:f+m daughter:f+m")
    inbred = family("g h k f:g+h m:g+k mother:f+m daughter:f+m")
    four = locus({"1": 0.7, "2": 0.1, "3": 0.1, "4": 0.1})
    words = "called mother and daughter, truly sisters: excluded"
    yield Case("K06", f"{words}, p = .9", source, "0.00405", exclusion(duo, sisters, snp(0.9), both))
    yield Case("K07", f"{words}, alleles .7 .1 .1 .1", source, "0.03090", exclusion(duo, sisters, four, both))
    found = exclusion(duo, inbred, snp(0.9), both)
    yield Case("K08", f"{words}, their parents half-siblings, p = .9", source, "0.00765", found)
    apart = family("father mother daughter child")
    found = exclusion(duo, apart, snp(0.1), both)
    yield Case("K09", "called mother and daughter, truly strangers: 2 p^2 q^2", "forrel tests", "0.0162", found)
    three, parents = locus({"1": 0.5, "2": 0.3, "3": 0.2}), {"father": AA, "mother": BB}
    found = exclusion(TRIO, apart, three, ["child"], parents)
    yield Case("K10", "parents 1/1 and 2/2, a stranger excluded: 1 - 2 .5 .3", "forrel tests", "0.7", found)
    for number, typed, printed in (
        ("K11", {"mother": AB}, "1.8888889"),
        ("K12", {"mother": AB, "father": AA}, "1.6975309"),
    ):
        found, _ = expected(TRIO, apart, snp(0.9), ["child"], typed)
        yield Case(number, f"mean ratio of a child, typed: {', '.join(typed)}, p = .9", "forrel tests", printed, found)
    _, found = expected(TRIO, apart, snp(0.5), ["father", "mother", "child"])
    yield Case("K34", "mean log10 ratio of a trio, p = .5: .625 log10 2", "mispitools tests", "0.18814375", found)


def _likelihoods() -> Iterator[Case]:
    at, both = snp(0.2), {"one": AB, "two": AB}
    whole = likelihood(SIBLINGS, at, both)
    yield Case("K14", "siblings a/b and a/b, p = .2", "pedprobr README", "0.1856", whole)
    for father, mother, printed in ((AA, AB, "0.01724138"), (AA, BB, "0.13793103"), (AB, BB, "0.27586207")):
        found = likelihood(SIBLINGS, at, {**both, "father": father, "mother": mother}) / whole
        told = f"{father[0]}/{father[1]} and {mother[0]}/{mother[1]}"
        yield Case("K15", f"posterior of their parents: {told}", "pedprobr README", printed, found)
    q = 0.8
    found = likelihood(SIBLINGS, at, {"one": BB, "two": BB})
    yield Case("K16", "siblings 2/2 and 2/2: q^2 (1 + q)^2 / 4", "pedprobr tests", repr(q**2 * (1 + q) ** 2 / 4), found)
    three = family("a b c d one:a+b two:c+d child:one+two")
    found = likelihood(three, at, {"a": AB, "c": AB, "child": AB})
    yield Case("K17", "three generations, p = .2", "pedprobr tests", "0.046592", found)
    for p, printed in ((0.2, "0.1"), (0.3, "0.16875")):
        yield Case(
            "K18", f"one person in two loops, p = {p}", "pedprobr tests", printed, likelihood(LOOPS, snp(p), {"6": AA})
        )
    for p, seen, printed in ((0.2, AA, "0.06"), (0.3, AB, "0.3675")):
        found = likelihood(HALF_COUSINS, snp(p), {"6": seen})
        yield Case("K19", f"a loop through a founder, p = {p}", "pedprobr tests", printed, found)
    for seen, printed in ((AA, "0.0325"), (AB, "0.135")):
        found = likelihood(family("a", {"a": 0.25}), snp(0.1), {"a": seen})
        yield Case("K20", "an inbred founder, f = .25, p = .1", "pedprobr tests", printed, found)
    for name in ("father", "child"):
        found = likelihood(TRIO, snp(0.8), {name: ("2", None)})
        yield Case("K21", f"a partial genotype 2/-, of a {name}: 2pq + q^2", "pedprobr tests", "0.36", found)


def _theta_and_mutation() -> Iterator[Case]:
    third = locus({"A": 0.3, "B": 0.7})
    for told, name in (("1 2 3:1+2 4 5:3+4", "5"), ("1 2 3 4 5:1+2 6:3+4 7:5+6", "7")):
        found = likelihood(family(told), third, {name: ("A", "A")}, theta=0.01)
        yield Case("K22", "theta .01, A/A below untyped ancestors, p = .3", "pedprobr tests", "0.0921", found)
    closed = 0.3 * (0.05 + 0.95 * 0.3)
    found = likelihood(HALF_COUSINS, snp(0.3), {"1": AA}, theta=0.05)
    yield Case("K23", "theta .05, a founder of a loop counted once", "pedprobr tests", repr(closed), found)
    duo = {"father": AA, "child": BB}
    found = likelihood(TRIO, snp(0.5, Mutation("equal", 0.1)), duo)
    yield Case("K24", "father 1/1, child 2/2, equal rate .1", "pedprobr tests", "0.0125", found)
    found = likelihood(TRIO, snp(0.9, Mutation("equal", 0.1)), {**duo, "mother": AA})
    yield Case("K25", "1/1 and 1/1, child 2/2, equal rate .1, p = .9", "pedprobr tests", "0.006561", found)
    model = Mutation("proportional", 0.1)
    moves = matrix(model, ("1", "2"), (0.9, 0.1))
    found = likelihood(TRIO, snp(0.9, model), duo)
    yield Case(
        "K26", "father and child, proportional: p^2 q m12", "pedprobr tests", repr(float(0.081 * moves[0, 1])), found
    )
    yield Case("K27", "largest proportional rate, p = .3", "pedmut tests", "0.6", largest_proportional((0.3, 0.7)))
    found = likelihood(TRIO, snp(0.5), {"father": AB, "mother": AB, "child": BB})
    yield Case("K28", "1/2 and 1/2, child 2/2, p = .5", "pedlikCompare README", "0.0625", found)
    both = locus({"A": 0.3, "B": 0.7}, Mutation("proportional", 0.01))
    found = likelihood(TRIO, both, {"child": ("A", "A")}, theta=0.03)
    yield Case("K29", "son A/A, f = .3, proportional .01, Fst .03", "Familias manual", "0.0960035714", found)


def _ratios() -> Iterator[Case]:
    unrelated = family("father mother one two")
    found = compare(SIBLINGS, unrelated, [snp(0.2)], {"one": {"D1": AA}, "two": {"D1": AA}}).ratio
    yield Case("K30", "siblings A/A and A/A, p = .2: (1 + p)^2 / 4p^2", "Familias-py tests", "9", found)
    at = locus({"A": 0.2, "B": 0.2, "C": 0.2, "D": 0.4})
    typed = {"father": {"D1": ("A", "B")}, "mother": {"D1": ("A", "C")}, "child": {"D1": ("A", "A")}}
    other = family("father mother stranger child:stranger+mother")
    found = compare(TRIO, other, [at], typed).ratio
    yield Case("K31", "father A/B, mother A/C, child A/A, p = .2", "Familias-py tests", "2.5", found)
