"""The codes that the engine knows, each list in a fixed order: the place of a code is what columns hold. 0 is not known."""

from __future__ import annotations

from wayhome.kernels.crossmatch.model import CONDITIONS as CONDITION
from wayhome.terms.body import REGION_OF, SITES

SEX = ("unknown", "female", "male")
HAIR = (
    "unknown", "black", "dark_brown", "brown", "light_brown", "fair", "blond", "ginger", "red", "grey", "white", "dyed", "none",
)  # fmt: skip
EYES = ("unknown", "brown", "blue", "green", "hazel", "grey", "black", "differing")
GROUP = ("unknown", "white", "black", "asian", "other")
TOLD_BY = ("unknown", "told", "licence", "measured")
MEASURED_BY = ("unknown", "measured", "bones", "fragment")
AGED_BY = ("unknown", "appearance", "bones", "teeth", "documents")
SETTING = ("unknown", "land", "building", "river", "coast", "sea", "vehicle", "buried")
KIND = ("alive", "body", "part", "article")
MARK = (
    "scar", "surgical_scar", "tattoo", "birthmark", "mole", "piercing", "amputation", "burn", "medical_device", "dental", "other",
)  # fmt: skip
BELOW_SKIN = frozenset({"amputation", "medical_device", "dental"})
PART = ("unknown", *SITES)
TOOTH = ("unknown", "sound", "filled", "root_filled", "crowned", "bridge", "missing", "unerupted", "implant")
TOOTH_LOST = "lost"
"""Gone after death: says nothing of the tooth in life."""
PERMANENT = tuple(f"{quadrant}{tooth}" for quadrant in "1234" for tooth in range(1, 9))
MILK = tuple(f"{quadrant}{tooth}" for quadrant in "5678" for tooth in range(1, 6))
POSITION = PERMANENT + MILK
FINGER = ("unknown", "arch", "ulnar_loop", "radial_loop", "whorl")
FINGERS = tuple(f"{hand}_{finger}" for hand in ("right", "left") for finger in ("thumb", "index", "middle", "ring", "little"))
FINGER_SILENT = frozenset({"scarred", "missing"})
BLOOD = ("unknown", "O+", "O-", "A+", "A-", "B+", "B-", "AB+", "AB-", "O", "A", "B", "AB")
IMPLANT = (
    "hip", "knee", "plate", "screw", "rod", "pacemaker", "breast", "dental_implant", "shunt", "heart_valve", "ocular",
    "contraceptive", "other",
)  # fmt: skip
OBJECT = (
    "ring", "necklace", "bracelet", "earring", "watch", "belt", "shoes", "boots", "trainers", "jacket", "coat", "jumper",
    "hoodie", "shirt", "t_shirt", "trousers", "jeans", "shorts", "skirt", "dress", "tights", "socks", "underwear", "bra", "hat",
    "scarf", "gloves", "bag", "rucksack", "purse", "wallet", "keys", "phone", "glasses", "knife", "lighter", "coin", "religious",
    "medicine", "tool", "book", "toy", "blanket", "other",
)  # fmt: skip
ANSWERS = ("colour", "material", "brand", "size")

REGION = tuple(PART.index(REGION_OF.get(each, each)) for each in PART)
"""For each part of the body, the part that it lies in: itself for the wider ones."""


def _mirror(part: str) -> int:
    side, _, rest = part.partition("_")
    other = {"left": "right", "right": "left"}.get(side)
    return PART.index(f"{other}_{rest}") if other else 0


MIRROR = tuple(_mirror(each) for each in PART)
"""For each part of the body, the same on the other side; 0 where there is none."""

__all__ = ["CONDITION"]
