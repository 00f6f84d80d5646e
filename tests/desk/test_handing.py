"""Giving a report to another force, and writing down who was told."""

from __future__ import annotations

from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.clocks.queries import running


def test_a_report_goes_to_the_force_that_must_act(desk: Client, duty: Officer) -> None:
    other = factory.officer()
    report = factory.report(duty, at=clock.now())
    assert "Give the report to a force" in desk.get(f"/reports/{report.pk}").content.decode()
    desk.post(f"/reports/{report.pk}/route", {"force": str(other.agency_id)})
    assert desk.get(f"/reports/{report.pk}").status_code == 404
    assert signed_in(other).get(f"/reports/{report.pk}").status_code == 200


def test_who_was_told_meets_the_clock_and_stands_in_the_timeline(desk: Client, episode: Episode) -> None:
    here = f"/cases/{episode.pk}/told/childrens_services_told"
    assert here in desk.get(f"/cases/{episode.pk}").content.decode()
    now = clock.now()
    page = desk.post(here, {"who": "", "told_on": f"{now:%Y-%m-%d}", "told_time": "00:00"}).content.decode()
    assert "Who took the message?" in page
    sent = {"who": "Duty desk, Marlow", "told_on": f"{now:%Y-%m-%d}", "told_time": f"{now:%H:%M}"}
    page = desk.post(here, sent, follow=True).content.decode()
    assert "Duty desk, Marlow" in page
    assert "Told" in page
    assert "childrens_services_told" not in {each.kind for each in running(episode.pk)}
    assert desk.get(f"/cases/{episode.pk}/told/anything").status_code == 404
