"""How likely profiles are in a family: exact, at one locus, whatever the shape of the pedigree.

Every person has two alleles, each a variable: what came from the father and what came from the mother. What is known of a person, how
alleles pass and how frequent they are in founders are factors over these variables; the likelihood is their product summed over all
variables, one after the other, each time the one that leaves the smallest table (Lauritzen and Sheehan 2003). Loops need nothing of their own.

Alleles that nobody was typed with are one class, where the mutation model lets them be (Kemeny and Snell's strong lumping); else all are kept.
With theta the founders' alleles are drawn from one urn (Balding and Nichols 1994): their tables are summed out last and together. A founder
who was not typed and has one child counts for one allele: the other one passed to nobody, and an urn does not mind what was not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship.eliminate import MOST_CELLS, Factor, TooMuchWork, eliminated
from wayhome.kernels.kinship.mutation import Array, matrix
from wayhome.kernels.kinship.panel import SILENT, Locus
from wayhome.kernels.kinship.pedigree import Genotype, Pedigree

MOST_DRAWS = 2**22
"""No sum over founders' alleles from an urn may have more terms than this: about half a second."""
AT_ONCE = 2**21
"""Terms of that sum that are held at once."""


class AlleleNotKnown(ValueError):
    """A profile has an allele that the locus does not list."""


@dataclass(frozen=True, slots=True)
class _Classes:
    """Alleles of a locus, those that nobody was typed with as one."""

    of: Mapping[str, int]
    frequencies: Array
    female: Array
    male: Array
    silent: int | None


def likelihood(
    pedigree: Pedigree,
    locus: Locus,
    genotypes: Mapping[str, Genotype],
    *,
    theta: float = 0.0,
    dropout: Mapping[str, float] | None = None,
) -> float:
    """P(genotypes | pedigree) at one locus.

    genotypes   by the name of a person; persons who are not there were not typed
    theta       coancestry of the founders in [0, 1)
    dropout     by the name of a person: chance d that one allele of two is not seen. What was seen as a/a then is a/a with
                1 - d^2 and a/b with d(1 - d) for every b
    returns     a probability, in [0, 1]
    raises      AlleleNotKnown; KeyError for a typed person who is not in the pedigree; TooMuchWork past the stated limits
    """
    typed = {name: genotype for name, genotype in genotypes.items() if genotype != (None, None)}
    for name in typed:
        pedigree.person(name)
    if not typed:
        return 1.0
    classes = _classes(locus, _labels(typed.values()), whole=False)
    return float(_summed(pedigree.needed(typed), locus, typed, theta, dropout or {}, (), classes))


def of_missing(
    pedigree: Pedigree,
    locus: Locus,
    genotypes: Mapping[str, Genotype],
    missing: str,
    *,
    theta: float = 0.0,
    dropout: Mapping[str, float] | None = None,
) -> Array:
    """P(missing has these two alleles, and the relatives their genotypes), for all pairs of alleles at once.

    returns   float64[K, K]: what came from the father, what came from the mother; K alleles as in the locus. It sums to the
              likelihood of the relatives
    raises    as `likelihood`; TooMuchWork too with theta where the missing person is an inbred founder
    """
    if not (locus.female.drawn and locus.male.drawn):
        return of_several(pedigree, locus, genotypes, (missing,), theta=theta, dropout=dropout)
    _refuse_inbred(pedigree, locus, (missing,), theta)
    typed = {name: genotype for name, genotype in genotypes.items() if genotype != (None, None) and name != missing}
    labels = _labels(typed.values())
    if unseen := [label for label in locus.alleles if label not in labels and label != SILENT]:
        # One that nobody shows stands for all of them: it says how often two such alleles are one, by descent or theta.
        labels = tuple(sorted((*labels, max(unseen, key=lambda label: locus.frequencies[locus.alleles.index(label)]))))
    classes = _classes(locus, labels, whole=False)
    part = pedigree.needed((*typed, missing))
    table = _summed(part, locus, typed, theta, dropout or {}, (missing,), classes)
    return _spread(table, locus, classes, unseen)


def of_several(
    pedigree: Pedigree,
    locus: Locus,
    genotypes: Mapping[str, Genotype],
    several: Sequence[str],
    *,
    theta: float = 0.0,
    dropout: Mapping[str, float] | None = None,
) -> Array:
    """P(each of these persons has these two alleles, and the others their genotypes), for all alleles at once.

    several   persons whose alleles are left open; what was typed of them stays out
    returns   float64[K, K, ...]: an axis for what came from the father and one for what came from the mother, of each in turn
    raises    as `likelihood`; TooMuchWork too with theta for an inbred founder whose alleles are left open
    """
    _refuse_inbred(pedigree, locus, several, theta)
    if len(locus.alleles) ** (2 * len(several)) > MOST_CELLS:
        raise TooMuchWork(f"{locus.name}: the genotypes of {len(several)} persons at once; leave fewer of them open")
    typed = {name: each for name, each in genotypes.items() if each != (None, None) and name not in several}
    part = pedigree.needed((*typed, *several))
    return _summed(
        part, locus, typed, theta, dropout or {}, tuple(several), _classes(locus, _labels(typed.values()), whole=True)
    )


