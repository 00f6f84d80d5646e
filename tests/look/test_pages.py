"""Layouts and the pieces of the case page."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from wayhome.look.shapes import CaseHead, CaseRow, Due, Eyes, Fact, Link, Moment, Question

AT = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)


def row(**more: object) -> CaseRow:
    given = {
        "key": "e1", "href": "/cases/e1", "name": "Amina", "reference": "WH-1", "age": "11", "grade": "high",
        "missing_since": AT - timedelta(hours=3), "next": Due(what="Risk review", due_at=AT - timedelta(minutes=14)),
    }  # fmt: skip
    return CaseRow(**{**given, **more})  # type: ignore[arg-type]


def head(**more: object) -> CaseHead:
    given = {
        "key": "e1", "name": "Amina", "reference": "WH-1", "age": "11", "grade": "high", "status": "Missing",
        "missing_since": AT - timedelta(hours=3), "last_eyes": Eyes(at=AT - timedelta(seconds=137), by="PC Lind"),
    }  # fmt: skip
    return CaseHead(**{**given, **more})  # type: ignore[arg-type]


class Inline(HTMLParser):
    """Collects whatever a strict content security policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]


def page(name: str, **context: object) -> str:
    return render_to_string(name, {"now": AT, **context})


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("look/staff.html", {"live_url": "http://localhost:8001/", "search_url": "/s", "sign_out_url": "/o",
                             "officer_name": "DS Wren", "navigation": [Link(text="Missing", href="/", current=True)]}),
        ("look/public.html", {"exit_url": "/weather", "emergency_number": "999"}),
        ("look/case_list.html", {"cases": [row()]}),
        ("look/case_head.html", {"case": head(actions=[Link(text="Record found", href="/f")])}),
        ("look/facts.html", {"facts": [Fact(label="Coat", value="green", certainty="certain", source="Mother")]}),
    ],
)  # fmt: skip
def test_no_page_needs_an_inline_script_or_style(name: str, context: dict[str, object]) -> None:
    blocked = Inline()
    blocked.feed(page(name, demonstration=True, **context))
    assert blocked.found == []


def test_the_page_refreshes_by_itself_only_without_scripts() -> None:
    html = page("look/staff.html", refresh_seconds=30)
    first, _ = html.split("</head>")
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in first
    assert "http-equiv" not in page("look/staff.html")


def test_the_demonstration_says_so_on_every_page() -> None:
    for name in ("look/staff.html", "look/public.html"):
        assert "DEMONSTRATION" in page(name, demonstration=True)
        assert "DEMONSTRATION" not in page(name)


def test_the_public_page_names_the_emergency_number_and_the_way_out() -> None:
    html = page("look/public.html", exit_url="https://weather.example.org/", emergency_number="999")
    assert '<a href="tel:999">999</a>' in html
    assert html.count('href="https://weather.example.org/"') == 2
    assert "Exit this page" in html


def test_the_page_of_now_is_marked_in_the_navigation() -> None:
    links = [Link(text="Missing now", href="/", current=True, count=0), Link(text="Figures", href="/f")]
    html = page("look/staff.html", navigation=links)
    assert '<a href="/" aria-current="page">Missing now <span class="wh-count">0</span></a>' in html
    assert '<a href="/f">Figures</a>' in html


def test_signing_out_is_a_post() -> None:
    assert '<form method="post" action="/out">' in page("look/staff.html", sign_out_url="/out")


def test_the_list_shows_grade_clock_owner_and_eyes_in_words() -> None:
    html = page("look/case_list.html", cases=[row()])
    for words in ("High risk", "3:00:00", "Risk review", "overdue by 14:00", "Nobody yet", "Not looked at"):
        assert words in html
    assert 'data-key="e1"' in html


def test_an_empty_list_says_so() -> None:
    assert "No child is missing on this list." in page("look/case_list.html", cases=[])


def test_a_found_child_stops_counting() -> None:
    found = row(found_at=AT - timedelta(hours=1))
    html = page("look/case_list.html", cases=[found])
    assert "data-since" not in html
    assert "2:00:00" in html
    assert "wh-cases__row--found" in html


def test_the_head_answers_who_how_long_how_grave_what_next_and_whose() -> None:
    html = page("look/case_head.html", case=head(next=Due(what="Risk review", due_at=AT + timedelta(minutes=7))))
    for words in ("<h1", "Amina", "3:00:00", "High risk", "Risk review", "in 07:00", "Nobody yet", "02:17 ago"):
        assert words in html
    assert "Last eyes on this case" in html


def test_the_head_of_an_ungraded_child_reads_as_high() -> None:
    html = page("look/case_head.html", case=head(grade=None))
    assert "Not graded: treat as high" in html
    assert "no officer has graded this yet" in html


def test_the_head_of_a_found_child_says_found_first() -> None:
    html = page("look/case_head.html", case=head(status="Found", found_at=AT - timedelta(hours=1)))
    assert "wh-head--found" in html
    assert html.index("Found") < html.index("High risk")
    assert "Was missing for" in html


def test_a_fact_shows_how_sure_we_are_and_who_said_so() -> None:
    html = page("look/facts.html", facts=[Fact(label="Coat", value="green", certainty="doubtful", source="Mother")])
    for words in ("Coat", "green", "Doubtful", "Mother"):
        assert words in html


def test_a_question_shows_what_waits_for_it() -> None:
    html = page(
        "look/questions.html", questions=[Question(text="Protected address?", stops="No appeal until answered")]
    )
    assert "No appeal until answered" in html
    assert "wh-questions__urgent" in html


def test_the_timeline_takes_plain_dictionaries_too() -> None:
    for moment in (Moment(at=AT, title="Opened", key=True), {"at": AT, "title": "Opened", "key": True}):
        html = page("look/timeline.html", moments=[moment])
        assert "Opened" in html
        assert "Sat 21 Nov, 16:30" in html


def test_evidence_lists_each_weight_and_the_sum() -> None:
    rows = [{"fact": "Name", "words": "fits", "thousandths": 1350}, {"fact": "Eyes", "words": "", "thousandths": 0}]
    html = page("look/components/evidence.html", rows=rows, total=1350)
    assert html.count("+1.35</span>") == 2
    assert "0.00" in html


def test_what_a_caller_said_is_escaped_everywhere() -> None:
    bad = "<img src=x onerror=alert(1)>"
    html = page(
        "look/case_list.html", cases=[row(name=bad, age=bad, reference=bad, last_seen=bad, owner=bad, grade=bad)]
    )
    html += page("look/case_head.html", case=head(name=bad, known_as=[bad], last_seen=bad, grade=bad, graded_by=bad))
    html += page("look/facts.html", facts=[Fact(label=bad, value=bad, source=bad, certainty=bad, field_class=bad)])
    html += page("look/questions.html", questions=[Question(text=bad, why=bad, stops=bad)])
    html += page("look/timeline.html", moments=[Moment(at=AT, title=bad, by=bad, text=bad)])
    assert "<img" not in html
