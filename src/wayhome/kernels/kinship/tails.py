"""What validation asks of a tile: how far strangers reach, and how high the highest of them stands."""

import numpy as np

from wayhome.kernels.kinship.compiled import loop
from wayhome.kernels.kinship.screen import added


@loop(nogil=True)
def reaching(tile, codes, families, edges, counts):
    """Count the pairs that reach each of some rising edges: `counts` int64[E] is added to. Only the first `families` columns count."""
    total = np.empty(tile.shape[1], tile.dtype)
    for i in range(codes.shape[0]):
        added(tile, codes[i], total)
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
        added(tile, codes[i], total)
        for w in range(best.size):
            best[w] = max(best[w], total[w])