def shown(locus: Locus, genotype: Genotype, dropout: float = 0.0) -> Array:
    """Chance that a person with these two alleles is seen as `genotype`: float64[K, K]. Raises AlleleNotKnown."""
    return _seen(genotype, _classes(locus, _labels((genotype,)), whole=True), dropout)


def _refuse_inbred(pedigree: Pedigree, locus: Locus, several: Sequence[str], theta: float) -> None:
    if theta and any(pedigree.inbred.get(name) for name in several):
        raise TooMuchWork(f"{locus.name}: every genotype of an inbred founder at once, with theta; leave theta at 0")


def _spread(table: Array, locus: Locus, classes: _Classes, unseen: Sequence[str]) -> Array:
    """A table of classes as one of alleles, where those that nobody shows were drawn from the population, by founder or mutation alike.

    So P(a, u) is as p_u, and P(u, v) = k p_u p_v, with l p_u besides where u is v: one by descent, or the urn's.
    """
    if len(classes.frequencies) == len(locus.alleles):
        return table
    frequencies, rest = np.array(locus.frequencies), len(classes.frequencies) - 1
    x = next(classes.of[label] for label in unseen if label in classes.of)
    place = np.array([classes.of.get(label, rest) for label in locus.alleles])
    others = place == rest
    p_x, p_rest = classes.frequencies[x], classes.frequencies[rest]
    share = np.where(others, frequencies / (p_rest or 1.0), 1.0)
    spread: Array = table[np.ix_(place, place)] * np.outer(share, share)
    if p_x and p_rest:
        apart = table[x, rest] / (p_x * p_rest)
        alike = max(table[x, x] / p_x - apart * p_x, 0.0)
        p = frequencies[others]
        spread[np.ix_(others, others)] = apart * np.outer(p, p) + alike * np.diag(p)
    return spread


def _summed(
    pedigree: Pedigree,
    locus: Locus,
    typed: Mapping[str, Genotype],
    theta: float,
    dropout: Mapping[str, float],
    open_to: Sequence[str],
    classes: _Classes,
) -> Array:
    """The product of all factors, summed over everything but the alleles of those in `open_to`."""
    inbred = {name: each for name, each in pedigree.inbred.items() if each > 0}
    if theta == 0 or not inbred:
        return _Table(pedigree, locus, classes, typed, theta, dropout, open_to, inbred).summed()
    # With an urn it matters whether two alleles of an inbred founder are one draw or two.
    total = np.zeros(())
    for one in product((True, False), repeat=len(inbred)):
        chance = prod(each if same else 1 - each for same, each in zip(one, inbred.values(), strict=True))
        same_draw = {name: 1.0 for name, same in zip(inbred, one, strict=True) if same}
        if chance > 0:
            table = _Table(pedigree, locus, classes, typed, theta, dropout, open_to, same_draw)
            total = total + chance * table.summed()
    return total


def _labels(genotypes: Iterable[Genotype]) -> tuple[str, ...]:
    return tuple(sorted({label for genotype in genotypes for label in genotype if label is not None}))


@lru_cache(maxsize=65_536)
def _classes(locus: Locus, seen: tuple[str, ...], *, whole: bool) -> _Classes:
    """The alleles that were seen, the silent one, and the rest as one if the mutation models allow it."""
    for label in seen:
        if label not in locus.alleles:
            raise AlleleNotKnown(f"{locus.name}: allele {label} is not listed")
    frequencies = np.array(locus.frequencies)
    female, male = (matrix(model, locus.alleles, locus.frequencies) for model in (locus.female, locus.male))
    silent = locus.alleles.index(SILENT) if locus.silent else None
    rest = [at for at, label in enumerate(locus.alleles) if label not in seen and at != silent]
    if whole or len(rest) < 2 or not all(_lumpable(moves, rest) for moves in (female, male)):
        return _Classes({label: at for at, label in enumerate(locus.alleles)}, frequencies, female, male, silent)
    kept = [at for at in range(len(locus.alleles)) if at not in set(rest)]
    into = np.zeros((len(locus.alleles), len(kept) + 1))
    into[kept, range(len(kept))] = 1
    into[rest, len(kept)] = 1
    one_of = [*kept, rest[0]]
    return _Classes(
        {locus.alleles[at]: place for place, at in enumerate(kept)},
        frequencies @ into,
        female[one_of] @ into,
        male[one_of] @ into,
        kept.index(silent) if silent is not None else None,
    )


