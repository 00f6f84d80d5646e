"""People who do not exist, described as a register would describe them.

Ages, sex, ethnicity and care status follow published shares (see `shares`). Codes are those of `terms.codes`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from wayhome.synthetic import names, shares
from wayhome.synthetic.faces import draw_face
from wayhome.synthetic.origins import Origin
from wayhome.synthetic.places import Place, address, choose_place

CHILD_UNTIL = 18


@dataclass(frozen=True, slots=True)
class Mark:
    """A scar, tattoo or other mark: codes of `mark_type` and `body_part`, and words."""

    kind: str
    part: str
    words: str


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented person. Every phone is in a range kept for drama, every address in a postcode that cannot exist."""

    given_name: str
    family_name: str
    alias: str
    sex: str
    birth_on: date
    age: int
    stature_cm: int
    build: str
    hair: str
    hair_style: str
    eyes: str
    ethnicity: str
    skin: int
    marks: tuple[Mark, ...]
    clothing: str
    carrying: str
    phone: str
    online_account: str
    home: Place
    address: str
    guardian_name: str
    guardian_relation: str
    guardian_phone: str
    care_status: str
    languages: tuple[str, ...]
    medical: str
    glasses: bool
    freckles: bool
    face_seed: int

    @property
    def full_name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def is_child(self) -> bool:
        """Under 18."""
        return self.age < CHILD_UNTIL

    @property
    def looked_after(self) -> bool:
        """In the care of an authority."""
        return self.care_status in ("accommodated", "care_order", "remand", "unaccompanied")


def portrait(person: Invented) -> bytes:
    """The drawn picture of an invented person, JPEG, 600 by 750."""
    return draw_face(
        person.face_seed,
        age=person.age,
        sex=person.sex,
        hair=f"{person.hair}, {person.hair_style}" if person.hair_style else person.hair,
        eyes=person.eyes,
        skin=person.skin,
        glasses=person.glasses,
        freckles=person.freckles,
    )


def mobile(rng: random.Random) -> str:
    """A mobile number of the range that is kept for drama and never given out."""
    return f"07700 900{rng.randrange(1000):03d}"


def landline(rng: random.Random) -> str:
    """A fixed-line number of the range that is kept for drama and never given out."""
    return f"01632 960{rng.randrange(1000):03d}"


def invent_person(rng: random.Random, *, on: date, child: bool | None = None) -> Invented:
    """One invented person as of a day; `child` None draws from the published share of children."""
    child = rng.random() < shares.CHILD_SHARE if child is None else child
    age = _age(rng, child=child)
    sex = (shares.SEX_CHILD if child else shares.SEX_ADULT).draw(rng)
    ethnicity = shares.ETHNICITY_KNOWN.draw(rng)
    origin = names.choose_origin(rng, ethnicity=ethnicity)
    given, family = _name(rng, origin, sex=sex, child=child)
    home = choose_place(rng)
    abroad = rng.random() < origin.born_abroad
    care = _care_status(rng, age=age, abroad=abroad and origin.code in ("afghan", "horn", "arabic", "vietnamese"))
    guardian_name, relation = _guardian(rng, origin, family=family, age=age, care=care)
    hair = _hair(rng, origin, age=age, male=sex == "male")
    return Invented(
        given_name=given,
        family_name=family,
        alias=names.alias(rng, given),
        sex=sex,
        birth_on=_birth(rng, age=age, on=on),
        age=age,
        stature_cm=_stature(rng, age=age, male=sex == "male"),
        build=_build(rng, child=child),
        hair=hair,
        hair_style="",
        eyes=_draw(rng, origin.eyes),
        ethnicity="unknown" if rng.random() < shares.ETHNICITY_UNKNOWN else ethnicity,
        skin=rng.randint(*origin.skin),
        marks=_marks(rng, child=child),
        clothing=_clothing(rng, age=age, male=sex == "male"),
        carrying=_carrying(rng, age=age),
        phone=mobile(rng) if age >= 11 or rng.random() < 0.3 else "",
        online_account=_account(rng, given) if 11 <= age < 30 and rng.random() < 0.5 else "",
        home=home,
        address=address(rng, home),
        guardian_name=guardian_name,
        guardian_relation=relation,
        guardian_phone=mobile(rng) if rng.random() < 0.7 else landline(rng),
        care_status=care,
        languages=_languages(rng, origin, abroad=abroad),
        medical=_medical(rng, age=age),
        glasses=rng.random() < (0.14 if age < 45 else 0.45),
        freckles=origin.skin[1] <= 2 and rng.random() < (0.5 if hair in ("ginger", "red") else 0.10),
        face_seed=rng.randrange(2**32),
    )


