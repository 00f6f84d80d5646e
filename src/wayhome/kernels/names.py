"""Names as people spell them: brought to one form, compared, and turned into search keys.

Left out: nicknames (an alias is a fact of its own), transliteration from other scripts, and term frequency.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import permutations

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)
_INSIDE_A_WORD = re.compile(r"['\u2018\u2019\u02bc\u02bb`\u00b4\u200b-\u200d.]")
# Latin, Greek and Cyrillic accents, Hebrew points and Arabic vowel signs; the vowels of Indic scripts are letters, and stay.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")


def normalise(name: str) -> str:
    """One form for all spellings of a name that differ in case, accents, apostrophes, hyphens or spaces."""
    text = _MARKS.sub("", unicodedata.normalize("NFKD", name.casefold())).casefold().translate(_LETTERS)
    text = _INSIDE_A_WORD.sub("", unicodedata.normalize("NFC", text))
    kept = (char if char.isalnum() or unicodedata.category(char) in ("Mn", "Mc") else " " for char in text)
    return " ".join("".join(kept).split())


@lru_cache(maxsize=65_536)
def word_similarity(one: str, other: str) -> float:
    """How alike two normalised words are, 0 to 1; symmetric. Jaro-Winkler, prefix weight 0.1 up to four letters.

    source   Winkler 1990. The pair is put in one order first, because Jaro's search alone is not quite symmetric
    """
    if one == other:
        return 1.0
    first, second = sorted((one, other), key=lambda word: (len(word), word))
    jaro = _jaro(first, second)
    same = 0
    for a, b in zip(first[:4], second[:4], strict=False):
        if a != b:
            break
        same += 1
    return jaro + same * 0.1 * (1 - jaro)


def _jaro(first: str, second: str) -> float:
    """Jaro's similarity of a word and another that is not shorter."""
    reach = max(len(second) // 2 - 1, 0)
    used = [False] * len(second)
    common = []
    for i, char in enumerate(first):
        for j in range(max(0, i - reach), min(len(second), i + reach + 1)):
            if not used[j] and second[j] == char:
                used[j] = True
                common.append(char)
                break
    if not common:
        return 0.0
    swapped = sum(a != b for a, b in zip(common, (second[j] for j, hit in enumerate(used) if hit), strict=True)) / 2
    shared = len(common)
    return (shared / len(first) + shared / len(second) + (shared - swapped) / shared) / 3


def name_similarity(one: str, other: str) -> float:
    """How alike two names are, 0 to 1: the best pairing of their words, whatever the order; symmetric.

    Words left over on either side count against it by their length. An empty name is like nothing, 0.
    """
    first, second = sorted((normalise(one).split(), normalise(other).split()), key=lambda words: (len(words), words))
    if not first or not second:
        return 0.0
    joined = word_similarity("".join(first), "".join(second))
    total = sum(map(len, first)) + sum(map(len, second))
    return max(joined, _best_pairing(first, second) / total)


def _best_pairing(first: list[str], second: list[str]) -> float:
    """Letters in paired words, each pair weighed by its likeness; pairs less alike than one half count nothing."""
    if len(second) > 5:  # no name that long needs the exact answer
        first, second = first[:5], second[:5]
    return max(
        sum(_pair(a, b) for a, b in zip(first, chosen, strict=True)) for chosen in permutations(second, len(first))
    )


def _pair(a: str, b: str) -> float:
    alike = word_similarity(a, b)
    return alike * (len(a) + len(b)) if alike > 0.5 else 0.0


_STARTS = (("kn", "n"), ("gn", "n"), ("pn", "n"), ("wr", "r"), ("ps", "s"), ("wh", "w"), ("x", "s"), ("mc", "mac"))
_SOUNDS = (
    (r"(?<=m)b$", ""),
    (r"tch", "C"),
    (r"sch", "S"),
    (r"ch", "C"),
    (r"sh|s(?=i[ao])|t(?=i[ao])", "S"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"d?g(?=[eiy])|j", "J"),
    (r"ght", "t"),
    (r"gh", ""),
    (r"ck", "k"),
    (r"c(?=[eiy])", "s"),
    (r"[cq]", "k"),
    (r"x", "ks"),
    (r"z", "s"),
    (r"v", "f"),
    (r"g", "k"),
    (r"(?<=.)[aeiouyhw]", ""),
    (r"^[aeiouy]", "A"),
    (r"(.)\1+", r"\1"),
)


def phonetic(name: str) -> str:
    """How an English ear hears a name, one key per word: Stephen and Steven are both "stfn".

    Covers Latin letters; other letters are kept. Our own short key after the idea of Metaphone (Philips 1990): vowels
    after the first letter fall away, letters that sound alike become one.
    """
    return " ".join(_heard(word) for word in normalise(name).split())


def _heard(word: str) -> str:
    for spelt, sounds in _STARTS:
        if word.startswith(spelt):
            word = sounds + word[len(spelt) :]
            break
    for spelt, sounds in _SOUNDS:
        word = re.sub(spelt, sounds, word)
    return word.lower()[:8]


def search_keys(name: str) -> tuple[str, ...]:
    """Keys under which a name is filed: its words ("w:"), the words run together ("w:"), and their sounds ("s:")."""
    words = normalise(name).split()
    keys = {f"w:{word}" for word in words} | {f"s:{_heard(word)}" for word in words}
    if len(words) > 1:
        keys.add("w:" + "".join(words))
    return tuple(sorted(keys))


def error_keys(name: str) -> tuple[str, ...]:
    """Keys ("e:") of which two words share one whenever they differ by one letter left out, put in, changed or swapped.

    Each word of four letters or more, and each of its forms with one letter left out. Shorter words are too alike.
    source   deletion neighbourhoods, Mor and Fraenkel 1982
    """
    words = [word for word in normalise(name).split() if len(word) > 3]
    return tuple(sorted({f"e:{form}" for word in words for form in (word, *_shorter(word))}))


def _shorter(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}