def _lumpable(moves: Array, rest: Sequence[int]) -> bool:
    """Whether each of these alleles passes as any other with the same chance as the rest of them do."""
    outside = [at for at in range(len(moves)) if at not in set(rest)]
    block = moves[np.ix_(rest, outside)]
    return bool(block.size == 0 or np.ptp(block, axis=0).max() < 1e-14)


Allele = tuple[int, NDArray[np.intp]]
"""One allele of a person: the variable that it hangs on, and which allele it is for each value of that variable."""


class _Table:
    """The factors of one pedigree at one locus, and their sum.

    Whoever was typed is one variable: which of the pairs of alleles that may have been seen they have. Whoever was not is two.
    """

    def __init__(
        self,
        pedigree: Pedigree,
        locus: Locus,
        classes: _Classes,
        typed: Mapping[str, Genotype],
        theta: float,
        dropout: Mapping[str, float],
        open_to: Sequence[str],
        inbred: Mapping[str, float],
    ) -> None:
        self.locus, self.classes, self.theta = locus, classes, theta
        self.every = np.arange(len(classes.frequencies))
        self.sizes: list[int] = []
        self.factors: list[Factor] = []
        self.scale = 1.0
        self.drawn: list[Allele] = []
        passed = [parent for person in pedigree.persons for parent in {person.father, person.mother}]
        alleles: dict[str | None, tuple[Allele, ...]] = {}
        for person in pedigree.persons:
            name, genotype = person.name, typed.get(person.name)
            founder, of_inbreeding = person.father is None, inbred.get(person.name, 0.0)
            if genotype is not None:
                one = founder and of_inbreeding == 1
                alleles[name] = self._typed(genotype, dropout.get(name, 0.0), one=one)
            elif founder and name not in open_to and (passed.count(name) == 1 or of_inbreeding == 1):
                alleles[name] = (self._free(),)
            else:
                alleles[name] = (self._free(), self._free())
            if founder:
                self._founder(alleles[name], of_inbreeding)
        self.open_to = tuple(each for name in open_to for each, _ in alleles[name])
        for person in pedigree.persons:
            if person.father is not None:
                of_father, of_mother = alleles[person.name]
                self._passes(alleles[person.father], of_father, classes.male)
                self._passes(alleles[person.mother], of_mother, classes.female)

    def _add(self, table: Array, variables: tuple[int, ...]) -> None:
        """A factor. What can be one thing only is no variable, and a number is no table."""
        if 1 not in table.shape:
            self.factors.append((table, variables))
        elif table.size == 1:
            self.scale *= table.item()
        else:
            kept = tuple(each for each in variables if self.sizes[each] != 1)
            self.factors.append((table.reshape([self.sizes[each] for each in kept]), kept))

    def _free(self) -> Allele:
        """An allele that may be any."""
        self.sizes.append(len(self.every))
        return len(self.sizes) - 1, self.every

    def _typed(self, genotype: Genotype, drop: float, *, one: bool) -> tuple[Allele, ...]:
        """The alleles of somebody who was typed; `one` if both are the same draw."""
        first, second, weight = _states(genotype, self.classes, drop, one=one)
        self.sizes.append(len(first))
        variable = len(self.sizes) - 1
        if weight is not None:
            self._add(weight, (variable,))
        return ((variable, first),) if one else ((variable, first), (variable, second))

    def _founder(self, pair: tuple[Allele, ...], inbreeding: float) -> None:
        """How frequent the alleles of a founder are, unless they are drawn from an urn with all others."""
        if self.theta > 0:
            self.drawn += pair
            return
        p = self.classes.frequencies
        variables = {variable for variable, _ in pair}
        if len(pair) == 2 and len(variables) == 1:
            (variable, one), (_, two) = pair
            self._add(p[one] * ((1 - inbreeding) * p[two] + inbreeding * (one == two)), (variable,))
        elif inbreeding == 0 or len(pair) == 1:
            for variable, which in pair:
                self._add(p[which], (variable,))
        else:
            both = np.outer(p, (1 - inbreeding) * p) + np.diag(inbreeding * p)
            self._add(both, tuple(variable for variable, _ in pair))

    def _passes(self, parent: tuple[Allele, ...], to: Allele, moves: Array) -> None:
        """A parent passes one of two alleles, each with chance a half, and it may mutate on its way."""
        target, becomes = to
        into = moves if becomes is self.every else moves.take(becomes, axis=1)
        variable, which = parent[0]
        one = into if which is self.every else into.take(which, axis=0)
        if len(parent) == 1:
            self._add(one, (variable, target))
            return
        beside, which = parent[1]
        if beside == variable:
            self._add((one + into.take(which, axis=0)) / 2, (variable, target))
        else:
            half = one / 2
            self._add(half[:, None, :] + half, (variable, beside, target))

    def summed(self) -> Array:
        """Eliminate all variables but the open ones, and draw the founders' alleles from the urn if there is one."""
        if not self.theta:
            return self.scale * eliminated(self.factors, self.sizes, self.open_to, self.locus.name)
        drawn = tuple(dict.fromkeys(variable for variable, _ in self.drawn))
        variables = (*(each for each in drawn if each not in self.open_to), *self.open_to)
        terms = prod(self.sizes[each] for each in variables)
        if terms > MOST_DRAWS:
            raise TooMuchWork(
                f"{self.locus.name}: {terms:,} ways to draw the founders' alleles with theta, {MOST_DRAWS:,} are the most; "
                "type a founder, leave theta at 0, or take a mutation model in which alleles that nobody has can be put together"
            )
        return self.scale * self._drawn_from_urn(variables)

    def _drawn_from_urn(self, variables: tuple[int, ...]) -> Array:
        """The sum over the founders' alleles, in parts that fit into memory: the first draws one by one, the rest at once."""
        held = set(self.open_to)
        one_by_one, cells = 0, prod(self.sizes[each] for each in variables)
        while cells > AT_ONCE and variables[one_by_one] not in held:
            cells //= self.sizes[variables[one_by_one]]
            one_by_one += 1
        first, rest = variables[:one_by_one], variables[one_by_one:]
        summed = tuple(range(len(rest) - len(held)))
        total = np.zeros(tuple(self.sizes[each] for each in self.open_to))
        for places in product(*(range(self.sizes[each]) for each in first)):
            at = dict(zip(first, places, strict=True))
            fixed = [_at(factor, over, at) for factor, over in self.factors]
            table = eliminated(fixed, self.sizes, rest, self.locus.name)
            total = total + (self._urn(at, rest) * table).sum(axis=summed)
        return total

    def _urn(self, at: Mapping[int, int], rest: tuple[int, ...]) -> Array:
        """Chance of the draws for every value of `rest`: each draw makes its allele likelier for the next.

        P(a | n drawn, k of them a) = (k theta + (1 - theta) p_a) / (1 + (n - 1) theta)
        """
        theta, frequencies = self.theta, self.classes.frequencies
        flat = (1,) * len(rest)
        draws = [
            np.full(flat, which[at[variable]])
            if variable in at
            else which.reshape(tuple(-1 if each == variable else 1 for each in rest))
            for variable, which in self.drawn
        ]
        weight: Array = np.ones(flat)
        for number, values in enumerate(draws):
            alike = sum((np.equal(each, values) for each in draws[:number]), np.zeros(flat))
            weight = weight * (alike * theta + (1 - theta) * frequencies[values]) / (1 + (number - 1) * theta)
        return np.broadcast_to(weight, tuple(self.sizes[each] for each in rest))


