"""What must be answered and written before a Child Rescue Alert may go to a second person.

An alert reaches everybody in an area. It is for a child in imminent danger whom the public can help to find, and for
nobody else; whoever may be hiding the child rightly must not be led to it.

Source: the criteria are those that the United Kingdom and the United States publish for child abduction alerts; the
wording and the hours are this project's own draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wayhome.rules.moments import between
from wayhome.terms.flag import Flag
from wayhome.terms.words import N_

LEAST, MOST = timedelta(minutes=5), timedelta(hours=24)
HEADLINE_MOST = 140
GSM7_MOST, UCS2_MOST = 1395, 615
"""What one cell broadcast message holds: 15 pages of 93 letters, or of 41 where a letter is not in GSM 7 bit."""
LINK_RESERVED = 80
"""Letters kept free for the link."""

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_TWICE = frozenset("\f^{}\\[~]|€")

CRITERIA = {
    "under_18": N_("Is the child under 18?"),
    "imminent_danger": N_("Is the child in imminent danger of serious harm or death?"),
    "public_can_help": N_("Is there enough information for the public to help?"),
}
ASK_CRITERIA = {
    "under_18": N_("Say whether the child is under 18."),
    "imminent_danger": N_("Say whether the child is in imminent danger of serious harm or death."),
    "public_can_help": N_("Say whether there is enough for the public to help."),
}
NOT_FOR_AN_ALERT = {
    "under_18": N_("An alert is for children. Decline it and say why."),
    "imminent_danger": N_("An alert is for a child in imminent danger. Decline it and say why."),
    "public_can_help": N_(
        "Without something that the public can look for, an alert does harm. Decline it and say why."
    ),
}
ASK_WHY = N_("Say in words why the child is in imminent danger.")
ASK_PROTECTED_ADDRESS = N_('Answer the question "Is there a protected address?"')
ASK_COURT_ORDER = N_('Answer the question "Is there a court order?"')
ASK_ABUSE = N_('Answer the question "Is there abuse in the family, or somebody who hides from somebody?"')
ASK_PROTECTED_GROUND = N_("Say why the alert will not lead anyone to the child who must not find it.")
ASK_WHO_ASKS = N_("Say who asks for the alert. A parent's word alone is never enough.")
ASK_WHO_ASKS_CHECKED = N_("Check who asks for the alert, and say so.")
ASK_FAMILY = N_("Say whether the family has been told.")
ASK_FAMILY_WHY = N_("Say why the family has not been told.")
ASK_NEIGHBOURS = N_("Name the neighbouring forces that were told, or say why none was.")
ASK_TEXT = N_("Write headline, description and instruction in every language that is chosen.")
HEADLINE_LONG = N_("The headline is longer than 140 letters.")
TEXT_LONG = N_("The text is longer than a phone's alert can hold. Shorten it.")
TEXT_MARKED = N_("The text holds markup. Write plain words.")
ASK_AREA = N_("Choose or draw the area.")
ASK_END = N_("Give the time when the alert ends.")
NOBODY_AT_TIPS = N_("Nobody sits at the tip desk. The rota has been paged; to send the alert all the same, say why.")
NO_NUMBER = N_(
    "Nobody sits at the tip desk, and a text does not name the emergency number. Send it back to be changed."
)
TOO_SHORT = N_("An alert runs for five minutes at the least.")
TOO_LONG = N_("An alert runs for 24 hours at the most. An update can prolong it.")


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an alert in one language."""

    headline: str = ""
    description: str = ""
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """Answers and words before a second person is asked. An empty text is a question not answered."""

    under_18: Flag = Flag.UNKNOWN
    imminent_danger: Flag = Flag.UNKNOWN
    public_can_help: Flag = Flag.UNKNOWN
    why: str = ""
    protected_address: Flag = Flag.UNKNOWN
    court_order: Flag = Flag.UNKNOWN
    abuse: Flag = Flag.UNKNOWN
    protected_ground: str = ""
    who_asks: str = ""
    who_asks_checked: Flag = Flag.UNKNOWN
    family_told: Flag = Flag.UNKNOWN
    family_why_not: str = ""
    neighbours: str = ""
    texts: Mapping[str, Text] = field(default_factory=dict)
    has_area: bool = False
    expires_at: datetime | None = None


