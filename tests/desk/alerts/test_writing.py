"""Writing an alert at the desk: what is asked, what is refused at its field, and what an area becomes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.alerts.conftest import draft, written
from tests.desk.alerts.conftest import filled, main_of
from wayhome.accounts.models import Officer
from wayhome.alerts import actions as alerting
from wayhome.alerts.models import Alert, Version
from wayhome.base import clock
from wayhome.cases.models import Episode
from wayhome.kernels import areas

SQUARE = "51.70,-1.30 51.70,-1.20 51.78,-1.20 51.78,-1.30 51.70,-1.30"


def test_live_or_drill_is_never_chosen_for_anybody(at_author: Client, episode: Episode) -> None:
    page = at_author.get(f"/cases/{episode.pk}/alerts/new").content.decode()
    radios = re.findall(r'<input[^>]*name="mode"[^>]*>', page)
    assert len(radios) == 2
    assert not [radio for radio in radios if "checked" in radio]
    answer = at_author.post(f"/cases/{episode.pk}/alerts/new", filled(mode=""))
    assert answer.context["form"].errors["mode"] == ["Say whether this is live or a drill."]
    assert not Alert.objects.exists()


def test_a_whole_draft_is_kept_and_its_area_weighed(at_author: Client, episode: Episode) -> None:
    answer = at_author.post(f"/cases/{episode.pk}/alerts/new", filled(), follow=True)
    version = Version.objects.get()
    area = version.area or {}
    assert (version.step, version.alert.mode) == ("draft", "live")
    assert (area["made"], area["of"], area["approximate"]) == ("chosen", ["district:E07000178"], True)
    assert all(isinstance(part, int) for ring in area["rings"] for point in ring for part in point)
    assert area["likely"] >= area["people"] > 100_000
    assert "Oxford" in area["words"]
    page = main_of(answer)
    for words in ("Who would hear it", f"about {area['people']:,}", "Thames Valley Police", "Ask a second person"):
        assert words in page
    assert "<svg" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"chosen": "Nowhere-on-Sea"}, "chosen", "No place, district or force is called"),
        ({"chosen": "Oxfrod Police"}, "chosen", "No place, district or force is called"),
        ({"chosen": "Newport"}, "chosen", "Several places are called “Newport”. Write which one: Newport (district); Newport ("),
        ({"chosen": "Whitchurch"}, "chosen", "Several places are called"),
        ({"chosen": ""}, "chosen", "Name at least one place"),
        ({"area_how": "drawn", "drawn": ""}, "drawn", "Draw the area"),
        ({"area_how": "drawn", "drawn": "51.7,-1.3 51.8,-1.2"}, "drawn", "Polygon 1"),
        ({"area_how": "drawn", "drawn": "no area"}, "drawn", "."),
        ({"area_how": "grown", "seen_at_point": "Oxford", "minutes": "5", "travel": "foot"}, "seen_at_point", "Write latitude"),
        ({"area_how": "grown", "seen_at_point": "51.75, -1.25", "minutes": "", "travel": "foot"}, "minutes", "how many minutes"),
        ({"area_how": "grown", "seen_at_point": "51.75, -1.25", "minutes": "5"}, "travel", "how the child may be travelling"),
        ({"area_how": "grown", "seen_at_point": "10, 10", "minutes": "5", "travel": "foot"}, "seen_at_point", "outside the United Kingdom"),
        ({"ends_time": ""}, "ends_time", "Give the time at which the alert ends"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    at_author: Client, episode: Episode, given: dict[str, Any], field: str, sentence: str
) -> None:
    answer = at_author.post(f"/cases/{episode.pk}/alerts/new", filled(**given))
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert sentence in form.errors[field][0]
    page = answer.content.decode()
    assert "A girl of 9 in a red coat" in page
    assert "Taken into a van by a stranger" in page
    assert not Version.objects.exists()


def test_one_of_several_places_is_named_with_its_district(at_author: Client, episode: Episode) -> None:
    at_author.post(
        f"/cases/{episode.pk}/alerts/new",
        filled(chosen="Newport (Isle of Wight)\nThames Valley Police; Newport (district)"),
    )
    made = (Version.objects.get().area or {})["of"]
    place = next(each for each in areas.search_places("Newport") if each.district == "Isle of Wight")
    town = next(each for each in areas.districts().values() if each.name == "Newport")
    assert made == sorted([f"district:{town.code}", "force:thames-valley", f"place:{place.code}"])


@pytest.mark.parametrize(
    ("given", "made", "of"),
    [
        ({"area_how": "drawn", "drawn": SQUARE}, "drawn", []),
        ({"area_how": "drawn", "drawn": '{"type":"Polygon","coordinates":[[[-1.3,51.7],[-1.2,51.7],[-1.2,51.8],[-1.3,51.7]]]}'}, "drawn", []),
        ({"area_how": "grown", "seen_at_point": "51.7520, -1.2577", "minutes": "30", "travel": "foot"}, "grown", ["foot"]),
    ],
)  # fmt: skip
def test_an_area_is_drawn_or_grown(
    at_author: Client, episode: Episode, given: dict[str, Any], made: str, of: list[str]
) -> None:
    at_author.post(f"/cases/{episode.pk}/alerts/new", filled(**given, area_words="Oxford and its edges"))
    area = Version.objects.get().area or {}
    assert (area["made"], area["of"], area["words"]) == (made, of, "Oxford and its edges")


def test_another_area_does_not_keep_the_words_of_the_one_before(at_author: Client, episode: Episode) -> None:
    at_author.post(f"/cases/{episode.pk}/alerts/new", filled())
    version = Version.objects.get()
    before = (version.area or {})["words"]
    page = f"/alerts/{version.alert_id}/draft"
    again = filled(revision=version.revision, area_words=before)
    at_author.post(page, again | {"area_how": "kept", "area_words": "Oxford alone"})
    version.refresh_from_db()
    assert (version.area or {})["words"] == "Oxford alone"
    at_author.post(page, again | {"revision": version.revision, "area_words": "Oxford alone", "chosen": "Brighton"})
    version.refresh_from_db()
    assert "Brighton" in (version.area or {})["words"]
    assert "Oxford" not in (version.area or {})["words"]


def test_a_thin_draft_is_kept_and_says_where_each_lacking_thing_stands(at_author: Client, episode: Episode) -> None:
    answer = at_author.post(
        f"/cases/{episode.pk}/alerts/new", {"mode": "drill", "languages": ["en"], "headline_en": "Missing"}, follow=True
    )
    page = answer.content.decode()
    version = Version.objects.get()
    for field, sentence in (
        ("why", "Say in words why"),
        ("neighbours", "neighbouring forces"),
        ("area_how", "draw the area"),
    ):
        assert f"/alerts/{version.alert_id}/draft#lack-{field}" in page
        assert sentence in page
    form = at_author.get(f"/alerts/{version.alert_id}/draft").content.decode()
    for field in set(re.findall(r"#lack-(\w+)", page)):
        assert f'id="lack-{field}"' in form
    assert "Ask a second person" not in page
    answer = at_author.post(f"/alerts/{version.alert_id}/submit", {"revision": version.revision})
    assert "Say in words why the child is in imminent danger." in main_of(answer)


def test_only_the_languages_that_are_chosen_are_written(at_author: Client, episode: Episode) -> None:
    at_author.post(f"/cases/{episode.pk}/alerts/new", filled(headline_cy="Plentyn ar goll"))
    assert list(Version.objects.get().texts) == ["en"]


def test_somebody_who_was_slower_overwrites_nothing(at_author: Client, author: Officer, episode: Episode) -> None:
    version = written(episode, author, at=clock.now())
    alerting.write(draft(clock.now()), alert_id=version.alert_id, viewer=author.viewer, by=author.actor, at=clock.now())
    late = filled(revision=version.revision, area_how="kept", headline_en="From an old screen")
    answer = at_author.post(f"/alerts/{version.alert_id}/draft", late, follow=True)
    assert "Somebody else changed this" in main_of(answer)
    version.refresh_from_db()
    assert version.texts["en"]["headline"] != "From an old screen"


def test_an_update_begun_twice_is_written_once(at_author: Client, author: Officer, live: Alert) -> None:
    begun = filled(revision="", area_how="kept")
    alerting.write(draft(clock.now()), alert_id=live.pk, viewer=author.viewer, by=author.actor, at=clock.now())
    answer = at_author.post(f"/alerts/{live.pk}/draft", begun | {"headline_en": "The second update"}, follow=True)
    assert "Somebody else changed this" in main_of(answer)
    assert "The second update" not in str(live.versions.get(number=2).texts)
