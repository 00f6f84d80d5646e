"""Who may say that two records are one person. The software proposes; two people decide."""

from enum import StrEnum
from uuid import UUID

from wayhome.terms.words import N_


class Verdict(StrEnum):
    """What a person said of a candidate match."""

    NOT_SAME = "not_same"
    UNDER_REVIEW = "under_review"
    PROPOSED_SAME = "proposed_same"
    IDENTIFIED = "identified"


VERDICT_LABELS = {
    Verdict.NOT_SAME: N_("Not the same person"),
    Verdict.UNDER_REVIEW: N_("Under review"),
    Verdict.PROPOSED_SAME: N_("Proposed as the same person"),
    Verdict.IDENTIFIED: N_("Identified"),
}


class Method(StrEnum):
    """How an identity was established. Appearance and circumstances alone are never enough."""

    DNA = "dna"
    DENTAL = "dental"
    FINGERPRINTS = "fingerprints"
    MEDICAL_DEVICE = "medical_device"
    COMBINED = "combined"
    SEEN_ALIVE = "seen_alive"


METHOD_LABELS = {
    Method.DNA: N_("DNA"),
    Method.DENTAL: N_("Teeth"),
    Method.FINGERPRINTS: N_("Fingerprints"),
    Method.MEDICAL_DEVICE: N_("Numbered medical device"),
    Method.COMBINED: N_("Several methods together"),
    Method.SEEN_ALIVE: N_("Living person, recognised face to face"),
}

VERDICT_NEEDS_REASON = N_("Say why.")
FIRST_PROPOSE = N_("Propose the two as the same person first. A second officer then confirms.")
SECOND_OFFICER = N_(
    "Identity takes two people: another officer proposed this match, and a different one must confirm it."
)
NEEDS_METHOD = N_("Name the method of identification. Appearance and circumstances alone are not enough.")
ONLY_ALIVE = N_("Only a living person can be recognised face to face. Name another method.")


def refuse_verdict(
    verdict: Verdict,
    *,
    by: UUID,
    reason: str,
    in_force: Verdict | None,
    proposed_by: UUID | None = None,
    method: Method | None = None,
    alive: bool = False,
) -> str | None:
    """Say why a verdict on a candidate match may not be recorded; None when it may.

    in_force      the verdict now in force on the pair, by `proposed_by` when it is a proposal
    alive         the unidentified person lives
    """
    if not reason.strip():
        return VERDICT_NEEDS_REASON
    if verdict is not Verdict.IDENTIFIED:
        return None
    if in_force is not Verdict.PROPOSED_SAME or proposed_by is None:
        return FIRST_PROPOSE
    if by == proposed_by:
        return SECOND_OFFICER
    if method is None:
        return NEEDS_METHOD
    return ONLY_ALIVE if method is Method.SEEN_ALIVE and not alive else None
