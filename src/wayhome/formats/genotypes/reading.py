"""What the readers of genotypes share: the file as text, its lines, and how they refuse."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from math import isfinite
from typing import NoReturn

from wayhome.formats.refusal import Refusal
from wayhome.terms.words import N_

NOT_TEXT = N_("This line is no text in UTF-8 or in the Western Windows encoding.")
OLD_TEXT = N_("The file is not in UTF-8; it was read in the Western Windows encoding.")
ENDS_EARLY = N_("The file ends where %(what)s should stand.")
NO_WHOLE = N_("%(what)s should stand here: a whole number.")
NOT_BELOW = N_("%(what)s should stand here: a whole number below %(below)d.")
NO_NUMBER = N_("%(what)s should stand here: a number, with a point.")
NO_SHARE = N_("%(what)s should stand here: a number from 0 to 1.")
NO_HEAD = N_("The first line must name the columns %(wanted)s; missing: %(missing)s.")
WRONG_WIDTH = N_("The line has %(found)d fields; the first line has %(wanted)d.")
NAMED_TWICE = N_("The column “%(column)s” stands twice.")
NOT_CSV = N_("The table cannot be read from this line on. Look for a quotation mark that is not closed.")

_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,4})?", re.ASCII)


class Unread(ValueError):
    """A file that was not read. `refusals` say where it stands and why, at least one."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("\n".join(f"{each.file}, line {each.line}: {each.reason}" for each in refusals))
        self.refusals = refusals


def refuse(file: str, line: int, words: str, **facts: object) -> NoReturn:
    """Raise Unread for one line."""
    raise Unread(Refusal(file, line, words, facts))


def text_of(content: bytes, *, file: str) -> tuple[str, list[str]]:
    """The text of a file, and what was assumed about its encoding. Raises Unread."""
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), [OLD_TEXT]
    except UnicodeDecodeError as problem:
        refuse(file, content.count(b"\n", 0, problem.start) + 1, NOT_TEXT)


def rows_of(text: str, columns: Sequence[str], *, file: str, comma: str = ",") -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of each row that is not blank. The first names the columns, in any order; further ones are left alone."""
    reader, start, head = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=comma), 1, None
    try:
        for row in reader:
            line, start = start, reader.line_num + 1
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if head is None:
                head = _head(cells, columns, file=file, line=line)
            elif len(cells) != len(head):
                refuse(file, line, WRONG_WIDTH, found=len(cells), wanted=len(head))
            else:
                yield line, dict(zip(head, cells, strict=True))
    except csv.Error:
        refuse(file, start, NOT_CSV)
    if head is None:
        refuse(file, 1, NO_HEAD, wanted=", ".join(columns), missing=", ".join(columns))


def _head(cells: list[str], columns: Sequence[str], *, file: str, line: int) -> list[str]:
    head = [re.sub(r"[\s_]+", "", cell).lower() for cell in cells]
    if missing := [column for column in columns if column not in head]:
        refuse(file, line, NO_HEAD, wanted=", ".join(columns), missing=", ".join(missing))
    for column in columns:
        if head.count(column) > 1:
            refuse(file, line, NAMED_TWICE, column=column)
    return head


def number_in(text: str, what: str, *, file: str, line: int) -> float:
    """A number as software writes it: `0.05`, `1e-006`. Raises Unread."""
    value = float(text) if _NUMBER.fullmatch(text) else float("nan")
    if not isfinite(value):
        refuse(file, line, NO_NUMBER, what=what)
    return value


def share_in(text: str, what: str, *, file: str, line: int) -> float:
    """A number from 0 to 1. Raises Unread."""
    value = number_in(text, what, file=file, line=line)
    if not 0 <= value <= 1:
        refuse(file, line, NO_SHARE, what=what)
    return value


class Lines:
    """The lines of a file, one after the other, each with its number."""

    def __init__(self, text: str, *, file: str) -> None:
        self.file, self.done = file, 0
        self._lines = re.split(r"\r\n|\r|\n", text)

    @property
    def line(self) -> int:
        """The number of the line that was read last."""
        return self.done

    def refuse(self, words: str, **facts: object) -> NoReturn:
        """Raise Unread for the line that was read last."""
        refuse(self.file, max(self.done, 1), words, **facts)

    def peek(self) -> str | None:
        """The next line without its quotation marks; None at the end."""
        return _bare(self._lines[self.done]) if self.done < len(self._lines) else None

    def text(self, what: str) -> str:
        """The next line without its quotation marks."""
        if (text := self.peek()) is None:
            self.refuse(ENDS_EARLY, what=what)
        self.done += 1
        return text

    def whole(self, what: str, *, below: int | None = None) -> int:
        """The next line as a whole number from nought."""
        text = self.text(what)
        value = int(text) if _WHOLE.fullmatch(text) else None
        if value is None or value < 0:
            self.refuse(NO_WHOLE, what=what)
        if below is not None and value >= below:
            self.refuse(NOT_BELOW, what=what, below=below)
        return value

    def number(self, what: str) -> float:
        """The next line as a number."""
        text = self.text(what)
        return number_in(text, what, file=self.file, line=self.done)

    def share(self, what: str) -> float:
        """The next line as a number from 0 to 1."""
        text = self.text(what)
        return share_in(text, what, file=self.file, line=self.done)

    def rest(self) -> Iterator[tuple[int, str]]:
        """Number and text of every line that is left."""
        while (text := self.peek()) is not None:
            self.done += 1
            yield self.done, text


def _bare(line: str) -> str:
    line = line.strip()
    return line[1:-1].strip() if len(line) > 1 and line[0] == line[-1] == '"' else line
