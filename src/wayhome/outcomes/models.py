"""How an absence ended and what was learned of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wayhome.accounts.models import Agency
from wayhome.base.ids import new_id
from wayhome.cases.models import Episode


class Outcome(models.Model):
    """The child was found: when, by whom, and who saw the child face to face."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="outcomes")
    found_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    seen_by = models.BinaryField()
    found_by = models.CharField(max_length=30)
    found_place = models.CharField(max_length=30)
    code_list_version = models.CharField(max_length=20)
    words = models.BinaryField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    # A case that was reopened, and whose child was found again, has a later outcome beside the earlier.
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode"], condition=Q(superseded_at=None), name="outcome_in_force_once")
        ]

    def __str__(self) -> str:
        return self.found_by


class Interview(models.Model):
    """A prevention interview (police) or a return interview (independent person) after an episode."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="interviews")
    kind = models.CharField(max_length=12, choices=[("prevention", "prevention"), ("return", "return")])
    status = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    code_list_version = models.CharField(max_length=20, blank=True)
    # Harm, reasons and the child's words: what may say that a child was hurt or is ill is sealed.
    said = models.BinaryField(null=True)
    entered_at = models.DateTimeField(null=True)
    entered_by = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "kind"], condition=Q(superseded_at=None), name="interview_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return self.kind
