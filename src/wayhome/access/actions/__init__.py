"""Changing who stands how to a record, and saying why one is opened."""

from wayhome.access.actions.disclosing import Left, disclose, keep_exported, recipient_of
from wayhome.access.actions.erasing import erase
from wayhome.access.actions.glass import break_glass, end_glass, read_told, review_glass, words_of_glass
from wayhome.access.actions.keeping import (
    agree_unseal,
    ask_unseal,
    lift,
    refuse_unseal,
    restrict,
    seal,
    words_of_unseal,
)
from wayhome.access.actions.people import assign, end_conflict, name_conflict, unassign
from wayhome.access.actions.purposes import state_purpose
from wayhome.access.actions.sharing import CEILINGS, end_share, grounds, share
from wayhome.access.actions.traces import NAMING, digests, officer_to_tie, tie_officer, trace

__all__ = [
    "CEILINGS",
    "NAMING",
    "Left",
    "agree_unseal",
    "ask_unseal",
    "assign",
    "break_glass",
    "digests",
    "disclose",
    "end_conflict",
    "end_glass",
    "end_share",
    "erase",
    "grounds",
    "keep_exported",
    "lift",
    "name_conflict",
    "officer_to_tie",
    "read_told",
    "recipient_of",
    "refuse_unseal",
    "restrict",
    "review_glass",
    "seal",
    "share",
    "state_purpose",
    "tie_officer",
    "trace",
    "unassign",
    "words_of_glass",
    "words_of_unseal",
]  # fmt: skip
