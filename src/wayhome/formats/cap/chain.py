"""Which messages belong together, and what of them is in force at a moment.

Messages come in any order, twice, or never: an update before the alert it updates, a cancel after the end. What is in
force depends on the messages alone, not on the order in which they came.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from wayhome.formats.cap.values import Alert, Info, MsgType, Reference


@dataclass(frozen=True, slots=True)
class Chain:
    """Messages joined by their references, oldest first.

    missing    messages that are named and have not come
    disputed   names that two different messages bear; the first that came is kept
    """

    messages: tuple[Alert, ...]
    missing: tuple[Reference, ...] = ()
    disputed: tuple[Reference, ...] = ()

    def in_force(self, at: datetime) -> tuple[Alert, ...]:
        """The alerts and updates that tell the public something at that moment, oldest first.

        One is in force from `sent` until the last of its texts expires (for ever when one says no end), unless a
        message sent by then replaces or cancels it. A cancel ends what it names and whatever had replaced that by then:
        nobody cancels only the version that is out of force already. Only a message of the same sender and status ends
        another, so an exercise cannot end an alert, nor one force another's.
        """
        sent = [message for message in self.messages if message.sent <= at]
        ended = _ended(sent)
        return tuple(
            message
            for message in sent
            if message.msg_type in {MsgType.ALERT, MsgType.UPDATE}
            and message.reference not in ended
            and (not message.infos or any(lasts(info, at) for info in message.infos))
        )


def lasts(info: Info, at: datetime) -> bool:
    """Whether a text has not expired yet; one without an end never does."""
    return info.expires is None or at < info.expires


def resolve(messages: Iterable[Alert]) -> tuple[Chain, ...]:
    """The chains that messages in any order form, the chain with the oldest message first."""
    kept: dict[Reference, Alert] = {}
    disputed: set[Reference] = set()
    for message in messages:
        if kept.setdefault(message.reference, message) != message:
            disputed.add(message.reference)
    groups: dict[Reference, list[Reference]] = defaultdict(list)
    heads = _joined(kept)
    for name, head in heads.items():
        groups[head].append(name)
    chains = []
    for names in groups.values():
        members = sorted((kept[name] for name in names if name in kept), key=_order)
        missing = sorted((name for name in names if name not in kept), key=str)
        chains.append(Chain(tuple(members), tuple(missing), tuple(name for name in names if name in disputed)))
    return tuple(sorted(chains, key=lambda chain: _order(chain.messages[0])))


def _order(message: Alert) -> tuple[datetime, str, str]:
    return message.sent, message.sender, message.identifier


def _joined(kept: Mapping[Reference, Alert]) -> dict[Reference, Reference]:
    """Each name, of a message or in a reference, to the one that stands for its chain."""
    heads: dict[Reference, Reference] = {}

    def head(name: Reference) -> Reference:
        heads.setdefault(name, name)
        while heads[name] != name:
            heads[name] = heads[heads[name]]
            name = heads[name]
        return name

    for name, message in kept.items():
        top = head(name)
        for reference in message.references:
            heads[head(reference)] = top
    return {name: head(name) for name in list(heads)}


def _ended(sent: Iterable[Alert]) -> set[Reference]:
    """The names of what was replaced or cancelled by the messages given."""
    by_name = {message.reference: message for message in sent}
    replaced_by: dict[Reference, list[Alert]] = defaultdict(list)
    for message in by_name.values():
        if message.msg_type is MsgType.UPDATE:
            for name in message.references:
                if _may_end(message, name, by_name.get(name)):
                    replaced_by[name].append(message)
    ended = set(replaced_by)
    for cancel in by_name.values():
        if cancel.msg_type is not MsgType.CANCEL:
            continue
        left, seen = list(cancel.references), set[Reference]()
        while left:
            name = left.pop()
            if name not in seen and _may_end(cancel, name, by_name.get(name)):
                seen.add(name)
                left += [each.reference for each in replaced_by[name] if each.sent <= cancel.sent]
        ended |= seen
    return ended


def _may_end(by: Alert, name: Reference, what: Alert | None) -> bool:
    """Whether a message may end another: not itself, and only one of its own sender and status, if it has come."""
    return name != by.reference and name.sender == by.sender and (what is None or what.status is by.status)
