"""The verbs of the national register."""

from wayhome.registry.actions.freezing import frozen, misper_body, publish_misper, publish_unidentified, search_keys
from wayhome.registry.actions.importing import Fate, Problem, Record, read_record, take_in
from wayhome.registry.actions.nameless import add_fact, record_unidentified

__all__ = [
    "Fate", "Problem", "Record", "add_fact", "frozen", "misper_body", "publish_misper", "publish_unidentified", "read_record", "record_unidentified", "search_keys",
    "take_in",
]  # fmt: skip
