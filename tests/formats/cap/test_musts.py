"""Each demand of the standard's text is broken alone: the schema takes the message, and one rule does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from tests.formats.cap.messages import (
    ALERT,
    CANCEL,
    UPDATE,
    at,
    errors,
    schema,
    told,
    tree,
    verdict,
    warnings,
    without,
    write,
)
from wayhome.formats.cap import Profile
from wayhome.formats.cap.raw import CAP_10, CAP_11, CAP_12

Change = Callable[[etree._Element], None]


def both(*changes: Change) -> Change:
    def change(root: etree._Element) -> None:
        for each in changes:
            each(root)

    return change


def added(after: str, name: str, text: str) -> Change:
    """A change that puts an element behind another."""

    def change(root: etree._Element) -> None:
        element = etree.Element(f"{{{CAP_12}}}{name}")
        element.text = text
        at(root, after).addnext(element)

    return change


def referring(text: str) -> Change:
    return added("note", "references", text)


polygon, circle = (lambda text: told("info/area/polygon", text)), (lambda text: told("info/area/circle", text))
SELF = "alerts@example.org,wayhome-7f3a-1,2026-11-21T16:30:00-00:00"

BROKEN: list[tuple[str, Change]] = [
    ("identifier-characters", told("identifier", "a b")),
    ("identifier-characters", told("identifier", "a\tb")),
    ("identifier-characters", told("identifier", " a")),
    ("identifier-characters", told("identifier", "a,b")),
    ("identifier-characters", told("identifier", "a<b")),
    ("identifier-characters", told("identifier", "a&b")),
    ("identifier-empty", told("identifier", "")),
    ("sender-characters", told("sender", "a b@example.org")),
    ("sender-characters", told("sender", "a,b@example.org")),
    ("sender-characters", told("sender", "a<b@example.org")),
    ("sender-characters", told("sender", "a&b@example.org")),
    ("sender-empty", told("sender", "")),
    ("time-utc", told("sent", "2026-11-21T16:30:00+00:00")),
    ("time-utc", told("info/effective", "2026-11-21T16:30:00+00:00")),
    ("time-utc", told("info/onset", "2026-11-21T16:30:00+00:00")),
    ("time-utc", told("info/expires", "2026-11-22T16:30:00+00:00")),
    ("restriction", told("scope", "Restricted")),
    ("restriction", both(told("scope", "Restricted"), added("scope", "restriction", "  "))),
    ("addresses", told("scope", "Private")),
    ("addresses-quotes", added("scope", "addresses", 'one "and another')),
    ("incidents-quotes", told("incidents", '"one')),
    ("references-form", referring("wayhome-7f3a-0")),
    ("references-form", referring("alerts@example.org,wayhome-7f3a-0")),
    ("references-form", referring("alerts@example.org,,2026-11-21T16:00:00-00:00")),
    ("references-form", referring("alerts@example.org,a,b,2026-11-21T16:00:00-00:00")),
    ("references-form", referring("alerts@example.org,a,2026-11-21T16:00:00.123456Z")),
    ("references-form", referring("alerts@example.org,a,2026-11-21")),
    (
        "references-form",
        referring("alerts@example.org,a,2026-11-21T16:00:00-00:00,alerts@example.org,b,2026-11-21T16:00:00-00:00"),
    ),
    ("references-self", referring(SELF)),
    ("references-self", referring(SELF.replace("16:30:00-00:00", "17:30:00+01:00"))),
    ("polygon-pairs", polygon("52.1,-1.5 52.1,-1.4 52.2")),
    ("polygon-pairs", polygon("52.1, -1.5 52.1, -1.4 52.2, -1.4 52.1, -1.5")),
    ("polygon-pairs", polygon("52.1 -1.5 52.1 -1.4 52.2 -1.4 52.1 -1.5")),
    ("polygon-pairs", polygon("NaN,0 1,1 1,0 NaN,0")),
    ("polygon-few", polygon("")),
    ("polygon-few", polygon("52.1,-1.5 52.1,-1.4 52.1,-1.5")),
    ("polygon-open", polygon("52.1,-1.5 52.1,-1.4 52.2,-1.4 52.2,-1.5")),
    ("polygon-open", polygon("10,180 11,180 11,179 10,-180")),
    ("coordinates", polygon("90.0001,0 80,1 80,0 90.0001,0")),
    ("coordinates", polygon(f"{'1' * 1_000_001},0 1,1 1,0 {'1' * 1_000_001},0")),
    ("coordinates", polygon("-90.0001,0 -80,1 -80,0 -90.0001,0")),
    ("coordinates", polygon("0,180.0001 1,1 1,0 0,180.0001")),
    ("coordinates", polygon("-1.5,520.1 -1.4,52.1 -1.4,52.2 -1.5,520.1")),
    ("circle-form", circle("52.1,-1.5")),
    ("circle-form", circle("52.1,-1.5 2 km")),
    ("circle-form", circle("52.1 -1.5 2")),
    ("circle-form", circle("")),
    ("circle-radius", circle("52.1,-1.5 -0.001")),
    ("coordinates", circle("52.1,-180.5 1")),
    ("coordinates", circle("91,0 1")),
    ("ceiling-alone", without("info/area/altitude")),
    ("ceiling-low", told("info/area/altitude", "300.5")),
]


@pytest.mark.parametrize(("rule", "change"), BROKEN, ids=lambda each: each if isinstance(each, str) else "")
def test_a_demand_that_is_broken_alone_makes_the_message_not_valid(rule: str, change: Change) -> None:
    root = tree()
    assert verdict(etree.tostring(root)).valid is True
    change(root)
    document = etree.tostring(root)
    schema().assertValid(etree.fromstring(document))
    said = verdict(document)
    assert said.valid is False
    assert {finding.rule for finding in said.errors} == {rule}
    assert all(finding.text.endswith((".", "”.")) for finding in said.errors)


ACCEPTED: list[Change] = [
    told("identifier", "urn:oid:2.49.0.1.826.7f3a;é"),
    told("sender", "https://example.org/desk"),
    told("sent", "2026-11-21T16:30:00-14:00"),
    told("incidents", 'one "two words"'),
    both(told("scope", "Private"), added("scope", "addresses", 'one "two words"')),
    both(told("scope", "Restricted"), added("scope", "restriction", "police")),
    added("scope", "restriction", ""),
    added("scope", "addresses", ""),
    referring(""),
    referring("  a@example.org,a,2026-11-21T16:00:00+00:00\n a@example.org,b,2026-11-21T16:00:00-07:00 "),
    referring(SELF.replace("16:30:00", "16:29:59")),  # the same identifier, sent before: another message
    polygon(" 52.10,-1.50\n+52.1,-1.40\t52.20,-1.4 .5,-1. 52.1,-1.5 "),
    polygon("90,180 -90,180 -90,-180 90,180"),
    circle("52.1,-1.5 0"),
    told("info/area/altitude", "300"),
    told("info/language", ""),
    both(without("info/area/altitude"), without("info/area/ceiling")),
]


@pytest.mark.parametrize("change", ACCEPTED)
def test_what_only_looks_odd_is_valid(change: Change) -> None:
    root = tree()
    change(root)
    assert errors(etree.tostring(root)) == set()


@pytest.mark.parametrize("message", [ALERT, UPDATE, CANCEL], ids=lambda message: message.msg_type)
def test_our_own_messages_break_nothing_and_neglect_nothing(message: object) -> None:
    said = verdict(write(message))  # type: ignore[arg-type]
    assert (said.valid, said.errors, said.warnings) == (True, (), ())


# Older versions


def in_version(namespace: str, *changes: Change) -> bytes:
    root = tree(UPDATE)
    for change in changes:
        change(root)
    return etree.tostring(root).replace(CAP_12.encode(), namespace.encode())


@pytest.mark.parametrize("namespace", [CAP_10, CAP_11])
def test_an_older_message_is_neither_valid_nor_not(namespace: str) -> None:
    assert verdict(in_version(namespace)).valid is None
    # nothing of what the schema of 1.2 alone says
    assert verdict(in_version(namespace, told("status", "Real"), without("info/event"))).valid is None


@pytest.mark.parametrize("namespace", [CAP_10, CAP_11])
@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("identifier-characters", told("identifier", "a b")),
        ("sender-characters", told("sender", "a&b")),
        ("polygon-open", polygon("52.1,-1.5 52.1,-1.4 52.2,-1.4 52.2,-1.5")),
        ("polygon-few", polygon("52.1,-1.5 52.1,-1.4 52.1,-1.5")),
        ("coordinates", circle("91,0 1")),
        ("circle-radius", circle("0,0 -1")),
        ("ceiling-alone", without("info/area/altitude")),
        ("addresses", told("scope", "Private")),
        ("needed", without("identifier")),
        ("needed", without("sent")),
    ],
)
def test_an_older_message_that_breaks_a_demand_is_not_valid(namespace: str, rule: str, change: Change) -> None:
    said = verdict(in_version(namespace, change))
    assert said.valid is False
    assert {finding.rule for finding in said.errors} == {rule}


@pytest.mark.parametrize(
    ("change", "in_10", "in_11"),
    [
        (told("sent", "2026-11-21T16:35:00Z"), None, False),
        (told("sent", "2026-11-21T16:35:00+00:00"), None, None),
        (told("identifier", "a,b"), None, False),
        (told("references", "wayhome-7f3a-1/alerts@example.org"), None, False),
    ],
)
def test_where_the_versions_differ_each_is_asked_for_its_own(
    change: Change, in_10: bool | None, in_11: bool | None
) -> None:
    assert verdict(in_version(CAP_10, change)).valid is in_10
    assert verdict(in_version(CAP_11, change)).valid is in_11


# Good practice


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("expires", without("info/expires")),
        ("headline", told("info/headline", "x" * 141)),
        ("description", without("info/description")),
        ("description", told("info/description", " ")),
        ("web", told("info/web", "/c/7f3a")),
        ("web", told("info/web", "alerts.example.org/c")),
        ("web", told("info/web", "https:c")),
        ("uri", told("info/resource/uri", "photo.jpg")),
        ("mime-type", told("info/resource/mimeType", "picture")),
        ("digest", told("info/resource/digest", "abc")),
        ("base64", added("info/resource/uri", "derefUri", "not base64!")),
        ("expires-early", told("info/expires", "2026-11-21T16:29:00-00:00")),
        ("restriction-idle", added("scope", "restriction", "police")),
        ("references-none", told("msgType", "Update")),
        ("references-none", told("msgType", "Cancel")),
        ("references-later", referring("a@example.org,a,2026-11-21T16:30:01-00:00")),
        ("markup", told("info/description", "Look <b>there</b>")),
        ("markup", told("info/instruction", "fish &amp; chips")),
        ("markup", told("info/headline", "one<br/>two")),
        ("language", told("info/headline", "Chwiliwch am Tamsin Vale, 9 oed")),
        ("polygon-crosses", polygon("0,0 2,2 0,2 2,0 0,0")),
    ],
)
def test_what_is_neglected_is_a_warning_and_the_message_stays_valid(rule: str, change: Change) -> None:
    root = tree()
    change(root)
    said = verdict(etree.tostring(root))
    assert said.valid is True
    assert {finding.rule for finding in said.warnings} == {rule}


@pytest.mark.parametrize(
    "change",
    [
        told("info/headline", "x" * 140),
        told("info/web", "mailto:desk@example.org"),
        told("info/description", "a < b, c > d & e"),
        both(told("info/resource/uri", "photo.jpg"), added("info/resource/uri", "derefUri", "aGVsbG8=")),
        without("info/web"),
        polygon("0,0 0,2 1,1 2,2 2,0 0,0"),
        polygon("0,0 0,0 0,1 1,1 0,0"),
    ],
)
def test_what_is_well_done_draws_no_warning(change: Change) -> None:
    root = tree()
    change(root)
    assert warnings(etree.tostring(root)) == set()


def test_a_polygon_made_to_waste_time_is_given_up_on_and_no_profile_minds() -> None:
    comb = [f"{place % 2},{place / 10_000}" for place in range(2_000)]
    root = tree()
    polygon(" ".join([*comb, "-1,1", "-1,-1", comb[0]]))(root)
    document = etree.tostring(root)
    assert warnings(document) == {"polygon-fine"}
    assert errors(document, profile=Profile.GOOGLE) == set()


# Profiles


def with_profile(profile: Profile, *changes: Change) -> set[str]:
    """What a profile says of a message that the plain rules take."""
    root = tree()
    for change in changes:
        change(root)
    document = etree.tostring(root)
    assert errors(document) == set()
    assert not {rule for rule in warnings(document) if rule.startswith(profile)}
    return errors(document, profile=profile)


ipaws = (added("scope", "code", "IPAWSv1.0"),)
canada = (
    added("scope", "code", "profile:CAP-CP:0.4"),
    *(lambda root: [
        (setattr(code[0], "text", "profile:CAP-CP:Event:0.4"), setattr(code[1], "text", "amber"))
        for code in root.iter("{*}eventCode") if code[0].text == "SAME"
    ],),
    *(lambda root: [setattr(code[0], "text", "profile:CAP-CP:Location:0.3") for code in root.iter("{*}geocode")],),
)  # fmt: skip


def every_one(name: str) -> Change:
    """A change that takes out every element of that name."""

    def change(root: etree._Element) -> None:
        for element in list(root.iter(f"{{*}}{name}")):
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)

    return change


@pytest.mark.parametrize(
    ("profile", "base", "rule", "change"),
    [
        (Profile.GOOGLE, (), "google-references", told("msgType", "Update")),
        (Profile.GOOGLE, (), "google-info", every_one("info")),
        (Profile.GOOGLE, (), "google-description", every_one("description")),
        (Profile.GOOGLE, (), "google-web", every_one("web")),
        (Profile.GOOGLE, (), "google-expires", every_one("expires")),
        (Profile.GOOGLE, (), "google-area", every_one("area")),
        (Profile.GOOGLE, (), "google-shape", both(*(every_one(name) for name in ("polygon", "circle", "geocode")))),
        (Profile.GOOGLE, (), "google-category", told("info/category", "Fire")),
        (Profile.GOOGLE, (), "google-eventCode", told("info/eventCode/value", "MEP")),
        (Profile.GOOGLE, (), "google-expires-early", told("info/expires", "2026-11-21T16:29:00-00:00")),
        (Profile.GOOGLE, (), "google-polygon-crosses", polygon("0,0 2,2 0,2 2,0 0,0")),
        (Profile.UK, (), "uk-identifier", told("identifier", "a.b")),
        (Profile.UK, (), "uk-sender", told("sender", "https://example.org")),
        (Profile.IPAWS, ipaws, "ipaws-code", every_one("code")),
        (Profile.IPAWS, ipaws, "ipaws-references", told("msgType", "Cancel")),
        (Profile.IPAWS, ipaws, "ipaws-expires", every_one("expires")),
        (Profile.IPAWS, ipaws, "ipaws-area", every_one("area")),
        (Profile.IPAWS, ipaws, "ipaws-event-code", every_one("eventCode")),
        (Profile.IPAWS, ipaws, "ipaws-category", told("info/category", "Fire")),
        (Profile.CAP_CP, canada, "cap-cp-code", every_one("code")),
        (Profile.CAP_CP, canada, "cap-cp-info", every_one("info")),
        (Profile.CAP_CP, canada, "cap-cp-references", told("msgType", "Cancel")),
        (Profile.CAP_CP, canada, "cap-cp-event-code", every_one("eventCode")),
        (Profile.CAP_CP, canada, "cap-cp-area", every_one("area")),
        (Profile.CAP_CP, canada, "cap-cp-geocode", every_one("geocode")),
    ],
)  # fmt: skip
def test_a_profiles_demand_is_an_error_only_where_the_profile_is_named(
    profile: Profile, base: tuple[Change, ...], rule: str, change: Change
) -> None:
    assert with_profile(profile, *base) == set()
    assert with_profile(profile, *base, change) == {rule}
