"""Records of other registers come in once, lose nothing, and change no status."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection, connections

from tests import factory
from tests.intake.pfif_documents import (
    EVERY_NOTE_ELEMENT,
    EVERY_PERSON_ELEMENT,
    document,
    imported,
    note,
    person,
    read,
)
from wayhome.accounts.models import NATIONAL_INTAKE, Agency
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.facts.models import Fact
from wayhome.formats.pfif_records import NOTE_ELEMENTS, PERSON_ELEMENTS
from wayhome.intake.models import ImportedRecord, Photo, Report, ReportDoor, Sighting
from wayhome.intake.pfif import Fate, is_newer, record_of, sightings_about, take_in, told_since
from wayhome.intake.pfif_words import report_words
from wayhome.intake.queries import words_of, words_of_sighting
from wayhome.ledger.models import Entry
from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.viewer import Role

RECEIVED, UPDATED, KNOWN = Fate.RECEIVED, Fate.UPDATED, Fate.ALREADY_KNOWN


def rows() -> dict[str, int]:
    """How many rows each table has that the application may read."""
    with connection.cursor() as cursor:
        tables = [
            table
            for table in connection.introspection.table_names(cursor)
            if cursor.execute("select has_any_column_privilege(%s, 'select')", [table]).fetchone() == (True,)
        ]
        return {table: cursor.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}


@pytest.mark.django_db
def test_a_person_becomes_a_report_in_words_by_fact_kind(now: datetime) -> None:
    assert imported(document(person(**EVERY_PERSON_ELEMENT)), at=now) == [RECEIVED]
    report = Report.objects.get()
    assert (report.door, report.received_at, report.received_by) == (ReportDoor.PFIF, now, "system:pfif")
    assert words_of(report) == {
        "reference": "saltby.example.org/person.1",
        "given_name": "Tamsin",
        "family_name": "Quillfeather",
        "alias": "Tamsin Quillfeather\nT. Quillfeather\nTam\nTammy",
        "sex": "female",
        "birth_date": "2011-05",
        "age": "14-15",
        "last_seen_place": "unknown",
        "home_address": "Harbour Steps, Quayside, Saltby, NM, ZZ99 1VV, GB",
        "circumstances": "Green coat.\nLeft on foot.",
        "online_account": "https://social.example.org/tam",
        "informant": "Isolde Quillfeather",
        "informant_phone": "01632 960456",
        "informant_agency": "Saltby Register",
        "author_email": "isolde@example.org",
        "source_url": "https://saltby.example.org/1",
        "source_date": "2026-01-01T09:00:00Z",
        "photo_url": "https://saltby.example.org/1.jpg",
    }


@pytest.mark.django_db
def test_a_note_becomes_a_sighting_attached_to_its_person(now: datetime) -> None:
    inside = note(**EVERY_NOTE_ELEMENT)
    assert imported(document(person(1, inside, full_name="Tamsin")), at=now) == [RECEIVED, RECEIVED]
    sighting = Sighting.objects.get()
    assert sighting.report == Report.objects.get()
    words = words_of_sighting(sighting)
    assert (words["place"], words["words"]) == ("Saltby bus station", "Saw her at noon.")
    assert (words["informant"], words["informant_phone"]) == ("Ned Thrupp", "07700 900111")
    assert words["status"] == "believed_alive"
    assert words["person_record_id"] == "saltby.example.org/person.1"
    assert words["photo_url"] == "https://saltby.example.org/note.jpg"


@pytest.mark.django_db
def test_a_person_without_name_and_place_lands_as_unknown(now: datetime) -> None:
    assert imported(document(person(7)), at=now) == [RECEIVED]
    assert words_of(Report.objects.get()) == {
        "given_name": "unknown",
        "last_seen_place": "unknown",
        "reference": "saltby.example.org/person.7",
    }


@pytest.mark.parametrize(
    ("fields", "given", "alias"),
    [
        ({"full_name": "Tamsin Quillfeather"}, "Tamsin Quillfeather", None),
        ({"given_name": "Tamsin", "family_name": "Quillfeather", "full_name": "Tamsin Quillfeather"}, "Tamsin", None),
        ({"given_name": "Tamsin", "full_name": "Quillfeather Tamsin"}, "Tamsin", "Quillfeather Tamsin"),
        ({"alternate_names": "Tam"}, "unknown", "Tam"),
    ],
)
def test_a_full_name_is_never_split(fields: dict[str, str], given: str, alias: str | None) -> None:
    words = report_words(read(document(person(**fields)))[0])  # type: ignore[arg-type]
    assert (words["given_name"], words.get("alias")) == (given, alias)


def test_no_element_poses_as_a_fact_kind() -> None:
    source = document(person(full_name="Tamsin", medical="nothing", must_not_be_told="nobody", phone="07700 900333"))
    words = report_words(read(source)[0])  # type: ignore[arg-type]
    assert words["pfif.medical"] == "nothing"
    assert not {"medical", "must_not_be_told", "phone"} & words.keys()
    # These few mean the same on both sides; every other standard name that is kept bare is no fact kind.
    assert {*PERSON_ELEMENTS, *NOTE_ELEMENTS} & FACT_KINDS.keys() == {"given_name", "family_name", "sex", "age"}


@pytest.mark.django_db
def test_an_element_that_occurs_twice_is_read_whole(now: datetime) -> None:
    source = b"""<pfif xmlns="http://zesty.ca/pfif/1.4"><person><person_record_id>saltby.example.org/1</person_record_id>
    <description>One.</description><description>Two.</description><sex>male</sex><sex>other</sex></person></pfif>"""
    imported(source, at=now)
    words = words_of(Report.objects.get())
    assert (words["circumstances"], words["sex"]) == ("One.\nTwo.", "male")
    assert record_of(ImportedRecord.objects.get()).repeats == {"description": ("Two.",), "sex": ("other",)}


@pytest.mark.django_db
def test_imported_words_open_an_episode(now: datetime) -> None:
    officer = factory.officer(Role.DUTY_OFFICER)
    [record] = read(document(person(**EVERY_PERSON_ELEMENT)))
    take_in(record, agency=officer.agency_id, by=officer.actor, at=now)
    episode = cases.open_episode(Report.objects.get().pk, viewer=officer.viewer, by=officer.actor, at=now)
    kinds = set(Fact.objects.filter(subject=episode.misper_id).values_list("kind", flat=True))
    assert {"given_name", "birth_date", "age", "home_address", "informant", "circumstances", "reference"} <= kinds


@pytest.mark.django_db
def test_a_note_changes_no_status_and_adds_no_fact(now: datetime) -> None:
    officer = factory.officer(Role.DUTY_OFFICER)
    episode = factory.open_episode(officer, at=now)
    facts = Fact.objects.count()
    assert imported(document(note(1, about=1, status="believed_dead", author_made_contact="true")), at=now) == [
        RECEIVED
    ]
    assert Episode.objects.get().status == episode.status
    assert Fact.objects.count() == facts


@pytest.mark.django_db
def test_a_note_about_an_unknown_person_is_kept_and_joined_when_the_person_comes(now: datetime) -> None:
    assert imported(document(note(1, about=1, text="Saw her.")), at=now) == [RECEIVED]
    sighting = Sighting.objects.get()
    assert sighting.report is None
    assert imported(document(person(1), person(2)), at=now) == [RECEIVED, RECEIVED]
    first, second = (row.report for row in ImportedRecord.objects.filter(kind="person").order_by("imported_at", "id"))
    about = {words_of(each)["reference"]: list(sightings_about(each)) for each in (first, second) if each}
    assert about == {"saltby.example.org/person.1": [sighting], "saltby.example.org/person.2": []}
    assert Sighting.objects.get().report is None


@pytest.mark.django_db
def test_what_comes_after_a_report_was_routed_goes_to_its_force(now: datetime) -> None:
    desk = factory.officer(Role.DUTY_OFFICER, Agency.objects.get(pk=NATIONAL_INTAKE))
    force = factory.force()
    imported(document(note(1, about=1), person(1, full_name="Tamsin")), at=now)
    report = Report.objects.get()
    factory.routed(report.pk, force.pk, desk, at=now)
    later = document(person(1, note(2), full_name="Tamsin Q.", source_date="2026-01-01T00:00:00Z"))
    assert imported(later, at=now) == [UPDATED, RECEIVED]
    report.refresh_from_db()
    assert Sighting.objects.get(report=report).agency == force
    assert set(Entry.objects.filter(agency=force.pk).values_list("kind", flat=True)) == {
        "report.routed",
        "report.updated",
        "sighting.received",
    }
    assert sightings_about(report).count() == 2
    assert imported(later, at=now) == [KNOWN, KNOWN]


@pytest.mark.django_db
def test_a_note_that_says_of_nobody_is_kept(now: datetime) -> None:
    assert imported(document(note(1, text="Somebody.")), at=now) == [RECEIVED]
    assert Sighting.objects.get().report is None


@pytest.mark.django_db
def test_a_note_learns_whom_it_is_about_from_the_whole_file(now: datetime) -> None:
    own = "<pfif:person_record_id>saltby.example.org/person.1</pfif:person_record_id>"
    whole = document(f"<pfif:person>{note(1, text='Saw her.')}{own}</pfif:person>")
    cut = whole[: whole.index(own.encode())]
    assert imported(cut, at=now) == [RECEIVED]
    assert imported(whole, at=now) == [RECEIVED, UPDATED]
    report = Report.objects.get()
    assert list(sightings_about(report)) == list(Sighting.objects.all())
    assert imported(whole, at=now) == [KNOWN, KNOWN]


@pytest.mark.django_db
def test_the_same_file_twice_changes_no_table(now: datetime) -> None:
    source = document(person(1, note(1, **EVERY_NOTE_ELEMENT), **EVERY_PERSON_ELEMENT), person(2), note(2, about=9))
    assert imported(source, at=now) == [RECEIVED] * 4
    before = rows()
    assert imported(source, at=now) == [KNOWN] * 4
    assert rows() == before
    assert (before["ledger_entry"], before["procrastinate_jobs"], before["intake_report"]) == (4, 4, 2)


@pytest.mark.django_db
def test_another_pfif_version_and_another_entry_date_say_the_same(now: datetime) -> None:
    old = document(
        person(1, first_name="Tamsin", other="Green coat.", entry_date="2026-01-01T00:00:00Z"), version="1.1"
    )
    new = document(person(1, description="Green coat.", given_name="Tamsin", entry_date="2026-02-02T00:00:00Z"))
    assert imported(old, at=now) == [RECEIVED]
    assert imported(new, at=now) == [KNOWN]
    assert ImportedRecord.objects.count() == 1


@pytest.mark.django_db
def test_a_later_source_date_is_a_new_version_of_the_same_report(now: datetime) -> None:
    first = document(person(1, full_name="Tamsin", source_date="2026-01-01T00:00:00Z"))
    second = document(person(1, full_name="Tamsin Q.", source_date="2026-01-02T00:00:00Z"))
    assert imported(first, at=now) == [RECEIVED]
    assert imported(second, at=now) == [UPDATED]
    report = Report.objects.get()
    assert words_of(report)["given_name"] == "Tamsin"
    [later] = told_since(report)
    assert (later.words["given_name"], later.newest) == ("Tamsin Q.", True)
    assert later.source_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert imported(first, at=now) == [KNOWN]  # the old copy changes nothing back
    assert [row.version for row in ImportedRecord.objects.order_by("version")] == [1, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("source_date", ["2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "", "yesterday"])
def test_content_that_is_not_later_is_kept_but_not_current(source_date: str, now: datetime) -> None:
    imported(document(person(1, full_name="Tamsin", source_date="2026-01-01T00:00:00Z")), at=now)
    other = document(person(1, full_name="Someone", source_date=source_date))
    assert imported(other, at=now) == [KNOWN]
    assert [row.newest for row in ImportedRecord.objects.order_by("version")] == [True, False]
    assert [later.words["given_name"] for later in told_since(Report.objects.get())] == ["Someone"]
    before = rows()
    assert imported(other, at=now) == [KNOWN]
    assert rows() == before


def test_which_version_is_newer() -> None:
    monday, tuesday = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC)
    assert is_newer(tuesday, monday)
    assert not is_newer(monday, tuesday)
    assert not is_newer(monday, monday)
    assert is_newer(monday, None)
    assert not is_newer(None, monday)
    assert is_newer(None, None)


@pytest.mark.django_db
def test_a_note_has_versions_too(now: datetime) -> None:
    imported(document(note(1, about=1, text="Saw her.", source_date="2026-01-01T00:00:00Z")), at=now)
    assert imported(document(note(1, about=1, text="It was not her.", source_date="2026-01-02T00:00:00Z")), at=now) == [
        UPDATED
    ]
    assert Sighting.objects.count() == 1
    assert ImportedRecord.objects.filter(kind="note").count() == 2


@pytest.mark.django_db
def test_a_person_and_a_note_may_have_the_same_id(now: datetime) -> None:
    source = b"""<pfif xmlns="http://zesty.ca/pfif/1.4"><person><person_record_id>a.example.org/1</person_record_id>
    </person><note><note_record_id>a.example.org/1</note_record_id></note></pfif>"""
    assert imported(source, at=now) == [RECEIVED, RECEIVED]


@pytest.mark.django_db
def test_very_long_ids_are_told_apart(now: datetime) -> None:
    long = "".join(chr(0x4E00 + n) for n in range(950))
    assert imported(document(person(long + "a"), person(long + "b")), at=now) == [RECEIVED, RECEIVED]


@pytest.mark.django_db
def test_a_photo_address_is_kept_and_nothing_is_fetched(now: datetime) -> None:
    imported(document(person(1, photo_url="http://127.0.0.1:1/none.jpg")), at=now)
    assert words_of(Report.objects.get())["photo_url"] == "http://127.0.0.1:1/none.jpg"
    assert Photo.objects.count() == 0


@pytest.mark.django_db
def test_nothing_of_a_child_stands_in_the_clear(now: datetime) -> None:
    imported(document(person(1, note(1, **EVERY_NOTE_ELEMENT), **EVERY_PERSON_ELEMENT)), at=now)
    told = " ".join(json.dumps([entry.facts, entry.by, entry.reason]) for entry in Entry.objects.all())
    stored = b"".join(
        bytes(each)
        for row in ImportedRecord.objects.all()
        for each in (row.fields, row.record_key, row.person_key or b"", row.digest)
    )
    said = (*EVERY_PERSON_ELEMENT.values(), *EVERY_NOTE_ELEMENT.values(), "saltby.example.org/person.1")
    for secret in (each for each in said if len(each) > 5):
        assert secret not in told
        assert secret.encode() not in stored


@pytest.mark.django_db
def test_every_record_writes_one_ledger_line(now: datetime) -> None:
    imported(document(person(1, note(1))), at=now)
    imported(document(person(1, note(1, text="More."), full_name="Tamsin")), at=now)
    imported(document(person(1, full_name="Tamsin Q.", source_date="2026-01-01T00:00:00Z")), at=now)
    imported(document(person(1, full_name="T.", source_date="2025-01-01T00:00:00Z")), at=now)
    assert sorted(Entry.objects.values_list("kind", flat=True)) == [
        "report.received",
        "report.repeated",
        "report.updated",
        "report.updated",
        "sighting.received",
        "sighting.updated",
    ]


def test_two_imports_at_once_take_each_record_once(fresh_database: None, now: datetime) -> None:
    source = document(*(person(number, note(number)) for number in range(12)))
    found: list[Fate] = []

    def run() -> None:
        found.extend(imported(source, at=now))
        connections.close_all()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted([RECEIVED] * 24 + [KNOWN] * 48)
    assert (Report.objects.count(), Sighting.objects.count(), ImportedRecord.objects.count()) == (12, 12, 24)
    assert Sighting.objects.filter(report=None).count() == 0
