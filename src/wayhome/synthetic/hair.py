"""Masses and strands of hair, as shapes on a drawn head."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from wayhome.synthetic.pen import Colour, Pen, Point, curve, mix

INK: Colour = (30, 22, 24)
WHITE: Colour = (255, 252, 246)


@dataclass(frozen=True, slots=True)
class Head:
    """The measures hair needs to know, in page units."""

    half: float
    top: float
    chin: float
    eye: float
    nose: float
    mouth: float
    centre: float
    skin: Colour
    veil: Colour

    def at(self, points: Sequence[Point]) -> list[Point]:
        """Points given from the middle of the face, on the page."""
        return [(self.centre + x, y) for x, y in points]


def ponytail(pen: Pen, head: Head, colour: Colour, *, rng: random.Random) -> None:
    """Hair tied high and falling to one side."""
    side, w, t = rng.choice((-1, 1)), head.half, head.top
    outer = [(w * 0.08, t + 14), (w, t + 34), (w * 1.42, head.eye), (w * 1.50, head.chin), (w * 1.20, head.chin + 96)]
    pen.shape(head.at([(side * x, y) for x, y in [*outer, (w * 1.14, head.chin - 10), (w * 0.9, head.eye)]]), colour)


def bun(pen: Pen, head: Head, colour: Colour) -> None:
    """A knot of hair on the crown."""
    t = head.top
    pen.disc(head.centre, t - 42, 58, colour, ry=52)
    for path in ([(-34, t - 60), (0, t - 76), (36, t - 56)], [(-26, t - 40), (2, t - 54), (30, t - 36)]):
        pen.stroke(head.at(path), mix(colour, WHITE, 0.12), 5, ends=1)


def hanging_braids(pen: Pen, head: Head, colour: Colour) -> None:
    """Thin plaits down the back."""
    for k in range(-5, 6):
        x = k * head.half * 0.225
        path = [(x * 0.95, head.top + 80), (x * 1.12, head.chin), (x * 1.2, 690 - abs(k) * 6)]
        braid(pen, head.at(path), colour, 21)


def plaits(pen: Pen, head: Head, colour: Colour) -> None:
    """One thick plait on either side."""
    for side in (-1, 1):
        x = side * head.half
        path = [(x * 1.02, head.eye + 26), (x * 1.13, head.mouth + 20), (x * 1.02, head.chin + 120)]
        braid(pen, head.at(path), colour, 40)


def drawn_back(pen: Pen, head: Head, colour: Colour) -> None:
    """Hair combed back from the forehead and tied."""
    cap(pen, head, colour, lift=20, line=0.185, low=head.eye + 4, square=0.70)
    strands(pen, head, mix(colour, INK, 0.22), lift=16, line=0.185, count=5)


def lock_crown(pen: Pen, head: Head, colour: Colour, *, rng: random.Random) -> None:
    """The roots of locks, and those that fall beside the face."""
    cap(pen, head, colour, lift=30, line=0.20, low=head.eye, square=0.72)
    strands(pen, head, mix(colour, WHITE, 0.10), lift=27, line=0.2, count=9)
    locks(pen, head, colour, rng=rng, reach=(-1.02, 1.02, -0.9, 0.9))


def veil_behind(pen: Pen, head: Head) -> None:
    """The part of a headscarf that lies behind."""
    w, t = head.half, head.top
    right = [(w * 0.98, t + 40), (w * 1.24, head.eye + 20), (w * 1.16, head.chin), (w * 1.6, 700), (w * 1.5, 790)]
    pen.shape(head.at([(0, t - 26), *right, *[(-x, y) for x, y in right[::-1]]]), mix(head.veil, INK, 0.22))


def over(head: Head, *, lift: float, low: float, wide: float = 0.0) -> list[Point]:
    """The outer edge of a head of hair, from low on the left over the crown to low on the right.

    wide   how far the sides stand off, as a share of the head (to cover the ears)
    """
    w, t, h = head.half, head.top, head.chin - head.top
    out = 4 + lift * 0.32
    left = [
        (-w * (1 + wide) - 1, low),
        (-w * (1 + 0.7 * wide) - out, t + 0.30 * h),
        (-w * 0.84 - out * 0.5, t + 0.10 * h - lift * 0.25),
    ]
    left.append((-w * 0.46, t - lift * 0.82))
    return [*left, (0.0, t - lift), *[(-x, y) for x, y in left[::-1]]]


def cap(
    pen: Pen, head: Head, colour: Colour, *, lift: float, line: float, low: float, square: float, gleam: bool = True
) -> None:
    """Close hair with an even hairline. `line` is how far down the face it starts, `square` how wide it stays."""
    w, t, h = head.half, head.top, head.chin - head.top
    y = t + line * h
    brow = [(w * 0.93, low), (w * 0.86, y + 0.10 * h), (w * square * 0.86, y + 0.018 * h), (w * 0.34, y), (0.0, y + 2)]
    inner = [*brow, *[(-x, v) for x, v in brow[-2::-1]]]
    mass(pen, head, [*over(head, lift=lift, low=low), *inner], colour, gleam=gleam)


def mass(pen: Pen, head: Head, points: Sequence[Point], colour: Colour, *, gleam: bool = True) -> None:
    """A mass of hair, lit from the upper left."""
    outline = curve(head.at(points), closed=True)
    pen.polygon(outline, colour)
    if not gleam:
        return
    crown = head.at(
        [(-head.half * 0.95, head.top + 62), (-head.half * 0.5, head.top + 2), (head.half * 0.12, head.top - 10)]
    )
    light = curve([*crown, *[(x + 14, y + 26) for x, y in crown[::-1]]], closed=True)
    pen.inside(outline, light, mix(colour, WHITE, 0.30), opacity=0.42, soft=6)


def strands(pen: Pen, head: Head, colour: Colour, *, lift: float, line: float, count: int) -> None:
    """Combed-back lines from the hairline to the crown."""
    w, t, h = head.half, head.top, head.chin - head.top
    for k in range(count):
        x = (k / (count - 1) - 0.5) * 1.44 * w
        start = (x, t + line * h + abs(x / w) ** 2 * 0.10 * h - 4)
        path = [start, (x * 0.86, t + 0.06 * h + abs(x / w) * 8), (x * 0.42, t - lift * 0.78)]
        pen.stroke(head.at(path), colour, 3.2, ends=0.8)


def swept(pen: Pen, head: Head, colour: Colour, *, part: float, lift: float, low: float, wide: float = 0.0) -> None:
    """Short hair combed over from a parting."""
    w, t, h = head.half, head.top, head.chin - head.top
    px, s = part * w, 1 if part < 0 else -1
    inner = [(w * 0.92, low), (w * 0.84, t + 0.31 * h)]
    far, near = (s * w * 0.62, t + 0.235 * h), (px - s * w * 0.18, t + 0.225 * h)
    middle = [far, (s * w * 0.15, t + 0.225 * h), (px, t + 0.135 * h), near]
    middle = middle if s > 0 else middle[::-1]
    inner += [*middle, (-w * 0.84, t + 0.31 * h), (-w * 0.92, low)]
    mass(pen, head, [*over(head, lift=lift, low=low, wide=wide), *inner], colour)
    for k in range(4):
        end = (s * w * (0.08 + 0.22 * k), t + (0.185 + 0.012 * k) * h)
        path = [(px + s * 4, t + 0.105 * h - 7 * k), (px + s * w * (0.22 + 0.1 * k), t + 0.06 * h - 4 * k), end]
        pen.stroke(head.at(path), mix(colour, INK, 0.25), 3.4, ends=0.8)


def spikes(pen: Pen, head: Head, colour: Colour, *, rng: random.Random) -> None:
    """Short hair brushed up into tufts that lean to one side."""
    w, t, h = head.half, head.top, head.chin - head.top
    lean = rng.choice((-1, 1)) * 12
    cap(pen, head, colour, lift=20, line=0.205, low=head.eye - 8, square=0.86)
    for k in range(8):
        x = (k / 7 - 0.5) * 1.5 * w
        y = t + 4 + (x / w) ** 2 * 0.16 * h
        tall = rng.uniform(40, 56) * (1 - 0.35 * (x / w) ** 2)
        tip = (x * 1.16 + lean, y - tall)
        tuft = [
            (x - 27, y + 26),
            ((x - 17) * 1.04, y - tall * 0.42),
            tip,
            ((x + 21) * 1.04, y - tall * 0.30),
            (x + 27, y + 26),
        ]
        pen.shape(head.at(tuft), colour)
    for k in range(6):
        x = (k / 5 - 0.5) * 1.1 * w
        path = [(x, t + 0.13 * h), (x * 1.06, t + 0.03 * h), (x * 1.12 + lean * 0.7, t - 24)]
        pen.stroke(head.at(path), mix(colour, INK if k % 2 else WHITE, 0.20), 3.4, ends=0.8)
    for k in range(5):
        x = (k / 4 - 0.5) * 1.15 * w
        y = t + 0.20 * h
        pen.shape(
            head.at([(x - 20, y - 12), (x - 4, y + 10), (x + lean * 0.9, y + 24), (x + 14, y + 6), (x + 20, y - 12)]),
            colour,
        )


def curls(pen: Pen, head: Head, colour: Colour, *, rng: random.Random, low: float) -> None:
    """Round curls over the crown and forehead, and down the sides as far as `low`."""
    w, t, h = head.half, head.top, head.chin - head.top
    cap(pen, head, colour, lift=34, line=0.15, low=min(low, head.eye), square=0.8, gleam=False)
    edge = curve(over(head, lift=30, low=low), closed=False, steps=3)
    spots = [(x * 1.02, y) for x, y in edge]
    spots += [(w * 0.13 * k, t + 0.135 * h + (k / 6) ** 2 * 0.10 * h) for k in range(-6, 7)]
    for x, y in spots:
        pen.disc(head.centre + x + rng.uniform(-4, 4), y + rng.uniform(-5, 5), rng.uniform(21, 28), colour)
    light, deep = mix(colour, WHITE, 0.13), mix(colour, INK, 0.30)
    for x, y in spots + [(rng.uniform(-w, w) * 0.75, t + rng.uniform(-22, 0.09 * h)) for _ in range(16)]:
        cx, cy, r = head.centre + x + rng.uniform(-7, 7), y + rng.uniform(-7, 7), rng.uniform(8, 13)
        turn = rng.uniform(0, 2 * pi)
        arc = [(cx + r * cos(turn + a), cy + r * sin(turn + a)) for a in (0, 0.9, 1.8, 2.7, 3.5)]
        pen.stroke(arc, light if rng.random() < 0.45 else deep, 3.0, ends=0.8)


def cloud(pen: Pen, head: Head, colour: Colour, *, rng: random.Random, spread: float, bottom: float) -> None:
    """A round mass of curls behind the head."""
    w, t = head.half, head.top
    middle = (t - 46 + bottom) / 2
    ry = bottom - middle
    for k in range(30):
        turn = 2 * pi * k / 30
        x, y = head.centre + spread * w * 0.86 * cos(turn), middle + ry * 0.86 * sin(turn)
        pen.disc(x + rng.uniform(-5, 5), y + rng.uniform(-5, 5), rng.uniform(30, 38), colour)
    pen.disc(head.centre, middle, spread * w * 0.95, colour, ry=ry * 0.95)


def fall(pen: Pen, head: Head, colour: Colour, *, length: float, flare: float) -> None:
    """Straight hair falling behind the shoulders."""
    w, t = head.half, head.top
    right = [
        (w * 0.55, t - 14),
        (w * 1.12, t + 80),
        (w * 1.20, head.mouth),
        (w * flare, length - 26),
        (w * flare * 0.86, length),
    ]
    pen.shape(head.at([*right, *[(-x, y) for x, y in right[::-1]]]), colour)


def locks(pen: Pen, head: Head, colour: Colour, *, rng: random.Random, reach: Sequence[float]) -> None:
    """Hanging locks; `reach` says where each falls, as a share of half the head."""
    w, t = head.half, head.top
    for k, share in enumerate(reach):
        x, sway = share * w, rng.uniform(-7, 7)
        path = [(x * 0.84, t + 30), (x * 1.07, head.eye - 20), (x * 1.17 + sway, head.mouth + 10)]
        path.append((x * 1.20 - sway, head.chin + rng.uniform(40, 78)))
        pen.stroke(head.at(path), mix(colour, WHITE, 0.06 * (k % 2)), 25, ends=17)


def waves(pen: Pen, head: Head, colour: Colour, *, rng: random.Random) -> None:
    """Long wavy hair falling behind the shoulders."""
    w, t = head.half, head.top
    right: list[Point] = [(w * 0.55, t - 14), (w * 1.14, t + 80)]
    for k in range(7):
        y = head.eye + (690 - head.eye) * k / 6
        right.append((w * (1.16 + 0.03 * k) + (9 if k % 2 else -7) + rng.uniform(-3, 3), y))
    right.append((w * 0.8, 706))
    pen.shape(head.at([*right, *[(-x, y) for x, y in right[::-1]]]), colour)


def curtains(pen: Pen, head: Head, colour: Colour, *, part: float, long: bool) -> None:
    """Hair falling from a parting down both sides of the face."""
    w, t, h = head.half, head.top, head.chin - head.top
    px = part * w
    low = head.chin + (70 if long else 36)
    outer = over(head, lift=24, low=head.eye + 30, wide=0.16)
    for side in (-1, 1):
        edge = (
            [p for p in outer if p[0] * side >= px * side - 1]
            if side > 0
            else [p for p in outer[::-1] if p[0] <= px + 1]
        )
        edge = [(x, y) for x, y in edge if abs(x - px) > 12]
        sweep = 0.20 if side * part <= 0 else 0.26
        inside = [
            (side * w * 1.02, low),
            (side * w * 0.90, head.mouth),
            (side * w * 0.86, head.eye + 8),
            (side * w * 0.78, t + 0.33 * h),
            (px + (side * w - px) * 0.50, t + sweep * h),
            (px, t + 0.115 * h),
        ]
        outside = [(px, t - 25), *edge, (side * w * 1.20, head.mouth), (side * w * 1.22, low)]
        mass(pen, head, [*outside, *inside], colour)
        for k in range(3):
            path = [
                (px + side * 5, t + 0.04 * h - 7 * k),
                (px + (side * w - px) * (0.62 + 0.10 * k), t + (0.13 - 0.02 * k) * h),
                (side * w * (0.90 + 0.06 * k), head.eye - 10),
                (side * w * (0.98 + 0.06 * k), head.mouth + 20),
            ]
            pen.stroke(head.at(path), mix(colour, INK, 0.22), 3.2, ends=0.8)


def fringe(pen: Pen, head: Head, colour: Colour) -> None:
    """A straight fringe and long sides."""
    w, t, h = head.half, head.top, head.chin - head.top
    low = head.chin + 60
    y = head.eye - 40
    outer = over(head, lift=24, low=head.eye + 30, wide=0.16)
    right = [(w * 1.20, head.mouth), (w * 1.22, low), (w * 1.0, low), (w * 0.90, head.mouth), (w * 0.88, head.eye)]
    brow = [(w * 0.80, y + 8), (w * 0.42, y), (0.0, y - 3)]
    inner = [*right, *brow, *[(-x, v) for x, v in [*right, *brow[:-1]][::-1]]]
    mass(pen, head, [*outer, *inner], colour)
    for k in range(-4, 5):
        x = k * w * 0.17
        path = [(x, y - 6), (x * 0.95, t + 0.13 * h), (x * 0.55, t - 2)]
        pen.stroke(head.at(path), mix(colour, INK, 0.22), 3.0, ends=0.8)


def rows(pen: Pen, head: Head, colour: Colour) -> None:
    """Hair plaited close to the head, in rows from the forehead back."""
    w, t, h = head.half, head.top, head.chin - head.top
    cap(pen, head, mix(colour, head.skin, 0.22), lift=11, line=0.185, low=head.eye - 6, square=0.78)
    for k in range(-4, 5):
        x = k * w * 0.205
        start = (x, t + 0.185 * h + (abs(k) / 4) ** 2.4 * 0.17 * h - 5)
        path = head.at([start, (x * 0.98, t + 0.06 * h + abs(k) * 4), (x * 0.66, t - 12 + abs(k) * 2.4)])
        braid(pen, path, colour, 19)


def braid(pen: Pen, path: Sequence[Point], colour: Colour, width: float) -> None:
    """One plait: overlapping beads along a line."""
    line = curve(path, closed=False, steps=24)
    spaced: list[Point] = [line[0]]
    for x, y in line:
        if (x - spaced[-1][0]) ** 2 + (y - spaced[-1][1]) ** 2 >= (width * 0.52) ** 2:
            spaced.append((x, y))
    last = len(spaced) - 1
    for k, (x, y) in enumerate(spaced):
        r = width / 2 * (1 - 0.35 * k / max(last, 1))
        pen.disc(x, y, r, mix(colour, INK, 0.34))
        pen.disc(x - r * 0.06, y - r * 0.24, r * 0.84, mix(colour, WHITE, 0.07))


def sides(pen: Pen, head: Head, colour: Colour, *, crown: bool) -> None:
    """Hair that has gone from the forehead, or from the whole crown."""
    w, t, h = head.half, head.top, head.chin - head.top
    if crown:
        edge = over(head, lift=9, low=head.eye)
        brow = [
            (w * 0.92, head.eye),
            (w * 0.90, t + 0.22 * h),
            (w * 0.66, t + 0.075 * h),
            (w * 0.30, t + 0.13 * h),
            (0.0, t + 0.115 * h),
        ]
        mass(pen, head, [*edge, *brow, *[(-x, y) for x, y in brow[-2::-1]]], colour)
        return
    for side in (-1, 1):
        patch = [
            (w * 0.93, head.eye + 4),
            (w * 0.93, t + 0.34 * h),
            (w * 0.95, t + 0.24 * h),
            (w * 1.06, t + 0.32 * h),
            (w * 1.05, head.eye),
        ]
        pen.shape(head.at([(side * x, y) for x, y in patch]), colour)
    gleam = head.at([(-w * 0.5, t + 38), (-w * 0.2, t + 18), (w * 0.08, t + 15)])
    pen.stroke(gleam, mix(head.skin, WHITE, 0.32), 11, ends=5)


def scarf(pen: Pen, head: Head) -> None:
    """A headscarf that frames the face and lies on the shoulders."""
    w, t, h = head.half, head.top, head.chin - head.top
    veil, deep = head.veil, mix(head.veil, INK, 0.22)
    drape = [(-w * 1.12, head.mouth), (-w * 0.6, head.chin + 6), (0, head.chin + 16), (w * 0.6, head.chin + 6)]
    drape += [
        (w * 1.12, head.mouth),
        (w * 1.34, head.chin + 90),
        (w * 0.6, 742),
        (-w * 0.6, 742),
        (-w * 1.34, head.chin + 90),
    ]
    pen.shape(head.at(drape), veil)
    outer = [
        (w * 0.55, t - 12),
        (w * 1.06, t + 0.22 * h),
        (w * 1.18, head.eye + 20),
        (w * 1.12, head.chin - 10),
        (w * 0.70, head.chin + 50),
    ]
    inner = [
        (w * 0.60, t + 0.145 * h),
        (w * 0.90, head.eye - 34),
        (w * 0.945, head.nose),
        (w * 0.80, head.mouth + 8),
        (w * 0.44, head.chin - 8),
    ]
    edge = loop(head, (0.0, t - 28), outer, (0.0, head.chin + 60))
    hole = loop(head, (0.0, t + 0.105 * h), inner, (0.0, head.chin + 4))
    pen.polygon([*edge, edge[0], hole[0], *hole[::-1]], veil)
    under = [
        (-w * 0.86, head.eye - 46),
        (-w * 0.60, t + 0.15 * h),
        (0.0, t + 0.11 * h),
        (w * 0.60, t + 0.15 * h),
        (w * 0.86, head.eye - 46),
    ]
    pen.stroke(head.at(under), deep, 6, ends=1)
    folds = (
        [
            (-w * 0.98, head.mouth - 40),
            (-w * 0.86, head.chin - 10),
            (-w * 0.20, head.chin + 62),
            (w * 0.5, head.chin + 96),
        ],
        [
            (w * 1.02, head.mouth - 20),
            (w * 0.78, head.chin + 14),
            (w * 0.10, head.chin + 84),
            (-w * 0.42, head.chin + 128),
        ],
        [(-w * 1.10, head.mouth + 16), (-w * 0.80, head.chin + 70), (-w * 0.05, head.chin + 130)],
        [(-w * 0.80, t + 0.20 * h), (-w * 0.42, t + 6), (0.0, t - 12)],
    )
    for fold in folds:
        pen.stroke(head.at(fold), deep, 4.5, ends=1)


def loop(head: Head, top: Point, right: Sequence[Point], bottom: Point) -> list[Point]:
    """A smooth closed line, the same left and right, clockwise from the top."""
    return curve(head.at([top, *right, bottom, *[(-x, y) for x, y in right[::-1]]]), closed=True)
