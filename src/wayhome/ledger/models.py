"""The ledger's one table. Ids, codes and hashes; never a child's details."""

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
    reason = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    # For sealing in batches: a late commit cannot slip in behind a seal.
    xid = models.BigIntegerField(db_default=models.Func(function="wayhome_xid", output_field=models.BigIntegerField()))

    class Meta:
        indexes = [
            models.Index(fields=["key", "-at"], name="ledger_of_subject"),
            models.Index(fields=["kind", "at"], name="ledger_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
