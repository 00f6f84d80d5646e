"""What officers send: what is taken, what is refused with which sentence, and what happens when two are at it at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import factory
from tests.desk.conftest import signed_in
from wayhome.accounts.models import Agency, Officer
from wayhome.base import clock
from wayhome.cases import actions as cases
from wayhome.cases.models import Edge, Episode
from wayhome.facts.models import Fact
from wayhome.facts.queries import values_of
from wayhome.intake.models import Photo, Report
from wayhome.intake.queries import words_of
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.outcomes.models import Interview
from wayhome.outcomes.queries import said_in
from wayhome.risk.models import Assessment
from wayhome.terms.viewer import Role

ASKED = {"given_name": "Tamsin", "last_seen_place": "unknown"}
OVERTAKEN = "Somebody else changed this while you were looking at it."


def upload(blob: bytes, name: str = "photo.jpg") -> Any:
    """A file as a browser sends it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, blob, content_type="image/jpeg")


# --- reports


def test_a_first_name_and_a_place_are_a_report(desk: Client, duty: Officer) -> None:
    answer = desk.post("/reports/new", ASKED)
    report = Report.objects.get()
    assert answer["Location"] == f"/reports/{report.pk}"
    assert (words_of(report), report.door, report.agency_id) == (ASKED, "desk_phone", duty.agency_id)


def test_a_report_without_a_place_names_what_to_write(desk: Client, db: None) -> None:
    page = desk.post("/reports/new", {"given_name": "Tamsin"}).content.decode()
    assert "Write where the child was last seen, or “unknown”." in page
    assert 'href="#id_last_seen_place"' in page
    assert "<title>Error:" in page
    assert 'value="Tamsin"' in page
    assert not Report.objects.exists()


def test_a_day_without_an_hour_is_some_time_that_day(desk: Client, db: None) -> None:
    desk.post("/reports/new", ASKED | {"last_seen_on": "2026-11-20"})
    assert words_of(Report.objects.get())["last_seen_at"] == "2026-11-20T00:00/2026-11-20T23:59"


def test_an_hour_without_a_day_is_asked_again(desk: Client, db: None) -> None:
    page = desk.post("/reports/new", ASKED | {"last_seen_time": "16:30"}).content.decode()
    assert "Give the day as well as the time." in page


def test_a_photo_is_painted_again_and_a_file_that_is_none_is_refused(desk: Client, db: None) -> None:
    page = desk.post("/reports/new", ASKED | {"photo": upload(b"not a picture")}).content.decode()
    assert "not a JPEG, PNG or WebP picture" in page
    assert not Report.objects.exists()
    desk.post("/reports/new", ASKED | {"photo": upload(factory.face())})
    assert Photo.objects.count() == 1


def test_a_report_is_read_in_its_own_words_with_one_line_in_the_ledger(desk: Client, duty: Officer) -> None:
    report = factory.report(duty, at=clock.now(), birth_date="2012", sex="female")
    page = desk.get(f"/reports/{report.pk}").content.decode()
    for words in ("She never misses tea.", "Isolde Quillfeather", "Female", "nobody yet"):
        assert words in page
    assert Entry.objects.filter(kind="report.looked", key=report.pk).count() == 1


def test_the_same_child_on_file_is_advice(desk: Client, duty: Officer, episode: Episode) -> None:
    worker = factory.Follower()
    worker.follow(clock.now())
    report = factory.report(duty, at=clock.now(), given_name="Tamsyn", family_name="Quilfeather")
    page = desk.get(f"/reports/{report.pk}").content.decode()
    assert "seems to be on file already" in page
    assert f'value="episode:{episode.pk}"' in page
    desk.post(f"/reports/{report.pk}/open", {"whose": f"episode:{episode.pk}"})
    assert episode.reports.count() == 2
    other = factory.report(duty, at=clock.now())
    desk.post(f"/reports/{other.pk}/open", {"whose": "new"})
    assert Episode.objects.count() == 2


def test_a_child_on_file_is_named_by_reference_too(desk: Client, duty: Officer, episode: Episode) -> None:
    report = factory.report(duty, at=clock.now())
    wrong = desk.post(f"/reports/{report.pk}/open", {"whose": "reference", "reference": "AAAA"})
    assert "No record of this agency has this reference." in wrong.content.decode()
    desk.post(f"/reports/{report.pk}/open", {"whose": "reference", "reference": episode.reference.lower()})
    assert episode.reports.count() == 2


