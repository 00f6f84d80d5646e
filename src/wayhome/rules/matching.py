"""Who may say that two records are one person. The software proposes; two people and a deciding authority decide."""

from dataclasses import dataclass
from datetime import date
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


class Authority(StrEnum):
    """Who decided that the identity is established. The police decide for the living alone.

    Source: Coroners and Justice Act 2009, section 5 (who the deceased was); in Scotland the Inquiries into Fatal Accidents
    and Sudden Deaths etc. (Scotland) Act 2016 and the procurator fiscal's common-law duty; a court by its judgment.
    """

    CORONER = "coroner"
    PROCURATOR_FISCAL = "procurator_fiscal"
    COURT = "court"
    POLICE = "police"


AUTHORITY_LABELS = {
    Authority.CORONER: N_("Coroner"),
    Authority.PROCURATOR_FISCAL: N_("Procurator fiscal"),
    Authority.COURT: N_("Court"),
    Authority.POLICE: N_("Police, of a living person"),
}

VERDICT_NEEDS_REASON = N_("Say why.")
FIRST_PROPOSE = N_("Propose the two as the same person first. A second officer then confirms.")
SECOND_OFFICER = N_(
    "Identity takes two people: another officer proposed this match, and a different one must confirm it."
)
NEEDS_AUTHORITY = N_(
    "Name who decided: the coroner, the procurator fiscal, a court, or the police for a living person."
)
POLICE_FOR_THE_LIVING = N_("The police decide for a living person alone. Name the coroner, procurator fiscal or court.")
NEEDS_METHOD = N_("Name the method of identification. Appearance and circumstances alone are not enough.")
ONLY_ALIVE = N_("Only a living person can be recognised face to face. Name another method.")
NEEDS_DOCUMENT = N_(
    "Give the reference of the document that holds the decision. The document itself stays where it is."
)
NEEDS_DAY = N_("Give the day of the decision.")
DAY_TO_COME = N_("The day of the decision is still to come.")
DAY_BEFORE_FIND = N_("The day of the decision lies before the find. Check both days.")
ALREADY_ONE = N_(
    "The two are identified as one person already. To revoke that, judge them under review or not the same, and say why."
)
IS_EXCLUDED = N_("This pair is excluded. Revoke the exclusion first.")
IDENTIFIED_ALREADY = N_("This person is identified as somebody else. Revoke that identification first.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What an identification rests on beside two officers: who decided, by which method, in which document, when.

    document   its reference, never the document
    """

    authority: Authority | None = None
    method: Method | None = None
    document: str = ""
    on: date | None = None


def lacking(decision: Decision, *, alive: bool, today: date, found_on: date | None = None) -> tuple[str, ...]:
    """What a proposal still lacks before it can be an identification, beside the second officer: a sentence for each.

    alive      the unidentified person lives
    found_on   the earliest day on which the person or remains may have been found
    """
    authority, method = decision.authority, decision.method
    for_the_living = authority is Authority.POLICE and not alive
    face_to_face = method is Method.SEEN_ALIVE and not alive
    found = (
        (NEEDS_AUTHORITY, authority is None),
        (POLICE_FOR_THE_LIVING, for_the_living),
        (NEEDS_METHOD, method is None),
        (ONLY_ALIVE, face_to_face),
        (NEEDS_DOCUMENT, not decision.document.strip()),
        (NEEDS_DAY, decision.on is None),
        (DAY_TO_COME, decision.on is not None and decision.on > today),
        (DAY_BEFORE_FIND, decision.on is not None and found_on is not None and decision.on < found_on),
    )
    return tuple(sentence for sentence, wrong in found if wrong)


@dataclass(frozen=True, slots=True)
class Pair:
    """How a pair stands when somebody judges it.

    in_force      the verdict now in force, by `proposed_by` when it is a proposal
    alive         the unidentified person lives
    excluded      an exclusion of the pair is in force
    taken         the unidentified person is identified as somebody else, or, where both are whole, the missing person is
    found_on      the earliest day on which the unidentified person may have been found
    """

    in_force: Verdict | None = None
    proposed_by: UUID | None = None
    alive: bool = False
    excluded: bool = False
    taken: bool = False
    found_on: date | None = None


def refuse_verdict(
    verdict: Verdict, pair: Pair, *, by: UUID, reason: str, today: date, decision: Decision | None = None
) -> tuple[str, ...]:
    """Say why a verdict on a candidate match may not be recorded: every reason; none when it may.

    A proposal that lacks a part of its decision stays a proposal.
    """
    if not reason.strip():
        return (VERDICT_NEEDS_REASON,)
    if verdict not in {Verdict.PROPOSED_SAME, Verdict.IDENTIFIED}:
        return ()
    if pair.in_force is Verdict.IDENTIFIED:
        return (ALREADY_ONE,)
    if pair.excluded:
        return (IS_EXCLUDED,)
    if verdict is Verdict.PROPOSED_SAME:
        return ()
    if pair.taken:
        return (IDENTIFIED_ALREADY,)
    if pair.in_force is not Verdict.PROPOSED_SAME or pair.proposed_by is None:
        return (FIRST_PROPOSE,)
    if by == pair.proposed_by:
        return (SECOND_OFFICER,)
    return lacking(decision or Decision(), alive=pair.alive, today=today, found_on=pair.found_on)
