"""Who acts."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something that the ledger records: an officer, an agency's own system, the public, or this service.

    ref      text, because the history must outlive accounts
    agency   whose officer or system it is
    origin   from where: the address of the desk's browser or of the agency's system, empty for this service and the public
    """

    ref: str
    agency: UUID | None
    officer: UUID | None = None
    origin: str = ""

    @classmethod
    def officer_of(cls, officer: UUID, agency: UUID, *, origin: str = "") -> Self:
        """A signed-in officer."""
        return cls(f"officer:{officer}", agency, officer, origin)

    @staticmethod
    def officer_in(ref: str) -> UUID | None:
        """The officer whom the ledger calls so; None when it is no officer."""
        kind, _, key = ref.partition(":")
        return UUID(key) if kind == "officer" else None

    @classmethod
    def client(cls, client: UUID, agency: UUID, *, origin: str = "") -> Self:
        """The computer system of an agency, known by its key."""
        return cls(f"client:{client}", agency, origin=origin)

    @classmethod
    def public(cls) -> Self:
        """A member of the public; nobody in particular, on purpose."""
        return cls("public", None)

    @classmethod
    def stranger(cls, *, origin: str) -> Self:
        """Somebody at the desk's door who is not signed in."""
        return cls("stranger", None, origin=origin)

    @classmethod
    def system(cls, name: str) -> Self:
        """A part of this service that acts by itself, for example a schedule."""
        return cls(f"system:{name}", None)
