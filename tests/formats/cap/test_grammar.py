"""Our structure says what the schema says."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.formats.cap.messages import ALERT, UPDATE, at, schema, told, tree, without
from wayhome.formats.cap.grammar import structure
from wayhome.formats.cap.raw import CAP_11, CAP_12, XMLDSIG

NAMES = ["identifier", "sent", "scope", "info", "language", "category", "event", "urgency", "eventCode", "valueName", "value",
         "expires", "web", "area", "areaDesc", "polygon", "altitude", "resource", "size", "note", "code", "alert", "foo"]  # fmt: skip
TEXTS = ["", " ", "\n", "Actual", " Actual ", "actual", "Alert", "Public", "Rescue", "en-GB", "en_GB", " cy ", "Very Likely", "Unknown",
         "None", "2026-11-21T16:30:00-00:00", "2026-11-21T16:30:00+00:00", " 2026-11-21T16:30:00-00:00\n", "2026-11-21T16:30:00Z",
         "2026-11-21T16:30:00,00:00", "2026-11-21T16:30-00:00", "2026-02-30T16:30:00-00:00", "2026-11-21T24:00:00-00:00",
         "2026-11-21T16:30:00+14:01", "0000-01-01T00:00:00-00:00", "2026-11-21T16:30:00.5-00:00", "https://a.example.org/%41", "a b",
         "http://[::1", "%zz", "#a#b", ":", "12", "-12", "+1", "1.5", "1e3", ".5", "-1.", "NaN", "٣", "\xa0", "x" * 200]  # fmt: skip
ATTRIBUTES = ["Id", "{http://www.w3.org/XML/1998/namespace}lang", "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
              "{http://www.w3.org/2001/XMLSchema-instance}nil"]  # fmt: skip


def agree(root: etree._Element) -> bool:
    """The schema's verdict, once ours was found to be the same."""
    root = etree.fromstring(etree.tostring(root))  # as a file holds it: no texts of no characters
    found = list(structure(root))
    theirs = schema().validate(root)
    if theirs and found and a_text_after_a_signature(root):
        assert {finding.rule for finding in found} == {"schema-order"}
        return False
    assert (not found) == theirs, (found, schema().error_log, etree.tostring(root))
    return theirs


def a_text_after_a_signature(root: etree._Element) -> bool:
    """Where libxml2 is more lenient than the schema, which puts signatures last: it lets info and signatures alternate."""
    namespaces = [etree.QName(each).namespace for each in root.iterchildren("*")]
    return XMLDSIG in namespaces and CAP_12 in namespaces[namespaces.index(XMLDSIG) :]


def test_a_signature_before_the_texts_is_out_of_place_though_libxml2_lets_it_pass() -> None:
    root = tree()
    at(root, "info").addprevious(child("Signature", namespace=XMLDSIG))
    assert schema().validate(root)
    assert {finding.rule for finding in structure(root)} == {"schema-order"}


def child(name: str, text: str | None = None, namespace: str = CAP_12) -> etree._Element:
    element = etree.Element(f"{{{namespace}}}{name}")
    element.text = text
    return element


class Mutator:
    """Makes one change somewhere in an alert, as drawn."""

    def __init__(self, data: st.DataObject, root: etree._Element) -> None:
        self.draw, self.root = data.draw, root

    def pick(self, *, below: bool = False) -> etree._Element:
        elements = list(self.root.iter("*"))[1 if below else 0 :]
        return self.draw(st.sampled_from(elements)) if elements else self.root

    def delete(self) -> None:
        element = self.pick(below=True)
        if (parent := element.getparent()) is not None:
            parent.remove(element)

    def double(self) -> None:
        element = self.pick(below=True)
        if element is not self.root:
            element.addnext(copy.deepcopy(element))

    def move(self) -> None:
        element, other = self.pick(below=True), self.pick(below=True)
        if element is not self.root and other not in element.iter() and other is not self.root:
            other.addnext(element)

    def rename(self) -> None:
        element, namespace = self.pick(below=True), self.draw(st.sampled_from([CAP_12, CAP_12, CAP_11, XMLDSIG]))
        if element is not self.root:
            element.tag = f"{{{namespace}}}{self.draw(st.sampled_from(NAMES))}"

    def reword(self) -> None:
        self.pick(below=True).text = self.draw(st.sampled_from(TEXTS))

    def stray(self) -> None:
        self.pick(below=True).tail = self.draw(st.sampled_from([" ", "x", "\xa0", "\n"]))

    def attribute(self) -> None:
        self.pick().set(self.draw(st.sampled_from(ATTRIBUTES)), "false")

    def insert(self) -> None:
        namespace = self.draw(st.sampled_from([CAP_12, CAP_12, CAP_12, XMLDSIG, "urn:x"]))
        name, text = self.draw(st.sampled_from(NAMES)), self.draw(st.sampled_from(TEXTS))
        parent = self.pick()
        parent.insert(self.draw(st.integers(0, len(parent))), child(name, text, namespace))

    def remark(self) -> None:
        parent = self.pick()
        note = self.draw(st.sampled_from([etree.Comment("c"), etree.ProcessingInstruction("p", "q")]))
        parent.insert(self.draw(st.integers(0, len(parent))), copy.deepcopy(note))


