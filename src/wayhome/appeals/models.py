"""An appeal, from draft to withdrawal."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wayhome.accounts.models import Agency
from wayhome.base.ids import new_id, new_reference
from wayhome.cases.models import Episode
from wayhome.intake.models import Photo


class Appeal(models.Model):
    """A page that asks the public for help. Submitting it freezes `manifest` and its hash; approval names that hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="appeals")
    status = models.CharField(max_length=12)
    language = models.CharField(max_length=10, default="en")
    shows = models.JSONField(default=dict)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True)
    ends_at = models.DateTimeField(null=True)
    # Who asks, who consents, and what is protected: sealed, since it can lead to a hidden child.
    decision = models.BinaryField(null=True)
    authors = ArrayField(models.CharField(max_length=80), default=list)
    drafted_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField(null=True)
    manifest = models.JSONField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_at = models.DateTimeField(null=True)
    edition = models.UUIDField(null=True, unique=True)
    reference = models.CharField(max_length=19, unique=True, default=new_reference)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            # The last wall behind the rule: no row can say that one of its authors approved it.
            models.CheckConstraint(
                condition=Q(approved_by="")
                | ~Q(approved_by=F("submitted_by")) & ~Q(authors__contains=[F("approved_by")]),
                name="appeal_second_officer",
            )
        ]
        indexes = [models.Index(fields=["episode", "-drafted_at"], name="appeal_of_episode")]

    def __str__(self) -> str:
        return self.status
