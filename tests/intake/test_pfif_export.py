"""What was imported goes out whole, on the record, and without those whose time has passed."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from datetime import datetime, timedelta

import pytest
from lxml import etree

from tests import factory
from tests.intake.pfif_documents import EVERY_NOTE_ELEMENT, EVERY_PERSON_ELEMENT, document, imported, note, person
from wayhome.access.actions import recipient_of
from wayhome.access.models import Disclosure
from wayhome.base.errors import Refused
from wayhome.formats.pfif import pfif_time
from wayhome.intake.models import Report
from wayhome.intake.pfif_export import Disclosed, Wanted, disclose
from wayhome.ledger.models import Entry

pytestmark = pytest.mark.django_db

REASON = "Yearly exchange with the national centre"
OLD_NAMES = {
    "home_zip": "home_postal_code",
    "first_name": "given_name",
    "last_name": "family_name",
    "other": "description",
    "found": "author_made_contact",
}


def given_out(at: datetime, wanted: Wanted | None = None, *, by: str = "the operator") -> tuple[bytes, Disclosed]:
    out = io.BytesIO()
    told = disclose(out, wanted=wanted or Wanted(), by=by, reason=REASON, at=at)
    return out.getvalue(), told


def texts(source: bytes) -> Counter[tuple[str, str, str, str]]:
    """Every element of every record: kind, record id, name in 1.4, trimmed text; entry_date left out."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for record in etree.fromstring(source).iter("{*}person", "{*}note"):
        kind = etree.QName(record).localname
        own = record.find(f"{{*}}{kind}_record_id").text.strip()
        for each in record:
            name = etree.QName(each).localname
            if name not in ("person", "note", "entry_date"):
                found[kind, own, OLD_NAMES.get(name, name), "".join(each.itertext()).strip()] += 1
    return found


def of_version(version: str) -> bytes:
    """One person with every element, notes inside and alone, as one version of the standard names them."""
    own = dict(EVERY_PERSON_ELEMENT) | {"entry_date": "2026-01-01T10:00:00Z", "home_city": "\n   Saltby \t ", "age": ""}
    said = dict(EVERY_NOTE_ELEMENT) | {"entry_date": "2026-01-02T11:00:00Z"}
    if version < "1.4":
        renamed = {"given_name": "first_name", "family_name": "last_name", "description": "other"}
        own = {renamed.get(name, name): text for name, text in own.items()}
        said = {{"author_made_contact": "found"}.get(name, name): text for name, text in said.items()}
    if version == "1.1":
        own["home_zip"] = own.pop("home_postal_code")
    return document(
        person(1, note(1, **said) + note(2, about=1, text="Twice"), **own, house_style="kept", extra="a & b < c"),
        person(2),
        note(3, about=1, text="Alone"),
        note(4, about=77, text="About somebody else"),
        note(5, text="About nobody"),
        version=version,
    )


@pytest.mark.parametrize("version", ["1.1", "1.2", "1.3", "1.4"])
def test_every_text_comes_back_under_its_name_of_1_4(version: str, now: datetime) -> None:
    source = of_version(version)
    imported(source, at=now)
    out, told = given_out(now)
    assert texts(out) == texts(source)
    assert (told.persons, told.notes, told.placeholders) == (2, 5, 0)
    root = etree.fromstring(out)
    assert root.tag == "{http://zesty.ca/pfif/1.4}pfif"
    assert not list(root.iter("{*}entry_date"))
    inside = [each.text for each in root.iterfind("{*}person/{*}note/{*}note_record_id")]
    assert inside == ["saltby.example.org/note.1", "saltby.example.org/note.2"]


def test_what_is_given_out_and_taken_in_again_is_known(now: datetime) -> None:
    imported(of_version("1.2"), at=now)
    out, _ = given_out(now)
    assert {fate.value for fate in imported(out, at=now)} == {"already_known"}
    assert given_out(now)[0] == out


def test_the_latest_version_goes_out_unless_all_are_asked_for(now: datetime) -> None:
    for day, name in enumerate(["Tam", "Tamsin", "Tamsin Q."], start=1):
        imported(document(person(1, full_name=name, source_date=f"2026-01-0{day}T00:00:00Z")), at=now)
    imported(document(person(1, full_name="Late", source_date="2025-01-01T00:00:00Z")), at=now)
    names = [each.text for each in etree.fromstring(given_out(now)[0]).iter("{*}full_name")]
    assert names == ["Tamsin Q."]
    out, told = given_out(now, Wanted(every_version=True))
    assert {each.text for each in etree.fromstring(out).iter("{*}full_name")} == {"Tam", "Tamsin", "Tamsin Q.", "Late"}
    assert told.persons == 4


def test_an_expired_person_leaves_a_placeholder_and_no_note(now: datetime) -> None:
    ended = pfif_time(now - timedelta(days=1))
    fields = EVERY_PERSON_ELEMENT | {"expiry_date": ended}
    imported(document(person(1, note(1, text="Inside"), **fields), person(2), note(2, about=1, text="Alone")), at=now)
    out, told = given_out(now)
    assert (told.persons, told.placeholders, told.notes, told.notes_left_out) == (2, 1, 0, 2)
    first = etree.fromstring(out).find("{*}person")
    assert first is not None
    assert {etree.QName(each).localname: each.text for each in first} == {
        "person_record_id": "saltby.example.org/person.1",
        "source_date": ended,
        "expiry_date": ended,
    }
    for text in ("Tamsin", "Inside", "Alone", "Quillfeather"):
        assert text.encode() not in out