def _draw(rng: random.Random, rows: tuple[tuple[str, float], ...]) -> str:
    return rng.choices([name for name, _ in rows], [share for _, share in rows])[0]


def _age(rng: random.Random, *, child: bool) -> int:
    if child:
        within = shares.AGES_WITHIN[shares.CHILD_AGE.draw(rng)]
        return rng.choices(list(within), list(within.values()))[0]
    low, high = shares.ADULT_AGE.draw(rng).split("-")
    return rng.randint(int(low), int(high))


def _birth(rng: random.Random, *, age: int, on: date) -> date:
    """A birth date that makes the person `age` on the day."""
    last = _years_before(on, age)
    first = _years_before(on, age + 1) + timedelta(days=1)
    return first + timedelta(days=rng.randint(0, (last - first).days))


def _years_before(on: date, years: int) -> date:
    """The same day years ago; 29 February becomes 28."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def age_on(birth_on: date, on: date) -> int:
    """Whole years lived on a day."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def _name(rng: random.Random, origin: Origin, *, sex: str, child: bool) -> tuple[str, str]:
    while True:
        given = names.given_name(rng, origin, sex=sex, child=child)
        family = names.family_name(rng, origin, sex=sex)
        if given != family and not names.belongs_to_a_known_case(f"{given} {family}"):
            return given, family


# Middle heights by age, girls and boys, in cm; from memory of national growth charts (MEM).
_GIRL_CM = (50, 74, 86, 95, 102, 109, 115, 121, 127, 133, 138, 144, 151, 157, 160, 162, 163, 163, 164)
_BOY_CM = (51, 76, 87, 96, 103, 110, 116, 122, 128, 133, 138, 143, 149, 156, 164, 170, 174, 176, 177)


def _stature(rng: random.Random, *, age: int, male: bool) -> int:
    middle = (_BOY_CM if male else _GIRL_CM)[min(age, 18)]
    return round(rng.gauss(middle - max(age - 60, 0) * 0.12, middle * 0.042))


def _build(rng: random.Random, *, child: bool) -> str:
    weights = (0.12, 0.34, 0.40, 0.04, 0.05, 0.05) if child else (0.07, 0.24, 0.42, 0.06, 0.11, 0.10)
    return rng.choices(("thin", "slim", "medium", "muscular", "stocky", "heavy"), weights)[0]


def _hair(rng: random.Random, origin: Origin, *, age: int, male: bool) -> str:
    if age >= 45 and rng.random() < min((age - 40) / 35, 0.92):
        return "none" if male and rng.random() < 0.2 else "white" if age >= 70 and rng.random() < 0.5 else "grey"
    colour = _draw(rng, origin.hair)
    if colour in ("brown", "light_brown") and age < 8 and origin.skin[1] <= 2 and rng.random() < 0.35:
        return "blond"
    return colour if colour != "dyed" or age >= 12 else "brown"


_MARKS = (
    (Mark("scar", "face", "small scar through the left eyebrow"), 6),
    (Mark("scar", "face", "thin scar on the chin"), 6),
    (Mark("scar", "left_arm", "scar about 4 cm long below the left elbow"), 5),
    (Mark("scar", "right_leg", "curved scar on the right knee"), 7),
    (Mark("scar", "left_hand", "scar across the back of the left hand"), 4),
    (Mark("surgical_scar", "abdomen", "scar from an appendix operation"), 4),
    (Mark("surgical_scar", "chest", "scar down the middle of the chest from an operation as a baby"), 1),
    (Mark("birthmark", "neck", "brown birthmark on the right side of the neck"), 4),
    (Mark("birthmark", "left_leg", "pale birthmark on the left calf"), 4),
    (Mark("birthmark", "back", "birthmark the size of a coin between the shoulders"), 3),
    (Mark("mole", "face", "mole on the right cheek"), 6),
    (Mark("mole", "neck", "two moles close together behind the ear"), 3),
    (Mark("piercing", "face", "stud in the left side of the nose"), 6),
    (Mark("piercing", "head", "two piercings in each ear"), 8),
    (Mark("burn", "right_arm", "old scald mark on the right forearm"), 2),
    (Mark("dental", "head", "gap between the upper front teeth"), 6),
    (Mark("dental", "head", "fixed brace on the upper teeth"), 6),
    (Mark("dental", "head", "chipped upper front tooth"), 4),
    (Mark("medical_device", "left_arm", "glucose sensor on the left upper arm"), 2),
)
_TATTOOS = (
    (Mark("tattoo", "left_arm", "swallow on the inside of the left wrist"), 3),
    (Mark("tattoo", "right_arm", "compass rose on the right upper arm"), 3),
    (Mark("tattoo", "neck", "small star below the left ear"), 2),
    (Mark("tattoo", "back", "line of mountains across the shoulders"), 2),
    (Mark("tattoo", "right_leg", "fern on the right ankle"), 2),
    (Mark("tattoo", "left_hand", "three dots between thumb and finger"), 1),
)


