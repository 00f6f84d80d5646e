"""A laboratory's kinship result: a ladder that ends at a strong lead, and figures that cannot be are refused by field."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests import factory
from wayhome.formats import kinship_report as rules
from wayhome.formats.kinship_report import Unread, autosomal, read_dex, read_left_out, read_markers, wrong_with
from wayhome.rules import kinship as ladder
from wayhome.rules.kinship import (
    RUNG_LABELS,
    SCALE,
    THRESHOLDS,
    Figures,
    Relative,
    Rung,
    SecondSet,
    by_chance,
    rung,
    support,
)
from wayhome.terms.markers import AUTOSOMAL

TODAY = date(2026, 11, 22)
FAMILIES = ("sex", "appearance", "blood")
SOUND = factory.kinship(datetime(2026, 11, 2, tzinfo=UTC))


def lr(figure: str, **changes: Any) -> Figures:
    dex = Decimal(figure)
    return replace(SOUND, **({"log10_lr": dex, "left_out": (("TH01", dex - 1),)} | changes))


@pytest.mark.parametrize(
    ("figures", "other", "says"),
    [
        (replace(SOUND, log10_lr=None), 9000, Rung.EXCLUDED),
        (lr("-4"), 9000, Rung.EXCLUDED),
        (lr("-3.99"), 9000, Rung.INCONCLUSIVE),
        (lr("1.9999"), 9000, Rung.INCONCLUSIVE),
        (lr("2"), 999, Rung.INCONCLUSIVE),
        (lr("2"), 1000, Rung.LEAD),
        (lr("4"), -9000, Rung.LEAD),
        (lr("5.9999"), 9000, Rung.LEAD),
        (lr("6"), -9000, Rung.STRONG_LEAD),
    ],
)
def test_the_ladder_by_figure_and_by_what_stands_beside_it(figures: Figures, other: int, says: Rung) -> None:
    assert rung(figures, other=other)[0] is says


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"relatives": (Relative.MOTHER,)}, ladder.NEEDS_SECOND),
        ({"inconsistent": ("FGA",)}, ladder.HAS_INCONSISTENT),
        ({"left_out": (("TH01", Decimal("3.9")),)}, ladder.ONE_LOCUS),
        ({"left_out": ()}, ladder.ONE_LOCUS),
        ({"log10_lr": Decimal("5.9")}, ladder.NOT_STRONG),
    ],
)
def test_a_strong_lead_says_what_it_lacks(change: dict[str, Any], lacks: str) -> None:
    assert rung(SOUND, other=0) == (Rung.STRONG_LEAD, ())
    assert rung(replace(SOUND, **change), other=0) == (Rung.LEAD, (lacks,))


def test_a_second_set_of_markers_stands_in_for_a_second_relative() -> None:
    alone = replace(SOUND, relatives=(Relative.FATHER,))
    for each in SecondSet:
        expected = Rung.LEAD if each is SecondSet.NONE else Rung.STRONG_LEAD
        assert rung(replace(alone, second_set=each), other=0)[0] is expected


def test_no_figure_is_ever_called_a_match_or_an_identification() -> None:
    said = [*RUNG_LABELS.values(), *(words for _, words in SCALE)]
    assert not any(word in each.lower() for each in said for word in ("match", "identi", "same person"))
    assert rung(lr("140"), other=99_000)[0] is Rung.STRONG_LEAD  # and nothing above it


def test_every_threshold_names_its_source_and_none_is_said_to_be_verified() -> None:
    assert all(each.source and each.status == "assumed" for each in THRESHOLDS.values())


@pytest.mark.parametrize(
    ("figure", "words"),
    [("0.3", "no support for either"), ("0.31", "weak support"), ("1", "moderate support"), ("2", "moderately strong support"),
     ("-3.5", "strong support"), ("4", "very strong support"), ("6", "extremely strong support")],
)  # fmt: skip
def test_the_words_of_the_scale(figure: str, words: str) -> None:
    assert support(Decimal(figure)) == words


def test_a_figure_by_chance_is_bounded_by_its_own_inverse() -> None:
    assert by_chance(Decimal(6)) == pytest.approx(1e-6)
    assert by_chance(Decimal(6), 9_100_000_000) == pytest.approx(9_100)


# --- what is refused


def test_what_is_sound_is_taken() -> None:
    assert wrong_with(SOUND, families=FAMILIES, today=TODAY, found_on=date(2026, 3, 1)) == {}
    zero = replace(SOUND, log10_lr=None, left_out=(), inconsistent=("FGA", "TH01"))
    assert wrong_with(zero, families=FAMILIES, today=TODAY) == {}


@pytest.mark.parametrize(
    ("field", "change", "says"),
    [
        ("log10_lr", {"log10_lr": Decimal("NaN")}, rules.NEEDS_NUMBER),
        ("log10_lr", {"log10_lr": Decimal("Infinity")}, rules.NEEDS_NUMBER),
        ("log10_lr", {"log10_lr": Decimal(3_020_000)}, rules.NOT_ITS_LOG),
        ("log10_lr", {"log10_lr": Decimal("1e999")}, rules.NOT_ITS_LOG),
        ("left_out", {"left_out": (("TH01", Decimal("1e999")),)}, rules.LINE_BEYOND),
        ("log10_lr", {"log10_lr": Decimal(-3_020_000)}, rules.BELOW_ITS_LOG),
        ("left_out", {"left_out": ()}, rules.NEEDS_LINES),
        ("left_out", {"left_out": (("TH01", Decimal("2.4")),)}, rules.LINE_BEYOND),  # 6.01 dex of one locus
        ("left_out", {"left_out": (("TH01", Decimal(21)),)}, rules.LINE_BEYOND),
        ("left_out", {"left_out": (("TH01", Decimal("NaN")),)}, rules.NEEDS_NUMBER),
        ("left_out", {"left_out": (("TH01", Decimal("NaN")),), "log10_lr": None, "inconsistent": ("FGA",)}, rules.NEEDS_NUMBER),
        ("left_out", {"left_out": (("TH01", Decimal("7.00001")),)}, rules.NEEDS_NUMBER),
        ("log10_lr", {"log10_lr": Decimal("8.41001")}, rules.NEEDS_NUMBER),  # the table would round it unseen
        ("left_out", {"left_out": (("D3S1385", Decimal(7)),)}, rules.NOT_A_MARKER),
        ("inconsistent", {"inconsistent": ("FGA", "FGA")}, rules.TWICE),
        ("inconsistent", {"inconsistent": ("Amelogenin",)}, rules.NOT_A_MARKER),
        ("inconsistent", {"inconsistent": ("FGA", "TH01", "vWA"), "loci": 2}, rules.TOO_MANY),
        ("inconsistent", {"log10_lr": None, "inconsistent": ()}, rules.ZERO_NEEDS_LOCUS),
        ("loci", {"loci": 0}, rules.LOCI_COUNT),
        ("loci", {"loci": 35}, rules.LOCI_COUNT),
        ("reported_on", {"reported_on": TODAY + timedelta(days=1)}, rules.DAY_TO_COME),
        ("reported_on", {"reported_on": date(2026, 2, 28)}, rules.DAY_BEFORE_FIND),
        ("comparisons", {"comparisons": 0}, rules.COMPARISONS_COUNT),
        ("comparisons", {"comparisons": 10**13}, rules.COMPARISONS_COUNT),
        ("counted", {"counted": ("kinship",)}, rules.NOT_A_FAMILY),
        ("relatives", {"relatives": ()}, rules.NEEDS_RELATIVE),
        ("denial", {"denial": SOUND.claim}, rules.SAME_TWICE),
        ("populations", {"populations": " "}, rules.NEEDS_POPULATIONS),
        *[(field, {field: " "}, rules.NEEDS_WORDS) for field in ("claim", "laboratory", "report", "software", "frequencies")],
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field(field: str, change: dict[str, Any], says: str) -> None:
    found = wrong_with(replace(SOUND, **change), families=FAMILIES, today=TODAY, found_on=date(2026, 3, 1))
    assert field in found
    assert found[field].says == says


@pytest.mark.parametrize(
    ("text", "figure"), [("5.2", "5.2"), (" +5.25 ", "5.25"), ("-4", "-4"), ("\N{MINUS SIGN}4.1", "-4.1"), ("0", "0")]
)
def test_a_figure_is_read_as_typed(text: str, figure: str) -> None:
    assert read_dex(text) == Decimal(figure)


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "1e999", "1e6", "5,2", "5.12345", "3020000", "5.2.1", "0x1A", "٥", "--5", "5 2"]
)
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(Unread) as refused:
        read_dex(text)
    assert refused.value.says == (rules.NEEDS_POINT if text == "5,2" else rules.NEEDS_NUMBER)


def test_a_pasted_table_is_read_by_name_whatever_parts_it() -> None:
    pasted = "D3S1358\t5.2\n\n  penta_d   4.75\nTHO1 -0.5\r\nPenta E 6\n"
    assert read_left_out(pasted) == (
        ("D3S1358", Decimal("5.2")), ("Penta D", Decimal("4.75")), ("TH01", Decimal("-0.5")), ("Penta E", Decimal(6)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pasted", "says"),
    [
        ("D3S1358 5.2\nD3S1385 5.1", "Line 2: “D3S1385” is no autosomal"),
        ("D3S1358 5,2", "Line 1: write the decimals with a point"),
        ("D3S1358 5.2\n\nTH01", "Line 3: write a marker and a number"),
        ("TH01 nan", "Line 1: write a marker and a number"),
        ("TH01 1e999", "Line 1: write a marker and a number"),
        ("TH01 5\nTHO1 4", "Line 2: TH01 stands there already"),
        ("Amelogenin 5", "Line 1: “Amelogenin” is no autosomal"),
        ("5.2", "Line 1: write a marker and a number"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(pasted: str, says: str) -> None:
    with pytest.raises(Unread, match=says):
        read_left_out(pasted)


def test_markers_are_known_by_name_and_alias() -> None:
    assert all(autosomal(name) == name for name in AUTOSOMAL)
    assert read_markers("Penta_D, VWA; tho1\nPENTA E") == ("Penta D", "vWA", "TH01", "Penta E")
    for text in ("DYS391", "AMEL", "D99S1", "TH01, THO1"):
        with pytest.raises(Unread):
            read_markers(text)