def test_a_child_with_an_open_case_gets_no_second_one(desk: Client, duty: Officer, episode: Episode) -> None:
    report = factory.report(duty, at=clock.now())
    page = desk.post(f"/reports/{report.pk}/open", {"whose": "reference", "reference": episode.misper.reference})
    assert "This child has an open episode already." in page.content.decode()


def test_a_report_that_somebody_took_up_meanwhile_is_not_taken_up_twice(desk: Client, duty: Officer) -> None:
    report = factory.report(duty, at=clock.now())
    cases.open_episode(report.pk, viewer=duty.viewer, by=duty.actor, at=clock.now())
    answer = desk.post(f"/reports/{report.pk}/open", {"whose": "new"})
    assert "This report belongs to a case." in answer.content.decode()
    assert Episode.objects.count() == 1


# --- moves


@pytest.mark.parametrize("path", ["located", "owner", "missing", "found", "close"])
def test_somebody_who_was_overtaken_sees_the_fresh_page_and_nothing_is_saved(
    desk: Client, duty: Officer, episode: Episode, path: str
) -> None:
    sent = {
        "version": episode.version - 1, "reason": "Why.", "owner": str(duty.pk), "seen_by": "PC Example", "found_on": "2026-11-21",
        "found_time": "16:30", "found_by": "police", "found_place": "street",
    }  # fmt: skip
    answer = desk.post(f"/cases/{episode.pk}/{path}", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert OVERTAKEN in page
    assert f'name="version" value="{episode.version}"' in page
    before = episode.status
    episode.refresh_from_db()
    assert (episode.status, episode.version) == (before, sent["version"] + 1)


def test_a_page_without_its_version_is_refused(desk: Client, episode: Episode) -> None:
    assert "Reload the page" in desk.post(f"/cases/{episode.pk}/located", {}).content.decode()


def test_a_child_is_located_and_then_still_missing(desk: Client, episode: Episode) -> None:
    page = desk.post(f"/cases/{episode.pk}/located", {"version": 1}, follow=True).content.decode()
    assert "Located, unconfirmed" in page
    assert "Draft an appeal" not in page
    page = desk.post(f"/cases/{episode.pk}/missing", {"version": 2}, follow=True).content.decode()
    assert "The search goes on." in page
    assert Episode.objects.get().status == "open"


def test_a_case_is_handed_to_a_colleague_and_to_nobody_else(desk: Client, force: Agency, episode: Episode) -> None:
    colleague, stranger = factory.officer(Role.OFFICER, force), factory.officer(Role.OFFICER)
    desk.post(f"/cases/{episode.pk}/owner", {"version": 1, "owner": str(stranger.pk)})
    assert Episode.objects.get().owner_id != stranger.pk
    desk.post(f"/cases/{episode.pk}/owner", {"version": 1, "owner": str(colleague.pk)})
    assert Episode.objects.get().owner_id == colleague.pk


def test_a_child_is_not_found_by_a_call(desk: Client, episode: Episode) -> None:
    page = desk.post(
        f"/cases/{episode.pk}/found", {"version": 1, "found_on": "2026-11-21", "found_time": "16:30"}
    ).content.decode()
    assert "Who saw the child face to face?" in page
    assert Episode.objects.get().status == "open"


def test_the_future_is_refused(desk: Client, episode: Episode) -> None:
    day = f"{clock.now() + timedelta(days=2):%Y-%m-%d}"
    seen = {
        "version": 1,
        "seen_by": "PC Example",
        "found_on": day,
        "found_time": "12:00",
        "found_by": "police",
        "found_place": "street",
    }
    assert "cannot have been found in the future" in desk.post(f"/cases/{episode.pk}/found", seen).content.decode()


def test_an_interview_is_kept_sealed_and_shown_again(desk: Client, duty: Officer, episode: Episode) -> None:
    at = clock.now()
    seen = outcomes.Found(found_at=at, seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(episode.pk, seen, viewer=duty.viewer, version=None, by=duty.actor, at=at)
    talk = Interview.objects.get(kind="return")
    sent = {
        "version": 1,
        "status": "offered",
        "words": "I was at the quay.",
        "harm": "none",
        "why": ["lost", "conflict"],
    }
    desk.post(f"/interviews/{talk.pk}", sent)
    earlier, talk = talk, Interview.objects.get(kind="return", superseded_at=None)
    assert (talk.status, talk.version) == ("offered", 2)
    assert said_in(talk) == {"words": "I was at the quay.", "harm": "none", "why": ["lost", "conflict"]}
    assert "I was at the quay." in desk.get(f"/interviews/{talk.pk}").content.decode()
    assert OVERTAKEN in desk.post(f"/interviews/{talk.pk}", sent).content.decode()
    assert OVERTAKEN in desk.post(f"/interviews/{earlier.pk}", sent).content.decode()
    assert "I was at the quay." in desk.get(f"/interviews/{earlier.pk}").content.decode()
    half = desk.post(f"/interviews/{talk.pk}", sent | {"version": 2, "held_on": "2026-11-21"}).content.decode()
    assert "Give both the day and the time." in half


def test_what_a_child_said_is_not_shown_to_everybody_who_works_there(
    force: Agency, duty: Officer, episode: Episode
) -> None:
    at = clock.now()
    seen = outcomes.Found(found_at=at, seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(episode.pk, seen, viewer=duty.viewer, version=None, by=duty.actor, at=at)
    talk = Interview.objects.get(kind="return")
    plain = signed_in(factory.officer(Role.OFFICER, force), of=episode)
    assert "What became of it?" in plain.get(f"/interviews/{talk.pk}").content.decode()
    held = outcomes.Held("offered", words="I was at the quay.")
    talk = outcomes.record_interview(talk.pk, held, viewer=duty.viewer, version=None, by=duty.actor, at=at)
    for answer in (
        plain.get(f"/interviews/{talk.pk}"),
        plain.post(f"/interviews/{talk.pk}", {"version": 2, "status": "declined"}),
    ):
        assert "at the quay" not in answer.content.decode()
        assert "kept more closely" in answer.content.decode()
    talk.refresh_from_db()
    assert talk.status == "offered"


def test_closing_without_the_interview_needs_a_reason(desk: Client, duty: Officer, episode: Episode) -> None:
    at = clock.now()
    seen = outcomes.Found(found_at=at, seen_by="PC Example", found_by="police", found_place="street")
    outcomes.record_found(episode.pk, seen, viewer=duty.viewer, version=None, by=duty.actor, at=at)
    page = desk.post(f"/cases/{episode.pk}/close", {"version": 2, "reason": ""}).content.decode()
    assert "or record why it will not be held" in page
    page = desk.post(
        f"/cases/{episode.pk}/close", {"version": 2, "reason": "Moved abroad."}, follow=True
    ).content.decode()
    assert "Moved abroad." in page


def test_two_records_are_said_to_be_one_child(desk: Client, duty: Officer, episode: Episode) -> None:
    other = factory.open_episode(duty, at=clock.now(), given_name="Tamsyn")
    sent = {"reference": other.reference, "kind": "same", "reason": "Same birthmark."}
    desk.post(f"/cases/{episode.pk}/same-child", sent)
    desk.post(f"/cases/{episode.pk}/same-child", sent | {"kind": "not_same", "reason": "Twins."})
    assert [edge.kind for edge in Edge.objects.filter(superseded_at=None)] == ["not_same"]
    assert Edge.objects.count() == 2
    assert "Twins." in desk.get(f"/cases/{episode.pk}/same-child").content.decode()
    own = desk.post(f"/cases/{episode.pk}/same-child", sent | {"reference": episode.reference})
    assert "These are one record." in own.content.decode()


# --- risk


def test_the_rules_show_what_they_make_of_answers_before_anything_is_saved(desk: Client, episode: Episode) -> None:
    page = desk.post(f"/cases/{episode.pk}/risk", {"do": "check", "asked.taken": "yes"}).content.decode()
    assert "someone took the child." in page
    assert "not saved yet" in page
    assert not Assessment.objects.exclude(decided="").exists()
    assert not Fact.objects.filter(kind="asked.taken").exists()


def test_a_grade_needs_a_reason(desk: Client, episode: Episode) -> None:
    page = desk.post(f"/cases/{episode.pk}/risk", {"grade": "high", "asked.taken": "yes"}).content.decode()
    assert "Say why you chose this grade." in page
    assert 'href="#id_reason"' in page
    assert 'href="#id_grade_0"' in desk.post(f"/cases/{episode.pk}/risk", {"reason": "x"}).content.decode()
    assert not Fact.objects.filter(kind="asked.taken").exists()


def test_only_a_supervisor_gives_a_child_no_apparent_risk(desk: Client, force: Agency, episode: Episode) -> None:
    sent = {"grade": "nar", "reason": "At her aunt's."}
    assert "only by a supervisor" in desk.post(f"/cases/{episode.pk}/risk", sent).content.decode()
    supervisor = signed_in(factory.officer(Role.SUPERVISOR, force), of=episode)
    assert supervisor.post(f"/cases/{episode.pk}/risk", sent).status_code == 302


def test_an_answer_that_is_not_shown_stays_as_it_is_when_left_empty(
    desk: Client, force: Agency, episode: Episode
) -> None:
    desk.post(f"/cases/{episode.pk}/risk", {"grade": "high", "reason": "Ill.", "vulnerable.autism": "yes"})
    plain = signed_in(factory.officer(Role.OFFICER, force), of=episode)
    page = plain.get(f"/cases/{episode.pk}/risk")
    assert page.context["form"]["vulnerable.autism"].initial is None
    plain.post(f"/cases/{episode.pk}/risk", {"grade": "high", "reason": "Still.", "asked.out_of_character": "yes"})
    assert values_of([episode.misper_id], ["vulnerable.autism"])[episode.misper_id] == {"vulnerable.autism": ["yes"]}


# --- facts


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("alias", {"value": "Tam"}, "Tam"),
        ("stature_cm", {"value": "150-155"}, {"low": 150, "high": 155, "unit": "cm"}),
        ("birth_date", {"value_year": "2012", "value_month": "5"}, "2012-05"),
        ("hair_colour", {"value": "ginger"}, "ginger"),
        (
            "mark",
            {"mark_type": "tattoo", "body_part": "left_hand", "value": "a swallow"},
            {"kind": "tattoo", "part": "left_hand", "words": "a swallow"},
        ),
        ("has_money", {"value": "no"}, "no"),
        ("medicine_deadline", {"day": "2026-11-21", "hour": "20:00"}, "2026-11-21T20:00:00+00:00"),
        (
            "last_seen_at",
            {"day": "2026-11-21"},
            {"from": "2026-11-21T00:00:00+00:00", "to": "2026-11-21T23:59:00+00:00"},
        ),
    ],
)
def test_a_fact_of_each_form_is_kept(
    desk: Client, episode: Episode, kind: str, sent: dict[str, str], kept: Any
) -> None:
    assert desk.get(f"/cases/{episode.pk}/facts/new", {"kind": kind}).status_code == 200
    answer = desk.post(f"/cases/{episode.pk}/facts/new?kind={kind}", sent)
    assert answer.status_code == 302, answer.content.decode()
    assert values_of([episode.misper_id], [kind])[episode.misper_id][kind][0] == kept
    fact = Fact.objects.filter(kind=kind).latest("entered_at")
    assert desk.get(f"/cases/{episode.pk}/facts/{fact.pk}").status_code == 200
    assert desk.get(f"/cases/{episode.pk}").status_code == 200


def test_a_height_that_is_none_is_refused_with_a_sentence(desk: Client, episode: Episode) -> None:
    page = desk.post(f"/cases/{episode.pk}/facts/new?kind=stature_cm", {"value": "tall"}).content.decode()
    assert "Write a number as 152, or a range as 150-155." in page


def test_a_closely_kept_fact_cannot_be_corrected_by_one_who_may_not_see_it(
    force: Agency, duty: Officer, episode: Episode
) -> None:
    cases.add_fact(episode.pk, "medical", "Asthma", viewer=duty.viewer, by=duty.actor, at=clock.now())
    fact = Fact.objects.get(kind="medical")
    plain = signed_in(factory.officer(Role.OFFICER, force), of=episode)
    assert plain.get(f"/cases/{episode.pk}/facts/{fact.pk}").status_code == 404
    assert plain.post(f"/cases/{episode.pk}/facts/{fact.pk}", {"value": "None"}).status_code == 404


# --- photos


def test_a_photo_is_shown_decrypted_kept_by_nobody_and_written_down(desk: Client, duty: Officer) -> None:
    episode = factory.open_episode(duty, at=clock.now())
    desk.post(f"/cases/{episode.pk}/photos/new", {"photo": upload(factory.face())})
    photo = Photo.objects.get()
    assert f"/photos/{photo.pk}" in desk.get(f"/cases/{episode.pk}").content.decode()
    answer = desk.get(f"/photos/{photo.pk}")
    assert answer.content.startswith(b"\xff\xd8")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == "inline"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert Entry.objects.filter(kind="photo.looked", key=photo.pk).count() == 1
