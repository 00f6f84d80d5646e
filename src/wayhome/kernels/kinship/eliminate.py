"""Sums of products of tables, one variable after the other: the arithmetic of the exact engine, which knows nothing of genetics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np

from wayhome.kernels.kinship.mutation import Array

MOST_CELLS = 2**26
"""No table may have more cells than this; a family that would need one is refused."""
Factor = tuple[Array, tuple[int, ...]]
"""A table, and the variable of each of its axes."""


class TooMuchWork(ValueError):
    """A family that cannot be worked out exactly within the stated limit; the sentence says why and what would help."""


def eliminated(factors: Sequence[Factor], sizes: Sequence[int], keep: Sequence[int], locus: str) -> Array:
    """The product of factors summed over all variables but `keep`; axes of the answer in the order of `keep`."""
    held = dict(enumerate(factor for factor, _ in factors))
    scopes = tuple(variables for _, variables in factors)
    for step in _order(scopes, tuple(min(size, 3) for size in sizes), tuple(keep)):
        if (cells := prod([sizes[each] for each in step.around])) > MOST_CELLS:
            raise TooMuchWork(
                f"{locus}: a table of {cells:,} cells, {MOST_CELLS:,} are the most; "
                "type somebody in the middle of the family, or take a mutation model in which alleles that nobody has can be put together"
            )
        held[step.makes] = _contracted([held.pop(each) for each in step.touched], step.subscripts)
    (whole,) = held.values()
    # A variable that is kept and of which no factor tells: the answer is the same for all its values.
    told = {each for variables in scopes for each in variables}
    shape = tuple(sizes[each] if each in told else 1 for each in keep)
    return np.broadcast_to(whole.reshape(shape), tuple(sizes[each] for each in keep)) if keep else whole


@dataclass(frozen=True, slots=True)
class _Step:
    """One variable less: which factors are multiplied, over which variables, two at a time, and the number of the factor it makes."""

    touched: tuple[int, ...]
    around: tuple[int, ...]
    subscripts: tuple[str, ...]
    makes: int


@lru_cache(maxsize=8192)
def _order(scopes: tuple[tuple[int, ...], ...], sizes: tuple[int, ...], keep: tuple[int, ...]) -> tuple[_Step, ...]:
    """In which order to eliminate: at each step the variable that leaves the smallest table. The last step multiplies what is left.

    sizes   1 and 2 as they are, 3 for more: the loci of a family mostly share an order, and it is found once
    """
    weight = (1, 1, 2, 20)
    left = dict(enumerate(scopes))
    variables = {each for over in scopes for each in over} - set(keep)
    steps: list[_Step] = []
    while variables:
        around = {each: set().union(*(over for over in left.values() if each in over)) for each in variables}
        chosen = min(variables, key=lambda each: (prod(weight[sizes[other]] for other in around[each]), each))
        touched = sorted((name for name, over in left.items() if chosen in over), key=lambda name: len(left[name]))
        over = tuple(sorted(around[chosen] - {chosen}))
        makes = len(scopes) + len(steps)
        steps.append(
            _Step(tuple(touched), tuple(around[chosen]), _subscripts([left[name] for name in touched], over), makes)
        )
        for name in touched:
            del left[name]
        left[makes] = over
        variables.discard(chosen)
    makes = len(scopes) + len(steps)
    told = {each for over in left.values() for each in over}
    rest = tuple(left)
    steps.append(_Step(rest, tuple(told), _subscripts([left[name] for name in rest], keep, told), makes))
    return tuple(steps)


def _subscripts(
    scopes: Sequence[tuple[int, ...]], over: tuple[int, ...], told: set[int] | None = None
) -> tuple[str, ...]:
    """How numpy is to multiply factors two at a time, the small ones first, and to sum out what is not in `over` with the last."""
    letters = {
        each: chr(ord("a") + at) for at, each in enumerate(dict.fromkeys((*over, *(v for vs in scopes for v in vs))))
    }

    def spelt(variables: Iterable[int]) -> str:
        return "".join(letters[each] for each in variables)

    if not scopes:
        return ()
    kept = tuple(each for each in over if told is None or each in told)
    held, *rest = scopes
    out = []
    for at, scope in enumerate(rest):
        union = kept if at == len(rest) - 1 else tuple(dict.fromkeys((*held, *scope)))
        out.append(f"{spelt(held)},{spelt(scope)}->{spelt(union)}")
        held = union
    return tuple(out) if rest or held == kept else (f"{spelt(held)}->{spelt(kept)}",)


def _contracted(factors: Sequence[Array], subscripts: tuple[str, ...]) -> Array:
    """The product of factors, summed as the subscripts say."""
    if not factors:
        return np.ones(())
    held: Array = factors[0]
    if len(factors) == 1 and subscripts:
        held = np.einsum(subscripts[0], held)
    for factor, how in zip(factors[1:], subscripts, strict=False):
        held = np.einsum(how, held, factor)
    return held
