"""One of the missing against every unidentified says what every unidentified against the missing says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.kernels.crossmatch.invented import Inventor
from wayhome.kernels.crossmatch import engine, filling, model, rarity, reference, weights
from wayhome.kernels.crossmatch.engine import NOBODY, Finds
from wayhome.kernels.crossmatch.people import Missing, Unidentified, Verified
from wayhome.kernels.crossmatch.records import read_missing, read_unidentified

Sides = tuple[list[Missing], list[Unidentified], weights.Weights]


@pytest.fixture(scope="module")
def sides() -> Sides:
    make = Inventor(71)
    missing = [read_missing(make.missing(f"m{number:04}"))[0] for number in range(90)]
    found = [read_unidentified(make.unidentified(f"u{number:04}"))[0] for number in range(60)]
    return missing, found, weights.make(model.load(), rarity.count(missing))


def test_the_score_of_every_pair_is_the_plain_scorers(sides: Sides) -> None:
    missing, found, compiled = sides
    plainly = [[reference.score(each, person, compiled) for each in missing] for person in found]
    assert len({each.seen for each in missing}) > filling.FEW_SPANS  # so that spans are reckoned together
    at_once = Finds(found, compiled, plainly=False)
    assert at_once.scores(missing).tolist() == plainly
    for place in range(0, len(missing), 7):  # and each by itself
        assert at_once.scores([missing[place]])[:, 0].tolist() == [row[place] for row in plainly]


def test_whom_a_laboratory_excluded_has_no_score_on_whichever_record_it_stands(
    sides: Sides,
) -> None:
    missing, found, compiled = sides
    said = Verified(found[3].id, same=False, method="dna", document="LAB 1", on=None, by="Example Laboratory")
    here = replace(missing[5], verified=(said,))
    there = replace(found[4], verified=(replace(said, other=missing[5].id),))
    people = [*found[:4], there, *found[5:]]
    for plainly in (True, False):
        scores = Finds(people, compiled, plainly=plainly).scores([missing[6], here])
        assert np.argwhere(scores == NOBODY).tolist() == [[3, 1], [4, 1]]


def test_few_pairs_are_weighed_plainly_and_say_the_same(sides: Sides) -> None:
    missing, found, compiled = sides
    plain, built = (Finds(found[:8], compiled, plainly=each) for each in (True, False))
    assert (plain.scores(missing[:9]) == built.scores(missing[:9])).all()
    assert "columns" not in vars(plain)
    assert engine.Register(missing, compiled).best(found[:1], 1)[0]
