"""What a line of the log tells of an error."""

from __future__ import annotations

import logging

from wayhome.base.logs import Line


def told(error: BaseException) -> str:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "It failed", None, (type(error), error, None))
    return Line("%(message)s").format(record)


def test_an_error_is_told_by_kinds_without_words_the_cause_first() -> None:
    error = ValueError("Tamsin")
    error.__cause__ = KeyError("Saltby")
    assert told(error).splitlines() == ["It failed", "builtins.KeyError", "builtins.ValueError"]


def test_errors_that_name_each_other_as_their_cause_are_told_once_each() -> None:
    one, two, three = ValueError("a"), KeyError("b"), OSError("c")
    one.__cause__, two.__context__, three.__cause__ = two, three, one
    assert told(one).splitlines() == ["It failed", "builtins.OSError", "builtins.KeyError", "builtins.ValueError"]
