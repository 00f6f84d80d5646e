"""A candidate match is a suggestion; a verdict is a person's decision; both are kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wayhome.accounts.models import Agency
from wayhome.base.ids import new_id


class Candidate(models.Model):
    """A pair that the model weighed, with the evidence and the record versions it saw."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    missing = models.UUIDField()
    missing_version = models.PositiveIntegerField()
    unidentified = models.UUIDField(db_index=True)
    unidentified_version = models.PositiveIntegerField()
    model_version = models.CharField(max_length=64)
    weight = models.IntegerField(help_text="thousandths of a dex")
    evidence = models.JSONField()
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["missing", "unidentified"], condition=Q(superseded_at=None), name="candidate_once"
            )
        ]
        indexes = [models.Index(fields=["unidentified", "-weight"], name="candidate_ranked")]

    def __str__(self) -> str:
        return f"{self.weight / 1000:+.2f}"


class Judgement(models.Model):
    """What a person decided about a pair. A later judgement supersedes this one and leaves it readable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    missing = models.UUIDField()
    unidentified = models.UUIDField()
    verdict = models.CharField(max_length=20)
    reason = models.TextField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["missing", "unidentified"], condition=Q(superseded_at=None), name="judgement_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return self.verdict
