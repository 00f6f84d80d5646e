"""One family's likelihood ratios at one locus, for every genotype of the missing person at once: the quick builder.

The relatives have few alleles between them. All others are one class: nobody in the family shows them, so which of them it is changes
no ratio, as long as mutation draws alleles from the population (or there is none). So a family's whole table at a locus is a matrix of a
handful of classes squared. The father's and the mother's genotypes are summed over, each weighed by grandparents and half-siblings, together by
full siblings; what a child of the missing person shows is a factor on the missing person's own genotype.

Ratios compare "the sample is the missing person" with "the sample is from somebody unrelated". They are symmetric in the two alleles.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship.compiled import loop
from wayhome.kernels.kinship.rows import NOT_TYPED
from wayhome.kernels.kinship.shapes import (
    CHILD,
    FATHER,
    FATHERS_FATHER,
    FATHERS_MOTHER,
    MOTHER,
    MOTHERS_FATHER,
    MOTHERS_MOTHER,
    NOBODY,
    OF_FATHER,
    OF_MOTHER,
    PARTNER,
    SIBLING,
)  # fmt: skip

REST = 255
"""Class of the alleles that nobody shows."""


@loop(inline="always")
def _note(alleles, row, at, place, classes, count):
    """Give the two alleles of a profile their classes; returns how many classes there are now."""
    if row != NOBODY:
        for k in range(2):
            allele = alleles[row, at, k]
            if allele != NOT_TYPED and place[allele] == REST:
                classes[count] = allele
                place[allele] = count
                count += 1
    return count


@loop(inline="always")
def _typed(alleles, row, at):
    return row != NOBODY and alleles[row, at, 0] != NOT_TYPED


@loop()
def classes_of(shapes, f, at, size, place, classes):
    """Which alleles a family shows at a locus, those who are shielded by a typed parent left out; returns how many.

    place     uint8[K], out: class of each allele, REST for those that nobody shows
    classes   uint8, out: allele of each class
    """
    place[:size] = REST
    who, alleles = shapes.who[f], shapes.alleles
    count = _note(alleles, who[FATHER], at, place, classes, 0)
    count = _note(alleles, who[MOTHER], at, place, classes, count)
    if not _typed(alleles, who[FATHER], at):
        count = _note(alleles, who[FATHERS_FATHER], at, place, classes, count)
        count = _note(alleles, who[FATHERS_MOTHER], at, place, classes, count)
    if not _typed(alleles, who[MOTHER], at):
        count = _note(alleles, who[MOTHERS_FATHER], at, place, classes, count)
        count = _note(alleles, who[MOTHERS_MOTHER], at, place, classes, count)
    children = False
    for k in range(shapes.other_at[f], shapes.other_at[f + 1]):
        row, kind = shapes.other[k], shapes.kind[k]
        children |= kind == CHILD and _typed(alleles, row, at)
        of_typed = (kind == OF_FATHER and _typed(alleles, who[FATHER], at)) or (
            kind == OF_MOTHER and _typed(alleles, who[MOTHER], at)
        )
        both = kind == SIBLING and _typed(alleles, who[FATHER], at) and _typed(alleles, who[MOTHER], at)
        if not of_typed and not both:
            count = _note(alleles, row, at, place, classes, count)
    if children:
        count = _note(alleles, who[PARTNER], at, place, classes, count)
    return count


@loop(inline="always")
def _passed(a, b, fresh, q, n, out):
    """Chance that a parent with alleles of classes a and b passes each class."""
    for x in range(n):
        out[x] = fresh * q[x]
    out[a] += (1 - fresh) / 2
    out[b] += (1 - fresh) / 2


@loop(inline="always")
def _from_both(one, other, a, b):
    """Chance of a child a/b from what two parents pass."""
    return one[a] * other[b] + one[b] * other[a] if a != b else one[a] * other[a]


@loop()
def _parent(shapes, f, at, role, above, below, place, q, n, own_fresh, freshes, first, second, weight, passes, way):
    """Every genotype that a parent may have, how likely it is with their own parents and half-siblings, and what it passes.

    first, second   int, out: classes of the two alleles
    weight          float64, out
    passes          float64[:, n], out
    returns         how many genotypes there are
    """
    who, alleles = shapes.who[f], shapes.alleles
    row = who[role]
    count = 0
    if _typed(alleles, row, at):
        first[0], second[0] = place[alleles[row, at, 0]], place[alleles[row, at, 1]]
        weight[0] = 1.0
        _passed(first[0], second[0], own_fresh, q, n, passes[0])
        return 1
    for k in range(2):
        of = who[above + k]
        if _typed(alleles, of, at):
            _passed(place[alleles[of, at, 0]], place[alleles[of, at, 1]], freshes[k], q, n, way[k])
        else:
            way[k, :n] = q[:n]
    for a in range(n):
        for b in range(a, n):
            first[count], second[count] = a, b
            weight[count] = _from_both(way[0], way[1], a, b)
            _passed(a, b, own_fresh, q, n, passes[count])
            count += 1
    for k in range(shapes.other_at[f], shapes.other_at[f + 1]):
        row = shapes.other[k]
        if shapes.kind[k] == below and _typed(alleles, row, at):
            a, b = place[alleles[row, at, 0]], place[alleles[row, at, 1]]
            for g in range(count):
                weight[g] *= _from_both(passes[g], q, a, b)
    return count


@loop()
def _children(shapes, f, at, place, q, n, fresh, of_partner, ratio, own, way):
    """Multiply each genotype of the missing person by the chance of what their children show."""
    who, alleles = shapes.who[f], shapes.alleles
    partner = who[PARTNER]
    typed = _typed(alleles, partner, at)
    for x in range(n):
        for y in range(x, n):
            _passed(x, y, fresh, q, n, own)
            total = 0.0
            for a in range(n):
                for b in range(a, n):
                    if typed:
                        if a > 0 or b > 0:
                            continue
                        _passed(place[alleles[partner, at, 0]], place[alleles[partner, at, 1]], of_partner, q, n, way)
                        chance = 1.0
                    else:
                        _passed(a, b, of_partner, q, n, way)
                        chance = q[a] * q[b] * (2 if a != b else 1)
                    for k in range(shapes.other_at[f], shapes.other_at[f + 1]):
                        row = shapes.other[k]
                        if shapes.kind[k] == CHILD and _typed(alleles, row, at):
                            chance *= _from_both(own, way, place[alleles[row, at, 0]], place[alleles[row, at, 1]])
                    total += chance
            ratio[x, y] *= total
            if x != y:
                ratio[y, x] *= total


class Made(NamedTuple):
    """The table of one family at one locus, as `ratios` fills it.

    place     uint8[K]: class of each allele, REST for those that nobody shows
    classes   uint8: allele of each class that somebody shows
    q         float64: frequency of each class; the last one is the rest, where there is any
    ratio     float64[n, n]: likelihood ratio for each pair of classes
    """

    place: NDArray[np.uint8]
    classes: NDArray[np.uint8]
    q: NDArray[np.float64]
    ratio: NDArray[np.float64]


@loop()
def room(most):
    """Where tables are made, once a thread, and scratch beside it: `most` classes, one more than the longest ladder has alleles."""
    pairs = most * (most + 1) // 2
    made = Made(np.empty(most, np.uint8), np.empty(most, np.uint8), np.empty(most), np.empty((most, most)))
    return made, (
        np.empty((2, pairs), np.int64),
        np.empty((2, pairs), np.int64),
        np.empty((2, pairs)),
        np.empty((2, pairs, most)),
        np.empty((2, most)),
        np.empty((most, most)),
    )


@loop()
def class_frequencies(frequencies, size, place, classes, count, q):
    """How frequent each class is: the alleles shown as they are, the rest what is left, as `panel.raised` has it.

    q         float64, out: by class
    returns   how many classes there are; the chance that two alleles drawn from the population differ
    """
    shown = 0.0
    for x in range(count):
        q[x] = frequencies[classes[x]]
        shown += q[x]
    n = count
    alike = 0.0
    if count < size:
        rest = rest_of(frequencies, size, place)
        for a in range(size):
            if place[a] == REST:
                alike += frequencies[a] * frequencies[a]
        left = 1 - shown if shown < 1 else rest
        alike *= (left / rest) ** 2
        q[n] = left
        shown += left
        n += 1
    alike /= shown * shown
    for x in range(n):
        q[x] /= shown
        if x < count:
            alike += q[x] * q[x]
    return n, 1 - alike


@loop()
def ratios(shapes, f, at, frequencies, rates, size, made, scratch):
    """The table of one family at one locus.

    frequencies     float64[K]; `rates` float64[2]: of mutation, from a father and from a mother
    made, scratch   from `room`; `made` is filled
    returns         how many classes are shown, and how many there are with the rest. Where the relatives' genotypes are impossible
                    together, every ratio is NaN
    """
    first, second, weight, passes, way, joint = scratch
    place, q, ratio = made.place, made.q, made.ratio
    count = classes_of(shapes, f, at, size, place, made.classes)
    n, differ = class_frequencies(frequencies, size, place, made.classes, count, q)
    # Proportional mutation draws the allele anew, and now and then draws the same one.
    fresh = (rates[0] / differ if rates[0] else 0.0, rates[1] / differ if rates[1] else 0.0)
    of_father = _parent(
        shapes, f, at, FATHER, FATHERS_FATHER, OF_FATHER, place, q, n, fresh[0], fresh, first[0], second[0], weight[0], passes[0], way
    )  # fmt: skip
    of_mother = _parent(
        shapes, f, at, MOTHER, MOTHERS_FATHER, OF_MOTHER, place, q, n, fresh[1], fresh, first[1], second[1], weight[1], passes[1], way
    )  # fmt: skip
    # Siblings say nothing more where both parents were typed.
    shielded = _typed(shapes.alleles, shapes.who[f, FATHER], at) and _typed(shapes.alleles, shapes.who[f, MOTHER], at)
    together, children = False, False
    for k in range(shapes.other_at[f], shapes.other_at[f + 1]):
        if _typed(shapes.alleles, shapes.other[k], at):
            together |= shapes.kind[k] == SIBLING and not shielded
            children |= shapes.kind[k] == CHILD
    joint[:n, :n] = 0.0
    if together:
        for g in range(of_father):
            way[0, :n] = 0.0
            for h in range(of_mother):
                chance = weight[0, g] * weight[1, h]
                for k in range(shapes.other_at[f], shapes.other_at[f + 1]):
                    row = shapes.other[k]
                    if shapes.kind[k] == SIBLING and _typed(shapes.alleles, row, at):
                        a, b = place[shapes.alleles[row, at, 0]], place[shapes.alleles[row, at, 1]]
                        chance *= _from_both(passes[0, g], passes[1, h], a, b)
                for y in range(n):
                    way[0, y] += chance * passes[1, h, y]
            for x in range(n):
                for y in range(n):
                    joint[x, y] += passes[0, g, x] * way[0, y]
    else:
        way[:, :n] = 0.0
        for g in range(of_father):
            for x in range(n):
                way[0, x] += weight[0, g] * passes[0, g, x]
        for h in range(of_mother):
            for y in range(n):
                way[1, y] += weight[1, h] * passes[1, h, y]
        for x in range(n):
            for y in range(n):
                joint[x, y] = way[0, x] * way[1, y]
    if children:
        own, other = (0, 1) if shapes.male[f] else (1, 0)
        _children(shapes, f, at, place, q, n, fresh[own], fresh[other], joint, way[0], way[1])
    total = 0.0
    for x in range(n):
        for y in range(n):
            total += joint[x, y]
    for x in range(n):
        for y in range(n):
            unrelated = 2 * q[x] * q[y] * total
            ratio[x, y] = (joint[x, y] + joint[y, x]) / unrelated if unrelated > 0 else np.nan
    return count, n


@loop()
def rest_of(frequencies, size, place):
    """Sum of the frequencies of the alleles that nobody shows, as they stand in the panel."""
    total = 0.0
    for a in range(size):
        if place[a] == REST:
            total += frequencies[a]
    return total


@loop()
def doubtful(made, n, x, share, doubt):
    """Ratio for an allele of class x that stands alone or may have lost its fellow.

    share   the allele's frequency within its class: 1 but in the rest
    doubt   float64[2]: weights of a/a and of every a/b
    """
    ratio, q = made.ratio, made.q
    alike, beside = doubt[0], doubt[1]
    p = q[x] * share
    same = ratio[x, x] * p * p
    other = ratio[x, x] * 2 * p * (q[x] - p)
    for y in range(n):
        if y != x and q[y] > 0:
            other += ratio[x, y] * 2 * p * q[y]
    unrelated = alike * p * p + beside * 2 * p * (1 - p)
    return (alike * same + beside * other) / unrelated
