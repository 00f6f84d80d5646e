"""What each process's role may do with each table. Everything not listed here is refused by the database."""

from __future__ import annotations

import hashlib
import importlib
import json
from pathlib import Path

import psycopg

READ = "select"
ADD = "select, insert"
EDIT = "select, insert, update"
OWN = "select, insert, update, delete"

QUEUE_ADD = {
    "procrastinate_jobs": "insert, select (id)",
    "procrastinate_events": "insert",
}
STAFF = {
    "django_migrations": READ,
    "django_content_type": READ,
    "ledger_entry": ADD,
    "accounts_agency": ADD,
    "accounts_officer": EDIT,
    "accounts_duty": ADD,
    "accounts_apikey": "select, insert, update (ended_at)",
    "access_assignment": "select, insert, update (ended_at)",
    "access_restriction": "select, insert, update (ended_at, ended_by)",
    "access_sealname": ADD,
    "access_unseal": "select, insert, update (state, decided_by_id, decided_at)",
    "access_share": "select, insert, update (ended_at, ended_by)",
    "access_conflict": "select, insert, update (ended_at)",
    "access_tie": "select, insert, delete",
    "access_trace": ADD,
    "access_erasure": ADD,
    "access_purpose": ADD,
    # Added by the database's own function alone, so that none is ever broken without two who are told.
    "access_glass": "select, update (ended_at, verdict, review, reviewed_by_id, reviewed_at)",
    "access_glasstold": "select, update (read_at)",
    "access_disclosure": ADD,
    "facts_fact": "select, insert, update (superseded_by_id, superseded_at)",
    "clocks_clock": EDIT,
    "published_edition": EDIT,
    "published_surface": EDIT,
    "intake_report": "select, insert, update (taken_up_at, record)",
    "intake_photo": ADD,
    "intake_sighting": "select, insert, update (taken_by_id, taken_at, dealt_at, outcome, together_with_id)",
    "intake_importedrecord": ADD,
    "cases_misper": ADD,
    "cases_episode": EDIT,
    "cases_episodereport": ADD,
    "cases_edge": "select, insert, update (superseded_at)",
    "risk_assessment": ADD,
    "registry_unidentified": ADD,
    "registry_recordversion": ADD,
    "matching_candidate": "select, insert, update (superseded_at, chance, nobody)",
    "matching_judgement": "select, insert, update (superseded_at)",
    "matching_exclusion": "select, insert, update (revoked_at, revoked_by, revoked_because)",
    "appeals_appeal": EDIT,
    "alerts_alert": "select, insert, update (epoch)",
    "alerts_version": EDIT,
    "alerts_message": ADD,
    "alerts_partner": READ,
    "alerts_delivery": EDIT,
    "outcomes_outcome": "select, insert, update (superseded_at)",
    "outcomes_interview": "select, insert, update (superseded_at)",
    "figures_statement": ADD,
}

# Counts over the whole list: no process that serves a viewer reads them.
FULL_RUNS = {"matching_fullrun": ADD}

# Search keys are derived from facts and made anew with each version; the desk searches through a function.
RECORDS = {"registry_searchkey": OWN}

