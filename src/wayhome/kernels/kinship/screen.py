"""Families' tables kept small, spread out into tiles, and every profile added up against every family of a tile.

A tile holds the tables of a few families side by side, [rows, families], and stays in the second cache while all profiles pass: a pair costs as
many look-ups and additions as there are loci. Whatever is kept is rounded up, so no sum is below the exact one.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.kinship.build import REST, classes_of, doubtful, ratios, rest_of, room
from wayhome.kernels.kinship.compiled import loop
from wayhome.kernels.kinship.rows import GROUP, NOTHING

NEVER = np.float32(-1000.0)
"""log10 of a ratio of 0."""
CAP = 5.0
"""The most that one locus can say in a tile of small integers; families that say more are added up in float32."""


class Tables(NamedTuple):
    """log10 ratios of F families by class, each a little more than exact.

    class_at   int64[F * L + 1]: where the classes of each family and locus begin; `classes` uint8: the allele of each
    cell_at    int64[F * L + 1]: where its cells begin; `cells` float32: pairs of classes (the lower triangle by rows), then, for
               each kind of doubt, every class. The last class is the rest, where some allele is shown by nobody
    most       float32[F]: the greatest cell
    """

    class_at: NDArray[np.int64]
    classes: NDArray[np.uint8]
    cell_at: NDArray[np.int64]
    cells: NDArray[np.float32]
    most: NDArray[np.float32]


@loop(inline="always")
def _up(ratio):
    """log10 of a ratio as float32, no less than it is; 0 where the relatives' own genotypes make no sense."""
    if np.isnan(ratio):
        return np.float32(0.0)
    if ratio <= 0:
        return NEVER
    value = np.log10(ratio)
    return np.float32(value + abs(value) * 2e-7 + 1e-9)


@loop(nogil=True)
def count_classes(shapes, first, last, sizes, out):
    """Classes that families `first` to `last` show at each locus: int64[F, L]."""
    place, classes = np.empty(sizes.max() + 1, np.uint8), np.empty(sizes.max() + 1, np.uint8)
    for f in range(first, last):
        for at in range(sizes.size):
            out[f, at] = classes_of(shapes, f, at, sizes[at], place, classes)


@loop(nogil=True)
def fill_tables(shapes, first, last, frequencies, rates, sizes, doubts, tables):
    """The tables of families `first` to `last`, as `Tables`.

    frequencies   float64[L, K]; `rates` float64[L, 2]; `doubts` float64[D, 2]
    """
    made, scratch = room(sizes.max() + 1)
    place, ratio = made.place, made.ratio
    for f in range(first, last):
        greatest = NEVER
        for at in range(sizes.size):
            count, n = ratios(shapes, f, at, frequencies[at], rates[at], sizes[at], made, scratch)
            spot = f * sizes.size + at
            tables.classes[tables.class_at[spot] : tables.class_at[spot] + count] = made.classes[:count]
            cell = tables.cell_at[spot]
            for x in range(n):
                for y in range(x + 1):
                    tables.cells[cell] = _up(ratio[x, y])
                    greatest = max(greatest, tables.cells[cell])
                    cell += 1
            rest = rest_of(frequencies[at], sizes[at], place)
            for d in range(doubts.shape[0]):
                for x in range(n):
                    best = 0.0
                    if x < count:
                        best = doubtful(made, n, x, 1.0, doubts[d])
                    else:
                        for a in range(sizes[at]):
                            if place[a] == REST:
                                share = frequencies[at, a] / rest
                                each = doubtful(made, n, x, share, doubts[d])
                                if not each <= best:  # not a number, where the relatives make no sense
                                    best = each
                    tables.cells[cell] = _up(best)
                    greatest = max(greatest, tables.cells[cell])
                    cell += 1
        tables.most[f] = greatest


