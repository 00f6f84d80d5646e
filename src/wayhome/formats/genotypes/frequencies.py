"""How frequent alleles are, as CSV: population, marker, allele, and frequency or count.

Counts are numbers of alleles: a person has two. A file holds either counts or frequencies. One without populations is of one, and that is said.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wayhome.formats.genotypes.reading import NO_HEAD, NO_WHOLE, refuse, rows_of, share_in, text_of
from wayhome.kernels.kinship.panel import canonical
from wayhome.terms.words import N_

BOTH = N_("The table has frequencies and counts. Keep one of the two columns.")
EMPTY = N_("The %(column)s is empty.")
TWICE = N_("%(marker)s: this allele stands twice in this population.")
NO_SUM = N_("%(marker)s in %(population)s: the frequencies sum to %(sum).6g, not to 1.")
DIVIDED = N_("%(marker)s in %(population)s: the frequencies sum to %(sum).9g and were divided by that.")
ONE = N_("The table names no population: it is taken as one, called “%(name)s”.")
UNNAMED = "unnamed"
OFF_BY = 0.001

Shares = Mapping[str, Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class Frequencies:
    """By population, canonical marker and allele: how many were counted, or the share of each.

    counted   whether the numbers are counts
    remarks   what was assumed, one sentence each
    """

    numbers: Shares
    counted: bool
    remarks: tuple[str, ...] = field(default=(), compare=False)


def read_frequencies(content: bytes, *, file: str) -> Frequencies:
    """What a table says. Raises Unread with the line and the reason."""
    text, remarks = text_of(content, file=file)
    numbers: dict[str, dict[str, dict[str, float]]] = {}
    first: dict[tuple[str, str], int] = {}
    counted = False
    for line, row in rows_of(text, ("marker", "allele"), file=file):
        counted = "count" in _whole_row(row, file=file, line=line)
        population, marker = row["population"], canonical(row["marker"])
        if not marker:
            refuse(file, line, EMPTY, column="marker")
        alleles = numbers.setdefault(population, {}).setdefault(marker, {})
        if row["allele"] in alleles:
            refuse(file, line, TWICE, marker=marker)
        first.setdefault((population, marker), line)
        alleles[row["allele"]] = _number(row, counted=counted, file=file, line=line)
    if not counted:
        for (population, marker), line in first.items():
            numbers[population][marker] = _whole(
                numbers[population][marker], population, marker, remarks, file=file, line=line
            )
    if UNNAMED in numbers:
        remarks.append(ONE % {"name": UNNAMED})
    return Frequencies(numbers, counted, tuple(remarks))


def _whole_row(row: dict[str, str], *, file: str, line: int) -> Mapping[str, str]:
    """The row with its population; nothing of it is empty, and it has a count or a frequency."""
    if "count" in row and "frequency" in row:
        refuse(file, 1, BOTH)
    if "count" not in row and "frequency" not in row:
        refuse(file, 1, NO_HEAD, wanted="population, marker, allele, frequency or count", missing="frequency or count")
    row.setdefault("population", UNNAMED)
    for column in ("population", "marker", "allele"):
        if not row[column]:
            refuse(file, line, EMPTY, column=column)
    return row


def _number(row: Mapping[str, str], *, counted: bool, file: str, line: int) -> float:
    if not counted:
        return share_in(row["frequency"], "A frequency", file=file, line=line)
    if not re.fullmatch(r"\d{1,9}", row["count"], re.ASCII):
        refuse(file, line, NO_WHOLE, what="A count")
    return int(row["count"])


def _whole(
    shares: Mapping[str, float], population: str, marker: str, remarks: list[str], *, file: str, line: int
) -> dict[str, float]:
    total = sum(shares.values())
    about = {"marker": marker, "population": population, "sum": total}
    if abs(total - 1) > OFF_BY:
        refuse(file, line, NO_SUM, **about)
    if abs(total - 1) > 1e-6:
        remarks.append(DIVIDED % about)
    return dict(shares) if abs(total - 1) < 1e-13 else {label: share / total for label, share in shares.items()}


def write_frequencies(frequencies: Frequencies) -> bytes:
    """The table, in UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("population", "marker", "allele", "count" if frequencies.counted else "frequency"))
    for population, markers in frequencies.numbers.items():
        for marker, alleles in markers.items():
            writer.writerows((population, marker, allele, repr(number)) for allele, number in alleles.items())
    return out.getvalue().encode()
