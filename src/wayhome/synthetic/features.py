"""The parts of a drawn face: body, ears, eyes, nose, mouth, brows, and what years and weather leave on it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from wayhome.synthetic.pen import Colour, Pen, Point, curve, ellipse, mix, ribbon

CENTRE = 300.0
TOPS: tuple[Colour, ...] = (
    (44, 76, 120),
    (32, 108, 110),
    (150, 58, 66),
    (92, 110, 74),
    (206, 152, 72),
    (104, 82, 132),
    (60, 64, 74),
    (196, 112, 92),
    (84, 130, 168),
    (122, 72, 92),
)
INK: Colour = (46, 34, 34)
WHITE: Colour = (252, 251, 248)


@dataclass(frozen=True, slots=True)
class Face:
    """The measures and colours of one drawn face, in page units."""

    grown: float  # 0 for an infant, 1 from about 18 years
    age: int
    male: bool
    half: float  # half the width of the head
    top: float
    chin: float
    eye: float
    nose: float
    mouth: float
    jaw: float
    point: float  # half the width of the chin, as a share of `half`
    tall: float  # how open the eyes are
    skin: Colour
    hair: Colour
    iris: tuple[Colour, Colour]
    lean: float  # left-right difference that keeps a face from looking stamped

    @property
    def shade(self) -> Colour:
        """Skin in soft shadow."""
        return mix(self.skin, (112, 44, 36), 0.20)

    @property
    def line(self) -> Colour:
        """Skin in a fold."""
        return mix(self.skin, (70, 24, 22), 0.42)

    def at(self, dx: float, y: float) -> Point:
        """A point `dx` from the middle of the face."""
        return CENTRE + dx, y

    def outline(self) -> list[Point]:
        """The edge of the face, clockwise from the crown."""
        w, h = self.half, self.chin - self.top
        right = [
            (0.60 * w, self.top + 0.055 * h),
            (0.94 * w, self.top + 0.26 * h),
            (1.00 * w, self.eye + 0.03 * h),
            (0.945 * w, self.nose + 0.01 * h),
            (self.jaw * w, self.mouth + 0.02 * h),
            (self.point * w, self.chin - 0.052 * h),
        ]
        left = [(-x, y) for x, y in right[::-1]]
        return curve([self.at(*p) for p in [(0.0, self.top), *right, (0.0, self.chin), *left]], closed=True)


def paint_ground(pen: Pen) -> None:
    """A pale disc behind the head."""
    pen.disc(CENTRE, 345, 240, mix(pen.ground, WHITE, 0.42))


def paint_body(pen: Pen, face: Face, rng: random.Random) -> None:
    """Neck, shoulders and a plain top."""
    g = face.grown
    neck = 43 + (17 if face.male else 6) * g
    wide = 168 + (62 if face.male else 34) * g
    fall = face.chin + 34 + 14 * g
    throat = [(-neck, face.mouth), (neck, face.mouth), (neck + 4, fall), (0, fall + 46), (-neck - 4, fall)]
    top = rng.choice(TOPS)
    fold = mix(top, INK, 0.22)
    right = [
        (neck + 26, fall + 2),
        (wide * 0.60, fall + 22),
        (wide * 0.91, fall + 58),
        (wide + 8, fall + 124),
        (wide + 22, 800),
    ]
    shoulders = [*[(-x, y) for x, y in right], *right[::-1]]
    body = curve([face.at(*p) for p in shoulders], closed=False)
    kind = rng.choice(("crew", "hood", "polo", "jumper", "crew"))
    if kind == "hood":
        hood = [
            (-neck - 58, fall + 44),
            (-neck - 50, fall - 18),
            (neck + 50, fall - 18),
            (neck + 58, fall + 44),
            (0, 700),
        ]
        pen.shape([face.at(*p) for p in hood], fold)
    pen.polygon(body, top)
    pen.inside(
        body, [(x + 42, y + 16) for x, y in body], mix(top, WHITE, 0.07), soft=14
    )  # light falls from the upper left
    pen.shape([face.at(*p) for p in throat], face.skin)
    under = [
        (-neck, face.mouth),
        (neck, face.mouth),
        (neck, face.chin + 15),
        (0, face.chin + 40),
        (-neck, face.chin + 15),
    ]
    pen.inside(
        curve([face.at(*p) for p in throat], closed=True), curve([face.at(*p) for p in under], closed=True), face.shade
    )
    paint_collar(pen, face, kind=kind, neck=neck, fall=fall, top=top, fold=fold)


def paint_collar(pen: Pen, face: Face, *, kind: str, neck: float, fall: float, top: Colour, fold: Colour) -> None:
    """The neckline: round, hooded, a polo collar, or a school jumper over a shirt."""
    dip = fall + 44
    rim: list[Point] = [
        (-neck - 18, fall + 2),
        (-neck * 0.5, dip - 6),
        (0, dip),
        (neck * 0.5, dip - 6),
        (neck + 18, fall + 2),
    ]
    if kind in ("crew", "hood"):
        pen.stroke([face.at(*p) for p in rim], fold, 13)
        if kind == "hood":
            for side in (-1, 1):
                cord = [(side * neck * 0.55, dip + 2), (side * neck * 0.58, dip + 34), (side * neck * 0.52, dip + 66)]
                pen.stroke([face.at(*p) for p in cord], mix(top, WHITE, 0.72), 6)
        return
    cloth = WHITE if kind == "jumper" else mix(top, WHITE, 0.16)
    if kind == "jumper":
        deep = [(-neck - 22, fall - 2), (0, dip + 74), (neck + 22, fall - 2), (0, fall + 40)]
        pen.polygon([face.at(*p) for p in deep], mix(cloth, INK, 0.05))
        vee: list[Point] = [
            (-neck - 26, fall),
            (-neck * 0.55, dip + 26),
            (0, dip + 80),
            (neck * 0.55, dip + 26),
            (neck + 26, fall),
        ]
        pen.stroke([face.at(*p) for p in vee], fold, 10)
    for side in (-1, 1):
        wing = [
            (side * (neck + 8), fall - 24),
            (side * (neck + 30), fall + 8),
            (side * neck * 0.62, dip + 36),
            (0, dip + 2),
        ]
        pen.polygon([face.at(*p) for p in wing], cloth)
        pen.stroke([face.at(*p) for p in (wing[1], wing[2], wing[3])][:2], mix(cloth, INK, 0.18), 2)
        pen.stroke([face.at(*p) for p in wing[2:]], mix(cloth, INK, 0.18), 2)
    if kind == "polo":
        pen.stroke([face.at(0, dip + 4), face.at(0, dip + 80)], fold, 3)
        for y in (dip + 26, dip + 56):
            pen.disc(*face.at(6, y), 3.5, mix(top, WHITE, 0.7))


def paint_ears(pen: Pen, face: Face) -> None:
    """Two ears, the far one in shade."""
    for side in (-1, 1):
        x, y = face.at(side * (face.half + 3), face.eye + 22)
        pen.disc(x, y, 17, face.skin if side < 0 else mix(face.skin, face.shade, 0.45), ry=29)
        pen.stroke([(x + side * 5, y - 15), (x + side * 9, y), (x + side * 3, y + 14)], face.shade, 5, ends=2)


def paint_shading(pen: Pen, face: Face, outline: list[Point]) -> None:
    """A soft shadow down the side away from the light, and warmth in the cheeks."""
    lit = [(x - 24, y - 6) for x, y in outline]
    pen.inside(outline, [*outline, outline[0], *([*lit, lit[0]])[::-1]], face.shade, opacity=0.5, soft=5)
    blush = mix(face.skin, (214, 66, 62), 0.30 if sum(face.skin) > 420 else 0.16)
    for side in (-1, 1):
        x, y = face.at(side * face.half * 0.60, face.nose + 8)
        pen.inside(outline, ellipse(x, y, 25, 17), blush, opacity=0.55, soft=9)


def freckle_chance(face: Face) -> float:
    """How likely freckles are, by hair and skin."""
    red, green, blue = face.hair
    return 0.6 if red > 1.7 * green and red > 2.0 * blue else 0.10 if sum(face.skin) > 500 else 0.02


def paint_freckles(pen: Pen, face: Face, rng: random.Random) -> None:
    """Freckles over nose and cheeks."""
    spot = mix(face.skin, (150, 72, 40), 0.40)
    for _ in range(34):
        side = rng.choice((-1, 1))
        dx = side * abs(rng.gauss(0.44, 0.19)) * face.half
        pen.disc(*face.at(dx, face.nose - 14 + rng.gauss(0, 14)), rng.uniform(1.3, 2.5), spot)


def paint_lines(pen: Pen, face: Face) -> None:
    """The folds of years: mouth, brow, and the corners of the eyes."""
    depth = min((face.age - 35) / 40, 1.0)
    fold = mix(face.skin, face.line, 0.30 + 0.35 * depth)
    for side in (-1, 1):
        cheek = [(side * 31, face.nose + 2), (side * 45, face.nose + 24), (side * 47, face.mouth + 2)]
        pen.stroke([face.at(*p) for p in cheek], fold, 3.4, ends=0.6)
        for k in (-1, 1):
            corner = [(side * (face.half * 0.76), face.eye + 4 * k), (side * (face.half * 0.87), face.eye + 11 * k)]
            pen.stroke([face.at(*p) for p in corner], fold, 2.4, ends=0.6)
    if face.age >= 55:
        y = face.eye - 74
        for k in (0, 1):
            row = [(-38, y + 14 * k), (0, y - 4 + 14 * k), (38, y + 14 * k)]
            pen.stroke([face.at(*p) for p in row], fold, 2.6, ends=0.6)


def paint_beard(pen: Pen, face: Face, outline: list[Point], rng: random.Random) -> None:
    """A full beard or a day's stubble."""
    w = face.half
    full = rng.random() < 0.5
    colour = mix(face.hair, INK, 0.10) if full else mix(face.skin, face.hair, 0.34)
    area = [
        (-w * 1.1, face.eye + 34),
        (-w * 0.86, face.nose + 6),
        (-w * 0.50, face.mouth - 22),
        (-14, face.mouth - 29),
        (14, face.mouth - 29),
        (w * 0.50, face.mouth - 22),
        (w * 0.86, face.nose + 6),
        (w * 1.1, face.eye + 34),
        (w * 1.1, face.chin + 30),
        (-w * 1.1, face.chin + 30),
    ]
    inside = curve([face.at(*p) for p in area], closed=True)
    pen.inside(outline, inside, colour, opacity=1.0 if full else 0.75, soft=2 if full else 7)


