"""What the pages of a Child Rescue Alert show: what waits, what went out and how each delivery fares, and what was there before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wayhome.alerts.actions.deciding import words_of
from wayhome.alerts.channels.site.files import alert_page
from wayhome.alerts.manifest import freeze
from wayhome.alerts.models import Alert, Delivery, DeliveryState, Version
from wayhome.alerts.queries import alert_now, alerts_for, waits_for
from wayhome.desk import lists, words
from wayhome.desk.page import Seat
from wayhome.rules.access import Action
from wayhome.rules.alert_draft import Text, phone_text
from wayhome.rules.alerting import OPEN, Mode, Step
from wayhome.terms.six_words import six_words

LATEST = 12
"""So many alerts that ended stand on the list."""
BAD = frozenset({DeliveryState.FAILED})
UNDER_WAY = frozenset({DeliveryState.DUE, DeliveryState.TRYING})


def as_seen(version: Version) -> SafeString:
    """Exactly what the public page carries: of what is frozen the frozen words, of a draft those it would have."""
    manifest = version.manifest or freeze(version)
    photo = reverse("photo", args=[version.photo_id]) if version.photo_id and manifest["photo"] else None
    return alert_page(manifest, photo_url=photo)


def in_figures(area: dict[str, Any] | None) -> dict[str, Any] | None:
    """What an area means, with its numbers as they are read."""
    numbers = ("people", "likely", "bleed_m", "square_km", "reach_m")
    return area and area | {name: f"{area[name]:,}" for name in numbers if area.get(name)}


def on_phones(version: Version) -> list[dict[str, Any]]:
    """What a phone shows in each language, and how many letters that is."""
    shown = [(language, phone_text(Text(**text))) for language, text in version.texts.items()]
    return [{"language": language, "words": text, "letters": len(text)} for language, text in shown]


def words_for(version: Version) -> tuple[str, ...]:
    """The six words of what was frozen; none before that."""
    return six_words(version.digest) if version.digest else ()


def messages_of(alert: Alert, *, can_tell: bool) -> list[dict[str, Any]]:
    """Each message that went out, newest first, with each of its deliveries; of the newest, who may be told by another way."""
    rows = list(alert.messages.select_related("version").prefetch_related("deliveries__partner").order_by("-number"))
    return [
        {
            "kind": words.message_words(each.kind),
            "identifier": each.identifier,
            "sent_at": each.sent_at,
            "number": each.version.number,
            "deliveries": [
                _delivery(one, alert, can_tell=can_tell and each is rows[0]) for one in each.deliveries.all()
            ],
        }
        for each in rows
    ]


def _delivery(delivery: Delivery, alert: Alert, *, can_tell: bool) -> dict[str, Any]:
    receipt, confirmed = delivery.receipt, delivery.confirmed_at
    if delivery.state == DeliveryState.ACCEPTED and not confirmed:
        receipt = f"{receipt}; {_('not confirmed yet')}"
    elif confirmed and confirmed != delivery.outcome_at:
        receipt = f"{receipt}; {_('confirmed %(at)s') % {'at': words.moment_words(confirmed.isoformat())}}"
    return {
        "told": reverse("alert_told", args=[alert.pk, delivery.pk]) if can_tell and delivery.unconfirmed else "",
        "to": words.way_out_words(delivery.channel) + (f": {delivery.partner.name}" if delivery.partner else ""),
        "state": words.delivered_words(delivery.state),
        "bad": delivery.state in BAD and not confirmed,
        "tries": delivery.tries,
        "receipt": receipt,
        "at": delivery.outcome_at or delivery.intent_at or delivery.next_at,
    }


def fares(deliveries: Sequence[Delivery]) -> list[dict[str, Any]]:
    """How the deliveries of an alert fare, counted, in words."""
    states = Counter(DeliveryState(each.state) for each in deliveries)
    under_way = sum(states[state] for state in UNDER_WAY)
    failed = sum(each.state in BAD and not each.confirmed_at for each in deliveries)
    said = [
        (states[DeliveryState.ACCEPTED], _("%(n)s accepted") % {"n": states[DeliveryState.ACCEPTED]}, False),
        (under_way, _("%(n)s under way") % {"n": under_way}, False),
        (failed, ngettext("%(n)s failed and given up", "%(n)s failed and given up", failed) % {"n": failed}, True),
    ]
    return [{"text": text, "bad": bad} for many, text, bad in said if many]


def history_of(versions: Sequence[Version], *, reasons: bool) -> list[dict[str, Any]]:
    """Every version, newest first: who wrote it, who decided, when, and, for those who decide, why."""
    names = lists.names_of([ref for each in versions for ref in (*each.authors, each.submitted_by, each.decided_by)])
    return [
        {
            "number": each.number,
            "step": words.alert_words(each.step),
            "authors": ", ".join(names.get(ref, "") for ref in each.authors),
            "written_at": each.written_at,
            "submitted_at": each.submitted_at,
            "decided_by": names.get(each.decided_by, ""),
            "decided_at": each.decided_at,
            "ended_at": each.ended_at,
            "because": words_of(each) if reasons else "",
            "words": " ".join(words_for(each)),
        }
        for each in reversed(versions)
    ]


def alerts_beside(found: Sequence[Alert]) -> list[dict[str, Any]]:
    """The alerts of a case, for its page."""
    return [
        {
            "href": reverse("alert", args=[each.pk]),
            "reference": each.reference,
            "drill": each.mode == Mode.DRILL,
            "status": words.alert_words(last.step),
            "ends_at": last.expires_at if last.step == Step.LIVE else None,
        }
        for each in found
        if (last := each.versions.order_by("-number").first())
    ]


def listed(seat: Seat) -> list[dict[str, Any]]:
    """The agency's alerts in parts: what waits for this officer, what is in force, what is written, the latest that ended."""
    everything = alerts_for(seat.viewer)
    running = Version.objects.filter(alert__in=everything, step__in=[*OPEN, Step.LIVE])
    ended = everything.exclude(pk__in=running.values("alert"))[:LATEST]
    last = Version.objects.filter(alert__in=list(ended)).order_by("alert", "-number").distinct("alert")
    rows = [*_whole(running), *_whole(last)]
    mine = set(waits_for(seat.viewer).values_list("pk", flat=True))
    in_force = set(alert_now(seat.at).filter(alert__in=everything).values_list("pk", flat=True))
    called = lists.called_by({row.alert.episode.misper_id for row in rows}, on=seat.at.date())
    names = lists.names_of([ref for row in rows for ref in (row.submitted_by, *row.authors)])
    lines = [(row, _line(seat, row, called, names)) for row in rows]
    wanted: list[tuple[str, str, Callable[[Version], bool]]] = [
        (_("Waits for you"), _("Nothing waits for you. What you wrote waits for another person."), lambda row: row.pk in mine),
        (_("In force"), _("No alert is in force."), lambda row: row.step == Step.LIVE),
        (_("Being written, or waiting for somebody else"), _("Nothing is being written."), lambda row: row.step in OPEN and row.pk not in mine),
        (_("Ended lately"), _("No alert has ended yet."), lambda row: row.step not in OPEN and row.step != Step.LIVE),
    ]  # fmt: skip
    parts = []
    for heading, nothing, fits in wanted:
        found = [line | {"overdue": line["live"] and row.pk not in in_force} for row, line in lines if fits(row)]
        parts.append(
            {"heading": heading, "nothing": nothing, "lines": found, "live": any(each["live"] for each in found)}
        )
    return parts


