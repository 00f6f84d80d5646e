"""Tags and filters of the look: counters, grades, partial dates, evidence."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from wayhome.base import clock
from wayhome.look import charts

register = template.Library()

HIGH, MEDIUM, LOW, NONE, UNGRADED = "high", "medium", "low", "none", "ungraded"
GRADE_WORDS = {
    HIGH: gettext_lazy("High risk"),
    MEDIUM: gettext_lazy("Medium risk"),
    LOW: gettext_lazy("Low risk"),
    NONE: gettext_lazy("No apparent risk"),
    UNGRADED: gettext_lazy("Not graded: treat as high"),
}
GRADE_MARKS = {  # a shape for each grade, so that colour is never alone
    HIGH: "M0 12 6 0 12 12Z",
    MEDIUM: "M6 0 12 6 6 12 0 6Z",
    LOW: "M6 0A6 6 0 0 1 6 12 6 6 0 0 1 6 0Z",
    NONE: "M0 4H12V8H0Z",
    UNGRADED: "M4 0H8L7 7H5ZM4.5 9H7.5V12H4.5Z",
}
CERTAINTY_WORDS = {
    "certain": gettext_lazy("Certain"),
    "likely": gettext_lazy("Likely"),
    "possible": gettext_lazy("Possible"),
    "doubtful": gettext_lazy("Doubtful"),
    "unknown": gettext_lazy("Certainty not known"),
}
NONE_CODES = {"nar", "none", "no_apparent_risk"}


@register.filter
def grade_key(grade: object) -> str:
    """The grade as the style sheet names it; what is empty or not known here is drawn as not graded."""
    code = str(grade or "").strip().lower()
    if code in NONE_CODES:
        return NONE
    return code if code in (HIGH, MEDIUM, LOW) else UNGRADED


@register.filter
def grade_words(grade: object) -> str:
    """The grade in words; an ungraded child, or one with a grade that the look does not know, is to be treated as high."""
    key = grade_key(grade)
    if key == UNGRADED and grade:
        return _("Grade “%(grade)s”: treat as high") % {"grade": grade}
    return str(GRADE_WORDS[key])


@register.filter
def certainty_words(certainty: object) -> str:
    """How sure we are, in words; what is no code of ours is returned as given."""
    return str(CERTAINTY_WORDS.get(str(certainty or ""), certainty or ""))


@register.simple_tag
def grade_mark(grade: object) -> SafeString:
    """The shape that stands beside the words of a grade."""
    return format_html(
        '<svg viewBox="0 0 12 12" aria-hidden="true" focusable="false"><path d="{}"></path></svg>',
        GRADE_MARKS[grade_key(grade)],
    )


@register.simple_tag
def grade_tag(grade: object) -> SafeString:
    """A small band with shape and words."""
    return _band(str(grade or ""), get_language() or "")


@lru_cache(maxsize=64)
def _band(grade: str, _language: str) -> SafeString:
    return format_html(
        '<strong class="wh-grade wh-grade--{}">{} {}</strong>', grade_key(grade), grade_mark(grade), grade_words(grade)
    )


def count(span: timedelta) -> str:
    """A span as a clock shows it: 12:34, 3:05:12, or 2 d 3:05:12. A span below nought counts as nought."""
    seconds = max(int(span.total_seconds()), 0)
    days, rest = divmod(seconds, 86_400)
    hours, minutes, left = rest // 3600, rest // 60 % 60, rest % 60
    if days:
        return _("%(days)s d %(clock)s") % {"days": days, "clock": f"{hours}:{minutes:02}:{left:02}"}
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def moment_of(context: Mapping[str, Any]) -> datetime:
    """The page's own `now`, so that all counters of a page agree; the wall clock where a page gives none."""
    now = context.get("now")
    return now if isinstance(now, datetime) else clock.now()


@register.simple_tag(takes_context=True)
def since(context: Mapping[str, Any], at: datetime | None, *, ago: bool = False) -> SafeString | str:
    """How long ago `at` was, counting on where scripts run; with `ago`, the word stands behind."""
    if not at:  # an absent part of a template's context arrives as ""
        return ""
    words = count(moment_of(context) - at)
    return format_html(
        '<time class="wh-time" datetime="{}" data-since="{}"{} title="{}">{}</time>',
        at.isoformat(),
        at.isoformat(),
        SafeString(" data-ago") if ago else "",
        full(at),
        _("%(span)s ago") % {"span": words} if ago else words,
    )


@register.simple_tag
def lasted(start: datetime | None, end: datetime | None) -> SafeString | str:
    """How long something lasted that is over; does not count on."""
    if not start or not end:
        return ""
    return format_html('<span class="wh-time">{}</span>', count(end - start))


@register.simple_tag(takes_context=True)
def due(context: Mapping[str, Any], at: datetime | None) -> SafeString | str:
    """How long until `at`, and in words and colour how long it is overdue."""
    if not at:
        return ""
    left = at - moment_of(context)
    over = left <= timedelta(0)
    words = _("overdue by %(span)s") % {"span": count(-left)} if over else _("in %(span)s") % {"span": count(left)}
    return format_html(
        '<time class="wh-time{}" datetime="{}" data-due="{}" title="{}">{}</time>',
        " wh-due--over" if over else "",
        at.isoformat(),
        at.isoformat(),
        full(at),
        words,
    )


@register.simple_tag(takes_context=True)
def overdue(context: Mapping[str, Any], at: datetime | None) -> bool:
    """True once the time has come."""
    return at <= moment_of(context) if at else False


def full(at: datetime) -> str:
    """Day, year and time in the reader's zone, for the tip of a counter."""
    return _written(at, "j F Y, H:i", timezone.get_current_timezone_name(), get_language() or "")


@lru_cache(maxsize=8192)
def _written(at: datetime, pattern: str, _zone: str, _language: str) -> str:
    # A list shows the same fifty children again and again, and writing their times out was a sixth of the page.
    return date_format(timezone.localtime(at), pattern)


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """Day and time in the reader's zone, such as "Fri 20 Nov, 16:45"."""
    if not at:  # an absent part of a template's context arrives as ""
        return ""
    return format_html(
        '<time class="wh-time" datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        full(at),
        _written(at, "D j M, H:i", timezone.get_current_timezone_name(), get_language() or ""),
    )


@register.filter
def partial_date(value: object) -> str:
    """A date in as many words as are known: "2011", "May 2011", "25 May 2011"."""
    text = str(value or "")
    for pattern, shown in (("%Y-%m-%d", "j F Y"), ("%Y-%m", "F Y")):
        try:
            return date_format(datetime.strptime(text, pattern).replace(tzinfo=UTC).date(), shown)
        except ValueError:
            continue
    return text


@register.filter
def dex(thousandths: int) -> str:
    """A weight of evidence, from thousandths of a dex to "+1.35"."""
    return charts.dex(int(thousandths))


@register.filter
def points(thousandths: int) -> str:
    """A distance between two weights, from thousandths of a dex to "1.35": it has no direction."""
    return charts.dex(int(thousandths)).lstrip("+" + charts.MINUS)


@register.simple_tag
def evidence_bar(thousandths: int, limit: int = 4000) -> SafeString:
    """The weight as a bar, to the right for the same person."""
    return charts.evidence_bar(int(thousandths), limit=limit)
