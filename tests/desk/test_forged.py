"""A form that does not come from a page of the desk changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import factory
from wayhome.intake.models import Report
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db


def test_a_forged_form_gets_a_sentence_and_saves_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    factory.sign_in(client, factory.officer(Role.DUTY_OFFICER, factory.force()))
    answer = client.post("/reports/new", {"given_name": "Tamsin", "last_seen_place": "Saltmere Quay"})
    assert answer.status_code == 403
    assert "nothing was saved" in answer.content.decode()
    assert not Report.objects.exists()
