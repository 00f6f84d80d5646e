"""The ledger and its seals. Ids, codes and hashes; never a child's details."""

from __future__ import annotations

from django.db import models

from wayhome.base.ids import new_id


class Entry(models.Model):
    """One thing done or one look taken. A trigger refuses update, delete and truncate."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=60)
    look = models.BooleanField(default=False)
    subject = models.CharField(max_length=60)
    key = models.UUIDField()
    agency = models.UUIDField(null=True)
    by = models.CharField(max_length=80)
    # Whose officer or system, and from which address; `agency` is whose row it is. Empty for the public, on purpose.
    by_agency = models.UUIDField(null=True)
    origin = models.CharField(max_length=45, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    # For sealing in batches: a late commit cannot slip in behind a seal. A trigger sets both, whatever was asked for.
    xid = models.BigIntegerField(db_default=models.Func(function="wayhome_xid", output_field=models.BigIntegerField()))
    written_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["xid", "id"], name="ledger_in_order"),
            models.Index(fields=["key", "-at"], name="ledger_of_subject"),
            models.Index(fields=["kind", "at"], name="ledger_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Seal(models.Model):
    """A signed statement about a batch of entries and the seal before it. A trigger refuses update, delete and truncate."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    statement = models.TextField()  # the JSON that was signed, byte for byte
    entries = models.BinaryField()  # their ids in order, 16 bytes each
    digests = models.BinaryField()  # the SHA-256 of each, 32 bytes
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"seal {self.number}"
