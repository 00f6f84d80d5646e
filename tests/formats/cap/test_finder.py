"""Alerts are found wherever they lie, and nothing that attacks the parser gets far."""

from __future__ import annotations

from base64 import b64encode
from html import escape

import pytest

from tests.formats.cap.messages import ALERT, CANCEL, UPDATE, write
from wayhome.formats.cap import Category, Certainty, MsgType, NotRead, Severity, find_alerts, read_alert
from wayhome.formats.cap.raw import CAP_10, CAP_11, CAP_12

ONE, TWO, THREE = (write(message) for message in (ALERT, UPDATE, CANCEL))
NAMES = [message.identifier for message in (ALERT, UPDATE, CANCEL)]


def bare(document: bytes) -> str:
    """A document without its declaration, as it lies inside another."""
    return document.decode().split("\n", 1)[1]


def found(document: str | bytes) -> list[str]:
    """The identifiers of the alerts in a document that is not refused."""
    reading = find_alerts(document.encode() if isinstance(document, str) else document)
    assert reading.refused is None, reading.refused.text
    return ["".join(found.element.find("{*}identifier").itertext()) for found in reading.alerts]  # type: ignore[union-attr]


def refusal(document: bytes, **options: int) -> str:
    reading = find_alerts(document, **options)
    assert reading.refused is not None
    assert reading.alerts == ()
    return reading.refused.rule


def atom(*contents: str) -> str:
    entries = "".join(f"<entry><title>Look for a child</title>{content}</entry>" for content in contents)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Alerts</title>{entries}</feed>'


def inline(document: bytes) -> str:
    return f'<content type="application/cap+xml">{bare(document)}</content>'


def edxl(*contents: str) -> str:
    objects = "".join(f"<contentObject>{content}</contentObject>" for content in contents)
    return f'<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0">{objects}</EDXLDistribution>'


def embedded(inner: str) -> str:
    return f"<xmlContent><embeddedXMLContent>{inner}</embeddedXMLContent></xmlContent>"


def encoded(inner: bytes, kind: str = "text/xml") -> str:
    data = b64encode(inner).decode()
    lines = "\n".join(data[at : at + 76] for at in range(0, len(data), 76))
    return f"<nonXMLContent><mimeType>{kind}</mimeType><contentData>{lines}</contentData></nonXMLContent>"


def test_an_alert_alone() -> None:
    assert found(ONE) == NAMES[:1]
    assert found(b"\xef\xbb\xbf" + ONE) == NAMES[:1]
    assert found(ONE.decode().replace("UTF-8", "UTF-16").encode("utf-16")) == NAMES[:1]
    assert found(ONE.decode().replace("UTF-8", "ISO-8859-1").encode("iso-8859-1")) == NAMES[:1]


@pytest.mark.parametrize(("namespace", "version"), [(CAP_10, "1.0"), (CAP_11, "1.1"), (CAP_12, "1.2")])
def test_an_alert_of_each_version(namespace: str, version: str) -> None:
    (alert,) = find_alerts(ONE.replace(CAP_12.encode(), namespace.encode())).alerts
    assert alert.version == version


def test_alerts_inside_a_feed_in_its_order() -> None:
    assert found(atom(inline(ONE), inline(TWO), inline(THREE))) == NAMES


def test_alerts_as_text_inside_a_feed() -> None:
    escaped = f'<content type="text">{escape(ONE.decode())}</content>'
    marked = f"<summary><![CDATA[\n {bare(TWO)} ]]></summary>"
    rss = f'<rss version="2.0"><channel><item><description>{escape(bare(THREE))}</description></item></channel></rss>'
    assert found(atom(escaped, marked)) == NAMES[:2]
    assert found(rss) == NAMES[2:]


def test_a_feed_that_only_links_holds_no_alert_and_nothing_is_fetched() -> None:
    assert found(atom('<link type="application/cap+xml" href="https://alerts.example.org/1.cap"/>')) == []
    assert found("<rss><channel/></rss>") == []
    assert found(atom(f"<summary>Use &lt;alert xmlns=&quot;{CAP_12}&quot;&gt; at the top.</summary>")) == []


def test_alerts_inside_a_distribution() -> None:
    assert found(edxl(embedded(bare(ONE)), encoded(TWO), encoded(THREE, "application/cap+xml; charset=utf-8"))) == NAMES