def _marks(rng: random.Random, *, child: bool) -> tuple[Mark, ...]:
    rows = _MARKS if child else (*_MARKS, *_TATTOOS, *_TATTOOS)
    count = rng.choices((0, 1, 2), (0.62, 0.31, 0.07))[0]
    found = rng.choices([mark for mark, _ in rows], [weight for _, weight in rows], k=count)
    return tuple(dict.fromkeys(found))


_COLOURS = ("black", "black", "navy", "grey", "white", "dark green", "red", "burgundy", "light blue", "beige", "mustard",
            "khaki", "orange", "brown")  # fmt: skip
_COLOURS_GIRL = (*_COLOURS, "pink", "purple", "lilac", "cream")
_TOP_YOUNG = (
    "hoodie",
    "hoodie",
    "hoodie",
    "T-shirt",
    "puffer jacket",
    "tracksuit top",
    "sweatshirt",
    "fleece",
    "raincoat",
)
_TOP_SMALL = (
    "T-shirt",
    "jumper with a dinosaur on it",
    "raincoat",
    "fleece",
    "pyjama top",
    "cardigan",
    "anorak",
    "hoodie",
)
_TOP_ADULT = ("coat", "waxed jacket", "jumper", "shirt", "work fleece", "anorak", "cardigan", "jacket", "polo shirt")
_BELOW = ("blue jeans", "black jeans", "ripped blue jeans", "grey joggers", "black joggers", "navy tracksuit bottoms",
          "khaki cargo trousers", "black trousers", "denim shorts")  # fmt: skip
_BELOW_GIRL = (*_BELOW, "black leggings", "black leggings", "grey leggings", "black skirt and tights", "denim skirt")
_SHOES = (
    "white trainers",
    "black trainers",
    "grey trainers",
    "black boots",
    "canvas shoes",
    "brown walking boots",
    "red trainers",
)


def _clothing(rng: random.Random, *, age: int, male: bool) -> str:
    if 5 <= age <= 16 and rng.random() < 0.22:
        words = _uniform(rng, male=male)
    else:
        tops = _TOP_SMALL if age < 9 else _TOP_YOUNG if age < 22 else _TOP_ADULT
        colour = rng.choice(_COLOURS if male else _COLOURS_GIRL)
        words = f"{colour} {rng.choice(tops)}, {rng.choice(_BELOW if male else _BELOW_GIRL)}, {_shoes(rng, age=age)}"
    if rng.random() < 0.2:
        words += (
            f", {rng.choice(('black', 'red', 'grey', 'yellow'))} {rng.choice(('beanie', 'cap', 'bobble hat', 'scarf'))}"
        )
    return words[0].upper() + words[1:]


def _uniform(rng: random.Random, *, male: bool) -> str:
    colour = rng.choice(("navy", "black", "bottle green", "maroon", "grey"))
    top = rng.choice(("blazer", "jumper", "sweatshirt"))
    below = rng.choice(
        ("black trousers", "grey trousers") if male else ("black trousers", "grey skirt and tights", "black skirt")
    )
    return f"school uniform: {colour} {top}, white shirt, {below}, {rng.choice(('black shoes', 'black trainers'))}"


