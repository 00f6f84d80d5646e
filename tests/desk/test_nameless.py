"""Describing somebody without a name, step by step: what each form keeps, what it refuses, and who may."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.desk.forms.facts import OF_A_NAMELESS
from wayhome.desk.views.nameless import STEPS
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.registry import actions as registry
from wayhome.registry.models import Unidentified
from wayhome.terms.codes import BODY_PART
from wayhome.terms.viewer import Role


@pytest.fixture
def row(duty: Officer) -> Unidentified:
    """A body, of whom nothing else is known."""
    said = {"unidentified_kind": "body", "found_place": "Grebe Mere"}
    return registry.record_unidentified(said, viewer=duty.viewer, by=duty.actor, at=clock.now())


def standing(subject: UUID, kind: str) -> list[Any]:
    facts = Fact.objects.filter(subject=subject, kind=kind, superseded_at=None).order_by("entered_at", "id")
    return [fact.value for fact in facts]


FORMS: list[tuple[str, dict[str, Any], Any]] = [
    (
        "mark",
        {"body_part": "left_forearm", "mark_type": "tattoo", "value": "a swallow"},
        {"kind": "tattoo", "part": "left_forearm", "words": "a swallow"},
    ),
    (
        "object",
        {"type": "ring", "colour": "gold", "engraving": "M 2004"},
        {"type": "ring", "colour": "gold", "engraving": "M 2004"},
    ),
    (
        "teeth",
        {"charted_on": "2026-03-03", "every_other": "most", "t16": "filled", "t18": "missing", "surfaces": "16 mod"},
        {
            "charted_on": "2026-03-03",
            "chart": {f"{q}{n}": "sound" for q in range(1, 5) for n in range(1, 8)}
            | {"16": {"code": "filled", "surfaces": "MOD"}, "18": "missing"},
        },
    ),
    ("teeth", {"t55": "missing", "t11": "unerupted"}, {"chart": {"55": "missing", "11": "unerupted"}}),
    ("fingers", {"right_thumb": "whorl"}, {"right_thumb": "whorl"}),
    ("blood_group", {"value": "O-"}, "O-"),
    ("implant", {"type": "plate", "part": "left_knee", "serial": "P 12"}, {"type": "plate", "part": "left_knee", "serial": "P 12"}),
    (
        "holding",
        {"kind": "dna_profile", "where": "Northmoor laboratory", "reference": "7/26", "on": "2026-03-04"},
        {"kind": "dna_profile", "where": "Northmoor laboratory", "reference": "7/26", "on": "2026-03-04"},
    ),
    ("stature_cm", {"value": "160-166", "method": "measured"}, {"low": 160, "high": 166, "unit": "cm", "method": "measured"}),
    ("stature_cm", {"value": "160"}, {"low": 160, "high": 160, "unit": "cm"}),
]  # fmt: skip
OF_THE_FOUND: list[tuple[str, dict[str, Any], Any]] = [
    ("age_estimate", {"value": "30-45", "method": "teeth"}, {"low": 30, "high": 45, "method": "teeth"}),
    ("examined", {"value": ["head", "left_arm"]}, "head, left_arm"),
    ("found_setting", {"value": "river"}, "river"),
    ("found_point", {"value": "54.05, -2.80"}, "54.05,-2.8"),
    (
        "found_at",
        {"day": "2026-03-01", "certified": "on"},
        {"from": "2026-03-01T00:00:00+00:00", "to": "2026-03-01T23:59:00+00:00", "certified": True},
    ),
    (
        "died_between",
        {"day": "2026-01-01", "to_day": "2026-02-01"},
        {"from": "2026-01-01T00:00:00+00:00", "to": "2026-02-01T23:59:00+00:00"},
    ),
]


@pytest.mark.parametrize(("kind", "sent", "kept"), FORMS + OF_THE_FOUND)
def test_each_kind_is_added_shown_and_corrected(
    desk: Client, row: Unidentified, kind: str, sent: dict[str, Any], kept: Any
) -> None:
    here = f"/unidentified/{row.pk}/facts/new?kind={kind}"
    assert desk.get(here).status_code == 200
    answer = desk.post(here, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert standing(row.pk, kind) == [kept]
    fact = Fact.objects.get(subject=row.pk, kind=kind, superseded_at=None)
    shown = desk.get(f"/unidentified/{row.pk}/facts/{fact.pk}")
    # What the form shows of a fact, sent back as it stands, says the same.
    again = {
        field.html_name: field.value() for field in shown.context["form"] if field.value() not in (None, "", False)
    }
    assert desk.post(f"/unidentified/{row.pk}/facts/{fact.pk}", again).status_code == 302
    assert standing(row.pk, kind) == [kept]
    assert desk.get(f"/unidentified/{row.pk}").status_code == 200
    assert desk.get(f"/unidentified/{row.pk}/facts/new").status_code == 200


@pytest.mark.parametrize(("kind", "sent", "kept"), FORMS)
def test_the_same_is_said_of_a_missing_person(
    desk: Client, episode: Episode, kind: str, sent: dict[str, Any], kept: Any
) -> None:
    here = f"/cases/{episode.pk}/facts/new?kind={kind}"
    sent = sent | ({"method": "told"} if "method" in sent else {})
    kept = kept | ({"method": "told"} if "method" in sent else {}) if isinstance(kept, dict) else kept
    assert desk.get(here).status_code == 200
    answer = desk.post(here, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    assert standing(episode.misper_id, kind) == [kept]
    fact = Fact.objects.get(subject=episode.misper_id, kind=kind)
    assert desk.post(f"/cases/{episode.pk}/facts/{fact.pk}", sent).status_code == 302
    assert len(standing(episode.misper_id, kind)) == 1
    assert desk.get(f"/cases/{episode.pk}/facts").status_code == 200


@pytest.mark.parametrize(
    ("kind", "sent", "says"),
    [
        ("mark", {"mark_type": "tattoo", "value": "a swallow"}, "Choose an answer: Where on the body"),
        ("stature_cm", {"value": "1.72"}, "1.72 looks like metres: write 172."),
        ("stature_cm", {"value": "68", "method": "measured"}, "68 looks like inches: write 173."),
        ("teeth", {"surfaces": "16 MOD"}, "Say how tooth 16 is as well."),
        ("teeth", {"t16": "filled", "surfaces": "19 MOD"}, "“19 MOD” cannot be read."),
        ("teeth", {"t16": "filled", "surfaces": "16 MX"}, "X is no surface"),
        ("teeth", {}, "Say of at least one tooth how it is."),
        ("teeth", {"t16": "filled", "charted_on": "2031-01-01"}, "2031-01-01 lies in the future"),
        ("fingers", {}, "Say of at least one finger"),
        ("holding", {"kind": "dna_profile"}, "Enter an answer: Who holds it"),
        ("found_at", {"day": "2031-01-01"}, "lies in the future"),
        ("died_between", {"day": "2026-11-02", "to_day": "2026-11-01"}, "The end cannot lie before the start."),
        ("condition", {"value": "alive"}, "Remains are not living."),
        ("found_point", {"value": "by the mill"}, "Write latitude and longitude"),
    ],
)
def test_what_does_not_fit_is_said_at_the_form(
    desk: Client, duty: Officer, row: Unidentified, kind: str, sent: dict[str, Any], says: str
) -> None:
    registry.add_fact(row.pk, "age_estimate", "30-45", viewer=duty.viewer, by=duty.actor, at=clock.now())
    before = Fact.objects.count()
    page = desk.post(f"/unidentified/{row.pk}/facts/new?kind={kind}", sent)
    assert (page.status_code, Fact.objects.count()) == (200, before)
    assert says in page.content.decode().replace("&#x27;", "'")
    assert "error-summary" in page.content.decode()


def test_a_grown_child_is_no_sixty_eight_centimetres(desk: Client, episode: Episode) -> None:
    page = desk.post(f"/cases/{episode.pk}/facts/new?kind=stature_cm", {"value": "68"}).content.decode()
    assert "68 looks like inches: write 173." in page


def test_the_form_of_a_fact_says_which_fact_it_is(desk: Client, episode: Episode) -> None:
    assert "Teeth</h1>" in desk.get(f"/cases/{episode.pk}/facts/new?kind=teeth").content.decode()
    held = Fact.objects.filter(subject=episode.misper_id, kind="given_name").first()
    assert held is not None
    assert "Correct: Given name</h1>" in desk.get(f"/cases/{episode.pk}/facts/{held.pk}").content.decode()


def test_the_first_step_says_all_that_cannot_be_at_once_beside_its_question(desk: Client) -> None:
    sent = {
        "unidentified_kind": "body", "found_place": "Grebe Mere", "found_on": "2026-03-01", "died_from": "2026-03-01",
        "died_to": "2026-03-09", "age": "30-45", "age_method": "bones", "stature_cm": "68", "stature_method": "bones", "condition": "alive",
    }  # fmt: skip
    wrong = desk.post("/unidentified/new", sent).context["form"].errors
    assert set(wrong) == {"died_to", "stature_cm", "condition"}
    assert not Unidentified.objects.exists()
    late = desk.post("/unidentified/new", sent | {"died_from": "2026-03-09", "died_to": ""}).context["form"].errors
    assert "died_from" in late
    sent |= {"died_to": "2026-03-01", "stature_cm": "168", "condition": "skeletal"}
    answer = desk.post("/unidentified/new", sent)
    row = Unidentified.objects.get()
    assert answer["Location"] == f"/unidentified/{row.pk}/facts/new"
    assert standing(row.pk, "stature_cm") == [{"low": 168, "high": 168, "unit": "cm", "method": "bones"}]
    assert standing(row.pk, "age_estimate") == [{"low": 30, "high": 45, "method": "bones"}]


def test_several_marks_are_numbered_on_the_body_and_one_may_follow_another(desk: Client, row: Unidentified) -> None:
    here = f"/unidentified/{row.pk}/facts/new?kind=mark"
    for part in ("left_forearm", "upper_back"):
        answer = desk.post(here, {"body_part": part, "mark_type": "tattoo", "value": "a swallow", "again": "yes"})
        assert answer["Location"] == here
    page = desk.get(f"{here}&part=neck")
    html = page.content.decode()
    assert re.search(r'aria-label="Left forearm: marks 1"', html)
    assert re.search(r'aria-label="Upper back: marks 2"', html)
    assert '<option value="neck" selected' in html
    assert html.count('aria-current="true"') == 2  # in front and from behind
    assert len(page.context["held"]) == 2
    # Without the map everything can be chosen from the list.
    offered = {code for code, _label in page.context["form"].fields["body_part"].choices}
    assert {site.part for figure in page.context["figures"] for site in figure.sites} < offered
    assert desk.get(f"{here}&part=tail").status_code == 200
    assert desk.get(f"/unidentified/{row.pk}/facts/new?kind=implant&part=neck").status_code == 200


def test_the_record_is_frozen_anew_after_each_step(desk: Client, row: Unidentified) -> None:
    desk.post(f"/unidentified/{row.pk}/facts/new?kind=sex", {"value": "female"})
    line = Entry.objects.get(kind="unidentified.described")
    assert (line.key, line.facts) == (row.pk, {"fact_kind": "sex"})


def test_the_whole_body_stands_for_every_part(desk: Client, row: Unidentified) -> None:
    desk.post(f"/unidentified/{row.pk}/facts/new?kind=examined", {"value": ["whole", "head"]})
    (kept,) = standing(row.pk, "examined")
    assert set(kept.split(", ")) == {each.code for each in BODY_PART.codes} - {"unknown"}


def test_every_kind_has_its_step() -> None:
    assert {code for _title, codes in STEPS for code in codes} == set(OF_A_NAMELESS)


def test_nobody_but_the_agency_that_recorded_describes(desk: Client, force: Agency, row: Unidentified) -> None:
    fact = Fact.objects.get(subject=row.pk, kind="found_place")
    paths = (
        f"/unidentified/{row.pk}/facts/new",
        f"/unidentified/{row.pk}/facts/new?kind=sex",
        f"/unidentified/{row.pk}/facts/{fact.pk}",
    )
    for other in (factory.officer(Role.SUPERVISOR), factory.officer(Role.CALL_TAKER, force)):
        client = signed_in(other)
        for path in paths:
            assert client.get(path).status_code == client.post(path, {"value": "female"}).status_code == 404
        page = client.get(f"/unidentified/{row.pk}").content.decode()
        assert "facts/" not in page
    assert "facts/new" in desk.get(f"/unidentified/{row.pk}").content.decode()
    assert not standing(row.pk, "sex")


def test_what_medicine_knows_of_the_living_is_for_those_who_lead(desk: Client, duty: Officer, force: Agency) -> None:
    said = {"unidentified_kind": "alive", "found_place": "Saltby Quay", "blood_group": "AB-"}
    row = registry.record_unidentified(said, viewer=duty.viewer, by=duty.actor, at=clock.now())
    desk.post(f"/unidentified/{row.pk}/facts/new?kind=implant", {"type": "pacemaker"})
    for officer, sees in (
        (duty, True),
        (factory.officer(Role.OFFICER, force), False),
        (factory.officer(Role.SUPERVISOR), False),
    ):
        page = signed_in(officer).get(f"/unidentified/{row.pk}").content.decode()
        assert ("AB negative" in page, "Pacemaker" in page) == (sees, sees)
    held = Fact.objects.get(subject=row.pk, kind="blood_group")
    plain = signed_in(factory.officer(Role.OFFICER, force))
    assert plain.get(f"/unidentified/{row.pk}/facts/{held.pk}").status_code == 404


def test_somebody_quicker_is_told_of(desk: Client, row: Unidentified) -> None:
    fact = Fact.objects.get(subject=row.pk, kind="found_place")
    path = f"/unidentified/{row.pk}/facts/{fact.pk}"
    assert desk.post(path, {"value": "Grebe Mere, north end"}).status_code == 302
    assert desk.post(path, {"value": "Elsewhere"}).status_code == 302
    assert standing(row.pk, "found_place") == ["Grebe Mere, north end"]