def test_alerts_in_a_distribution_in_a_feed_in_a_distribution() -> None:
    feed = atom(inline(ONE), f"<content>{edxl(encoded(TWO))}</content>")
    assert found(edxl(embedded(feed), encoded(edxl(encoded(THREE)).encode()))) == NAMES


def test_the_type_of_a_content_may_stand_behind_it() -> None:
    data = b64encode(ONE).decode()
    assert (
        found(edxl(f"<otherContent><contentData>{data}</contentData><mimeType>text/xml</mimeType></otherContent>"))
        == NAMES[:1]
    )


def test_content_of_another_type_is_left_alone() -> None:
    assert found(edxl(encoded(ONE, "image/jpeg"), encoded(b"\xff\xd8", "application/octet-stream"))) == []


def test_content_that_says_it_is_xml_and_is_not_is_named_and_the_rest_is_listed() -> None:
    for broken in (encoded(b"\xff\xd8"), encoded(ONE[:-20]), encoded(ONE).replace("</contentData>", "*</contentData>")):
        reading = find_alerts(edxl(embedded(bare(ONE)), broken, encoded(TWO)).encode())
        assert [alert.element.findtext("{*}identifier") for alert in reading.alerts] == NAMES[:2]
        assert reading.refused is not None
        assert reading.refused.rule == "content"


def test_an_alert_inside_an_alert_is_listed_and_an_alerts_texts_are_its_own() -> None:
    assert found(bare(ONE).replace("</alert>", f"{bare(TWO)}</alert>")) == NAMES[:2]
    quoted = bare(ONE).replace("An exercise.", escape(bare(TWO)))
    assert found(quoted) == NAMES[:1]


# Attacks

ENTITY = b'<!DOCTYPE alert [<!ENTITY a "b"><!ENTITY xxe SYSTEM "file:///etc/hostname">]>'


def declared(document: bytes, doctype: bytes) -> bytes:
    head, body = document.split(b"\n", 1)
    return head + b"\n" + doctype + body


@pytest.mark.parametrize(
    "doctype", [ENTITY, b"<!DOCTYPE alert>", b'<!DOCTYPE alert SYSTEM "https://a.example.org/x.dtd">']
)
def test_a_doctype_refuses_the_file(doctype: bytes) -> None:
    assert refusal(declared(ONE, doctype)) == "doctype"
    wide = declared(ONE, doctype).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert refusal(wide) == "doctype"


@pytest.mark.parametrize("encoding", ["UTF-7", "IBM037", "UTF-32"])
def test_a_doctype_in_an_encoding_that_hides_the_word_refuses_the_file(encoding: str) -> None:
    text = declared(ONE, b"<!DOCTYPE alert>").decode().replace("UTF-8", encoding)
    document = text.replace("<!D", "+ADwAIQBE-").encode() if encoding == "UTF-7" else text.encode(encoding.lower())
    assert refusal(document) in {"doctype", "not-xml"}


def test_a_doctype_in_what_a_file_carries_refuses_the_whole_file() -> None:
    inner = declared(TWO, ENTITY)
    assert refusal(edxl(embedded(bare(ONE)), encoded(inner)).encode()) == "doctype"
    assert refusal(atom(inline(ONE), f"<content>{escape(inner.decode())}</content>").encode()) == "doctype"


def test_the_word_doctype_in_a_text_or_a_comment_is_no_doctype() -> None:
    note = b"<![CDATA[<!DOCTYPE alert>]]><!-- <!DOCTYPE alert> -->An exercise."
    assert found(ONE.replace(b"An exercise.", note)) == NAMES[:1]


def test_an_entity_that_nobody_declared_is_not_xml() -> None:
    assert refusal(ONE.replace(b"An exercise.", b"&xxe;")) == "not-xml"


def test_includes_and_schema_places_are_not_followed() -> None:
    include = b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    (alert,) = find_alerts(ONE.replace(b"<info>", include + b"<info>", 1)).alerts
    assert b"XInclude" in b"".join(str(each.tag).encode() for each in alert.element)


