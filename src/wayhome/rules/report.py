"""What a report of a missing person may hold, and the little it must."""

from __future__ import annotations

from collections.abc import Mapping

from wayhome.terms.fact_kinds import FACT_KINDS
from wayhome.terms.words import N_

LONGEST = 4000
REQUIRED = {
    "given_name": N_("Write the first name, or “unknown”."),
    "last_seen_place": N_("Write where the child was last seen, or “unknown”."),
}
TOO_LONG = N_("Shorten this to 4,000 characters; put the rest into a second report.")
NOT_WORDS = N_("Write this as text.")

# Who tells us. Everything else a report may hold is a fact kind of the missing person, by the same code.
TELLER = ("informant", "informant_phone", "informant_relation", "informant_agency")
FIELDS = (*TELLER, *(code for code in FACT_KINDS if code not in TELLER))


def refuse_report(words: Mapping[str, object]) -> dict[str, str]:
    """For each field that stops the report, the sentence that says what to write. Thin reports are taken.

    A field we do not know is no reason to refuse: it is kept as given.
    """
    wrong: dict[str, str] = {}
    for field, value in words.items():
        if not isinstance(value, str):
            wrong[field] = NOT_WORDS
        elif len(value) > LONGEST:
            wrong[field] = TOO_LONG
    for field, sentence in REQUIRED.items():
        if field not in wrong and not str(words.get(field) or "").strip():
            wrong[field] = sentence
    return wrong
