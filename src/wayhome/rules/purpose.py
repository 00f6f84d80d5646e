"""Why a record is opened: a list, and words where the list does not say it.

source  Data Protection Act 2018 s.62, as enacted, which asks for the justification of a consultation; kept by decision where the law asks less
"""

from __future__ import annotations

from datetime import timedelta

from wayhome.terms.words import N_

LASTS = timedelta(hours=12)
"""One shift: within it nobody is asked twice about one record."""

GRACE = timedelta(hours=1)
"""A form that was opened within the shift may still be sent after it."""

ASSIGNED = "assigned"
"""The purpose of whoever owns or is assigned to the case; nobody chooses it."""

BROKEN = "glass"
"""The purpose of whoever broke the glass: the reason was given then."""

PURPOSES = {
    "on_the_case": N_("I am working on this case now"),
    "duty": N_("I supervise, or take over, this shift"),
    "asked": N_("Somebody who has a right to asks me about it"),
    "link": N_("It may be linked to another case"),
    "other": N_("Another reason"),
}

NEEDS_WORDS = frozenset({"asked", "link", "other"})
CHOOSE = N_("Choose why you open this record.")
SAY_MORE = N_("Say in a few words why: who asks, or which case it may be linked to.")
NO_WORDS = N_("This is no reason. Write it in words.")
LONGEST = 500


def refuse_reason(words: str, *, needed: bool = True) -> str | None:
    """Why some words are no reason, or None. Dots, a letter held down and less than a word are none."""
    bare = [sign for sign in words.casefold() if sign.isalpha()]
    if not words.strip() and not needed:
        return None
    if not words.strip():
        return SAY_MORE
    longest = max((sum(sign.isalpha() for sign in part) for part in words.split()), default=0)
    if len(bare) < 5 or len(set(bare)) < 4 or longest < 3:
        return NO_WORDS
    return None


def refuse_purpose(code: str, words: str) -> str | None:
    """Why a stated purpose is not taken, or None."""
    if code not in PURPOSES:
        return CHOOSE
    return refuse_reason(words, needed=code in NEEDS_WORDS)
