"""What people told us, as they told it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wayhome.accounts.models import Agency, Officer
from wayhome.base.ids import new_id, new_reference
from wayhome.rules.tips import Outcome


class ReportDoor(models.TextChoices):
    """By which door a report came."""

    PUBLIC_CARER = "public_carer"
    PUBLIC_PROFESSIONAL = "public_professional"
    DESK_PHONE = "desk_phone"
    PARTNER_API = "partner_api"
    PFIF = "pfif"


class Report(models.Model):
    """What someone told us about a missing person. Its words are sealed as given and never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=19, unique=True, default=new_reference)
    agency = models.ForeignKey(Agency, models.PROTECT)
    door = models.CharField(max_length=24, choices=ReportDoor)
    words = models.BinaryField()
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)
    # One of many from one address or key within an hour: taken like any other, and said so at the desk.
    of_many = models.BooleanField(default=False)
    # Set when an episode takes the report up. Asking the link table instead made the desk's list read every report.
    taken_up_at = models.DateTimeField(null=True)
    # The missing person's record that took it up: who may see the record's case may see the report. No foreign key.
    record = models.UUIDField(null=True)
    # The public form's own token: a form sent twice makes one report.
    form_token = models.UUIDField(unique=True, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-received_at"], name="report_of_agency"),
            models.Index(fields=["agency", "-received_at"], condition=Q(taken_up_at=None), name="report_waiting"),
        ]

    def __str__(self) -> str:
        return self.reference


class Photo(models.Model):
    """A photo that came with a report, repainted; the file lies in the encrypted store under the report's key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    report = models.ForeignKey(Report, models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Sighting(models.Model):
    """A claim to have seen somebody. It changes no status and accuses nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.CharField(max_length=19, unique=True, default=new_reference)
    agency = models.ForeignKey(Agency, models.PROTECT)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="sightings")
    # The appeal's edition, where the public saw one; no foreign key, since the public process knows no case.
    edition = models.UUIDField(null=True, db_index=True)
    door = models.CharField(max_length=24, choices=ReportDoor)
    words = models.BinaryField()
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)
    of_many = models.BooleanField(default=False)
    # The alert, where the public saw one: then it is a tip. A drill's tips never stand among live ones.
    alert = models.UUIDField(null=True, db_index=True)
    drill = models.BooleanField(default=False)
    # Who has taken it in hand at the tip desk, and what came of it. What was told is never changed.
    taken_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    dealt_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Outcome], blank=True)
    together_with = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(alert=None) | Q(edition=None), name="sighting_answers_one_thing"),
            models.CheckConstraint(condition=Q(drill=False) | ~Q(alert=None), name="sighting_drill_is_of_an_alert"),
            models.CheckConstraint(
                condition=Q(taken_by=None, taken_at=None) | Q(taken_by__isnull=False, taken_at__isnull=False),
                name="sighting_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", dealt_at=None)
                | ~Q(outcome="") & Q(dealt_at__isnull=False, taken_by__isnull=False),
                name="sighting_dealt_with_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(together_with=None) & ~Q(outcome="together")
                | Q(together_with__isnull=False, outcome="together") & ~Q(together_with=F("id")),
                name="sighting_together_with_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "received_at"],
                condition=Q(door="public_carer", report=None, dealt_at=None),
                name="sighting_to_deal_with",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class ImportedRecord(models.Model):
    """One version of a record that another register gave us in PFIF, whole, with where it went.

    The register's own ids may be of any length and may hold a name, so rows are found by keyed hashes of them; the
    ids themselves are sealed with the rest. A row is never changed: what is current is the last one that was `newest`
    when it arrived.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    kind = models.CharField(max_length=6, choices=[("person", "person"), ("note", "note")])
    record_key = models.BinaryField(max_length=32)
    # Whom a note is about. No foreign key: the note may come long before the person.
    person_key = models.BinaryField(max_length=32, null=True)
    version = models.PositiveIntegerField()
    source_at = models.DateTimeField(null=True)
    newest = models.BooleanField()
    digest = models.BinaryField(max_length=32)
    fields = models.BinaryField()
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="imported")
    sighting = models.ForeignKey(Sighting, models.PROTECT, null=True, related_name="imported")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "record_key", "version"], name="imported_record_version_once"
            ),
            models.UniqueConstraint(fields=["agency", "kind", "record_key", "digest"], name="imported_content_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="imported_record_counts_from_one"),
            models.CheckConstraint(
                condition=Q(kind="person", report__isnull=False, sighting=None, person_key=None)
                | Q(kind="note", report=None, sighting__isnull=False),
                name="imported_person_or_note",
            ),
        ]
        indexes = [models.Index(fields=["agency", "kind", "person_key"], name="imported_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} version {self.version}"


class KeptAnswer(models.Model):
    """The answer once given to a partner's request, so that the same request gets the same answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT)
    key = models.CharField(max_length=200)
    request_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="answer_once")]

    def __str__(self) -> str:
        return str(self.pk)


class FormAnswer(models.Model):
    """The reference once given to a public form, so that a form sent twice gets it again.

    It is found by a hash of the form's token and opens with the token alone: whoever reads the table learns nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
