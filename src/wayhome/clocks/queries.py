"""Reading clocks."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from wayhome.clocks.models import Clock


def running(*subjects: UUID) -> QuerySet[Clock]:
    """What is still due for these subjects, soonest first, whether lapsed or not."""
    return Clock.objects.filter(subject__in=subjects, met_at=None).order_by("due_at", "kind").select_related("owner")
