"""One table for what is known, whoever it is known of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wayhome.accounts.models import Agency
from wayhome.base.ids import new_id
from wayhome.terms.certainty import Certainty
from wayhome.terms.field_class import FieldClass


class Fact(models.Model):
    """One thing that somebody told or found, about one subject.

    A fact is superseded, never edited: a trigger lets only the two `superseded` columns change, once.
    `value` holds the typed value as JSON; where the kind is encrypted it is null and `sealed` holds it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField()
    subject_kind = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    sealed = models.BinaryField(null=True)
    digest = models.BinaryField(null=True, max_length=32)
    code_list = models.CharField(max_length=40, blank=True)
    code_list_version = models.CharField(max_length=20, blank=True)
    field_class = models.CharField(max_length=12, choices=[(c.value, c.value) for c in FieldClass])
    source = models.CharField(max_length=80)
    certainty = models.CharField(max_length=12, choices=[(c.value, c.value) for c in Certainty])
    happened_from = models.DateTimeField(null=True)
    happened_to = models.DateTimeField(null=True)
    zone = models.CharField(max_length=40, blank=True)
    learned_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="supersedes")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value=None) | Q(sealed=None), name="fact_one_form"),
            models.CheckConstraint(
                condition=Q(happened_from=None) & Q(happened_to=None) | ~Q(zone=""), name="fact_time_has_zone"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "kind"], condition=Q(superseded_at=None), name="fact_now"),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="fact_exact"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"
