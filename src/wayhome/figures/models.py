"""What others published, kept apart from what this register counts."""

from __future__ import annotations

from django.db import models

from wayhome.base.ids import new_id


class Statement(models.Model):
    """A yearly result that a national centre stated. It is never an event and is never added to one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    counting_rule = models.CharField(max_length=60)
    year = models.CharField(max_length=9)
    measure = models.CharField(max_length=60)
    scope = models.CharField(max_length=12)
    sub_scope = models.CharField(max_length=200, blank=True)
    breakdown = models.CharField(max_length=200)
    qualifier = models.CharField(max_length=12)
    value = models.DecimalField(max_digits=21, decimal_places=6)
    source = models.CharField(max_length=40)
    certainty = models.CharField(max_length=20)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counting_rule", "year", "measure", "breakdown", "source"], name="statement_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.measure} {self.value}"
