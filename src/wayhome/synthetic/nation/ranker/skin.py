"""Marks: which of two people's marks are the same is not known, so the chance is summed over every way to pair them."""

from __future__ import annotations

import numpy as np

from wayhome.synthetic.nation import marks as m
from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.motifs import KINDS, SITE_BY_KIND
from wayhome.synthetic.nation.whole import Found, Listed

TATTOO, FOND = KINDS.index("tattoo"), range(len(m.TATTOOS))
MOST = 6
"""Marks paired exactly on either side; of more than so many the rest counts as unpaired."""


class Skin:
    """The marks of a list, ready to be compared."""

    def __init__(self, errors: Errors, listed: Listed, child: Array) -> None:
        born = listed.told.born
        self.errors, self.n = errors, len(child)
        self.marks, self.asked, self.child = listed.marks, listed.marks_asked, child
        order = np.argsort(self.marks.owner, kind="stable")
        self.marks = self.marks.take(order)
        self.kind = m.WORD_KIND[self.marks.word]
        self.start = np.searchsorted(self.marks.owner, np.arange(self.n + 1))
        told, family = m.told_chance(errors), m.site_kernel(errors.variant, m.FAMILY)
        joint = SITE_BY_KIND[:, :, None] * told[:, :, None] * family[None]
        self.site_if_told = joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-300)  # (kind, true, said)
        words = m.word_kernel(errors.variant, m.FAMILY) * m.MOTIF_SHARE[:, None]
        said = words / np.maximum(words.sum(axis=0, keepdims=True), 1e-300)  # (motif, word): chance of motif by word
        self.word_pairs = said.T @ m.word_kernel(errors.variant, m.EXAMINER)  # (word told, word seen)
        tattoos = self.kind == TATTOO
        count = np.bincount(self.marks.owner[tattoos], minlength=self.n)[:, None]
        of_each = (SITE_BY_KIND[TATTOO] * told[TATTOO]).sum()
        expected = np.array([[m.rates(t, bool(c))[TATTOO] * of_each for t in FOND] for c in (0, 1)])[child.astype(int)]
        prior = m.fond_chances(errors, child, born)
        given = prior * np.exp(-expected) * expected**count  # as many told of, up to one factor
        self.fond = np.where(self.asked[:, None], given / given.sum(axis=1, keepdims=True), prior)

    def compare(self, found: Found, row: int) -> tuple[Array, Comparison] | None:
        """Chance of the marks seen for everybody, pairing each mark freely; and what is needed to pair them exactly."""
        if not found.looked[row]:
            return None
        seen_marks = np.flatnonzero(found.marks.owner == row)
        kinds = m.WORD_KIND[found.marks.word[seen_marks]]
        seen = self.errors["mark_seen"][found.seen.condition[row]] * found.examined[row]  # by fine site
        examiner = m.site_kernel(self.errors.variant, m.EXAMINER)
        here = self.site_if_told * seen[None, :, None]
        lost = 1 - here.sum(axis=1)[self.kind, self.marks.site]
        told = m.told_chance(self.errors)
        words = m.MOTIF_SHARE @ m.word_kernel(self.errors.variant, m.EXAMINER)
        pair = np.empty((len(seen_marks), len(self.kind)), dtype=np.float32)
        alone = np.empty((len(seen_marks), 2))  # by asked: expected such marks to each mark of the kind
        for j, (mark, kind) in enumerate(zip(seen_marks.tolist(), kinds.tolist(), strict=True)):
            site, word = found.marks.site[mark], found.marks.word[mark]
            by_site = (here[kind] * examiner[:, site][:, None]).sum(axis=0)
            pair[j] = np.where(self.kind == kind, by_site[self.marks.site] * self.word_pairs[self.marks.word, word], 0)
            for asked in (0, 1):
                left = seen * (1 - told[kind]) if asked else seen
                alone[j, asked] = (SITE_BY_KIND[kind] * left * examiner[:, site]).sum() * words[word]
        expected = np.array(
            [[(SITE_BY_KIND * (seen * (1 - told) if asked else seen)).sum(axis=1)] for asked in (0, 1)]
        )[:, 0]
        comparison = Comparison(self, kinds, pair, alone, expected, lost)
        return comparison.free(), comparison


class Comparison:
    """One unidentified's marks against the list's."""

    def __init__(self, skin: Skin, kinds: Array, pair: Array, alone: Array, expected: Array, lost: Array) -> None:
        self.skin, self.kinds, self.pair, self.lost = skin, kinds, pair, lost
        # By asked, child, fondness of tattoos: rates of unpaired marks, and the chance that there is no other.
        self.beta = np.array(
            [[[alone[:, a] * m.rates(t, bool(c))[kinds] for t in FOND] for c in (0, 1)] for a in (0, 1)]
        )
        self.none = np.array(
            [[[np.exp(-(expected[a] * m.rates(t, bool(c))).sum()) for t in FOND] for c in (0, 1)] for a in (0, 1)]
        )
        owner = skin.marks.owner
        self.unseen = np.exp(np.bincount(owner, np.log(np.maximum(lost, 1e-6)), minlength=skin.n))
        ratio = pair / np.maximum(lost, 1e-6)
        self.partners = (
            np.stack([np.bincount(owner, each, minlength=skin.n) for each in ratio])
            if len(pair)
            else np.zeros((0, skin.n))
        )

    def free(self) -> Array:
        """Two marks of one side may take the same partner: an upper bound, and exact with one mark or none."""
        skin = self.skin
        asked, child = skin.asked.astype(int), skin.child.astype(int)
        total = np.zeros(skin.n)
        for fond in FOND:
            chance = skin.fond[:, fond] * self.none[asked, child, fond]
            for j in range(len(self.kinds)):
                chance = chance * (self.beta[asked, child, fond, j] + self.partners[j])
            total += chance
        return total * self.unseen

    def exact(self, person: int) -> float:
        """Summed over every way to pair this person's marks with those seen."""
        skin, n = self.skin, len(self.kinds)
        first, last = skin.start[person], skin.start[person + 1]
        ratio = self.pair[:, first:last] / np.maximum(self.lost[first:last], 1e-6)
        a, c = int(skin.asked[person]), int(skin.child[person])
        total = 0.0
        for fond in FOND:
            beta = self.beta[a, c, fond]
            ways = pairings(ratio, beta) if n and last > first else float(np.prod(beta))
            total += skin.fond[person, fond] * self.none[a, c, fond] * ways
        return float(total * self.unseen[person])


def pairings(ratio: Array, beta: Array) -> float:
    """Sum over all one-to-one partial pairings of rows with columns: of paired ratios times unpaired betas."""
    rows, columns = ratio.shape
    useful = [int(c) for c in np.argsort(-ratio.max(axis=0))[:MOST] if ratio[:, c].max() > 0] if columns else []
    ways = {0: 1.0}
    for row in range(rows):
        step: dict[int, float] = {}
        for used, weight in ways.items():
            step[used] = step.get(used, 0.0) + weight * float(beta[row])
            for place, column in enumerate(useful):
                if not used >> place & 1 and ratio[row, column] > 0:
                    key = used | 1 << place
                    step[key] = step.get(key, 0.0) + weight * float(ratio[row, column])
        ways = step
    return sum(ways.values())


__all__ = ["Comparison", "Skin", "pairings"]
