"""How fast one core reads from its second cache: eight streams side by side, added up, the fastest way that was found."""

import numba
import numpy as np


@numba.njit(nogil=True)
def read(words, turns):
    """Read a buffer of int64 some times over; returns a sum, so that nothing is left out."""
    n = words.size // 8
    a, b, c, d = words[:n], words[n : 2 * n], words[2 * n : 3 * n], words[3 * n : 4 * n]
    e, f, g, h = words[4 * n : 5 * n], words[5 * n : 6 * n], words[6 * n : 7 * n], words[7 * n : 8 * n]
    total = np.int64(0)
    for _ in range(turns):
        for k in range(n):
            total += (a[k] ^ b[k]) + (c[k] ^ d[k]) + (e[k] ^ f[k]) + (g[k] ^ h[k])
    return total
