"""Who acts."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something that the ledger records: an officer, an agency's own system, the public, or this service.

    `ref` is text, because the history must outlive accounts.
    """

    ref: str
    agency: UUID | None
    officer: UUID | None = None

    @classmethod
    def officer_of(cls, officer: UUID, agency: UUID) -> Self:
        """A signed-in officer."""
        return cls(f"officer:{officer}", agency, officer)

    @classmethod
    def client(cls, client: UUID, agency: UUID) -> Self:
        """The computer system of an agency, known by its key."""
        return cls(f"client:{client}", agency)

    @classmethod
    def public(cls) -> Self:
        """A member of the public; nobody in particular, on purpose."""
        return cls("public", None)

    @classmethod
    def system(cls, name: str) -> Self:
        """A part of this service that acts by itself, for example a schedule."""
        return cls(f"system:{name}", None)
