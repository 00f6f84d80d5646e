"""The documents name what is there: files, decisions, packages, ledger kinds, settings, figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wayhome.console.embedded import ROLES
from wayhome.console.environment import variable
from wayhome.figures.queries import count_year
from wayhome.flow.wiring import WIRING
from wayhome.rules.counting import year_label
from wayhome.terms.profile import UK_TODAY

ROOT = Path(__file__).parents[2]
DOCS, SOURCE = ROOT / "docs", ROOT / "src" / "wayhome"
PAGES = sorted(
    str(path.relative_to(ROOT)) for path in [*DOCS.rglob("*.md"), ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
)
PLACE = re.compile(r"([\w./-]+\.(?:py|md|toml|in))(?::(\w+))?")
WRITES = {"write", "look", "look_at", "looked", "looked_at"}
LEDGER_LINE = re.compile(r"^\| `([a-z_]+\.[a-z_]+)` \|", re.MULTILINE)
VARIABLE = re.compile(r"WAYHOME_[A-Z_]*[A-Z]")
# Said of any stage or any decision.
NOT_FILES = {"models.py", "actions.py", "queries.py", "README.md", "NNNN-title.md"}


def named_places(page: Path) -> list[tuple[str, str]]:
    """Every file, and the name after its colon, that a page names in code type."""
    tokens = re.findall(r"`([^`\n]+)`", page.read_text())
    return [
        (found[1], found[2] or "")
        for token in tokens
        if (found := PLACE.fullmatch(token)) and found[1] not in NOT_FILES
    ]


def resolved(place: str) -> Path | None:
    """A file by its path from the repository or from the package; None when there is none."""
    return next((each for each in (ROOT / place, SOURCE / place, DOCS / place) if each.is_file()), None)


@pytest.mark.parametrize("document", PAGES)
def test_every_file_that_a_document_names_exists(document: str) -> None:
    missing = [place for place, _ in named_places(ROOT / document) if resolved(place) is None]
    assert not missing


@pytest.mark.parametrize("document", ["docs/flow.md", "CONTRIBUTING.md"])
def test_every_name_after_a_file_is_defined_in_it(document: str) -> None:
    named = [(place, name) for place, name in named_places(ROOT / document) if name]
    assert len(named) > 5
    missing = []
    for place, name in named:
        path = resolved(place)
        defined = path and re.search(
            rf"^\s*(async )?(def|class) {name}\b|^{name}\b\s*[:=]", path.read_text(), re.MULTILINE
        )
        if not defined:
            missing.append(f"{place}:{name}")
    assert not missing


@pytest.mark.parametrize("document", PAGES)
def test_every_link_leads_to_a_file_and_every_page_stays_short(document: str) -> None:
    page = ROOT / document
    text = page.read_text()
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    assert len(text.splitlines()) <= 100


def test_each_decision_is_linked_with_its_date_and_status() -> None:
    index = (DOCS / "decisions" / "README.md").read_text()
    decisions = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        assert f"({path.name})" in index
        text = path.read_text()
        assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: \w+", text, re.MULTILINE), path.name
        for heading in ("## Question", "## Choice", "## Reasons", "## What would change our mind"):
            assert heading in text, f"{path.name} lacks {heading}"


def test_each_package_has_its_reason_and_licence() -> None:
    lines = (ROOT / "requirements.in").read_text().splitlines()
    named = {found[0].lower() for line in lines if (found := re.match(r"[A-Za-z][\w.-]*", line))}
    rows = re.findall(
        r"^\| ([\w.-]+) \| .+ \| .+ \|$", (DOCS / "decisions" / "0002-dependencies.md").read_text(), re.MULTILINE
    )
    assert named == set(rows) - {"Package"}


def kinds_in_code() -> Iterator[str]:
    """The kinds that verbs and pages write; a gap whose words come later is a `*`."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            # a verb may be handed the kind by another of its own module
            given = [word.value for word in node.keywords if word.arg == "kind"]
            for words in [*(node.args if name in WRITES else ()), *given]:
                kind = kind_of(words)
                if kind and re.fullmatch(r"[a-z_*]+\.[a-z_*]+", kind):
                    yield kind


def kind_of(words: ast.expr) -> str | None:
    if isinstance(words, ast.Constant) and isinstance(words.value, str):
        return words.value
    if isinstance(words, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in words.values)
    return None


def test_each_kind_of_the_ledger_is_listed_and_nothing_else() -> None:
    listed = set(LEDGER_LINE.findall("".join(page.read_text() for page in DOCS.glob("ledger*.md"))))
    written = {kind for kind in kinds_in_code() if not kind.endswith((".py", ".html", ".css", ".js"))}
    whole, open_ended = {kind for kind in written if "*" not in kind}, {kind for kind in written if "*" in kind}
    assert whole <= listed, f"docs/ledger.md lacks {whole - listed}"
    patterns = [re.compile(kind.replace(".", r"\.").replace("*", "[a-z_]+")) for kind in open_ended]
    assert all(any(pattern.fullmatch(kind) for kind in listed) for pattern in patterns)
    stray = {kind for kind in listed - whole if not any(pattern.fullmatch(kind) for pattern in patterns)}
    assert not stray, f"docs/ledger.md lists what nothing writes: {stray}"


def test_every_kind_that_has_followers_is_listed() -> None:
    assert set(WIRING) <= set(LEDGER_LINE.findall("".join(page.read_text() for page in DOCS.glob("ledger*.md"))))


def test_each_variable_is_listed_and_nothing_else() -> None:
    sources = [*SOURCE.rglob("*.py"), ROOT / "dev.py", ROOT / ".ci" / "run"]
    read = {name for path in sources if path.exists() for name in VARIABLE.findall(path.read_text())}
    read |= {variable(role) for role in ("owner", *ROLES)}
    assert read == set(VARIABLE.findall((DOCS / "settings.md").read_text()))


@pytest.mark.django_db
def test_each_table_of_the_figures_has_its_page() -> None:
    label = year_label(datetime(2026, 11, 21, tzinfo=UTC), UK_TODAY)
    tables = {table.code: table.unit.code for table in count_year(label, profile=UK_TODAY, agency=None).tables}
    pages = {path.stem: path.read_text() for path in (DOCS / "figures").glob("*.md") if path.stem != "README"}
    assert set(pages) == set(tables)
    index = (DOCS / "figures" / "README.md").read_text()
    for code, unit in tables.items():
        assert f"| [{code}]({code}.md) | {unit} |" in index
        for word in ("**Definition.**", "**Unit.**", "**Hidden.**", "**Leaves out.**"):
            assert word in pages[code]


def test_the_documents_speak_of_the_project_alone() -> None:
    for document in PAGES:
        assert not re.search(r"(?<![\w.])/(home|root|Users)/", (ROOT / document).read_text()), document
