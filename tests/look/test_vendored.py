"""What is compiled and vendored stays free, local and reproducible."""

import re
from pathlib import Path

from wayhome import look

STATIC = Path(look.__file__).parent / "static" / "look"
FRONTEND = Path(__file__).parents[2] / "frontend"


def test_the_style_sheet_loads_nothing_but_our_font() -> None:
    style = (STATIC / "app.css").read_text()
    assert set(re.findall(r"url\((.*?)\)", style)) == {'"public-sans-latin.woff2"', '"public-sans-latin-ext.woff2"'}
    assert "@import" not in style


def test_no_crown_and_no_licensed_font_came_along() -> None:
    for each in STATIC.iterdir():
        if each.suffix in {".css", ".js", ".svg"}:
            text = each.read_text().lower()
            assert not re.search(r"gds transport|crest|footer__crown", text), each.name


def test_the_lock_names_no_download_host() -> None:
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()


def test_each_vendored_file_is_listed_with_its_licence() -> None:
    listed = (STATIC / "LICENCES.md").read_text()
    for name in ("app.css", "govuk-frontend.min.js", "public-sans-latin.woff2", "public-sans-latin-ext.woff2"):
        assert f"`{name}`" in listed
        assert (STATIC / name).stat().st_size > 0


def test_no_script_points_at_a_source_map_that_is_not_shipped() -> None:
    for script in STATIC.glob("*.js"):
        assert "sourceMappingURL" not in script.read_text(), script.name


def test_posters_have_a_font_of_their_own() -> None:
    assert {path.name for path in look.POSTER_FONTS.glob("*.ttf")} == {
        "PublicSans_400Regular.ttf",
        "PublicSans_700Bold.ttf",
        "PublicSans_800ExtraBold.ttf",
    }
