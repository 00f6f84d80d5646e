import re
from datetime import date
from uuid import UUID

import pytest

from wayhome.terms import codes, fact_kinds, field_class, profile
from wayhome.terms.actor import Actor
from wayhome.terms.fact_kinds import FACT_KINDS, ValueType
from wayhome.terms.field_class import FieldClass
from wayhome.terms.viewer import Role

OFFICER = UUID("00000000-0000-7000-8000-000000000001")
FORCE = UUID("00000000-0000-7000-8000-000000000002")


def test_classes_run_from_public_to_sealed_and_not_by_the_alphabet() -> None:
    ordered = sorted(FieldClass, key=field_class.rank)
    assert [str(each) for each in ordered] == ["public", "partner", "case", "restricted", "sealed"]
    assert field_class.up_to(FieldClass.CASE) == {FieldClass.PUBLIC, FieldClass.PARTNER, FieldClass.CASE}
    assert field_class.stricter(FieldClass.CASE, FieldClass.PUBLIC) is FieldClass.CASE


def test_who_acts_is_written_as_text_that_outlives_the_account() -> None:
    assert Actor.officer_of(OFFICER, FORCE).ref == f"officer:{OFFICER}"
    assert Actor.client(OFFICER, FORCE).officer is None
    assert Actor.public() == Actor("public", None)
    assert Actor.system("schedule").ref == "system:schedule"


@pytest.mark.parametrize("name", codes.CODE_LISTS)
def test_a_code_list_is_fit_for_a_form(name: str) -> None:
    listed = codes.code_list(name)
    written = [each.code for each in listed.codes]
    assert len(written) == len(set(written)) > 1
    assert listed.version and listed.source
    for each in listed.codes:
        assert re.fullmatch(r"[A-Za-z]\w*[+-]?", each.code)  # a blood group ends in its sign
        assert each.label("en").strip()
        assert all(each.labels.values())


def test_a_language_without_a_word_falls_back_to_english() -> None:
    assert codes.HAIR_COLOUR.label("black", "cy") == "Du"
    assert codes.HAIR_COLOUR.label("dark_brown", "cy") == "Dark brown"
    assert codes.SEX.label("female", "en-gb") == "Female"


def test_a_code_is_offered_only_while_it_is_valid() -> None:
    old = codes.Code("absent", {"en": "Absent"}, date(2013, 4, 1), date(2017, 1, 1))
    listed = codes.CodeList("definition", "1", "ACPO13", draft=False, codes=(old,))
    assert listed.choices(on=date(2016, 12, 31)) == (("absent", "Absent"),)
    assert listed.choices(on=date(2017, 1, 1)) == ()
    assert listed.label("absent") == "Absent"


def test_unknown_names_are_refused_with_a_sentence() -> None:
    for look_up in (codes.code_list, fact_kinds.fact_kind, profile.profile_of, codes.SEX.find, profile.UK_2011.grade):
        with pytest.raises(ValueError, match=r"no .*nonsense\.$"):
            look_up("nonsense")


def test_every_coded_fact_names_a_list_that_exists() -> None:
    for kind in FACT_KINDS.values():
        if kind.value_type is ValueType.CODE:
            assert kind.code_list in codes.CODE_LISTS, kind.code


def test_phones_addresses_health_and_informants_are_encrypted() -> None:
    told = {
        "home_address",
        "phone",
        "medical",
        "informant",
        "informant_phone",
        "must_not_be_told",
        "why_worried",
        "circumstances",
        "known_places",
        "online_account",
        "medicine_deadline",
        "informant_relation",
        "why_closed",
        "told",
        "why_reopened",
    }
    health = {f"vulnerable.{code}" for code in fact_kinds.HEALTH} | {
        f"asked.{code}" for code in fact_kinds.HEALTH_ASKED
    }
    assert {kind.code for kind in FACT_KINDS.values() if kind.encrypted} == told | health
    assert {kind.code for kind in FACT_KINDS.values() if kind.encrypted and kind.field_class is FieldClass.CASE} == {
        # sealed in the database, and shown to whoever goes out to search
        "phone",
        "why_worried",
        "circumstances",
        "known_places",
        "online_account",
        "medicine_deadline",
        "informant_relation",
    }


def test_vulnerabilities_that_are_health_are_in_the_list() -> None:
    assert {each.code for each in codes.VULNERABILITY.codes} > fact_kinds.HEALTH


def test_only_the_phone_is_searched_by_hash() -> None:
    assert [kind.code for kind in FACT_KINDS.values() if kind.searched_by_hash] == ["phone"]


def test_no_fact_is_public_until_an_officer_says_so() -> None:
    assert FieldClass.PUBLIC not in {kind.field_class for kind in FACT_KINDS.values()}


def test_each_vulnerability_is_a_question_of_its_own() -> None:
    assert FACT_KINDS["vulnerable.sexual_exploitation"].value_type is ValueType.FLAG
    assert FACT_KINDS["asked.out_of_character"].label == "Is this out of character?"


def test_grades_of_2011_have_no_class_without_risk() -> None:
    assert [each.code for each in profile.UK_2011.grades] == ["low", "medium", "high"]
    assert [each.code for each in profile.UK_TODAY.grades] == ["nar", "low", "medium", "high"]
    assert profile.UK_TODAY.rank("high") > profile.UK_TODAY.rank("medium")
    assert profile.UK_2011.gravest.code == "high"


@pytest.mark.parametrize("each", profile.PROFILES.values(), ids=lambda each: each.code)
def test_a_profile_hangs_together(each: profile.Profile) -> None:
    grades = {grade.code for grade in each.grades}
    assert each.draft
    assert (each.appeal_hours, each.suppression_threshold) == (72, 5)
    for clock in each.clocks:
        assert clock.after.total_seconds() >= 0  # nought is at once
        assert clock.grade is None or clock.grade in grades
        assert clock.owner in Role
        assert clock.draft or clock.source not in {"MEM", "OURS"}
    reviewed = {clock.grade for clock in each.clocks if clock.kind == "supervisor_review"}
    assert reviewed == grades