def _at(factor: Array, variables: tuple[int, ...], at: Mapping[int, int]) -> Factor:
    """A factor with some variables fixed."""
    taken = tuple(at.get(each, slice(None)) for each in variables)
    return factor[taken], tuple(each for each in variables if each not in at)


def _states(
    genotype: Genotype, classes: _Classes, drop: float, *, one: bool
) -> tuple[NDArray[np.intp], NDArray[np.intp], Array | None]:
    """Every pair of alleles with which this may have been seen, and the chance that it was; None where that is always 1."""
    a, b = genotype
    if a is not None and b is not None and a != b and not one:
        pair = np.array([classes.of[a], classes.of[b]])
        return pair, pair[::-1], None
    seen = _seen(genotype, classes, drop)
    first, second = np.nonzero(np.diag(seen.diagonal()) if one else seen)
    weight = seen[first, second]
    return first, second, weight if np.any(weight != 1) else None


def _seen(genotype: Genotype, classes: _Classes, drop: float) -> Array:
    """Chance of what was seen for every pair of alleles that a person may have: float64[K, K]."""
    count = len(classes.frequencies)
    one, two = genotype if genotype[0] is not None else genotype[::-1]
    a = classes.of[str(one)]
    seen = np.zeros((count, count))
    if two is None:
        seen[a, :] = seen[:, a] = 1
    elif one != two:
        b = classes.of[two]
        seen[a, b] = seen[b, a] = 1
    else:
        seen[a, :] = seen[:, a] = drop * (1 - drop)
        seen[a, a] = 1 - drop**2
        if classes.silent is not None:
            seen[a, classes.silent] = seen[classes.silent, a] = 1 - drop
    return seen
