"""An invented person gets an invented face, drawn in flat colours so that nobody can take it for a photograph.

The picture follows what the record says (age, sex, hair, eyes); everything else comes from the seed.
"""

from __future__ import annotations

import random
from io import BytesIO

from wayhome.synthetic import features, hairstyles
from wayhome.synthetic.features import CENTRE, Face
from wayhome.synthetic.hair import Head
from wayhome.synthetic.pen import Colour, Pen

WIDTH, HEIGHT = 600, 750
SCALE = 3
ZOOM = 1.17
SHIFT = 42.0

SKIN_TONES: tuple[Colour, ...] = (
    (255, 226, 207),
    (252, 214, 188),
    (244, 199, 168),
    (232, 183, 146),
    (217, 163, 124),
    (197, 138, 99),
    (170, 113, 77),
    (143, 91, 61),
    (114, 71, 48),
    (88, 55, 40),
)
HAIR_COLOURS: dict[str, Colour] = {
    "AUBURN": (124, 58, 38),
    "BALD": (96, 76, 62),
    "BLACK": (38, 33, 36),
    "BLOND": (228, 194, 128),
    "BROWN": (99, 66, 46),
    "DARK_BROWN": (66, 45, 36),
    "FAIR": (208, 170, 110),
    "GINGER": (203, 104, 48),
    "GREY": (154, 155, 158),
    "GREYING": (112, 106, 103),
    "LIGHT_BROWN": (146, 105, 70),
    "MOUSEY": (142, 118, 92),
    "RED": (166, 66, 40),
    "SANDY": (198, 152, 100),
    "WHITE": (226, 224, 219),
}
DYES: tuple[Colour, ...] = ((222, 112, 152), (92, 112, 196), (136, 92, 176), (58, 150, 152))
EYE_COLOURS: dict[str, Colour] = {
    "BLACK": (44, 32, 28),
    "BLUE": (84, 138, 190),
    "BROWN": (98, 62, 38),
    "GREEN": (94, 140, 96),
    "GREY": (126, 142, 154),
    "HAZEL": (140, 106, 58),
}
ODD = ("ODD", "ODD_DIFFERING", "DIFFERING")
GROUNDS: tuple[Colour, ...] = (
    (205, 222, 233),
    (222, 215, 232),
    (212, 228, 216),
    (240, 224, 204),
    (236, 212, 210),
    (226, 228, 222),
    (204, 226, 226),
)


def draw_face(
    seed: int,
    *,
    age: int,
    sex: str,
    hair: str,
    eyes: str,
    skin: int | None = None,
    glasses: bool | None = None,
    freckles: bool | None = None,
) -> bytes:
    """A drawn likeness of nobody, 600 by 750, JPEG; the same seed and description give the same bytes.

    sex    F, M or anything else (then the seed decides how the face is built)
    hair   a colour of the hair list in any case, and optionally a style after a comma: "dark_brown, braided"
    eyes   a colour of the eye list
    skin   index into SKIN_TONES; None lets the seed choose one that goes with the hair
    """
    rng = random.Random(f"face {seed}")
    colour, _, style = (part.strip().upper().replace(" ", "_") for part in hair.partition(","))
    colour = "BALD" if colour == "NONE" else colour
    face = _measure(rng, age=age, sex=sex, colour=colour, eyes=eyes.strip().upper(), skin=skin)
    style = style or hairstyles.choose(rng, age=age, male=face.male, colour=colour, dark=sum(face.skin) < 420)
    pen = Pen(WIDTH, HEIGHT, scale=SCALE, ground=rng.choice(GROUNDS), zoom=ZOOM, shift=SHIFT)
    _paint(pen, face, rng=rng, style=style, glasses=glasses, freckles=freckles)
    out = BytesIO()
    pen.reduced().save(out, "JPEG", quality=88)
    return out.getvalue()