def paint_nose(pen: Pen, face: Face, rng: random.Random) -> None:
    """A nose seen from the front: wings, bridge and a point of light."""
    width = 15 + 6 * face.grown + (3 if face.male else 0) * face.grown + rng.uniform(-2, 3)
    width += 3.5 if sum(face.skin) < 420 else 0
    y = face.nose
    tip = [(-width, y - 3), (-width * 0.72, y + 7), (0, y + 10), (width * 0.72, y + 7), (width, y - 3)]
    under = [*tip, (width * 0.55, y + 0.5), (0, y + 3), (-width * 0.55, y + 0.5)]
    pen.polygon(curve([face.at(*p) for p in under], closed=True), face.shade)
    pen.stroke([face.at(*p) for p in tip], face.line, 3.4, ends=1.2)
    if face.grown > 0.35:
        side = [(width * 0.60, face.eye + 20), (width * 0.52, y - 26), (width * 0.80, y - 13)]
        pen.stroke([face.at(*p) for p in side], face.shade, 4 + 2 * face.grown, ends=1)
    pen.inside(face.outline(), ellipse(*face.at(-4, y - 12), 6.5, 9), mix(face.skin, WHITE, 0.55), opacity=0.5, soft=3)


def paint_mouth(pen: Pen, face: Face, rng: random.Random) -> None:
    """A calm mouth, sometimes a smile that shows teeth."""
    wide = 33 + 8 * face.grown + rng.uniform(-3, 4)
    full = (0.8 if face.male else 1.0) * (1.25 if sum(face.skin) < 420 else 1.0)
    lip = mix(face.skin, (176, 52, 62), 0.46 if not face.male else 0.34)
    dark = mix(lip, (72, 14, 22), 0.55)
    y, curl = face.mouth, rng.uniform(4, 8)
    tilt = face.lean * 1.2
    left, right = (-wide, y - curl + tilt), (wide, y - curl - tilt)
    if rng.random() < 0.36:
        open_by = rng.uniform(13, 18)
        lower = [left, (-wide * 0.55, y + open_by * 0.72), (0, y + open_by), (wide * 0.55, y + open_by * 0.72), right]
        upper = [right, (wide * 0.5, y + 1.5), (0, y + 2.5), (-wide * 0.5, y + 1.5), left]
        rim = [(x * 1.06, v + 6.5 * full) for x, v in lower[1:-1]]
        pen.shape([face.at(*p) for p in [left, *rim, right, *upper[1:-1]]], lip)
        inside = curve([face.at(*p) for p in [*lower, *upper[1:-1]]], closed=True)
        pen.polygon(inside, dark)
        teeth = [(-wide, y - 12), (wide, y - 12), (wide, y + open_by * 0.52), (-wide, y + open_by * 0.52)]
        pen.inside(inside, [face.at(*p) for p in teeth], WHITE)
        pen.stroke([face.at(*p) for p in upper], lip, 5.5 * full, ends=2)
    else:
        line = [left, (-wide * 0.45, y + 1.5), (0, y + 0.5), (wide * 0.45, y + 1.5), right]
        above = [left, (-wide * 0.38, y - 6.5 * full), (-5, y - 8.5 * full), (0, y - 6.5 * full)]
        above += [(5, y - 8.5 * full), (wide * 0.38, y - 6.5 * full), right]
        pen.shape([face.at(*p) for p in [*above, *line[::-1][1:-1]]], mix(lip, dark, 0.14))
        lower = [(wide * 0.62, y + 6 * full), (0, y + 13.5 * full), (-wide * 0.62, y + 6 * full)]
        pen.shape([face.at(*p) for p in [*line, *lower]], lip)
        pen.stroke([face.at(*p) for p in line], dark, 3.2, ends=1.4)
        pen.inside(
            face.outline(), ellipse(*face.at(-3, y + 7 * full), 10, 2.4), mix(lip, WHITE, 0.5), opacity=0.55, soft=1
        )
    for side, corner in ((-1, left), (1, right)):
        pen.disc(*face.at(corner[0] + side * 1.5, corner[1]), 2.2, face.line)


