"""Who may see a record: the page, its forms, what another agency sees of a share, and what leaves."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.access.models import Assignment, Conflict, Disclosure, Restriction, Share, Tie, Unseal
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.desk.views import disclosing
from wayhome.facts.actions import Subject, Told, record
from wayhome.formats.disclosure import disclosure_pdf
from wayhome.ledger.models import Entry
from wayhome.terms.field_class import FieldClass
from wayhome.terms.viewer import AgencyKind, Role


@pytest.fixture
def chief(force: Agency) -> Officer:
    return factory.officer(Role.SUPERVISOR, force)


@pytest.fixture
def super_desk(chief: Officer, episode: Episode) -> Client:
    """The supervisor's browser, the purpose said."""
    browser = signed_in(chief)
    browser.post(f"/records/{episode.misper_id}/why", {"code": "duty"})
    return browser


def posted(browser: Client, episode: Episode, path: str, **fields: Any) -> str:
    return browser.post(f"/cases/{episode.pk}/{path}", fields, follow=True).content.decode()


def test_a_role_that_may_not_finds_no_form(episode: Episode, force: Agency) -> None:
    worker = signed_in(factory.officer(Role.OFFICER, force))
    for path in ("assign", "share", "restrict", "seal", "conflict"):
        assert worker.get(f"/cases/{episode.pk}/access/{path}").status_code == 404, path
    for path in ("lift", f"assigned/{force.pk}/end", f"shares/{force.pk}/end", f"conflicts/{force.pk}/end"):
        assert worker.post(f"/cases/{episode.pk}/access/{path}").status_code == 404, path


def test_the_page_says_who_and_ends_what_was_begun(super_desk: Client, episode: Episode, force: Agency) -> None:
    worker = factory.officer(Role.OFFICER, force)
    page = posted(super_desk, episode, "access/assign", officer=str(worker.pk))
    assert str(worker) in page
    assert "assigned already" in posted(super_desk, episode, "access/assign", officer=str(worker.pk))
    page = posted(super_desk, episode, f"access/assigned/{worker.pk}/end")
    assert "Nobody beside the owner" in page
    assert Assignment.objects.get().ended_at
    assert "<strong>Restricted</strong>" in posted(super_desk, episode, "access/restrict", reason="Known to the family")
    assert signed_in(worker).get(f"/cases/{episode.pk}").status_code == 404
    assert "Open to the roles" in posted(super_desk, episode, "access/lift")


def test_conflicts_are_shown_to_supervisors_alone(
    super_desk: Client, desk: Client, episode: Episode, force: Agency
) -> None:
    worker = factory.officer(Role.OFFICER, force)
    page = posted(super_desk, episode, "access/conflict", officer=str(worker.pk))
    assert "named in the case" in page
    assert str(worker) in page
    leader = desk.get(f"/cases/{episode.pk}/access").content.decode()
    assert str(worker) not in leader
    assert "Shut out" not in leader
    shut, absent = signed_in(worker).get(f"/cases/{episode.pk}"), signed_in(worker).get(f"/cases/{force.pk}")
    assert (shut.status_code, shut.content) == (404, absent.content)
    posted(super_desk, episode, f"access/conflicts/{Conflict.objects.get().pk}/end")
    assert signed_in(worker).get(f"/cases/{episode.pk}").status_code == 302  # asked why


def test_a_seal_is_ended_by_two(
    super_desk: Client, desk: Client, episode: Episode, chief: Officer, duty: Officer
) -> None:
    assert "at least two officers" in posted(
        super_desk, episode, "access/seal", names=[str(chief.pk)], reason="A refuge"
    )
    page = posted(super_desk, episode, "access/seal", names=[str(chief.pk), str(duty.pk)], reason="A refuge address")
    assert "<strong>Sealed</strong>" in page
    assert str(duty) in page
    asked = {"authority": "Order of the court, 3 June", "reason": "The hearing needs it"}
    posted(super_desk, episode, "access/unseal", **asked)
    unseal = Unseal.objects.get()
    own = super_desk.get(f"/cases/{episode.pk}/access").content.decode()
    assert "Agree: end the seal" not in own
    assert "You asked for it" in posted(super_desk, episode, f"access/unseal/{unseal.pk}", do="agree")
    assert "Order of the court" in desk.get(f"/cases/{episode.pk}/access").content.decode()
    assert "The record is restricted" in posted(desk, episode, f"access/unseal/{unseal.pk}", do="agree")
    assert Restriction.objects.get(ended_at=None).closeness == "restricted"


