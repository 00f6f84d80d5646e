"""Codes and values as an officer reads them: kinds of facts, clocks, doors, and lines of the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wayhome.desk import body_words
from wayhome.facts.models import Fact
from wayhome.facts.values import read_value
from wayhome.kernels.linkage import Evidence
from wayhome.look.templatetags.look import partial_date
from wayhome.rules.alerting import LABELS as ALERT_LABELS
from wayhome.rules.alerting import Step
from wayhome.rules.appeal import LABELS as APPEAL_LABELS
from wayhome.rules.appeal import AppealStatus
from wayhome.rules.episode import LABELS as EPISODE_LABELS
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.age_range import AgeRange
from wayhome.terms.codes import CODE_LISTS
from wayhome.terms.fact_kinds import FACT_KINDS, FactKind, ValueType
from wayhome.terms.flag import Flag
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Role
from wayhome.terms.words import N_

UNKNOWN = "unknown"
DAY = re.compile(r"\d{4}-\d\d-\d\d")

DOORS = {
    "public_carer": N_("Parent or carer, by the public form"),
    "public_professional": N_("Professional, by the public form"),
    "desk_phone": N_("By phone"),
    "partner_api": N_("From another agency's system"),
    "pfif": N_("Imported from another register"),
}

ROLES = {
    Role.CALL_TAKER: N_("Call taker"),
    Role.OFFICER: N_("Officer"),
    Role.DUTY_OFFICER: N_("Duty officer"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.ALERT_AUTHOR: N_("Author of alerts"),
    Role.ALERT_AUTHORISER: N_("Authoriser of alerts"),
    Role.EDITOR: N_("Editor"),
    Role.ANALYST: N_("Analyst"),
    Role.CENTRE_COORDINATOR: N_("Centre coordinator"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
}

HAPPENED = {
    "report.received": N_("Report received"),
    "report.joined": N_("Another report added"),
    "report.routed": N_("Report given to another force"),
    "agency.told": N_("Told"),
    "photo.received": N_("Photo added"),
    "episode.opened": N_("Episode opened"),
    "episode.owned": N_("Case handed over"),
    "episode.located": N_("Located, unconfirmed"),
    "episode.reopened": N_("Search goes on"),
    "episode.found": N_("Found"),
    "episode.closed": N_("Closed"),
    "risk.suggested": N_("Rules suggested a grade"),
    "risk.decided": N_("Graded"),
    "facts.added": N_("Fact added"),
    "mispers.joined": N_("Compared with another record"),
    "appeal.drafted": N_("Appeal drafted"),
    "appeal.submitted": N_("Second officer asked to approve the appeal"),
    "appeal.approved": N_("Appeal approved"),
    "appeal.refused": N_("Appeal refused"),
    "appeal.renewed": N_("Appeal renewed"),
    "appeal.withdrawn": N_("Appeal withdrawn"),
    "appeal.expired": N_("Appeal ended"),
    "alert.written": N_("Child Rescue Alert written"),
    "alert.submitted": N_("Second person asked to decide on the alert"),
    "alert.returned": N_("Alert sent back"),
    "alert.refused": N_("Alert refused"),
    "alert.declined": N_("No alert: declined"),
    "alert.approved": N_("Alert approved and sent"),
    "alert.cancelled": N_("Alert cancelled"),
    "alert.expired": N_("Alert ended by its time"),
    "alert.recalled": N_("Alert called back"),
    "edition.live": N_("Appeal is public"),
    "edition.removed": N_("Checked: nothing public is left"),
    "interview.prevention": N_("Prevention interview"),
    "interview.return": N_("Return interview"),
    "clock.lapsed": N_("Time ran out"),
    "sighting.received": N_("Sighting received"),
    "tip.passed": N_("Tip passed to the enquiry"),
}
"""What stands in a case's timeline. A kind that is not here is machinery, and stays in the ledger."""

TURNING_POINTS = {
    "episode.opened",
    "risk.decided",
    "edition.live",
    "alert.approved",
    "alert.cancelled",
    "alert.recalled",
    "episode.located",
    "episode.reopened",
    "episode.found",
    "episode.closed",
}


def kind_words(code: str) -> str:
    """What a kind of fact, or a field of a report, is called."""
    if code in FACT_KINDS:
        return _(FACT_KINDS[code].label)
    return code.replace("_", " ").capitalize()


