"""A body from the front and from the back, cut into parts that can be chosen; `look/body.py` draws the marks of a finished record.

Drawn by hand for this project, from straight lines alone. The person's own right is on the viewer's left in front, and
on the viewer's right from behind. Hands of a clock or mirror pictures are the reader's business, so each part says its
name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
_FRONT: dict[str, Points] = {
    "head": ((80, 26), (84, 12), (93, 6), (107, 6), (116, 12), (120, 26)),
    "face": ((80, 26), (120, 26), (118, 44), (110, 58), (90, 58), (82, 44)),
    "neck": ((90, 58), (110, 58), (112, 76), (88, 76)),
    "chest": ((72, 76), (128, 76), (125, 122), (75, 122)),
    "abdomen": ((75, 122), (125, 122), (123, 164), (77, 164)),
    "pelvis": ((77, 164), (123, 164), (128, 194), (100, 204), (72, 194)),
}
_BACK: dict[str, Points] = {
    "head": ((80, 26), (84, 12), (93, 6), (107, 6), (116, 12), (120, 26), (118, 44), (110, 58), (90, 58), (82, 44)),
    "neck": ((90, 58), (110, 58), (112, 76), (88, 76)),
    "upper_back": ((72, 76), (128, 76), (125, 122), (75, 122)),
    "lower_back": ((75, 122), (125, 122), (123, 164), (77, 164)),
    "pelvis": ((77, 164), (123, 164), (128, 194), (100, 204), (72, 194)),
}
WHOLE = {
    "left_arm": "left_upper_arm",
    "right_arm": "right_upper_arm",
    "left_leg": "left_thigh",
    "right_leg": "right_thigh",
    "back": "upper_back",
}
"""Where a mark of a whole limb is shown: it has no place of its own on the map."""


@dataclass(frozen=True, slots=True)
class Site:
    """One part of the body on one of the two figures; `numbers` are those of the marks there."""

    part: str
    label: str
    points: str
    x: int
    y: int
    href: str
    chosen: bool
    again: bool
    numbers: str


@dataclass(frozen=True, slots=True)
class Figure:
    """The body from one side."""

    side: str
    sites: tuple[Site, ...]


def figures(
    labels: Mapping[str, str], *, here: str, marks: Iterable[str] = (), chosen: str = ""
) -> tuple[Figure, Figure]:
    """The two figures.

    labels   the name of each part, in the reader's language
    marks    the part of each mark, numbered from 1 in this order
    here     the address to which the code of the part that is chosen is added
    """
    numbers: dict[str, list[str]] = {}
    for number, part in enumerate(marks, 1):
        numbers.setdefault(WHOLE.get(part, part), []).append(str(number))
    front = _outline(_FRONT, left="right", right="left")
    back = _outline(_BACK, left="left", right="right")

    def site(part: str, points: Points, *, again: bool) -> Site:
        return Site(
            part=part,
            label=labels[part],
            points=" ".join(f"{x},{y}" for x, y in points),
            x=round(sum(x for x, _ in points) / len(points)),
            y=round(sum(y for _, y in points) / len(points)),
            href=f"{here}{part}",
            chosen=chosen == part,
            again=again,
            numbers="" if again else ", ".join(numbers.get(part, [])),
        )

    return (
        Figure("front", tuple(site(part, points, again=False) for part, points in front.items())),
        # What the front has already is not another stop for the keyboard, nor numbered twice.
        Figure("back", tuple(site(part, points, again=part in front) for part, points in back.items())),
    )


def _outline(trunk: Mapping[str, Points], *, left: str, right: str) -> dict[str, Points]:
    mirrored = {part: tuple((2 * MIDDLE - x, y) for x, y in points) for part, points in _LIMBS.items()}
    return (
        dict(trunk)
        | {f"{left}_{part}": points for part, points in _LIMBS.items()}
        | {f"{right}_{part}": points for part, points in mirrored.items()}
    )