def shared_with(desk: Client, episode: Episode, to: Agency, ceiling: str = "partner") -> str:
    until = timezone.localdate() + timedelta(days=7)
    said = {"to": str(to.pk), "ceiling": ceiling, "ground": "safeguarding", "words": "They run the shelter"}
    return posted(desk, episode, "access/share", until=until.isoformat(), **said)


def test_a_reader_of_another_agency_sees_status_and_facts_and_no_word_of_the_rest(
    desk: Client, episode: Episode
) -> None:
    charity = factory.force("Saltby Harbour Trust", kind=AgencyKind.CHARITY)
    reader = signed_in(factory.officer(Role.NGO_WORKER, charity))
    assert "No agency shares a record" in reader.get("/").content.decode()
    assert reader.get(f"/cases/{episode.pk}").status_code == 404
    assert "Saltby Harbour Trust" in shared_with(desk, episode, charity)
    first = reader.get("/").content.decode()
    assert "Tamsin" in first
    assert "Being searched for" not in first
    reader.post(f"/records/{episode.misper_id}/why", {"code": "on_the_case"})
    page = reader.get(f"/cases/{episode.pk}").content.decode()
    assert "Shared with you by Northmoor Police until" in page
    assert "Tamsin" in page
    body = page[page.index("<main") : page.index("</main")]
    for absent in (
        "graded",
        "Grade",
        "photo",
        "What happened",
        "Due",
        "Isolde",
        "01632",
        "<form",
        "Last eyes",
        "interview",
    ):
        assert absent not in body, absent
    assert reader.get(f"/cases/{episode.pk}/facts").status_code == 200
    assert reader.get(f"/cases/{episode.pk}/access").status_code == 404
    assert reader.get(f"/reports/{episode.reports.get().report_id}").status_code == 404
    posted(desk, episode, f"access/shares/{Share.objects.get().pk}/end")
    assert reader.get(f"/cases/{episode.pk}").status_code == 404


def test_another_force_reads_a_share_without_a_button(desk: Client, episode: Episode) -> None:
    other = factory.force("Westfell Police")
    shared_with(desk, episode, other, "case")
    browser = signed_in(factory.officer(Role.SUPERVISOR, other))
    assert "Shared with us" in browser.get("/").content.decode()
    browser.post(f"/records/{episode.misper_id}/why", {"code": "on_the_case"})
    page = browser.get(f"/cases/{episode.pk}").content.decode()
    assert "Shared with you by" in page
    assert "Add a fact" not in page
    assert browser.post(f"/cases/{episode.pk}/found", {"version": 1}).status_code == 404


def test_the_shared_list_costs_as_many_statements_for_many_as_for_one(
    desk: Client, episode: Episode, duty: Officer, django_assert_max_num_queries: Any
) -> None:
    charity = factory.force("Saltby Harbour Trust", kind=AgencyKind.CHARITY)
    reader = signed_in(factory.officer(Role.NGO_WORKER, charity))
    shared_with(desk, episode, charity)
    with django_assert_max_num_queries(18) as one:
        reader.get("/")
    for number in range(6):
        further = factory.open_episode(duty, at=clock.now(), given_name=f"Child {number}", phone=None)
        shared_with(desk, further, charity)
    with django_assert_max_num_queries(18) as many:
        assert reader.get("/").content.decode().count("Northmoor Police") >= 7
    assert len(many) == len(one)


def test_a_copy_leaves_with_its_hash_written_down_and_marked(desk: Client, episode: Episode, duty: Officer) -> None:
    said = {"kinds": ["given_name", "last_seen_place"], "recipient": "Isolde Quillfeather", "agency": "The family",
            "ground": "policing_purpose", "medium": "pdf"}  # fmt: skip
    assert "is-error" not in desk.get(f"/cases/{episode.pk}/disclose").content.decode()
    answer = desk.post(f"/cases/{episode.pk}/disclose", said)
    row = Disclosure.objects.get()
    assert answer.content.startswith(b"%PDF")
    assert row.copy_hash == hashlib.sha256(answer.content).hexdigest()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "no-store"
    assert row.kinds == ["given_name", "last_seen_place"]
    assert Entry.objects.filter(kind="disclosure.made", key=row.pk).exists()
    assert Entry.objects.filter(kind="episode.looked", key=episode.pk).exists()
    again = desk.post(f"/cases/{episode.pk}/disclose", said | {"medium": "print"})
    assert hashlib.sha256(again.content).hexdigest() != row.copy_hash  # its own number
    page = desk.get(f"/cases/{episode.pk}/access").content.decode()
    assert "Isolde Quillfeather, The family" in page
    assert row.copy_hash[:12] in page