SIGHTING = {
    "place": N_("Where"),
    "seen_at": N_("When"),
    "seen_when": N_("When, as told"),
    "saw_or_heard": N_("Seen or heard"),
    "how_sure": N_("How sure"),
    "words": N_("In their words"),
    "contact": N_("Reach them at"),
}


def sighting_words(code: str) -> str:
    """What a field of a sighting is called."""
    return _(SIGHTING[code]) if code in SIGHTING else kind_words(code)


SIGHTING_SAID = {
    "saw": N_("Saw it themselves"),
    "heard": N_("Heard of it"),
    "online": N_("Saw it online"),
    "certain": N_("Certain"),
    "likely": N_("Fairly sure"),
    "possible": N_("Possible"),
    "unknown": N_("Cannot say"),
}


def sighting_said(code: str, text: str) -> str:
    """What a sighting says in one field: as given, except that choices and times are put into words."""
    if code in {"saw_or_heard", "how_sure"} and text in SIGHTING_SAID:
        return _(SIGHTING_SAID[text])
    return report_words("last_seen_at" if code == "seen_at" else code, text)


def age_words(age: AgeRange | None) -> str:
    """An age as it stands in a sentence's place: "14 years old", "12 to 15 years old"."""
    if age is None:
        return ""
    if age.low == age.high:
        return _("%(age)s years old") % {"age": age.low}
    return _("%(low)s to %(high)s years old") % {"low": age.low, "high": age.high}


def short_age(age: AgeRange | None) -> str:
    """An age beside a name: "14", "12-15"."""
    return str(age) if age else ""


def status_words(status: str) -> str:
    """Where an episode stands."""
    return _(EPISODE_LABELS[EpisodeStatus(status)]) if status else ""


def appeal_words(status: str) -> str:
    """Where an appeal stands."""
    return _(APPEAL_LABELS[AppealStatus(status)])


def alert_words(step: str) -> str:
    """Where a version of an alert stands."""
    return _(ALERT_LABELS[Step(step)])


WAYS_OUT = {
    "site": N_("Public page, CAP file and feeds"),
    "cell_broadcast": N_("Cell broadcast gateway"),
    "webhook": N_("Partner"),
    "null": N_("Record only: this way out tells nobody"),
}
MESSAGES = {"Alert": N_("Alert"), "Update": N_("Update"), "Cancel": N_("End of the alert")}
DELIVERED = {
    "due": N_("Waits to be tried"),
    "trying": N_("Under way"),
    "accepted": N_("Accepted"),
    "failed": N_("Failed: given up, nobody there was told"),
    "suppressed": N_("Held back: overtaken before it left"),
}


def way_out_words(channel: str) -> str:
    """By which way a message leaves."""
    return _(WAYS_OUT.get(channel, channel))


def message_words(kind: str) -> str:
    """What a message is."""
    return _(MESSAGES[kind])


def delivered_words(state: str) -> str:
    """How one delivery fares."""
    return _(DELIVERED[state])


def door_words(door: str) -> str:
    """By which way a report came."""
    return _(DOORS.get(door, door))


def role_words(role: str) -> str:
    """What an officer is on duty as."""
    return _(ROLES[Role(role)])


def grade_words(code: str | None) -> str:
    """A risk grade's name, in the words of the profile in force."""
    profile = profile_of(settings.COUNTRY_PROFILE)
    known = {grade.code: grade.label for grade in profile.grades}
    return _(known[code]) if code in known else (code or _("None"))


def clock_words(kind: str) -> str:
    """What a clock is waiting for."""
    labels = {term.kind: term.label for term in profile_of(settings.COUNTRY_PROFILE).clocks}
    return _(labels[kind]) if kind in labels else kind.replace("_", " ").capitalize()


def flag_words(flag: str) -> str:
    """Yes, no, or not known."""
    return {Flag.YES: _("Yes"), Flag.NO: _("No"), Flag.UNKNOWN: _("Not known")}[Flag(flag)]


def code_words(name: str, code: str) -> str:
    """The label of a code; the code itself where the list no longer has it."""
    return body_words.label(name, code)


def not_known() -> str:
    """What "unknown" reads as."""
    return _("Not known")


