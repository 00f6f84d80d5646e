"""An invented stretch of country, set where the map has only sea, so that no pin can fall on anybody's house.

Two counties, their towns and streets, and the agencies that serve them. Names were compared with a gazetteer of Great
Britain; postcodes use an area that no address has (no area begins with Q) and an inward part that is never issued.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from wayhome.terms.viewer import AgencyKind

TIME_ZONE = "Europe/London"
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class InventedAgency:
    """An agency of the demonstration."""

    code: str
    name: str
    kind: AgencyKind
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Place:
    """A town, village or city district. `people` is how many live there, in thousands."""

    name: str
    kind: str
    county: str
    force: str
    latitude: float
    longitude: float
    people: float
    outward: str

    @property
    def postcode(self) -> str:
        """A postcode that cannot exist."""
        return f"{self.outward} 1VV"


@dataclass(frozen=True, slots=True)
class Spot:
    """A named point in a place: a bus station, a park, a street corner."""

    name: str
    place: Place
    latitude: float
    longitude: float

    @property
    def words(self) -> str:
        """The spot as a caller would say it."""
        return f"{self.name}, {self.place.name}"


NORTHMOOR = InventedAgency(
    "northmoor-police", "Northmoor Police", AgencyKind.POLICE_FORCE, "01632 960101", "northmoor.desk@example.org"
)
SOUTHVALE = InventedAgency(
    "southvale-constabulary",
    "Southvale Constabulary",
    AgencyKind.POLICE_FORCE,
    "01632 960202",
    "southvale.desk@example.org",
)
CHILDRENS_SERVICES = InventedAgency(
    "northmoor-childrens-services",
    "Northmoor Children's Services",
    AgencyKind.CHILDRENS_SERVICES,
    "01632 960303",
    "childrens.duty@example.org",
)
NATIONAL_CENTRE = InventedAgency(
    "national-centre",
    "National Centre for Missing Children (demonstration)",
    AgencyKind.NATIONAL_CENTRE,
    "01632 960404",
    "national.centre@example.org",
)
NATIONAL_INTAKE = InventedAgency(
    "national-intake",
    "National intake desk (demonstration)",
    AgencyKind.NATIONAL_INTAKE,
    "01632 960505",
    "national.intake@example.org",
)
AGENCIES = (NORTHMOOR, SOUTHVALE, CHILDRENS_SERVICES, NATIONAL_CENTRE, NATIONAL_INTAKE)


def _county(name: str, force: InventedAgency, area: str, rows: str) -> tuple[Place, ...]:
    """Read `name, kind, latitude, longitude, thousands` lines; each place is a postcode district of its own."""
    found = []
    for number, row in enumerate(rows.strip().splitlines(), start=1):
        town, kind, latitude, longitude, people = (part.strip() for part in row.split(","))
        found.append(
            Place(town, kind, name, force.code, float(latitude), float(longitude), float(people), f"{area}{number}")
        )
    return tuple(found)


_NORTHMOOR = _county(
    "Northmoor",
    NORTHMOOR,
    "QN",
    """
    Castlegate,       district, 55.4030, 1.5010, 31
    Low Quays,        district, 55.3955, 1.5170, 22
    Tannery Hill,     district, 55.4120, 1.4880, 38
    Fernside,         district, 55.4205, 1.5120, 41
    Millrace,         district, 55.3890, 1.4790, 27
    St Orrin's,       district, 55.4085, 1.5330, 19
    Brackenfold,      district, 55.4290, 1.4700, 24
    Eastlock,         district, 55.3990, 1.5480, 16
    Harrowmere,       city,     55.4045, 1.5055, 12
    Aldermouth,       town,     55.3480, 1.8120, 64
    Saltmere Quay,    town,     55.3155, 1.8870, 33
    Cressendale,      town,     55.5020, 1.2760, 48
    Dunmarrow,        town,     55.4560, 1.1150, 29
    Orlestead,        town,     55.5470, 1.5620, 36
    Kittlesea,        town,     55.4410, 1.9230, 21
    Pennowby,         town,     55.2830, 1.2440, 26
    Thrushcombe,      town,     55.3620, 1.1890, 18
    Wyrnholt,         town,     55.6020, 1.3310, 14
    Greymarrick,      town,     55.5790, 1.7980, 17
    Ellersea,         town,     55.5160, 1.9510, 12
    Brindlesea,       town,     55.3890, 1.9710, 15
    Cressmouth,       town,     55.5630, 1.9040, 11
    Brackenmoss,      village,  55.4870, 1.4010, 3
    Hollin Ferry,     village,  55.4480, 1.6330, 4
    Fellmarch,        village,  55.6230, 1.1830, 2
    Larkwold,         village,  55.3310, 1.4260, 5
    Otterhythe,       village,  55.3720, 1.6510, 6
    Marrowby,         village,  55.4740, 1.1990, 3
    Tarnstead,        village,  55.5380, 1.1080, 2
    Uskerby,          village,  55.2990, 1.6080, 4
    Veldmoor,         village,  55.6310, 1.5080, 1
    Wrenhaven,        village,  55.4130, 1.8640, 5
    Gannetsea,        village,  55.4820, 1.9980, 2
    Stonelark,        village,  55.5890, 1.0720, 1
    Copperwell Green, village,  55.3550, 1.3470, 4
    Nettlebeck,       village,  55.5220, 1.6930, 3
    Rookmere,         village,  55.2710, 1.4330, 3
    """,
)
_SOUTHVALE = _county(
    "Southvale",
    SOUTHVALE,
    "QV",
    """
    Amberwold,        city,     55.0410, 1.5230, 148
    Southmarrow,      district, 55.0290, 1.5020, 34
    Teasel Bridge,    district, 55.0520, 1.5480, 28
    Belstrand,        town,     54.9720, 1.8650, 52
    Carrowhithe,      town,     55.0870, 1.9020, 23
    Duxholme,         town,     55.1190, 1.2850, 31
    Eastervale,       town,     54.9110, 1.6440, 27
    Foxlinch,         town,     55.1370, 1.5910, 16
    Gorsemouth,       town,     54.8690, 1.9110, 19
    Kelphaven,        town,     55.1460, 1.8330, 13
    Linderstow,       town,     54.9480, 1.2270, 22
    Sedgewarden,      town,     54.8560, 1.4120, 25
    Heronstow,        village,  55.0710, 1.7060, 4
    Hexborrow,        village,  55.1050, 1.1120, 3
    Ivelstow,         village,  54.9930, 1.3780, 5
    Juniper Cross,    village,  55.0260, 1.2090, 2
    Millowby,         village,  54.9370, 1.4780, 4
    Norrinch,         village,  54.8930, 1.2380, 3
    Osierham,         village,  55.0110, 1.6690, 6
    Plovergate,       village,  54.9050, 1.7820, 2
    Quillsea,         village,  55.0250, 1.9430, 3
    Ravelstead,       village,  54.8400, 1.6530, 4
    Vennwick,         village,  55.0930, 1.4090, 2
    Whinmarsh,        village,  54.9590, 1.7210, 3
    Curlewstow,       village,  54.8820, 1.5310, 2
    """,
)
PLACES: tuple[Place, ...] = (*_NORTHMOOR, *_SOUTHVALE)
_BY_NAME = {place.name: place for place in PLACES}
_WEIGHTS = [place.people for place in PLACES]

_STREET = (
    "Alderfold", "Amber", "Anvil", "Beacon", "Bellrope", "Bobbin", "Brightwater", "Capstan", "Chantry", "Cinder",
    "Clover", "Cobbler's", "Cooper's", "Copper", "Corbel", "Curlew", "Dovecote", "Ellerbeck", "Fallow", "Fennel",
    "Ferrywell", "Fiddler's", "Flint", "Foxglove", "Gannet", "Glover's", "Goosander", "Harrier", "Hollowell", "Juniper",
    "Kestrel", "Kiln", "Lantern", "Lapwing", "Larkspur", "Linnet", "Lockkeeper's", "Lorimer", "Madder", "Maltings",
    "Marigold", "Millstone", "Netmaker's", "Oatfield", "Orrin's", "Osier", "Packhorse", "Pippin", "Plover", "Quarryman's",
    "Ropewalk", "Rushlight", "Saltpan", "Sandpiper", "Shuttle", "Smithy", "Sorrel", "Spindle", "Starling", "Tallow",
    "Tenter", "Thimble", "Thistledown", "Tinker's", "Wagtail", "Weaver's", "Whimbrel", "Windlass", "Woad", "Yarrow",
)  # fmt: skip
_WAY = (
    "Street",
    "Road",
    "Road",
    "Lane",
    "Close",
    "Close",
    "Avenue",
    "Drive",
    "Court",
    "Rise",
    "Terrace",
    "Walk",
    "Way",
)
_SPOTS = {
    "city": ("the bus station", "the railway station", "the market hall", "the central library", "Lanternwick shopping centre",
             "the riverside steps", "the skate park", "the tram stop by the old infirmary"),
    "district": ("the parade of shops", "the recreation ground", "the bus stop by the health centre", "the chip shop",
                 "the canal footbridge", "the leisure centre", "the corner shop", "the park gates"),
    "town": ("the bus station", "the railway station", "the high street", "the retail park", "the swimming pool",
             "the bandstand", "the college gates", "the harbour car park"),
    "village": ("the bus shelter", "the village green", "the lane by the church", "the playing field", "the farm track",
                "the old mill bridge"),
}  # fmt: skip
_WILD = ("the dunes", "the reservoir path", "the old quarry", "the foreshore", "the plantation", "the disused railway",
         "the water meadows", "the breakwater", "the moor road")  # fmt: skip


def place(name: str) -> Place:
    """The place of a name. Raises ValueError when the map has none such."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise ValueError(f"The invented map has no place named {name}.") from None


