"""A body from the front and from the back, cut into parts: to choose one of, and with the marks of a finished record.

Drawn by hand for this project, from straight lines alone. The person's own right is on the viewer's left in front, and
on the viewer's right from behind. Hands of a clock or mirror pictures are the reader's business, so each part says its
name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Points = tuple[tuple[int, int], ...]

MIDDLE = 100
_LIMBS: dict[str, Points] = {
    "shoulder": ((72, 76), (74, 100), (54, 100), (58, 82)),
    "upper_arm": ((54, 100), (73, 100), (67, 144), (49, 144)),
    "forearm": ((49, 144), (67, 144), (61, 186), (45, 186)),
    "wrist": ((45, 186), (61, 186), (60, 203), (43, 203)),
    "hand": ((43, 203), (60, 203), (62, 222), (54, 240), (42, 238), (38, 220)),
    "thigh": ((72, 194), (99, 204), (97, 266), (75, 266)),
    "knee": ((75, 266), (97, 266), (96, 292), (77, 292)),
    "lower_leg": ((77, 292), (96, 292), (93, 350), (79, 350)),
    "ankle": ((79, 350), (93, 350), (94, 367), (78, 367)),
    "foot": ((78, 367), (94, 367), (96, 388), (68, 388), (68, 380)),
}
"""The limbs on the viewer's left; the others are their mirror picture."""


def _figure(trunk: Mapping[str, Points], *, left: str, right: str) -> dict[str, Points]:
    mirrored = {part: tuple((2 * MIDDLE - x, y) for x, y in points) for part, points in _LIMBS.items()}
    return (
        dict(trunk)
        | {f"{left}_{part}": points for part, points in _LIMBS.items()}
        | {f"{right}_{part}": points for part, points in mirrored.items()}
    )


FRONT = _figure({
    "head": ((80, 26), (84, 12), (93, 6), (107, 6), (116, 12), (120, 26)),
    "face": ((80, 26), (120, 26), (118, 44), (110, 58), (90, 58), (82, 44)),
    "neck": ((90, 58), (110, 58), (112, 76), (88, 76)),
    "chest": ((72, 76), (128, 76), (125, 122), (75, 122)),
    "abdomen": ((75, 122), (125, 122), (123, 164), (77, 164)),
    "pelvis": ((77, 164), (123, 164), (128, 194), (100, 204), (72, 194)),
}, left="right", right="left")  # fmt: skip
BACK = _figure({
    "head": ((80, 26), (84, 12), (93, 6), (107, 6), (116, 12), (120, 26), (118, 44), (110, 58), (90, 58), (82, 44)),
    "neck": ((90, 58), (110, 58), (112, 76), (88, 76)),
    "upper_back": ((72, 76), (128, 76), (125, 122), (75, 122)),
    "lower_back": ((75, 122), (125, 122), (123, 164), (77, 164)),
    "pelvis": ((77, 164), (123, 164), (128, 194), (100, 204), (72, 194)),
}, left="left", right="right")  # fmt: skip
WHOLE = {
    "left_arm": "left_upper_arm",
    "right_arm": "right_upper_arm",
    "left_leg": "left_thigh",
    "right_leg": "right_thigh",
    "back": "upper_back",
}
"""Where a mark of a whole limb is shown: it has no place of its own on the map."""
ANYWHERE = BACK | FRONT

LEFT, WIDTH, HEIGHT, BESIDE = 34, 132, 394, 150
"""The view box of one figure, and how far right of the front the back stands in a picture of both."""
RADIUS, APART = 8, 17


@dataclass(frozen=True, slots=True)
class Dot:
    """The number of a mark, and where it stands."""

    number: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Site:
    """One part of the body on one of the two figures, and the marks there. `again` in the back where the front has it already."""

    part: str
    label: str
    points: str
    href: str
    chosen: bool
    again: bool
    dots: tuple[Dot, ...]

    @property
    def numbers(self) -> str:
        """The numbers of the marks there."""
        return ", ".join(str(dot.number) for dot in self.dots)


@dataclass(frozen=True, slots=True)
class Figure:
    """The body from one side."""

    side: str
    sites: tuple[Site, ...]


def figures(
    labels: Mapping[str, str], *, here: str, marks: Iterable[str] = (), chosen: str = ""
) -> tuple[Figure, Figure]:
    """The two figures, each part of them to be chosen.

    labels   the name of each part, in the reader's language
    marks    the part of each mark, numbered from 1 in this order
    here     the address to which the code of the part that is chosen is added
    """
    dots = _dots(marks)

    def site(part: str, points: Points, *, again: bool) -> Site:
        return Site(
            part=part,
            label=labels[part],
            points=_written(points),
            href=f"{here}{part}",
            chosen=chosen == part,
            again=again,
            dots=() if again else dots.get(part, ()),
        )

    return (
        Figure("front", tuple(site(part, points, again=False) for part, points in FRONT.items())),
        # What the front has already is not another stop for the keyboard, nor numbered twice.
        Figure("back", tuple(site(part, points, again=part in FRONT) for part, points in BACK.items())),
    )


def outline(title: str, marks: Iterable[str], *, looked_at: Iterable[str] = ()) -> SafeString:
    """Draw the two figures as one picture, the marks as numbered dots and the parts that were looked at shaded.

    title   says whose marks these are; read out by screen readers
    marks   the part of each mark, numbered from 1 in this order as in the words beside it; one that lies nowhere is not drawn
    """
    dots, seen = _dots(marks), {WHOLE.get(part, part) for part in looked_at}
    return format_html(
        '<svg class="wh-body" role="img" viewBox="{} 0 {} {}" xmlns="http://www.w3.org/2000/svg"><title>{}</title>'
        '<g>{}</g><g transform="translate({} 0)">{}</g></svg>',
        LEFT, WIDTH + BESIDE, HEIGHT, title,
        _drawn(FRONT, seen, dots), BESIDE, _drawn(BACK, seen, {part: dots[part] for part in dots if part not in FRONT}),
    )  # fmt: skip


def _drawn(figure: Mapping[str, Points], seen: Iterable[str], dots: Mapping[str, tuple[Dot, ...]]) -> SafeString:
    shades = ((" wh-body__part--seen" if part in seen else "", _written(points)) for part, points in figure.items())
    placed = ((dot.x, dot.y, RADIUS, dot.x, dot.y + 4, dot.number) for part in figure for dot in dots.get(part, ()))
    return format_html(
        "{}{}",
        format_html_join("", '<polygon class="wh-body__part{}" points="{}"></polygon>', shades),
        format_html_join(
            "",
            '<circle class="wh-body__mark" cx="{}" cy="{}" r="{}"></circle>'
            '<text class="wh-body__number" x="{}" y="{}" text-anchor="middle" font-size="11">{}</text>',
            placed,
        ),
    )


def _dots(marks: Iterable[str]) -> dict[str, tuple[Dot, ...]]:
    """Where the number of each mark stands: in the middle of its part, several beside each other; of no part, nowhere."""
    numbers: dict[str, list[int]] = {}
    for number, part in enumerate(marks, 1):
        if (shown := WHOLE.get(part, part)) in ANYWHERE:
            numbers.setdefault(shown, []).append(number)
    return {
        part: tuple(
            Dot(number, x + round((at - (len(several) - 1) / 2) * APART), y) for at, number in enumerate(several)
        )
        for part, several in numbers.items()
        for x, y in [_middle(part)]
    }


def _middle(part: str) -> tuple[int, int]:
    points = ANYWHERE[part]
    return round(sum(x for x, _ in points) / len(points)), round(sum(y for _, y in points) / len(points))


def _written(points: Points) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
