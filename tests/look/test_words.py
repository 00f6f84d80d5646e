"""Counters, grades, partial dates and weights as people read them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from wayhome.look.charts import Bar, bar_chart, evidence_bar
from wayhome.look.templatetags import look

AT = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)


def render(text: str, **context: object) -> str:
    return Template("{% load look %}" + text).render(Context({"now": AT, **context}))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "00:00"), (0, "00:00"), (754, "12:34"), (3600, "1:00:00"), (11_112, "3:05:12"), (97_389, "1 d 3:03:09")],
)
def test_a_span_reads_as_a_clock(seconds: int, words: str) -> None:
    assert look.count(timedelta(seconds=seconds)) == words


def test_a_counter_is_read_without_scripts_and_carries_its_start() -> None:
    html = render("{% since at ago=True %}", at=AT - timedelta(minutes=12, seconds=34))
    assert ">12:34 ago</time>" in html
    assert 'data-since="2026-11-21T16:17:26+00:00"' in html


def test_a_lapsed_clock_says_so_in_words_too() -> None:
    html = render("{% due at %}", at=AT - timedelta(minutes=14))
    assert "wh-due--over" in html
    assert ">overdue by 14:00</time>" in html


def test_a_running_clock_is_not_overdue() -> None:
    html = render("{% due at %}", at=AT + timedelta(hours=1))
    assert "wh-due--over" not in html
    assert ">in 1:00:00</time>" in html


def test_a_time_not_known_draws_no_counter() -> None:
    assert render("{% since at %}{% due at %}{% lasted at at %}", at=None) == ""


@pytest.mark.parametrize("grade", [None, "", "ungraded"])
def test_a_child_without_grade_reads_as_high(grade: str | None) -> None:
    html = look.grade_tag(grade)
    assert "wh-grade--ungraded" in html
    if not grade:
        assert "Not graded: treat as high" in html


def test_a_grade_the_look_does_not_know_is_never_drawn_as_low() -> None:
    assert look.grade_key("vermilion") == "ungraded"
    assert look.grade_words("vermilion") == "Grade “vermilion”: treat as high"


@pytest.mark.parametrize("code", ["high", "medium", "low", "nar"])
def test_each_grade_has_words_and_a_shape_beside_its_colour(code: str) -> None:
    html = look.grade_tag(code)
    assert "risk" in html
    assert "<path" in html


@pytest.mark.parametrize(
    ("value", "words"),
    [("2011", "2011"), ("2011-05", "May 2011"), ("2011-05-25", "25 May 2011"), ("", ""), (None, ""), ("May?", "May?")],
)
def test_a_partial_date_shows_only_what_is_known(value: str | None, words: str) -> None:
    assert look.partial_date(value) == words


@pytest.mark.parametrize(
    ("thousandths", "words"),
    [(1350, "+1.35"), (-1450, "\N{MINUS SIGN}1.45"), (0, "0.00"), (4, "0.00"), (1345, "+1.35")],
)
def test_a_weight_is_shown_with_its_sign(thousandths: int, words: str) -> None:
    assert look.dex(thousandths) == words


def test_evidence_for_grows_to_the_right_and_against_to_the_left() -> None:
    assert 'class="wh-bar__for" x="100.0" y="3" width="50.0"' in evidence_bar(2000, limit=4000)
    assert 'class="wh-bar__against" x="75.0" y="3" width="25.0"' in evidence_bar(-1000, limit=4000)


def test_evidence_that_says_nothing_has_no_length() -> None:
    html = evidence_bar(0)
    assert 'width="0.0"' in html
    assert "tells us nothing" in html


def test_a_withheld_number_is_never_drawn_as_nought() -> None:
    chart = bar_chart("Incidents", [Bar("Northmoor", 12), Bar("Sealand", None)])
    assert ">withheld</text>" in chart
    assert 'role="img"' in chart
    assert "<title>Incidents</title>" in chart


def test_a_chart_of_negative_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        bar_chart("Incidents", [Bar("Northmoor", -1)])


def test_labels_of_a_chart_are_escaped() -> None:
    assert "<b>" not in bar_chart("<b>x</b>", [Bar("<b>y</b>", 1, words="<b>1</b>")])