def value_words(kind: FactKind, value: Any) -> str:
    """A fact's value in words. Whatever is "unknown" reads as not known."""
    if value is None or value in (UNKNOWN, ""):
        return not_known()
    if kind.code == "told":
        return told_words(str(value))
    if kind.code_list in CODE_LISTS and isinstance(value, str):
        # A text of several codes, such as the body parts examined, is read code by code.
        told = [code.strip() for code in value.split(",")]
        if kind.code == "examined" and body_words.is_whole(told):
            return _("The whole body")
        return ", ".join(code_words(str(kind.code_list), code) for code in told)
    return WORDS_OF.get(kind.value_type, str)(value)


def moment_words(value: str) -> str:
    """A moment, in the zone of the case."""
    return date_format(timezone.localtime(datetime.fromisoformat(value)), "D j M Y, H:i")


def span_words(value: Mapping[str, str]) -> str:
    """From when to when; a whole day is said as a day."""
    said = _span_words(value)
    return _("%(when)s, certified") % {"when": said} if value.get("certified") else said


def _span_words(value: Mapping[str, str]) -> str:
    start, end = (timezone.localtime(datetime.fromisoformat(value[part])) for part in ("from", "to"))
    if start == end:
        return moment_words(value["from"])
    if (start.hour, start.minute, end.hour, end.minute) == (0, 0, 23, 59):
        days = [date_format(start, "D j M Y"), date_format(end, "D j M Y")]
        return " - ".join(dict.fromkeys(days))
    if start.date() == end.date():
        return f"{date_format(start, 'D j M Y, H:i')} - {date_format(end, 'H:i')}"
    return f"{date_format(start, 'D j M Y, H:i')} - {date_format(end, 'D j M Y, H:i')}"


def told_words(value: str) -> str:
    """Which duty was done by telling whom."""
    clock, _colon, who = value.partition(": ")
    return f"{clock_words(clock)}: {who}"


WORDS_OF: dict[ValueType, Callable[[Any], str]] = {
    ValueType.PARTIAL_DATE: partial_date,
    ValueType.NUMBER_RANGE: body_words.range_words,
    ValueType.MOMENT: moment_words,
    ValueType.MOMENT_RANGE: span_words,
    ValueType.FLAG: flag_words,
    ValueType.MARK: body_words.mark_words,
    ValueType.AGE_ESTIMATE: body_words.age_words,
    ValueType.OBJECT: body_words.object_words,
    ValueType.TEETH: body_words.teeth_words,
    ValueType.FINGERS: body_words.finger_words,
    ValueType.IMPLANT: body_words.implant_words,
    ValueType.HOLDING: body_words.holding_words,
}


def report_words(code: str, text: str) -> str:
    """What a report says in one field: as given, except that codes and times are put into words."""
    kind = FACT_KINDS.get(code)
    if text.strip() == UNKNOWN:
        return not_known()
    if kind is None or (kind.value_type is ValueType.TEXT and not kind.code_list):
        return text
    try:
        return value_words(kind, read_value(kind, text, zone=profile_of(settings.COUNTRY_PROFILE).time_zone))
    except ValueError:
        return text


def source_words(fact: Fact, names: Mapping[str, str], references: Mapping[str, str]) -> str:
    """Where a fact comes from."""
    kind, _colon, key = fact.source.partition(":")
    if kind == "report":
        return (
            _("Report %(reference)s") % {"reference": references.get(key, "")} if key in references else _("A report")
        )
    if kind == "officer":
        return names.get(fact.source, _("An officer"))
    if fact.source == "system:import":
        return _("Imported from another system")
    return fact.source


def evidence_words(part: Evidence) -> str:
    """What one comparison says, in the reader's language, without the kind that stands beside it."""
    given = dict(part.parameters)
    said = _(part.says).format(**{name: _gap(name, value) for name, value in given.items()})
    _kind, colon, rest = said.partition(": ")
    return rest[:1].upper() + rest[1:] if colon else said


def _gap(name: str, value: str) -> str:
    """What stands in a gap of the sentence: the name of a kind, a day as it is said, or the word itself."""
    if name == "trait":
        return kind_words(value)
    return body_words.day_words(value) if DAY.fullmatch(value) else value
