"""Handing a report to the force that must act, and writing down who was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from wayhome.accounts.models import Agency
from wayhome.cases.actions import SAY_WHO_WAS_TOLD, TOLD_IN_FUTURE
from wayhome.desk.forms.base import DayField, DeskForm, HourField, moment, offer, words


class RouteForm(DeskForm):
    """Which force must act on a report."""

    force = forms.ChoiceField(label=_("Which force must act?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, forces: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "force", [(str(each.pk), each.name) for each in forces])


class ToldForm(DeskForm):
    """Who took a message, and when."""

    belongs: ClassVar[dict[str, str]] = {SAY_WHO_WAS_TOLD: "who", TOLD_IN_FUTURE: "told_on"}
    who = words(_("Who took the message?"), required=True, help_text=_("Name, and the team or desk."))
    told_on = DayField(label=_("Told on"))
    told_time = HourField(label=_("at"))

    def told_at(self, zone: str) -> datetime:
        """When the message was taken."""
        return moment(self.cleaned_data["told_on"], self.cleaned_data["told_time"], zone=zone)
