"""Belongings, slot by slot: the same thing as was told of, or another one, in each band of time."""

from __future__ import annotations

import numpy as np

from wayhome.synthetic.nation import objects as o
from wayhome.synthetic.nation.declared import Array, Errors
from wayhome.synthetic.nation.whole import Found, Listed

SLOTS = len(o.SLOTS)


class Belongings:
    """The belongings of a list, ready to be compared."""

    def __init__(self, errors: Errors, listed: Listed) -> None:
        self.errors, self.asked, self.sex = errors, listed.things_asked, np.minimum(listed.told.sex, 1).astype(np.int64)
        things = listed.things
        self.has = (things.kind != o.NONE).astype(np.float32)
        self.rows = [np.flatnonzero(things.kind[:, slot] != o.NONE) for slot in range(SLOTS)]
        self.told = [things.take(rows) for rows in self.rows]
        variant = errors.variant
        kinds, colours, brands = (
            kernel(variant, o.FAMILY) for kernel in (o.kind_kernel, o.colour_kernel, o.brand_kernel)
        )
        self.seen_kind, self.seen_colour, self.seen_brand = (
            kernel(variant, o.EXAMINER) for kernel in (o.kind_kernel, o.colour_kernel, o.brand_kernel)
        )
        # Of each slot and sex the shares of the true type; the chance of the true answer by the told one.
        self.shares = o.type_shares()
        self.kind_if = [
            [_posterior(self.shares[slot, sex], kinds) @ self.seen_kind for sex in (0, 1)] for slot in range(SLOTS)
        ]
        self.colour_if = [_posterior(shares, colours) @ self.seen_colour for shares in o.COLOUR_SHARES]
        branded = [np.append(o.BRAND_SHARES * share, 1 - share) for share in o.BRANDED]
        self.brand_if = [_posterior(shares, brands) @ self.seen_brand for shares in branded]
        self.colour = [shares @ self.seen_colour for shares in o.COLOUR_SHARES]
        self.brand = [shares @ self.seen_brand for shares in branded]

    def compare(self, found: Found, row: int) -> Array | None:
        """Natural logarithm of the chance of what was listed (band, person); None when nothing was."""
        if not found.things_listed[row]:
            return None
        asked, e = self.asked, self.errors
        seen_chance, told_chance = o.seen_chance(e)[:, found.seen.condition[row]], o.told_chance(e)
        blank = np.zeros((3, 2, 2))  # band, sex, asked: nothing told of in any slot
        step = np.zeros((SLOTS, 3, 2), dtype=np.float32)  # what a told thing adds, where nothing was seen
        compared = []
        for slot in range(SLOTS):
            group = o.SLOT_GROUP[slot]
            nu, told, kept = seen_chance[slot], told_chance[slot], e["object_kept"][:, group]
            have = o.HAVE[slot]
            kind, colour, brand, engraving = (
                int(getattr(found.things, name)[row, slot]) for name in ("kind", "colour", "brand", "engraving")
            )
            untold = have * (1 - told) / (1 - have * told)
            if kind == o.NONE:
                blank[:, :, 0] += np.log(1 - nu * have)
                none = np.log(1 - nu * (kept[:, None] * untold + (1 - kept[:, None]) * have))
                blank[:, :, 1] += none
                step[slot] = np.log(1 - nu * (kept[:, None] + (1 - kept[:, None]) * have)) - none
                continue
            here = (self.shares[slot] @ self.seen_kind[:, kind]) * self.colour[group][colour] * self.brand[group][brand]
            drawn, read = (e["engraving"][0] if group == o.JEWELLERY else 0.0), e["engraving"][2]
            anybody = here * (drawn * read / o.ENGRAVINGS if engraving else 1 - drawn * read)
            unasked = nu * have * anybody
            none = nu * (kept[:, None] * untold + (1 - kept[:, None]) * have) * anybody
            blank[:, :, 0] += np.log(np.maximum(unasked, 1e-300))
            blank[:, :, 1] += np.log(np.maximum(none, 1e-300))
            compared.append(
                (
                    slot,
                    np.log(np.maximum(none, 1e-300)),
                    nu * (1 - kept[:, None]) * have * anybody,
                    nu * kept,
                    (kind, colour, brand, engraving),
                )
            )
        by_sex = self.has @ step.transpose(0, 2, 1).reshape(SLOTS, 6)  # (n, sex * band)
        total = blank[:, self.sex, asked.astype(int)].astype(np.float32)
        total += np.where(self.sex[:, None] == 1, by_sex[:, 3:], by_sex[:, :3]).T
        for slot, none, other, same, seen in compared:
            rows, sex = self.rows[slot], self.sex[self.rows[slot]]
            alike = self._alike(slot, sex, seen)
            for band in range(3):
                total[band, rows] += (
                    np.log(np.maximum(other[band, sex] + same[band] * alike, 1e-300)) - none[band, sex]
                ).astype(np.float32)
        return total

    def _alike(self, slot: int, sex: Array, seen: tuple[int, int, int, int]) -> Array:
        """Chance of what was seen if it is the very thing told of, for those who told of one in the slot."""
        kind, colour, brand, engraving = seen
        told, group = self.told[slot], o.SLOT_GROUP[slot]
        kinds = np.stack([self.kind_if[slot][each][:, kind] for each in (0, 1)])
        alike = (
            kinds[sex, told.kind[:, slot]]
            * self.colour_if[group][told.colour[:, slot], colour]
            * self.brand_if[group][told.brand[:, slot], brand]
        )
        if group == o.JEWELLERY:
            alike = alike * self._engraved(told.engraving[:, slot], engraving)
        return np.asarray(alike)

    def _engraved(self, told: Array, seen: int) -> Array:
        drawn, tells, reads, mistold, misread = self.errors["engraving"]
        untold = drawn * (1 - tells) / (1 - drawn * tells)
        if not seen:
            return np.asarray(np.where(told > 0, 1 - reads, 1 - untold * reads))
        (rest, year), (mine, mine_year) = np.divmod(told - 1, o.YEARS), divmod(seen - 1, o.YEARS)
        letters = len(o.LETTERS)
        apart = np.minimum(np.abs(year - mine_year), o.YEARS - np.abs(year - mine_year))
        by_year = (rest == mine) & (apart == 1)
        by_letter = (rest // letters == mine // letters) & (rest != mine) & (year == mine_year)
        one_slip = mistold * (1 - misread) + (1 - mistold) * misread
        same = np.select(
            [told == seen, by_year, by_letter],
            [(1 - mistold) * (1 - misread) + mistold * misread * 0.15, one_slip * 0.25, one_slip * 0.5 / (letters - 1)],
            mistold * misread / 100 * (rest // letters == mine // letters) * (apart <= 2) + 1e-12,
        )
        return np.asarray(np.where(told > 0, reads * same, untold * reads / o.ENGRAVINGS))


def _posterior(shares: Array, kernel: Array) -> Array:
    """Chance of each true answer (columns) by the told one (rows)."""
    joint = (shares[:, None] * kernel).T
    return np.asarray(joint / np.maximum(joint.sum(axis=1, keepdims=True), 1e-300))
