"""How alleles mutate from parent to child: the models in use, each as a matrix.

Models are named as in the literature: Dawid et al. 2002 (stationary), Egeland, Kling and Mostad 2016, Simonsson and Mostad 2016.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
KINDS = ("none", "equal", "proportional", "stepwise", "extended", "stationary", "custom")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A model of mutation.

    kind     none          an allele passes as it is
             equal         to every other allele alike
             proportional  to another allele as often as that one is; the chance of mutation is `rate` over the whole population
             stepwise      by whole repeats, `range` times as likely for each step further
             extended      stepwise, and with `rate2` to an allele that differs by a part of a repeat, each alike
             stationary    stepwise, with frequencies that stay what they are; the chance of mutation is `rate` over the population
             custom        `custom` is the matrix
    rate     chance of a mutation a meiosis, in [0, 1]
    """

    kind: str = "none"
    rate: float = 0.0
    range: float = 0.1
    rate2: float = 0.0
    custom: tuple[tuple[float, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"mutation model {self.kind!r} is none of {', '.join(KINDS)}")
        if not (0 <= self.rate <= 1 and 0 <= self.rate2 <= 1 and self.rate + self.rate2 <= 1):
            raise ValueError(f"mutation rates {self.rate} and {self.rate2} are no chances")
        if self.kind in {"stepwise", "extended", "stationary"} and not self.range > 0:
            raise ValueError(f"mutation range {self.range} is not above 0")

    @property
    def drawn(self) -> bool:
        """Whether an allele that arises is one drawn from the population, or none arises."""
        return self.kind in {"none", "proportional"} or (self.kind != "custom" and self.rate == self.rate2 == 0)


NONE = Mutation()


@lru_cache(maxsize=4096)
def matrix(model: Mutation, alleles: tuple[str, ...], frequencies: tuple[float, ...]) -> Array:
    """Chances that an allele passes as another.

    alleles       K labels; a last one "silent" neither mutates nor arises, but in a custom matrix
    frequencies   of each, as in `Locus`
    returns       float64[K, K]: row the parent's allele, column the child's; rows sum to 1
    raises        ValueError where the model cannot be had on this ladder: a rate too high, labels that are no numbers
    """
    count = len(alleles)
    open_to = count - 1 if alleles[-1] == "silent" else count
    moves = np.zeros((count, count))
    if model.kind == "custom":
        return _checked(np.array(model.custom, dtype=np.float64), count)
    if model.kind == "none" or (model.rate == 0 and model.rate2 == 0) or open_to < 2:
        return np.eye(count)
    apart = ~np.eye(open_to, dtype=bool)
    share = np.array(frequencies[:open_to]) / sum(frequencies[:open_to])
    inner = moves[:open_to, :open_to]
    if model.kind == "equal":
        inner[apart] = model.rate / (open_to - 1)
    elif model.kind == "proportional":
        inner[:] = np.where(apart, share * model.rate / float(share @ (1 - share)), 0)
    else:
        inner[:] = _steps(model, alleles[:open_to], share)
    np.fill_diagonal(moves, 1 - moves.sum(axis=1))
    return _checked(moves, count)


def _steps(model: Mutation, alleles: tuple[str, ...], share: Array) -> Array:
    """Moves by whole repeats and, in the extended model, between microvariants."""
    try:
        sizes = np.array([round(float(label) * 10) for label in alleles])
    except ValueError:
        raise ValueError(f"mutation by steps needs alleles that are numbers, not {', '.join(alleles)}") from None
    steps = np.abs(sizes[:, None] - sizes[None, :])
    alike = (steps % 10 == 0) & (steps > 0)
    nearness = np.where(alike, float(model.range) ** (steps / 10), 0)
    of_row = nearness.sum(axis=1, keepdims=True)
    if model.kind == "stationary":
        # p_i m_ij is symmetric: what leaves i for j comes back. Each class of microvariants keeps its share of the rate.
        classes = sizes % 10
        out = np.zeros_like(nearness)
        for each in np.unique(classes):
            own = np.ix_(classes == each, classes == each)
            total = nearness[own].sum()
            if total > 0:
                among = share[classes == each]
                out[own] = model.rate * among.sum() * nearness[own] / total / among[:, None]
        return out
    moves: Array = model.rate * np.divide(nearness, of_row, out=np.zeros_like(nearness), where=of_row > 0)
    if model.kind == "extended":
        other = (~alike) & (steps > 0)
        number = other.sum(axis=1, keepdims=True)
        moves += model.rate2 * np.divide(other, number, out=np.zeros_like(moves), where=number > 0)
    elif np.any(steps % 10 != 0):
        raise ValueError("the stepwise model knows whole repeats alone; take the extended one for microvariants")
    return moves


def _checked(moves: Array, count: int) -> Array:
    if moves.shape != (count, count):
        raise ValueError(f"a mutation matrix of shape {moves.shape} for {count} alleles")
    if not np.isfinite(moves).all() or moves.min() < -1e-12 or np.abs(moves.sum(axis=1) - 1).max() > 1e-9:
        raise ValueError("the mutation rate is too high for these frequencies: a chance would be below 0")
    moves = np.maximum(moves, 0)
    moves.setflags(write=False)
    return moves


def largest_proportional(frequencies: tuple[float, ...]) -> float:
    """The highest rate that the proportional model can have on these frequencies."""
    share = np.array(frequencies)
    return float((share @ (1 - share)) / (1 - share.min()))


def bounded(moves: Array, frequencies: tuple[float, ...]) -> bool:
    """Whether no allele arises by mutation more often than it is: else a ratio may pass 1 where nothing is shared."""
    return bool(np.all((moves <= np.array(frequencies)[None, :] + 1e-12) | np.eye(len(frequencies), dtype=bool)))
