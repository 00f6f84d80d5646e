"""Whether a message is valid: the schema, the text of the standard, and a profile if one is named."""

from dataclasses import dataclass
from itertools import chain, islice

from lxml import etree

from wayhome.formats.cap.finding import Finding
from wayhome.formats.cap.grammar import structure
from wayhome.formats.cap.musts import musts
from wayhome.formats.cap.practice import practice
from wayhome.formats.cap.profiles import Profile, demands

MOST = 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message breaks, and what it neglects; of each no more than the first 200.

    `valid` is None for CAP 1.0 and 1.1, whose schema is not held here, unless something is broken.
    """

    valid: bool | None
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def judge(alert: etree._Element, version: str, *, profile: Profile = Profile.PLAIN) -> Verdict:
    """Judge one alert. Its signature is another matter, and changes nothing here."""
    rules = chain(structure(alert) if version == "1.2" else (), musts(alert, version), demands(alert, profile))
    errors, warnings = tuple(islice(rules, MOST)), tuple(islice(practice(alert), MOST))
    return Verdict(False if errors else True if version == "1.2" else None, errors, warnings)
