"""What a check says of a message: which rule, and a sentence that names the place."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a message breaks.

    `rule` is a stable short name. `words` is an English sentence marked for translation, with named places; `facts`
    fills them. A door shows `_(words) % facts`.
    """

    rule: str
    words: str
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.words % self.facts
