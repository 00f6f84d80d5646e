"""What every way out has, and what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from wayhome.alerts.models import Message, Partner
from wayhome.rules.alerting import Mode


@dataclass(frozen=True, slots=True)
class Declared:
    """What a way out can do.

    per_second   how many messages a second one recipient takes
    window       how many may be under way at once to one recipient
    most_bytes   the largest message it takes
    receipt      what its receipt proves, in words; empty when there is none
    deletes      whether what was sent can be taken back
    keyed        whether the other side takes a repeated key once
    """

    per_second: float
    window: int
    most_bytes: int
    receipt: str
    deletes: bool
    keyed: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way. Every byte that leaves is a function of these."""

    kind: str
    manifest: Mapping[str, Any]
    identifier: str
    sent_at: datetime
    chain: tuple[tuple[str, ...], ...]
    key: str
    repeat: bool
    version: UUID
    partner: Partner | None = None

    @property
    def mode(self) -> Mode:
        """Live or drill."""
        return Mode(self.manifest["mode"])


def outgoing_of(message: Message, *, key: str, repeat: bool, partner: Partner | None) -> Outgoing:
    """A message as it leaves, by its row."""
    return Outgoing(
        kind=message.kind, manifest=message.version.manifest or {}, identifier=message.identifier, sent_at=message.sent_at,
        chain=tuple(tuple(each) for each in message.chain), key=key, repeat=repeat, version=message.version_id,
        partner=partner,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side has it. `sha256` is of the bytes that left."""

    words: str
    sha256: str = ""


class Failed(Exception):
    """A try came to nothing. `for_good` when another would not help."""

    def __init__(self, words: str, *, for_good: bool = False) -> None:
        super().__init__(words)
        self.for_good = for_good


class Channel(Protocol):
    """One folder of this package."""

    DECLARED: Declared

    def recipients(self, mode: Mode) -> list[UUID | None]:
        """Whom it tells: partners by id, or None for a way out that has one recipient. Empty when there is nobody."""

    def send(self, outgoing: Outgoing, *, at: datetime) -> Receipt:
        """Send one message; never inside a transaction. Raises Failed."""
