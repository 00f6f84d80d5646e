"""Areas on the ground: drawn, chosen by name or grown from where a child was last seen; smoothed, weighed and pictured.

Pure: shapes in, shapes out. The boundaries ship beside the code and are read once, when first needed.

source   docs/decisions/0022-areas.md says why each step is as it is; docs/data.md where boundaries and people come from
"""

from wayhome.kernels.areas.choosing import MODES, Mode, chosen, grown
from wayhome.kernels.areas.drawing import parse_drawing
from wayhome.kernels.areas.ground import (
    ATTRIBUTION,
    District,
    Force,
    Place,
    districts,
    forces,
    places,
    search_places,
)
from wayhome.kernels.areas.pictures import to_geojson, to_svg, to_words
from wayhome.kernels.areas.reach import PHONES_EACH, Preview, Touched, bleed, inside, preview
from wayhome.kernels.areas.smoothing import MOST_POINTS, MOST_POLYGONS, smooth
from wayhome.kernels.areas.values import Area, Point, Ring, Unusable, pack, unpack

__all__ = [
    "ATTRIBUTION",
    "MODES",
    "MOST_POINTS",
    "MOST_POLYGONS",
    "PHONES_EACH",
    "Area",
    "District",
    "Force",
    "Mode",
    "Place",
    "Point",
    "Preview",
    "Ring",
    "Touched",
    "Unusable",
    "bleed",
    "chosen",
    "districts",
    "forces",
    "grown",
    "inside",
    "pack",
    "parse_drawing",
    "places",
    "preview",
    "search_places",
    "smooth",
    "to_geojson",
    "to_svg",
    "to_words",
    "unpack",
]
