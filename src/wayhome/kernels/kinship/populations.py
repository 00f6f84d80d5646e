"""How often alleles were counted in population samples that ship with Wayhome, and panels of loci made from them.

source   Steffen et al. 2017, doi 10.1016/j.fsigen.2017.08.011 (NIST, public domain), four populations of the United States;
         Home Office, DNA population data for DNA-17 (Open Government Licence v3), five of the United Kingdom. data/SOURCES.md
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from wayhome.kernels.kinship.mutation import NONE, Mutation
from wayhome.kernels.kinship.panel import Locus, canonical, counted

FILES = ("us_nist_2017.csv", "uk_dna17.csv")

Counts = Mapping[str, Mapping[str, int]]
"""By canonical marker and allele: how many alleles, of two a person."""


def populations() -> tuple[str, ...]:
    """Names of the populations, such as "US Caucasian"."""
    return tuple(_all())


def counts(population: str) -> Counts:
    """What was counted in one population. KeyError for one that is not there."""
    return _all()[population]


def people(population: str) -> int:
    """How many people were typed; at some loci one fewer."""
    return max(sum(alleles.values()) for alleles in counts(population).values()) // 2


def loci(
    population: str,
    markers: Iterable[str] | None = None,
    *,
    case: Mapping[str, Iterable[str]] | None = None,
    mutation: Mutation = NONE,
) -> dict[str, Locus]:
    """Loci of one population, by their canonical names.

    markers   in any spelling; all that were counted unless given
    case      by marker: the alleles of the case at hand, counted or not; none of them is taken to be rarer than 5/2N
    returns   as `panel.counted`
    raises    KeyError for a population or a marker that was not counted
    """
    known = counts(population)
    held = {canonical(marker): tuple(labels) for marker, labels in (case or {}).items()}
    wanted = known if markers is None else [canonical(marker) for marker in markers]
    return {name: counted(name, known[name], case=held.get(name, ()), mutation=mutation) for name in wanted}


@cache
def _all() -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, dict[str, int]]] = {}
    for name in FILES:
        text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            found.setdefault(row["population"], {}).setdefault(row["marker"], {})[row["allele"]] = int(row["count"])
    return found
