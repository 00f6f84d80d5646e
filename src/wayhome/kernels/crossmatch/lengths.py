"""How long a list must be while only some have been asked, so that whoever belongs to the best of all is still on it.

Of the best hundred of fifty thousand who are asked in a random order, the first five thousand hold about ten, and hardly
ever more than forty. A list that is no longer than that passes over many more, and the sooner, than one that is as long from
the beginning as it must be in the end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CHANCE = 1e-12
"""That a list was too short after one of the numbers asked: so small that of a nation's lists hardly one ever is."""


def lengths(total: int, most: int, asked: Sequence[int]) -> list[int]:
    """For each number asked, ascending, how long the lists are that shall hold the `most` best of `total`.

    It is the least length that more of the best exceed with a chance of `CHANCE`: how many of the best are among those asked
    in a random order follows the hypergeometric distribution.
    """
    best = min(most, total)
    logarithms = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, total + 1)))))

    def ways(of: int, taken: NDArray[np.int64]) -> NDArray[np.float64]:
        """The logarithm of how many ways there are to take so many."""
        result: NDArray[np.float64] = logarithms[of] - logarithms[taken] - logarithms[of - taken]
        return result

    found: list[int] = []
    for so_far in asked:
        among = np.arange(max(0, so_far - (total - best)), min(best, so_far) + 1)
        chances = np.exp(ways(best, among) + ways(total - best, so_far - among) - ways(total, np.array([so_far])))
        more = np.append(np.cumsum(chances[::-1])[::-1][1:], 0.0)  # more than each number
        enough = int(among[np.argmax(more <= CHANCE)])
        found.append(max(1, enough, found[-1] if found else 1))
    return found
