"""Giving something of a case out: a marked copy, or read out to somebody, each written down before it leaves."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wayhome.access import actions as access
from wayhome.access.queries import copies_of, disclosures_seen_by
from wayhome.cases.models import Episode
from wayhome.cases.queries import episode_seen_by
from wayhome.desk import lists, words
from wayhome.desk.case.about import called, classes_for, show_about
from wayhome.desk.case.kept import MEDIA, ground_words
from wayhome.desk.forms.keeping import DiscloseForm
from wayhome.desk.page import Seat, at_desk, attempt, looked, looked_at, say, sent, show
from wayhome.desk.views.episodes import page_number
from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.facts.queries import facts_now
from wayhome.formats.disclosure import Sheet, disclosure_pdf
from wayhome.terms.fact_kinds import FACT_KINDS


@at_desk("GET", "POST")
def disclose(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Choose what leaves, to whom, on which ground. The bytes leave in the answer whose transaction wrote the log."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    facts = list(facts_now(row.misper_id, classes=classes_for(seat, row)))
    form = DiscloseForm(sent(request), kinds=_choices(facts))
    if form.is_valid():
        given = form.cleaned_data
        chosen = [fact for fact in facts if _choice(fact) in given["kinds"]]
        copy = (
            b""
            if given["medium"] == "read_out"
            else _copy(seat, row, chosen, f"{given['recipient']}, {given['agency']}")
        )
        left = attempt(
            form,
            lambda: access.disclose(
                row.misper, {fact.kind for fact in chosen}, medium=given["medium"], recipient=given["recipient"], agency=given["agency"],
                ground=given["ground"], copy_hash=hashlib.sha256(copy).hexdigest() if copy else "",
                viewer=seat.viewer, by=seat.by, at=seat.at,
            ),
        )  # fmt: skip
        if left:
            looked(request, seat, "episode.looked", row, agency=row.agency_id, record=row.misper_id)
            if copy:
                return _file(row, copy)
            say(request, _("Written down. Read out only what you chose."))
            return redirect("who_may_see", row.pk)
    return show_about(
        request, seat, "move", row, form=form, heading=_("Disclose"), button=_("Write it down and go on"),
        lead=_("What leaves the service is written down with the ground, the recipient and the hash of the copy."),
        back_url=reverse("who_may_see", args=[row.pk]), back_text=_("Who may see this"),
    )  # fmt: skip


def _choice(fact: Fact) -> str:
    """A fact is chosen by its kind; one kept closer than its kind, by its class too, so that nobody ticks it unawares."""
    closer = fact.field_class != FACT_KINDS[fact.kind].field_class
    return f"{fact.kind} {fact.field_class}" if closer else fact.kind


def _choices(facts: list[Fact]) -> list[tuple[str, str]]:
    held = sorted({(list(FACT_KINDS).index(fact.kind), _choice(fact), fact.kind) for fact in facts})
    return [
        (
            choice,
            words.kind_words(kind)
            if choice == kind
            else _("%(kind)s, kept closer than usual") % {"kind": words.kind_words(kind)},
        )
        for _place, choice, kind in held
    ]


def _copy(seat: Seat, row: Episode, facts: list[Fact], recipient: str) -> bytes:
    child = called(seat, row)
    sheet = Sheet(
        language=get_language() or "en",
        title=_("Disclosure"),
        agency=seat.officer.agency.name,
        mark=_("%(officer)s, %(agency)s, %(at)s, copy %(copy)s")
        % {
            "officer": seat.officer,
            "agency": seat.officer.agency.name,
            "at": date_format(timezone.localtime(seat.at), "j M Y, H:i"),
            "copy": copies_of(row.misper) + 1,
        },
        reference=row.reference,
        name=child.name or _("Name not known"),
        recipient=_("For %(recipient)s. Not to be passed on.") % {"recipient": recipient},
        lines=tuple(
            (words.kind_words(fact.kind), words.value_words(FACT_KINDS[fact.kind], value_of(fact))) for fact in facts
        ),
    )
    return disclosure_pdf(sheet)


def _file(row: Episode, copy: bytes) -> HttpResponse:
    answer = HttpResponse(copy, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="disclosure-{row.reference}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


@at_desk("GET")
def disclosures(request: HttpRequest, seat: Seat) -> HttpResponse:
    """The agency's register: when, how, on which ground, by whom, and the hash; to whom is for those who may open the case."""
    pages = Paginator(disclosures_seen_by(seat.viewer), lists.LINES).get_page(page_number(request))
    rows = list(pages)
    names = lists.names_of([each.by for each in rows])
    looked_at(request, seat, "disclosures.looked", "access.Disclosure", shown=len(rows))
    return show(request, seat, "disclosures", lines=[_line(each, names) for each in rows], pages=pages, base="?page=")


def _line(each: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "key": str(each.pk),
        "at": each.at,
        "medium": MEDIA[each.medium](),
        "ground": ground_words(each.ground),
        "kinds": len(each.kinds),
        "by": names.get(each.by, _("By the operator")),
        "copy_hash": each.copy_hash[:16],
    }
