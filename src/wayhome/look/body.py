"""A person's outline with marks on it, and a chart of teeth, as SVG made on the server. The words stand beside it in the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# The figure from the front, in units of the view box; seen so, the person's right is on the left. The back stands beside it.
FRONT = (
    "M50 4a11 12 0 0 1 6 22v6l16 5q7 3 8 11l5 42 3 24a4 4 0 0 1-8 2l-5-24-6-34-2 30 2 28-4 44-3 40 6 5a3 3 0 0 1-2 5H58"
    "l-2-8-1-40-5-42-5 42-1 40-2 8H30a3 3 0 0 1-2-5l6-5-3-40-4-44 2-28-2-30-6 34-5 24a4 4 0 0 1-8-2l3-24 5-42q1-8 8-11l16-5v-6"
    "a11 12 0 0 1 6-22z"
)
WIDTH, HEIGHT, BACK = 200, 214, 100
_MIDDLE = {
    "head": (50, 8), "face": (50, 17), "neck": (50, 30), "chest": (50, 52), "abdomen": (50, 76), "pelvis": (50, 96),
    "back": (BACK + 50, 62), "upper_back": (BACK + 50, 48), "lower_back": (BACK + 50, 80),
}  # fmt: skip
_RIGHT = {
    "shoulder": (27, 41), "arm": (22, 66), "upper_arm": (23, 58), "forearm": (17, 84), "wrist": (14, 104), "hand": (12, 114),
    "leg": (38, 146), "thigh": (38, 120), "knee": (38, 146), "lower_leg": (37, 166), "ankle": (37, 190), "foot": (35, 203),
}  # fmt: skip
PLACES: Mapping[str, tuple[int, int]] = {
    **_MIDDLE,
    **{f"right_{part}": place for part, place in _RIGHT.items()},
    **{f"left_{part}": (100 - x, y) for part, (x, y) in _RIGHT.items()},
}
"""Where each part of the body lies. A part that is not here is not drawn, and stands in the words alone."""
RADIUS, APART = 6, 13


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark on the outline: the part of the body, and the number by which the words beside the outline name it."""

    part: str
    number: int


def outline(title: str, spots: Iterable[Spot], *, looked_at: Iterable[str] = ()) -> SafeString:
    """Draw a body from the front and from behind, with its marks as numbered dots and the parts looked at as rings.

    title   says whose marks these are; read out by screen readers
    """
    placed: dict[str, int] = {}
    dots = []
    for spot in spots:
        if spot.part in PLACES:
            x, y = PLACES[spot.part]
            beside = placed.get(spot.part, 0)
            placed[spot.part] = beside + 1
            dots.append((x + beside * APART, y, RADIUS, x + beside * APART, y + 3, spot.number))
    rings = [(*PLACES[part], RADIUS + 3) for part in sorted(set(looked_at)) if part in PLACES]
    return format_html(
        '<svg class="wh-body" role="img" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg"><title>{}</title>'
        '<path class="wh-body__skin" d="{}"></path><path class="wh-body__skin" transform="translate({} 0)" d="{}"></path>{}{}</svg>',
        WIDTH, HEIGHT, title, FRONT, BACK, FRONT,
        format_html_join("", '<circle class="wh-body__seen" cx="{}" cy="{}" r="{}"></circle>', rings),
        format_html_join(
            "",
            '<circle class="wh-body__mark" cx="{}" cy="{}" r="{}"></circle>'
            '<text class="wh-body__number" x="{}" y="{}" text-anchor="middle" font-size="9">{}</text>',
            dots,
        ),
    )  # fmt: skip


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