def _whole(rows: Any) -> list[Version]:
    """With their alerts and deliveries; a drill after what is live."""
    found = list(rows.select_related("alert__episode").prefetch_related("alert__messages__deliveries"))
    return sorted(found, key=lambda row: (row.alert.mode == Mode.DRILL, -row.written_at.timestamp()))


def _line(seat: Seat, row: Version, called: Mapping[UUID, lists.Called], names: dict[str, str]) -> dict[str, Any]:
    alert = row.alert
    child = called[alert.episode.misper_id]
    newest = max(alert.messages.all(), key=lambda each: each.number, default=None)
    return {
        "key": str(alert.pk),
        "href": reverse("alert", args=[alert.pk]),
        "name": child.name or _("Name not known"),
        "age": words.short_age(child.age),
        "reference": alert.reference,
        "drill": alert.mode == Mode.DRILL,
        "live": row.step == Step.LIVE,
        "update": row.number > 1,
        "step": words.alert_words(row.step),
        "area": (row.area or {}).get("words", ""),
        "by": names.get(row.submitted_by or (row.authors or [""])[0], ""),
        "at": row.ended_at or row.decided_at or row.submitted_at or row.written_at,
        "ends_at": row.expires_at,
        "fares": fares(list(newest.deliveries.all())) if newest else [],
        "cancel": reverse("alert_cancel", args=[alert.pk])
        if row.step == Step.LIVE and seat.may(Action.CANCEL_ALERT)
        else "",
    }
