"""Familias' `.fam` files: one value a line, people and alleles by their place in the file, from nought.

The order of the lines was learned from files of Familias 3.2 and 3.3 and of pedFamilias. Mutation has a line for mothers and one for fathers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from wayhome.formats.genotypes import familias_dvi
from wayhome.formats.genotypes.familias import ADDED, EXTRA, MODELS, FamCase, FamLocus, FamPerson
from wayhome.formats.genotypes.reading import NO_SHARE, NO_WHOLE, NOT_BELOW, Lines, refuse, text_of
from wayhome.formats.genotypes.relations import Relation, pedigree_of
from wayhome.kernels.kinship.mutation import NONE, Mutation, matrix
from wayhome.kernels.kinship.panel import SILENT, Locus, canonical, ladder, size
from wayhome.kernels.kinship.pedigree import FEMALE, MALE, Genotype, Pedigree
from wayhome.terms.words import N_

TRUE, FALSE = "#TRUE#", "#FALSE#"
OFF_BY = 0.001
"""How far frequencies may sum to something else than 1, as they do when they were rounded, and still be divided by their sum."""

NO_FAMILIAS = N_("This is no file of Familias: its first line should begin with “Output from Familias”.")
NO_FLAG = N_("#TRUE# or #FALSE# should stand here.")
NAME_TWICE = N_("This name stands twice. Give each person a name of their own.")
NO_NAME = N_("%(what)s has no name.")
NO_KNOWN = N_("“Known relations” should stand here.")
SAME_NAME = N_("This pedigree has the name of another. Give each a name of its own.")
DIRECT = N_("This pedigree says that two of its people are one. Merge them in Familias and save the file again.")
COMPUTED = N_("The file holds computed results. Save it in Familias before you compute.")
DATABASES = N_("The file holds %(number)d databases. Save it with one.")
ALL_ALIKE = N_("Theta must be below 1.")
BAD_INFO = N_("The number of alleles should stand here, and after it the size of the database in brackets.")
MARKER_TWICE = N_("%(marker)s stands twice, or is another spelling of a marker above.")
ALLELE_TWICE = N_("%(marker)s: this allele stands twice.")
TYPED_TWICE = N_("This person is typed twice at this marker.")
NO_SUM = N_("%(marker)s: the frequencies sum to %(sum).6g, not to 1.")
MANY_ALLELES = N_("%(marker)s: there should be %(wanted)d alleles with the silent one, and there are %(found)d.")
BAD_MUTATION = N_("%(marker)s: this mutation cannot be: %(why)s.")

NO_THETA = N_("The file tells no theta; 0 is used.")
DIVIDED = N_("%(marker)s: the frequencies sum to %(sum).9g and were divided by that.")
SILENT_APART = N_(
    "%(marker)s: the frequencies sum to 1 without the silent allele; they were made smaller to leave it %(share)g."
)
SILENT_OFF = N_("%(marker)s: a silent frequency is given and switched off; it is not used.")
NO_STEPS = N_(
    "%(marker)s: mutation by steps needs alleles that are numbers; the equal model is used at the same rates."
)
OTHER_CLASS = N_(
    "%(marker)s: the stepwise model meets microvariants; steps stay among alleles that differ by whole repeats."
)
LEAST = N_(
    "A minor allele frequency is given; it is used for alleles that the file's database does not hold, and for no others."
)
UNUSED_DROPOUT = N_(
    "The file gives chances of drop-out and names nobody of whom drop-out is to be considered; there is none in the ratios."
)
ADDED_ONE = N_(
    "%(pedigree)s: %(number)d parents whom the file does not name were added, untyped; alleles mutate on their way from them too."
)
DIRECT_SET = N_("The drop-in, drop-out and error of the direct comparison are no part of these ratios.")
FLAGGED = N_("The file marks people as children or gives years of birth; these are no part of a ratio.")

_INFO = re.compile(r"(\d{1,6})\s*(\(.*\))?")


def read_fam(content: bytes, *, file: str) -> FamCase:
    """What a `.fam` file says. Raises Unread with the line and the reason; nothing is read by halves."""
    text, remarks = text_of(content, file=file)
    lines = Lines(text, file=file)
    if not lines.text("the first line").startswith("Output from Familias"):
        lines.refuse(NO_FAMILIAS)
    lines.text("“DO NOT EDIT!”")
    version = lines.text("the version")
    if lines.peek() == "":
        lines.text("an empty line")
    persons, typed = _persons(lines)
    drafts = _pedigrees(lines, persons)
    theta = _theta(lines, remarks)
    count = lines.whole("the number of loci")
    database = lines.text("the name of the database") if _flag(lines) else ""
    loci, orders = _loci(lines, count, remarks)
    profiles = [_profile(file, given, loci, orders) for given in typed]
    pedigrees = [_built(each, file, remarks) for each in drafts]
    part = familias_dvi.read(lines, loci)
    case = FamCase(
        version=version.removesuffix("(DVI)").strip(),
        database=database,
        theta=theta,
        loci=part.loci,
        persons=tuple(replace(each, profile=profile) for each, profile in zip(persons, profiles, strict=True)),
        pedigrees=tuple(pedigrees),
        samples=part.samples,
        families=part.families,
        dvi=part.found,
        notes=part.notes,
        rest=part.rest,
    )
    return replace(case, remarks=(*remarks, *part.remarks, *_not_used(case)))


def _loci(lines: Lines, count: int, remarks: list[str]) -> tuple[list[FamLocus], list[tuple[str, ...]]]:
    """The loci, and the labels of each in the order of the file."""
    loci: list[FamLocus] = []
    orders: list[tuple[str, ...]] = []
    for _ in range(count):
        locus, order = _locus(lines, remarks, {each.locus.name for each in loci})
        loci.append(locus)
        orders.append(order)
    return loci, orders


def _not_used(case: FamCase) -> Iterator[str]:
    """What a file says and a ratio does not use, and what a ratio uses and the file does not say."""
    if any(held.least for held in case.loci):
        yield LEAST
    if any(held.dropout for held in case.loci) and not any(person.dropout for person in case.persons):
        yield UNUSED_DROPOUT
    if any(person.child or person.born is not None for person in case.persons):
        yield FLAGGED
    if any(re.fullmatch(r"(Dropin|Dropout|Error)= .*[1-9].*", text) for text in case.rest):
        yield DIRECT_SET
    if all(model == NONE for held in case.loci for model in (held.locus.female, held.locus.male)):
        return
    for pedigree in (*case.pedigrees, *(each for family in case.families for each in family.weighed())):
        if number := sum(each.name.startswith(ADDED) for each in pedigree.persons):
            yield ADDED_ONE % {"pedigree": pedigree.name, "number": number}


# People

Triple = tuple[int, int, int, int]  # two alleles, marker, and the line of the marker
Draft = tuple[str, dict[str, str], list[Relation], int]


def _persons(lines: Lines) -> tuple[list[FamPerson], list[list[Triple]]]:
    persons: list[FamPerson] = []
    typed: list[list[Triple]] = []
    for _ in range(lines.whole("the number of people")):
        name = lines.text("the name of a person")
        if not name:
            lines.refuse(NO_NAME, what="A person")
        if any(name == each.name for each in persons):
            lines.refuse(NAME_TWICE)
        child = _flag(lines)
        born, _, words = lines.text("the year of birth").partition(" ")
        if not re.fullmatch(r"-?\d{1,4}", born, re.ASCII):
            lines.refuse(NO_WHOLE, what="The year of birth, or -1")
        _flag(lines)
        sex = MALE if _flag(lines) else FEMALE
        year = None if int(born) < 0 else int(born)
        persons.append(FamPerson(name, sex, {}, "dropout" in words.lower(), year, child))
        given: list[Triple] = []
        for _ in range(lines.whole("the number of genotypes")):
            first, second, marker = (lines.whole(what) for what in ("an allele", "an allele", "a marker"))
            given.append((first, second, marker, lines.line))
        typed.append(given)
    return persons, typed


def _profile(
    file: str, given: list[Triple], loci: list[FamLocus], orders: list[tuple[str, ...]]
) -> dict[str, Genotype]:
    profile: dict[str, Genotype] = {}
    for first, second, marker, line in given:
        if marker >= len(loci):
            refuse(file, line, NOT_BELOW, what="A marker", below=len(loci))
        order, name = orders[marker], loci[marker].locus.name
        for allele, above in ((first, 2), (second, 1)):
            if allele >= len(order):
                refuse(file, line - above, NOT_BELOW, what=f"An allele of {loci[marker].name}", below=len(order))
        if name in profile:
            refuse(file, line, TYPED_TWICE)
        profile[name] = (order[first], order[second])
    return profile


# Pedigrees


def _pedigrees(lines: Lines, persons: list[FamPerson]) -> list[Draft]:
    if lines.text("“Known relations”") != "Known relations":
        lines.refuse(NO_KNOWN)
    females, males = lines.whole("a number of further females"), lines.whole("a number of further males")
    shared: dict[str, str] = {person.name: person.sex for person in persons}
    people = list(shared)
    extras = {FEMALE: 0, MALE: 0}
    people += _extras(lines, females, males, extras, shared)
    known = _relations(lines, people)
    drafts: list[Draft] = []
    for _ in range(lines.whole("the number of pedigrees")):
        lines.whole("the number of a pedigree")
        name = lines.text("the name of a pedigree")
        line = lines.line
        if any(name == each[0] for each in drafts):
            lines.refuse(SAME_NAME)
        own, counts = dict(shared), dict(extras)
        females, males = lines.whole("a number of further females"), lines.whole("a number of further males")
        with_own = people + _extras(lines, females, males, counts, own)
        drafts.append((name, own, [*known, *_relations(lines, with_own)], line))
    return drafts


def _extras(lines: Lines, females: int, males: int, counts: dict[str, int], sexes: dict[str, str]) -> list[str]:
    """Names for people whom the file counts and does not name, females first."""
    names = []
    for sex, number in ((FEMALE, females), (MALE, males)):
        for _ in range(number):
            counts[sex] += 1
            names.append(f"{EXTRA[sex]}{counts[sex]}")
            if names[-1] in sexes:
                lines.refuse(NAME_TWICE)
            sexes[names[-1]] = sex
    return names


def _relations(lines: Lines, people: list[str]) -> list[Relation]:
    relations = []
    for _ in range(lines.whole("the number of relations")):
        if "direct" in (lines.peek() or "").lower():
            lines.text("a parent")
            lines.refuse(DIRECT)
        parent, child = (
            people[lines.whole(what, below=len(people))] for what in ("The number of a parent", "The number of a child")
        )
        relations.append(Relation(parent, child, lines.line))
    return relations


def _built(draft: Draft, file: str, remarks: list[str]) -> Pedigree:
    name, sexes, relations, line = draft
    extra = tuple(EXTRA.values())
    order = sorted(sexes, key=lambda person: (1 + (sexes[person] == MALE)) if person.startswith(extra) else 0)
    pedigree, said = pedigree_of(name, {person: sexes[person] for person in order}, relations, file=file, line=line)
    remarks += said
    return pedigree


# The database


def _flag(lines: Lines) -> bool:
    text = lines.text("#TRUE# or #FALSE#")
    if text not in {TRUE, FALSE}:
        lines.refuse(NO_FLAG)
    return text == TRUE


def _theta(lines: Lines, remarks: list[str]) -> float:
    text = lines.text("the line with theta")
    if text.startswith(TRUE):
        lines.refuse(COMPUTED)
    if not text.startswith(FALSE):
        lines.refuse(NO_FLAG)
    databases = re.search(r"#Databases:\s*(\d+)", text)
    if databases and int(databases[1]) > 1:
        lines.refuse(DATABASES, number=int(databases[1]))
    theta = _named("Theta/Kinship/Fst:", text, lines)
    if theta == 1:
        lines.refuse(ALL_ALIKE)
    if theta is None:
        remarks.append(NO_THETA)
    return theta or 0.0


def _named(name: str, text: str, lines: Lines, *, most: float = 1.0) -> float | None:
    """A number that stands behind its name within a line; None where the name does not."""
    if (found := re.search(re.escape(name) + r"\s*=?\s*([^\s,;)]+)", text)) is None:
        return None
    try:
        value = float(found[1])
    except ValueError:
        value = -1.0
    if not 0 <= value <= most:
        lines.refuse(NO_SHARE, what=name.strip(" :="))
    return value


def _locus(lines: Lines, remarks: list[str], above: set[str]) -> tuple[FamLocus, tuple[str, ...]]:
    """One locus, and its labels in the order of the file."""
    marker = lines.text("the name of a marker")
    if not canonical(marker):
        lines.refuse(NO_NAME, what="A marker")
    if canonical(marker) in above:
        lines.refuse(MARKER_TWICE, marker=marker)
    start = lines.line
    rates = lines.share("The mutation rate of mothers"), lines.share("The mutation rate of fathers")
    codes = [lines.whole("A mutation model", below=len(MODELS)) for _ in range(2)]
    wanted = lines.whole("the number of alleles")
    ranges = [lines.number("The mutation range") for _ in range(2)]
    second = lines.share("The second mutation rate of mothers"), lines.share("The second mutation rate of fathers")
    has_silent, silent = _flag(lines), lines.share("The frequency of the silent allele")
    info = _INFO.fullmatch(lines.text("the number of alleles"))
    if info is None:
        lines.refuse(BAD_INFO)
    found, about = int(info[1]), info[2] or ""
    if wanted != found + has_silent:
        lines.refuse(MANY_ALLELES, marker=marker, wanted=wanted, found=found + has_silent)
    people = _named("DatabaseSize", about, lines, most=1e12)
    dropout, least = (_named(name, about, lines) or 0.0 for name in ("Dropout probability", "Minor allele frequency"))
    shares = _labels(lines, marker, found)
    order = tuple(shares)
    shares = _whole(marker, shares, silent if has_silent else 0.0, lines, remarks)
    if silent and not has_silent:
        remarks.append(SILENT_OFF % {"marker": marker})
    labels = ladder(shares)
    frequencies = tuple(shares[label] for label in labels)
    given = zip(rates, codes, ranges, second, strict=True)
    try:
        female, male = (
            _mutation(marker, order, MODELS[code], (rate, reach, other), remarks) for rate, code, reach, other in given
        )
        for model in (female, male):
            matrix(model, labels, frequencies)
    except ValueError as problem:
        refuse(lines.file, start, BAD_MUTATION, marker=marker, why=problem)
    return FamLocus(marker, Locus(canonical(marker), labels, frequencies, female, male), people, dropout, least), order


def _labels(lines: Lines, marker: str, number: int) -> dict[str, float]:
    """Alleles and their frequencies, as many as the file says."""
    shares: dict[str, float] = {}
    for _ in range(number):
        label = lines.text("an allele")
        if not label or label.lower() == SILENT:
            lines.refuse(NO_NAME, what="An allele")
        if label in shares:
            lines.refuse(ALLELE_TWICE, marker=marker)
        shares[label] = lines.share(f"The frequency of an allele of {marker}")
    return shares


def _whole(marker: str, shares: dict[str, float], silent: float, lines: Lines, remarks: list[str]) -> dict[str, float]:
    """Frequencies that sum to 1, the silent one among them."""
    seen = sum(shares.values())
    if silent and abs(seen - 1) <= OFF_BY < silent:
        remarks.append(SILENT_APART % {"marker": marker, "share": silent})
        shares = {label: share * (1 - silent) for label, share in shares.items()}
    if silent:
        shares = shares | {SILENT: silent}
    total = sum(shares.values())
    if abs(total - 1) > OFF_BY:
        lines.refuse(NO_SUM, marker=marker, sum=total)
    if abs(total - 1) > 1e-6:
        remarks.append(DIVIDED % {"marker": marker, "sum": total})
    return shares if abs(total - 1) < 1e-13 else {label: share / total for label, share in shares.items()}


def _mutation(
    marker: str, order: tuple[str, ...], kind: str, given: tuple[float, float, float], remarks: list[str]
) -> Mutation:
    rate, reach, other = given
    if rate == 0 and (other == 0 or kind in MODELS[:2]):
        return NONE
    if kind in MODELS[:2]:
        return Mutation(kind, rate)
    sizes = [size(label) for label in order]
    if None in sizes:
        if (said := NO_STEPS % {"marker": marker}) not in remarks:
            remarks.append(said)
        return Mutation("equal", rate)
    if kind == "stepwise" and any(each % 1 for each in sizes if each is not None):
        if (said := OTHER_CLASS % {"marker": marker}) not in remarks:
            remarks.append(said)
        kind = "extended"
    return Mutation(kind, rate, reach, other if kind == "extended" else 0.0)
