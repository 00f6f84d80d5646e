"""Verbs about agencies and their people."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from wayhome.accounts.models import Agency, ApiKey, Duty, Officer, OneTimeCode, Recovery, RecoveryState
from wayhome.base import sealing
from wayhome.base.errors import NotFound, Overtaken, Refused
from wayhome.ledger import actions as ledger
from wayhome.ledger.models import Entry
from wayhome.rules.access import Action, may
from wayhome.rules.accounts import refuse_recovery
from wayhome.terms.actor import Actor
from wayhome.terms.viewer import Role, Viewer

CODE_LASTS = timedelta(hours=24)
HAD_A_FACTOR = "officer.key_added"  # as the ledger keeps it


@transaction.atomic
def make_api_key(agency: Agency, *, name: str, by: Actor, at: datetime) -> str:
    """Give an agency a key for the partners' door. The key itself is returned once and never stored."""
    secret = f"wayhome_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(agency=agency, name=name, digest=digest_of(secret), created_at=at)
    ledger.write("api_key.made", key, by=by, agency=agency.pk, at=at)
    return secret


@transaction.atomic
def note_many_looks(officer: Officer, *, looks: int, at: datetime) -> None:
    """Write down that an officer opens more records than a shift's work takes, and is slowed."""
    ledger.write("officer.slowed", officer, by=officer.actor, agency=officer.agency_id, at=at, looks=looks)


@transaction.atomic
def note_failed_sign_in(step: str, login: str, *, origin: str, at: datetime) -> None:
    """Write down a try at the door that did not open it, alike for names that exist and names that do not.

    The name as typed is kept as a keyed hash alone, since people type passwords into the wrong box.
    """
    known = Officer.objects.filter(login=login).first()
    hashed = sealing.digest("sign_in", f"failed\0{login.strip().casefold()}")
    ledger.write(
        "officer.sign_in_failed", known or Officer(pk=UUID(bytes=hashed[:16])), by=Actor.stranger(origin=origin),
        agency=known.agency_id if known else None, at=at, step=step, name=hashed.hex(),
    )  # fmt: skip


def digest_of(secret: str) -> bytes:
    """How a key is stored. The key is random and long, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()


# Officers


@transaction.atomic
def invite_officer(
    agency: Agency, *, login: str, name: str, number: str, role: Role, by: Actor, at: datetime
) -> tuple[Officer, str]:
    """Make an account without a way in, and the code that opens it once. The code is returned once and never stored."""
    if Officer.objects.filter(login=login).exists():
        raise Refused("This sign-in name is taken.")
    made = Officer.objects.create(
        login=login, name=name, number=number, role=role.value, agency=agency, password=make_password(None)
    )
    ledger.write("officer.invited", made, by=by, agency=agency.pk, at=at, role=role.value)
    return made, _make_code(made, at=at)


@transaction.atomic
def change_officer(
    officer: UUID, *, role: Role, agency: Agency, is_active: bool, viewer: Viewer, by: Actor, at: datetime
) -> Officer:
    """Give an officer another role or agency, or shut the account or open it again. Sign-ins end at the next request."""
    row = officer_kept_by(viewer, officer)
    if row.pk == viewer.officer:
        raise Refused("Another administrator changes your own account.")
    row.role, row.agency, row.is_active = role.value, agency, is_active
    row.save(update_fields=["role", "agency", "is_active"])
    ledger.write("officer.changed", row, by=by, agency=agency.pk, at=at, role=role.value, is_active=is_active)
    return row


@transaction.atomic
def invite_again(officer: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> str:
    """Another code for an officer who never set up a second factor. Who had one is recovered, by two people."""
    row = officer_kept_by(viewer, officer)
    if Entry.objects.filter(kind=HAD_A_FACTOR, key=row.pk).exists():
        raise Refused("This officer has had a second factor. Two people recover the account.")
    ledger.write("officer.invited", row, by=by, agency=row.agency_id, at=at, role=row.role)
    return _make_code(row, at=at)


@transaction.atomic
def name_at_agency(officer: UUID, *, provider: str, subject: str, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Say as whom the agency's own provider knows an officer; empty ends that. One name opens one account."""
    row = officer_kept_by(viewer, officer)
    rows: Any = apps.get_model("socialaccount.SocialAccount")
    if subject and rows.objects.filter(provider=provider, uid=subject).exclude(user_id=row.pk).exists():
        raise Refused("Another officer has this name there.")
    rows.objects.filter(user_id=row.pk, provider=provider).delete()
    if subject:
        rows.objects.create(user_id=row.pk, provider=provider, uid=subject, extra_data={})
    ledger.write("officer.named", row, by=by, agency=row.agency_id, at=at, provider=provider, named=bool(subject))


