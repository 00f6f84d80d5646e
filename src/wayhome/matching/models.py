"""A candidate match is a suggestion; a verdict is a person's decision; an exclusion names its rule; all are kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from wayhome.accounts.models import Agency
from wayhome.base.ids import new_id


class Candidate(models.Model):
    """A pair that the model weighed, with the evidence and the record versions it saw."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    missing = models.UUIDField()
    missing_version = models.PositiveIntegerField()
    unidentified = models.UUIDField(db_index=True)
    unidentified_version = models.PositiveIntegerField()
    model_version = models.CharField(max_length=64)
    weight = models.IntegerField(help_text="thousandths of a dex")
    evidence = models.JSONField(null=True, help_text="of the first of each list, and of whatever people decided of")
    wanted = models.JSONField(null=True, help_text="facts worth obtaining next, beside the evidence")
    chance = models.FloatField(null=True, help_text="that this is the person; not verified in the field")
    nobody = models.FloatField(null=True, help_text="that it is none of the listed, as this list stands")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["missing", "unidentified"], condition=Q(superseded_at=None), name="candidate_once"
            )
        ]
        indexes = [
            models.Index(fields=["unidentified", "-weight"], name="candidate_ranked"),
            models.Index(fields=["unidentified", "weight"], condition=Q(superseded_at=None), name="candidate_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.weight / 1000:+.2f}"


class Judgement(models.Model):
    """What a person decided about a pair. A later judgement supersedes this one and leaves it readable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    missing = models.UUIDField()
    unidentified = models.UUIDField()
    verdict = models.CharField(max_length=20)
    reason = models.TextField()
    authority = models.CharField(max_length=20, blank=True, help_text="who decided, of an identification")
    method = models.CharField(max_length=20, blank=True)
    document = models.CharField(max_length=120, blank=True, help_text="the reference, never the document")
    decided_on = models.DateField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["missing", "unidentified"], condition=Q(superseded_at=None), name="judgement_in_force_once"
            ),
            models.UniqueConstraint(
                fields=["unidentified"],
                condition=Q(superseded_at=None, verdict="identified"),
                name="identified_as_one",
            ),
            # Not asked of what is superseded, so that what was decided before the rule was may be revoked.
            models.CheckConstraint(
                condition=~Q(verdict="identified")
                | Q(superseded_at__isnull=False)
                | (~Q(authority="") & ~Q(method="") & ~Q(document="") & Q(decided_on__isnull=False)),
                name="identified_by_an_authority",
            ),
        ]

    def __str__(self) -> str:
        return self.verdict


class Exclusion(models.Model):
    """A rule applied to a pair by an officer or by the service. Revoked, never removed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    missing = models.UUIDField(db_index=True)
    missing_version = models.PositiveIntegerField()
    unidentified = models.UUIDField()
    unidentified_version = models.PositiveIntegerField()
    rule = models.CharField(max_length=30)
    effect = models.CharField(max_length=10)
    reason = models.TextField(help_text="the officer's words; for the service's own rules the facts they rest on")
    document = models.CharField(max_length=120, blank=True, help_text="the reference, never the document")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    revoked_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unidentified", "missing", "rule"], condition=Q(revoked_at=None), name="exclusion_in_force_once"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="", revoked_because="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="") & ~Q(revoked_because="")),
                name="exclusion_revoked_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.rule


class Kinship(models.Model):
    """What a laboratory's report says of a pair by the DNA of relatives: its figures, never a genotype. A later one supersedes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    missing = models.UUIDField(db_index=True)
    unidentified = models.UUIDField()
    claim = models.CharField(max_length=300)
    denial = models.CharField(max_length=300, help_text="against what the claim is weighed")
    log10_lr = models.DecimalField(max_digits=7, decimal_places=4, null=True, help_text="null where the ratio is 0")
    population = models.CharField(max_length=10)
    populations = models.CharField(max_length=200)
    loci = models.PositiveSmallIntegerField()
    inconsistent = models.JSONField(help_text="names of markers")
    left_out = models.JSONField(help_text="marker and log10 ratio without it, as written")
    relatives = models.JSONField(help_text="codes, never names")
    second_set = models.CharField(max_length=20)
    counted = models.JSONField(help_text="families of evidence that the figure holds already")
    comparisons = models.BigIntegerField(null=True)
    alternatives = models.CharField(max_length=300, blank=True)
    laboratory = models.CharField(max_length=120)
    report = models.CharField(max_length=120, help_text="the reference, never the document")
    reported_on = models.DateField()
    software = models.CharField(max_length=120)
    frequencies = models.CharField(max_length=200)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    revoked_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unidentified", "missing"],
                condition=Q(superseded_at=None, revoked_at=None),
                name="kinship_in_force_once",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="", revoked_because="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="") & ~Q(revoked_because="")),
                name="kinship_revoked_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(laboratory="") & ~Q(report="") & ~Q(claim="") & ~Q(denial="") & Q(loci__gte=1),
                name="kinship_by_a_report",
            ),
        ]

    def __str__(self) -> str:
        return self.report


class FullRun(models.Model):
    """Everybody weighed against everybody from one snapshot: how common things were counted to be, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    model_version = models.CharField(max_length=64, help_text="of the model and the counts")
    counts = models.JSONField(help_text="how common marks, objects, words and places are among the missing")
    missing = models.PositiveIntegerField()
    unidentified = models.PositiveIntegerField()
    snapshot = models.CharField(max_length=64, help_text="hash of the record versions that were read")
    outcome = models.CharField(max_length=64, help_text="hash of every list")
    faults = models.PositiveIntegerField(help_text="lists that the increments had left otherwise")

    def __str__(self) -> str:
        return self.outcome
