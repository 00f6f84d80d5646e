"""Writing an alert, asking a second person, sending, and calling it back."""

from wayhome.alerts.actions.deciding import approve, cancel, decline, refuse, return_it
from wayhome.alerts.actions.ending import expire_due, recall_all
from wayhome.alerts.actions.outbox import confirm_due, deliver, take_up, told_by_hand
from wayhome.alerts.actions.tips import deal, give_back, mind_tips, start_clock, take
from wayhome.alerts.actions.writing import (
    NOTHING_WRITTEN_YET,
    Draft,
    begin_asked,
    draft_of,
    still_lacking,
    submit,
    write,
)

__all__ = [
    "NOTHING_WRITTEN_YET",
    "Draft",
    "approve",
    "begin_asked",
    "cancel",
    "confirm_due",
    "deal",
    "decline",
    "deliver",
    "draft_of",
    "expire_due",
    "give_back",
    "mind_tips",
    "recall_all",
    "refuse",
    "return_it",
    "start_clock",
    "still_lacking",
    "submit",
    "take",
    "take_up",
    "told_by_hand",
    "write",
]
