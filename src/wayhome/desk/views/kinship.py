"""A laboratory's kinship result on the page of a pair, and the page on which an officer enters one from its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.access.queries import nobody_there, standing_of, standings_of
from wayhome.base.errors import NotFound
from wayhome.desk import lists, words
from wayhome.desk.forms.kinship import KinshipForm, RevokeKinshipForm
from wayhome.desk.page import Seat, at_desk, done, looked, say, sent, show
from wayhome.desk.views.unidentified import evidence_of, evidence_words, person_words, row_of
from wayhome.kernels.combining import KINSHIP, Together, posterior, together
from wayhome.kernels.linkage import Evidence, contrary_first, weighed
from wayhome.matching import actions as matching
from wayhome.matching.actions.kinship import figures_of
from wayhome.matching.models import Candidate, Kinship
from wayhome.matching.queries import candidates_for, kinship_beside, kinship_between
from wayhome.matching.queries import weighed as weighed_pair
from wayhome.registry.models import Unidentified
from wayhome.rules.access import Action, may
from wayhome.rules.kinship import (
    POPULATION_LABELS,
    RELATIVE_LABELS,
    RUNG_LABELS,
    SECOND_SET_LABELS,
    Figures,
    Rung,
    SecondSet,
    by_chance,
    rung,
    support,
)
from wayhome.terms.standing import Standing
from wayhome.terms.words import N_

FOR = N_("DNA of relatives: for “{proposition}”, by report {report}")
NEITHER = N_("DNA of relatives: for neither proposition, by report {report}")
ONE_IN = (1_000_000, 100_000, 10_000, 1_000, 100, 2)
"""The priors of the table, as one in so many."""
HARDLY_APART = Decimal(1)
SAID_IN_FULL = 12
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A pair that the viewer may see: both sides, and how they stand to the missing person's record."""

    row: Unidentified
    pair: Candidate
    person: lists.Missing
    standing: Standing


def opened(seat: Seat, unidentified: UUID, missing: UUID) -> Opened:
    """The pair of this address. Raises NotFound, as often where there is none as where it is kept from the viewer."""
    row = row_of(seat, unidentified)
    pair = weighed_pair(seat.viewer, unidentified, missing)
    if pair is None:
        raise nobody_there(seat.viewer)
    person = lists.missing_people(seat.viewer, [missing], on=seat.at.date()).get(missing)
    if person is None:
        raise NotFound
    return Opened(row, pair, person, standing_of(seat.viewer, missing, person.agency_id))


def may_kinship(seat: Seat, of: Opened) -> bool:
    """Whether the viewer sees and enters kinship results of this pair."""
    across = may(seat.viewer, Action.KINSHIP, row_agency=of.row.agency_id)
    return across and may(seat.viewer, Action.KINSHIP, standing=of.standing)


@at_desk("GET", "POST")
def kinship(request: HttpRequest, seat: Seat, unidentified: UUID, missing: UUID) -> HttpResponse:
    """Enter what a laboratory reports of a pair."""
    of = opened(seat, unidentified, missing)
    if not may_kinship(seat, of):
        raise NotFound
    now = _in_force(kinship_between(seat.viewer, unidentified, missing))
    form = KinshipForm(sent(request), initial={"sees": str(now.pk) if now else ""})
    if form.is_valid() and done(form, lambda: _entered(form, of, seat)):
        say(request, _("The result is kept. No list moved by it."))
        return redirect("match", unidentified, missing)
    looked(request, seat, "match.looked", of.pair, agency=of.row.agency_id)
    return show(
        request, seat, "kinship", form=form, unidentified=of.row, pair=of.pair, person=person_words(of.person), now=now
    )


def _entered(form: KinshipForm, of: Opened, seat: Seat) -> Kinship:
    return matching.enter_kinship(
        of.pair.missing, of.pair.unidentified, form.figures(), sees=form.cleaned_data["sees"],
        viewer=seat.viewer, by=seat.by, at=seat.at,
    )  # fmt: skip


def _in_force(rows: Sequence[Kinship]) -> Kinship | None:
    return next((each for each in rows if each.superseded_at is None and each.revoked_at is None), None)


# --- on the page of the pair


@dataclass(frozen=True, slots=True)
class Panel:
    """What the page of a pair shows of kinship.

    context   for the template; `allowed` is false where the viewer is shown nothing, whether or not there is a result
    sum       all evidence with the result in force, and what it replaced; None where nothing is to be added
    """

    context: dict[str, Any]
    sum: Together[Evidence] | None = None


