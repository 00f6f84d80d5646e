"""Reading what is public."""

from __future__ import annotations

from uuid import UUID

from wayhome.published.models import Edition


def edition_of(reference: str) -> Edition | None:
    """The edition of a reference, if there ever was one."""
    return Edition.objects.filter(reference=reference).defer("photo", "manifest").first()


def edition(edition_id: UUID | None) -> Edition | None:
    """One edition, if it exists."""
    return Edition.objects.filter(pk=edition_id).first() if edition_id else None
