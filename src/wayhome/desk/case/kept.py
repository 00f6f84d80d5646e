"""Who may see a record, beside the roles of its agency, and how it is open to whoever looks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wayhome.access import actions as access
from wayhome.access.actions.disclosing import AS_STATED
from wayhome.access.queries import (
    assigned_to,
    conflicts_in,
    disclosures_of,
    glass_in_force,
    names_on,
    restriction_of,
    share_with,
    shares_of,
    unseal_of,
)
from wayhome.cases.models import Episode
from wayhome.desk import lists
from wayhome.desk.case.about import can, standing_to
from wayhome.desk.page import Seat
from wayhome.look.shapes import Link
from wayhome.rules.access import Action, may
from wayhome.rules.glass import REASONS
from wayhome.terms.standing import Closeness

DISCLOSURES_SHOWN = 20
MEDIA = {
    "pdf": lambda: _("PDF"),
    "print": lambda: _("Printed"),
    "export": lambda: _("Export"),
    "api": lambda: _("By the partners' door"),
    "read_out": lambda: _("Read out"),
}


def ground_words(code: str) -> str:
    """On which ground something was shared or disclosed."""
    if code == AS_STATED:
        return _("As stated with the export")
    return _(access.grounds().get(code, code))


def short(seat: Seat, episode: Episode) -> dict[str, Any]:
    """The part of the case page: how closely the record is kept, who is assigned, with whom it is shared."""
    if episode.agency_id != seat.viewer.agency:
        return {}
    return {
        "closeness": standing_to(seat, episode).closeness.value,
        "assigned": [str(each.officer) for each in assigned_to(episode.misper)],
        "shares": [{"agency": each.to.name, "until": each.until} for each in shares_of(episode.misper, at=seat.at)],
        "href": reverse("who_may_see", args=[episode.pk]),
        "matches_url": reverse("matches", args=[episode.pk]),
    }


def opened(seat: Seat, episode: Episode) -> dict[str, Any]:
    """How the record is open to somebody to whom it is not their own: through glass, or by a share; empty otherwise."""
    standing = standing_to(seat, episode)
    by_right = replace(standing, glass=False, shared=None)
    if may(seat.viewer, Action.SEE_CASE, standing=by_right):
        return {}
    if standing.glass and (glass := glass_in_force(seat.viewer, episode.misper_id, at=seat.at)):
        return {
            "glass": {
                "until": glass.until,
                "reason": _(REASONS[glass.code]),
                "end_url": reverse("end_glass", args=[glass.pk]),
            }
        }
    if standing.shared and (share := share_with(seat.viewer, episode.misper_id, at=seat.at)):
        return {"share": {"agency": share.agency.name, "until": share.until}}
    return {}


def whole(seat: Seat, episode: Episode) -> dict[str, Any]:
    """The page: all of it, with what this officer may change."""
    record, key = episode.misper, [episode.pk]
    closely, leads = can(seat, episode, Action.KEEP_CLOSELY), can(seat, episode, Action.ASSIGN)
    restriction = restriction_of(record)
    sealed = restriction is not None and restriction.closeness == Closeness.SEALED
    unseal = unseal_of(record) if sealed else None
    said = access.words_of_unseal(unseal) if unseal else {}
    sees_left = can(seat, episode, Action.SEE_DISCLOSURES)
    left = list(disclosures_of(record)[:DISCLOSURES_SHOWN]) if sees_left else []
    names = lists.names_of([each.by for each in left])
    offered = [
        (leads, _("Assign an officer"), "assign"),
        (can(seat, episode, Action.SHARE_CASE) and not sealed, _("Share with an agency"), "share"),
        (closely and restriction is None, _("Restrict"), "restrict"),
        (closely and not sealed, _("Seal"), "seal"),
        (closely, _("An officer is named in the case"), "conflict"),
        (can(seat, episode, Action.DISCLOSE), _("Disclose or print"), "disclose"),
        (sealed and unseal is None and can(seat, episode, Action.UNSEAL), _("Ask to unseal"), "ask_unseal"),
    ]
    return {
        "closeness": restriction.closeness if restriction else Closeness.OPEN.value,
        "names": [str(each.officer) for each in names_on(restriction)] if restriction and sealed else [],
        "lift_url": reverse("lift", args=key) if closely and restriction and not sealed else "",
        "unseal": {
            "by": str(unseal.asked_by),
            "at": unseal.asked_at,
            "own": unseal.asked_by_id == seat.viewer.officer,
            "href": reverse("decide_unseal", args=[episode.pk, unseal.pk]),
            **said,
        }
        if unseal
        else None,
        "assigned": [
            {"name": str(each.officer), "end_url": reverse("unassign", args=[episode.pk, each.officer_id]) if leads else ""}
            for each in assigned_to(record)
        ],
        "shares": [
            {
                "agency": each.to.name,
                "ceiling": each.ceiling,
                "ground": ground_words(each.ground),
                "until": each.until,
                "end_url": reverse("end_share", args=[episode.pk, each.pk]) if can(seat, episode, Action.SHARE_CASE) else "",
            }
            for each in shares_of(record, at=seat.at)
        ],
        "sees_conflicts": closely,
        "conflicts": [
            {"name": str(each.officer), "end_url": reverse("end_conflict", args=[episode.pk, each.pk])}
            for each in (conflicts_in(record) if closely else [])
        ],
        "sees_left": sees_left,
        "left": [
            {
                "at": each.at,
                "medium": MEDIA[each.medium](),
                "ground": ground_words(each.ground),
                "recipient": ", ".join(part for part in access.recipient_of(each).values() if part),
                "by": names.get(each.by, ""),
                "copy_hash": each.copy_hash[:12],
            }
            for each in left
        ],
        "actions": [
            Link(text=text, href=reverse(name, args=key), kind="secondary") for holds, text, name in offered if holds
        ],
    }  # fmt: skip
