"""Points, polygons and circles as CAP writes them: latitude first, degrees of WGS 84, radius in kilometres."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.raw import short
from wayhome.formats.cap.values import Circle, Point
from wayhome.terms.words import N_

NOT_PAIRS = N_("%(where)s is not pairs of latitude,longitude divided by spaces: “%(text)s”.")
FEW_PAIRS = N_("%(where)s has %(count)d pairs of coordinates; a polygon has four or more.")
OPEN = N_("%(where)s is open: its last pair of coordinates is not its first.")
OUTSIDE = N_("%(where)s is outside WGS 84 at %(pair)s; latitude ends at 90 and longitude at 180 degrees.")
NOT_CIRCLE = N_("%(where)s is not a pair of latitude,longitude, a space and a radius: “%(text)s”.")
NEGATIVE = N_("%(where)s has the negative radius %(radius)s.")

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)"
_PAIR = re.compile(rf"({_NUMBER}),({_NUMBER})", re.ASCII)
_RADIUS = re.compile(_NUMBER, re.ASCII)
# How many comparisons of two edges we make for a polygon of so many edges before we give up on telling whether it
# crosses itself: real coasts need a few for each edge, and a file made to waste our time needs millions.
_PATIENCE = 1_000
_PATIENCE_PER_EDGE = 20


def read_point(text: str) -> Point | None:
    """A pair of coordinates; None when it is not one."""
    found = _PAIR.fullmatch(text)
    return (Decimal(found[1]), Decimal(found[2])) if found else None


def read_polygon(text: str) -> tuple[Point, ...] | None:
    """The points of a polygon; None when a pair cannot be read."""
    points = [read_point(pair) for pair in text.split()]
    return None if None in points else tuple(point for point in points if point is not None)


def read_circle(text: str) -> Circle | None:
    """A circle; None when it is not one."""
    parts = text.split()
    centre = read_point(parts[0]) if len(parts) == 2 else None
    return Circle(centre, Decimal(parts[1])) if centre and _RADIUS.fullmatch(parts[1]) else None


def judge_polygon(text: str, where: str) -> Iterator[Finding]:
    """What a polygon must be: pairs, four or more of them, closed, on the earth."""
    points = read_polygon(text)
    if points is None:
        yield Finding("polygon-pairs", NOT_PAIRS, {"where": where, "text": short(text)})
        return
    if len(points) < 4:
        yield Finding("polygon-few", FEW_PAIRS, {"where": where, "count": len(points)})
    if points and points[0] != points[-1]:
        yield Finding("polygon-open", OPEN, {"where": where})
    yield from _outside(points, where)


def judge_circle(text: str, where: str) -> Iterator[Finding]:
    """What a circle must be: a pair on the earth, and a radius that is not negative."""
    circle = read_circle(text)
    if circle is None:
        yield Finding("circle-form", NOT_CIRCLE, {"where": where, "text": short(text)})
        return
    if circle.radius < 0:
        yield Finding("circle-radius", NEGATIVE, {"where": where, "radius": circle.radius})
    yield from _outside([circle.centre], where)


def _outside(points: Sequence[Point], where: str) -> Iterator[Finding]:
    for latitude, longitude in points:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # abs would round, and overflow
            yield Finding("coordinates", OUTSIDE, {"where": where, "pair": f"{latitude},{longitude}"})
            return


def crosses_itself(points: Sequence[Point]) -> bool | None:
    """Whether two edges of a closed polygon meet elsewhere than at the corner they share, on a flat map of degrees.

    returns  None when saying so would take too long
    """
    flat = [(float(latitude), float(longitude)) for latitude, longitude in points]
    corners = [point for point, after in zip(flat, [*flat[1:], None], strict=True) if point != after]
    edges = sorted((min(a[0], b[0]), max(a[0], b[0]), at, a, b) for at, (a, b) in enumerate(pairwise(corners)))
    looked = 0
    for place, (_, top, at, a, b) in enumerate(edges):
        for later in range(place + 1, len(edges)):
            low, _, other, c, d = edges[later]
            if low > top:
                break
            looked += 1
            if looked > _PATIENCE + _PATIENCE_PER_EDGE * len(edges):
                return None
            neighbours = abs(at - other) in {1, len(edges) - 1}
            if _meet(a, b, c, d) and not (neighbours and not _fold(a, b, c, d)):
                return True
    return False


_Flat = tuple[float, float]


def _side(a: _Flat, b: _Flat, c: _Flat) -> int:
    turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turn > 0) - (turn < 0)


def _between(a: _Flat, b: _Flat, c: _Flat) -> bool:
    """Whether `c`, on the line through both, lies between them."""
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _meet(a: _Flat, b: _Flat, c: _Flat, d: _Flat) -> bool:
    sides = _side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)
    if sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0:
        return True
    touching = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(side == 0 and _between(*three) for side, three in zip(sides, touching, strict=True))


def _fold(a: _Flat, b: _Flat, c: _Flat, d: _Flat) -> bool:
    """Whether two neighbouring edges lie upon each other, beyond the corner they share."""
    shared = b if b in {c, d} else a
    one, other = (a if shared == b else b), (d if shared == c else c)
    return _side(one, shared, other) == 0 and (_between(shared, one, other) or _between(shared, other, one))
