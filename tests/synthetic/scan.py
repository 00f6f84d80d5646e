"""What no invented text may hold: a phone that could ring, a postcode that could be somebody's, a real mailbox."""

import re
from dataclasses import fields, is_dataclass
from typing import Any

DRAMA = re.compile(r"07700 900\d{3}|01632 960\d{3}")
PHONE = re.compile(r"(?<![\w.])\+?\d(?:[ -]?\d){8,}(?![\w.])")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
MAIL = re.compile(r"\S+@(\S+?)(?=[\s,;]|\.?$)")


def texts(thing: Any) -> list[str]:
    """Every text within a dataclass, mapping or sequence."""
    if isinstance(thing, str):
        return [thing]
    if is_dataclass(thing):
        return [text for field in fields(thing) for text in texts(getattr(thing, field.name))]
    if isinstance(thing, dict):
        return [text for pair in thing.items() for part in pair for text in texts(part)]
    if isinstance(thing, list | tuple):
        return [text for part in thing for text in texts(part)]
    return []


def faults(text: str) -> list[str]:
    """What in a text looks as if it could belong to somebody."""
    found = [f"phone {hit}" for hit in PHONE.findall(DRAMA.sub("", text))]
    found += [f"postcode {hit}" for hit in POSTCODE.findall(text)]
    return found + [f"mail at {where}" for where in MAIL.findall(text) if where != "example.org"]
