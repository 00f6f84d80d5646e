"""How names are misspelt when somebody is in a hurry, on a bad line, or hears a name for the first time."""

from __future__ import annotations

import random

SOUNDS = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("k", "ck"), ("ie", "ei"), ("ei", "ie"), ("y", "i"), ("i", "y"), ("c", "k"),
    ("k", "c"), ("ee", "ea"), ("ea", "ee"), ("th", "t"), ("x", "ks"), ("s", "z"), ("z", "s"), ("ai", "ay"), ("ay", "ai"),
    ("ou", "u"), ("oo", "u"), ("sh", "sch"), ("v", "w"), ("w", "v"), ("q", "k"), ("j", "y"), ("gh", "g"), ("ae", "e"),
    ("ah", "a"), ("er", "ar"), ("on", "en"), ("an", "en"), ("kh", "k"), ("dge", "ge"), ("ey", "y"),
)  # fmt: skip
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiou"


def misspell(rng: random.Random, name: str) -> str:
    """The name with exactly one realistic error in it, in one of its words; never the name itself.

    A letter is dropped, doubled, swapped with its neighbour or replaced by one close to it on the keyboard or by another
    vowel, or a sound is written another way. First letters, which people get right most often, are rarely touched.
    Raises ValueError when there is no word of two letters to misspell.
    """
    words = [(start, word) for start, word in _words(name) if len(word) > 1]
    if not words:
        raise ValueError("A name needs a word of two letters or more to be misspelt.")
    while True:
        start, word = rng.choices(words, [len(word) - 1 for _, word in words])[0]
        change = rng.choices((_drop, _double, _swap, _replace, _sound), (0.24, 0.12, 0.18, 0.20, 0.26))[0]
        wrong = change(rng, word)
        if wrong and wrong.casefold() != word.casefold():
            return name[:start] + wrong + name[start + len(word) :]


def _words(name: str) -> list[tuple[int, str]]:
    """Runs of letters with where each begins; a hyphen or an apostrophe ends a word."""
    found: list[tuple[int, str]] = []
    start = None
    for position, letter in enumerate(name + " "):
        if letter.isalpha() and start is None:
            start = position
        elif not letter.isalpha() and start is not None:
            found.append((start, name[start:position]))
            start = None
    return found


def _at(rng: random.Random, *, last: int) -> int:
    """A position from the second letter to `last`; now and then the first."""
    return 0 if last < 1 or rng.random() < 0.04 else rng.randint(1, last)


def _like(letter: str, model: str) -> str:
    return letter.upper() if model.isupper() else letter


def _drop(rng: random.Random, word: str) -> str:
    if len(word) < 3:  # what is left of "Li" is no name
        return ""
    k = _at(rng, last=len(word) - 1)
    rest = word[:k] + word[k + 1 :]
    return rest[0].upper() + rest[1:] if word[0].isupper() else rest


def _double(rng: random.Random, word: str) -> str:
    k = _at(rng, last=len(word) - 1)
    return word[: k + 1] + word[k].lower() + word[k + 1 :]


def _swap(rng: random.Random, word: str) -> str:
    k = _at(rng, last=len(word) - 2)
    return word[:k] + _like(word[k + 1].lower(), word[k]) + word[k].lower() + word[k + 2 :]


def _replace(rng: random.Random, word: str) -> str:
    k = _at(rng, last=len(word) - 1)
    letter = word[k].lower()
    if letter in _VOWELS and rng.random() < 0.6:
        near = _VOWELS.replace(letter, "")
    else:
        row = next((row for row in _ROWS if letter in row), "")
        near = row[max(row.find(letter) - 1, 0) : row.find(letter) + 2].replace(letter, "") if row else ""
    return word[:k] + _like(rng.choice(near), word[k]) + word[k + 1 :] if near else ""


def _sound(rng: random.Random, word: str) -> str:
    low = word.lower()
    if len(low) != len(word):  # a letter whose small form is two letters long
        return ""
    places = [
        (k, said, written)
        for said, written in SOUNDS
        for k in range(len(word))
        if (k or written != "ck")
        and low.startswith(said, k)
        and not low.startswith(written, max(k - len(written) + 1, 0))
    ]
    if not places:
        return ""
    k, said, written = rng.choice(places)
    return word[:k] + _like(written[0], word[k]) + written[1:] + word[k + len(said) :]
