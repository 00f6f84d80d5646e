"""The missing person's record and its absences."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wayhome.accounts.models import Agency, Officer
from wayhome.base.ids import new_id, new_reference
from wayhome.intake.models import Report
from wayhome.rules.episode import EpisodeStatus
from wayhome.terms.standing import Standing


class Misper(models.Model):
    """A missing person as one agency knows them. What is known are facts; records are joined by edges, never merged."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=19, unique=True, default=new_reference)
    agency = models.ForeignKey(Agency, models.PROTECT)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reference


class Episode(models.Model):
    """One absence, from last seen to found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=19, unique=True, default=new_reference)
    agency = models.ForeignKey(Agency, models.PROTECT)
    misper = models.ForeignKey(Misper, models.PROTECT, related_name="episodes")
    status = models.CharField(max_length=24, choices=[(s.value, s.value) for s in EpisodeStatus])
    owner = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    missing_since = models.DateTimeField()
    zone = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=80)
    located_at = models.DateTimeField(null=True)
    search_ended_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    # How whoever reads the row stands to the record; set by the query that let them.
    standing: Standing | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["misper"], condition=Q(status__in=["open", "located_unconfirmed"]), name="one_search_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["agency", "status", "-missing_since"], name="episode_list")]

    def __str__(self) -> str:
        return self.reference


class EpisodeReport(models.Model):
    """A report that belongs to an episode; several callers may tell of one absence."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="reports")
    report = models.OneToOneField(Report, models.PROTECT, related_name="episode_link")
    joined_at = models.DateTimeField()
    joined_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return str(self.pk)


class Edge(models.Model):
    """What somebody decided about two mispers: the same person, not the same, or unsure. Undone by a later edge."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    low = models.ForeignKey(Misper, models.PROTECT, related_name="+")
    high = models.ForeignKey(Misper, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ("same", "not_same", "unsure")])
    by = models.CharField(max_length=80)
    reason = models.TextField()
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="edge_in_one_order"),
            models.UniqueConstraint(fields=["low", "high"], condition=Q(superseded_at=None), name="edge_in_force_once"),
        ]

    def __str__(self) -> str:
        return self.kind
