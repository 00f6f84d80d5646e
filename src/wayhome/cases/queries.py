"""Reading mispers and episodes, as far as the viewer may."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from wayhome.access.queries import erased, nobody_there, refuse_erased, standing_of
from wayhome.base.errors import NotFound
from wayhome.cases.models import Edge, Episode, Misper
from wayhome.facts.queries import values_of
from wayhome.intake.models import Photo
from wayhome.rules.access import Action, may
from wayhome.rules.episode import SEARCHING
from wayhome.terms.age_range import AgeRange
from wayhome.terms.partial_date import PartialDate
from wayhome.terms.profile import profile_of
from wayhome.terms.viewer import Viewer


def episodes_seen_by(viewer: Viewer) -> QuerySet[Episode]:
    """Every episode of the viewer's agency, or none for a role that sees no case."""
    if not may(viewer, Action.SEE_CASE, row_agency=viewer.agency):
        return Episode.objects.none()
    return Episode.objects.filter(agency_id=viewer.agency)


def episode_seen_by(viewer: Viewer, episode: UUID, *, action: Action = Action.SEE_CASE) -> Episode:
    """One episode, for a page that serves `action`. Raises NotFound when it is not there or not for this viewer."""
    found = Episode.objects.select_related("misper", "owner", "agency").filter(pk=episode).first()
    if found is None:
        raise nobody_there(viewer)
    found.standing = standing_of(viewer, found.misper_id, found.agency_id)
    if not may(viewer, Action.SEE_CASE, standing=found.standing) or not may(viewer, action, standing=found.standing):
        raise NotFound
    refuse_erased(found.standing)
    return found


def misper_seen_by(viewer: Viewer, misper: UUID) -> Misper:
    """One missing person's record. Raises NotFound when it is not there or not for this viewer."""
    found = Misper.objects.filter(pk=misper).first()
    if found is None:
        raise nobody_there(viewer)
    standing = standing_of(viewer, found.pk, found.agency_id)
    if not may(viewer, Action.SEE_CASE, standing=standing):
        raise NotFound
    refuse_erased(standing)
    return found


def photos_of(misper: UUID) -> QuerySet[Photo]:
    """Every photo that a report of the missing person brought, newest first."""
    return Photo.objects.filter(report__episode_link__episode__misper=misper).order_by("-received_at")


def being_searched(viewer: Viewer) -> QuerySet[Episode]:
    """The episodes in which a child is still missing."""
    return episodes_seen_by(viewer).filter(status__in=[status.value for status in SEARCHING])


def age_from(birth: str | None, age: str | None, *, on: date) -> AgeRange | None:
    """The age as a range, from the date of birth where one is known, else as told.

    A birth that cannot be, in the future or too long ago, is a slip of the pen and tells no age.
    """
    if birth:
        with suppress(ValueError):
            return PartialDate.parse(birth).age_on(on)
    return AgeRange.parse(age) if age else None


def ages_told(misper: UUID, *, on: date) -> list[AgeRange]:
    """Every age that is held true, newest first: by the dates of birth where one is known, else as told."""
    known = values_of([misper], ("birth_date", "age"))[misper]
    births = [age for birth in known["birth_date"] if (age := age_from(birth, None, on=on))]
    return births or [AgeRange.parse(age) for age in known["age"]]


def age_of(misper: UUID, *, on: date) -> AgeRange | None:
    """How old the missing person is, as far as is known: the newest of several ages told."""
    return next(iter(ages_told(misper, on=on)), None)


def youngest(misper: UUID, *, on: date) -> AgeRange | None:
    """The age to act on: where people told different ages, the lowest."""
    return min(ages_told(misper, on=on), key=lambda age: (age.low, age.high), default=None)


def is_child(misper: UUID, *, on: date) -> bool:
    """Whether to act as for a child; where the age is not known, or not agreed on, yes."""
    age = youngest(misper, on=on)
    return age is None or age.may_be_under(profile_of(settings.COUNTRY_PROFILE).adult_age)


def edges_of(misper: UUID) -> QuerySet[Edge]:
    """Judgements in force about this record and others, those left out whose other side was erased."""
    found = Edge.objects.filter(low=misper) | Edge.objects.filter(high=misper)
    return found.filter(superseded_at=None).exclude(low__in=erased()).exclude(high__in=erased())