@pytest.mark.parametrize(
    ("rule", "document"),
    [
        ("empty", b""),
        ("not-xml", b"   "),
        ("not-xml", b"\x00\x01\x02\xff" * 40),
        ("not-xml", b"Look for a child."),
        ("not-xml", ONE[:-9]),
        ("not-xml", ONE + ONE),
        ("not-xml", ONE.replace(b"UTF-8", b"no-such-code")),
        ("not-xml", ONE.replace(b"An exercise.", b"\xff\xfe")),
        ("too-deep", b"<a>" * 65 + b"</a>" * 65),
        ("too-deep", b"<a>" * 9_000 + b"</a>" * 9_000),
        ("doctype", b"<!doctype html><html></html>"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(rule: str, document: bytes) -> None:
    assert refusal(document) == rule


def test_depth_counts_no_further_than_it_must() -> None:
    assert found(b"<a>" * 64 + b"</a>" * 64) == []


def test_a_file_that_is_too_big_is_refused_unread() -> None:
    assert refusal(ONE, biggest=len(ONE) - 1) == "too-big"
    assert len(find_alerts(ONE, biggest=len(ONE)).alerts) == 1


def test_content_in_content_in_content_ends_somewhere() -> None:
    document = ONE
    for _ in range(3):
        document = edxl(encoded(document)).encode()
    assert found(document) == NAMES[:1]
    assert refusal(edxl(encoded(document)).encode()) == "too-deep"


# Reading


def read(document: bytes) -> object:
    (alert,) = find_alerts(document).alerts
    return read_alert(alert.element)


def test_a_comment_cuts_no_text_short() -> None:
    (alert,) = find_alerts(ONE.replace(b"7f3a-1</identifier>", b"7f3a<!-- x --><?y z?>-1</identifier>")).alerts
    assert read_alert(alert.element).alert.identifier == ALERT.identifier


def test_what_an_older_version_calls_otherwise_is_understood() -> None:
    document = (
        ONE.replace(CAP_12.encode(), CAP_10.encode())
        .replace(b">Likely<", b">Very Likely<")
        .replace(b">Severe<", b">Grave<")
    )
    (alert,) = find_alerts(document).alerts
    info = read_alert(alert.element).alert.infos[0]
    assert (info.certainty, info.severity) == (Certainty.LIKELY, Severity.UNKNOWN)


def test_what_cannot_be_read_is_left_out_and_named() -> None:
    document = (
        ONE.replace(b">52.1,-1.5 ", b">here ")
        .replace(b"-1.45 7.5<", b"-1.45<")
        .replace(b">2026-11-22T04:30:00-00:00<", b">tomorrow<")
        .replace(b">Rescue<", b">Rescuing<")
        .replace(b">300<", b">high<")
    )
    (alert,) = find_alerts(document).alerts
    said = read_alert(alert.element)
    names = [str(finding.facts["name"]) for finding in said.lost]
    assert sorted(set(names)) == ["category", "ceiling", "circle", "expires", "polygon"]
    info = said.alert.infos[0]
    assert (info.categories, info.expires, info.areas[0].polygons, info.areas[0].circles) == ((), None, (), ())
    assert Category.RESCUE not in info.categories


def test_a_few_bytes_cannot_ask_for_a_number_of_a_billion_digits() -> None:
    (alert,) = find_alerts(ONE.replace(b">48213<", b">1e999999999<").replace(b">300<", b">1e999999999<")).alerts
    said = read_alert(alert.element)
    assert [str(finding.facts["name"]) for finding in said.lost][:2] == ["size", "ceiling"]


@pytest.mark.parametrize("name", ["identifier", "sender", "sent", "status", "msgType"])
def test_a_message_that_cannot_be_named_is_not_read(name: str) -> None:
    (alert,) = find_alerts(ONE).alerts
    element = alert.element.find(f"{{*}}{name}")
    assert element is not None
    element.text = "?" if name in {"sent", "status", "msgType"} else " "
    with pytest.raises(NotRead, match=name):
        read_alert(alert.element)


def test_a_reference_of_version_10_is_left_out_and_named() -> None:
    document = TWO.replace(CAP_12.encode(), CAP_10.encode())
    (alert,) = find_alerts(document).alerts
    said = read_alert(alert.element)
    assert (said.alert.msg_type, said.alert.references) == (MsgType.UPDATE, ())
    assert [finding.facts["name"] for finding in said.lost] == ["references"]
