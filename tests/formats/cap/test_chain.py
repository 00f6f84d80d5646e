"""What is in force depends on the messages, not on the order in which they come."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.cap.messages import ALERT, CANCEL, ENGLISH, SENT, UPDATE, later
from wayhome.formats.cap import Alert, MsgType, Status, find_alerts, read_alert, resolve, write


def after(minutes: float) -> datetime:
    return SENT + timedelta(minutes=minutes)


def in_force(*messages: Alert, at: datetime) -> list[str]:
    return [message.identifier for chain in resolve(messages) for message in chain.in_force(at)]


FIRST, SECOND = ALERT.identifier, UPDATE.identifier


@pytest.mark.parametrize("order", permutations([ALERT, UPDATE, CANCEL, ALERT, UPDATE][:3]))
def test_alert_update_and_cancel_in_any_order(order: tuple[Alert, ...]) -> None:
    (chain,) = resolve(order)
    assert chain.messages == (ALERT, UPDATE, CANCEL)
    moments = {-1: [], 0: [FIRST], 4: [FIRST], 5: [SECOND], 8: [SECOND], 9: [], 60: []}
    for minutes, expected in moments.items():
        assert [message.identifier for message in chain.in_force(after(minutes))] == expected


def test_a_message_is_the_same_before_and_after_it_was_written() -> None:
    drafted = replace(ALERT, sent=SENT + timedelta(microseconds=250_000))
    (found,) = find_alerts(write(drafted)).alerts
    arrived = read_alert(found.element).alert
    assert arrived.sent != drafted.sent
    assert arrived.reference == drafted.reference


def test_a_message_that_comes_twice_is_one() -> None:
    (chain,) = resolve([UPDATE, ALERT, ALERT, UPDATE, CANCEL, UPDATE])
    assert chain.messages == (ALERT, UPDATE, CANCEL)
    assert chain.disputed == ()


def test_two_messages_of_one_name_are_disputed_and_the_first_is_kept() -> None:
    forged = replace(ALERT, note="another text")
    (chain,) = resolve([ALERT, forged])
    assert chain.messages == (ALERT,)
    assert chain.disputed == (ALERT.reference,)


def test_an_update_before_its_alert_stands_and_says_what_is_missing() -> None:
    (chain,) = resolve([UPDATE])
    assert chain.missing == (ALERT.reference,)
    assert in_force(UPDATE, at=after(6)) == [SECOND]
    (chain,) = resolve([UPDATE, ALERT])
    assert chain.missing == ()
    assert in_force(UPDATE, ALERT, at=after(6)) == [SECOND]


def test_a_cancel_before_its_alert_still_ends_it() -> None:
    cancel = later(9, MsgType.CANCEL, ALERT)
    assert in_force(cancel, at=after(10)) == []
    assert in_force(cancel, ALERT, at=after(10)) == []
    assert in_force(cancel, ALERT, at=after(8)) == [FIRST]


def test_a_cancel_is_never_in_force() -> None:
    assert in_force(replace(CANCEL, infos=(ENGLISH,)), at=after(10)) == []


def test_a_message_that_names_itself_does_not_end_itself() -> None:
    looped = replace(ALERT, msg_type=MsgType.UPDATE, references=(ALERT.reference,))
    (chain,) = resolve([looped])
    assert chain.missing == ()
    assert chain.in_force(after(1)) == (looped,)


def test_two_messages_that_name_each_other_end_nobody_knows_what() -> None:
    one = replace(later(1, MsgType.UPDATE), references=(later(2, MsgType.UPDATE).reference,))
    two = replace(later(2, MsgType.UPDATE), references=(one.reference,))
    (chain,) = resolve([one, two])
    assert chain.in_force(after(1)) == (one,)
    assert chain.in_force(after(2)) == ()


def test_a_late_cancel_that_names_the_first_version_ends_the_version_that_replaced_it() -> None:
    cancel = later(9, MsgType.CANCEL, ALERT)
    assert in_force(ALERT, UPDATE, cancel, at=after(8)) == [SECOND]
    assert in_force(ALERT, UPDATE, cancel, at=after(9)) == []
    assert in_force(UPDATE, cancel, at=after(9)) == []  # the first never came


def test_an_update_sent_after_a_cancel_is_in_force() -> None:
    cancel = later(3, MsgType.CANCEL, ALERT)
    assert in_force(ALERT, cancel, UPDATE, at=after(4)) == []
    assert in_force(ALERT, cancel, UPDATE, at=after(6)) == [SECOND]


def test_a_cancel_after_the_end_changes_nothing() -> None:
    cancel = later(13 * 60, MsgType.CANCEL, ALERT)
    assert in_force(ALERT, cancel, at=after(12 * 60 - 0.1)) == [FIRST]
    assert in_force(ALERT, cancel, at=after(12 * 60)) == []
    assert in_force(ALERT, cancel, at=after(14 * 60)) == []


def test_it_lasts_until_the_last_of_its_texts_expires() -> None:
    shorter = replace(ENGLISH, language="cy", expires=after(60))
    message = replace(ALERT, infos=(shorter, ENGLISH))
    assert in_force(message, at=after(61)) == [FIRST]
    endless = replace(ALERT, infos=(shorter, replace(ENGLISH, expires=None)))
    assert in_force(endless, at=after(10**6)) == [FIRST]


def test_another_sender_ends_nothing() -> None:
    for kind in (MsgType.UPDATE, MsgType.CANCEL):
        strange = later(3, kind, ALERT, sender="other@example.org", infos=())
        assert FIRST in in_force(ALERT, strange, at=after(4))


def test_an_exercise_ends_no_real_alert() -> None:
    real = replace(ALERT, status=Status.ACTUAL)
    for kind in (MsgType.UPDATE, MsgType.CANCEL):
        drill = later(3, kind, real, infos=())
        assert FIRST in in_force(real, drill, at=after(4))
        assert FIRST not in in_force(real, replace(drill, status=Status.ACTUAL), at=after(4))


def test_an_acknowledgement_and_an_error_end_nothing() -> None:
    for kind in (MsgType.ACK, MsgType.ERROR):
        answer = later(3, kind, ALERT, infos=())
        assert in_force(ALERT, answer, at=after(4)) == [FIRST]


def test_unrelated_messages_are_chains_of_their_own() -> None:
    other = replace(ALERT, identifier="other", sent=after(-30))
    assert [chain.messages for chain in resolve([ALERT, UPDATE, other])] == [(other,), (ALERT, UPDATE)]


def test_an_update_of_two_alerts_makes_them_one_chain() -> None:
    other = replace(ALERT, identifier="other")
    joining = later(5, MsgType.UPDATE, ALERT, other)
    (chain,) = resolve([ALERT, joining, other])
    assert chain.in_force(after(6)) == (joining,)


@st.composite
def histories(draw: st.DrawFn) -> list[Alert]:
    """Messages that name any of those before and after them, from two senders."""
    count = draw(st.integers(1, 7))
    names = [later(number, MsgType.ALERT) for number in range(count)]
    made = []
    for number in range(count):
        about = draw(st.lists(st.sampled_from(names), max_size=3))
        kind = draw(st.sampled_from([MsgType.ALERT, MsgType.UPDATE, MsgType.UPDATE, MsgType.CANCEL]))
        made.append(
            later(number, kind, *about, infos=draw(st.sampled_from([(), (replace(ENGLISH, expires=after(4)),)])))
        )
    return made


@settings(max_examples=300, deadline=None)
@given(histories(), st.data())
def test_no_order_and_no_repetition_changes_what_is_in_force(history: list[Alert], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(history + history[:2]))
    for minutes in range(9):
        said = sorted(in_force(*history, at=after(minutes)))
        assert said == sorted(in_force(*shuffled, at=after(minutes)))
        # what was cancelled is not in force, whatever else was said
        for cancel in history:
            if cancel.msg_type is MsgType.CANCEL and cancel.sent <= after(minutes):
                ended = {each.identifier for each in cancel.references if each != cancel.reference}
                assert not ended & set(said)
