"""A Child Rescue Alert: its versions, the messages that went out, and each try to deliver one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from wayhome.accounts.models import Agency
from wayhome.base.ids import new_id, new_reference
from wayhome.cases.models import Episode
from wayhome.intake.models import Photo
from wayhome.rules.alerting import OPEN, Mode, Step

MODES = [(mode.value, mode.value) for mode in Mode]


class Alert(models.Model):
    """One alert about one absence. A drill is an alert that no live way out ever takes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    episode = models.ForeignKey(Episode, models.PROTECT, related_name="alerts")
    reference = models.CharField(max_length=19, unique=True, default=new_reference)
    mode = models.CharField(max_length=5, choices=MODES)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    # Raised by everything that ends what is in force: whoever is about to send compares it.
    epoch = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["agency", "-made_at"], name="alert_of_agency")]

    def __str__(self) -> str:
        return self.reference


class Version(models.Model):
    """The alert itself, or an update. Submitting it freezes `manifest` and its hash; approval names that hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=[(step.value, step.value) for step in Step])
    texts = models.JSONField(default=dict)
    area = models.JSONField(null=True)
    photo = models.ForeignKey(Photo, models.PROTECT, null=True)
    expires_at = models.DateTimeField(null=True)
    # Criteria, safeguards, family and neighbours: sealed, since they can lead to a hidden child.
    decision = models.BinaryField()
    authors = ArrayField(models.CharField(max_length=80), default=list)
    written_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=80, blank=True)
    submitted_at = models.DateTimeField(null=True)
    manifest = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    # Why it was sent back, refused, declined, or sent although nobody sat at the tip desk.
    because = models.BinaryField(null=True)
    ended_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "number"], name="alert_version_number"),
            models.UniqueConstraint(fields=["alert"], condition=Q(step="live"), name="alert_one_in_force"),
            models.UniqueConstraint(
                fields=["alert"], condition=Q(step__in=sorted(OPEN)), name="alert_one_written_at_a_time"
            ),
            # The last wall behind the rule: no row can say that one of its authors put it in force.
            models.CheckConstraint(
                condition=~Q(step__in=["live", "replaced", "cancelled", "expired", "recalled"])
                | ~Q(decided_by="")
                & ~Q(submitted_by="")
                & ~Q(digest="")
                & ~Q(decided_by=F("submitted_by"))
                & ~Q(authors__contains=[F("decided_by")]),
                name="alert_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.step}"


class Message(models.Model):
    """One transmission: an alert, an update or a cancel. Its bytes follow from the manifest, these columns and the key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="messages")
    version = models.ForeignKey(Version, models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=[(kind, kind) for kind in ("Alert", "Update", "Cancel")])
    identifier = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    # The messages before it that had not expired: lists of sender, identifier, sent.
    chain = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "number"], name="alert_message_number")]

    def __str__(self) -> str:
        return self.identifier


class Partner(models.Model):
    """Whom a webhook tells, for drills or for live alerts. Holds no missing person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120, unique=True)
    url = models.URLField(max_length=400)
    mode = models.CharField(max_length=5, choices=MODES)
    secret = models.BinaryField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    """Where one delivery stands. `trying` without an outcome is a try whose end nobody saw."""

    DUE = "due"
    TRYING = "trying"
    ACCEPTED = "accepted"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class Delivery(models.Model):
    """One message by one way out to one recipient; committed with the approval, so that none is forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    message = models.ForeignKey(Message, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=20)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True)
    key = models.CharField(max_length=26, unique=True)
    epoch = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.DUE)
    tries = models.PositiveIntegerField(default=0)
    intent_at = models.DateTimeField(null=True)
    outcome_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    # The other side has it: by its answer, by a receipt that came later, or because somebody told it by another way.
    confirmed_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=["due", "trying"]), name="delivery_due"),
            models.Index(fields=["channel", "partner", "-intent_at"], name="delivery_pace"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"

    @property
    def unconfirmed(self) -> bool:
        """Whether the other side may have it, and has not said so."""
        return self.confirmed_at is None and self.tries > 0