def _shoes(rng: random.Random, *, age: int) -> str:
    if age >= 75 and rng.random() < 0.3:
        return "slippers"
    if age < 9 and rng.random() < 0.3:
        return rng.choice(("wellingtons", "no shoes", "light-up trainers"))
    if 12 <= age < 25 and rng.random() < 0.12:
        return "sliders with socks"
    return rng.choice(_SHOES)


_BAGS = (
    "black rucksack",
    "school bag",
    "small pink rucksack",
    "sports bag",
    "tote bag",
    "bum bag",
    "carrier bag",
    "suitcase",
)
_THINGS = ("phone and charger", "phone", "bus pass", "headphones", "skateboard", "football", "library books", "house keys",
           "sketchbook", "purse with about £15", "teddy", "packed lunch")  # fmt: skip


def _carrying(rng: random.Random, *, age: int) -> str:
    if rng.random() < 0.35:
        return ""
    if age < 7:
        return rng.choice(("teddy", "toy dinosaur", "blue blanket", "scooter"))
    first = rng.choice(_BAGS).capitalize()
    return first if rng.random() < 0.4 else f"{first}, {rng.choice(_THINGS)}"


_HANDLES = (
    "otter",
    "moss",
    "cassette",
    "biscuit",
    "lantern",
    "pixel",
    "comet",
    "fern",
    "kestrel",
    "static",
    "ripple",
    "tundra",
)


def _account(rng: random.Random, given: str) -> str:
    stem = "".join(letter for letter in given.casefold() if letter.isascii() and letter.isalpha())
    return f"{stem}.{rng.choice(_HANDLES)}{rng.randrange(100):02d}@example.org"


def _care_status(rng: random.Random, *, age: int, abroad: bool) -> str:
    if age >= CHILD_UNTIL:
        return "care_leaver" if age < 22 and rng.random() < 0.12 else "not_looked_after"
    if abroad and age >= 14:
        return "unaccompanied"
    if rng.random() < shares.LOOKED_AFTER_CHILD:
        return rng.choices(("care_order", "accommodated", "remand"), (0.72, 0.26, 0.02))[0]
    return "unknown" if rng.random() < 0.05 else "not_looked_after"


def _guardian(rng: random.Random, origin: Origin, *, family: str, age: int, care: str) -> tuple[str, str]:
    """Name and relation (a code of `reporter_relation`) of the person responsible, or next of kin."""
    sex = rng.choice(("female", "female", "male"))
    if care in ("accommodated", "care_order", "remand", "unaccompanied"):
        relation = "foster_carer" if age < 12 or rng.random() < 0.55 else "residential_worker"
        carer = names.choose_origin(rng, ethnicity=shares.ETHNICITY_KNOWN.draw(rng))
        return " ".join(_name(rng, carer, sex=sex, child=False)), relation
    given, other = _name(rng, origin, sex=sex, child=False)
    surname = family if rng.random() < 0.68 else other
    relation = "parent" if age < CHILD_UNTIL and rng.random() < 0.9 else "relative"
    return f"{given} {surname}", relation


def _languages(rng: random.Random, origin: Origin, *, abroad: bool) -> tuple[str, ...]:
    if not origin.languages or (not abroad and rng.random() < 0.55):
        return ("English",)
    own = rng.choice(origin.languages)
    return (own,) if abroad and rng.random() < 0.3 else (own, "English") if abroad else ("English", own)


_MEDICAL_CHILD = (
    "Asthma, blue inhaler several times a day", "Type 1 diabetes, insulin with meals", "Epilepsy, tablets morning and night",
    "Severe nut allergy, carries an adrenaline pen", "ADHD, medicine in the morning", "Eczema cream", "Heart murmur, no medicine",
    "Migraine", "Hearing aid in the right ear", "Coeliac disease",
)  # fmt: skip
_MEDICAL_ADULT = (
    "Dementia, diagnosed two years ago", "Heart tablets once a day", "Type 2 diabetes, tablets", "Depression, tablets for a year",
    "Epilepsy, tablets morning and night", "Walks with a stick", "Asthma, inhaler", "Parkinson's disease, tablets every four hours",
)  # fmt: skip


def _medical(rng: random.Random, *, age: int) -> str:
    if age >= 75 and rng.random() < 0.5:
        return _MEDICAL_ADULT[0]
    if rng.random() > 0.24:
        return ""
    return rng.choice(_MEDICAL_CHILD if age < CHILD_UNTIL else _MEDICAL_ADULT[1:])
