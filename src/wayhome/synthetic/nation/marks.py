"""Marks on the skin: who has which, what the family tells of them, and what an examiner sees.

A mark truly has a kind, a fine site and a motif. Each side describes it with its own site and its own word: the motif, a
vaguer word for its group, or the kind alone. Marks of one person come independently, tattoos by how fond of them somebody is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.draws import Rng, choose, choose_rows, happens, shares
from wayhome.synthetic.nation.motifs import (
    COARSE,
    FINE,
    GROUPS,
    KINDS,
    MOTIFS,
    SITE_BY_KIND,
    SITES,
    VISIBLE,
    near_sites,
)

UNKNOWN_SITE = len(SITES) - 1
RATES = {
    "tattoo": 0.0,
    "scar": 0.55,
    "surgical_scar": 0.28,
    "birthmark": 0.10,
    "mole": 0.16,
    "piercing": 0.30,
    "burn": 0.03,
    "amputation": 0.012,
}
"""Marks a person of each kind (assumed); children have half."""
TATTOOS, FONDNESS = np.array([0.0, 1.0, 2.5, 6.0]), np.array([0.5, 0.3, 0.2])
"""Tattoos expected on somebody who wants none, and on those who want a few or many, with the shares of the latter (assumed).

Most have one or two and a few have many; of those who want some, one in five has none."""
BORN_EDGES = np.array(["1950-01-01", "1965-01-01", "1980-01-01"], dtype="datetime64[D]").astype(np.int64)


@dataclass(slots=True)
class Marks:
    """Rows of marks: whose, and codes of site and word; words count motifs, then groups, then kinds."""

    owner: Array
    site: Array
    word: Array

    def take(self, rows: Array) -> Marks:
        """Some of them."""
        return Marks(self.owner[rows], self.site[rows], self.word[rows])


KIND_OF = np.array([KINDS.index(GROUPS[motif.group].kind) for motif in MOTIFS])
GROUP_OF = np.array([motif.group for motif in MOTIFS])
WORD_KIND = np.concatenate([KIND_OF, [KINDS.index(group.kind) for group in GROUPS], np.arange(len(KINDS))])
MOTIF_SHARE = np.array([motif.weight for motif in MOTIFS])
"""Within its kind; sums to one for each kind."""


def rates(fond: int, child: bool) -> Array:
    """Expected marks of each kind, by fondness of tattoos."""
    found = np.array([RATES[kind] for kind in KINDS])
    found[KINDS.index("tattoo")] = TATTOOS[fond]
    return found * (0.5 if child else 1.0)


def fond_chances(errors: Errors, child: Array, birth: Array) -> Array:
    """Chance of each fondness of tattoos (n, 4), by childhood when last seen and day of birth."""
    any_ = errors["tattooed"][np.where(child, 0, 1 + np.searchsorted(BORN_EDGES, birth, side="right"))]
    return np.column_stack([1 - any_, any_[:, None] * FONDNESS])


def draw_fond(rng: Rng, errors: Errors, child: Array, birth: Array) -> Array:
    """How fond of tattoos each is."""
    return choose_rows(rng, fond_chances(errors, child, birth), np.arange(len(child)))


def draw_marks(rng: Rng, fond: Array, child: Array) -> Marks:
    """The true marks of n people; site and word are the true ones."""
    table = np.stack([rates(t, bool(c)) for t in range(len(TATTOOS)) for c in (0, 1)])
    counts = rng.poisson(table[fond.astype(int) * 2 + child])
    owner, kind = np.repeat(np.indices(counts.shape).reshape(2, -1), counts.ravel(), axis=1)
    word = choose_rows_of_motifs(rng, kind)
    return Marks(owner.astype(np.int32), choose_rows(rng, SITE_BY_KIND, kind), word)


def choose_rows_of_motifs(rng: Rng, kind: Array) -> Array:
    """A motif for each mark, by its kind."""
    word = np.zeros(len(kind), dtype=np.int16)
    for each in range(len(KINDS)):
        rows, motifs = np.flatnonzero(kind == each), np.flatnonzero(each == KIND_OF)
        word[rows] = motifs[choose(rng, MOTIF_SHARE[motifs], len(rows))]
    return word


FAMILY, EXAMINER = 0, 1


@cache
def site_kernel(variant: str, side: int) -> Array:
    """Chance of each site being written (fine, coarse, unknown), by the true fine site."""
    from wayhome.synthetic.nation.declared import errors

    wrong_side, near, coarse, none = errors(variant)["mark_site_wrong"][side]
    table = np.zeros((len(FINE), len(SITES)))
    for site, name in enumerate(FINE):
        twin = FINE.index(name.replace("left_", "x_").replace("right_", "left_").replace("x_", "right_"))
        other, around = (wrong_side if twin != site else 0.0), near_sites(name)
        wide = coarse if name in COARSE else 0.0
        table[site, site] += 1 - other - near - wide - none
        table[site, twin] += other
        for each in around:
            table[site, FINE.index(each)] += near / len(around)
        if wide:
            table[site, SITES.index(COARSE[name])] += wide
        table[site, UNKNOWN_SITE] += none
    return table


@cache
def word_kernel(variant: str, side: int) -> Array:
    """Chance of each word being written (motifs, groups, kinds), by the true motif."""
    from wayhome.synthetic.nation.declared import errors

    vaguer, bare, other = errors(variant)["mark_motif_wrong"][side]
    n, table = len(MOTIFS), np.zeros((len(MOTIFS), len(MOTIFS) + len(GROUPS) + len(KINDS)))
    for motif in range(n):
        mates = np.flatnonzero((GROUP_OF[motif] == GROUP_OF) & (np.arange(n) != motif))
        missed = other if len(mates) else 0.0
        table[motif, motif] = 1 - vaguer - bare - missed
        if missed:
            table[motif, mates] += missed * shares(MOTIF_SHARE[mates])
        table[motif, n + GROUP_OF[motif]] += vaguer
        table[motif, n + len(GROUPS) + KIND_OF[motif]] += bare
    return table


def describe(rng: Rng, errors: Errors, marks: Marks, side: int) -> Marks:
    """The same marks in the words of one side."""
    site = choose_rows(rng, site_kernel(errors.variant, side), marks.site)
    edges = np.cumsum(word_kernel(errors.variant, side), axis=1)
    drawn = rng.random(len(marks.word))
    word = np.empty(len(marks.word), dtype=np.int16)
    for motif in range(len(MOTIFS)):
        rows = marks.word == motif
        word[rows] = np.searchsorted(edges[motif], drawn[rows] * edges[motif, -1], side="right")
    return Marks(marks.owner, site, word)


def told_chance(errors: Errors) -> Array:
    """Chance that the family tells of a mark (kind, fine site)."""
    usual, elsewhere = errors["mark_told"].T[..., None]
    return np.asarray(np.where([name in VISIBLE for name in FINE], usual, elsewhere))


def told(rng: Rng, errors: Errors, marks: Marks) -> Marks:
    """What the families know and tell."""
    kept = happens(rng, told_chance(errors)[WORD_KIND[marks.word], marks.site], len(marks.owner))
    return describe(rng, errors, marks.take(kept), FAMILY)


def draw_examined(rng: Rng, errors: Errors, condition: Array) -> tuple[Array, Array]:
    """Whether skin was looked at, and which fine sites (n, sites)."""
    n = len(condition)
    looked = happens(rng, errors["skin_examined"][condition], n)
    part = rng.random((n, len(FINE))) < errors["site_examined"][condition][:, None]
    return looked & part.any(axis=1), part & looked[:, None]


def noticed(rng: Rng, errors: Errors, marks: Marks, condition: Array, examined: Array) -> Marks:
    """What the examiner sees and writes; owners are rows of condition and examined."""
    chance = errors["mark_seen"][condition[marks.owner]] * examined[marks.owner, marks.site]
    return describe(rng, errors, marks.take(happens(rng, chance, len(marks.owner))), EXAMINER)
