"""One table for every clock."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wayhome.accounts.models import Agency, Officer
from wayhome.base.ids import new_id


class Clock(models.Model):
    """Something due by a time, for a subject, owned by a role and, where one is known, a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    subject_kind = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    owner_role = models.CharField(max_length=30)
    owner = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    met_at = models.DateTimeField(null=True)
    met_by = models.CharField(max_length=80, blank=True)
    lapsed_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    # The rank that was told last, and those who may not do what is due, so that telling them helps nobody.
    told_role = models.CharField(max_length=30, blank=True)
    not_for = ArrayField(models.UUIDField(), default=list)
    escalated_to = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
            models.UniqueConstraint(fields=["subject", "kind"], condition=Q(met_at=None), name="clock_runs_once"),
        ]
        indexes = [
            models.Index(
                fields=["kind"],
                condition=Q(met_at=None, lapsed_at__isnull=False),
                name="clock_to_hand_on",
            ),
            models.Index(fields=["due_at"], condition=Q(met_at=None, lapsed_at=None), name="clock_to_lapse"),
            models.Index(fields=["subject", "due_at"], condition=Q(met_at=None), name="clock_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} due {self.due_at:%Y-%m-%d %H:%M}"