CHANGES = [Mutator.delete, Mutator.double, Mutator.move, Mutator.rename, Mutator.reword, Mutator.stray, Mutator.attribute,
           Mutator.insert, Mutator.remark]  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_structure_agrees_with_the_schema_on_mutated_alerts(data: st.DataObject) -> None:
    root = tree(data.draw(st.sampled_from([ALERT, UPDATE])))
    mutator = Mutator(data, root)
    for change in data.draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4)):
        change(mutator)
    event("valid" if agree(root) else "not valid")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "path", ["sent", "status", "info/language", "info/expires", "info/web", "info/urgency", "info/area/altitude", "info/resource/size"]
)  # fmt: skip
def test_each_type_takes_the_texts_that_the_schema_takes(path: str, text: str) -> None:
    root = tree()
    told(path, text)(root)
    agree(root)


def test_every_element_is_there_as_often_as_the_schema_says() -> None:
    whole = tree()
    for number, element in enumerate(whole.iter("*")):
        if element is whole:
            continue
        for doubled in (False, True):
            root = tree()
            same = list(root.iter("*"))[number]
            parent = same.getparent()
            assert parent is not None
            if doubled:
                same.addnext(copy.deepcopy(same))
            else:
                parent.remove(same)
            agree(root)


@pytest.mark.parametrize("path", ["identifier", "sender", "sent", "status", "msgType", "scope", "info/category", "info/event",
                                  "info/urgency", "info/severity", "info/certainty", "info/area/areaDesc", "info/resource/mimeType",
                                  "info/resource/resourceDesc", "info/eventCode/value", "info/parameter/valueName"])  # fmt: skip
def test_what_is_missing_is_named(path: str) -> None:
    root = tree()
    without(path)(root)
    assert not agree(root)
    (finding,) = structure(root)
    assert finding.rule == "schema-missing"
    assert finding.text.endswith(f" has no {path.rpartition('/')[2]}.")


@pytest.mark.parametrize(
    ("rule", "where", "change"),
    [
        ("schema-value", "alert/status", told("status", "Real")),
        ("schema-type", "alert/info[1]/expires", told("info/expires", "tomorrow")),
        ("schema-order", "alert/sender", lambda root: root.append(at(root, "sender"))),
        ("schema-repeated", "alert/sent", lambda root: at(root, "sent").addnext(copy.deepcopy(at(root, "sent")))),
        ("schema-unknown", "alert/urn", lambda root: root.append(child("urn"))),
        ("schema-text", "alert/info[1]", lambda root: setattr(at(root, "info/event"), "tail", "words")),
        ("schema-children", "alert/note", lambda root: at(root, "note").append(child("b"))),
        ("schema-attribute", "alert/note", lambda root: at(root, "note").set("lang", "en")),
    ],
)
def test_each_fault_of_structure_is_named_with_its_place(rule: str, where: str, change: object) -> None:
    root = tree()
    change(root)  # type: ignore[operator]
    assert not agree(root)
    (finding,) = structure(root)
    assert finding.rule == rule
    assert finding.text.startswith(where)
    assert finding.text.endswith(".")
