"""Charts as SVG made on the server. The table that carries the same numbers is the page's to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"
ROW, LABELS, BARS = 32, 220, 400  # units of the view box


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `value` is None where the number is withheld, which is drawn as words, never as nought."""

    label: str
    value: float | None
    words: str = ""  # the value as printed, when not the bare number


def bar_chart(title: str, bars: Sequence[Bar], *, hidden: str = "") -> SafeString:
    """Draw horizontal bars from nought, longest first or in the order given.

    title    says what is counted, where and when; read out by screen readers
    hidden   words for a withheld value; by default "withheld"
    raises   ValueError for a negative value
    """
    if any(bar.value is not None and bar.value < 0 for bar in bars):
        raise ValueError("a bar chart counts from nought; a value is negative")
    most = max((bar.value for bar in bars if bar.value), default=1)
    rows = format_html_join(
        "", "{}", ((one_bar(bar, at * ROW, most=most, hidden=hidden),) for at, bar in enumerate(bars))
    )
    return format_html(
        '<svg class="wh-chart" role="img" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg"><title>{}</title>'
        '<line class="wh-chart__axis" x1="{}" x2="{}" y1="0" y2="{}"></line>{}</svg>',
        LABELS + BARS + 80,
        max(len(bars), 1) * ROW,
        title,
        LABELS,
        LABELS,
        max(len(bars), 1) * ROW,
        rows,
    )


def one_bar(bar: Bar, top: int, *, most: float, hidden: str) -> SafeString:
    """One row of a bar chart: label, bar from nought, value in words."""
    width = 0 if bar.value is None else ceil(BARS * bar.value / most)
    words = (hidden or _("withheld")) if bar.value is None else bar.words or f"{bar.value:g}"
    return format_html(
        '<text x="{}" y="{}" text-anchor="end" font-size="16">{}</text>'
        '<rect class="wh-chart__bar" x="{}" y="{}" width="{}" height="{}"></rect>'
        '<text x="{}" y="{}" font-size="16">{}</text>',
        LABELS - 8,
        top + 22,
        bar.label,
        LABELS,
        top + 6,
        width,
        ROW - 12,
        LABELS + width + 8,
        top + 22,
        words,
    )


def dex(thousandths: int) -> str:
    """A log10 likelihood ratio given in thousandths, signed and with two places; nought has no sign."""
    hundredths = (abs(thousandths) + 5) // 10
    sign = "" if not hundredths else "+" if thousandths > 0 else MINUS
    return f"{sign}{hundredths / 100:.2f}"


def _speaks(thousandths: int) -> str:
    """A weight of evidence in words, for whoever does not see the bar."""
    if thousandths > 0:
        return _("%(dex)s: speaks for the same person") % {"dex": dex(thousandths)}
    if thousandths < 0:
        return _("%(dex)s: speaks for two people") % {"dex": dex(thousandths)}
    return _("0: tells us nothing")


def evidence_bar(thousandths: int, *, limit: int = 4000) -> SafeString:
    """Draw one weight of evidence: to the right it speaks for the same person, to the left against.

    thousandths   log10 likelihood ratio in thousandths of a dex
    limit         where a bar reaches its end; heavier evidence is drawn no longer, and its number says how much
    raises        ValueError when `limit` is not positive
    """
    if limit <= 0:
        raise ValueError("the limit of an evidence bar must be above nought")
    length = min(abs(thousandths), limit) * 100 / limit
    return format_html(
        '<svg class="wh-bar" role="img" viewBox="0 0 200 20" preserveAspectRatio="none" '
        'xmlns="http://www.w3.org/2000/svg"><title>{}</title>'
        '<rect class="wh-bar__ground" width="200" height="20"></rect>'
        '<rect class="{}" x="{}" y="3" width="{}" height="14"></rect>'
        '<line class="wh-bar__zero" x1="100" x2="100" y1="0" y2="20" vector-effect="non-scaling-stroke"></line></svg>',
        _speaks(thousandths),
        "wh-bar__for" if thousandths > 0 else "wh-bar__against",
        f"{100 if thousandths > 0 else 100 - length:.1f}",
        f"{length:.1f}",
    )


def waterfall(weights: Sequence[int]) -> list[SafeString]:
    """Draw each weight as a step from where the one before it ended, on one scale for all; the first starts at nought.

    weights   thousandths of a dex, in the order of the rows
    """
    ends = [0]
    for weight in weights:
        ends.append(ends[-1] + weight)
    low, high = min(ends), max(ends)
    reach = max(high - low, 1)

    def at(thousandths: int) -> float:
        return (thousandths - low) * 200 / reach

    return [_step(weight, at(start), at(start + weight), at(0)) for weight, start in zip(weights, ends, strict=False)]


def _step(weight: int, start: float, end: float, zero: float) -> SafeString:
    return format_html(
        '<svg class="wh-bar" role="img" viewBox="0 0 200 20" preserveAspectRatio="none" '
        'xmlns="http://www.w3.org/2000/svg"><title>{}</title>'
        '<rect class="wh-bar__ground" width="200" height="20"></rect>'
        '<rect class="{}" x="{}" y="3" width="{}" height="14"></rect>'
        '<line class="wh-bar__zero" x1="{}" x2="{}" y1="0" y2="20" vector-effect="non-scaling-stroke"></line></svg>',
        _speaks(weight),
        "wh-bar__for" if weight > 0 else "wh-bar__against",
        f"{min(start, end):.1f}",
        f"{max(abs(end - start), 1):.1f}",
        f"{zero:.1f}",
        f"{zero:.1f}",
    )
