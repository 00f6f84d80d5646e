"""Smooth flat shapes on a canvas: what a drawn face is made of. Knows nothing of faces."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Colour = tuple[int, int, int]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """The colour `share` of the way from `a` to `b`."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def curve(points: Sequence[Point], *, closed: bool, steps: int = 9) -> list[Point]:
    """A Catmull-Rom curve through all points."""
    n = len(points)
    spans = n if closed else n - 1
    path: list[Point] = []
    for i in range(spans):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[min(max(i + k, 0), n - 1)] for k in (-1, 0, 1, 2))
        for s in range(steps):
            t = s / steps
            path.append((_blend(p0[0], p1[0], p2[0], p3[0], t), _blend(p0[1], p1[1], p2[1], p3[1], t)))
    if not closed:
        path.append(points[-1])
    return path


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    """Uniform Catmull-Rom basis, by Horner."""
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def ribbon(points: Sequence[Point], start: float, middle: float, end: float) -> list[Point]:
    """The outline of a stroke whose full width runs from `start` over `middle` to `end`."""
    path = curve(points, closed=False)
    left: list[Point] = []
    right: list[Point] = []
    last = len(path) - 1
    for i, (x, y) in enumerate(path):
        (xa, ya), (xb, yb) = path[max(i - 1, 0)], path[min(i + 1, last)]
        length = hypot(xb - xa, yb - ya) or 1.0
        t = i / last
        width = start + (middle - start) * 2 * t if t < 0.5 else middle + (end - middle) * (2 * t - 1)
        dx, dy = -(yb - ya) / length * width / 2, (xb - xa) / length * width / 2
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return left + right[::-1]


class Pen:
    """Draws in page units on a canvas `scale` times larger, so that edges come out smooth when it is reduced."""

    def __init__(
        self, width: int, height: int, *, scale: int, ground: Colour, zoom: float = 1.0, shift: float = 0.0
    ) -> None:
        """`zoom` enlarges about the middle of the page; `shift` then moves everything down, in page units."""
        self.ground = ground
        self.reduce_by = scale
        self.scale = scale * zoom
        self.left = width * scale * (zoom - 1) / 2
        self.up = height * scale * (zoom - 1) / 2 - shift * scale
        self.image = Image.new("RGB", (width * scale, height * scale), ground)
        self.draw = ImageDraw.Draw(self.image)

    def _flat(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.scale - self.left, y * self.scale - self.up) for x, y in points]

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled shape with straight sides."""
        self.draw.polygon(self._flat(points), fill=colour)

    def shape(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled shape whose edge runs smoothly through the points."""
        self.polygon(curve(points, closed=True), colour)

    def disc(self, x: float, y: float, rx: float, colour: Colour, *, ry: float | None = None) -> None:
        """A filled circle, or an upright ellipse."""
        ry = rx if ry is None else ry
        (x0, y0), (x1, y1) = self._flat([(x - rx, y - ry), (x + rx, y + ry)])
        self.draw.ellipse((x0, y0, x1, y1), fill=colour)

    def stroke(self, points: Sequence[Point], colour: Colour, width: float, *, ends: float | None = None) -> None:
        """A smooth line, `width` thick in the middle and `ends` at both ends."""
        ends = width if ends is None else ends
        self.polygon(ribbon(points, ends, width, ends), colour)
        if ends >= 1.5:
            for x, y in (points[0], points[-1]):
                self.disc(x, y, ends / 2, colour)

    def ring(self, box: tuple[float, float, float, float], colour: Colour, width: float, *, radius: float) -> None:
        """An unfilled rounded frame."""
        s = self.scale
        (x0, y0), (x1, y1) = self._flat([(box[0], box[1]), (box[2], box[3])])
        self.draw.rounded_rectangle((x0, y0, x1, y1), radius=radius * s, outline=colour, width=round(width * s))

    def inside(
        self,
        outline: Sequence[Point],
        within: Sequence[Point],
        colour: Colour,
        *,
        opacity: float = 1.0,
        soft: float = 0,
    ) -> None:
        """Fill the polygon `within` where it lies inside the polygon `outline`."""
        edge, area = self._flat(outline), self._flat(within)
        x0, y0 = int(min(p[0] for p in edge)) - 1, int(min(p[1] for p in edge)) - 1
        size = int(max(p[0] for p in edge)) + 2 - x0, int(max(p[1] for p in edge)) + 2 - y0
        mask, fill = _mask(edge, size, x0, y0), _mask(area, size, x0, y0)
        if soft:
            # Blurred at a quarter of the size: the same look for a sixteenth of the work.
            small = fill.reduce(4).filter(ImageFilter.GaussianBlur(soft * self.scale / 4))
            fill = small.resize(fill.size, Image.Resampling.BILINEAR)
        if opacity < 1:
            fill = fill.point([round(v * opacity) for v in range(256)])
        self.image.paste(colour, (x0, y0), ImageChops.multiply(mask, fill))

    def reduced(self) -> Image.Image:
        """The finished picture at page size."""
        return self.image.reduce(self.reduce_by)


def _mask(points: Sequence[Point], size: tuple[int, int], x0: int, y0: int) -> Image.Image:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([(x - x0, y - y0) for x, y in points], fill=255)
    return mask


def ellipse(x: float, y: float, rx: float, ry: float) -> list[Point]:
    """The outline of an ellipse as a polygon."""
    k = 0.7071
    eight = [(rx, 0.0), (rx * k, ry * k), (0.0, ry), (-rx * k, ry * k), (-rx, 0.0), (-rx * k, -ry * k), (0.0, -ry)]
    eight.append((rx * k, -ry * k))
    return curve([(x + dx, y + dy) for dx, dy in eight], closed=True)
