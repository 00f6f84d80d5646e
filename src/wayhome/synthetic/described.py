"""What examiners, dentists and families add about the cast: facts of several parts, so that the outlines and charts are not empty.

By kind of fact, as `facts/values.py` reads them. The boy on the ward and Yonas agree, with one tooth treated in between.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from wayhome.terms.body import PERMANENT

Described = Mapping[str, Sequence[Any]]
WISDOM = ("18", "28", "38", "48")


def _teeth(at: datetime, *, days: int, sound: Sequence[str], **seen: Any) -> dict[str, Any]:
    """A chart of some days ago: `seen` names teeth as t16, over those that were sound."""
    chart: dict[str, Any] = dict.fromkeys(sound, "sound") | {name[1:]: said for name, said in seen.items()}
    return {"charted_on": (at - timedelta(days=days)).date().isoformat(), "chart": chart}


def _filled(surfaces: str) -> dict[str, str]:
    return {"code": "filled", "surfaces": surfaces}


_YOUNG = [tooth for tooth in PERMANENT if tooth not in WISDOM]


def of_the_missing(now: datetime) -> dict[str, Described]:
    """What was added to some cases, by the key of the episode."""
    return {
        "yonas": {
            "teeth": [_teeth(now, days=12, sound=_YOUNG, t46="missing", t26=_filled("O"), t18="unerupted", t28="unerupted")],
            "object": [{"type": "religious", "material": "wood", "words": "plain cross on a brown cord"}],
            "stature_cm": [{"low": 171, "high": 171, "method": "measured"}],
            "holding": [{"kind": "dental_record", "where": "Low Quays Community Dental Clinic", "reference": "LQ 2291"}],
        },
        "nia": {
            "mark": [{"kind": "birthmark", "part": "left_lower_leg", "words": "pale birthmark on the left calf"}],
            "object": [
                {"type": "rucksack", "colour": "mustard", "words": "fox badge on the pocket"},
                {"type": "glasses", "colour": "blue", "words": "round"},
            ],
            "teeth": [_teeth(now, days=200, sound=_YOUNG, t36=_filled("O"))],
            "holding": [{"kind": "photograph", "where": "Northmoor Police", "reference": "P 771"}],
        },
        "marek": {
            "object": [{"type": "ring", "material": "silver", "engraving": "A+M 2009"}, {"type": "boots", "colour": "brown"}],
            "teeth": [_teeth(now, days=900, sound=PERMANENT, t16="crowned", t36=_filled("MOD"), t48="missing")],
            "blood_group": ["A+"],
            "implant": [{"type": "plate", "part": "right_forearm", "serial": "EX 40 117"}],
        },
    }  # fmt: skip


def of_the_found(now: datetime) -> tuple[Described, ...]:
    """What examiners wrote of those without a name, in the order of the cast."""
    return (
        {
            "teeth": [
                _teeth(now, days=0, sound=_YOUNG, t46="missing", t26=_filled("O"), t36=_filled("O"), t18="unerupted")
            ],
            "object": [{"type": "religious", "material": "wood", "words": "wooden cross on a cord, worn round the neck"}],
            "blood_group": ["O+"],
            "found_setting": ["land"],
            "holding": [{"kind": "fingerprints", "where": "Southvale Police", "reference": "SV 5 118"}],
        },
        {
            "teeth": [
                _teeth(now, days=9, sound=("12", "13", "23", "33", "42", "43"), t11="crowned", t21="crowned",
                       t36="missing", t37="missing", t46="missing", t47="lost", t14=_filled("DO"))
            ],
            "fingers": [{"right_thumb": "whorl", "right_index": "whorl", "left_thumb": "ulnar_loop", "left_index": "scarred"}],
            "object": [
                {"type": "knife", "material": "bone", "words": "pocket knife"},
                {"type": "boots", "colour": "black", "size": "43", "words": "one boot"},
            ],
            "found_setting": ["coast"],
            "holding": [
                {"kind": "dna_profile", "where": "Northmoor Regional Laboratory", "reference": "NRL 26 0417"},
                {"kind": "radiograph", "where": "Gannetsea Hospital mortuary", "reference": "GH 88"},
            ],
        },
        {
            "object": [{"type": "trainers", "size": "42", "words": "left trainer"}],
            "found_setting": ["coast"],
            "holding": [{"kind": "dna_sample", "where": "Northmoor Regional Laboratory", "reference": "NRL 26 0455"}],
        },
    )  # fmt: skip


def written(value: Any) -> str:
    """A fact as its kind reads it."""
    return value if isinstance(value, str) else json.dumps(value)
