"""Reading what is public."""

from __future__ import annotations

from uuid import UUID

from wayhome.published.models import Edition, Surface


def owner_of(spot: str) -> tuple[UUID, UUID] | None:
    """Whose a spot is or was, an edition or an alert, and of which agency, if anything ever stood there."""
    return Surface.objects.filter(spot=spot).values_list("owner", "agency").first()


def edition(edition_id: UUID | None) -> Edition | None:
    """One edition, if it exists."""
    return Edition.objects.filter(pk=edition_id).first() if edition_id else None
