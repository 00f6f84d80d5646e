"""Writing an alert, asking a second person, sending, and calling it back."""

from wayhome.alerts.actions.deciding import approve, cancel, decline, refuse, return_it
from wayhome.alerts.actions.ending import expire_due, recall_all
from wayhome.alerts.actions.outbox import deliver, take_up
from wayhome.alerts.actions.writing import NOTHING_WRITTEN_YET, Draft, draft_of, still_lacking, submit, write

__all__ = [
    "NOTHING_WRITTEN_YET",
    "Draft",
    "approve",
    "cancel",
    "decline",
    "deliver",
    "draft_of",
    "expire_due",
    "recall_all",
    "refuse",
    "return_it",
    "still_lacking",
    "submit",
    "take_up",
    "write",
]
