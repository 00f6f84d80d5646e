"""Reports by the public forms, over HTTP, as the role that may not read them back."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

from tests import database
from tests.public.conftest import Answer, Site, Visitor
from wayhome.accounts.models import NATIONAL_INTAKE
from wayhome.base import filestore, keystore, places
from wayhome.base.errors import Unreadable
from wayhome.base.ids import read_reference
from wayhome.console import environment
from wayhome.flow import followers
from wayhome.intake.models import Photo, Report
from wayhome.intake.queries import words_of
from wayhome.ledger.models import Entry

pytestmark = pytest.mark.usefixtures("fresh_database")
THIN = {"given_name": "Wren", "last_seen_place": "Larkhill bus station"}
REFERENCE = r"\b(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}\b"
FORMS = ["/report/", "/report/professional/"]


def receipt(answer: Answer) -> str:
    """The reference on the receipt to which an answer leads."""
    assert answer.status == 302, answer.text
    page = Visitor(answer.port).get(answer.headers["Location"])
    shown = [found for found in re.findall(REFERENCE, page.text) if read_reference(found) == found]
    assert len(shown) == 1, page.text
    return str(shown[0])


@pytest.mark.parametrize("path", FORMS)
def test_a_first_name_and_a_place_are_enough(visitor: Visitor, path: str) -> None:
    reference = receipt(visitor.fill(path, **THIN))
    report = Report.objects.get(reference=reference)
    assert words_of(report) == THIN
    assert report.agency_id == NATIONAL_INTAKE
    assert report.received_by == "public"
    assert report.door == ("public_carer" if path == "/report/" else "public_professional")


def test_unknown_is_an_answer(visitor: Visitor) -> None:
    reference = receipt(visitor.fill("/report/", given_name="unknown", last_seen_place="unknown"))
    assert words_of(Report.objects.get(reference=reference))["given_name"] == "unknown"


def test_words_are_kept_as_given_under_the_kind_they_tell_of(visitor: Visitor) -> None:
    told = THIN | {
        "age": "about 14, maybe 15",
        "why_worried": "  She said “I'm done” & left.\r\nNothing like her. 🐦",
        "must_not_be_told": "her uncle",
        "hair_colour": "dark_brown",
        "birth_date_year": "2012",
        "last_seen_day": "2026-11-20",
        "last_seen_time": "16:30",
        "stature_cm": "5 ft 2",
        "informant": "Ash",
        "informant_phone": "07700 900123",
        "informant_relation": "parent",
    }
    words = words_of(Report.objects.get(reference=receipt(visitor.fill("/report/", **told))))
    assert words["age"] == "about 14, maybe 15"
    assert words["why_worried"] == told["why_worried"]
    assert words["birth_date"] == "2012"
    assert words["last_seen_at"] == "2026-11-20T16:30"
    assert (words["stature_cm"], words["stature_as_told"]) == ("157", "5 ft 2")
    assert words["informant_relation"] == "parent"
    assert not {"csrfmiddlewaretoken", "form_token", "last_seen_day", "birth_date_year"} & set(words)


def test_a_day_without_a_time_is_the_whole_day(visitor: Visitor) -> None:
    reference = receipt(visitor.fill("/report/", **THIN, last_seen_day="2026-11-20"))
    assert words_of(Report.objects.get(reference=reference))["last_seen_at"] == "2026-11-20T00:00/2026-11-20T23:59"


def test_a_moment_that_cannot_be_read_is_kept_as_it_was_written(visitor: Visitor) -> None:
    reference = receipt(visitor.fill("/report/", **THIN, last_seen_day="last night", last_seen_time="late"))
    words = words_of(Report.objects.get(reference=reference))
    assert words["last_seen_when"] == "last night late"
    assert "last_seen_at" not in words


def test_a_professional_says_for_whom_and_under_which_reference(visitor: Visitor) -> None:
    own = {
        "informant_agency": "Fernbank House",
        "informant_role": "night worker",
        "reference": "FH-12",
        "missing_from": "foster",
    }
    answer = visitor.fill("/report/professional/", **THIN, **own)
    assert words_of(Report.objects.get(reference=receipt(answer))) == THIN | own


def test_the_receipt_shows_the_reference_and_nothing_of_the_child(visitor: Visitor) -> None:
    answer = visitor.fill("/report/", **THIN)
    page = visitor.get(answer.headers["Location"])
    assert page.status == 200
    assert receipt(answer) in page.text
    assert "tel:999" in page.text
    assert "Wren" not in page.text
    assert "Larkhill" not in page.text
    assert page.headers["Cache-Control"].find("no-store") >= 0


def test_there_is_no_receipt_for_a_report_that_never_came_nor_for_another_kind(visitor: Visitor) -> None:
    veiled = visitor.fill("/report/", **THIN).headers["Location"].rstrip("/").rpartition("/")[2]
    assert visitor.get(f"/report/received/{veiled}/").status == 200
    for other in ("2222-2222-2222-2222", veiled[:-2] + "AA", veiled + "A", "%00", "%C3%A9"):
        assert visitor.get(f"/report/received/{other}/").status == (400 if other == "%00" else 404), other
    assert visitor.get(f"/sighting/received/{veiled}/").status == 404


def test_no_address_holds_the_reference_of_a_report(visitor: Visitor) -> None:
    answer = visitor.fill("/report/", **THIN)
    assert receipt(answer) not in answer.headers["Location"]


def test_missing_words_are_asked_for_and_nothing_written_is_lost(visitor: Visitor) -> None:
    answer = visitor.fill("/report/", given_name="  ", clothing="A yellow <raincoat>", hair_colour="red")
    assert answer.status == 422
    assert "<title>Error:" in answer.text
    assert 'href="#id_given_name"' in answer.text
    assert 'href="#id_last_seen_place"' in answer.text
    assert "A yellow &lt;raincoat&gt;" in answer.text
    assert '<option value="red" selected>' in answer.text
    assert Report.objects.count() == 0


def test_a_form_sent_twice_makes_one_report(visitor: Visitor) -> None:
    filled = visitor.hidden("/report/") | THIN
    first, second = visitor.post("/report/", filled), visitor.post("/report/", filled)
    assert receipt(first) == receipt(second)
    assert Report.objects.count() == 1


def test_twins_sent_at_once_make_one_report(site: Site) -> None:
    visitor = site.visitor()
    filled = visitor.hidden("/report/") | THIN
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: visitor.post("/report/", filled), range(8)))
    assert len({receipt(answer) for answer in answers}) == 1
    assert Report.objects.count() == 1


def test_a_form_that_was_refused_leaves_no_answer_behind(visitor: Visitor) -> None:
    filled = visitor.hidden("/report/") | THIN
    assert visitor.post_with_photo("/report/", filled, b"no picture").status == 422
    assert visitor.post_with_photo("/report/", filled, b"no picture").status == 422
    assert Report.objects.count() == 0


def test_a_form_whose_answer_was_forgotten_is_taken_anew(visitor: Visitor) -> None:
    filled = visitor.hidden("/report/") | THIN
    first = receipt(visitor.post("/report/", filled))
    with database.cluster.superuser(database.cluster.name) as connection:
        connection.execute("delete from intake_formanswer")
    assert receipt(visitor.post("/report/", filled)) != first
    assert Report.objects.count() == 2


def test_the_table_of_answers_tells_nobody_a_reference(visitor: Visitor) -> None:
    reference = receipt(visitor.fill("/report/", **THIN))
    with psycopg.connect(database.cluster.url("public")) as connection:
        row = connection.execute("select digest, sealed from intake_formanswer").fetchone()
    assert row is not None
    assert reference.encode() not in row[0] + row[1]


def test_a_form_to_which_something_was_added_makes_a_second_report(visitor: Visitor) -> None:
    filled = visitor.hidden("/report/") | THIN
    first = receipt(visitor.post("/report/", filled))
    second = receipt(visitor.post("/report/", filled | {"clothing": "A yellow raincoat"}))
    assert first != second
    assert Report.objects.count() == 2


def test_a_form_that_lost_its_token_is_taken_all_the_same(visitor: Visitor) -> None:
    filled = visitor.hidden("/report/") | THIN | {"form_token": "?"}
    receipt(visitor.post("/report/", filled))


def test_a_photo_is_repainted_and_comes_with_the_report(visitor: Visitor, face: bytes) -> None:
    carried = face[:2] + b"\xff\xfe\x00\x0fGPS 51.5 0.1 " + face[2:]
    answer = visitor.post_with_photo("/report/", visitor.hidden("/report/") | THIN, carried)
    photo = Photo.objects.get(report__reference=receipt(answer))
    assert b"GPS" not in filestore.get(photo.pk)


def test_the_public_process_leaves_key_and_photo_in_quarantine_and_a_worker_takes_them_over(
    visitor: Visitor, face: bytes
) -> None:
    answer = visitor.post_with_photo("/report/", visitor.hidden("/report/") | THIN, face)
    photo = Photo.objects.get(report__reference=receipt(answer))
    left = {path.name: path for path in places.quarantine().iterdir()}
    assert {f"{photo.report_id.hex}.key", f"{photo.pk.hex}.file"} <= set(left)
    assert not list(places.files().rglob(photo.pk.hex))
    assert not list(places.keys().rglob(photo.report_id.hex))
    assert all(path.stat().st_mode & 0o077 == 0 for path in left.values())
    before = filestore.get(photo.pk)  # the desk need not wait for the worker
    entry = Entry.objects.get(kind="report.received")
    for _ in range(2):  # every follower may run twice
        followers.take_over_report(entry, entry.at)
    assert not {f"{photo.report_id.hex}.key", f"{photo.pk.hex}.file"} & {
        path.name for path in places.quarantine().iterdir()
    }
    assert list(places.files().rglob(photo.pk.hex))
    assert list(places.keys().rglob(photo.report_id.hex))
    assert filestore.get(photo.pk) == before
    keystore.destroy(photo.report_id)
    with pytest.raises(Unreadable):
        filestore.get(photo.pk)


def test_the_public_process_is_given_the_public_half_alone() -> None:
    keys = Path(environment.for_role(database.cluster, "public")["WAYHOME_KEYS"])
    assert [path.name for path in keys.iterdir()] == ["public.key"]
    assert (keys / "public.key").read_bytes() == (places.keys() / "public.key").read_bytes()


def test_what_is_no_picture_is_refused_and_the_words_stay(visitor: Visitor) -> None:
    filled = visitor.hidden("/report/") | THIN | {"clothing": "A yellow raincoat"}
    answer = visitor.post_with_photo("/report/", filled, b"%PDF-1.7 not a picture")
    assert answer.status == 422
    assert "not a JPEG, PNG or WebP picture" in answer.text
    assert "A yellow raincoat" in answer.text
    assert "not the picture" in answer.text
    assert Report.objects.count() == 0


def test_a_picture_above_the_limit_is_refused_in_words(visitor: Visitor) -> None:
    answer = visitor.post_with_photo("/report/", visitor.hidden("/report/") | THIN, bytes(22 * 1024 * 1024))
    assert answer.status == 422
    assert "larger than 20 MB" in answer.text


def test_a_form_without_its_cookie_is_shown_again_with_every_word(site: Site) -> None:
    stranger = site.visitor()
    answer = stranger.post("/report/", THIN | {"clothing": "A yellow raincoat"})
    assert answer.status == 403
    assert "A yellow raincoat" in answer.text
    assert "tel:101" in answer.text
    assert Report.objects.count() == 0
    offered = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', answer.text)
    assert offered
    receipt(stranger.post("/report/", THIN | {"csrfmiddlewaretoken": offered[1]}))


@pytest.mark.parametrize("origin", ["null", "https://elsewhere.example.org"])
def test_a_form_sent_from_elsewhere_is_not_taken(visitor: Visitor, origin: str) -> None:
    body = urlencode(visitor.hidden("/report/") | THIN).encode()
    answer = visitor.ask("POST", "/report/", body, Content_Type="application/x-www-form-urlencoded", Origin=origin)
    assert answer.status == 403
    assert Report.objects.count() == 0


def test_behind_tls_the_form_is_taken_from_the_public_address_and_its_cookie_is_for_this_host(
    another_site: Callable[..., Site],
) -> None:
    origin = "https://find.example.org"
    visitor = another_site(WAYHOME_PUBLIC_ORIGIN=origin, WAYHOME_ALLOW_UNSAFE="1").visitor()
    filled = urlencode(visitor.hidden("/report/") | THIN).encode()
    assert list(visitor.cookies) == ["__Host-form"]
    answer = visitor.ask("POST", "/report/", filled, Content_Type="application/x-www-form-urlencoded", Origin=origin)
    receipt(answer)
    assert "Strict-Transport-Security" in answer.headers


def test_the_ledger_names_the_public_and_no_address_or_word(visitor: Visitor) -> None:
    receipt(visitor.fill("/report/", **THIN))
    entry = Entry.objects.get(kind="report.received")
    assert entry.by == "public"
    assert set(entry.facts) == {"door", "photo"}
    assert "127.0.0.1" not in str(entry.__dict__)


FORBIDDEN = (
    "select words from intake_report",
    "select received_by from intake_report",
    "select reference from intake_report",
    "select form_token from intake_report",
    "select reference from intake_sighting",
    "delete from intake_formanswer",
    "update intake_formanswer set at = now()",
    "select words from intake_sighting",
    "select sha256 from intake_photo",
    "select facts from ledger_entry",
    "select * from accounts_officer",
    "select args from procrastinate_jobs",
    "select * from cases_episode",
    "select decision from appeals_appeal",
    "update intake_report set words = ''",
    "delete from intake_report",
    "update published_edition set state = 'live'",
)


def test_the_public_process_cannot_read_back_what_it_took(visitor: Visitor) -> None:
    receipt(visitor.fill("/report/", **THIN))
    with psycopg.connect(database.cluster.url("public"), autocommit=True) as connection:
        for asked in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(asked)  # type: ignore[call-overload]


def test_a_database_that_was_down_at_the_start_is_looked_at_before_the_first_report(
    another_site: Callable[..., Site], tmp_path: Path
) -> None:
    url = database.cluster.url("public").partition("?host=")[0] + f"?host={tmp_path}/socket"
    visitor = another_site(WAYHOME_PUBLIC_DATABASE_URL=url, WAYHOME_ALLOW_UNSAFE="").visitor()
    assert visitor.get("/").status == 200
    (tmp_path / "socket").symlink_to(database.cluster.socket)
    with psycopg.connect(url) as connection:
        assert connection.execute("show fsync").fetchone() == ("off",)
    for path in FORMS:
        answer = visitor.get(path)
        assert answer.status == 503
        assert "tel:999" in answer.text
        assert "tel:101" in answer.text
        assert "<form" not in answer.text


def test_without_a_database_the_words_stay_on_the_screen_beside_the_numbers(
    another_site: Callable[..., Site], visitor: Visitor
) -> None:
    filled = visitor.hidden("/report/") | THIN
    nowhere = "postgresql://nobody:nothing@/nothing?host=/nonexistent"
    visitor.port = another_site(WAYHOME_PUBLIC_DATABASE_URL=nowhere, WAYHOME_ALLOW_UNSAFE="1").port
    assert [visitor.get(path).status for path in ("/", "/appeals/", "/report/")] == [200, 200, 503]
    answer = visitor.post("/report/", filled)
    assert answer.status == 503
    assert "NOT sent" in answer.text
    assert "Larkhill bus station" in answer.text
    assert filled["form_token"] in answer.text
    assert "tel:999" in answer.text


def test_a_report_whose_words_cannot_be_kept_is_not_confirmed(another_site: Callable[..., Site], tmp_path: Any) -> None:
    visitor = another_site(WAYHOME_KEYS=str(tmp_path / "none"), WAYHOME_ALLOW_UNSAFE="1").visitor()
    answer = visitor.fill("/report/", **THIN)
    assert answer.status == 503
    assert "NOT sent" in answer.text
    assert "Larkhill bus station" in answer.text
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    "hostile", ["\x00", "\ud7ff\u202e", "'; drop table intake_report; --", "{{ 7*7 }}", "x" * 4001]
)
def test_hostile_words_are_taken_or_refused_but_never_a_failure(visitor: Visitor, hostile: str) -> None:
    answer = visitor.fill("/report/", **(THIN | {"clothing": hostile}))
    assert answer.status in {302, 422}


def test_each_form_has_a_token_of_its_own(visitor: Visitor) -> None:
    tokens = {visitor.hidden("/report/")["form_token"] for _ in range(3)}
    assert len(tokens) == 3
    assert all(uuid.UUID(token) for token in tokens)