def agency(code: str) -> InventedAgency:
    """The agency of a code. Raises ValueError when the demonstration has none such."""
    for each in AGENCIES:
        if each.code == code:
            return each
    raise ValueError(f"The demonstration has no agency {code}.")


def distance_km(a: Place | Spot, b: Place | Spot) -> float:
    """Great-circle distance."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    east = radians(b.longitude - a.longitude)
    bow = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(bow))


def choose_place(rng: random.Random, *, near: Place | None = None) -> Place:
    """A place where people live; with `near`, that place or one not far from it (half of all are within about 10 km)."""
    if near is None:
        return rng.choices(PLACES, _WEIGHTS)[0]
    weights = [
        people / (1 + (distance_km(near, other) / 4) ** 2) for other, people in zip(PLACES, _WEIGHTS, strict=True)
    ]
    return rng.choices(PLACES, weights)[0]


def address(rng: random.Random, at: Place) -> str:
    """A street address that cannot exist."""
    street = f"{rng.choice(_STREET)} {rng.choice(_WAY)}"
    door = f"Flat {rng.randint(1, 24)}, {rng.randint(1, 90)}" if rng.random() < 0.18 else str(rng.randint(1, 148))
    town = f"{at.name}, Harrowmere" if at.kind == "district" and at.county == "Northmoor" else at.name
    return f"{door} {street}, {town}, {at.postcode}"


def spot(rng: random.Random, at: Place) -> Spot:
    """A public point in a place, within about a kilometre of its middle."""
    return Spot(
        rng.choice(_SPOTS[at.kind]),
        at,
        round(at.latitude + rng.uniform(-0.007, 0.007), 5),
        round(at.longitude + rng.uniform(-0.012, 0.012), 5),
    )


def lonely_spot(rng: random.Random, at: Place) -> Spot:
    """A point outside a place, where few people come."""
    return Spot(
        rng.choice(_WILD),
        at,
        round(at.latitude + rng.choice((-1, 1)) * rng.uniform(0.008, 0.03), 5),
        round(at.longitude + rng.choice((-1, 1)) * rng.uniform(0.012, 0.05), 5),
    )
