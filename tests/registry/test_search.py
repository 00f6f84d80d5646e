"""Who may be meant: by part of a name, a misspelt name, an alias, a phone, a place, a reference."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests import factory
from wayhome.accounts.models import Officer
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.facts.models import Fact
from wayhome.registry import actions as registry
from wayhome.registry.queries import SHOWN, brief_of, on_file_already, search
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import AgencyKind, Role

pytestmark = pytest.mark.django_db
WREN = {"given_name": "Wren", "family_name": "Hollowell", "last_seen_place": "Larkhill", "phone": "07700 900456"}


def published(who: Officer, at: datetime, **words: str | None) -> Episode:
    episode = factory.open_episode(who, at=at, **words)
    registry.publish_misper(episode.misper, by=Actor.system("test"), at=at)
    return episode


def names(who: Officer, text: str) -> list[str]:
    return [hit.name for hit in search(factory.seated(who), text)]


@pytest.fixture
def who(now: datetime) -> Officer:
    """An officer whose force looks for Tamsin and for Wren."""
    officer = factory.officer()
    published(officer, now, alias="Tam O’Dair")
    published(officer, now, **WREN)
    return officer


@pytest.mark.parametrize(
    "text",
    [
        "Tamsin Quillfeather", "tamsin", "QUILLFEATHER", "quillf", "feather", "Quillfeather Tamsin",
        "Tamsin Quilfeather", "Tamzin Quillfeather", "Tasmin Quillfether", "  tamsin   quillfeather ",
        "Tam O'Dair", "o’dair", "tam odair",
        "07700 900123", "07700900123", "+44 7700 900123", "0044 7700 900 123",
        "Saltby Quay", "saltby",
    ],
)  # fmt: skip
def test_a_child_is_found(who: Officer, text: str) -> None:
    assert names(who, text)[:1] == ["Tamsin Quillfeather"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "-",
        "''",
        "%",
        "_",
        "Zebedee",
        "07700 900999",
        "900123",
        "07700 9001",
        "AAAA-AAAA",
        "\x00",
        "x" * 5000,
    ],
)
def test_what_fits_nobody_finds_nobody(who: Officer, text: str) -> None:
    assert names(who, text) == []


def test_the_informants_phone_finds_nobody(who: Officer) -> None:
    assert names(who, "01632 960456") == []


def test_a_reference_is_found_with_and_without_dashes_in_any_case_and_by_its_beginning(who: Officer) -> None:
    episode = Episode.objects.get(misper__in=Fact.objects.filter(value="Wren").values("subject"))
    for reference in (episode.reference, episode.misper.reference):
        bare = reference.replace("-", "")
        for text in (reference, bare, reference.lower(), reference.replace("-", " "), f" {reference} "):
            assert names(who, text) == ["Wren Hollowell"], text
        if any(sign.isdigit() for sign in bare[:9]):
            assert "Wren Hollowell" in names(who, bare[:9])


def test_a_reference_with_a_wrong_sign_is_not_taken_for_another(who: Officer) -> None:
    reference = Episode.objects.first().reference  # type: ignore[union-attr]
    wrong = reference[:-1] + ("2" if reference[-1] != "2" else "3")
    assert names(who, wrong) == []


def test_who_fits_best_stands_first_and_no_more_than_twenty_are_shown(who: Officer, now: datetime) -> None:
    for number in range(SHOWN + 5):
        published(who, now, given_name="Tamsin", family_name=f"Quill{'xyz'[number % 3] * 3}", phone=None)
    hits = search(factory.seated(who), "Tamsin Quillfeather")
    assert hits[0].name == "Tamsin Quillfeather"
    assert len(hits) == SHOWN
    assert len({hit.subject for hit in hits}) == SHOWN


def test_a_name_superseded_is_found_no_more(who: Officer, now: datetime) -> None:
    episode = published(who, now, given_name="Zebedee", family_name="Corncrake")
    old = Fact.objects.get(subject=episode.misper_id, kind="given_name")
    later = now + timedelta(minutes=1)
    cases.add_fact(episode.pk, "given_name", "Zephyr", viewer=who.viewer, by=who.actor, at=later, instead=old.pk)
    registry.publish_misper(episode.misper, by=Actor.system("test"), at=later)
    assert names(who, "Zephyr") == ["Zephyr Corncrake"]
    assert names(who, "Zebedee") == []


def test_a_hit_says_why_it_was_found_and_how_old_the_child_is(who: Officer) -> None:
    (hit,) = search(factory.seated(who), "07700 900456")
    assert (hit.why, hit.age_words, hit.status, hit.own) == ("phone", "14", "open", True)
    assert hit.episode is not None
    assert search(factory.seated(who), "Larkhill")[0].why == "place"


# Of another agency's record


def test_another_force_learns_whom_to_ask_and_the_reference_and_no_more(who: Officer) -> None:
    stranger = factory.officer(Role.SUPERVISOR)
    for text in ("Tamsin Quillfeather", "07700 900123", "Saltby Quay", "Tam O'Dair"):
        (hit,) = search(factory.seated(stranger), text)
        assert (hit.agency, hit.own) == (who.agency.name, False)
        assert (hit.name, hit.age_words, hit.status, hit.episode) == ("", "", "", None)
        assert "Tamsin" not in repr(hit)
        assert "Saltby" not in repr(hit)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (AgencyKind.CHARITY, Role.OFFICER),
        (AgencyKind.CHARITY, Role.SUPERVISOR),
        (AgencyKind.CHILDRENS_SERVICES, Role.OFFICER),
        (AgencyKind.HEALTH, Role.OFFICER),
        (AgencyKind.NATIONAL_INTAKE, Role.SUPERVISOR),
        (AgencyKind.NATIONAL_CENTRE, Role.ADMINISTRATOR),
        (AgencyKind.POLICE_FORCE, Role.ADMINISTRATOR),
        (AgencyKind.POLICE_FORCE, Role.AUDITOR),
    ],
)
def test_nobody_else_learns_that_a_child_is_on_file(who: Officer, kind: AgencyKind, role: Role) -> None:
    stranger = factory.officer(role, factory.force(kind=kind))
    reference = Episode.objects.first().reference  # type: ignore[union-attr]
    for text in ("Tamsin Quillfeather", "07700 900123", "Saltby Quay", reference):
        assert search(factory.seated(stranger), text) == []


def test_an_analyst_of_the_own_force_is_shown_no_name(who: Officer) -> None:
    analyst = factory.officer(Role.ANALYST, who.agency)
    (hit,) = search(factory.seated(analyst), "Tamsin Quillfeather")
    assert (hit.name, hit.age_words, hit.episode) == ("", "", None)


def test_unidentified_people_are_found_by_place_by_every_agency_that_sees_records(who: Officer, now: datetime) -> None:
    finder = factory.officer()
    row = registry.record_unidentified(
        {"unidentified_kind": "body", "found_place": "Otterburn Weir"}, viewer=finder.viewer, by=finder.actor, at=now
    )
    registry.publish_unidentified(row, by=Actor.system("test"), at=now)
    analyst = factory.officer(Role.ANALYST, factory.force(kind=AgencyKind.NATIONAL_CENTRE))
    for looker in (finder, who, analyst):
        assert [hit.reference for hit in search(factory.seated(looker), "Otterburn")] == [row.reference]


def test_the_words_searched_for_cannot_reach_the_database_as_anything_but_words(who: Officer) -> None:
    for text in ("Tamsin' or '1'='1", "x'); drop table registry_searchkey; --", "%s%s", "tam%", "t_msin"):
        search(factory.seated(who), text)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) > 0 from registry_searchkey")
        assert cursor.fetchone() == (True,)


# On file already?


def test_a_child_who_seems_to_be_on_file_is_shown_with_the_evidence(who: Officer) -> None:
    words = factory.report_words(given_name="Tamzin")
    (advice,) = on_file_already(factory.seated(who), words)
    assert advice.hit.name == "Tamsin Quillfeather"
    assert {part.kind for part in advice.evidence} >= {"name", "phone"}


def test_a_child_who_is_not_on_file_brings_no_advice(who: Officer) -> None:
    for words in ({}, {"given_name": "unknown"}, {"given_name": "Zebedee", "last_seen_place": "Saltby Quay"}):
        assert on_file_already(factory.seated(who), words) == []


def test_of_another_forces_record_the_advice_says_whom_to_ask_and_no_more(who: Officer) -> None:
    (advice,) = on_file_already(factory.seated(factory.officer()), factory.report_words())
    hit = advice.hit
    assert (hit.own, hit.agency, hit.name, hit.age_words, hit.episode, advice.evidence) == (
        False,
        who.agency.name,
        "",
        "",
        None,
        (),
    )
    assert (
        on_file_already(
            factory.seated(factory.officer(agency=factory.force(kind=AgencyKind.CHARITY))), factory.report_words()
        )
        == []
    )


def test_the_centre_finds_the_national_record_by_name_and_opens_no_case(who: Officer) -> None:
    coordinator = factory.officer(Role.CENTRE_COORDINATOR, factory.force(kind=AgencyKind.NATIONAL_CENTRE))
    hit = search(factory.seated(coordinator), "Tamsin Quilfeather")[0]
    assert (hit.own, hit.name, hit.agency, hit.episode) == (False, "Tamsin Quillfeather", who.agency.name, None)


def test_two_children_of_whom_nothing_is_known_are_not_taken_for_one(who: Officer, now: datetime) -> None:
    nothing = dict.fromkeys(("given_name", "family_name", "last_seen_place", "phone"), "unknown")
    nothing |= {"age": "14", "informant": None}
    published(who, now, **nothing)
    assert on_file_already(factory.seated(who), factory.report_words(**nothing)) == []
    assert on_file_already(factory.seated(who), factory.report_words(**(nothing | {"given_name": "Unknown"}))) == []
    known = brief_of({"phone": ["none"], "given_name": ["Ember"]})
    assert (known.phones, known.names) == (frozenset(), ("Ember",))


def test_nobody_is_found_by_the_word_unknown(who: Officer, now: datetime) -> None:
    published(who, now, given_name="unknown", last_seen_place="Unknown", phone="unknown", alias="unknown")
    assert names(who, "unknown") == []
    assert "unknown Quillfeather" in names(who, "Quillfeather")


def test_advice_never_bars_a_second_report(who: Officer, now: datetime) -> None:
    report = factory.report(who, at=now)
    assert on_file_already(factory.seated(who), factory.report_words())
    cases.open_episode(report.pk, viewer=who.viewer, by=who.actor, at=now)