def _measure(rng: random.Random, *, age: int, sex: str, colour: str, eyes: str, skin: int | None) -> Face:
    grown = min(max((age - 1) / 17, 0.0), 1.0)
    male = sex.upper().startswith("M") if sex.upper()[:1] in ("M", "F") else rng.random() < 0.5
    tone = rng.choice(_tones_for(colour)) if skin is None else skin % len(SKIN_TONES)
    half = 129 - 15 * grown - (0 if male else 4 * grown) + rng.uniform(-5, 5)
    top = 168 - 18 * grown + rng.uniform(-4, 4)
    chin = 488 + 27 * grown + rng.uniform(-8, 8)
    eye = top + (chin - top) * (0.575 - 0.065 * grown)
    below = chin - eye
    iris = EYE_COLOURS.get(eyes) or rng.choice(list(EYE_COLOURS.values()))
    other = EYE_COLOURS["BROWN"] if eyes in ODD else iris
    if eyes in ODD:
        iris = EYE_COLOURS["BLUE"]
    return Face(
        grown=grown,
        age=age,
        male=male,
        half=half,
        top=top,
        chin=chin,
        eye=eye,
        nose=eye + below * (0.385 + 0.06 * grown) + rng.uniform(-4, 4),
        mouth=eye + below * (0.655 + 0.03 * grown) + rng.uniform(-4, 4),
        jaw=0.77 + (0.04 if male else -0.02) * grown + rng.uniform(-0.03, 0.03),
        point=0.385 + (0.055 if male else -0.015) * grown + rng.uniform(-0.03, 0.03),
        tall=20.5 - 4.5 * grown + rng.uniform(-1.5, 1.2),
        skin=SKIN_TONES[tone],
        hair=rng.choice(DYES) if colour == "DYED" else HAIR_COLOURS.get(colour, HAIR_COLOURS["BROWN"]),
        iris=(iris, other),
        lean=rng.uniform(-1, 1),
    )


def _tones_for(colour: str) -> tuple[int, ...]:
    """Skin tones commonly seen with a hair colour; dark hair goes with all of them."""
    if colour in ("BLACK", "DARK_BROWN", "GREY", "GREYING", "WHITE", "BALD"):
        return tuple(range(len(SKIN_TONES)))
    return (0, 0, 1, 1, 2, 2, 3, 4) if colour in ("BROWN", "LIGHT_BROWN", "DYED") else (0, 0, 1, 1, 2)


def _paint(
    pen: Pen, face: Face, *, rng: random.Random, style: str, glasses: bool | None, freckles: bool | None
) -> None:
    """Back to front, so that each layer covers the edges of the one behind it."""
    head = Head(
        half=face.half,
        top=face.top,
        chin=face.chin,
        eye=face.eye,
        nose=face.nose,
        mouth=face.mouth,
        centre=CENTRE,
        skin=face.skin,
        veil=rng.choice(hairstyles.SCARVES),
    )
    plan = random.Random(rng.random())
    features.paint_ground(pen)
    hairstyles.paint_back(pen, head, style=style, colour=face.hair, rng=random.Random(plan.random()))
    features.paint_body(pen, face, rng)
    if style != "HEADSCARF":
        features.paint_ears(pen, face)
    outline = face.outline()
    pen.polygon(outline, face.skin)
    features.paint_shading(pen, face, outline)
    if freckles or (freckles is None and rng.random() < features.freckle_chance(face)):
        features.paint_freckles(pen, face, rng)
    if face.age >= 40:
        features.paint_lines(pen, face)
    if face.male and face.age >= 19 and rng.random() < 0.55:
        features.paint_beard(pen, face, outline, rng)
    features.paint_nose(pen, face, rng)
    features.paint_mouth(pen, face, rng)
    features.paint_eyes(pen, face, rng)
    hairstyles.paint_front(pen, head, style=style, colour=face.hair, rng=random.Random(plan.random()))
    features.paint_brows(pen, face, rng)
    if glasses or (glasses is None and rng.random() < (0.13 if face.age < 40 else 0.35)):
        features.paint_glasses(pen, face, rng)