def panel(seat: Seat, of: Opened, form: RevokeKinshipForm | None = None) -> Panel:
    """The results of laboratories on a pair: the one in force with all that must stand beside its figure, and earlier ones."""
    if not may_kinship(seat, of):
        return Panel({"allowed": False})
    rows = kinship_between(seat.viewer, of.pair.unidentified, of.pair.missing)
    now = _in_force(rows)
    names = lists.names_of([*(each.by for each in rows), *(each.revoked_by for each in rows)])
    context: dict[str, Any] = {
        "allowed": True,
        "url": reverse("kinship", args=[of.pair.unidentified, of.pair.missing]),
        "earlier": [_line(each, names) for each in rows if each is not now],
    }
    if now is None:
        return Panel(context)
    figures = figures_of(now)
    sum_of = added(of.pair, now)
    other = sum(part.weight for part in sum_of.added if part.kind != KINSHIP) if sum_of else 0
    says, lacks = rung(figures, other=other)
    beside = _beside(seat, of.pair)
    context["now"] = _line(now, names) | {
        "rung": _(RUNG_LABELS[says]),
        "excluded": says is Rung.EXCLUDED,
        "lacks": [_(each) for each in lacks],
        "support": _support_words(figures.log10_lr),
        "figures": figures,
        "population": _(POPULATION_LABELS[figures.population]),
        "relatives": [_(RELATIVE_LABELS[each]) for each in figures.relatives],
        "second_set": "" if figures.second_set is SecondSet.NONE else _(SECOND_SET_LABELS[figures.second_set]),
        "left_out": [(name, dex_words(dex)) for name, dex in sorted(figures.left_out, key=lambda each: each[1])],
        "counted": [words.kind_words(each) for each in figures.counted],
        "bound": _bound_words(figures),
        "chances": _chances(seat, of.pair, figures, beside),
        "rivals": _rivals(of.pair, figures, beside),
        "replaced": [evidence_words(part) for part in contrary_first(sum_of.replaced)] if sum_of else [],
        "summed": sum_of is not None,
        "revoke_url": reverse("revoke_kinship", args=[of.pair.unidentified, now.pk]),
        "form": form or RevokeKinshipForm(prefix=now.pk.hex),
    }
    return Panel(context, sum_of)


def added(pair: Candidate, row: Kinship) -> Together[Evidence] | None:
    """All evidence of a pair with a result in place of what that counts already.

    None for a ratio of 0, to which nothing can be added, and where the parts of the pair are not kept.
    """
    if row.log10_lr is None or pair.evidence is None:
        return None
    weight = thousandths(row.log10_lr)
    proposition = _(row.claim if weight > 0 else row.denial)
    result = weighed(KINSHIP, weight, FOR if weight else NEITHER, proposition=proposition, report=row.report)
    return together(evidence_of(pair), result, counted=row.counted)


def thousandths(dex: Decimal) -> int:
    """A log10 ratio on the common scale."""
    return int((1000 * dex).to_integral_value())


def dex_words(dex: Decimal | None) -> str:
    """A log10 ratio as the report has it, with its sign."""
    if dex is None:
        return _("ratio 0")
    plain = f"{abs(dex.normalize()):f}"
    return plain if not dex else f"{MINUS if dex < 0 else '+'}{plain}"


def _line(row: Kinship, names: dict[str, str]) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "dex": dex_words(row.log10_lr),
        "claim": _(row.claim),
        "denial": _(row.denial),
        "laboratory": row.laboratory,
        "report": row.report,
        "reported_on": row.reported_on,
        "by": names.get(row.by, ""),
        "at": row.at,
        "superseded_at": row.superseded_at,
        "revoked_at": row.revoked_at,
        "revoked_by": names.get(row.revoked_by, ""),
        "revoked_because": row.revoked_because,
    }


def _support_words(dex: Decimal | None) -> str:
    said = _(support(dex))
    if dex is not None and said == _("no support for either"):
        return said
    return (
        _("%(support)s for the second proposition, against the first")
        if dex is None or dex < 0
        else _("%(support)s for the first proposition, against the second")
    ) % {"support": said}


def _bound_words(figures: Figures) -> list[str]:
    """How often such a figure comes by chance, at most; nothing for a figure that speaks against."""
    if figures.log10_lr is None or figures.log10_lr <= 0:
        return []
    said = [
        _("Of pairs for which the second proposition holds, at most %(share)s would show a figure as high.")
        % {"share": _one_in(by_chance(figures.log10_lr))}
    ]
    if figures.comparisons:
        said.append(
            _("Among %(many)s comparisons, at most %(few)s are to be expected by chance.")
            % {"many": f"{figures.comparisons:,}", "few": _few(by_chance(figures.log10_lr, figures.comparisons))}
        )
    return said


def _one_in(share: float) -> str:
    """A small share in words, never smaller than it is: what it is one in is rounded down to three figures."""
    many = 1 / share
    power = floor(log10(many))
    if power >= SAID_IN_FULL:
        return _("1 in 10 to the power %(power)s") % {"power": power}
    step = 10.0 ** (power - 2)
    return _("1 in %(many)s") % {"many": f"{floor(many / step) * step:,.{max(0, min(1, 2 - power))}f}"}


def _few(number: float) -> str:
    """A number that is expected at most: rounded up to three figures."""
    if number < 0.001:
        return "0.001"
    step = 10.0 ** (floor(log10(number)) - 2)
    return f"{Decimal(f'{ceil(number / step) * step:.6g}'):,f}"


