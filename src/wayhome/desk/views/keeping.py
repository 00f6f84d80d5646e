"""Who may see a record: one page that says it, and the forms that change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.access import actions as access
from wayhome.access.queries import colleagues_on_cases, readers_of_cases
from wayhome.base.errors import NotFound, Refused
from wayhome.cases.models import Episode
from wayhome.cases.queries import episode_seen_by
from wayhome.desk.case.about import show_about
from wayhome.desk.case.kept import whole
from wayhome.desk.forms.base import DeskForm
from wayhome.desk.forms.keeping import OfficerForm, RestrictForm, SealForm, ShareForm, TieForm, UnsealForm
from wayhome.desk.page import Seat, at_desk, attempt, done, say, sent, show
from wayhome.terms.profile import profile_of


def _own(seat: Seat, episode: UUID) -> Episode:
    """A case of the own agency; how another's is kept is nobody else's to know."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    if row.agency_id != seat.viewer.agency:
        raise NotFound
    return row


def _said(seat: Seat) -> dict[str, Any]:
    return {"viewer": seat.viewer, "by": seat.by, "at": seat.at}


@at_desk("GET")
def who_may_see(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Everybody for whom this record is more or less open than for the agency, and what left the service."""
    row = _own(seat, episode)
    return show_about(request, seat, "who_may_see", row, **whole(seat, row))


@at_desk("GET", "POST")
def assign(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Let an officer work on the record beside the owner of the case."""
    row = _own(seat, episode)
    form = OfficerForm(sent(request), officers=colleagues_on_cases(row.agency_id))
    verb = lambda: access.assign(row.misper, UUID(form.cleaned_data["officer"]), **_said(seat))  # noqa: E731
    return _asked(
        request, seat, row, form, verb, heading=_("Assign an officer"), button=_("Assign"), sentence=_("Assigned.")
    )


@at_desk("POST")
def unassign(request: HttpRequest, seat: Seat, episode: UUID, officer: UUID) -> HttpResponse:
    """End an officer's work on the record."""
    row = _own(seat, episode)
    return _done(request, row, lambda: access.unassign(row.misper, officer, **_said(seat)), _("No longer assigned."))


@at_desk("GET", "POST")
def restrict(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Keep the record to the people assigned, supervisors and duty officers."""
    row = _own(seat, episode)
    form = RestrictForm(sent(request))
    verb = lambda: access.restrict(row.misper, form.cleaned_data["reason"], **_said(seat))  # noqa: E731
    return _asked(
        request, seat, row, form, verb, heading=_("Restrict the record"), button=_("Restrict"),
        lead=_("Open from then on to the people assigned, supervisors and duty officers. Others break the glass."),
        sentence=_("The record is restricted."),
    )  # fmt: skip


@at_desk("POST")
def lift(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """End a restriction."""
    row = _own(seat, episode)
    return _done(request, row, lambda: access.lift(row.misper, **_said(seat)), _("The restriction is lifted."))


@at_desk("GET", "POST")
def seal(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Keep the record to the people named."""
    row = _own(seat, episode)
    form = SealForm(
        sent(request), officers=colleagues_on_cases(row.agency_id), initial={"names": [str(seat.viewer.officer)]}
    )
    verb = lambda: access.seal(  # noqa: E731
        row.misper, [UUID(each) for each in form.cleaned_data["names"]], form.cleaned_data["reason"], **_said(seat)
    )
    return _asked(
        request, seat, row, form, verb, heading=_("Seal the record"), button=_("Seal"), button_kind="warning",
        lead=_("For protected witnesses, adoption, refuges and staff's own family. No search finds it, no broken glass"
               " opens it, shares stop. Two of those named end it together."),
        sentence=_("The record is sealed."),
    )  # fmt: skip


@at_desk("GET", "POST")
def ask_unseal(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Ask that the seal end; another person on it decides."""
    row = _own(seat, episode)
    form = UnsealForm(sent(request))
    verb = lambda: access.ask_unseal(row.misper, **form.cleaned_data, **_said(seat))  # noqa: E731
    return _asked(
        request, seat, row, form, verb, heading=_("Ask to unseal the record"), button=_("Ask"),
        lead=_("Another person on the seal must agree. The record is restricted then, not open."),
        sentence=_("Asked. Another person on the seal must agree."),
    )  # fmt: skip


@at_desk("POST")
def decide_unseal(request: HttpRequest, seat: Seat, episode: UUID, unseal: UUID) -> HttpResponse:
    """Agree that the seal end, or refuse, as another person on it."""
    row = _own(seat, episode)
    if request.POST.get("do") == "agree":
        agreed = lambda: access.agree_unseal(row.misper, unseal, **_said(seat))  # noqa: E731
        return _done(request, row, agreed, _("The seal is ended. The record is restricted."))
    refused = lambda: access.refuse_unseal(row.misper, unseal, **_said(seat))  # noqa: E731
    return _done(request, row, refused, _("Refused. The seal stays."))


@at_desk("GET", "POST")
def share(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Let another agency read status and facts of this one record, until a day."""
    row = _own(seat, episode)
    form = ShareForm(sent(request), agencies=readers_of_cases(besides=row.agency_id))

    def verb() -> object:
        given = form.cleaned_data
        until = form.until_at(profile_of(settings.COUNTRY_PROFILE).time_zone)
        return access.share(
            row.misper, UUID(given["to"]), ceiling=given["ceiling"], ground=given["ground"], words=given["words"],
            until=until, **_said(seat),
        )  # fmt: skip

    return _asked(
        request, seat, row, form, verb, heading=_("Share the record"), button=_("Share"),
        lead=_("Status and facts only: never reports, risk, photos, interviews, appeals or history."),
        sentence=_("The record is shared."),
    )  # fmt: skip


@at_desk("POST")
def end_share(request: HttpRequest, seat: Seat, episode: UUID, share: UUID) -> HttpResponse:
    """Take a share back at once."""
    row = _own(seat, episode)
    return _done(request, row, lambda: access.end_share(row.misper, share, **_said(seat)), _("The share is ended."))


@at_desk("GET", "POST")
def conflict(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """Say that an officer is a person named in the case."""
    row = _own(seat, episode)
    form = OfficerForm(sent(request), officers=colleagues_on_cases(row.agency_id))
    verb = lambda: access.name_conflict(row.misper, UUID(form.cleaned_data["officer"]), **_said(seat))  # noqa: E731
    return _asked(
        request, seat, row, form, verb, heading=_("An officer is named in the case"), button=_("Shut out"),
        lead=_("The officer is shut out at once, whatever else opens the record to them, and is not told. If they own the"
               " case, hand it over first."),
        sentence=_("The officer is shut out."),
    )  # fmt: skip


@at_desk("POST")
def end_conflict(request: HttpRequest, seat: Seat, episode: UUID, conflict: UUID) -> HttpResponse:
    """The officer is not, or no longer, a person named in the case."""
    row = _own(seat, episode)
    ended = lambda: access.end_conflict(row.misper, conflict, **_said(seat))  # noqa: E731
    return _done(request, row, ended, _("No longer shut out."))


@at_desk("GET", "POST")
def own_ties(request: HttpRequest, seat: Seat) -> HttpResponse:
    """An officer keeps their own address and phone, as hashes, and is so kept out of their own family's cases."""
    return _tied(request, seat, seat.viewer.officer)


@at_desk("GET", "POST")
def officer_ties(request: HttpRequest, seat: Seat, officer: UUID) -> HttpResponse:
    """The same, entered by an administrator for an officer of the agency."""
    return _tied(request, seat, officer)


def _tied(request: HttpRequest, seat: Seat, officer: UUID) -> HttpResponse:
    access.officer_to_tie(officer, viewer=seat.viewer)
    form = TieForm(sent(request))
    if form.is_valid():
        tied = attempt(form, lambda: access.tie_officer(officer, **form.cleaned_data, **_said(seat)))
        if tied is not None:
            say(request, _("Kept as a hash. Nobody can read it, and it is not shown again."))
            return redirect("episodes")
    return show(
        request, seat, "ties", form=form, heading=_("Address and phone of an officer"), button=_("Keep"),
        back_url=reverse("episodes"),
    )  # fmt: skip


def _asked(
    request: HttpRequest, seat: Seat, row: Episode, form: DeskForm, verb: Callable[[], object], *, sentence: str, **page: Any
) -> HttpResponse:  # fmt: skip
    if form.is_valid() and done(form, verb):
        say(request, sentence)
        return redirect("who_may_see", row.pk)
    back = {"back_url": reverse("who_may_see", args=[row.pk]), "back_text": _("Who may see this")}
    return show_about(request, seat, "move", row, form=form, **back, **page)


def _done(request: HttpRequest, row: Episode, verb: Callable[[], object], sentence: str) -> HttpResponse:
    try:
        verb()
        say(request, sentence)
    except Refused as problem:
        say(request, _(problem.words), tags="error")
    return redirect("who_may_see", row.pk)
