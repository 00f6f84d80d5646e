"""How closely a record is kept, and with whom it is shared: what is refused, and how long a share may last.

source  this project's own decisions; the grounds of a share or disclosure are the country profile's legal notes
"""

from __future__ import annotations

from datetime import datetime, timedelta

from wayhome.terms.words import N_

LONGEST_SHARE = timedelta(days=90)
FEWEST_NAMES = 2
MOST_NAMES = 12

NOT_YOURS = N_("Your role may not do this. Ask a supervisor.")
CHOOSE_OFFICER = N_("Choose an officer of this agency whose role sees cases.")
ASSIGNED_ALREADY = N_("This officer is assigned already.")
RESTRICTED_ALREADY = N_("The record is restricted already.")
SEALED_ALREADY = N_("The record is sealed. Only two of the people on the seal end it.")
OPEN_ALREADY = N_("The record is not restricted.")
TWO_NAMES = N_("Name at least two officers of this agency who may unseal it again, yourself among them.")
SAY_AUTHORITY = N_("Name the authority on which you ask: who ordered it, and when.")
ANOTHER_AGREES = N_("You asked for it, so another person on the seal must agree.")
ASKED_ALREADY = N_("Somebody on the seal has asked already. Agree, or refuse.")
NOT_SEALED = N_("The record is not sealed.")
SEALED_IS_NOT_SHARED = N_("A sealed record is shared with nobody.")
CHOOSE_AGENCY = N_("Choose another agency whose roles read cases.")
CHOOSE_CEILING = N_("Choose how far the record is shared.")
CHOOSE_GROUND = N_("Choose the ground on which you do this.")
SHARED_ALREADY = N_("The record is shared with this agency already. End that share first.")
SHARE_ENDS = N_("A share ends after today and within 90 days.")
SAY_WHOM = N_("Name who receives it, and for which agency or family.")
CHOOSE_FACTS = N_("Choose at least one fact that you may see.")
NOTHING_TO_TIE = N_("Give an address or a phone number, whole.")
NAMED_ALREADY = N_("This officer is named in the record already.")


def refuse_share_end(until: datetime, *, at: datetime) -> str | None:
    """Why a share may not end then, or None."""
    return None if at < until <= at + LONGEST_SHARE else SHARE_ENDS
