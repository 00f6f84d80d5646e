"""Counts that live for a day."""

from __future__ import annotations

from django.db import models

from wayhome.base.ids import new_id


class Count(models.Model):
    """How often one door was used by somebody within one window. The table is unlogged: a crash empties it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    door = models.CharField(max_length=20)
    who = models.BinaryField(max_length=16)
    window_at = models.DateTimeField(db_index=True)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["door", "who", "window_at"], name="count_once")]

    def __str__(self) -> str:
        return self.door