def test_earlier_versions_of_an_expired_person_stay_in_too(now: datetime) -> None:
    imported(document(person(1, full_name="Tamsin", source_date="2026-01-01T00:00:00Z")), at=now)
    ended = {"expiry_date": pfif_time(now), "source_date": "2026-01-02T00:00:00Z"}
    imported(document(person(1, full_name="Tamsin", **ended)), at=now)
    out, told = given_out(now, Wanted(every_version=True))
    assert b"Tamsin" not in out
    assert (told.persons, told.placeholders) == (1, 1)


def test_a_person_who_has_not_expired_yet_goes_out_whole(now: datetime) -> None:
    source = document(person(1, full_name="Tamsin", expiry_date=pfif_time(now + timedelta(seconds=1))))
    imported(source, at=now)
    assert texts(given_out(now)[0]) == texts(source)


def test_expired_records_come_whole_only_when_asked_for(now: datetime) -> None:
    source = document(person(1, note(1, text="Inside"), full_name="Tamsin", expiry_date="2026-01-01T00:00:00Z"))
    imported(source, at=now)
    assert texts(given_out(now, Wanted(expired=True))[0]) == texts(source)
    assert Entry.objects.get(kind="disclosure.pfif").facts["expired"] is True


def test_a_placeholder_replaces_the_record_where_it_is_taken_in(now: datetime) -> None:
    ended = pfif_time(now - timedelta(days=1))
    imported(document(person(1, full_name="Tamsin", source_date="2026-01-01T00:00:00Z", expiry_date=ended)), at=now)
    out, _ = given_out(now)
    assert [fate.value for fate in imported(out, at=now)] == ["updated"]


def test_the_disclosure_says_who_why_how_many_and_which_bytes(now: datetime) -> None:
    officer = factory.officer()
    imported(document(person(1, note(1), full_name="Tamsin")), at=now)
    out, told = given_out(now, by=officer.login)
    line = Entry.objects.get(kind="disclosure.pfif")
    assert (line.by, line.agency, line.reason, line.look, line.at) == (
        f"officer:{officer.pk}",
        officer.agency_id,
        REASON,
        False,
        now,
    )
    assert line.facts["sha256"] == hashlib.sha256(out).hexdigest() == told.sha256
    assert (line.facts["persons"], line.facts["notes"], line.facts["size"]) == (1, 1, len(out))


def test_each_record_that_left_has_its_line_in_the_log_of_disclosures(now: datetime) -> None:
    imported(
        document(
            person("p1", given_name="Tamsin"),
            person("p2", given_name="Corin"),
            person("p3", expiry_date=pfif_time(now - timedelta(days=1))),
        ),
        at=now,
    )
    _, told = given_out(now)
    rows = list(Disclosure.objects.all())
    assert len(rows) == 2  # of the third a placeholder left, which holds nothing of anybody
    assert {row.subject for row in rows} <= set(Report.objects.values_list("pk", flat=True))
    assert {(row.medium, row.copy_hash, row.ground) for row in rows} == {("export", told.sha256, "as_stated")}
    assert all(recipient_of(row) == {"name": "the operator", "agency": REASON} for row in rows)
    assert "given_name" in rows[0].kinds


def test_a_long_reason_is_kept_whole(now: datetime) -> None:
    reason = "Agreed exchange of records with the centre, " * 4
    disclose(io.BytesIO(), wanted=Wanted(), by="the operator", reason=reason, at=now)
    line = Entry.objects.get(kind="disclosure.pfif")
    assert line.facts["why"] == reason.strip()
    assert reason.startswith(line.reason)


@pytest.mark.parametrize(
    ("by", "reason", "sentence"),
    [
        ("", REASON, "Say who asks"),
        ("  ", REASON, "Say who asks"),
        ("nobody", REASON, "No officer signs in as nobody"),
        ("left", REASON, "No officer signs in as left"),
        ("here", " \n ", "Say why"),
        ("here", "x" * 501, "at most 500 characters"),
    ],
)
def test_nothing_is_given_out_without_a_known_officer_and_a_reason(
    by: str, reason: str, sentence: str, now: datetime
) -> None:
    agency = factory.force()
    for login, active in (("here", True), ("left", False)):
        officer = factory.officer(agency=agency)
        officer.login, officer.is_active = login, active
        officer.save()
    imported(document(person(1)), at=now)
    out = io.BytesIO()
    with pytest.raises(Refused, match=sentence):
        disclose(out, wanted=Wanted(), by=by, reason=reason, at=now)
    assert out.getvalue() == b""
    assert not Entry.objects.filter(kind="disclosure.pfif").exists()


def test_one_agencys_imports_can_be_given_out_alone(now: datetime) -> None:
    imported(document(person(1)), at=now)
    assert given_out(now, Wanted(agency=factory.force().pk))[1].persons == 0
