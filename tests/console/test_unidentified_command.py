"""`wayhome unidentified import`, as an operator runs it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests import factory
from wayhome.console.__main__ import main
from wayhome.facts.models import Fact
from wayhome.ledger.models import Entry
from wayhome.matching.describe import record_of
from wayhome.registry import actions as registry
from wayhome.registry.models import Unidentified
from wayhome.registry.queries import latest_version
from wayhome.terms.viewer import Role

WHOLE = {
    "id": "U-1",
    "kind": "body",
    "condition": "water",
    "sex": "female",
    "ethnicity": "white",
    "hair_colour": "red",
    "eye_colour": "green",
    "stature_cm": {"low": 160, "high": 166, "method": "measured"},
    "marks": [{"kind": "tattoo", "part": "left_forearm", "words": "a swallow"}, {"kind": "scar", "part": "right_knee", "words": ""}],
    "objects": [{"type": "ring", "material": "silver", "engraving": "M 2004"}],
    "teeth": {"charted_on": "2026-03-03", "chart": {"11": "sound", "16": {"code": "filled", "surfaces": "MO"}}},
    "fingers": {"right_thumb": "whorl"},
    "blood_group": "O-",
    "implants": [{"type": "plate", "part": "left_lower_leg", "serial": "P 12"}],
    "region": "Fellshire",
    "found_at": {"from": "2026-03-01", "to": "2026-03-01", "certified": True},
    "died_between": {"from": "2026-01-01", "to": "2026-02-20"},
    "found_point": {"latitude": 54.05, "longitude": -2.8},
    "found_setting": "river",
    "age": {"low": 30, "high": 45, "method": "bones"},
    "examined": ["head", "left_arm"],
}  # fmt: skip


def lines(folder: Path, *records: Any, name: str = "u.jsonl") -> str:
    text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in records)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any], list[dict[str, Any]]]:
    done = main(["unidentified", "import", *words])
    said = capsys.readouterr()
    return done, json.loads(said.out), [json.loads(line) for line in said.err.splitlines()]


@pytest.mark.django_db
def test_a_whole_record_comes_out_of_the_register_as_it_went_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], now: datetime
) -> None:
    agency = factory.force()
    holding = {"kind": "dna_profile", "where": "Northmoor laboratory", "reference": "7/26", "on": "2026-03-04"}
    done, said, wrong = run(capsys, lines(tmp_path, WHOLE | {"holdings": [holding]}), "--agency", agency.code)
    assert (done, said, wrong) == (
        0,
        {"read": 1, "added": 1, "updated": 0, "unchanged": 0, "refused": 0, "problems": 0},
        [],
    )
    factory.Follower().follow(now)
    row = Unidentified.objects.get(agency=agency, their_id="U-1")
    version = latest_version(row.pk)
    assert version is not None
    told = record_of(version.body)
    told["marks"].sort(key=WHOLE["marks"].index)  # facts of one moment have no order
    assert told == WHOLE | {"id": row.reference}
    assert Fact.objects.get(subject=row.pk, kind="holding").value == holding


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agency, other = factory.force(), factory.force()
    path = lines(tmp_path, WHOLE, {"id": "U-2", "kind": "alive"})
    run(capsys, path, "--agency", agency.code)
    before = list(Fact.objects.order_by("id").values()), Entry.objects.count()
    done, said, _wrong = run(capsys, path, "--agency", agency.code)
    assert (done, said["unchanged"], said["added"]) == (0, 2, 0)
    assert (list(Fact.objects.order_by("id").values()), Entry.objects.count()) == before
    # The id is the agency's own: another agency's is somebody else.
    assert run(capsys, path, "--agency", other.code)[1]["added"] == 2


@pytest.mark.django_db
def test_a_later_record_replaces_what_it_says_otherwise_and_adds_what_is_new(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = factory.force()
    run(capsys, lines(tmp_path, WHOLE), "--agency", agency.code)
    mark = {"kind": "mole", "part": "face", "words": "left cheek"}
    later = WHOLE | {"hair_colour": "brown", "marks": [*WHOLE["marks"], mark]}
    assert run(capsys, lines(tmp_path, later), "--agency", agency.code)[1]["updated"] == 1
    row = Unidentified.objects.get(their_id="U-1")
    standing = Fact.objects.filter(subject=row.pk, superseded_at=None)
    assert [fact.value for fact in standing.filter(kind="hair_colour")] == ["brown"]
    assert standing.filter(kind="mark").count() == 3
    assert Entry.objects.get(kind="unidentified.described").facts == {"facts": 2}


@pytest.mark.django_db
def test_an_officers_correction_outlives_the_next_import(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], now: datetime
) -> None:
    who = factory.officer(Role.SUPERVISOR)
    path = lines(tmp_path, WHOLE)
    run(capsys, path, "--agency", who.agency.code)
    row = Unidentified.objects.get(their_id="U-1")
    held = Fact.objects.get(subject=row.pk, kind="sex")
    registry.add_fact(row.pk, "sex", "male", viewer=who.viewer, by=who.actor, at=now, instead=held.pk)
    assert run(capsys, path, "--agency", who.agency.code)[1]["unchanged"] == 1
    assert [f.value for f in Fact.objects.filter(subject=row.pk, kind="sex", superseded_at=None)] == ["male"]


@pytest.mark.django_db
def test_what_is_refused_names_file_line_field_and_remedy_and_the_rest_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    agency = factory.force()
    bad = {
        "id": "U-9", "kind": "body", "sex": "femail", "stature_cm": 1.72, "marks": [{"kind": "tattoo", "words": "x"}, {"kind": "scar", "part": "neck"}],
        "teeth": {"chart": {"19": "sound"}}, "found_at": {"from": "2026-02-30", "to": "2026-02-30"}, "shoe_size": 9, "blood_group": "O+",
        "verified": [{"other": "M-1"}], "examined": "head", "region": 4,
    }  # fmt: skip
    after = {
        "id": "U-10",
        "kind": "body",
        "found_at": {"from": "2026-02-01"},
        "died_between": {"from": "2026-01-01", "to": "2026-02-02"},
    }
    path = lines(
        tmp_path,
        bad,
        "",
        "{half",
        after,
        {"kind": "body"},
        {"id": "U-11"},
        [1],
        bad,
        '{"id": "U-12", "kind": "body", "sex": "a\\u0000"}',
    )
    done, said, wrong = run(capsys, path, "--agency", agency.code)
    told = {(each["line"], each["field"]): each["says"] for each in wrong}
    assert done == 1
    assert all(each["file"] == path and each["says"].endswith(".") for each in wrong)
    assert {each["id"] for each in wrong if each["line"] == 1} == {"U-9"}
    assert {key: words[:34] for key, words in told.items()} == {
        (1, "sex"): "“femail” is not in the list: femal",
        (1, "stature_cm"): "1.72 looks like metres: write 172.",
        (1, "marks[0]"): "A mark needs its place on the body",
        (1, "teeth"): "There is no tooth 19: FDI numbers ",
        (1, "found_at"): "There is no such day as 2026-02-30",
        (1, "shoe_size"): "There is no such field. The fields",
        (1, "verified"): "A laboratory's finding is about tw",
        (1, "examined"): "Write a list.",
        (1, "region"): "Write a word in quotation marks.",
        (3, ""): told[3, ""][:34],
        (4, "died_between"): "2026-02-02 lies after the day of f",
        (5, "id"): "Give each record an id of its own,",
        (6, "kind"): "Say what was found: alive, body, p",
        (7, ""): "A line must be one JSON object.",
        (8, "id"): "The id stands in line 1 already. G",
        (9, ""): told[9, ""][:34],
    }
    assert (said["read"], said["added"], said["refused"], said["problems"]) == (8, 2, 6, len(wrong))
    row = Unidentified.objects.get(their_id="U-9")
    kept = dict(Fact.objects.filter(subject=row.pk).values_list("kind", "value"))
    assert kept.keys() == {"unidentified_kind", "mark", "blood_group", "found_place", "reference"}


@pytest.mark.django_db
def test_a_check_keeps_nothing_and_needs_no_agency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = lines(tmp_path, WHOLE, {"id": "U-2"})
    done, said, wrong = run(capsys, path, "--check")
    assert (done, said["read"], said["refused"], len(wrong)) == (1, 2, 1, 1)
    assert not Unidentified.objects.exists()
    assert main(["unidentified", "import", path]) == 2
    assert "--agency" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_table_of_flat_fields_is_read_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "id,kind,sex,stature_cm.low,stature_cm.high,stature_cm.method,found_at.from,found_at.certified,examined,found_point.latitude,found_point.longitude"
    path = lines(
        tmp_path,
        head,
        "U-1,body,female,160,166,bones,2026-03-01,true,head; face,54.05,-2.8",
        "U-2,alive,,1.72,,,,,,,",
        name="u.csv",
    )
    done, said, wrong = run(capsys, path, "--agency", factory.force().code)
    assert (done, said["added"]) == (1, 2)
    assert [(each["line"], each["field"], each["says"]) for each in wrong] == [
        (3, "stature_cm", "1.72 looks like metres: write 172.")
    ]
    kept = dict(Fact.objects.filter(subject=Unidentified.objects.get(their_id="U-1").pk).values_list("kind", "value"))
    assert kept["stature_cm"] == {"low": 160, "high": 166, "unit": "cm", "method": "bones"}
    assert (kept["examined"], kept["found_point"], kept["found_at"]["certified"]) == ("head, face", "54.05,-2.8", True)
    assert run(capsys, lines(tmp_path, "name,kind", name="v.csv"), "--check")[2][0]["line"] == 1


TABLES = {
    "id,kind,sex,sex\nU-1,body,male,female": [(1, "The column “sex” says the same as another.")],
    "id,kind,stature_cm,stature_cm.low\nU-1,body,171,170": [(1, "The column “stature_cm.low” says the same as another.")],
    "id;kind\nU-1;body": [(1, "The first line must name the columns, with commas between them")],
    "id,kind\nU-1,body,fresh\nU-2,body,,": [(2, "The line has more cells than there are columns.")],
    'id,kind,region\nU-1,body,"Fell\nU-2,body,Dale': [(2, "From this line on the table cannot be read (unexpected end")],
    f"id,kind,region\nU-2,body,\nU-1,body,{'x' * 200_000}": [(3, "From this line on the table cannot be read (field larger")],
    "id,kind,region\nU-1,body,Caf\udce9\nU-2,body,": [(2, "This line is not UTF-8. Save the file as UTF-8.")],
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("text", TABLES, ids=range(len(TABLES)))
def test_a_table_out_of_order_is_told_by_line_and_its_other_lines_are_read(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "u.csv"
    path.write_text(text, "utf-8", "surrogateescape")
    done, said, wrong = run(capsys, str(path), "--check")
    assert done == 1
    assert [(each["line"], each["says"][: len(says)]) for each, (_, says) in zip(wrong, TABLES[text], strict=True)] == (
        TABLES[text]
    )
    assert said["unchanged"] == (1 if "U-2" in text and "Dale" not in text else 0)


@pytest.mark.django_db
def test_a_bad_line_holds_up_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "u.jsonl"
    text = [
        '{"id": "U-1", "kind": "body"}',
        '{"id": "U-2", "kind": "body", "region": "Caf\udce9"}',
        '{"id": "U-3", "kind": "body", "sex": "male", "sex": "female"}',
        '{"id": "U-4", "kind": "body", "stature_cm": NaN}',
        '{"id": "U-5", "kind": "body"}',
    ]
    path.write_text("\n".join(text), "utf-8", "surrogateescape")
    done, said, wrong = run(capsys, str(path), "--agency", factory.force().code)
    assert (done, said["added"]) == (1, 3)
    assert [(each["line"], each["field"]) for each in wrong] == [(2, ""), (3, ""), (4, "stature_cm")]
    assert "“sex” stands twice" in wrong[1]["says"]


@pytest.mark.django_db
def test_a_bad_file_holds_up_no_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}')
    files = [str(tmp_path / "none.jsonl"), str(tmp_path / "latin.jsonl"), lines(tmp_path, WHOLE)]
    done, said, wrong = run(capsys, *files, "--agency", factory.force().code)
    assert (done, said["added"], [each["line"] for each in wrong]) == (1, 1, [1, 1])


@pytest.mark.django_db
def test_what_medicine_knows_of_the_living_is_kept_more_closely_than_of_the_dead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {key: WHOLE[key] for key in ("blood_group", "teeth", "implants", "fingers")}
    path = lines(tmp_path, {"id": "dead", "kind": "body", **known}, {"id": "living", "kind": "alive", **known})
    run(capsys, path, "--agency", factory.force().code)
    for their_id, field_class in (("dead", "partner"), ("living", "restricted")):
        row = Unidentified.objects.get(their_id=their_id)
        kept = Fact.objects.filter(subject=row.pk, kind__in=("blood_group", "teeth", "implant", "fingers"))
        assert set(kept.values_list("field_class", flat=True)) == {field_class}
        assert kept.count() == 4


@pytest.mark.django_db
def test_an_invented_nation_is_taken_in_without_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            [
                "seed",
                "--nation",
                "300",
                "--unidentified",
                "60",
                "--seed",
                "5",
                "--variant",
                "dental",
                "--out",
                str(tmp_path),
            ]
        )
        == 0
    )
    capsys.readouterr()
    done, said, wrong = run(capsys, str(tmp_path / "unidentified.jsonl"), "--agency", factory.force().code)
    assert (done, said["added"], wrong) == (0, 60, [])
