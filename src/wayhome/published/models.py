"""Editions, the one place from which anything becomes public, and the register of the files that show a child."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wayhome.base.ids import new_id, new_reference


class EditionState(models.TextChoices):
    """The life of an edition runs one way."""

    DUE = "due"
    LIVE = "live"
    WITHDRAWN = "withdrawn"


class Edition(models.Model):
    """One frozen appeal, as approved. Withdrawing it wipes words and photo; only ids, hash and times stay."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=19, unique=True, default=new_reference)
    agency = models.UUIDField()
    kind = models.CharField(max_length=20, default="appeal")
    manifest = models.JSONField()
    photo = models.BinaryField(null=True)
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=EditionState, default=EditionState.DUE)
    approved_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    live_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    removal_verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(photo=None, manifest={}, withdrawn_at__isnull=False),
                name="edition_withdrawn_is_wiped",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("approved_at")), name="edition_ends"),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="edition_to_end")]

    def __str__(self) -> str:
        return self.reference


class Removal(models.TextChoices):
    """Why a file is not there any more: another set came, or the whole was taken down and never comes back."""

    NONE = ""
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Surface(models.Model):
    """One public file that shows a child. Whoever writes the file writes the row; it outlives the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.UUIDField()
    owner = models.UUIDField()  # an edition or an alert; a later stage's rows cannot be named by a foreign key
    spot = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    removal = models.CharField(max_length=10, choices=Removal, default=Removal.NONE, blank=True)
    removed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)  # seen over HTTP as it should be: these bytes, or 410

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["spot", "name"], name="surface_once"),
            models.CheckConstraint(
                condition=Q(removal="", removed_at=None) | ~Q(removal="") & Q(removed_at__isnull=False),
                name="surface_removed_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["owner"], name="surface_of_owner"),
            models.Index(fields=["written_at"], condition=Q(verified_at=None), name="surface_unverified"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """Its address below the public origin; the page of a spot is the spot itself."""
        return f"{self.spot}/" if self.name == "index.html" else f"{self.spot}/{self.name}"
