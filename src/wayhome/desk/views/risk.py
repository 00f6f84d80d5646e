"""Grading the risk: the rules suggest, an officer decides and says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from wayhome.cases.queries import episode_seen_by
from wayhome.desk import words
from wayhome.desk.case.about import classes_for, show_about
from wayhome.desk.case.grave import reasons_of
from wayhome.desk.forms.risk import RiskForm
from wayhome.desk.page import Seat, at_desk, done, say, sent
from wayhome.risk import actions as risk_actions
from wayhome.rules.risk import suggest
from wayhome.terms.flag import Flag
from wayhome.terms.profile import profile_of

CHECK = "check"


@at_desk("GET", "POST")
def risk(request: HttpRequest, seat: Seat, episode: UUID) -> HttpResponse:
    """The questions, what the rules make of the answers, and the officer's grade."""
    row = episode_seen_by(seat.viewer, episode, action=seat.action)
    profile = profile_of(settings.COUNTRY_PROFILE)
    suggestion, weighed = risk_actions.suggestion_for(row, at=seat.at)
    held = {code: flag.value for code, flag in weighed.answers.items()}
    classes = classes_for(seat, row)
    form = RiskForm(sent(request), profile=profile, held=held, classes=classes)
    checking = request.POST.get("do") == CHECK
    if form.is_valid():
        if checking:
            answers = {code: Flag(answer) for code, answer in form.answers().items()}
            suggestion = suggest(replace(weighed, answers={**weighed.answers, **answers}), profile)
        elif not form.cleaned_data["grade"]:
            form.add_error("grade", _("Choose a grade."))
        elif done(form, lambda: _decide(form, episode, seat)):
            say(request, _("The grade is saved, and so are the answers."))
            return redirect("episode", episode)
    said, held_back = reasons_of(suggestion, classes=classes)
    context: dict[str, Any] = {
        "form": form,
        "suggestion": suggestion,
        "suggested": words.grade_words(suggestion.grade) if suggestion.grade else "",
        "reasons": said,
        "held_back": held_back,
        "open_questions": [words.kind_words(each.code) for each in suggestion.open_questions],
        "checked": checking,
    }
    return show_about(request, seat, "risk", row, **context)


def _decide(form: RiskForm, episode: UUID, seat: Seat) -> object:
    given = form.cleaned_data
    return risk_actions.decide(
        episode,
        given["grade"],
        reason=given["reason"],
        answers=form.answers(),
        viewer=seat.viewer,
        by=seat.by,
        at=seat.at,
    )
