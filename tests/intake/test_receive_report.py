"""A report is taken as it is told."""

from __future__ import annotations

import io
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image

from tests import factory
from wayhome.accounts.models import NATIONAL_INTAKE
from wayhome.base import filestore, places
from wayhome.intake import actions as intake
from wayhome.intake.actions import Incomplete, Received
from wayhome.intake.models import Photo, Report, ReportDoor
from wayhome.intake.queries import words_of
from wayhome.ledger.models import Entry
from wayhome.rules.report import LONGEST
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.django_db
THIN = {"given_name": "Tamsin", "last_seen_place": "Saltby Quay"}


def receive(words: dict[str, str], at: datetime, *, photo: bytes | None = None, **more: object) -> Report:
    return intake.receive_report(
        Received(words, photo=photo, **more),  # type: ignore[arg-type]
        door=ReportDoor.PUBLIC_CARER,
        by=Actor.public(),
        at=at,
    )


def stored() -> tuple[int, int, int, int]:
    files = [path for path in places.files().rglob("*") if path.is_file()] if places.files().exists() else []
    return Report.objects.count(), Photo.objects.count(), Entry.objects.count(), len(files)


# Refused


@pytest.mark.parametrize("field", ["given_name", "last_seen_place"])
@pytest.mark.parametrize("empty", [None, "", "   ", "\n\t"])
def test_a_report_without_first_name_or_place_names_the_field(now: datetime, field: str, empty: str | None) -> None:
    words = {name: text for name, text in (THIN | {field: empty}).items() if text is not None}
    before = stored()
    with pytest.raises(Incomplete) as refusal:
        receive(words, now)
    assert list(refusal.value.wrong) == [field]
    assert "unknown" in refusal.value.wrong[field]
    assert stored() == before


def test_every_wrong_field_is_named_at_once(now: datetime) -> None:
    with pytest.raises(Incomplete) as refusal:
        receive({"circumstances": "x" * (LONGEST + 1), "age": 14}, now)  # type: ignore[dict-item]
    assert set(refusal.value.wrong) == {"given_name", "last_seen_place", "circumstances", "age"}


@pytest.mark.parametrize("sign", ["\x00", "\ud83d"])
@pytest.mark.parametrize("where", ["given_name", "circumstances", "a field of our own"])
def test_a_sign_that_no_page_can_show_is_refused_by_field(now: datetime, sign: str, where: str) -> None:
    before = stored()
    with pytest.raises(Incomplete) as refusal:
        receive(THIN | {where: f"Tam{sign}sin"}, now)
    assert list(refusal.value.wrong) == [where]
    with pytest.raises(Incomplete):
        receive(THIN | {f"na{sign}me": "x"}, now)
    assert stored() == before


@pytest.mark.parametrize(
    "file", [b"GIF89a not a picture", b"%PDF-1.7", b"\xff\xd8\xff\xe0 a jpeg that breaks off", b"<svg/>", b"x" * 100]
)
def test_a_file_that_is_no_picture_is_refused_by_field_and_nothing_is_stored(now: datetime, file: bytes) -> None:
    before = stored()
    with pytest.raises(Incomplete) as refusal:
        receive(THIN, now, photo=file)
    assert list(refusal.value.wrong) == ["photo"]
    assert stored() == before


def test_an_empty_file_is_no_photo(now: datetime) -> None:
    receive(THIN, now, photo=b"")
    assert not Photo.objects.exists()
    with pytest.raises(Incomplete):
        intake.add_photo(Report.objects.get(), b"", by=Actor.public(), at=now)


def test_one_form_makes_one_report(now: datetime) -> None:
    token = uuid4()
    first = receive(THIN, now, form_token=token)
    before = stored()
    with pytest.raises(IntegrityError), transaction.atomic():
        receive(THIN, now, form_token=token, photo=factory.face())
    assert stored()[:3] == before[:3]
    assert Report.objects.get(form_token=token) == first
    receive(THIN, now, form_token=uuid4())
    receive(THIN, now)
    receive(THIN, now)  # without a token a second call is a second report


# Taken


def test_a_first_name_and_a_place_are_enough(now: datetime) -> None:
    report = receive(THIN, now)
    assert words_of(report) == THIN
    assert (report.door, report.received_at, report.received_by) == ("public_carer", now, "public")


def test_unknown_is_a_value(now: datetime) -> None:
    unknown = {"given_name": "unknown", "last_seen_place": "unknown", "age": "unknown"}
    assert words_of(receive(unknown, now)) == unknown


def test_words_are_kept_exactly_as_given(now: datetime) -> None:
    words = THIN | {
        "given_name": "  Tamsin-Llŷr O’Dair ",
        "why_worried": "She said:\n\t“back by 6”… <b>not</b> & 100 % {sure} \\ '\" 😟",
        "age": "14 or 15, I think",
        "empty": "",
        "longest": "ŵ" * LONGEST,
    }
    assert words_of(receive(words, now)) == words


def test_a_field_we_do_not_know_is_kept(now: datetime) -> None:
    words = THIN | {"favourite_bus": "The 42", "vulnerable.not_a_question": "yes"}
    assert words_of(receive(words, now)) == words


def test_nothing_that_was_said_can_be_read_from_the_row_or_the_ledger(now: datetime) -> None:
    receive(factory.report_words(given_name="Canary", circumstances="Canary words"), now, photo=factory.face())
    with connection.cursor() as cursor:
        for table in ("intake_report", "intake_photo", "ledger_entry"):
            cursor.execute(f"select t::text from {table} t")
            whole = " ".join(row[0] for row in cursor.fetchall())
            assert whole
            assert "Canary" not in whole
            assert b"Canary".hex() not in whole


def test_an_unrouted_report_belongs_to_the_national_intake_desk(now: datetime) -> None:
    assert receive(THIN, now).agency_id == NATIONAL_INTAKE


def test_a_report_writes_one_line(now: datetime) -> None:
    report = receive(THIN, now)
    entry = Entry.objects.get(key=report.pk)
    assert (entry.kind, entry.by, entry.agency, entry.look) == ("report.received", "public", NATIONAL_INTAKE, False)
    assert entry.facts == {"door": "public_carer", "photo": False}


def test_a_photo_is_painted_again_and_lies_sealed(now: datetime) -> None:
    picture = Image.open(io.BytesIO(factory.face()))
    carried = io.BytesIO()
    marks = picture.getexif()
    marks[0x010F] = "Canary camera"
    picture.save(carried, "JPEG", exif=marks, comment=b"Canary comment")
    assert carried.getvalue().count(b"Canary") == 2
    report = receive(THIN, now, photo=carried.getvalue() + b"Canary behind the end")
    photo = report.photos.get()
    kept = filestore.get(photo.pk)
    assert b"Canary" not in kept
    assert kept != carried.getvalue()
    assert Image.open(io.BytesIO(kept)).size == (photo.width, photo.height) == picture.size
    assert photo.agency_id == report.agency_id


def test_a_photo_may_come_later(now: datetime) -> None:
    report = receive(THIN, now)
    with pytest.raises(Incomplete):
        intake.add_photo(report, b"no picture", by=Actor.public(), at=now)
    photo = intake.add_photo(report, factory.face(), by=Actor.public(), at=now)
    assert list(report.photos.all()) == [photo]
    assert Entry.objects.get(kind="photo.received").facts == {"report": str(report.pk), "sha256": photo.sha256}
