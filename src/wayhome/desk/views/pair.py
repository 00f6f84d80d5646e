"""What the page of one pair shows of both: facts line by line, marks on two outlines, two dental charts, and the rivals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.desk import lists, words
from wayhome.desk.drawn import chart_of, on_body
from wayhome.desk.page import Seat
from wayhome.desk.views.unidentified import evidence_of, person_words
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.kernels.linkage import Evidence, differences
from wayhome.look.jaws import jaws
from wayhome.matching.models import Candidate
from wayhome.matching.queries import candidates_for
from wayhome.rules.teeth import Light, code_of, lights
from wayhome.terms.fact_kinds import FACT_KINDS, FactKind
from wayhome.terms.field_class import FieldClass
from wayhome.terms.words import N_

# What is compared side by side: the words for the line, the kinds of the missing person, those of the unidentified.
SIDES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (N_("What was found"), (), ("unidentified_kind", "condition")),
    (N_("Sex"), ("sex",), ("sex",)),
    (N_("Age"), ("birth_date", "age"), ("age", "age_estimate")),
    (N_("Height"), ("stature_cm",), ("stature_cm",)),
    (N_("Build"), ("build",), ("build",)),
    (N_("Ethnic appearance"), ("ethnicity",), ("ethnicity",)),
    (N_("Hair"), ("hair_colour",), ("hair_colour",)),
    (N_("Eyes"), ("eye_colour",), ("eye_colour",)),
    (N_("When"), ("last_seen_at",), ("found_at", "died_between")),
    (N_("Where"), ("last_seen_place",), ("found_place", "found_setting")),
    (N_("Marks"), ("mark",), ("mark", "examined")),
    (N_("Clothing"), ("clothing",), ("clothing",)),
    (N_("Objects"), ("carrying", "object"), ("object",)),
    (N_("Teeth"), ("teeth",), ("teeth",)),
    (N_("Fingers"), ("fingers",), ("fingers",)),
    (N_("Blood group"), ("blood_group",), ("blood_group",)),
    (N_("Implants"), ("implant",), ("implant",)),
    (N_("Also known as"), ("alias",), ("alias",)),
)
COMPARED = frozenset(kind for _label, one, other in SIDES for kind in (*one, *other))
RIVALS, REASONS = 3, 3

LIGHT_WORDS = {
    Light.GREEN: N_("the same"),
    Light.YELLOW: N_("possible: life or death may have changed it"),
    Light.RED: N_("a contradiction, to be checked"),
}


Shown = tuple[Sequence[Fact], Collection[FieldClass]]
"""The facts of one side that the viewer is shown, and the classes of facts that those are taken from."""


def sides(missing: Shown, unidentified: Shown) -> list[dict[str, Any]]:
    """What is known of both, line by line; a line of which neither side shows anything is left out."""
    lines: list[dict[str, Any]] = [
        {"label": _(label), "missing": _side(missing, kinds), "unidentified": _side(unidentified, found)}
        for label, kinds, found in SIDES
    ]
    return [line for line in lines if line["missing"]["told"] or line["unidentified"]["told"]]


def _side(shown: Shown, kinds: tuple[str, ...]) -> dict[str, Any]:
    """What is told of one side; where it is nothing, whether that is because the viewer is not shown it, or is not asked.

    "Not known" of what is known and kept from the viewer would be a lie: it may well weigh among the evidence.
    """
    facts, classes = shown
    if told := _told(facts, kinds):
        return {"told": told}
    if not kinds:
        return {"told": [], "words": ""}
    dead = any(fact.kind == "unidentified_kind" and value_of(fact) != "alive" for fact in facts)
    kept = any(_class_of(FACT_KINDS[kind], dead=dead) not in classes for kind in kinds)
    return {"told": [], "words": _("Not shown to you") if kept else _("Not known")}


def _class_of(kind: FactKind, *, dead: bool) -> FieldClass:
    return kind.of_the_dead if dead and kind.of_the_dead else kind.field_class


def _told(facts: Iterable[Fact], kinds: tuple[str, ...]) -> list[str]:
    said = [
        (fact.kind, words.value_words(FACT_KINDS[fact.kind], value_of(fact)))
        for kind in kinds
        for fact in facts
        if fact.kind == kind
    ]
    return [f"{words.kind_words(kind)}: {text}" if kind != kinds[0] else text for kind, text in said]


def bodies(missing: Iterable[Fact], unidentified: Iterable[Fact]) -> list[dict[str, Any]]:
    """Both people's marks on outlines; nothing when neither has one."""
    drawn = [
        {"title": title} | on_body(facts, _("%(who)s: marks on the body") % {"who": title})
        for title, facts in ((_("Missing"), missing), (_("Unidentified"), unidentified))
    ]
    return drawn if any(each["marks"] for each in drawn) else []


def teeth(missing: Iterable[Fact], unidentified: Iterable[Fact]) -> dict[str, Any]:
    """Both dental charts with a light for each tooth, and the lights in words; nothing unless both were charted."""
    before, after = chart_of(missing), chart_of(unidentified)
    if not before or not after:
        return {}
    found = lights(before, after)
    return {
        "charts": [
            {"title": title, "svg": jaws(_("%(who)s: teeth") % {"who": title}, _codes(chart), found)}
            for title, chart in ((_("Missing"), before), (_("Unidentified"), after))
        ],
        "words": [
            {
                "light": light.value,
                "words": _(sentence),
                "teeth": [tooth for tooth, each in found.items() if each is light],
            }
            for light, sentence in reversed(LIGHT_WORDS.items())
            if light in found.values()
        ],
    }


def _codes(chart: Mapping[str, Any]) -> dict[str, str]:
    return {tooth: code_of(charted) for tooth, charted in chart.items()}


def rivals(seat: Seat, pair: Candidate) -> list[dict[str, Any]]:
    """The first others of the list, and what sets each apart from this one, in words."""
    others = list(candidates_for(seat.viewer, pair.unidentified).exclude(missing=pair.missing)[: 2 * RIVALS])
    people = lists.missing_people(seat.viewer, [each.missing for each in others], on=seat.at.date())
    mine = evidence_of(pair)
    return [
        person_words(people[each.missing])
        | {
            "href": reverse("match", args=[each.unidentified, each.missing]),
            "lower": each.weight <= pair.weight,
            "by": abs(each.weight - pair.weight),
            "why": _why(mine, evidence_of(each)),
        }
        for each in others
        if each.missing in people
    ][:RIVALS]


def _why(mine: list[Evidence], theirs: list[Evidence]) -> list[dict[str, Any]]:
    """The kinds of evidence that set two candidates furthest apart, with what each side says."""

    def said(parts: list[Evidence], kind: str) -> str:
        heaviest = max((part for part in parts if part.kind == kind), key=lambda part: abs(part.weight), default=None)
        return words.evidence_words(heaviest) if heaviest else ""

    return [
        {"fact": words.kind_words(kind), "here": said(mine, kind), "there": said(theirs, kind), "thousandths": -weight}
        for kind, weight in differences(mine, theirs)[:REASONS]
    ]
