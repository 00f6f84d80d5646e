"""Reading what is public."""

from __future__ import annotations

from uuid import UUID

from wayhome.published.models import Edition


def edition(edition_id: UUID | None) -> Edition | None:
    """One edition, if it exists."""
    return Edition.objects.filter(pk=edition_id).first() if edition_id else None
