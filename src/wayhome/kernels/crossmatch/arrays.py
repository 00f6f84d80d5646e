"""The discrete tables of the model as arrays, as the kernel reads them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wayhome.kernels.crossmatch import lists
from wayhome.kernels.crossmatch.belongings import NO_MATCH
from wayhome.kernels.crossmatch.weights import Weights
from wayhome.kernels.linkage import dex

Ints = NDArray[Any]


class Tables(NamedTuple):
    """The discrete tables of the model as arrays."""

    sex: Ints
    standing: Ints
    mark_kind: Ints
    mark_site: Ints
    mark_unseen: Ints
    mark_unnamed: Ints
    thing_type: Ints
    thing_group: Ints
    thing_at: Ints
    thing_single: Ints
    colours: Ints
    mix: Ints
    thing_disagree: Ints
    thing_gone: Ints
    thing_unnamed: Ints
    thing_absent: Ints
    engraving: Ints
    teeth_years: Ints
    fingers: Ints
    blood: Ints
    implant_type: Ints
    implant_pair: Ints  # part same, part other, serial same, serial other
    implant_unseen: Ints
    whole: Ints
    mark_other_word: int
    mark_first_tattoo: int
    mark_least_unnamed: int
    thing_other_word: int
    implant_unnamed: int
    teeth_shrink: int
    fingers_shrink: int
    no_match: int


def tables_of(weights: Weights) -> Tables:
    """The discrete tables of compiled weights as arrays."""
    marks, things, implants = weights.marks, weights.things, weights.implants

    def array(values: Any) -> Ints:
        return np.array(values, np.int32)

    return Tables(
        sex=array(weights.sex), standing=array(weights.standing), mark_kind=array(marks.kind),
        mark_site=np.array(marks.site, np.int16), mark_unseen=array(marks.unseen), mark_unnamed=array(marks.unnamed),
        thing_type=array(things.type),
        thing_group=array(things.group), thing_at=array(things.at), thing_single=np.array(things.single, np.bool_),
        colours=np.array(things.colours, np.int16), mix=np.array(things.mix, np.int16),
        thing_disagree=array(things.disagree), thing_gone=np.array(things.gone, np.int16),
        thing_unnamed=np.array(things.unnamed, np.int16), thing_absent=np.array(things.absent, np.int16), engraving=array(things.engraving),
        teeth_years=array(weights.mouths.years), fingers=array(weights.fingers),
        blood=array(weights.blood), implant_type=array(implants.type),
        implant_pair=array((*implants.part, *implants.serial)),
        implant_unseen=array(implants.unseen), whole=array(lists.WHOLE),
        mark_other_word=dex(1 - marks.kept, 1.0), mark_first_tattoo=marks.first_tattoo, mark_least_unnamed=marks.least_unnamed,
        thing_other_word=dex(1 - things.kept, 1.0), implant_unnamed=implants.unnamed, teeth_shrink=weights.mouths.shrink,
        fingers_shrink=weights.fingers_shrink, no_match=NO_MATCH,
    )  # fmt: skip
