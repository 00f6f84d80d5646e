"""Hair for drawn faces: what lies behind the head, and what lies over it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from wayhome.synthetic import hair
from wayhome.synthetic.hair import Head
from wayhome.synthetic.pen import Colour, Pen, mix

SCARVES: tuple[Colour, ...] = ((70, 98, 128), (156, 112, 122), (86, 84, 100), (148, 132, 108), (64, 104, 100))

_GIRL = ("LONG", "LONG", "WAVY", "SHOULDER_LENGTH", "PONYTAIL", "BUN", "PLAITS", "FRINGE", "CURLY")
_GIRL_DARK = ("BRAIDED", "AFRO", "BUN", "CURLY", "LONG", "PONYTAIL", "WAVY", "HEADSCARF", "PLAITS", "CORNROWS")
_BOY = ("SHORT", "SHORT", "CROPPED", "SPIKY", "CURLY_SHORT")
_BOY_DARK = ("CROPPED", "SHAVEN", "AFRO", "CURLY_SHORT", "CORNROWS", "DREADLOCKS", "SHORT")
ALIASES = {"STRAIGHT": "LONG", "BALD_PATCH": "RECEDING", "WIG": "SHOULDER_LENGTH"}


def choose(rng: random.Random, *, age: int, male: bool, colour: str, dark: bool) -> str:
    """A style for a face of which none is recorded."""
    if colour == "BALD":
        return "BALD"
    if age <= 2:
        return "CROPPED"
    if male and age >= 45 and rng.random() < 0.5:
        return rng.choice(("RECEDING", "THINNING", "BALD"))
    if not male and age >= 60:
        return rng.choice(("SHOULDER_LENGTH", "CURLY_SHORT", "BUN"))
    styles = (_BOY_DARK if dark else _BOY) if male else (_GIRL_DARK if dark else _GIRL)
    return rng.choice(styles)


@dataclass(frozen=True, slots=True)
class Comb:
    """What a style needs: canvas, head, colour, the seed's draws, and where the parting lies (-1 to 1)."""

    pen: Pen
    head: Head
    colour: Colour
    rng: random.Random
    part: float


Style = Callable[[Comb], None]


def _short(c: Comb) -> None:
    hair.swept(c.pen, c.head, c.colour, part=c.part, lift=28, low=c.head.eye - 2)


def _collar(c: Comb) -> None:
    hair.swept(c.pen, c.head, c.colour, part=c.part, lift=28, low=c.head.mouth - 6, wide=0.15)


def _cropped(c: Comb) -> None:
    hair.cap(c.pen, c.head, c.colour, lift=13, line=0.215, low=c.head.eye - 12, square=0.9)


def _shaven(c: Comb) -> None:
    stubble = mix(c.head.skin, c.colour, 0.72)
    hair.cap(c.pen, c.head, stubble, lift=5, line=0.205, low=c.head.eye - 16, square=0.92)


def _long(c: Comb) -> None:
    hair.curtains(c.pen, c.head, c.colour, part=c.part if c.rng.random() < 0.6 else 0.0, long=True)


def _shoulder(c: Comb) -> None:
    hair.curtains(c.pen, c.head, c.colour, part=c.part if c.rng.random() < 0.6 else 0.0, long=False)


def _plaits(c: Comb) -> None:
    hair.drawn_back(c.pen, c.head, c.colour)
    hair.plaits(c.pen, c.head, c.colour)


BACK: dict[str, Style] = {
    "LONG": lambda c: hair.fall(c.pen, c.head, c.colour, length=700, flare=1.30),
    "FRINGE": lambda c: hair.fall(c.pen, c.head, c.colour, length=700, flare=1.30),
    "WAVY": lambda c: hair.waves(c.pen, c.head, c.colour, rng=c.rng),
    "SHOULDER_LENGTH": lambda c: hair.fall(c.pen, c.head, c.colour, length=c.head.chin + 56, flare=1.26),
    "COLLAR_LENGTH": lambda c: hair.fall(c.pen, c.head, c.colour, length=c.head.chin - 4, flare=1.12),
    "CURLY": lambda c: hair.cloud(c.pen, c.head, c.colour, rng=c.rng, spread=1.42, bottom=c.head.chin + 60),
    "AFRO": lambda c: hair.cloud(c.pen, c.head, c.colour, rng=c.rng, spread=1.48, bottom=c.head.eye + 70),
    "PONYTAIL": lambda c: hair.ponytail(c.pen, c.head, c.colour, rng=c.rng),
    "BUN": lambda c: hair.bun(c.pen, c.head, c.colour),
    "BRAIDED": lambda c: hair.hanging_braids(c.pen, c.head, c.colour),
    "DREADLOCKS": lambda c: hair.locks(c.pen, c.head, c.colour, rng=c.rng, reach=[k / 6 for k in range(-6, 7)]),
    "HEADSCARF": lambda c: hair.veil_behind(c.pen, c.head),
}
FRONT: dict[str, Style] = {
    "SHORT": _short,
    "COLLAR_LENGTH": _collar,
    "CROPPED": _cropped,
    "SHAVEN": _shaven,
    "SPIKY": lambda c: hair.spikes(c.pen, c.head, c.colour, rng=c.rng),
    "CURLY_SHORT": lambda c: hair.curls(c.pen, c.head, c.colour, rng=c.rng, low=c.head.eye - 26),
    "CURLY": lambda c: hair.curls(c.pen, c.head, c.colour, rng=c.rng, low=c.head.eye + 64),
    "AFRO": lambda c: hair.curls(c.pen, c.head, c.colour, rng=c.rng, low=c.head.eye + 12),
    "CORNROWS": lambda c: hair.rows(c.pen, c.head, c.colour),
    "BRAIDED": lambda c: hair.rows(c.pen, c.head, c.colour),
    "DREADLOCKS": lambda c: hair.lock_crown(c.pen, c.head, c.colour, rng=c.rng),
    "LONG": _long,
    "WAVY": _long,
    "SHOULDER_LENGTH": _shoulder,
    "FRINGE": lambda c: hair.fringe(c.pen, c.head, c.colour),
    "PONYTAIL": lambda c: hair.drawn_back(c.pen, c.head, c.colour),
    "BUN": lambda c: hair.drawn_back(c.pen, c.head, c.colour),
    "PLAITS": _plaits,
    "RECEDING": lambda c: hair.sides(c.pen, c.head, c.colour, crown=True),
    "THINNING": lambda c: hair.sides(c.pen, c.head, c.colour, crown=True),
    "BALD": lambda c: hair.sides(c.pen, c.head, c.colour, crown=False),
    "HEADSCARF": lambda c: hair.scarf(c.pen, c.head),
}


def paint_back(pen: Pen, head: Head, *, style: str, colour: Colour, rng: random.Random) -> None:
    """Everything that hangs or stands behind head and neck."""
    if paint := BACK.get(ALIASES.get(style, style)):
        paint(Comb(pen, head, mix(colour, hair.INK, 0.28), rng, 0.0))


def paint_front(pen: Pen, head: Head, *, style: str, colour: Colour, rng: random.Random) -> None:
    """Everything that lies over the forehead and beside the face; a style that is not known is drawn short."""
    part = rng.choice((-1, 1)) * rng.uniform(0.22, 0.45)
    FRONT.get(ALIASES.get(style, style), _short)(Comb(pen, head, colour, rng, part))
