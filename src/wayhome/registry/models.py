"""The national register: frozen versions, and the narrow table that search reads."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from wayhome.accounts.models import Agency
from wayhome.base.ids import new_id, new_reference
from wayhome.terms.fact_kinds import SearchKey as Kind


class Unidentified(models.Model):
    """A person or remains without a name. What is known are facts. `their_id` is the id in the system it was imported from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=19, unique=True, default=new_reference)
    agency = models.ForeignKey(Agency, models.PROTECT)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    their_id = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "their_id"], condition=~models.Q(their_id=""), name="unidentified_imported_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class RecordVersion(models.Model):
    """The national record of one subject as it stood once. Later edits make later versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField()
    subject_kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    body = models.JSONField()
    content_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="record_version_once")]
        indexes = [models.Index(fields=["subject_kind", "subject", "-number"], name="record_latest")]

    def __str__(self) -> str:
        return f"version {self.number}"


class SearchKey(models.Model):
    """One thing a subject can be found by. `key` is normalised text; for a phone it is empty and `digest` a keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField(db_index=True)
    subject_kind = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    key = models.CharField(max_length=200, blank=True)
    digest = models.BinaryField(null=True, max_length=32)

    class Meta:
        indexes = [
            GinIndex(fields=["key"], opclasses=["gin_trgm_ops"], name="search_by_part"),
            models.Index(fields=["digest"], condition=models.Q(digest__isnull=False), name="search_by_digest"),
        ]

    def __str__(self) -> str:
        return self.kind
