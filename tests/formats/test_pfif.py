"""PFIF in and out. All people and ids here are invented."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayhome.formats.pfif import (
    PfifNote,
    PfifPerson,
    Refusal,
    expires_at,
    person_age,
    person_birth,
    pfif_time,
    read_pfif,
    source_at,
    write_pfif,
)
from wayhome.formats.pfif_records import NOTE_ELEMENTS, PERSON_ELEMENTS
from wayhome.terms.age_range import AgeRange
from wayhome.terms.partial_date import PartialDate

Record = PfifPerson | PfifNote | Refusal

# Compared by hand with the published element lists of each version: what each one calls what 1.4 calls otherwise.
RENAMES = [
    ("1.1", "person", "first_name", "given_name"),
    ("1.1", "person", "last_name", "family_name"),
    ("1.1", "person", "home_zip", "home_postal_code"),
    ("1.1", "person", "other", "description"),
    ("1.1", "note", "found", "author_made_contact"),
    ("1.2", "person", "first_name", "given_name"),
    ("1.2", "person", "last_name", "family_name"),
    ("1.2", "person", "home_postal_code", "home_postal_code"),
    ("1.2", "person", "other", "description"),
    ("1.2", "note", "found", "author_made_contact"),
    ("1.3", "person", "full_name", "full_name"),
    ("1.3", "person", "first_name", "given_name"),
    ("1.3", "person", "last_name", "family_name"),
    ("1.3", "person", "other", "description"),
    ("1.3", "note", "found", "author_made_contact"),
    ("1.4", "person", "given_name", "given_name"),
    ("1.4", "person", "description", "description"),
    ("1.4", "note", "author_made_contact", "author_made_contact"),
]


def document(body: str, version: str = "1.4") -> bytes:
    return f'<pfif:pfif xmlns:pfif="http://zesty.ca/pfif/{version}">\n{body}\n</pfif:pfif>'.encode()


def read(source: bytes, max_bytes: int = 1 << 20) -> list[Record]:
    return list(read_pfif(io.BytesIO(source), file="given.xml", max_bytes=max_bytes))


def person(record_id: str, inside: str = "") -> str:
    return f"<pfif:person><pfif:person_record_id>{record_id}</pfif:person_record_id>{inside}</pfif:person>"


def note(record_id: str, inside: str = "") -> str:
    return f"<pfif:note><pfif:note_record_id>{record_id}</pfif:note_record_id>{inside}</pfif:note>"


def written(people: list[tuple[PfifPerson, list[PfifNote]]], loose: list[PfifNote] | None = None) -> bytes:
    out = io.BytesIO()
    write_pfif(people, loose or [], out=out)
    return out.getvalue()


def one(records: list[Record]) -> Record:
    (record,) = records
    return record


@pytest.mark.parametrize(("version", "kind", "old", "new"), RENAMES)
def test_older_names_become_the_names_of_1_4(version: str, kind: str, old: str, new: str) -> None:
    inside = f"<pfif:{old}> Kestrel </pfif:{old}>"
    record = one(
        read(document(person("a.example/1", inside) if kind == "person" else note("a.example/n1", inside), version))
    )
    assert isinstance(record, PfifPerson | PfifNote)
    assert record.version == version
    assert record.fields[new] == "Kestrel"
    assert old == new or old not in record.fields


def test_every_element_is_kept_trimmed_with_its_inner_lines_and_its_empty_texts() -> None:
    record = one(
        read(
            document(
                person(
                    "a.example/1",
                    "<pfif:description>\n  red coat\n  blue bag \n\t</pfif:description><pfif:home_city/>"
                    "<pfif:shoe_size> 4 </pfif:shoe_size><other xmlns='urn:elsewhere'>not ours</other>",
                )
            )
        )
    )
    assert isinstance(record, PfifPerson)
    assert record.fields == {
        "person_record_id": "a.example/1",
        "description": "red coat\n  blue bag",
        "home_city": "",
        "shoe_size": "4",
    }


def test_a_comment_does_not_cut_a_text_and_markup_is_read_as_its_text() -> None:
    record = one(
        read(
            document(
                note("a.example/n1", "<pfif:text>seen<!-- x --> near <b>the pier</b>, <![CDATA[<hurt>]]></pfif:text>")
            )
        )
    )
    assert isinstance(record, PfifNote)
    assert record.fields["text"] == "seen near the pier, <hurt>"


def test_an_element_that_comes_twice_keeps_both_texts_and_the_first_that_says_something_leads() -> None:
    source = document(
        person(
            "a.example/1",
            "<pfif:full_name/><pfif:full_name>Ada Lark</pfif:full_name><pfif:full_name>A. Lark</pfif:full_name>",
        )
    )
    record = one(read(source))
    assert isinstance(record, PfifPerson)
    assert record.fields["full_name"] == "Ada Lark"
    assert record.repeats == {"full_name": ("", "A. Lark")}
    again = one(read(written([(record, [])])))
    assert isinstance(again, PfifPerson)
    assert (again.fields, again.repeats) == (record.fields, record.repeats)


def test_notes_follow_their_person_and_take_its_id_without_it_being_invented_as_theirs() -> None:
    source = document(
        person(
            "a.example/1",
            note("a.example/n1") + note("b.example/n2", "<pfif:person_record_id>b.example/7</pfif:person_record_id>"),
        )
        + person("a.example/2")
    )
    first, one_note, other_note, second = read(source)
    assert isinstance(first, PfifPerson)
    assert isinstance(one_note, PfifNote)
    assert isinstance(other_note, PfifNote)
    assert isinstance(second, PfifPerson)
    assert (one_note.person_record_id, one_note.inside_person) == ("a.example/1", True)
    assert "person_record_id" not in one_note.fields
    assert other_note.person_record_id == "b.example/7"
    out = written([(first, [one_note, other_note]), (second, [])])
    assert out.count(b"<pfif:person_record_id>a.example/1<") == 1
    assert [type(record) for record in read(out)] == [PfifPerson, PfifNote, PfifNote, PfifPerson]


def test_a_note_may_stand_before_the_id_of_its_person() -> None:
    source = document(f"<pfif:person>{note('n/1')}<pfif:person_record_id>p/1</pfif:person_record_id></pfif:person>")
    _, held = read(source)
    assert isinstance(held, PfifNote)
    assert held.person_record_id == "p/1"


def test_a_note_may_stand_alone_and_about_nobody_known() -> None:
    alone, unattached = read(document(note("n/1", "<pfif:person_record_id>p/9</pfif:person_record_id>") + note("n/2")))
    assert isinstance(alone, PfifNote)
    assert isinstance(unattached, PfifNote)
    assert (alone.person_record_id, alone.inside_person) == ("p/9", False)
    assert unattached.person_record_id is None
    assert [record.fields for record in read(written([], [alone, unattached])) if isinstance(record, PfifNote)] == [
        alone.fields,
        unattached.fields,
    ]


def test_a_note_taken_out_of_its_person_says_whom_it_is_about() -> None:
    _, held = read(document(person("p/1", note("n/1"))))
    assert isinstance(held, PfifNote)
    again = one(read(written([], [held])))
    assert isinstance(again, PfifNote)
    assert again.person_record_id == "p/1"


def test_a_record_without_an_id_is_refused_with_its_line_and_those_beside_it_come() -> None:
    source = document(
        "\n".join(
            [
                person("p/1"),
                "<pfif:person><pfif:full_name>Ada Lark</pfif:full_name>" + note("n/1") + "</pfif:person>",
                "<pfif:note><pfif:note_record_id>  </pfif:note_record_id></pfif:note>",
                person("p/2"),
            ]
        )
    )
    first, no_person_id, held, no_note_id, last = read(source)
    assert isinstance(first, PfifPerson)
    assert isinstance(no_person_id, Refusal)
    assert (no_person_id.file, no_person_id.line) == ("given.xml", 3)
    assert no_person_id.reason == "The person has no person_record_id."
    assert isinstance(held, PfifNote)
    assert held.person_record_id is None
    assert isinstance(no_note_id, Refusal)
    assert (no_note_id.line, no_note_id.reason) == (4, "The note has no note_record_id.")
    assert isinstance(last, PfifPerson)


def test_a_very_long_id_is_refused() -> None:
    record = one(read(document(person("p/" + "1" * 1_000))))
    assert isinstance(record, Refusal)
    assert record.reason == "The record id is longer than 1000 characters."


@pytest.mark.parametrize(
    "cut", [b"<pfif:full_name>Wren", b"", b"<pfif:full_name></pfif:person>", b"&nbsp;", b"\x00", b"\xff"]
)
def test_a_file_that_breaks_off_gives_what_was_complete_and_the_line_of_the_break(cut: bytes) -> None:
    source = document(
        person("p/1") + "\n" + person("p/2") + "\n<pfif:person>\n<pfif:person_record_id>p/3</pfif:person_record_id>\n"
    )
    source = source.removesuffix(b"\n</pfif:pfif>") + note("n/1").encode() + b"\n" + cut
    first, second, held, broken = read(source)
    assert isinstance(first, PfifPerson)
    assert isinstance(second, PfifPerson)
    assert isinstance(held, PfifNote)
    assert held.person_record_id == "p/3"
    assert isinstance(broken, Refusal)
    assert broken.line == 7
    assert "breaks off" in broken.reason


def test_an_unfinished_id_is_not_given_to_the_notes_before_it() -> None:
    source = document(f"<pfif:person>{note('n/1')}<pfif:person_record_id>p/1").removesuffix(b"\n</pfif:pfif>")
    held, broken = read(source)
    assert isinstance(held, PfifNote)
    assert held.person_record_id is None
    assert isinstance(broken, Refusal)


def test_what_stands_behind_the_end_is_refused_and_the_records_come() -> None:
    first, after = read(document(person("p/1")) + b"\nmore")
    assert isinstance(first, PfifPerson)
    assert isinstance(after, Refusal)
    assert after.line == 4


ENTITY = b'<!DOCTYPE pfif [<!ENTITY lark "%s">]>'


@pytest.mark.parametrize(
    "source",
    [
        ENTITY % b"x" + document(person("p/&lark;")),
        b'<?xml version="1.0"?>\n<!DOCTYPE pfif SYSTEM "file:///etc/hostname">\n' + document(person("p/1")),
        b"<!-- <!DOCTYPE is only said here --><!doctype pfif>" + document(person("p/1")),
        document(person("p/1")) + b'<!DOCTYPE pfif SYSTEM "x">',
        document(person("p/1") + "<!DOCTYPE pfif>" + person("p/2")),
        (ENTITY % b"x" + document(person("p/1"))).decode().encode("utf-16"),
        b"<!--" + b"x" * 65_525 + b"--><!DOCTYPE pfif>" + document(person("p/1")),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE pfif+AD4-' + document(person("p/1")),
    ],
)
def test_a_doctype_anywhere_refuses_the_whole_file(source: bytes) -> None:
    refusal = one(read(source))
    assert isinstance(refusal, Refusal)
    assert "DOCTYPE" in refusal.reason


def test_the_word_doctype_in_a_text_or_a_comment_refuses_nothing() -> None:
    source = document("<!-- <!DOCTYPE a> -->" + note("n/1", "<pfif:text><![CDATA[<!DOCTYPE b>]]></pfif:text>"))
    record = one(read(source))
    assert isinstance(record, PfifNote)
    assert record.fields["text"] == "<!DOCTYPE b>"


def test_a_file_over_the_limit_is_refused_whole() -> None:
    source = document(person("p/1"))
    assert isinstance(one(read(source, max_bytes=len(source))), PfifPerson)
    refusal = one(read(source, max_bytes=len(source) - 1))
    assert isinstance(refusal, Refusal)
    assert refusal.reason == f"The file is larger than {len(source) - 1} bytes."


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False


def test_a_stream_that_cannot_be_read_twice_is_read_all_the_same() -> None:
    source = document(person("p/1"))
    assert isinstance(one(list(read_pfif(Pipe(source), file="-", max_bytes=len(source)))), PfifPerson)
    assert isinstance(one(list(read_pfif(Pipe(source), file="-", max_bytes=10))), Refusal)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "not XML"),
        (b"\xff\xd8\xff\xe0 a picture", "not XML"),
        (b"name,age\nAda,9\n", "not XML"),
        (b"<html/>", "not PFIF"),
        (b"<pfif><person/></pfif>", "does not name a PFIF version"),
        (b"<pfif:pfif><pfif:person/></pfif:pfif>", "does not name a PFIF version"),
        (document(person("p/1"), "1.0"), "PFIF 1.0 is not read here; versions 1.1 to 1.4 are."),
        (document(person("p/1"), "2.0"), "PFIF 2.0 is not read here; versions 1.1 to 1.4 are."),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "holds no PFIF record"),
        (document("<person><person_record_id>p/1</person_record_id></person>"), "does not name a PFIF version"),
        (document("<a>" * 40 + "</a>" * 40), "nested more than 32 levels"),
    ],
)
def test_what_is_not_pfif_is_refused_in_one_sentence(source: bytes, words: str) -> None:
    refusal = one(read(source))
    assert isinstance(refusal, Refusal)
    assert words in refusal.reason


def test_records_inside_a_feed_are_read() -> None:
    source = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:pfif="http://zesty.ca/pfif/1.3"><entry><title>x</title>'
        + person("p/1", note("n/1"))
        + "</entry><entry>"
        + note("n/2")
        + "</entry></feed>"
    ).encode()
    assert [type(record) for record in read(source)] == [PfifPerson, PfifNote, PfifNote]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_the_encoding_that_a_file_names_is_respected(encoding: str) -> None:
    text = document(person("p/1", "<pfif:full_name>Zoë Ødegård</pfif:full_name>")).decode()
    record = one(read((f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\n' + text).encode(encoding)))
    assert isinstance(record, PfifPerson)
    assert record.fields["full_name"] == "Zoë Ødegård"


def test_lines_are_right_in_a_file_longer_than_libxml_counts() -> None:
    good = "\n".join(person(f"p/{number}", "\n" * 9) for number in range(7_000))
    records = read(document(good + "\n<pfif:person/>\n<pfif:note></pfif:note>\n<pfif:person>"), max_bytes=1 << 24)
    *people, no_person_id, no_note_id, broken = records
    assert len(people) == 7_000
    lines = [refusal.line for refusal in (no_person_id, no_note_id, broken) if isinstance(refusal, Refusal)]
    assert lines == [70_002, 70_003, 70_005]


def test_partial_birth_and_age_range_are_understood() -> None:
    fields = {"date_of_birth": "1999-05", "age": "35-45"}
    assert person_birth(fields).value == PartialDate(1999, 5)
    assert person_age(fields).value == AgeRange(35, 45)
    assert person_age({"age": "9"}).value == AgeRange(9, 9)
    assert person_birth({}).value is None
    assert person_age({"age": ""}).warning == ""


def test_a_birth_or_age_that_cannot_be_understood_gives_a_warning_not_an_error() -> None:
    assert person_birth({"date_of_birth": "last May"}).value is None
    assert "date_of_birth is not a date" in person_birth({"date_of_birth": "2011-02-30"}).warning
    assert "age is not a number" in person_age({"age": "about ten"}).warning
    assert person_age({"age": "45-35"}).value is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2012-05-29T12:00:00Z", datetime(2012, 5, 29, 12, tzinfo=UTC)),
        ("2012-05-29T12:00:00.25Z", datetime(2012, 5, 29, 12, 0, 0, 250_000, tzinfo=UTC)),
        ("2012-05-29T12:00:00+01:00", datetime(2012, 5, 29, 11, tzinfo=UTC)),
        ("2012-05-29T12:00:00", None),
        ("2012-05-29", None),
        ("2012-02-30T12:00:00Z", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("yesterday", None),
    ],
)
def test_source_times_are_utc_or_a_warning(text: str, at: datetime | None) -> None:
    found = source_at({"source_date": text})
    assert found.value == at
    assert bool(found.warning) == (at is None)
    assert expires_at({"expiry_date": text}).value == at


def test_no_source_time_is_no_warning() -> None:
    assert source_at({}).value is None
    assert source_at({"source_date": ""}).warning == ""


def test_times_are_written_in_utc_and_a_naive_one_is_refused() -> None:
    assert pfif_time(datetime(2012, 5, 29, 13, tzinfo=timezone(timedelta(hours=1)))) == "2012-05-29T12:00:00Z"
    with pytest.raises(ValueError, match="time zone"):
        pfif_time(datetime(2012, 5, 29, 13))


def test_entry_date_is_written_only_when_given() -> None:
    held = PfifPerson("p/1", {"person_record_id": "p/1", "entry_date": "2010-01-01T00:00:00Z"})
    assert b"entry_date" not in written([(held, [])])
    out = io.BytesIO()
    write_pfif([(held, [PfifNote("n/1", None, {})])], out=out, entry_at=datetime(2012, 5, 29, tzinfo=UTC))
    assert out.getvalue().count(b"<pfif:entry_date>2012-05-29T00:00:00Z<") == 2


def test_elements_come_in_the_order_of_the_standard_and_unknown_ones_last() -> None:
    shuffled = {name: name for name in ("shoe_size", *reversed(PERSON_ELEMENTS)) if name != "entry_date"}
    out = written([(PfifPerson("person_record_id", shuffled), [])]).decode()
    places = [out.index(f"<pfif:{name}>") for name in (*PERSON_ELEMENTS, "shoe_size") if name != "entry_date"]
    assert places == sorted(places)


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t", exclude_characters="\ufffe\uffff")
)
UNKNOWN = st.sampled_from(["shoe_size", "x-colour", "ünï", "_1.2"])


def fields_of(names: tuple[str, ...], own_id: str) -> st.SearchStrategy[Mapping[str, str]]:
    known = st.sampled_from([name for name in names if name not in ("entry_date", own_id)])
    texts = st.dictionaries(known | UNKNOWN, TEXT.map(str.strip), max_size=12)
    return st.builds(lambda some, key: {own_id: key, **some}, texts, TEXT.map(str.strip).filter(bool))


@settings(max_examples=150, deadline=None)
@given(
    fields_of(PERSON_ELEMENTS, "person_record_id"),
    st.lists(fields_of(NOTE_ELEMENTS, "note_record_id"), max_size=3),
    st.booleans(),
)
def test_what_is_written_is_read_again(about: Mapping[str, str], notes: list[Mapping[str, str]], inside: bool) -> None:
    known = PfifPerson(about["person_record_id"], about)
    said = [PfifNote(fields["note_record_id"], fields.get("person_record_id") or None, fields) for fields in notes]
    first, *others = read(written([(known, said)]) if inside else written([(known, [])], said))
    assert isinstance(first, PfifPerson)
    assert (first.record_id, first.fields, first.repeats) == (known.record_id, about, {})
    assert [note.fields for note in others if isinstance(note, PfifNote)] == notes


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_make_the_reader_fail(noise: bytes, at: int) -> None:
    source = document(person("p/1", note("n/1")) + person("p/2"))
    for record in [*read(noise), *read(source[:at] + noise + source[at:])]:
        assert isinstance(record, PfifPerson | PfifNote | Refusal)
