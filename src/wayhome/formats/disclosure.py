"""A marked copy of what is disclosed about one missing person: PDF, with who gave it out across every page.

The words are data to the typesetter, never source. The sheet is laid out in `disclosure.typ` beside this module.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

import typst

from wayhome.formats.poster import typefaces

_MOMENT = 0  # a fixed creation time; the time of the disclosure stands in the mark


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of a disclosure, already in their language.

    mark       across every page and at its foot: officer, agency, time, number of the copy
    recipient  who received it, as a sentence
    lines      what is disclosed: label and words
    """

    language: str
    title: str
    agency: str
    mark: str
    reference: str
    name: str
    recipient: str
    lines: tuple[tuple[str, str], ...]


def disclosure_pdf(sheet: Sheet, *, fonts: Sequence[Path] = ()) -> bytes:
    """Set a disclosure as PDF, A4. Raises typst.TypstError when it cannot be set."""
    return typst.compile(
        (resources.files("wayhome.formats") / "disclosure.typ").read_bytes(),
        format="pdf",
        font_paths=typefaces(tuple(fonts)),
        sys_inputs={"data": json.dumps(asdict(sheet) | {"language": sheet.language.split("-")[0]})},
        timestamp=_MOMENT,
    )
