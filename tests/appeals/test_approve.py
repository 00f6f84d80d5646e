"""A second, different officer approves exactly what was shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction

from tests import factory
from wayhome.appeals import actions as appeals
from wayhome.appeals.models import Appeal
from wayhome.appeals.queries import appeal_seen_by, waiting_for_approval
from wayhome.base import filestore
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.base.ids import new_id
from wayhome.cases import actions as cases
from wayhome.cases.models import Episode
from wayhome.clocks.queries import running
from wayhome.ledger.models import Entry
from wayhome.outcomes import actions as outcomes
from wayhome.published.models import Edition
from wayhome.terms.viewer import Role


def approve(appeal: Appeal, who: factory.Officer, at: datetime, *, content_hash: str | None = None) -> Appeal:
    seen = appeal.content_hash if content_hash is None else content_hash
    return appeals.approve(appeal.pk, seen, viewer=who.viewer, by=who.actor, at=at)


def nothing_went_out(appeal: Appeal, status: str = "submitted") -> bool:
    appeal.refresh_from_db()
    return (
        (appeal.status, appeal.approved_by, appeal.edition) == (status, "", None)
        and not Edition.objects.exists()
        and not Entry.objects.filter(kind__in=["appeal.approved", "edition.due"]).exists()
    )


@pytest.fixture
def first() -> factory.Officer:
    """The author."""
    return factory.officer()


@pytest.fixture
def second(first: factory.Officer) -> factory.Officer:
    """A supervisor of the same force."""
    return factory.officer(Role.SUPERVISOR, first.agency)


# Refused


@pytest.mark.django_db
def test_the_author_may_not_approve_and_neither_may_who_changed_it(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    episode = factory.open_episode(first, at=now)
    appeal = appeals.save_draft(episode.pk, factory.draft(now), viewer=second.viewer, by=second.actor, at=now)
    appeals.save_draft(episode.pk, factory.draft(now), viewer=first.viewer, by=first.actor, at=now, appeal_id=appeal.pk)
    appeal = appeals.submit(appeal.pk, viewer=first.viewer, version=None, by=first.actor, at=now)
    for author in (first, second):
        with pytest.raises(Refused, match="A second officer, who did not write or change"):
            approve(appeal, author, now)
        assert not waiting_for_approval(author.viewer)
    assert nothing_went_out(appeal)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CALL_TAKER, Role.OFFICER])
def test_a_role_that_does_not_approve_is_refused(now: datetime, first: factory.Officer, role: Role) -> None:
    appeal = factory.submitted_appeal(factory.open_episode(first, at=now), first, at=now)
    who = factory.officer(role, first.agency)
    with pytest.raises(Refused, match="Ask the duty officer"):
        approve(appeal, who, now)
    assert not waiting_for_approval(who.viewer)
    assert nothing_went_out(appeal)


@pytest.mark.django_db
def test_hidden_and_absent_are_one_answer(now: datetime, first: factory.Officer) -> None:
    appeal = factory.submitted_appeal(factory.open_episode(first, at=now), first, at=now)
    stranger = factory.officer(Role.SUPERVISOR)
    with pytest.raises(NotFound):
        approve(appeal, stranger, now)
    for asked in (appeal.pk, new_id()):
        with pytest.raises(NotFound):
            appeal_seen_by(stranger.viewer, asked)
    with pytest.raises(NotFound):
        appeals.approve(new_id(), "x", viewer=first.viewer, by=first.actor, at=now)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["", "0" * 64, "other"])
def test_another_hash_than_the_one_shown_is_refused(
    now: datetime, first: factory.Officer, second: factory.Officer, wrong: str
) -> None:
    appeal = factory.submitted_appeal(factory.open_episode(first, at=now), first, at=now)
    with pytest.raises(Overtaken, match="has changed since it was shown"):
        approve(appeal, second, now, content_hash=wrong)
    assert nothing_went_out(appeal)


@pytest.mark.django_db
def test_what_was_edited_after_it_was_shown_is_not_approved(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    episode = factory.open_episode(first, at=now)
    appeal = factory.submitted_appeal(episode, first, at=now)
    shown = appeal.content_hash
    draft = replace(factory.draft(now), shows={"given_name": "Tamsin", "clothing": "A red coat"})
    appeals.save_draft(episode.pk, draft, viewer=first.viewer, by=first.actor, at=now, appeal_id=appeal.pk)
    with pytest.raises(Overtaken):
        approve(appeal, second, now, content_hash=shown)
    assert nothing_went_out(appeal, "draft")
    again = appeals.submit(appeal.pk, viewer=first.viewer, version=None, by=first.actor, at=now)
    assert again.content_hash != shown
    with pytest.raises(Overtaken):
        approve(appeal, second, now, content_hash=shown)
    assert nothing_went_out(appeal)


@pytest.mark.django_db
def test_a_manifest_changed_behind_the_hash_is_refused(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    appeal = factory.submitted_appeal(factory.open_episode(first, at=now), first, at=now)
    assert appeal.manifest is not None
    Appeal.objects.filter(pk=appeal.pk).update(manifest=appeal.manifest | {"shows": {"given_name": "Other"}})
    with pytest.raises(Overtaken):
        approve(appeal, second, now)
    assert nothing_went_out(appeal)


@pytest.mark.django_db
def test_a_photo_changed_behind_the_hash_is_refused(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    episode = factory.open_episode(first, at=now, photo=factory.face())
    photo = episode.reports.get().report.photos.get()
    appeal = factory.submitted_appeal(episode, first, at=now, photo=photo.pk)
    filestore.put(b"another face", file=photo.pk, subject=photo.report_id)
    with pytest.raises(Overtaken):
        approve(appeal, second, now)
    assert nothing_went_out(appeal)


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["located_unconfirmed", "found", "closed"])
def test_nothing_is_approved_once_the_child_may_be_found(
    now: datetime, first: factory.Officer, second: factory.Officer, status: str
) -> None:
    episode = factory.open_episode(first, at=now)
    appeal = factory.submitted_appeal(episode, first, at=now)
    Episode.objects.filter(pk=episode.pk).update(status=status)
    with pytest.raises(Refused, match="may be published"):
        approve(appeal, second, now)
    assert nothing_went_out(appeal)


@pytest.mark.django_db
def test_an_appeal_whose_end_has_passed_is_not_approved(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    appeal = factory.submitted_appeal(factory.open_episode(first, at=now), first, at=now)
    with pytest.raises(Refused, match="in the future"):
        approve(appeal, second, now + timedelta(hours=72))
    assert nothing_went_out(appeal)


@pytest.mark.django_db
def test_a_draft_a_refused_and_a_withdrawn_appeal_are_not_approved(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    episode = factory.open_episode(first, at=now)
    draft = appeals.save_draft(episode.pk, factory.draft(now), viewer=first.viewer, by=first.actor, at=now)
    refused, withdrawn = (factory.submitted_appeal(episode, first, at=now) for _ in range(2))
    appeals.refuse(refused.pk, reason="Too much", viewer=second.viewer, by=second.actor, at=now)
    appeals.withdraw(withdrawn.pk, reason="No need", viewer=first.viewer, by=first.actor, at=now)
    for appeal in (draft, refused, withdrawn):
        with pytest.raises(Overtaken):
            approve(appeal, second, now)
    assert not Edition.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["submitter", "editor"])
def test_the_database_refuses_an_author_as_approver_even_by_hand(
    now: datetime, first: factory.Officer, second: factory.Officer, who: str
) -> None:
    episode = factory.open_episode(first, at=now)
    draft = appeals.save_draft(episode.pk, factory.draft(now), viewer=second.viewer, by=second.actor, at=now)
    appeals.submit(draft.pk, viewer=first.viewer, version=None, by=first.actor, at=now)
    by = {"submitter": first, "editor": second}[who].actor.ref
    with pytest.raises(IntegrityError, match="appeal_second_officer"), transaction.atomic():
        Appeal.objects.filter(pk=draft.pk).update(status="live", approved_by=by, approved_at=now)


# Approved


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.DUTY_OFFICER, Role.SUPERVISOR, Role.EDITOR])
def test_a_second_officer_approves_and_the_edition_holds_what_was_shown(
    now: datetime, first: factory.Officer, role: Role
) -> None:
    second = factory.officer(role, first.agency)
    episode = factory.open_episode(first, at=now, photo=factory.face())
    photo = episode.reports.get().report.photos.get()
    appeal = factory.submitted_appeal(episode, first, at=now, photo=photo.pk)
    assert list(waiting_for_approval(second.viewer)) == [appeal]
    live = approve(appeal, second, now)
    edition = Edition.objects.get()
    assert (live.status, live.approved_by, live.approved_at, live.edition) == (
        "live",
        second.actor.ref,
        now,
        edition.pk,
    )
    assert (edition.manifest, edition.content_hash, edition.state) == (appeal.manifest, appeal.content_hash, "due")
    assert bytes(edition.photo or b"") == filestore.get(photo.pk)
    entry = Entry.objects.get(kind="appeal.approved")
    assert entry.facts == {"hash": appeal.content_hash, "edition": str(edition.pk)}
    with pytest.raises(Overtaken):
        approve(appeal, second, now)
    assert Edition.objects.count() == 1


def test_of_eight_approvers_at_once_exactly_one_wins(fresh_database: None, now: datetime) -> None:
    first = factory.officer()
    officers = [factory.officer(Role.SUPERVISOR, first.agency) for _ in range(8)]
    people = [(each.viewer, each.actor) for each in officers]
    appeals_waiting = [factory.submitted_appeal(factory.open_episode(first, at=now), first, at=now) for _ in range(5)]
    for appeal in appeals_waiting:
        together = Barrier(8)

        def work(number: int) -> bool:
            viewer, actor = people[number]
            together.wait()  # noqa: B023
            try:
                appeals.approve(appeal.pk, appeal.content_hash, viewer=viewer, by=actor, at=now)  # noqa: B023
            except Overtaken:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(work, range(8))) == [False] * 7 + [True]
    assert Edition.objects.count() == Entry.objects.filter(kind="appeal.approved").count() == 5


def test_an_edit_that_races_the_approval_never_lets_unseen_words_out(fresh_database: None, now: datetime) -> None:
    first = factory.officer()
    second = factory.officer(Role.SUPERVISOR, first.agency)
    episode = factory.open_episode(first, at=now)
    author, approver = (first.viewer, first.actor), (second.viewer, second.actor)
    approved = 0

    def edit(appeal: Appeal, together: Barrier) -> None:
        draft = replace(factory.draft(now), shows={"given_name": "Tamsin", "clothing": "Unseen words"})
        together.wait()
        try:
            appeals.save_draft(episode.pk, draft, viewer=author[0], by=author[1], at=now, appeal_id=appeal.pk)
            appeals.submit(appeal.pk, viewer=author[0], version=None, by=author[1], at=now)
        except Refused:
            pass  # it went live first
        finally:
            connections.close_all()

    def say_yes(appeal: Appeal, together: Barrier) -> bool:
        together.wait()
        try:
            appeals.approve(appeal.pk, appeal.content_hash, viewer=approver[0], by=approver[1], at=now)
        except Overtaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as pool:
        for _ in range(50):
            appeal = factory.submitted_appeal(episode, first, at=now)
            together = Barrier(2)
            edited, said = pool.submit(edit, appeal, together), pool.submit(say_yes, appeal, together)
            edited.result()
            approved += said.result()
            appeal.refresh_from_db()
            assert appeal.status in {"live", "submitted"}
    for edition in Edition.objects.all():
        assert "Unseen words" not in str(edition.manifest)
        assert edition.content_hash == appeals.hash_of(edition.manifest, appeals.decision_of(appeal))
    assert Edition.objects.count() == approved


# Located, refused, withdrawn, renewed, expired


@pytest.mark.django_db
def test_located_unconfirmed_keeps_what_is_published_and_stops_anything_new(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    episode = factory.open_episode(first, at=now)
    live = factory.approved_appeal(episode, first, second, at=now)
    waiting = factory.submitted_appeal(episode, first, at=now)
    cases.locate(episode.pk, viewer=first.viewer, version=None, by=first.actor, at=now)
    live.refresh_from_db()
    assert live.status == "live"
    assert Edition.objects.get(pk=live.edition).state == "due"
    with pytest.raises(Refused, match="nothing new may be published"):
        approve(waiting, second, now)
    with pytest.raises(Refused, match="nothing new may be published"):
        appeals.renew(
            live.pk,
            ends_at=now + timedelta(hours=80),
            viewer=second.viewer,
            by=second.actor,
            at=now + timedelta(hours=9),
        )
    outcomes.reopen_episode(episode.pk, viewer=first.viewer, reason="", version=None, by=first.actor, at=now)
    assert approve(waiting, second, now).status == "live"


@pytest.mark.django_db
def test_the_second_officer_may_refuse_and_the_author_may_write_again(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    episode = factory.open_episode(first, at=now)
    appeal = factory.submitted_appeal(episode, first, at=now)
    refused = appeals.refuse(appeal.pk, reason="Too much", viewer=second.viewer, by=second.actor, at=now)
    assert (refused.status, refused.ended_because) == ("refused", "Too much")
    again = appeals.save_draft(
        episode.pk, factory.draft(now), viewer=first.viewer, by=first.actor, at=now, appeal_id=appeal.pk
    )
    assert appeals.submit(again.pk, viewer=first.viewer, version=None, by=first.actor, at=now).status == "submitted"


@pytest.mark.django_db
def test_one_officer_takes_an_appeal_down_at_once_and_for_good(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    appeal = factory.approved_appeal(factory.open_episode(first, at=now), first, second, at=now)
    looker = factory.officer(Role.CALL_TAKER, first.agency)
    with pytest.raises(Refused):
        appeals.withdraw(appeal.pk, reason="x", viewer=looker.viewer, by=looker.actor, at=now)
    down = appeals.withdraw(appeal.pk, reason="Mother asked", viewer=first.viewer, by=first.actor, at=now)
    edition = Edition.objects.get(pk=appeal.edition)
    assert (down.status, down.ended_at) == ("withdrawn", now)
    assert (edition.state, edition.manifest, edition.photo) == ("withdrawn", {}, None)
    with pytest.raises(Refused, match="cannot come back"):
        appeals.withdraw(appeal.pk, reason="again", viewer=first.viewer, by=first.actor, at=now)


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "says"), [(0, "in the future"), (73, "longer than is allowed")])
def test_an_appeal_is_renewed_for_72_hours_at_most(
    now: datetime, first: factory.Officer, second: factory.Officer, hours: float, says: str
) -> None:
    appeal = factory.approved_appeal(factory.open_episode(first, at=now), first, second, at=now)
    with pytest.raises(Refused, match=says):
        appeals.renew(appeal.pk, ends_at=now + timedelta(hours=hours), viewer=second.viewer, by=second.actor, at=now)


@pytest.mark.django_db
def test_an_appeal_that_is_not_live_is_not_renewed(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    appeal = factory.submitted_appeal(factory.open_episode(first, at=now), first, at=now)
    with pytest.raises(Refused):
        appeals.renew(appeal.pk, ends_at=now + timedelta(hours=1), viewer=second.viewer, by=second.actor, at=now)


@pytest.mark.django_db
def test_a_renewed_appeal_runs_on_with_its_edition_and_a_clock_of_its_new_end(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    appeal = factory.approved_appeal(factory.open_episode(first, at=now), first, second, at=now)
    later = now + timedelta(hours=70)
    renewed = appeals.renew(
        appeal.pk, ends_at=later + timedelta(hours=24), viewer=second.viewer, by=second.actor, at=later
    )
    assert renewed.ends_at == Edition.objects.get(pk=appeal.edition).ends_at == later + timedelta(hours=24)
    assert [(clock.kind, clock.due_at) for clock in running(appeal.pk)] == [("appeal_end", renewed.ends_at)]
    assert appeals.expire_due(at=later + timedelta(hours=23)) == 0


@pytest.mark.django_db
def test_an_appeal_ends_by_itself_when_its_time_is_up_and_only_once(
    now: datetime, first: factory.Officer, second: factory.Officer
) -> None:
    appeal = factory.approved_appeal(factory.open_episode(first, at=now), first, second, at=now)
    end = now + timedelta(hours=72)
    assert appeals.expire_due(at=end - timedelta(seconds=1)) == 0
    assert appeals.expire_due(at=end) == 1
    assert appeals.expire_due(at=end) == 0
    appeal.refresh_from_db()
    assert appeal.status == "expired"
    assert Edition.objects.get(pk=appeal.edition).state == "withdrawn"
    assert Entry.objects.filter(kind="appeal.expired").count() == 1