GRANTS: dict[str, dict[str, str]] = {
    "app": STAFF
    | QUEUE_ADD
    | {
        "limits_count": EDIT,
        # Figures of a laboratory's report on a family: for whoever sits at a desk, and for no process that works by itself.
        "matching_kinship": "select, insert, update (superseded_at, revoked_at, revoked_by, revoked_because)",
        "django_session": OWN,
        "accounts_onetimecode": "select, insert, update (used_at)",
        "accounts_recovery": "select, insert, update (state, decided_by_id, decided_at)",
        "accounts_try": "select, insert, delete",
        "mfa_authenticator": OWN,
        "usersessions_usersession": OWN,
        "account_emailaddress": READ,  # the library asks whether an address is unverified; nobody has one
        "socialaccount_socialapp": READ,  # providers stand in settings; the library looks here too
        "socialaccount_socialaccount": OWN,
        "socialaccount_socialtoken": "select, delete",  # the library looks here when an account goes; none is ever added
    },
    # The operator's commands: seed, PFIF, published figures. No process that serves holds its password.
    "console": STAFF
    | QUEUE_ADD
    | RECORDS
    | FULL_RUNS
    | {"limits_count": EDIT, "mfa_authenticator": ADD, "alerts_partner": "select, insert, update (ended_at)"},
    # Genotypes will lie apart from everything else; until they are there, nothing.
    "genetics": {},
    "worker": STAFF
    | RECORDS
    | FULL_RUNS
    | {
        "accounts_agency": READ,
        "accounts_officer": READ,
        "accounts_duty": READ,
        "accounts_apikey": READ,
        "intake_formanswer": "select (id, at), delete",
        "limits_count": "select (id, window_at), delete",
        "procrastinate_jobs": OWN,
        "procrastinate_events": OWN,
        "procrastinate_workers": OWN,
        "procrastinate_periodic_defers": OWN,
    },
    "push": {
        "django_session": READ,
        "django_content_type": READ,
        "accounts_agency": READ,
        "accounts_officer": READ,
    },
    # reads what it seals, adds seals, and edits nothing; the verifier works with the same rights
    "seal": {"ledger_entry": READ, "ledger_seal": ADD},
    "public": QUEUE_ADD
    | {
        # words and photo reach the public as files, once they are due
        "published_edition": "select (id, reference, agency, kind, content_hash, state, approved_at, ends_at, live_at,"
        " withdrawn_at, removal_verified_at)",
        "published_surface": "select (id, owner, agency, spot)",  # whose a public page is, and nothing of what it shows
        "ledger_entry": "insert, select (id, xid)",
        "intake_report": "insert, select (id)",
        "intake_photo": "insert, select (id)",
        "intake_sighting": "insert, select (id)",
        "limits_count": EDIT,
        "intake_formanswer": "select, insert",  # opens with the form's token alone
    },
    # finds out whose key it is, adds a report, and gives the same answer again
    "api": QUEUE_ADD
    | {
        "accounts_agency": READ,
        "accounts_apikey": READ,
        "ledger_entry": "insert, select (id, xid)",
        "intake_report": "insert",
        "intake_keptanswer": "select, insert, update (status, body)",
    },
}


# A dump is told every row by policy (`pg_dump --enable-row-security`): no role passes the wall by an attribute.
GRANTS["backup"] = {table: READ for tables in list(GRANTS.values()) for table in tables}


def code_mark() -> str:
    """A hash of the migrations, grants and walls that this code brings."""
    from wayhome.console import walls
    from wayhome.settings.common import STAGES

    names = sorted(
        f"{stage}:{path.name}:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        for stage in STAGES
        for path in _migrations(stage)
    )
    wall = [
        walls.SEE,
        walls.ADD,
        walls.EDIT,
        walls.PUBLIC_SEES,
        walls.PUBLIC_ADDS,
        walls.API_SEES,
        walls.API_ADDS,
        walls.API_CHANGES,
        walls.EVERY_ROW,
        walls.KEEPER_MAY,
        walls.functions(),
    ]
    whole = json.dumps([names, GRANTS, wall, psycopg.__version__], sort_keys=True)
    return "wayhome " + hashlib.sha256(whole.encode()).hexdigest()


def database_mark(url: str) -> str | None:
    """The mark that the last `wayhome migrate` left in the database; None before the first, which makes the role."""
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("select obj_description('public'::regnamespace, 'pg_namespace')").fetchone()
    except psycopg.OperationalError:
        return None
    return row[0] if row else None


def _migrations(stage: str) -> list[Path]:
    module = importlib.import_module(stage)
    return sorted(Path(module.__path__[0], "migrations").glob("0*.py"))
