"""What must hold of every file."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

import wayhome
from wayhome.settings.common import STAGES

ROOT = Path(__file__).parents[2]
SOURCE = Path(wayhome.__file__).parent
LONGEST = 450
# Tables may stay whole. Each has the length that it may not pass, and its reason.
LONGER = {
    "frontend/parts/_frame.scss": (540, "the styles of the page around the content"),
}
WRITTEN = (".py", ".html", ".css", ".scss", ".js", ".md", ".typ", ".toml")


def tracked() -> list[Path]:
    """The files of the repository; of a copy without its history, all that stands there."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        names = [name for name in done.stdout.split("\0") if name]
        return [path for path in (ROOT / name for name in names) if path.exists()]
    skipped = {".git", ".venv", "var", "node_modules"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)]


def sources() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


# Size


def test_no_file_is_longer_than_a_reader_holds() -> None:
    long = {}
    for path in tracked():
        name = str(path.relative_to(ROOT))
        if not name.endswith(WRITTEN) or "/look/static/" in name or "/migrations/" in name:
            continue
        length = len(path.read_text().splitlines())
        if length > LONGER.get(name, (LONGEST, ""))[0]:
            long[name] = length
    assert long == {}


def test_what_is_longer_still_needs_to_be() -> None:
    for name in LONGER:
        assert len((ROOT / name).read_text().splitlines()) > LONGEST, f"{name} needs no exception any more"


# Stages


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_says_in_a_dozen_lines_what_it_owns_reads_and_emits(stage: str) -> None:
    lines = (SOURCE / stage.split(".")[1] / "README.md").read_text().splitlines()
    assert lines[0] == f"# {stage.split('.')[1]}"
    assert len(lines) <= 16
    for word in ("- **Owns**", "- **Reads**", "- **Emits**"):
        assert sum(line.startswith(word) for line in lines) == 1, word


@pytest.mark.parametrize("stage", STAGES)
def test_what_a_stage_says_it_emits_is_what_it_writes(stage: str) -> None:
    folder = SOURCE / stage.split(".")[1]
    text = (folder / "README.md").read_text()
    said = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", text[text.index("- **Emits**") :].split("\n- **")[0]))
    written = set()
    for path in [path for path in folder.rglob("*.py") if path.parent.name != "migrations"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            is_write = ast.unparse(node.func) == "ledger.write"
            given = [
                *(node.args[:1] if is_write else []),
                *(word.value for word in node.keywords if word.arg == "kind"),
            ]
            for words in given:
                if isinstance(words, ast.Constant) and re.fullmatch(r"[a-z_]+\.[a-z_]+", str(words.value)):
                    written.add(str(words.value))
                elif isinstance(words, ast.JoinedStr) and is_write:
                    parts = [str(part.value) if isinstance(part, ast.Constant) else "[a-z_]+" for part in words.values]
                    fitting = {kind for kind in said if re.fullmatch("".join(parts), kind)}
                    assert fitting, f"{stage} writes {ast.unparse(words)}"
                    written |= fitting
    said = {kind for kind in said if not kind.startswith("flow.") and not kind.endswith(".py")}  # jobs and files
    assert said == written


# Time


def test_only_the_clock_reads_the_time_of_day() -> None:
    may = {
        ("base/clock.py", "datetime.now"),
        ("base/ids.py", "time.time_ns"),  # the order of keys, which no rule looks at
        ("published/tree.py", "time.time"),  # the age of a file, against the disk's own clock
    }
    clocks = re.compile(r"(datetime|date|timezone|time)\.(now|utcnow|today|time|time_ns|localtime|gmtime|ctime)")
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and clocks.fullmatch(name := ast.unparse(node.func)):
                if name == "timezone.localtime" and node.args:  # a moment handed in, shown in the viewer's zone
                    continue
                found.add((str(path.relative_to(SOURCE)), name))
    assert found <= may


def test_no_template_reads_the_clock_and_no_database_default_does() -> None:
    for path in SOURCE.rglob("*.html"):
        assert "{% now" not in path.read_text(), path
    for path in SOURCE.rglob("models.py"):
        assert not re.search(r"auto_now|functions\.Now|db_default=Now", path.read_text()), path


# Public files


def test_nothing_puts_a_file_before_the_public_but_what_registers_it() -> None:
    callers = set()
    for path in sources():
        place = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "tree.place":
                callers.add(place)
            if place not in {"published/tree.py", "base/places.py"} and ast.unparse(node) == "places.published":
                # Both only tell nginx where it lies.
                assert place in {"console/published.py", "console/bench_site.py"}, (
                    f"{place} reaches into the public tree"
                )
    # The second builds another tree, to compare.
    assert callers == {"published/files.py", "published/rebuild.py"}


# What is written is shown as text


def test_stored_text_is_never_marked_as_safe() -> None:
    # One place: the page that a template of ours has just rendered, itself escaped.
    may = {
        ("published/render.py", "mark_safe(render_to_string('published/appeal_body.html', "),
        ("alerts/channels/site/files.py", "mark_safe(render_to_string('alerts/alert_body.html', "),
        ("alerts/channels/site/files.py", "mark_safe(areas.to_svg("),
    }
    found = set()
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {
                "mark_safe",
                "SafeString",
                "SafeText",
            }:
                if all(isinstance(each, ast.Constant) for each in node.args):
                    continue
                words = ast.unparse(node)
                place = str(path.relative_to(SOURCE))
                found.add(
                    next((each for each in may if each[0] == place and words.startswith(each[1])), (place, words))
                )
    assert found <= may
    for path in SOURCE.rglob("*.html"):
        text = path.read_text()
        assert not re.search(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq", text), path


def test_format_html_is_given_its_words_apart() -> None:
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {
                "format_html",
                "format_html_join",
            }:
                assert not isinstance(node.args[0], ast.JoinedStr), f"{path}: {ast.unparse(node)[:60]}"


# Where things come from


def test_the_lock_names_no_index_and_pins_every_package_by_hash() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    assert "--index" not in text
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==\S+ (?:; [^\n]+ )?\\\n\s+--hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    named = re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)
    assert pinned == named
    assert {"uv", "hatchling", "django", "psycopg"} <= {name.lower().replace("_", "-") for name in named}


def test_the_lock_of_the_styles_names_no_host() -> None:
    text = (ROOT / "frontend" / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert "://" not in re.sub(r'"(url|funding|homepage)": "[^"]*"', "", text)


def test_no_page_asks_another_origin_for_anything() -> None:
    for path in [*SOURCE.rglob("*.html"), *SOURCE.rglob("static/**/*.css"), *SOURCE.rglob("static/**/*.js")]:
        asked = re.findall(r"""(?:src|href|url|import|fetch)\s*[=(]\s*["']?(?:https?:)?//[^\s"')]+""", path.read_text())
        assert asked == [], path
