"""A chart of teeth as SVG made on the server. The words stand beside it in the page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# As a dentist looks at it: the person's right on the left, the upper jaw on top.
PERMANENT = (tuple(f"1{n}" for n in range(8, 0, -1)) + tuple(f"2{n}" for n in range(1, 9)),
             tuple(f"4{n}" for n in range(8, 0, -1)) + tuple(f"3{n}" for n in range(1, 9)))  # fmt: skip
DECIDUOUS = (tuple(f"5{n}" for n in range(5, 0, -1)) + tuple(f"6{n}" for n in range(1, 6)),
             tuple(f"8{n}" for n in range(5, 0, -1)) + tuple(f"7{n}" for n in range(1, 6)))  # fmt: skip
CELL, ROW = 20, 46
SHAPES = {"green": "M3 9 8 14 17 4", "yellow": "M4 10H16", "red": "M4 4 16 16M16 4 4 16", "none": ""}
"""A sign for each light, so that colour is never alone: a tick, a dash, a cross."""
SHORT = {"sound": "S", "filled": "F", "root_filled": "R", "crowned": "C", "bridge": "B", "missing": "M", "lost": "L",
         "unerupted": "U", "implant": "I"}  # fmt: skip


def jaws(title: str, charted: Mapping[str, str], lights: Mapping[str, str]) -> SafeString:
    """Draw a dental chart: each tooth with its number, a letter for what was charted, and the light of its comparison.

    charted   codes by the two-digit number of the tooth (ISO 3950)
    lights    green, yellow, red or none, by tooth; a tooth without one is drawn plain
    """
    rows = [*PERMANENT, *(row for row in DECIDUOUS if any(tooth in charted or tooth in lights for tooth in row))]
    width = CELL * len(PERMANENT[0])
    cells = format_html_join(
        "",
        "{}",
        (
            (
                _tooth(
                    tooth,
                    charted.get(tooth, ""),
                    lights.get(tooth, "none"),
                    (width - CELL * len(row)) // 2 + at * CELL,
                    down * ROW,
                ),
            )
            for down, row in enumerate(rows)
            for at, tooth in enumerate(row)
        ),
    )
    return format_html(
        '<svg class="wh-jaws" role="img" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg"><title>{}</title>{}</svg>',
        width, ROW * len(rows), title, cells,
    )  # fmt: skip


def _tooth(tooth: str, code: str, light: str, x: int, y: int) -> SafeString:
    return format_html(
        '<g transform="translate({} {})"><rect class="wh-tooth wh-tooth--{}" x="1" y="12" width="18" height="18"></rect>'
        '<text class="wh-tooth__number" x="10" y="9" text-anchor="middle" font-size="8">{}</text>'
        '<text class="wh-tooth__code" x="10" y="25" text-anchor="middle" font-size="11">{}</text>'
        '<path class="wh-tooth__sign wh-tooth__sign--{}" transform="translate(5 31) scale(.5)" d="{}"></path></g>',
        x, y, light, tooth, SHORT.get(code, ""), light, SHAPES[light],
    )  # fmt: skip
