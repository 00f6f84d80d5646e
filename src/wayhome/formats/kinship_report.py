"""A kinship result as it is typed in from its report: read strictly, and refused with the field that cannot be so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from wayhome.kernels.kinship.panel import canonical
from wayhome.rules.kinship import Figures
from wayhome.terms.markers import AUTOSOMAL
from wayhome.terms.words import N_

MOST_PER_LOCUS, LEAST_PER_LOCUS = 6, -12
"""What one locus may add in dex: 1/p^2 at the 5/2N floor of a thousand people is 5.2; two mutations cost about 6 each."""
MOST_COMPARISONS = 10**12

NEEDS_POINT = N_("Write the decimals with a point: 5.2, not 5,2.")
NEEDS_NUMBER = N_(
    "Give the log10 of the likelihood ratio as a number, such as 5.2. A ratio of 1,000,000 has the log10 6."
)
NOT_ITS_LOG = N_("This is more than so many loci can give. Give the log10 of the ratio, not the ratio itself.")
BELOW_ITS_LOG = N_("This is less than so many loci can give. For a ratio of 0 tick that the report gives 0.")
ZERO_OR_NUMBER = N_("Give either the log10 of the ratio, or tick that the report gives a ratio of 0.")
ZERO_NEEDS_LOCUS = N_("A ratio of 0 rests on a locus: name the inconsistent ones.")
LOCI_COUNT = N_("The number of loci lies between 1 and {most}.")
NOT_A_MARKER = N_("“{marker}” is no autosomal STR marker that is known here. Check how it is spelt.")
TWICE = N_("{marker} is named twice.")
TOO_MANY = N_("More loci are named than were compared.")
NEEDS_LINES = N_("Give at least the locus whose absence makes the figure smallest, as a line: D3S1358 5.2")
NOT_A_LINE = N_("Line {line}: write a marker and a number, such as D3S1358 5.2")
LINE_POINT = N_("Line {line}: write the decimals with a point, 5.2, not 5,2.")
LINE_MARKER = N_("Line {line}: “{marker}” is no autosomal STR marker that is known here.")
LINE_TWICE = N_("Line {line}: {marker} stands there already.")
LINE_BEYOND = N_("Without {marker} the figure cannot be {dex}: one locus never adds or takes so much.")
NEEDS_WORDS = N_("Say it in words.")
SAME_TWICE = N_("The two propositions are the same. The second is what the first is weighed against.")
NEEDS_POPULATIONS = N_("Name the population, or those over which the smallest was taken.")
NEEDS_RELATIVE = N_("Tick who was typed.")
DAY_TO_COME = N_("The day of the report is still to come.")
DAY_BEFORE_FIND = N_("The report is older than the find. Check both days.")
COMPARISONS_COUNT = N_("The number of comparisons is a whole number above 0.")
NOT_A_FAMILY = N_("This family of evidence is not known here.")

_DEX = re.compile(r"[+-]?\d{1,3}(\.\d{1,4})?", re.ASCII)
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"})


class Unread(ValueError):
    """A sentence for the person, and what fills its gaps."""

    def __init__(self, says: str, **gaps: object) -> None:
        super().__init__(says.format(**gaps))
        self.says, self.gaps = says, gaps


def autosomal(marker: str) -> str | None:
    """The one name of an autosomal marker, however a laboratory spells it: "PENTA_D" is "Penta D". None for any other name."""
    name = canonical(marker)
    return name if name in AUTOSOMAL else None


def read_dex(text: str) -> Decimal:
    """A log10 ratio as somebody types it, to at most four decimals. Raises Unread for all else: no infinity, exponent or comma."""
    plain = text.strip().translate(_MINUS)
    if re.fullmatch(r"[+-]?\d+,\d+", plain):
        raise Unread(NEEDS_POINT)
    if not _DEX.fullmatch(plain):
        raise Unread(NEEDS_NUMBER)
    return Decimal(plain)


def read_markers(text: str) -> tuple[str, ...]:
    """Markers parted by commas, semicolons or lines, each by its one name. Raises Unread, naming the marker."""
    found: list[str] = []
    for each in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        name = autosomal(each)
        if name is None:
            raise Unread(NOT_A_MARKER, marker=each)
        if name in found:
            raise Unread(TWICE, marker=name)
        found.append(name)
    return tuple(found)


def read_left_out(text: str) -> tuple[tuple[str, Decimal], ...]:
    """A pasted table: on each line a marker and the log10 ratio without it. Raises Unread, naming the line.

    Blank lines are passed over; tabs and several spaces part as one does, and a marker may hold a space ("Penta D 5.1").
    """
    found: dict[str, Decimal] = {}
    for line, each in enumerate(text.splitlines(), start=1):
        if not each.strip():
            continue
        marker, _, number = each.strip().translate(_MINUS).replace("\t", " ").rpartition(" ")
        if re.fullmatch(r"[+-]?\d+,\d+", number):
            raise Unread(LINE_POINT, line=line)
        if not marker.strip() or not _DEX.fullmatch(number):
            raise Unread(NOT_A_LINE, line=line)
        name = autosomal(marker)
        if name is None:
            raise Unread(LINE_MARKER, line=line, marker=marker.strip())
        if name in found:
            raise Unread(LINE_TWICE, line=line, marker=name)
        found[name] = Decimal(number)
    return tuple(found.items())


def wrong_with(
    figures: Figures, *, families: Iterable[str], today: date, found_on: date | None = None
) -> dict[str, Unread]:
    """What cannot be so, by the field that it stands in; nothing where all can.

    families   the families of evidence that there are
    found_on   the earliest day on which the person or remains may have been found
    """
    found: dict[str, Unread] = {}
    for field in ("claim", "denial", "laboratory", "report", "software", "frequencies"):
        if not getattr(figures, field).strip():
            found[field] = Unread(NEEDS_WORDS)
    if figures.claim.strip() and figures.claim.strip() == figures.denial.strip():
        found["denial"] = Unread(SAME_TWICE)
    if not figures.populations.strip():
        found["populations"] = Unread(NEEDS_POPULATIONS)
    if not figures.relatives:
        found["relatives"] = Unread(NEEDS_RELATIVE)
    if figures.reported_on > today:
        found["reported_on"] = Unread(DAY_TO_COME)
    elif found_on is not None and figures.reported_on < found_on:
        found["reported_on"] = Unread(DAY_BEFORE_FIND)
    if figures.comparisons is not None and not 1 <= figures.comparisons <= MOST_COMPARISONS:
        found["comparisons"] = Unread(COMPARISONS_COUNT)
    if not set(figures.counted) <= set(families):
        found["counted"] = Unread(NOT_A_FAMILY)
    return found | _wrong_loci(figures)


def _wrong_loci(figures: Figures) -> dict[str, Unread]:
    loci, dex = figures.loci, figures.log10_lr
    if not 1 <= loci <= len(AUTOSOMAL):
        return {"loci": Unread(LOCI_COUNT, most=len(AUTOSOMAL))}
    found: dict[str, Unread] = {}
    for field, named in (
        ("inconsistent", figures.inconsistent),
        ("left_out", tuple(name for name, _ in figures.left_out)),
    ):
        if wrong := _wrong_names(named, loci):
            found[field] = wrong
    if not all(_plain(each) for _, each in figures.left_out):
        return found | {"left_out": Unread(NEEDS_NUMBER)}
    if dex is not None:
        return dict(_wrong_dex(figures, dex)) | found
    return found if figures.inconsistent else {"inconsistent": Unread(ZERO_NEEDS_LOCUS)} | found


def _wrong_names(named: tuple[str, ...], loci: int) -> Unread | None:
    if strange := next((each for each in named if autosomal(each) != each), None):
        return Unread(NOT_A_MARKER, marker=strange)
    if twice := next((each for each in named if named.count(each) > 1), None):
        return Unread(TWICE, marker=twice)
    return Unread(TOO_MANY) if len(named) > loci else None


def _plain(dex: Decimal) -> bool:
    """Whether a figure is one that could have been typed: finite, and with no more decimals than are kept."""
    exponent = dex.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -4


def _wrong_dex(figures: Figures, dex: Decimal) -> Iterator[tuple[str, Unread]]:
    if not _plain(dex):
        yield "log10_lr", Unread(NEEDS_NUMBER)
        return
    if dex > MOST_PER_LOCUS * figures.loci:
        yield "log10_lr", Unread(NOT_ITS_LOG)
    elif dex < LEAST_PER_LOCUS * figures.loci:
        yield "log10_lr", Unread(BELOW_ITS_LOG)
    elif not figures.left_out and figures.loci > 1:
        yield "left_out", Unread(NEEDS_LINES)
    else:
        for name, without in figures.left_out:
            if not LEAST_PER_LOCUS <= dex - without <= MOST_PER_LOCUS:
                yield "left_out", Unread(LINE_BEYOND, marker=name, dex=without)
