"""Lines of the log: where something failed and under which reference, and never what somebody wrote."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

from wayhome.base.web import QUOTE_KEY, quote

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
UNKNOWN = "no page of ours"


class Line(logging.Formatter):
    """One line, with the reference that the failing page shows.

    Of a request only status and route are kept: an address may hold a reference. Of an error only its kind, and where
    it arose: its words may quote a row, a form or a file.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write the line, from a copy that holds less."""
        kept = logging.makeLogRecord(record.__dict__)
        kept.exc_text = kept.stack_info = None
        kept.quote = quote() or getattr(getattr(record, "request", None), "META", {}).get(QUOTE_KEY, "-")
        if hasattr(record, "request"):
            kept.msg, kept.args = "%s on %s", (getattr(record, "status_code", "?"), _route(record.request))
        elif kept.args:
            kept.args = _without_words(kept.args)
        return super().format(kept)

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - the name in the standard library
        """Kinds and places, the cause first."""
        return "\n".join(_told(ei[1])) if ei[1] else ""


def _told(error: BaseException, *above: BaseException) -> list[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    places = traceback.extract_tb(error.__traceback__)
    lines = [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
    state = getattr(error, "sqlstate", None)
    kind = f"{type(error).__module__}.{type(error).__qualname__}{f' ({state})' if state else ''}"
    return [*(_told(cause, error, *above) if cause and cause not in (error, *above) else []), *lines, kind]


def _without_words(args: Any) -> Any:
    """An error handed to a line is told by its kind."""
    if isinstance(args, tuple):
        return tuple(type(each).__qualname__ if isinstance(each, BaseException) else each for each in args)
    return args


def _route(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return f"{getattr(request, 'method', '?')} {match.route}" if match else UNKNOWN