def paint_eyes(pen: Pen, face: Face, rng: random.Random) -> None:
    """Two eyes with iris, light and lids; lashes are longer on a girl's."""
    apart = face.half * (0.445 + 0.01 * (1 - face.grown))
    rx = 24.5 - 2.5 * face.grown
    tilt = rng.uniform(-1.5, 3.5)
    ry = face.tall
    lash = mix(INK, face.hair, 0.25)
    for side, iris in zip((-1, 1), face.iris, strict=True):
        x, y = face.at(side * apart, face.eye)

        def at(dx: float, dy: float, *, x: float = x, y: float = y, side: int = side) -> Point:
            return x + side * dx, y + dy

        inner, outer = (-rx, 3.0), (rx, 1.0 - tilt)
        upper = [inner, (-rx * 0.55, -ry * 0.72), (0.0, -ry), (rx * 0.60, -ry * 0.70 - tilt * 0.6), outer]
        lower = [(rx * 0.55, ry * 0.56), (0.0, ry * 0.74), (-rx * 0.55, ry * 0.58)]
        almond = curve([at(*p) for p in [*upper, *lower]], closed=True)
        pen.polygon(almond, WHITE)
        size = ry * (0.98 - 0.03 * face.grown)
        cx, cy = at(0.6, -ry * 0.10)
        pen.inside(almond, ellipse(cx, cy, size, size), mix(iris, INK, 0.45))
        pen.inside(almond, ellipse(cx, cy, size - 2, size - 2), iris)
        pen.inside(almond, ellipse(cx, cy + size * 0.40, size * 0.62, size * 0.46), mix(iris, WHITE, 0.26), soft=2)
        pen.inside(almond, ellipse(cx, cy, size * 0.48, size * 0.48), (22, 18, 20))
        roof = [(px, py - ry * 1.55) for px, py in almond]
        pen.inside(almond, roof, (120, 96, 96), opacity=0.42, soft=2)
        pen.disc(cx - size * 0.34, cy - size * 0.36, size * 0.22, WHITE)
        flick = [] if face.male else [(rx + 5, -3 - tilt)]
        pen.stroke([at(*p) for p in [*upper, *flick]], lash, 4.6 if face.male else 6.2, ends=1.4)
        pen.stroke([at(*p) for p in [outer, *lower, inner]], mix(face.line, INK, 0.15), 2.2, ends=0.8)
        crease = [(-rx * 0.7, -ry - 3.5), (0.0, -ry - 8), (rx * 0.9, -ry * 0.62 - 7)]
        pen.stroke([at(*p) for p in crease], mix(face.shade, face.line, 0.35), 2.8, ends=0.8)


