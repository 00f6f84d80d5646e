"""What the public tree must hold of alerts, by their rows: for the rebuild, the sweep and the reading back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wayhome.alerts import messages
from wayhome.alerts.channels.site import files
from wayhome.alerts.models import Alert, Delivery, DeliveryState, Message
from wayhome.alerts.outgoing import outgoing_of
from wayhome.published import files as published
from wayhome.published.rebuild import Standing
from wayhome.rules.alerting import Mode, Step
from wayhome.terms.actor import Actor


class Alerts:
    """Pages of alerts and drills, and the messages that say that one is over."""

    def spots(self) -> list[str]:
        """The page of every alert that went up, and the end of each that heard of one."""
        return sorted({_spot(message) for message in _put_up()})

    def claimed(self) -> set[str]:
        """Those in force or about to be, and the ends."""
        may_stand = Q(kind="Cancel") | Q(version__step=Step.LIVE.value)
        return {_spot(message) for message in Message.objects.filter(may_stand).select_related("alert")}

    def standing(self, spot: str) -> Standing | None:
        """Made anew from manifest, identifier, `sent`, chain and key."""
        read = messages.read_spot(spot)
        if read is None:
            return None
        mode, reference, over = read
        alert = Alert.objects.select_for_update().filter(reference=reference, mode=mode.value).first()
        if alert is None:
            return None
        said = [each for each in _put_up().filter(alert=alert) if (each.kind == "Cancel") is over]
        if not said:
            return None
        if not over and not alert.versions.filter(step=Step.LIVE.value).exists():
            return Standing(alert.pk, alert.agency_id, spot, gone=True)
        return files.standing_of(alert, outgoing_of(said[-1], key="", repeat=False, partner=None))

    def read_back(self, owner: UUID, *, by: Actor, at: datetime) -> bool:
        """Each file of an alert."""
        del by
        if not Alert.objects.filter(pk=owner).exists():
            return False
        published.read_back(owner, at=at)
        return True


def _put_up() -> QuerySet[Message]:
    """What was put before the public, or taken away; the newest also where the web server has not shown it yet."""
    told = (
        Delivery.objects.filter(channel="site", tries__gt=0).exclude(state=DeliveryState.SUPPRESSED).values("message")
    )
    return Message.objects.filter(pk__in=told).select_related("alert", "version").order_by("alert", "number")


def _spot(message: Message) -> str:
    make = messages.end_spot if message.kind == "Cancel" else messages.page_spot
    return make(Mode(message.alert.mode), message.alert.reference)


ALERTS = Alerts()
