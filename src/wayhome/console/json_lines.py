"""Lines of JSON from a file of somebody else: each line that is not empty, or the sentence that says why it cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wayhome.terms.words import N_

ENCODING, ERRORS = "utf-8-sig", "surrogateescape"
"""How to open the file: a byte that is no UTF-8 then spoils its own line alone."""
NOT_UTF8 = N_("This line is not UTF-8. Save the file as UTF-8.")
NO_JSON = N_("This line is no JSON (%(why)s). Write each record as one object on a line of its own.")
TOO_DEEP = N_("This line is no record: its lists lie too deep within each other.")
NAMED_TWICE = N_("“%(name)s” stands twice in one object. Keep one of the two.")
NO_TEXT = N_("This line holds a sign that nobody can store: the null sign, or half of a pair. Take it out.")
_ESCAPED = re.compile("[\udc80-\udcff]")
_NO_TEXT = re.compile("\\\\u0000|[\ud800-\udfff]")
_LONGEST_WHOLE = 300


class Unread(ValueError):
    """A line that cannot be read. `says` is a sentence with named gaps and `facts` fill them, so that it can be translated first."""

    def __init__(self, says: str, **facts: str) -> None:
        super().__init__(says % facts)
        self.says, self.facts = says, facts


def numbered(lines: Iterable[str]) -> Iterator[tuple[int, Any, Unread | None]]:
    """The number of each line that is not empty, its record, and what kept it from being read."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, record_in(line), None
        except Unread as problem:
            yield number, None, problem


def record_in(line: str) -> Any:
    """What one line holds. Raises Unread."""
    if not_utf8(line):
        raise Unread(NOT_UTF8)
    try:
        record = json.loads(line.strip(), object_pairs_hook=_each_once, parse_int=_whole)
    except json.JSONDecodeError as problem:
        raise Unread(NO_JSON, why=f"{problem.msg}, at sign {problem.colno}") from None
    except RecursionError:
        raise Unread(TOO_DEEP) from None
    if "\\u" in line:  # such a sign stands in UTF-8 by its escape alone
        refuse_signs(record)
    return record


def not_utf8(text: str) -> bool:
    """Whether a text that was read as `ERRORS` has it holds a byte that is no UTF-8."""
    return bool(_ESCAPED.search(text))


def refuse_signs(record: Any) -> None:
    """Raise Unread for a sign that no database stores and no screen shows."""
    if _NO_TEXT.search(json.dumps(record, ensure_ascii=False)):
        raise Unread(NO_TEXT)


def _each_once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    given: dict[str, Any] = {}
    for name, value in pairs:
        if name in given:
            raise Unread(NAMED_TWICE, name=name)
        given[name] = value
    return given


def _whole(digits: str) -> float:
    # Beyond what a number of any field can be: told as a number without end, which each field refuses by its name.
    return int(digits) if len(digits) <= _LONGEST_WHOLE else float("inf")
