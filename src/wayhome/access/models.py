"""Who stands how to a missing person's record, and why they looked.

`subject` is the record's own id and no foreign key, as with facts and clocks: this stage knows no case. What people wrote is
sealed under the record's key, so that erasing the record erases it too.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wayhome.accounts.models import Agency, Officer
from wayhome.base.ids import new_id
from wayhome.terms.field_class import FieldClass
from wayhome.terms.standing import Closeness


class Assignment(models.Model):
    """An officer who works on a record beside the owner of the case."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField()
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "officer"], condition=Q(ended_at=None), name="assigned_once")
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} on {self.subject}"


class Restriction(models.Model):
    """A record that is kept more closely than its agency's others. One stands at a time; a later one ends the earlier."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField()
    closeness = models.CharField(
        max_length=12, choices=[(c.value, c.value) for c in (Closeness.RESTRICTED, Closeness.SEALED)]
    )
    reason = models.BinaryField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=Q(ended_at=None), name="restricted_once"),
        ]

    def __str__(self) -> str:
        return self.closeness


class SealName(models.Model):
    """A person named on a seal: nobody else opens the record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="names")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["restriction", "officer"], name="named_once")]

    def __str__(self) -> str:
        return str(self.officer_id)


class Unseal(models.Model):
    """Somebody on the seal asks, on a named authority, that it be broken; another on the seal agrees or refuses."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="+")
    subject = models.UUIDField()
    words = models.BinaryField()
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in ("pending", "agreed", "refused")])
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["restriction"], condition=Q(state="pending"), name="unseal_asked_once"),
            # The last wall behind the rule: no row can say that one person did both.
            models.CheckConstraint(
                condition=Q(state="pending", decided_by=None)
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
                name="unseal_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.state


class Share(models.Model):
    """A part of one record, shared with one agency, on a stated ground, until a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField()
    to = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    ceiling = models.CharField(
        max_length=12, choices=[(c.value, c.value) for c in (FieldClass.PARTNER, FieldClass.CASE)]
    )
    ground = models.CharField(max_length=40)
    words = models.BinaryField()
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="share_ends"),
            models.CheckConstraint(condition=~Q(to=F("agency")), name="share_leaves_the_agency"),
            models.UniqueConstraint(fields=["subject", "to"], condition=Q(ended_at=None), name="shared_once"),
        ]
        indexes = [models.Index(fields=["to", "until"], condition=Q(ended_at=None), name="share_with")]

    def __str__(self) -> str:
        return f"{self.ceiling} until {self.until:%Y-%m-%d %H:%M}"


class Conflict(models.Model):
    """An officer who is a person named in the case. The officer is shut out and not told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField()
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "officer"], condition=Q(ended_at=None), name="conflict_once")
        ]
        indexes = [models.Index(fields=["officer"], condition=Q(ended_at=None), name="conflict_of")]

    def __str__(self) -> str:
        return str(self.officer_id)


class Tie(models.Model):
    """An address or phone of an officer, as a keyed hash alone: a record that names it is closed to the officer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "digest"], name="tied_once")]

    def __str__(self) -> str:
        return str(self.officer_id)


class Trace(models.Model):
    """An address or phone that a record or report names, as a keyed hash alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "digest"], name="traced_once")]
        indexes = [models.Index(fields=["digest"], name="trace_of")]

    def __str__(self) -> str:
        return str(self.subject)


class Erasure(models.Model):
    """A record whose keys were destroyed: the stone that says so to whoever might have opened it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField(unique=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.subject)


class Purpose(models.Model):
    """Why an officer opens a record, asked once a shift."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    subject = models.UUIDField()
    code = models.CharField(max_length=40)
    words = models.BinaryField(null=True)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("at")), name="purpose_ends")]
        indexes = [models.Index(fields=["officer", "subject", "-until"], name="purpose_now")]

    def __str__(self) -> str:
        return self.code


class Glass(models.Model):
    """Broken glass: an officer opens a record that is not open to them, for a few hours, and others are told at once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    subject = models.UUIDField()
    owner = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    # As it was asked for, so that whoever is told and reviews knows which; it names nobody.
    reference = models.CharField(max_length=19, default="", blank=True)
    code = models.CharField(max_length=40)
    words = models.BinaryField()
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=20, blank=True)
    review = models.BinaryField(null=True)
    reviewed_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("at"))
                & Q(until__lte=F("at") + models.Value("8 hours", models.DurationField())),
                name="glass_mends_in_eight_hours",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("officer")), name="glass_reviewed_by_another"
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "-until"], name="glass_of"),
            models.Index(fields=["at"], condition=Q(reviewed_by=None), name="glass_to_review"),
        ]

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d %H:%M}"


class GlassTold(models.Model):
    """One of the others who were told of broken glass, and when they read it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    glass = models.ForeignKey(Glass, models.PROTECT, related_name="told")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["glass", "officer"], name="told_once")]
        indexes = [models.Index(fields=["officer"], condition=Q(read_at=None), name="told_unread")]

    def __str__(self) -> str:
        return str(self.officer_id)


class Disclosure(models.Model):
    """What left the service about one record: what, to whom, on which legal ground, and the hash of the copy."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    subject = models.UUIDField()
    medium = models.CharField(max_length=12, choices=[(m, m) for m in ("pdf", "print", "export", "api", "read_out")])
    kinds = models.JSONField(default=list)
    recipient = models.BinaryField()
    ground = models.CharField(max_length=40)
    copy_hash = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(medium="read_out") | ~Q(copy_hash=""), name="disclosure_has_its_hash")
        ]
        indexes = [models.Index(fields=["subject", "-at"], name="disclosure_of")]

    def __str__(self) -> str:
        return self.medium