@transaction.atomic
def use_code(login: str, code: str, *, at: datetime) -> Officer | None:
    """The officer of this name whom this code lets in; it is good once. None for every other pair."""
    good = OneTimeCode.objects.filter(
        digest=digest_of(code),
        officer__login=login,
        officer__is_active=True,
        used_at=None,
        ends_at__gt=at,
        made_at__lte=at,
    )
    found = good.select_related("officer__agency").first()
    # The count decides between two who come at once.
    if found is None or good.filter(pk=found.pk).update(used_at=at) != 1:
        return None
    OneTimeCode.objects.filter(officer_id=found.officer_id, used_at=None).update(used_at=at)
    return found.officer


@transaction.atomic
def ask_recovery(officer: UUID, *, how_known: str, viewer: Viewer, by: Actor, at: datetime) -> Recovery:
    """One of two: ask that an officer be let in again, and say how the officer is known to be who they say."""
    row = Officer.objects.filter(pk=officer, agency=viewer.agency, is_active=True).first()
    if row is None:
        raise NotFound
    if why := refuse_recovery(viewer, officer=row.pk, agency=row.agency_id):
        raise Refused(why)
    try:
        with transaction.atomic():
            made = Recovery.objects.create(
                agency_id=row.agency_id, officer=row, how_known=how_known, asked_by_id=viewer.officer, asked_at=at
            )
    except IntegrityError:
        raise Refused("Somebody has asked for this already.") from None
    ledger.write("recovery.asked", made, by=by, agency=row.agency_id, at=at, officer=str(row.pk))
    return made


@transaction.atomic
def approve_recovery(recovery: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> str:
    """Two of two: take every old way in away, end every sign-in, and return a code that opens the account once."""
    row = _decided(recovery, RecoveryState.APPROVED, viewer=viewer, at=at)
    officer = Officer.objects.get(pk=row.officer_id)
    for table in ("mfa.Authenticator", "usersessions.UserSession"):
        rows: Any = apps.get_model(table)  # of the sign-in library, which the desk alone loads
        rows.objects.filter(user_id=officer.pk).delete()
    OneTimeCode.objects.filter(officer=officer, used_at=None).update(used_at=at)
    officer.set_unusable_password()  # every session was made with the old one
    officer.save(update_fields=["password"])
    ledger.write("recovery.approved", row, by=by, agency=row.agency_id, at=at, officer=str(officer.pk))
    return _make_code(officer, at=at)


@transaction.atomic
def refuse_to_recover(recovery: UUID, *, viewer: Viewer, by: Actor, at: datetime) -> None:
    """Two of two: no. Everything stays as it is."""
    row = _decided(recovery, RecoveryState.REFUSED, viewer=viewer, at=at)
    ledger.write("recovery.refused", row, by=by, agency=row.agency_id, at=at, officer=str(row.officer_id))


@transaction.atomic
def put_on_duty(
    officer: UUID, *, role: Role, starts_at: datetime, ends_at: datetime, viewer: Viewer, by: Actor, at: datetime
) -> Duty:
    """Say who answers for the agency in a role, from when to when."""
    row = Officer.objects.filter(pk=officer, agency=viewer.agency, is_active=True).first()
    if row is None or not may(viewer, Action.KEEP_ROTA, row_agency=row.agency_id):
        raise NotFound
    if ends_at <= starts_at:
        raise Refused("The duty must end after it begins.")
    made = Duty.objects.create(
        agency_id=row.agency_id, officer=row, role=role.value, starts_at=starts_at, ends_at=ends_at
    )
    ledger.write("duty.set", made, by=by, agency=row.agency_id, at=at, officer=str(row.pk), role=role.value)
    return made


def officer_kept_by(viewer: Viewer, officer: UUID) -> Officer:
    """An officer of the viewer's own agency, locked. Raises NotFound for anybody else's."""
    row = Officer.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=officer).first()
    if row is None or not may(viewer, Action.KEEP_ACCOUNTS, row_agency=row.agency_id):
        raise NotFound
    return row


def _make_code(officer: Officer, *, at: datetime) -> str:
    """Eighty bits in groups that can be read out over the phone."""
    text = secrets.token_hex(10)
    code = "-".join(text[start : start + 4] for start in range(0, len(text), 4))
    OneTimeCode.objects.create(
        agency_id=officer.agency_id, officer=officer, digest=digest_of(code), made_at=at, ends_at=at + CODE_LASTS
    )
    return code


def _decided(recovery: UUID, state: RecoveryState, *, viewer: Viewer, at: datetime) -> Recovery:
    """One conditional update decides, so that of two who decide at once one does, and never the one who asked."""
    row = Recovery.objects.filter(pk=recovery, agency=viewer.agency).first()
    if row is None:
        raise NotFound
    if why := refuse_recovery(viewer, officer=row.officer_id, agency=row.agency_id, asked_by=row.asked_by_id):
        raise Refused(why)
    waiting = Recovery.objects.filter(pk=row.pk, state=RecoveryState.PENDING).exclude(asked_by=viewer.officer)
    if waiting.update(state=state, decided_by=viewer.officer, decided_at=at) != 1:
        raise Overtaken("Somebody else has decided this.")
    return row
