"""What a reader says of a record, or of a whole file, that it did not take."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record or one file that was not read: where it stands and why.

    `words` is an English sentence marked for translation, with named places; `facts` fills them, and never
    holds what a record says of a child. A door shows `_(words) % facts`; a log shows `reason`.
    """

    file: str
    line: int
    words: str
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def reason(self) -> str:
        """The sentence in English."""
        return self.words % self.facts
