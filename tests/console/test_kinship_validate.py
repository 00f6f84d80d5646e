"""`wayhome kinship validate` at its smallest: a page with every part, that says no where a figure does not hold."""

from pathlib import Path

import pytest
from lxml import html

from wayhome.console.__main__ import main
from wayhome.console.kinship import validation
from wayhome.kernels.kinship.documented import Case

SMALL = ["--pairs", "100000", "--checked", "200000", "--ranked", "300"]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer families: what they show is for the benchmark."""
    monkeypatch.setattr(validation, "FAMILIES", 20)
    monkeypatch.setattr(validation.chance, "EACH", 40)
    monkeypatch.setattr(validation.chance, "BODIES", 2000)


def test_the_page_has_every_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.html"
    main(["kinship", "validate", "--out", str(out), *SMALL])
    assert "figures hold." in capsys.readouterr().err
    page = html.document_fromstring(out.read_text())
    assert [each.text for each in page.iter("h2")] == [
        "Cases that other software documents",
        "Two ways to one figure",
        "Nothing is lost",
        "Strangers seldom reach far",
        "What families can show",
        "Real strangers",
        "What this does not show",
    ]
    assert len(page.findall(".//table")) == 5
    assert "Left out: no file of real profiles was given" in page.text_content()
    assert {each.text for each in page.findall(".//tbody/tr/td[last()]")} <= {"yes", "no"}
    assert not page.xpath("//script | //*[@src] | //link")


def test_a_figure_that_does_not_hold_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = Case("K99", "<b>a case</b>", "nobody", "2", 1.0)
    monkeypatch.setattr(validation, "cases", lambda: iter([wrong]))
    out = tmp_path / "page.html"
    assert main(["kinship", "validate", "--out", str(out), *SMALL]) == 1
    assert capsys.readouterr().err
    page = html.document_fromstring(out.read_text())
    assert page.xpath("//tbody/tr[td[@class='no']]/td[1]/text()")[0] == "K99"
    assert "do not hold; they are marked." in page.text_content()
    assert "&lt;b&gt;a case" in out.read_text()


def test_files_that_are_not_there_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "page.html")
    assert main(["kinship", "validate", "--out", out, "--profiles", str(tmp_path / "none.xlsx"), *SMALL]) == 2
    assert "none.xlsx cannot be read: No such file or directory." in capsys.readouterr().err
    assert not Path(out).exists()