def paint_brows(pen: Pen, face: Face, rng: random.Random) -> None:
    """Two brows in the colour of the hair."""
    apart = face.half * 0.45
    lift = 21 + 3 * face.grown
    thick = (8.5 if face.male else 6.5) + rng.uniform(-1, 2) - 1.5 * (1 - face.grown)
    pale = sum(face.hair) > 420
    colour = mix(face.hair, (92, 66, 48), 0.42) if pale else mix(face.hair, INK, 0.12)
    if face.age >= 60:
        colour = mix(face.hair, (110, 104, 100), 0.5)
    colour = mix(colour, face.skin, 0.10)
    y = face.eye - face.tall - lift + 3
    arch = rng.uniform(4, 8) + (0 if face.male else 1.5)
    for side in (-1, 1):
        brow = [(-25.0, -1.5), (-7.0, -arch * 0.8), (12.0, -arch), (31.0, 5.0)]
        path = [(CENTRE + side * (apart + dx), y + dy + side * face.lean) for dx, dy in brow]
        pen.polygon(ribbon(path, thick * 0.8, thick, 1.4), colour)


def paint_glasses(pen: Pen, face: Face, rng: random.Random) -> None:
    """Round or square glasses."""
    frame = rng.choice(((48, 42, 46), (104, 62, 46), (52, 70, 104), (128, 54, 62)))
    apart = face.half * 0.46
    rx, ry = 39.0, rng.choice((30.0, 35.0))
    y = face.eye + 3
    radius = rng.choice((15.0, ry))
    for side in (-1, 1):
        x = CENTRE + side * apart
        glint = [(x - 22, y + 16), (x - 6, y - 18), (x + 4, y - 18), (x - 12, y + 16)]
        pen.inside(ellipse(x, y, rx - 4, ry - 4), glint, WHITE, opacity=0.22)
        pen.ring((x - rx, y - ry, x + rx, y + ry), frame, 5, radius=radius)
        arm = [(side * (apart + rx - 2), y - 9), (side * (face.half + 6), y - 13)]
        pen.stroke([face.at(*p) for p in arm], frame, 5)
    bridge = [(-(apart - rx) - 1, y - 5), (0.0, y - 11), (apart - rx + 1, y - 5)]
    pen.stroke([face.at(*p) for p in bridge], frame, 5)
