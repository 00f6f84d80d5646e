"""In which turns the unidentified are asked: it changes no list, and how long the lists take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wayhome.kernels.crossmatch.courses import last_day
from wayhome.kernels.crossmatch.grain import NEVER
from wayhome.kernels.crossmatch.people import Unidentified

GOLDEN = 0.6180339887498949
"""However many of its multiples are taken, what they have behind the point is spread evenly from 0 to 1."""


def by_time(found: Sequence[Unidentified]) -> list[int]:
    """Those who died or were found at one time together, since the same tiles fit them; last those of whom it is not known."""
    last = [last_day(each) for each in found]
    return sorted(range(len(found)), key=lambda place: NEVER if (day := last[place]) is None else day)


def plainest_first(found: Sequence[Unidentified]) -> list[int]:
    """Those of whom fewest marks and objects are told first; of as many, each beginning spread over all times.

    Somebody of whom little is told contradicts few of the missing: so their lists soon hold those who are kept to the end.
    Asked by time, each would fill with those who died too early, and give all of them up again at the time it is about.
    """
    turns = by_time(found)
    told = [len(found[place].marks) + len(found[place].things) for place in turns]
    # The rank of the k-th multiple says where in the order of time the k-th to ask stands.
    evenly = np.argsort(np.argsort(np.arange(len(turns)) * GOLDEN % 1.0))
    return [turns[spot] for spot in sorted(evenly, key=lambda spot: told[spot])]
