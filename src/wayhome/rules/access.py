"""Who may do what, and how much of a child's file is shown. What is not in the tables is denied.

The tables hold no rows and know no child. `docs/access.md` says the same in words; the database's own policies
(`console/walls.py`) say it once more. Left out: what an agency was asked to do, which comes with coordination.
"""

from enum import StrEnum
from uuid import UUID

from wayhome.terms.field_class import FieldClass, rank, up_to
from wayhome.terms.standing import Closeness, Standing
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
    DRAFT_ALERT = "draft_alert"
    APPROVE_ALERT = "approve_alert"
    CANCEL_ALERT = "cancel_alert"
    SEE_RECORD = "see_record"
    RECORD_UNIDENTIFIED = "record_unidentified"
    JUDGE_MATCH = "judge_match"
    KINSHIP = "kinship"
    SEE_FIGURES = "see_figures"
    SEE_LEDGER = "see_ledger"
    KEEP_ACCOUNTS = "keep_accounts"
    KEEP_ROTA = "keep_rota"
    RECOVER_ACCOUNT = "recover_account"
    ASSIGN = "assign"
    SHARE_CASE = "share_case"
    KEEP_CLOSELY = "keep_closely"
    UNSEAL = "unseal"
    BREAK_GLASS = "break_glass"
    SEE_GLASS = "see_glass"
    REVIEW_GLASS = "review_glass"
    DISCLOSE = "disclose"
    SEE_DISCLOSURES = "see_disclosures"


X, R, K = Action, Role, AgencyKind

_SEES_CASES = frozenset({X.SEE_CASE})
_ON_THE_CASE = _SEES_CASES | {X.SEE_REPORT, X.SEE_RECORD, X.SEE_FIGURES}
_WORKS_THE_CASE = _ON_THE_CASE | {
    X.TAKE_REPORT, X.CHANGE_CASE, X.DECIDE_RISK, X.RECORD_FOUND, X.DRAFT_APPEAL, X.WITHDRAW_APPEAL, X.RECORD_UNIDENTIFIED,
    X.BREAK_GLASS, X.DISCLOSE, X.UNSEAL,
}  # fmt: skip
_LEADS_THE_CASE = _WORKS_THE_CASE | {
    X.CLOSE_EPISODE, X.APPROVE_APPEAL, X.ROUTE_REPORT, X.JUDGE_MATCH, X.KINSHIP, X.ASSIGN, X.SHARE_CASE, X.SEE_DISCLOSURES, X.KEEP_ROTA,
    X.DRAFT_ALERT, X.CANCEL_ALERT,
}  # fmt: skip
_SUPERVISES = _LEADS_THE_CASE | {
    X.APPROVE_ALERT,
    X.REVIEW_RISK,
    X.KEEP_CLOSELY,
    X.SEE_GLASS,
    X.REVIEW_GLASS,
    X.RECOVER_ACCOUNT,
}
_INTAKE = frozenset({X.TAKE_REPORT, X.SEE_REPORT, X.ROUTE_REPORT})

MAY: dict[tuple[AgencyKind, Role], frozenset[Action]] = {
    (K.POLICE_FORCE, R.CALL_TAKER): _SEES_CASES | {X.TAKE_REPORT, X.SEE_REPORT, X.SEE_RECORD, X.BREAK_GLASS},
    (K.POLICE_FORCE, R.OFFICER): _WORKS_THE_CASE,
    (K.POLICE_FORCE, R.DUTY_OFFICER): _LEADS_THE_CASE,
    (K.POLICE_FORCE, R.SUPERVISOR): _SUPERVISES,
    (K.POLICE_FORCE, R.ALERT_AUTHOR): _ON_THE_CASE | {X.DRAFT_ALERT, X.CANCEL_ALERT},
    (K.POLICE_FORCE, R.ALERT_AUTHORISER): _ON_THE_CASE | {X.APPROVE_ALERT, X.CANCEL_ALERT},
    (K.POLICE_FORCE, R.EDITOR): _ON_THE_CASE | {X.DRAFT_APPEAL, X.APPROVE_APPEAL, X.WITHDRAW_APPEAL},
    (K.POLICE_FORCE, R.ANALYST): frozenset({X.SEE_RECORD, X.JUDGE_MATCH, X.KINSHIP, X.SEE_FIGURES}),
    (K.NATIONAL_CENTRE, R.CENTRE_COORDINATOR): frozenset(
        {X.SEE_RECORD, X.RECORD_UNIDENTIFIED, X.JUDGE_MATCH, X.KINSHIP, X.SEE_FIGURES, X.BREAK_GLASS}
    ),
    (K.NATIONAL_CENTRE, R.ANALYST): frozenset({X.SEE_RECORD, X.JUDGE_MATCH, X.KINSHIP, X.SEE_FIGURES}),
    (K.NATIONAL_CENTRE, R.DNA_ANALYST): frozenset({X.SEE_RECORD, X.KINSHIP}),
    (K.NATIONAL_INTAKE, R.CALL_TAKER): _INTAKE,
    (K.NATIONAL_INTAKE, R.DUTY_OFFICER): _INTAKE | {X.KEEP_ROTA},
    (K.NATIONAL_INTAKE, R.SUPERVISOR): _INTAKE | {X.SEE_FIGURES, X.KEEP_ROTA, X.RECOVER_ACCOUNT},
    (K.CHILDRENS_SERVICES, R.CHILDRENS_SERVICES_WORKER): _SEES_CASES,
    (K.CHARITY, R.NGO_WORKER): _SEES_CASES,
    (K.CHILDRENS_SERVICES, R.PARTNER_READER): _SEES_CASES,
    (K.CHARITY, R.PARTNER_READER): _SEES_CASES,
    (K.HEALTH, R.PARTNER_READER): _SEES_CASES,
    (K.ABROAD, R.PARTNER_READER): _SEES_CASES,
} | {
    (kind, role): allowed
    for kind in AgencyKind
    for role, allowed in (
        (R.ADMINISTRATOR, frozenset({X.KEEP_ACCOUNTS, X.KEEP_ROTA, X.RECOVER_ACCOUNT})),
        (R.AUDITOR, frozenset({X.SEE_LEDGER, X.SEE_GLASS, X.SEE_DISCLOSURES, X.SEE_FIGURES})),
    )
}

