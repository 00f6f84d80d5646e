"""Who works with Wayhome, and for whom."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from wayhome.base.ids import new_id
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import AgencyKind, Role, Viewer

# The desk that owns what nobody owns yet. Its id is fixed, since the public process must name it without reading.
NATIONAL_INTAKE = UUID("01890000-0000-7000-8000-000000000001")


class Agency(models.Model):
    """A force, the national centre, children's services, a charity: whoever owns rows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in AgencyKind])
    contact = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.name


class Officers(BaseUserManager["Officer"]):
    """Finds officers by the name they sign in with."""


class Officer(AbstractBaseUser):
    """A person who signs in, with one role in one agency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=20, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT)
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in Role])
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = Officers()

    def __str__(self) -> str:
        return f"{self.name} {self.number}".strip()

    @property
    def actor(self) -> Actor:
        """This officer as one who acts."""
        return Actor.officer_of(self.pk, self.agency_id)

    @property
    def viewer(self) -> Viewer:
        """This officer as one who looks."""
        return Viewer(self.pk, self.agency_id, Role(self.role), AgencyKind(self.agency.kind))


class Duty(models.Model):
    """Who answers for an agency, in which role, from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    officer = models.ForeignKey(Officer, models.PROTECT)
    role = models.CharField(max_length=30, choices=[(role.value, role.value) for role in Role])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_start")
        ]
        indexes = [models.Index(fields=["agency", "role", "ends_at"], name="duty_now")]

    def __str__(self) -> str:
        return f"{self.role} {self.starts_at:%Y-%m-%d %H:%M}"


class ApiKey(models.Model):
    """A bearer key of an agency. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class OneTimeCode(models.Model):
    """A code that lets an officer in once, to set up a second factor. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    officer = models.ForeignKey(Officer, models.PROTECT)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code until {self.ends_at:%Y-%m-%d %H:%M}"


class RecoveryState(models.TextChoices):
    """How far a recovery has come."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Recovery(models.Model):
    """One person asks that an officer who lost a key be let in again; a second decides."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="recoveries")
    state = models.CharField(max_length=10, choices=RecoveryState.choices, default=RecoveryState.PENDING)
    how_known = models.CharField(max_length=200)
    asked_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=models.Q(state="pending"), name="recovery_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(asked_by=models.F("officer"))
                & (
                    models.Q(decided_by=None)
                    | (~models.Q(decided_by=models.F("asked_by")) & ~models.Q(decided_by=models.F("officer")))
                ),
                name="recovery_takes_two_others",
            ),
            models.CheckConstraint(
                condition=models.Q(state="pending", decided_by=None, decided_at=None)
                | (~models.Q(state="pending") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="recovery_is_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} recovery"
