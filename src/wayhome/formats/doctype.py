"""Where a file's DOCTYPE stands, told from its bytes before anything parses them."""

import re
from typing import BinaryIO

_CHUNK = 1 << 16
_OPENING = re.compile(rb"<!--|<!\[CDATA\[|<\?|<!doctype", re.IGNORECASE)
_CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


def doctype_line(source: BinaryIO) -> int | None:
    """The line of the first DOCTYPE, wherever it stands; None when there is none.

    Looks at the bytes, so that a DOCTYPE behind the records is found before any record is handed on. The word inside
    a comment, a CDATA section or a processing instruction is not one. NUL bytes are dropped: UTF-16 reads as ASCII.
    """
    line, rest, closing = 1, b"", b""
    while chunk := source.read(_CHUNK):
        text, at = rest + chunk.replace(b"\0", b""), 0
        while True:
            if closing:
                found = text.find(closing, at)
                if found < 0:
                    at = max(at, len(text) - len(closing) + 1)
                    break
                at, closing = found + len(closing), b""
            opening = _OPENING.search(text, at)
            if opening is None:
                at = max(at, len(text) - len(b"<!doctype") + 1)
                break
            if opening[0].upper() == b"<!DOCTYPE":
                return line + text.count(b"\n", 0, opening.start())
            at, closing = opening.end(), _CLOSING[opening[0].upper()]
        line += text.count(b"\n", 0, at)
        rest = text[at:]
    return None