ACROSS_AGENCIES = frozenset({X.SEE_RECORD, X.JUDGE_MATCH, X.KINSHIP, X.SEE_FIGURES})
"""These rest on the shared record or on figures, so any agency that may do them may do them for another's rows."""

READS = frozenset({X.SEE_CASE, X.SEE_RECORD})
"""What a share gives: to read the case, never its reports, and to change nothing."""

READS_THROUGH_GLASS = READS | {X.SEE_REPORT}

LEADS = frozenset({R.DUTY_OFFICER, R.SUPERVISOR})
"""Roles that open every restricted record of their own agency."""

OWN_CEILING = {
    R.CALL_TAKER: FieldClass.CASE,
    R.OFFICER: FieldClass.CASE,
    R.DUTY_OFFICER: FieldClass.RESTRICTED,
    R.SUPERVISOR: FieldClass.RESTRICTED,
    R.ALERT_AUTHOR: FieldClass.CASE,
    R.ALERT_AUTHORISER: FieldClass.RESTRICTED,
    R.EDITOR: FieldClass.CASE,
    R.ANALYST: FieldClass.PARTNER,
    R.CENTRE_COORDINATOR: FieldClass.PARTNER,
    R.DNA_ANALYST: FieldClass.PARTNER,
    R.CHILDRENS_SERVICES_WORKER: FieldClass.CASE,
    R.NGO_WORKER: FieldClass.PARTNER,
    R.PARTNER_READER: FieldClass.PARTNER,
}
_ASSIGNED_CEILING = {R.OFFICER: FieldClass.RESTRICTED, R.SUPERVISOR: FieldClass.SEALED}
_THROUGH_GLASS = FieldClass.RESTRICTED
_SHARED_CEILING = FieldClass.CASE


def may(
    viewer: Viewer,
    action: Action,
    *,
    row_agency: UUID | None = None,
    standing: Standing | None = None,
    field_class: FieldClass | None = None,
) -> bool:
    """Whether an officer may do something to a row, and see a fact of the class when one is named.

    row_agency   the agency that owns a row of no missing person's record; None when no row is concerned
    standing     how the viewer stands to the record that the row belongs to
    """
    if not may_ever(viewer, action):
        return False
    if standing is None:
        standing = Standing(own=row_agency is None or row_agency == viewer.agency)
    if not _stands(viewer, action, standing):
        return False
    return field_class is None or field_class in field_classes_for(viewer, standing)


def may_ever(viewer: Viewer, action: Action) -> bool:
    """Whether there is any row to which the role may do this: the first question of every door."""
    allowed = MAY.get((viewer.agency_kind, viewer.role), frozenset())
    return action in allowed or (action in READS_THROUGH_GLASS and X.BREAK_GLASS in allowed)


def reads_cases(kind: AgencyKind) -> bool:
    """Whether any role of such an agency reads cases, so that one may be shared with it."""
    return any(X.SEE_CASE in allowed for (each, _), allowed in MAY.items() if each is kind)


def _stands(viewer: Viewer, action: Action, standing: Standing) -> bool:
    allowed = MAY.get((viewer.agency_kind, viewer.role), frozenset())
    if standing.conflict:
        return False
    if standing.closeness is Closeness.SEALED:
        return standing.own and standing.named and action in allowed
    if standing.glass and X.BREAK_GLASS in allowed and action in READS_THROUGH_GLASS:
        return True
    if action not in allowed:
        return False
    if standing.own and (standing.closeness is Closeness.OPEN or standing.assigned or viewer.role in LEADS):
        return True
    if standing.shared and action in READS:
        return True
    return standing.closeness is Closeness.OPEN and action in ACROSS_AGENCIES


def field_classes_for(viewer: Viewer, standing: Standing) -> frozenset[FieldClass]:
    """The classes of facts an officer may see about a missing person, none for those who may not see the record."""
    ways = [
        _ceiling(viewer, standing) for way in (X.SEE_REPORT, X.SEE_CASE, X.SEE_RECORD) if _stands(viewer, way, standing)
    ]
    return up_to(max(ways, key=rank)) if ways else frozenset()


def _ceiling(viewer: Viewer, standing: Standing) -> FieldClass:
    role = OWN_CEILING[viewer.role]
    if standing.own and (standing.closeness is not Closeness.RESTRICTED or standing.assigned or viewer.role in LEADS):
        return max(role, _ASSIGNED_CEILING.get(viewer.role, role), key=rank) if standing.assigned else role
    if standing.glass:
        return _THROUGH_GLASS
    if standing.shared:
        return min(standing.shared, role, _SHARED_CEILING, key=rank)
    return FieldClass.PARTNER
