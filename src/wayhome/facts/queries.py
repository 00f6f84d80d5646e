"""Reading facts, as far as the viewer may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from wayhome.facts.actions import value_of
from wayhome.facts.models import Fact
from wayhome.terms.field_class import FieldClass


def facts_now(subject: UUID, *, classes: Collection[FieldClass]) -> QuerySet[Fact]:
    """What is held true of one subject now, oldest first, of the classes given."""
    return Fact.objects.filter(
        subject=subject, superseded_at=None, field_class__in=[each.value for each in classes]
    ).order_by("entered_at", "id")


def values_of(subjects: Iterable[UUID], kinds: Collection[str]) -> dict[UUID, dict[str, list[Any]]]:
    """Values of some kinds for many subjects in one query: subject, kind, values newest first."""
    found: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    rows = Fact.objects.filter(subject__in=list(subjects), kind__in=list(kinds), superseded_at=None)
    for fact in rows.order_by("-entered_at", "-id"):
        found[fact.subject][fact.kind].append(value_of(fact))
    return found
