"""The words for marks (motifs.txt) and where on the body each kind is found."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from wayhome.synthetic.nation.draws import shares

KINDS = ("tattoo", "scar", "surgical_scar", "birthmark", "mole", "piercing", "burn", "amputation")
_PAIRED = ("shoulder", "upper_arm", "forearm", "wrist", "hand", "thigh", "knee", "lower_leg", "ankle", "foot")
_MIDDLE = ("head", "face", "neck", "chest", "abdomen", "upper_back", "lower_back", "pelvis")
FINE = (*_MIDDLE, *(f"{side}_{part}" for side in ("left", "right") for part in _PAIRED))
_ARM, _LEG = ("shoulder", "upper_arm", "forearm", "wrist"), ("thigh", "knee", "lower_leg", "ankle")
COARSE = {"upper_back": "back", "lower_back": "back"} | {
    f"{side}_{part}": f"{side}_{whole}" for side in ("left", "right") for whole, parts in (("arm", _ARM), ("leg", _LEG)) for part in parts
}  # fmt: skip
SITES = (*FINE, "back", "left_arm", "right_arm", "left_leg", "right_leg", "unknown")
VISIBLE = {"face", "neck", "left_hand", "right_hand", "left_wrist", "right_wrist", "left_forearm", "right_forearm"}
_BESIDE = (
    ("head", "face"), ("face", "neck"), ("neck", "upper_back"), ("chest", "abdomen"), ("abdomen", "pelvis"), ("upper_back", "lower_back"),
    ("shoulder", "upper_arm"), ("upper_arm", "forearm"), ("forearm", "wrist"), ("wrist", "hand"), ("pelvis", "thigh"), ("thigh", "knee"),
    ("knee", "lower_leg"), ("lower_leg", "ankle"), ("ankle", "foot"), ("shoulder", "chest"), ("shoulder", "upper_back"),
)  # fmt: skip


def near_sites(name: str) -> tuple[str, ...]:
    """The fine sites beside one, on its side of the body."""
    side, part = name.split("_", 1) if name.startswith(("left_", "right_")) else ("", name)
    other = [b if a == part else a for a, b in _BESIDE if part in (a, b)]
    if not side:
        return tuple(each for each in FINE if each in other or each.partition("_")[2] in other)
    return tuple(each for each in FINE if each in other or each in {f"{side}_{b}" for b in other})


_SITE_WEIGHTS: dict[
    str, tuple[list[float], list[float]]
] = {  # head face neck chest abdomen upper_back lower_back pelvis, then one side's paired parts
    "tattoo": ([0, 1, 5, 9, 3, 8, 3, 2], [6, 9, 12.5, 4.5, 3.5, 2, 0.5, 5, 3, 1.5]),
    "scar": ([6, 22, 3, 3, 4, 2, 2, 1], [1, 3, 7, 3, 8, 2, 6, 5, 2, 2]),
    "surgical_scar": ([2, 1, 4, 9, 34, 2, 6, 8], [3, 0.5, 1, 2, 1, 1, 6, 1, 3, 1]),
    "birthmark": ([2, 8, 6, 8, 8, 10, 8, 3], [4, 4, 4, 1, 1, 5, 1, 4, 1, 1]),
    "mole": ([1, 22, 9, 8, 6, 14, 6, 1], [3, 3, 3, 1, 1, 2, 1, 2, 0.5, 0.5]),
    "piercing": ([60, 25, 0, 5, 10, 0, 0, 1], [0] * 10),
    "burn": ([1, 4, 2, 4, 3, 3, 2, 1], [2, 4, 9, 3, 7, 3, 1, 4, 1, 2]),
    "amputation": ([6, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 30, 0, 0, 6, 0, 12]),
}
SITE_BY_KIND = shares([[*_SITE_WEIGHTS[kind][0], *_SITE_WEIGHTS[kind][1], *_SITE_WEIGHTS[kind][1]] for kind in KINDS])
"""Chance of each fine site, by kind (assumed; the tattoos' fit the published share on visible skin)."""


@dataclass(frozen=True, slots=True)
class Group:
    """Motifs that a hurried describer would call by one vaguer word."""

    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Motif:
    """What a mark shows, with the words that different people use for it, and its share within its kind."""

    group: int
    words: tuple[str, ...]
    weight: float


def _read() -> tuple[tuple[Group, ...], tuple[Motif, ...]]:
    groups: list[Group] = []
    motifs: list[Motif] = []
    for line in (files(__package__) / "motifs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, share, vaguer, rest = (part.strip() for part in line.split("|"))
        listed = rest.split(";")
        falling = shares((np.arange(len(listed)) + 2.0) ** -0.9)  # by rank, as words fall (Zipf)
        whole = sum(
            float(each.split("|")[1])
            for each in (files(__package__) / "motifs.txt").read_text(encoding="utf-8").splitlines()
            if each.split("|")[0].strip() == kind
        )
        motifs += [
            Motif(len(groups), tuple(word.strip() for word in each.split("=")), float(part) * float(share) / whole)
            for each, part in zip(listed, falling, strict=True)
        ]
        groups.append(Group(kind, tuple(word.strip() for word in vaguer.split("="))))
    return tuple(groups), tuple(motifs)


GROUPS, MOTIFS = _read()
BARE = {
    "tattoo": ("tattoo, not clear", "faded tattoo"), "scar": ("scar, not described", "mark of an injury"),
    "surgical_scar": ("surgery", "operation, which not known"), "birthmark": ("discoloured skin", "mark on the skin"),
    "mole": ("dark spot", "spot"), "piercing": ("hole for jewellery", "had been pierced"), "burn": ("burned skin", "old burn"),
    "amputation": ("loss of a part", "part lost"),
}  # fmt: skip
WORDS = (*(motif.words for motif in MOTIFS), *(group.words for group in GROUPS), *(BARE[kind] for kind in KINDS))
"""The wordings of each word code: motifs, groups, kinds."""
