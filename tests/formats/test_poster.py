"""Posters. The child, the number and the place are invented; the picture is drawn here."""

import io
import json
from dataclasses import replace

import pytest
import typst
from PIL import Image, ImageDraw

from wayhome.formats import poster as room
from wayhome.formats.picture import repaint
from wayhome.formats.poster import MOST_LETTERS, Poster, poster_pdf, poster_png

URL = "https://appeals.example.org/a/WH-7K3M-Q9TD"
WREN = Poster(
    language="en",
    title="Appeal WH-7K3M-Q9TD",
    headline="MISSING",
    name="Wren",
    age="Aged 14",
    last_seen_label="Last seen",
    last_seen="Wednesday 25 May 2011, near the bus station in Larkhill",
    description=("Long brown hair, often in a plait", "Red coat, black boots"),
    call_label="If you have seen her, call",
    phone="01632 960 117",
    emergency="If she is in danger now, call 999.",
    reference_label="Reference",
    reference="WH-7K3M-Q9TD",
    scan="Is this appeal still open?",
    take_down="Please take this poster down after 3 June 2011.",
    photo_alt="A photo of Wren",
    code_alt="A code that leads to this appeal",
    issuer="Larkshire Police",
)
HOSTILE = (
    '#import "x": *',
    "] #panic()",
    "$ x $ @here <there>",
    "\\ `raw` *b* _i_ = h",
    "{% tag %} <script>",
    '"}',
    "#sys.inputs",
)


def drawn(width: int = 300, height: int = 375) -> bytes:
    face = Image.new("RGB", (width, height), (212, 228, 216))
    ImageDraw.Draw(face).ellipse((width // 4, height // 4, 3 * width // 4, 3 * height // 4), fill=(240, 205, 180))
    out = io.BytesIO()
    face.save(out, "PNG")
    return repaint(out.getvalue()).blob


def pages(poster: Poster, photo: bytes | None) -> int:
    """How many sheets the words took: typst gives a list when there is more than one."""
    painted: object = poster_png(poster, photo_jpeg=photo, url=URL, ppi=20)
    return len(painted) if isinstance(painted, list) else 1


@pytest.mark.parametrize(
    "photo", [None, drawn(), drawn(500, 200), drawn(100, 500)], ids=["none", "upright", "wide", "tall"]
)
def test_a_poster_is_one_accessible_sheet_and_the_same_bytes_each_time(photo: bytes | None) -> None:
    sheet = poster_pdf(WREN, photo_jpeg=photo, url=URL)
    assert sheet.startswith(b"%PDF-")
    assert b"pdfuaid" in sheet
    assert sheet == poster_pdf(WREN, photo_jpeg=photo, url=URL)
    assert pages(WREN, photo) == 1


def test_the_photo_goes_in_as_it_is_and_its_name_is_in_no_title() -> None:
    photo = drawn()
    sheet = poster_pdf(WREN, photo_jpeg=photo, url=URL)
    assert photo in sheet
    assert b"Appeal WH-7K3M-Q9TD" in sheet
    assert b"<dc:title>" in sheet
    assert "Wren" not in sheet[sheet.index(b"<dc:title>") : sheet.index(b"</dc:title>")].decode()


def test_another_word_or_another_address_is_another_poster() -> None:
    sheets = {
        poster_pdf(WREN, photo_jpeg=None, url=URL),
        poster_pdf(replace(WREN, phone="01632 960 118"), photo_jpeg=None, url=URL),
        poster_pdf(WREN, photo_jpeg=None, url=URL + "2"),
    }
    assert len(sheets) == 3


@pytest.mark.parametrize("words", HOSTILE)
def test_words_that_look_like_source_are_set_as_plain_words(words: str) -> None:
    hostile = replace(
        WREN, **{field: words for field in WREN.__dataclass_fields__ if field not in ("language", "description")}
    )
    hostile = replace(hostile, description=HOSTILE)
    assert poster_pdf(hostile, photo_jpeg=drawn(), url=URL).startswith(b"%PDF-")
    given = room._given(hostile, None, URL)
    found = json.loads(typst.query(room._source(), "heading", field="body", sys_inputs={"data": given}))
    assert found == [{"func": "text", "text": words}] * 2


def test_a_letter_that_no_typeface_has_still_gives_a_poster_but_not_one_called_accessible() -> None:
    sheet = poster_pdf(replace(WREN, name="Wren \U0001f600"), photo_jpeg=None, url=URL)
    assert sheet.startswith(b"%PDF-")
    assert b"pdfuaid" not in sheet


@pytest.mark.parametrize("language", ["cy", "pl", "ar-SA", "zh-Hant-TW"])
def test_a_poster_says_its_language(language: str) -> None:
    assert b"/Lang" in poster_pdf(replace(WREN, language=language), photo_jpeg=None, url=URL)


def test_many_words_still_keep_to_one_sheet_and_too_many_are_refused() -> None:
    room_left = MOST_LETTERS - sum(len(word) for word in vars_of(WREN))
    crowded = replace(WREN, description=(*WREN.description, *["red coat " * 8] * (room_left // 72)))
    assert pages(crowded, drawn()) == 1
    with pytest.raises(ValueError, match="has room for 1500 letters"):
        poster_pdf(replace(crowded, issuer="x" * 200), photo_jpeg=None, url=URL)


def vars_of(poster: Poster) -> list[str]:
    values = [getattr(poster, name) for name in poster.__dataclass_fields__]
    return [word for value in values for word in ([value] if isinstance(value, str) else value)]


def test_a_long_name_keeps_to_the_sheet() -> None:
    assert pages(replace(WREN, name="Bartholomew-Alexander" * 2, headline="MISSING " * 6), drawn()) == 1


def test_a_photo_that_was_not_repainted_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 40)).save(out, "JPEG", comment=b"taken at home")
    with pytest.raises(ValueError, match="more than a picture"):
        poster_pdf(WREN, photo_jpeg=out.getvalue(), url=URL)


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "https://a b", "ftp://example.org", "https://example.org/" + "x" * 400]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address of an appeal"):
        poster_pdf(WREN, photo_jpeg=None, url=url)


@pytest.mark.parametrize("language", ["", "english", "en_GB", 'en"'])
def test_a_language_that_is_no_tag_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="not a language tag"):
        poster_pdf(replace(WREN, language=language), photo_jpeg=None, url=URL)


def test_the_sheet_as_a_picture_is_a_png_of_its_size() -> None:
    shown = Image.open(io.BytesIO(poster_png(WREN, photo_jpeg=drawn(), url=URL, ppi=50)))
    assert (shown.format, shown.size) == ("PNG", (413, 585))
