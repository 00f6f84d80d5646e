"""Objects named in a sentence: "navy school blazer, black trousers" is a jacket and a pair of trousers.

By rule alone, and only what the list of objects knows. The sentence itself stays the fact; nothing here is written back.
"""

from __future__ import annotations

import re

from wayhome.terms.codes import OBJECT_TYPE

COLOURS = (
    "black", "white", "grey", "gray", "silver", "gold", "golden", "red", "maroon", "pink", "orange", "yellow", "green", "khaki",
    "turquoise", "blue", "navy", "purple", "lilac", "brown", "beige", "cream",
)  # fmt: skip
LIKE = {
    "blazer": "jacket", "anorak": "jacket", "fleece": "jacket", "parka": "coat", "raincoat": "coat", "overcoat": "coat",
    "sweater": "jumper", "jersey": "jumper", "cardigan": "jumper", "pullover": "jumper", "sweatshirt": "jumper",
    "hooded": "hoodie", "hoody": "hoodie", "tshirt": "t_shirt", "tee": "t_shirt", "blouse": "shirt", "leggings": "tights",
    "denims": "jeans", "joggers": "trousers", "tracksuit": "trousers", "wellingtons": "boots", "sneakers": "trainers",
    "sandals": "shoes", "plimsolls": "shoes", "beanie": "hat", "cap": "hat", "backpack": "rucksack", "satchel": "bag",
    "handbag": "bag", "holdall": "bag", "spectacles": "glasses", "wristwatch": "watch", "mobile": "phone", "smartphone": "phone",
    "earrings": "earring", "chain": "necklace", "pendant": "necklace", "bangle": "bracelet", "rosary": "religious",
    "crucifix": "religious", "inhaler": "medicine", "tablets": "medicine", "teddy": "toy", "key": "keys", "shoe": "shoes",
    "boot": "boots", "glove": "gloves", "sock": "socks", "coins": "coin", "books": "book", "rings": "ring",
}  # fmt: skip
"""Everyday words for what the list calls otherwise."""
_PIECES = re.compile(r"[,;.\n]|\band\b|\bwith\b|\bover\b")
_ABSENT = re.compile(r"(?<![\w-])(?:no|not|without|nor|neither|never)(?![\w-]).*", re.IGNORECASE)
"""From here on a piece names what was not there: "no shoes" is no pair of shoes."""


def things_in(sentence: str) -> list[dict[str, str]]:
    """The objects that a sentence names, each with its colour where one stands beside it, and with its other words.

    The colour is not among the words as well: what is said once is weighed once.
    """
    found = []
    for piece in (_ABSENT.sub("", each) for each in _PIECES.split(sentence)):
        spoken = [word for word in re.split(r"[^a-z]+", piece.lower().replace("t-shirt", "tshirt")) if word]
        # The last noun is the thing: a book bag is a bag.
        kind = next((_kind(word) for word in reversed(spoken) if _kind(word)), "")
        if not kind:
            continue
        colour = next((word for word in spoken if word in COLOURS), "")
        words = " ".join(word for word in piece.split() if word.lower() != colour)
        found.append({"type": kind} | ({"colour": colour} if colour else {}) | {"words": words})
    return found


def _kind(word: str) -> str:
    return LIKE.get(word, word if word in OBJECT_TYPE and word != "other" else "")
