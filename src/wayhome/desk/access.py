"""Who may see which page. A page that is not in the table is shown to nobody."""

from __future__ import annotations

from enum import StrEnum

from wayhome.rules.access import Action


class Anyone(StrEnum):
    """Pages that ask for no action of the field."""

    OPEN = "open"
    SIGNED_IN = "signed_in"


WHO_MAY_SEE: dict[str, Action | Anyone] = {
    "sign_in": Anyone.OPEN,
    "account_login": Anyone.OPEN,
    "passkey": Anyone.OPEN,
    "first_time": Anyone.OPEN,
    "openid_connect_login": Anyone.OPEN,
    "openid_connect_callback": Anyone.OPEN,
    "mfa_authenticate": Anyone.OPEN,  # it asks for a password just given, and for nothing else
    "confirm": Anyone.SIGNED_IN,
    "sign_out": Anyone.SIGNED_IN,
    "keys": Anyone.SIGNED_IN,  # each about the own account alone
    "add_passkey": Anyone.SIGNED_IN,
    "add_app": Anyone.SIGNED_IN,
    "remove_key": Anyone.SIGNED_IN,
    "password": Anyone.SIGNED_IN,
    "sign_ins": Anyone.SIGNED_IN,
    "end_sign_in": Anyone.SIGNED_IN,
    "officers": Action.KEEP_ACCOUNTS,
    "new_officer": Action.KEEP_ACCOUNTS,
    "change_officer": Action.KEEP_ACCOUNTS,
    "recovery": Action.RECOVER_ACCOUNT,
    "decide_recovery": Action.RECOVER_ACCOUNT,
    "duty_rota": Anyone.SIGNED_IN,  # everybody of the agency may know who answers for it
    "episodes": Anyone.SIGNED_IN,  # the first page of every role; it shows what the role may see
    "episodes_rows": Anyone.SIGNED_IN,
    "new_report": Action.TAKE_REPORT,
    "report": Action.SEE_REPORT,
    "open_episode": Action.CHANGE_CASE,
    "route_report": Action.ROUTE_REPORT,
    "why": Action.SEE_CASE,
    "told": Action.CHANGE_CASE,
    "add_photo": Action.CHANGE_CASE,
    "photo": Action.SEE_REPORT,
    "episode": Action.SEE_CASE,
    "episode_live": Action.SEE_CASE,
    "risk": Action.DECIDE_RISK,
    "facts": Action.SEE_CASE,
    "add_fact": Action.CHANGE_CASE,
    "replace_fact": Action.CHANGE_CASE,
    "take_over": Action.CHANGE_CASE,
    "locate": Action.CHANGE_CASE,
    "reopen": Action.CHANGE_CASE,
    "found": Action.RECORD_FOUND,
    "interview": Action.CHANGE_CASE,
    "close": Action.CLOSE_EPISODE,
    "join": Action.CHANGE_CASE,
    "appeal_draft": Action.DRAFT_APPEAL,
    "appeal": Action.SEE_CASE,
    "appeal_submit": Action.DRAFT_APPEAL,
    "appeal_approve": Action.APPROVE_APPEAL,
    "appeal_refuse": Action.APPROVE_APPEAL,
    "appeal_renew": Action.APPROVE_APPEAL,
    "appeal_withdraw": Action.WITHDRAW_APPEAL,
    "approvals": Action.APPROVE_APPEAL,
    "alerts": Action.SEE_CASE,
    "alerts_rows": Action.SEE_CASE,
    "alert_out": Action.SEE_CASE,
    "alert_draft": Action.DRAFT_ALERT,
    "alert": Action.SEE_CASE,
    "alert_submit": Action.DRAFT_ALERT,
    "alert_decide": Action.APPROVE_ALERT,
    "alert_decline": Action.DRAFT_ALERT,
    "alert_cancel": Action.CANCEL_ALERT,
    "tips": Action.TAKE_REPORT,
    "tips_rows": Action.TAKE_REPORT,
    "tip": Action.TAKE_REPORT,
    "tip_take": Action.TAKE_REPORT,
    "tip_give_back": Action.TAKE_REPORT,
    "tip_deal": Action.TAKE_REPORT,
    "alert_told": Action.CANCEL_ALERT,
    "search": Action.SEE_RECORD,
    "unidentified_list": Action.SEE_RECORD,
    "unidentified": Action.SEE_RECORD,
    "new_unidentified": Action.RECORD_UNIDENTIFIED,
    "match": Action.SEE_RECORD,
    "matches": Action.SEE_CASE,
    "add_unidentified_fact": Action.RECORD_UNIDENTIFIED,
    "replace_unidentified_fact": Action.RECORD_UNIDENTIFIED,
    "judge": Action.JUDGE_MATCH,
    "exclude": Action.JUDGE_MATCH,
    "revoke": Action.JUDGE_MATCH,
    "kinship": Action.KINSHIP,
    "revoke_kinship": Action.KINSHIP,
    "figures": Action.SEE_FIGURES,
    "who_may_see": Action.SEE_CASE,
    "assign": Action.ASSIGN,
    "unassign": Action.ASSIGN,
    "restrict": Action.KEEP_CLOSELY,
    "lift": Action.KEEP_CLOSELY,
    "seal": Action.KEEP_CLOSELY,
    "ask_unseal": Action.UNSEAL,
    "decide_unseal": Action.UNSEAL,
    "share": Action.SHARE_CASE,
    "end_share": Action.SHARE_CASE,
    "conflict": Action.KEEP_CLOSELY,
    "end_conflict": Action.KEEP_CLOSELY,
    "disclose": Action.DISCLOSE,
    "disclosures": Action.SEE_DISCLOSURES,
    "own_ties": Anyone.SIGNED_IN,
    "officer_ties": Action.KEEP_ACCOUNTS,
    "break_glass": Action.BREAK_GLASS,
    "glass": Action.SEE_GLASS,
    "review_glass": Action.SEE_GLASS,  # who may not review reads it
    "end_glass": Anyone.SIGNED_IN,  # the officer who broke it, or whoever reviews it
    "read_told": Anyone.SIGNED_IN,  # whoever was told
    "glass_told": Anyone.SIGNED_IN,
}

SETTING_UP = frozenset({"keys", "add_passkey", "add_app", "password", "sign_out"})
"""All that an officer may open who has no second factor yet."""


def routes() -> frozenset[str]:
    """Every route of this process for which a requirement is written down."""
    return frozenset(WHO_MAY_SEE)
