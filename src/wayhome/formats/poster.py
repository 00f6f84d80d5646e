"""A poster for one missing child: one A4 sheet with the photo, what to look for, and whom to call.

The words are data to the typesetter, never source. The sheet is laid out in `poster.typ` beside this module.

source: Typst's documentation of `sys.inputs` and `pdf-standard`; ISO 18004 for the code, level H, so that it survives
rain and a torn corner.
"""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import segno
import typst

from wayhome.formats.picture import bare_jpeg_size

if TYPE_CHECKING:
    from typst import PDFStandards

MOST_LETTERS = 1_500
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Z][a-z]{3})?(?:-([A-Z]{2}))?")
_URL = re.compile(r"https?://[!-~]{1,300}")
_NO_LETTER = "could not be displayed with font"
_MOMENT = 0  # typst writes a creation time; a fixed one makes the same poster the same bytes


@dataclass(frozen=True, slots=True)
class Poster:
    """The words of a poster, already in its language; an empty one is left out.

    language   as in BCP 47: "en", "cy", "ar-SA"
    title      the document's title, which search engines show: never a name
    headline   "MISSING"
    name       the first name only
    age        "Aged 14"
    phone      whom to call; `call_label` stands above it
    emergency  "If ... is in danger now, call 999."
    scan       what the code beside the number leads to
    take_down  "Please take this poster down after 3 June 2011."
    """

    language: str
    title: str
    headline: str
    name: str
    age: str
    last_seen_label: str
    last_seen: str
    description: tuple[str, ...]
    call_label: str
    phone: str
    emergency: str
    reference_label: str
    reference: str
    scan: str
    take_down: str
    photo_alt: str
    code_alt: str
    issuer: str = ""


def poster_pdf(poster: Poster, *, photo_jpeg: bytes | None, url: str, fonts: Sequence[Path] = ()) -> bytes:
    """Set a poster as PDF, one A4 page, accessible (PDF/UA-1), the same bytes each time.

    photo_jpeg  a repainted photo; None leaves its place to the words
    url         where the code leads: the appeal's own page
    fonts       folders with further typefaces; "Public Sans" is used if it is there
    raises      ValueError when the photo was not repainted, or there are too many words for one sheet

    A letter that no typeface has is drawn as an empty box; such a sheet cannot be called accessible, and is not.
    """
    return _set(_given(poster, photo_jpeg, url), fonts, form="pdf")


def poster_png(
    poster: Poster, *, photo_jpeg: bytes | None, url: str, fonts: Sequence[Path] = (), ppi: int = 100
) -> bytes:
    """The same sheet as a picture, for a page or a screen."""
    return _set(_given(poster, photo_jpeg, url), fonts, form="png", ppi=ppi)


def _given(poster: Poster, photo_jpeg: bytes | None, url: str) -> str:
    language = _LANGUAGE.fullmatch(poster.language)
    if language is None:
        raise ValueError(f"{poster.language!r} is not a language tag such as en or ar-SA")
    if _URL.fullmatch(url) is None:
        raise ValueError("the address of an appeal starts with https:// and has no spaces")
    words = [word for value in asdict(poster).values() for word in ([value] if isinstance(value, str) else value)]
    if sum(map(len, words)) > MOST_LETTERS:
        raise ValueError(f"a poster has room for {MOST_LETTERS} letters")
    photo: dict[str, object] = {"photo": None}
    if photo_jpeg is not None:
        width, height = bare_jpeg_size(photo_jpeg)
        photo = {"photo": list(photo_jpeg), "photo_ratio": height / width}
    return json.dumps(
        {
            **asdict(poster),
            "language": language[1],
            "region": language[2],
            "address": url.partition("://")[2],
            "code": _code(url),
            **photo,
        }
    )


def _code(url: str) -> str:
    out = io.BytesIO()
    segno.make_qr(url, error="h").save(out, kind="svg", border=4, xmldecl=False, svgns=True, dark="#0f1b20")
    return out.getvalue().decode()


@lru_cache(maxsize=1)
def _source() -> bytes:
    return (resources.files("wayhome.formats") / "poster.typ").read_bytes()


@lru_cache(maxsize=4)
def typefaces(folders: tuple[Path, ...]) -> typst.Fonts:
    """The typesetter's own typefaces and those in the folders; never this machine's, which differ from the next one's."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def _set(given: str, fonts: Sequence[Path], *, form: Literal["pdf", "png"], ppi: float | None = None) -> bytes:
    standards: tuple[PDFStandards, ...] = ("ua-1", None) if form == "pdf" else (None,)
    for standard in standards:
        try:
            return typst.compile(
                _source(),
                format=form,
                ppi=ppi,
                pdf_standards=standard,
                font_paths=typefaces(tuple(fonts)),
                sys_inputs={"data": given},
                timestamp=_MOMENT,
            )
        except typst.TypstError as fault:
            if standard is None or _NO_LETTER not in str(fault):
                raise
    raise AssertionError("the last standard returns or raises")
