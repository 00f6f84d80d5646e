"""A risk assessment is a row at a time, never a column on the child."""

from __future__ import annotations

from django.db import models

from wayhome.accounts.models import Agency
from wayhome.base.ids import new_id
from wayhome.cases.models import Episode


class Assessment(models.Model):
    """What the rules suggested from which answers, what was still open, and what the officer decided and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="assessments")
    profile = models.CharField(max_length=20)
    rules_version = models.CharField(max_length=20)
    # Answers and reasons may say that a child is ill, so they are sealed.
    basis = models.BinaryField()
    suggested = models.CharField(max_length=20, blank=True)
    open_questions = models.JSONField(default=list)
    decided = models.CharField(max_length=20, blank=True)
    reason = models.BinaryField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["episode", "-at"], name="assessment_latest")]

    def __str__(self) -> str:
        return self.decided or "not graded"