@loop(nogil=True)
def spread(tables, families, sizes, base, doubts, scale, tile):
    """Spread the tables of some families out into a tile: int16 in steps of 1/`scale` dex, rounded up, or float32 as they are.

    tile   [S, W], out: a column a family; columns beyond the families are never reached by any sum
    """
    whole = scale > 0
    place = np.empty(sizes.max() + 1, np.uint8)
    least = -np.ceil(CAP * scale) if whole else np.float32(NEVER)
    for w in range(tile.shape[1]):
        if w >= families.size:
            tile[:, w] = least
            continue
        f = families[w]
        for at in range(sizes.size):
            spot = f * sizes.size + at
            start, count = tables.class_at[spot], tables.class_at[spot + 1] - tables.class_at[spot]
            size, cell = sizes[at], tables.cell_at[spot]
            n = count + (count < size)
            place[:size] = n - 1
            for x in range(count):
                place[tables.classes[start + x]] = x
            row = base[at]
            for b in range(size):
                y = place[b]
                for a in range(b + 1):
                    x = place[a]
                    low, high = min(x, y), max(x, y)
                    value = tables.cells[cell + high * (high + 1) // 2 + low]
                    if whole:
                        tile[row, w] = max(np.ceil(value * scale), least)
                    else:
                        tile[row, w] = value
                    row += 1
            cell += n * (n + 1) // 2
            for _ in range(doubts):
                for a in range(size):
                    value = tables.cells[cell + place[a]]
                    if whole:
                        tile[row, w] = max(np.ceil(value * scale), least)
                    else:
                        tile[row, w] = value
                    row += 1
                cell += n
            tile[row, w] = 0


@loop(inline="always")
def added(tile, c, total):
    """Add up one profile against every family of a tile, eight loci at a time: `total` [W] is overwritten."""
    for at in range(0, c.size, GROUP):
        r0, r1, r2, r3 = tile[c[at]], tile[c[at + 1]], tile[c[at + 2]], tile[c[at + 3]]
        r4, r5, r6, r7 = tile[c[at + 4]], tile[c[at + 5]], tile[c[at + 6]], tile[c[at + 7]]
        if at == 0:
            for w in range(total.size):
                total[w] = r0[w] + r1[w] + r2[w] + r3[w] + r4[w] + r5[w] + r6[w] + r7[w]
        else:
            for w in range(total.size):
                total[w] += r0[w] + r1[w] + r2[w] + r3[w] + r4[w] + r5[w] + r6[w] + r7[w]


@loop(nogil=True)
def sums(tile, codes, least, body, column):
    """Add up every profile against every family of a tile, and note the pairs that reach `least`.

    codes          uint16[N, L]; L is a multiple of 8
    body, column   int32, out: the pairs, as far as there is room
    returns        how many pairs there are, which may be more than there is room for
    """
    width = tile.shape[1]
    total = np.empty(width, tile.dtype)
    found = 0
    for i in range(codes.shape[0]):
        added(tile, codes[i], total)
        reached = False
        for w in range(width):
            reached |= total[w] >= least
        if reached:
            for w in range(width):
                if total[w] >= least:
                    if found < body.size:
                        body[found], column[found] = i, w
                    found += 1
    return found


@loop(nogil=True)
def one_body(tables, first, last, told, code, sizes, least, family):
    """One profile against the kept tables of families `first` to `last`; no tile is made.

    told      uint8[S, 3] of the panel; `code` uint16[L]
    family    int32, out: those whose sum reaches `least`
    returns   how many
    """
    loci = sizes.size
    compared, count_of = np.empty((loci, 4), np.int64), 0
    for at in range(loci):
        if told[code[at], 2] != NOTHING:
            compared[count_of, 0] = at
            compared[count_of, 1:] = told[code[at]]
            count_of += 1
    found = 0
    for f in range(first, last):
        total = np.float32(0.0)
        for k in range(count_of):
            at, a, b, kind = compared[k]
            spot = f * loci + at
            start = tables.class_at[spot]
            count = tables.class_at[spot + 1] - start
            x = y = count
            for each in range(count):
                allele = tables.classes[start + each]
                x = each if allele == a else x
                y = each if allele == b else y
            cell = tables.cell_at[spot]
            if kind == 0:
                low, high = min(x, y), max(x, y)
                total += tables.cells[cell + high * (high + 1) // 2 + low]
            else:
                n = count + (count < sizes[at])
                total += tables.cells[cell + n * (n + 1) // 2 + (kind - 1) * n + x]
            # No cell is above the family's greatest one.
            if total + (count_of - k - 1) * tables.most[f] < least:
                break
        if total >= least:
            if found < family.size:
                family[found] = f
            found += 1
    return found


@loop(nogil=True)
def exactly(shapes, f, told, codes, frequencies, rates, sizes, doubts, out):
    """Ratios of some profiles with one family, exact: float64[H, L] of one population, NaN where nothing was compared."""
    made, scratch = room(sizes.max() + 1)
    place, ratio = made.place, made.ratio
    for at in range(sizes.size):
        _, n = ratios(shapes, f, at, frequencies[at], rates[at], sizes[at], made, scratch)
        rest = rest_of(frequencies[at], sizes[at], place)
        for h in range(codes.shape[0]):
            a, b, kind = told[codes[h, at]]
            if kind == NOTHING:
                out[h, at] = np.nan
                continue
            x = n - 1 if place[a] == REST else np.int64(place[a])
            y = n - 1 if place[b] == REST else np.int64(place[b])
            if kind == 0:
                out[h, at] = ratio[x, y]
            else:
                share = 1.0 if place[a] != REST else frequencies[at, a] / rest
                out[h, at] = doubtful(made, n, x, share, doubts[kind - 1])
