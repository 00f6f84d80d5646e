"""Who may do what, and how much of a child's file is shown. What is not in the tables is denied.

The tables hold no rows and know no child. Left out: the database's own policies, which say the same once more, grants to
another agency, which come with coordination, and breaking the glass.
"""

from enum import StrEnum
from uuid import UUID

from wayhome.terms.field_class import FieldClass, rank, up_to
from wayhome.terms.viewer import AgencyKind, Role, Viewer


class Action(StrEnum):
    """What an officer may ask the service to do."""

    TAKE_REPORT = "take_report"
    SEE_REPORT = "see_report"
    ROUTE_REPORT = "route_report"
    SEE_CASE = "see_case"
    CHANGE_CASE = "change_case"
    DECIDE_RISK = "decide_risk"
    REVIEW_RISK = "review_risk"
    RECORD_FOUND = "record_found"
    CLOSE_EPISODE = "close_episode"
    DRAFT_APPEAL = "draft_appeal"
    APPROVE_APPEAL = "approve_appeal"
    WITHDRAW_APPEAL = "withdraw_appeal"
    SEE_RECORD = "see_record"
    RECORD_UNIDENTIFIED = "record_unidentified"
    JUDGE_MATCH = "judge_match"
    SEE_FIGURES = "see_figures"
    SEE_LEDGER = "see_ledger"
    KEEP_ACCOUNTS = "keep_accounts"


X, R, K = Action, Role, AgencyKind

_ON_THE_CASE = frozenset({X.SEE_REPORT, X.SEE_CASE, X.SEE_RECORD, X.SEE_FIGURES})
_WORKS_THE_CASE = _ON_THE_CASE | {
    X.TAKE_REPORT, X.CHANGE_CASE, X.DECIDE_RISK, X.RECORD_FOUND, X.DRAFT_APPEAL, X.WITHDRAW_APPEAL, X.RECORD_UNIDENTIFIED,
}  # fmt: skip
_LEADS_THE_CASE = _WORKS_THE_CASE | {X.CLOSE_EPISODE, X.APPROVE_APPEAL, X.ROUTE_REPORT, X.JUDGE_MATCH}

MAY: dict[tuple[AgencyKind, Role], frozenset[Action]] = {
    (K.POLICE_FORCE, R.CALL_TAKER): frozenset({X.TAKE_REPORT, X.SEE_REPORT, X.SEE_CASE, X.SEE_RECORD}),
    (K.POLICE_FORCE, R.OFFICER): _WORKS_THE_CASE,
    (K.POLICE_FORCE, R.DUTY_OFFICER): _LEADS_THE_CASE,
    (K.POLICE_FORCE, R.SUPERVISOR): _LEADS_THE_CASE | {X.REVIEW_RISK},
    (K.POLICE_FORCE, R.EDITOR): _ON_THE_CASE | {X.DRAFT_APPEAL, X.APPROVE_APPEAL, X.WITHDRAW_APPEAL},
    (K.POLICE_FORCE, R.ANALYST): frozenset({X.SEE_RECORD, X.JUDGE_MATCH, X.SEE_FIGURES}),
    (K.NATIONAL_CENTRE, R.CENTRE_COORDINATOR): frozenset(
        {X.SEE_RECORD, X.RECORD_UNIDENTIFIED, X.JUDGE_MATCH, X.SEE_FIGURES}
    ),
    (K.NATIONAL_CENTRE, R.ANALYST): frozenset({X.SEE_RECORD, X.JUDGE_MATCH, X.SEE_FIGURES}),
    (K.NATIONAL_INTAKE, R.CALL_TAKER): frozenset({X.TAKE_REPORT, X.SEE_REPORT, X.ROUTE_REPORT}),
    (K.NATIONAL_INTAKE, R.DUTY_OFFICER): frozenset({X.TAKE_REPORT, X.SEE_REPORT, X.ROUTE_REPORT}),
    (K.NATIONAL_INTAKE, R.SUPERVISOR): frozenset({X.TAKE_REPORT, X.SEE_REPORT, X.ROUTE_REPORT, X.SEE_FIGURES}),
} | {
    (kind, role): allowed
    for kind in AgencyKind
    for role, allowed in (
        (R.ADMINISTRATOR, frozenset({X.KEEP_ACCOUNTS})),
        (R.AUDITOR, frozenset({X.SEE_LEDGER, X.SEE_FIGURES})),
    )
}

ACROSS_AGENCIES = frozenset({X.SEE_RECORD, X.JUDGE_MATCH, X.SEE_FIGURES})
"""These rest on the shared record or on figures, so any agency that may do them may do them for another's rows."""

_OWN_CEILING = {
    R.CALL_TAKER: FieldClass.CASE,
    R.OFFICER: FieldClass.CASE,
    R.DUTY_OFFICER: FieldClass.RESTRICTED,
    R.SUPERVISOR: FieldClass.RESTRICTED,
    R.EDITOR: FieldClass.CASE,
    R.ANALYST: FieldClass.PARTNER,
    R.CENTRE_COORDINATOR: FieldClass.PARTNER,
}
_ASSIGNED_CEILING = {R.OFFICER: FieldClass.RESTRICTED, R.SUPERVISOR: FieldClass.SEALED}


def may(
    viewer: Viewer,
    action: Action,
    *,
    row_agency: UUID | None,
    field_class: FieldClass | None = None,
    assigned: bool = False,
) -> bool:
    """Whether an officer may do something to a row, and see a fact of the class when one is named.

    row_agency   the agency that owns the row; None when no row is concerned
    assigned     the officer is named on this case
    """
    if action not in MAY.get((viewer.agency_kind, viewer.role), frozenset()):
        return False
    own = row_agency is None or row_agency == viewer.agency
    if not own and action not in ACROSS_AGENCIES:
        return False
    return field_class is None or field_class in field_classes_for(viewer, own_agency=own, assigned=assigned)


def field_classes_for(viewer: Viewer, own_agency: bool, *, assigned: bool = False) -> frozenset[FieldClass]:
    """The classes of facts an officer may see about a child, none for those who see no case."""
    if not MAY.get((viewer.agency_kind, viewer.role), frozenset()) & {X.SEE_REPORT, X.SEE_CASE, X.SEE_RECORD}:
        return frozenset()
    if not own_agency:
        shared = X.SEE_RECORD in MAY[viewer.agency_kind, viewer.role]
        return up_to(FieldClass.PARTNER) if shared else frozenset()
    ceiling = _OWN_CEILING[viewer.role]
    if assigned:
        ceiling = max(ceiling, _ASSIGNED_CEILING.get(viewer.role, ceiling), key=rank)
    return up_to(ceiling)
