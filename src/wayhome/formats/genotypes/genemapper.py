"""GeneMapper's text of genotypes: one line a sample and marker, columns `Sample Name`, `Marker`, `Allele 1`, `Allele 2`, tabs between.

An empty second allele says that the two are alike, as the software writes it; each such locus is said in the remarks. "OL" (off ladder),
"?" and a third allele are no genotype: the locus is left out with a remark.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wayhome.formats.genotypes.reading import refuse, rows_of, text_of
from wayhome.kernels.kinship.panel import canonical
from wayhome.kernels.kinship.pedigree import Genotype, Profile
from wayhome.terms.words import N_

COLUMNS = ("samplename", "marker", "allele1", "allele2")
NO_SAMPLE = N_("The sample name is empty.")
NO_MARKER = N_("The marker is empty.")
TYPED_TWICE = N_("This sample stands here a second time with %(marker)s.")
SECOND_ALONE = N_("The second allele stands here without the first.")

ALIKE = N_("%(sample)s: %(number)d loci show one allele; both were taken to be that one.")
NOT_CALLED = N_("%(sample)s, %(marker)s: off the ladder or not called; left out.")
THREE = N_("%(sample)s, %(marker)s: more than two alleles; left out.")
UNTYPED = N_("%(sample)s: nothing was typed at %(number)d loci.")
NOT_CALLS = {"OL", "?", "OMR", "INC"}


@dataclass(frozen=True, slots=True)
class Samples:
    """Profiles by the name of the sample, in the order of the file, and what was assumed."""

    profiles: Mapping[str, Profile]
    remarks: tuple[str, ...] = field(default=(), compare=False)


def read_genemapper(content: bytes, *, file: str) -> Samples:
    """The samples of a file. Raises Unread with the line and the reason."""
    text, remarks = text_of(content, file=file)
    found: dict[str, dict[str, Genotype]] = {}
    seen: set[tuple[str, str]] = set()
    alike: dict[str, int] = {}
    untyped: dict[str, int] = {}
    for line, row in rows_of(text, COLUMNS, file=file, comma="\t"):
        sample, marker = row["samplename"], canonical(row["marker"])
        if not sample or not marker:
            refuse(file, line, NO_MARKER if sample else NO_SAMPLE)
        if (sample, marker) in seen:
            refuse(file, line, TYPED_TWICE, marker=marker)
        seen.add((sample, marker))
        profile = found.setdefault(sample, {})
        first, second = row["allele1"], row["allele2"]
        about = {"sample": sample, "marker": marker}
        if NOT_CALLS & {first.upper(), second.upper()}:
            remarks.append(NOT_CALLED % about)
        elif any(row.get(f"allele{number}") for number in range(3, 9)):
            remarks.append(THREE % about)
        elif second and not first:
            refuse(file, line, SECOND_ALONE)
        elif not first:
            untyped[sample] = untyped.get(sample, 0) + 1
        else:
            if not second:
                alike[sample] = alike.get(sample, 0) + 1
            profile[marker] = (first, second or first)
    remarks += [ALIKE % {"sample": sample, "number": number} for sample, number in alike.items()]
    remarks += [UNTYPED % {"sample": sample, "number": number} for sample, number in untyped.items()]
    return Samples(found, tuple(remarks))


def write_genemapper(profiles: Mapping[str, Profile]) -> bytes:
    """The file, in UTF-8 with the line ends of Windows. Both alleles are written, alike or not; raises ValueError for one that was not seen."""
    lines = ["Sample Name\tMarker\tAllele 1\tAllele 2"]
    for sample, profile in profiles.items():
        for marker, genotype in profile.items():
            cells = (sample, marker, *genotype)
            if None in cells or any("\t" in str(cell) or "\n" in str(cell) for cell in cells):
                raise ValueError(f"{sample}, {marker}: GeneMapper's text cannot hold this")
            lines.append("\t".join(map(str, cells)))
    return "".join(f"{line}\r\n" for line in lines).encode()
