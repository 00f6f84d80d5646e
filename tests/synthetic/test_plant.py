"""The demonstration as it stands in the register after the verbs have played it."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from tests import factory
from wayhome.facts.models import Fact
from wayhome.kernels.crossmatch.records import read_missing, read_unidentified
from wayhome.matching.describe import read_record
from wayhome.matching.models import Candidate
from wayhome.registry.models import RecordVersion
from wayhome.synthetic.plant import SEED, plant_demonstration
from wayhome.synthetic.stories import demonstration


@pytest.mark.django_db
def test_the_boy_on_the_ward_ranks_first_and_every_record_is_read_whole(now: datetime) -> None:
    plant_demonstration(now=now)
    factory.Follower().follow(now)
    frozen = list(RecordVersion.objects.order_by("subject", "number"))
    assert frozen
    for version in frozen:
        record, unread = read_record(version.body)
        assert unread == (), version.body["reference"]
        read = read_unidentified if version.subject_kind == "unidentified" else read_missing
        assert read(record)[1] == (), record
    cast = demonstration(random.Random(SEED), now=now)
    key, index = cast.match
    place = cast.unidentified[index].found_place.words
    ward = Fact.objects.get(subject_kind="unidentified", kind="found_place", value=place).subject
    first = Candidate.objects.filter(unidentified=ward, superseded_at=None).order_by("-weight").first()
    assert first is not None
    name = Fact.objects.get(subject=first.missing, kind="given_name", superseded_at=None).value
    assert name == cast.find(key).episode.person.given_name
    # What a newcomer looks at first is not empty.
    for kind in ("mark", "object", "teeth", "holding"):
        assert Fact.objects.filter(subject=ward, kind=kind).exists(), kind
        assert Fact.objects.filter(subject_kind="misper", kind=kind).exists(), kind