def lacking(draft: AlertDraft, *, now: datetime) -> tuple[str, ...]:
    """Everything that stops a draft from going to a second person, one sentence each."""
    return (*_criteria(draft), *_safeguards(draft), *_words(draft), *_end(draft, now))


def _criteria(draft: AlertDraft) -> Iterator[str]:
    for name in CRITERIA:
        said = getattr(draft, name)
        if said is not Flag.YES:
            yield (ASK_CRITERIA if said is Flag.UNKNOWN else NOT_FOR_AN_ALERT)[name]
    if not draft.why.strip():
        yield ASK_WHY


def _safeguards(draft: AlertDraft) -> Iterator[str]:
    asked = (draft.protected_address, draft.court_order, draft.abuse)
    for said, sentence in zip(asked, (ASK_PROTECTED_ADDRESS, ASK_COURT_ORDER, ASK_ABUSE), strict=True):
        if said is Flag.UNKNOWN:
            yield sentence
    if Flag.YES in asked and not draft.protected_ground.strip():
        yield ASK_PROTECTED_GROUND
    if not draft.who_asks.strip():
        yield ASK_WHO_ASKS
    if draft.who_asks_checked is not Flag.YES:
        yield ASK_WHO_ASKS_CHECKED
    if draft.family_told is Flag.UNKNOWN:
        yield ASK_FAMILY
    if draft.family_told is Flag.NO and not draft.family_why_not.strip():
        yield ASK_FAMILY_WHY
    if not draft.neighbours.strip():
        yield ASK_NEIGHBOURS


def _words(draft: AlertDraft) -> Iterator[str]:
    texts = list(draft.texts.values())
    if not texts or not all(
        text.headline.strip() and text.description.strip() and text.instruction.strip() for text in texts
    ):
        yield ASK_TEXT
    if any(len(text.headline) > HEADLINE_MOST for text in texts):
        yield HEADLINE_LONG
    if any(not fits_a_phone(text) for text in texts):
        yield TEXT_LONG
    if any(
        sign in part for text in texts for part in (text.headline, text.description, text.instruction) for sign in "<>"
    ):
        yield TEXT_MARKED
    if not draft.has_area:
        yield ASK_AREA


def fits_a_phone(text: Text) -> bool:
    """Whether one cell broadcast message holds the words of one language and a link."""
    whole = phone_text(text)
    if set(whole) <= GSM7 | GSM7_TWICE:
        return sum(2 if sign in GSM7_TWICE else 1 for sign in whole) + LINK_RESERVED <= GSM7_MOST
    return len(whole.encode("utf-16-be")) // 2 + LINK_RESERVED <= UCS2_MOST


def phone_text(text: Text) -> str:
    """The words of one language as a phone shows them, without the link."""
    return "\n".join(part.strip() for part in (text.headline, text.description, text.instruction) if part.strip())


def refuse_unstaffed(texts: Iterable[Text], *, emergency_number: str, reason: str) -> str | None:
    """Say why an alert may not go out although nobody sits at the tip desk; None when it may."""
    if not all(emergency_number in phone_text(text) for text in texts):
        return NO_NUMBER
    return None if reason.strip() else NOBODY_AT_TIPS


def _end(draft: AlertDraft, now: datetime) -> Iterator[str]:
    if draft.expires_at is None:
        yield ASK_END
    elif between(now, draft.expires_at) < LEAST:
        yield TOO_SHORT
    elif between(now, draft.expires_at) > MOST:
        yield TOO_LONG