def test_a_fact_kept_closer_than_its_kind_leaves_only_by_a_tick_of_its_own(
    desk: Client, episode: Episode, duty: Officer
) -> None:
    about = Subject(episode.misper_id, "misper", episode.agency_id)
    told = Told("alias", "Wren", "phone", episode.opened_at, field_class=FieldClass.RESTRICTED)
    record(about, [told], by=duty.actor, at=clock.now())
    record(about, [replace(told, value="Tam", field_class=None)], by=duty.actor, at=clock.now())
    page = desk.get(f"/cases/{episode.pk}/disclose").content.decode()
    assert 'value="alias"' in page
    assert 'value="alias restricted"' in page
    assert "kept closer than usual" in page
    said = {"recipient": "Isolde Quillfeather", "agency": "The family", "ground": "policing_purpose", "medium": "pdf"}
    for kinds, left in (
        (["alias"], {"Tam"}),
        (["alias restricted"], {"Wren"}),
        (["alias", "alias restricted"], {"Tam", "Wren"}),
    ):
        with patch.object(disclosing, "disclosure_pdf", wraps=disclosure_pdf) as made:
            assert desk.post(f"/cases/{episode.pk}/disclose", said | {"kinds": kinds}).content.startswith(b"%PDF")
        assert {value for _kind, value in made.call_args.args[0].lines} == left
    assert {tuple(row.kinds) for row in Disclosure.objects.all()} == {("alias",)}


def test_what_is_read_out_makes_no_file_and_what_one_may_not_see_does_not_leave(
    desk: Client, episode: Episode, force: Agency
) -> None:
    said = {"kinds": ["given_name"], "recipient": "Isolde Quillfeather", "agency": "The family",
            "ground": "policing_purpose", "medium": "read_out"}  # fmt: skip
    assert "Written down" in desk.post(f"/cases/{episode.pk}/disclose", said, follow=True).content.decode()
    worker = signed_in(factory.officer(Role.OFFICER, force))
    worker.post(f"/records/{episode.misper_id}/why", {"code": "on_the_case"})
    answer = worker.post(f"/cases/{episode.pk}/disclose", said | {"kinds": ["informant"]})
    assert answer.status_code == 200
    assert Disclosure.objects.count() == 1
    assert signed_in(factory.officer(Role.CALL_TAKER, force)).get(f"/cases/{episode.pk}/disclose").status_code == 404


def test_an_auditor_reads_the_register_without_a_recipient(desk: Client, episode: Episode, force: Agency) -> None:
    desk.post(f"/cases/{episode.pk}/disclose", {"kinds": ["given_name"], "recipient": "Isolde Quillfeather",
              "agency": "The family", "ground": "policing_purpose", "medium": "pdf"})  # fmt: skip
    page = signed_in(factory.officer(Role.AUDITOR, force)).get("/disclosures").content.decode()
    assert Disclosure.objects.get().copy_hash[:16] in page
    assert "Isolde" not in page
    assert (
        Disclosure.objects.get().copy_hash[:16]
        not in signed_in(factory.officer(Role.AUDITOR)).get("/disclosures").content.decode()
    )


def test_an_address_is_kept_and_never_shown_back(desk: Client, duty: Officer, force: Agency) -> None:
    said = {"address": "7 Lantern Row, Saltby", "phone": "07700 900555"}
    page = desk.post("/my-address", said, follow=True).content.decode()
    assert "Lantern" not in page
    assert "Lantern" not in desk.get("/my-address").content.decode()
    assert Tie.objects.filter(officer=duty).count() == 2
    admin = signed_in(factory.officer(Role.ADMINISTRATOR, force))
    assert admin.post(f"/officers/{duty.pk}/address", said).status_code == 302
    assert desk.get(f"/officers/{duty.pk}/address").status_code == 404
    assert admin.get(f"/officers/{factory.officer().pk}/address").status_code == 404
