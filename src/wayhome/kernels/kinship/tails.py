"""What validation asks of a tile: how far strangers reach, and how high the highest of them stands."""

import numpy as np

from wayhome.kernels.kinship.compiled import loop
from wayhome.kernels.kinship.rows import GROUP


@loop(inline="always")
def _added(tile, c, total):
    """Add up one profile against every family of a tile."""
    total[:] = 0
    for at in range(0, c.size, GROUP):
        r0, r1, r2, r3 = tile[c[at]], tile[c[at + 1]], tile[c[at + 2]], tile[c[at + 3]]
        r4, r5, r6, r7 = tile[c[at + 4]], tile[c[at + 5]], tile[c[at + 6]], tile[c[at + 7]]
        for w in range(total.size):
            total[w] += r0[w] + r1[w] + r2[w] + r3[w] + r4[w] + r5[w] + r6[w] + r7[w]


@loop(nogil=True)
def reaching(tile, codes, families, edges, counts):
    """Count the pairs that reach each of some rising edges: `counts` int64[E] is added to. Only the first `families` columns count."""
    total = np.empty(tile.shape[1], tile.dtype)
    for i in range(codes.shape[0]):
        _added(tile, codes[i], total)
        for w in range(families):
            if total[w] >= edges[0]:
                for e in range(edges.size):
                    if total[w] < edges[e]:
                        break
                    counts[e] += 1


@loop(nogil=True)
def highest(tile, codes, best):
    """The highest sum that any profile reaches with each family: `best` [W] is raised."""
    total = np.empty(tile.shape[1], tile.dtype)
    for i in range(codes.shape[0]):
        _added(tile, codes[i], total)
        for w in range(best.size):
            best[w] = max(best[w], total[w])
