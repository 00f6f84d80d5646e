"""An appeal is drafted in full before anybody is asked to approve it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from tests import factory
from wayhome.appeals import actions as appeals
from wayhome.appeals.models import Appeal
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases.models import Episode
from wayhome.ledger.models import Entry
from wayhome.rules.appeal import Consent
from wayhome.terms.flag import Flag
from wayhome.terms.viewer import Role

pytestmark = pytest.mark.django_db


def save(episode: Episode, draft: appeals.Draft, who: factory.Officer, at: datetime, **more: Any) -> Appeal:
    return appeals.save_draft(episode.pk, draft, viewer=who.viewer, by=who.actor, at=at, **more)


def submit(appeal: Appeal, who: factory.Officer, at: datetime, *, version: int | None = None) -> Appeal:
    return appeals.submit(appeal.pk, viewer=who.viewer, version=version, by=who.actor, at=at)


# Drafting refused


def test_who_may_not_draft_drafts_nothing(now: datetime) -> None:
    owner = factory.officer()
    episode = factory.open_episode(owner, at=now)
    with pytest.raises(Refused, match="Ask the duty officer"):
        save(episode, factory.draft(now), factory.officer(Role.CALL_TAKER, owner.agency), now)
    with pytest.raises(NotFound):
        save(episode, factory.draft(now), factory.officer(Role.SUPERVISOR), now)
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    "field",
    ["home_address", "medical", "school", "care_status", "family_name", "phone", "ethnicity", "last_seen_place"],
)
def test_what_may_never_be_published_cannot_even_be_drafted(now: datetime, field: str) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    with pytest.raises(Refused, match="may never be published"):
        save(episode, replace(factory.draft(now), shows={"given_name": "Tamsin", field: "x"}), who, now)
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("status", ["located_unconfirmed", "found", "closed", "cancelled_error", "transferred"])
def test_nothing_new_is_drafted_or_submitted_once_the_child_may_be_found(now: datetime, status: str) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    appeal = save(episode, factory.draft(now), who, now)
    Episode.objects.filter(pk=episode.pk).update(status=status)
    for attempt in (lambda: save(episode, factory.draft(now), who, now), lambda: submit(appeal, who, now)):
        with pytest.raises(Refused, match="may be published"):
            attempt()
    appeal.refresh_from_db()
    assert appeal.status == "draft"


def test_a_photo_of_another_case_cannot_be_shown(now: datetime) -> None:
    who = factory.officer()
    mine, other = factory.open_episode(who, at=now), factory.open_episode(who, at=now, photo=factory.face())
    theirs = other.reports.get().report.photos.get()
    for photo in (theirs.pk, new_id()):
        with pytest.raises(Refused, match="does not belong to this case"):
            save(mine, factory.draft(now, photo=photo), who, now)


def test_a_draft_of_another_episode_or_none_is_not_found(now: datetime) -> None:
    who = factory.officer()
    mine, other = factory.open_episode(who, at=now), factory.open_episode(who, at=now)
    appeal = save(other, factory.draft(now), who, now)
    for asked in (appeal.pk, new_id()):
        with pytest.raises(NotFound):
            save(mine, factory.draft(now), who, now, appeal_id=asked)


def test_of_two_who_edit_from_one_page_the_second_is_told(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    appeal = save(episode, factory.draft(now), who, now)
    save(episode, factory.draft(now), who, now, appeal_id=appeal.pk, version=1)
    with pytest.raises(Overtaken):
        save(episode, factory.draft(now), who, now, appeal_id=appeal.pk, version=1)
    with pytest.raises(Overtaken):
        submit(appeal, who, now, version=1)
    assert submit(appeal, who, now, version=2).status == "submitted"


# Submitting refused: what is lacking, named


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"protected_address": Flag.UNKNOWN}, "protected address"),
        ({"court_order": Flag.UNKNOWN}, "court order"),
        ({"who_asks": ""}, "Who asks"),
        ({"who_asks": "  "}, "Who asks"),
        ({"who_asks": "unknown"}, "Who asks"),
        ({"who_asks_checked": Flag.UNKNOWN}, "check that this person may ask"),
        ({"who_asks_checked": Flag.NO}, "check that this person may ask"),
        ({"protected_address": Flag.YES}, "Say why publicity will not lead anyone to the child"),
        ({"court_order": Flag.YES}, "Say why publicity will not lead anyone to the child"),
        ({"consent": Consent.UNANSWERED}, "agrees, refuses or could not be reached"),
        ({"consent_given_by": ""}, "who gave consent"),
        ({"consent": Consent.REFUSED}, "ground that overrides"),
        ({"consent": Consent.NOT_REACHED}, "ground that overrides"),
        ({"child_view": ""}, "child's own view"),
        ({"purpose": ""}, "what the appeal is for"),
        ({"necessity": ""}, "why an appeal is necessary"),
        ({"risk_to_child": ""}, "what risk the appeal brings"),
        ({"ends_at": None}, "when the appeal ends"),
        ({"shows": {}}, "what the appeal shows"),
        ({"shows": {"given_name": "  "}}, "what the appeal shows"),
    ],
)
def test_each_unanswered_question_refuses_and_is_named(now: datetime, change: dict[str, Any], says: str) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    appeal = save(episode, replace(factory.draft(now), **change), who, now)
    with pytest.raises(Refused, match=says):
        submit(appeal, who, now)
    appeal.refresh_from_db()
    assert (appeal.status, appeal.manifest, appeal.content_hash, appeal.submitted_by) == ("draft", None, "", "")
    assert len(appeals.still_lacking(appeal, at=now)) >= 1
    assert not Entry.objects.filter(kind="appeal.submitted").exists()


def test_an_empty_draft_is_told_everything_that_is_lacking_at_once(now: datetime) -> None:
    who = factory.officer()
    appeal = save(factory.open_episode(who, at=now), appeals.Draft(shows={}), who, now)
    with pytest.raises(Refused) as refusal:
        submit(appeal, who, now)
    for words in ("protected address", "court order", "Who asks", "agrees, refuses", "child's own view", "ends"):
        assert words in refusal.value.words


@pytest.mark.parametrize(
    ("hours", "says"), [(0, "in the future"), (-1, "in the future"), (72.01, "longer than is allowed")]
)
def test_an_end_in_the_past_or_beyond_72_hours_is_refused(now: datetime, hours: float, says: str) -> None:
    who = factory.officer()
    appeal = save(factory.open_episode(who, at=now), factory.draft(now, hours=hours), who, now)
    with pytest.raises(Refused, match=says):
        submit(appeal, who, now)


def test_a_draft_that_waited_too_long_is_measured_when_it_is_submitted(now: datetime) -> None:
    who = factory.officer()
    appeal = save(factory.open_episode(who, at=now), factory.draft(now, hours=1), who, now)
    with pytest.raises(Refused, match="in the future"):
        submit(appeal, who, now + timedelta(hours=1))


# Done


def test_a_court_order_with_its_ground_and_consent_overridden_with_its_ground_pass(now: datetime) -> None:
    who = factory.officer()
    draft = replace(
        factory.draft(now),
        court_order=Flag.YES,
        protected_ground="The order is against a third person.",
        consent=Consent.REFUSED,
        overriding_ground="Life at risk.",
    )
    assert submit(save(factory.open_episode(who, at=now), draft, who, now), who, now).status == "submitted"


def test_the_decision_behind_an_appeal_is_sealed_and_comes_back_whole(now: datetime) -> None:
    who = factory.officer()
    draft = replace(factory.draft(now), who_asks="Canary aunt", protected_ground="Canary ground")
    appeal = save(factory.open_episode(who, at=now), draft, who, now)
    appeal.refresh_from_db()
    assert appeals.draft_of(appeal) == draft
    with connection.cursor() as cursor:
        cursor.execute("select t::text from appeals_appeal t union all select e::text from ledger_entry e")
        assert not [row for row in cursor.fetchall() if "Canary" in row[0]]


def test_submitting_freezes_what_the_public_will_see_and_nothing_else(now: datetime) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now, photo=factory.face())
    photo = episode.reports.get().report.photos.get()
    appeal = submit(save(episode, factory.draft(now, photo=photo.pk), who, now), who, now)
    assert appeal.manifest is not None
    assert appeal.content_hash == appeals.hash_of(appeal.manifest, appeals.decision_of(appeal))
    assert appeal.manifest["shows"] == {"given_name": "Tamsin", "age": "14", "last_seen_area": "Saltby"}
    assert appeal.manifest["photo"] == photo.sha256
    assert not set(appeal.manifest) & {"who_asks", "decision", "consent", "purpose"}
    assert (appeal.submitted_by, appeal.authors) == (who.actor.ref, [who.actor.ref])
    assert Entry.objects.get(kind="appeal.submitted").facts == {"hash": appeal.content_hash}


def test_writing_over_a_submitted_appeal_takes_it_back_and_both_are_its_authors(now: datetime) -> None:
    first = factory.officer()
    second = factory.officer(Role.EDITOR, first.agency)
    episode = factory.open_episode(first, at=now)
    appeal = submit(save(episode, factory.draft(now), first, now), first, now)
    again = save(episode, factory.draft(now), second, now, appeal_id=appeal.pk)
    assert (again.status, again.manifest, again.content_hash, again.submitted_by) == ("draft", None, "", "")
    assert again.authors == sorted([first.actor.ref, second.actor.ref])


@pytest.mark.parametrize("status", ["live", "withdrawn", "expired"])
def test_what_was_published_once_is_never_written_over(now: datetime, status: str) -> None:
    who = factory.officer()
    episode = factory.open_episode(who, at=now)
    appeal = save(episode, factory.draft(now), who, now)
    Appeal.objects.filter(pk=appeal.pk).update(status=status)
    with pytest.raises(Refused):
        save(episode, factory.draft(now), who, now, appeal_id=appeal.pk)
    with pytest.raises(Refused):
        submit(appeal, who, now)