# --- a probability, only beside its prior


def _chances(
    seat: Seat, pair: Candidate, figures: Figures, beside: Sequence[tuple[Kinship, lists.Missing]]
) -> list[dict[str, Any]]:
    """A line for each prior: in words what is assumed, and what the result makes of it."""
    dex = None if figures.log10_lr is None else float(figures.log10_lr)
    rows = [
        {
            "prior": _("1 in %(many)s, for example") % {"many": f"{many:,}"},
            "after": _share(posterior([1 / many, 1 - 1 / many], [dex, 0.0])[0]),
        }
        for many in ONE_IN
    ]
    of_find = {row.missing: row for row, _person in beside if row.unidentified == pair.unidentified}
    own = _by_the_list(seat, pair, figures, of_find)
    return [own, *rows] if own else rows


def _by_the_list(seat: Seat, pair: Candidate, figures: Figures, others: dict[UUID, Kinship]) -> dict[str, Any] | None:
    """The prior that the list itself gives, without what a result counts already, shared with rivals and with nobody.

    None where the pair stands in no list, or where the parts are not kept from which something is to be taken out.
    """
    candidates = list(candidates_for(seat.viewer, pair.unidentified)[:100])
    nobody = candidates[0].nobody if candidates else None
    mine = next((place for place, each in enumerate(candidates) if each.pk == pair.pk), None)
    if mine is None or nobody is None or not pair.chance or (figures.counted and pair.evidence is None):
        return None
    counted = {missing: row.counted for missing, row in others.items()} | {pair.missing: list(figures.counted)}
    ratios = {missing: row.log10_lr for missing, row in others.items()} | {pair.missing: figures.log10_lr}
    priors = [(each.chance or 0.0) * 10.0 ** (-_twice(each, counted) / 1000) for each in candidates] + [nobody]
    dex = [_ratio(ratios, each.missing) for each in candidates] + [0.0]
    without = ", ".join(words.kind_words(each) for each in figures.counted)
    return {
        "prior": _("%(share)s, by the list's own evidence without: %(without)s")
        % {"share": _share(priors[mine] / sum(priors)), "without": without}
        if without
        else _("%(share)s, by the list's own evidence") % {"share": _share(priors[mine] / sum(priors))},
        "after": _share(posterior(priors, dex)[mine]),
        "own": True,
    }


def _twice(each: Candidate, counted: dict[UUID, list[str]]) -> int:
    return sum(part.weight for part in evidence_of(each) if part.kind in counted.get(each.missing, ()))


def _ratio(ratios: dict[UUID, Decimal | None], missing: UUID) -> float | None:
    dex = ratios.get(missing, Decimal(0))
    return None if dex is None else float(dex)


def _share(chance: float) -> str:
    """A probability, never nought and never one; above one half rounded down."""
    if chance > 0.9999:
        return _("more than 9,999 in 10,000")
    if chance >= 0.01:
        return _("%(n)s in 100") % {
            "n": f"{floor(10_000 * chance) / 100:.2f}" if chance > 0.99 else f"{100 * chance:.1f}"
        }
    return _one_in(chance) if chance > 1e-12 else _("less than 1 in 10 to the power 12")


# --- rivals


def _beside(seat: Seat, pair: Candidate) -> list[tuple[Kinship, lists.Missing]]:
    """The results in force of the same find with others, and of the same person with other finds, that the viewer may see."""
    rows = kinship_beside(seat.viewer, pair.unidentified, pair.missing)
    people = lists.missing_people(seat.viewer, {each.missing for each in rows}, on=seat.at.date())
    standings = standings_of(seat.viewer, {missing: person.agency_id for missing, person in people.items()})
    open_to = {missing for missing, each in standings.items() if may(seat.viewer, Action.KINSHIP, standing=each)}
    return [(each, people[each.missing]) for each in rows if each.missing in open_to]


def _rivals(pair: Candidate, figures: Figures, beside: Sequence[tuple[Kinship, lists.Missing]]) -> list[dict[str, Any]]:
    """Each rival with its figure and the gap, the nearest first; a gap of less than a dex hardly sets two apart."""
    finds = Unidentified.objects.in_bulk([row.unidentified for row, _person in beside])
    told = []
    for row, person in beside:
        gap = None if figures.log10_lr is None or row.log10_lr is None else figures.log10_lr - row.log10_lr
        same_find = row.unidentified == pair.unidentified
        told.append({
            "href": reverse("match", args=[row.unidentified, row.missing]),
            "name": person_words(person)["name"] if same_find else finds[row.unidentified].reference,
            "same_find": same_find,
            "dex": dex_words(row.log10_lr),
            "gap": "" if gap is None else dex_words(gap),
            "near": gap is not None and abs(gap) < HARDLY_APART,
            "order": Decimal(1000) if gap is None else gap,
        })  # fmt: skip
    return sorted(told, key=lambda each: each["order"])
