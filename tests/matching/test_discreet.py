"""What medicine knows of a missing child is weighed, and not told to another force beside the match."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from tests import factory
from wayhome.cases import actions as cases
from wayhome.matching.models import Candidate
from wayhome.registry import actions as registry
from wayhome.terms.viewer import Role

KNOWN = {
    "blood_group": "AB-",
    "implant": '{"type": "plate", "part": "left_knee", "serial": "ZQ 991"}',
    "teeth": '{"chart": {"16": {"code": "filled", "surfaces": "MOD"}, "26": "crowned"}}',
    "fingers": '{"right_thumb": "arch"}',
}


@pytest.mark.django_db
def test_the_weight_is_told_and_the_value_is_not(now: datetime, client: Client) -> None:
    duty, other = factory.officer(), factory.officer(Role.SUPERVISOR)
    episode = factory.open_episode(duty, at=now)
    for kind, text in KNOWN.items():
        cases.add_fact(episode.pk, kind, text, viewer=duty.viewer, by=duty.actor, at=now)
    # The find is in another blood group and has another plate, so that whatever is told is told of the child.
    found = KNOWN | {"blood_group": "O+", "implant": '{"type": "plate", "part": "left_knee", "serial": "XY 117"}'}
    said = {"unidentified_kind": "body", "found_place": "Grebe Mere", "condition": "fresh", **found}
    row = registry.record_unidentified(said, viewer=other.viewer, by=other.actor, at=now)
    factory.Follower().follow(now)
    (pair,) = Candidate.objects.filter(unidentified=row.pk, superseded_at=None)
    weights = {part["kind"]: part["weight"] for part in pair.evidence}
    assert all(weights[kind] for kind in ("blood", "implants", "teeth", "fingers"))
    factory.sign_in(client, other)
    pages = [
        client.get(f"/unidentified/{row.pk}").content.decode(),
        client.get(f"/unidentified/{row.pk}/match/{pair.missing}").content.decode(),
    ]
    for text in (*pages, str(pair.evidence)):
        for secret in ("AB-", "AB negative", "ZQ 991", "zq991"):
            assert secret not in text
    assert "Compared; what each has stands with the facts" in pages[1]
