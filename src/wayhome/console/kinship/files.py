"""Families, samples and frequencies of the command line, from files of any kind that the readers know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from wayhome.base.errors import Refused
from wayhome.formats.genotypes.frequencies import Frequencies, read_frequencies
from wayhome.formats.genotypes.genemapper import Samples, read_genemapper
from wayhome.formats.genotypes.reading import Unread
from wayhome.formats.genotypes.table import read_families, read_samples
from wayhome.kernels.kinship import populations
from wayhome.kernels.kinship.mutation import NONE, Mutation
from wayhome.kernels.kinship.panel import autosomal
from wayhome.kernels.kinship.pedigree import Pedigree, Profile
from wayhome.kernels.kinship.rows import Panel, panel
from wayhome.kernels.kinship.shapes import Family
from wayhome.terms.words import N_

Read = TypeVar("Read")

UNREADABLE = N_("%(file)s cannot be read: %(why)s.")
NOBODY = N_(
    "%(family)s: who is missing? Nobody untyped is named “Missing…”, and no untyped person has parents and no children. Name them with --missing."
)
NO_SUCH = N_("None of the families has a %(missing)s.")
NO_LOCI = N_("No marker stands in every population of %(file)s and on the autosomes.")
ASIDE = N_("%(markers)s: without frequencies in every population, or not on the autosomes; not compared.")
WHICH = N_("Say which population with --population: %(names)s.")
LEAST = N_("%(number)d alleles are not in %(file)s; each is given the least frequency, %(least)s.")


def content(file: str, read: Callable[[bytes], Read]) -> Read:
    """What a reader makes of a file. Raises Refused with the file, the line and the reason."""
    try:
        return read(Path(file).read_bytes())
    except OSError as problem:
        raise Refused(UNREADABLE % {"file": file, "why": problem.strerror or type(problem).__name__}) from None
    except Unread as problem:
        raise Refused(str(problem)) from None


def families(file: str, named: str | None, remarks: list[str]) -> list[Family]:
    """One entry for each person who is missing in a family.

    named   the missing person's name, the same in every family; otherwise those untyped whose names begin with "Missing", else those
            untyped who have parents in the family and no children
    """
    read = content(file, lambda held: read_families(held, file=file))
    remarks += read.remarks
    found: list[Family] = []
    for each in read.families:
        typed = {name for name, profile in each.profiles.items() if profile}
        found += [
            Family(each.pedigree.name, each.pedigree, missing, each.profiles)
            for missing in _missing(each.pedigree, typed, named)
        ]
    if named is not None and not found:
        raise Refused(NO_SUCH % {"missing": named})
    return found


def _missing(pedigree: Pedigree, typed: set[str], named: str | None) -> Iterator[str]:
    names = [person.name for person in pedigree.persons]
    if named is not None:
        yield from (name for name in names if name == named)
        return
    untyped = [name for name in names if name not in typed]
    told = [name for name in untyped if name.casefold().startswith("missing")]
    ends = [name for name in untyped if pedigree.person(name).father is not None and not pedigree.children(name)]
    if not told and not ends:
        raise Refused(NOBODY % {"family": pedigree.name})
    yield from told or ends


def samples(file: str, remarks: list[str]) -> Mapping[str, Profile]:
    """Profiles of samples: GeneMapper's text, a table of samples, or the persons of a table of families."""
    read = content(file, lambda held: _samples(held, file))
    remarks += read.remarks
    return read.profiles


def _samples(held: bytes, file: str) -> Samples:
    head = held.split(b"\n", 1)[0].lower()
    if b"\t" in head:
        return read_genemapper(held, file=file)
    if b"family" in head and b"person" in head:
        told = read_families(held, file=file)
        typed = [
            (each.pedigree.name, *person) for each in told.families for person in each.profiles.items() if person[1]
        ]
        once = len({name for _, name, _ in typed}) == len(typed)
        profiles = {name if once else f"{of} {name}": profile for of, name, profile in typed}
        return Samples(profiles, told.remarks)
    return read_samples(held, file=file)


def frequencies(file: str | None, population: str | None, remarks: list[str]) -> Frequencies:
    """One population: of a file, or one that ships with Wayhome."""
    if file is None:
        if population not in populations.populations():
            raise Refused(WHICH % {"names": ", ".join(populations.populations())})
        return Frequencies({population: populations.counts(population)}, counted=True)
    read = content(file, lambda held: read_frequencies(held, file=file))
    remarks += read.remarks
    chosen = population or next(iter(read.numbers), "")
    if chosen not in read.numbers or (population is None and len(read.numbers) > 1):
        raise Refused(WHICH % {"names": ", ".join(read.numbers) or file})
    return Frequencies({chosen: read.numbers[chosen]}, counted=read.counted)


def loci(file: str, profiles: Iterable[Profile], mutation: float, dropout: float, remarks: list[str]) -> Panel:
    """The panel of a file: as `panel_of`, every population."""
    read = content(file, lambda held: read_frequencies(held, file=file))
    remarks += read.remarks
    return panel_of(read, file, profiles, mutation, dropout, remarks)


def panel_of(
    read: Frequencies, file: str, profiles: Iterable[Profile], mutation: float, dropout: float, remarks: list[str]
) -> Panel:
    """The panel: every population, the markers that all of them have, and every allele that a profile has.

    An allele that was not counted is given 5/2N where there are counts; with frequencies, the rarest one of its locus.
    """
    held = list(profiles)
    shares, least = _shares(read)
    first, *others = shares.values()
    common = [marker for marker in first if autosomal(marker) and all(marker in other for other in others)]
    if not common:
        raise Refused(NO_LOCI % {"file": file})
    typed = list(dict.fromkeys(marker for profile in held for marker in profile))
    if aside := [marker for marker in typed if marker not in common]:
        remarks.append(ASIDE % {"markers": ", ".join(aside)})
    new = {
        (marker, label)
        for profile in held
        for marker, genotype in profile.items()
        for label in genotype
        if marker in common and label is not None and any(label not in each[marker] for each in shares.values())
    }
    if new:
        rule = "5/2N" if read.counted else "that of the rarest allele of its locus"
        remarks.append(LEAST % {"number": len(new), "file": file, "least": rule})
    model = Mutation("proportional", mutation) if mutation else NONE
    kept = {name: {marker: markers[marker] for marker in common} for name, markers in shares.items()}
    return panel(kept, least, held, mutation=model, dropouts=[dropout])


def _shares(
    read: Frequencies,
) -> tuple[dict[str, dict[str, dict[str, float]]], dict[str, dict[str, float]]]:
    """Shares of the alleles, and the least frequency of each locus, by population."""
    shares: dict[str, dict[str, dict[str, float]]] = {}
    least: dict[str, dict[str, float]] = {}
    for population, markers in read.numbers.items():
        for marker, numbers in markers.items():
            total = sum(numbers.values()) or 1.0
            some = {label: number / total for label, number in numbers.items() if number > 0}
            shares.setdefault(population, {})[marker] = some
            rarest = min(some.values(), default=1.0)
            least.setdefault(population, {})[marker] = 5 / total if read.counted else rarest
    return shares, least
