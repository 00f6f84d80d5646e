"""The second wall: which rows each process's role may see, said to the database itself.

`rules/access.py` decides first; these policies say the same once more, so that a page which forgets to ask shows nothing.
Each table that holds a person stands in `WALLS` and is forced, so that its owner is held by it too. A viewer is
named by `wayhome.officer` and `wayhome.agency`, set for one transaction; a name that is missing, empty, or of another agency sees no row.

Rules followed throughout:
- sub-selects without a reference to the row run once a statement, so the usual row costs one comparison;
- what a policy must know beyond the viewer's own rows is asked of functions that run as `wayhome_keeper`, a role nobody signs in as;
- policies decide agency and standing; how far facts of one's own agency are shown is decided by the first wall alone, because a grade of risk
  must weigh what the officer who gives it may not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from wayhome.rules.access import LEADS, MAY, OWN_CEILING, Action
from wayhome.terms.field_class import FieldClass, rank
from wayhome.terms.viewer import AgencyKind

KEEPER = "wayhome_keeper"
NATIONAL_INTAKE = "01890000-0000-7000-8000-000000000001"  # accounts.models, which needs Django
ALL = "true"

KINSHIP = "(select wayhome_kinship()) and missing not in (select wayhome_kept())"
MINE = "agency_id = (select wayhome_agency())"
DESK = "agency_id = (select wayhome_desk())"
REACH = "(select wayhome_reach())"
# Whoever adds a line reads its number back: of its own transaction's lines alone.
OWN_TRANSACTION = "xid = (select pg_current_xact_id_if_assigned()::text::bigint)"
PARTNER = "field_class in ('public', 'partner')"


def _own(key: str) -> str:
    return f"({DESK} and {key} not in (select wayhome_shut()))"


def _glass(key: str) -> str:
    return f"{key} in (select wayhome_glass())"


def _shared(key: str) -> str:
    return f"{key} in (select wayhome_shared('partner'))"


def _reached(key: str) -> str:
    """Of the shared record: any for the national centre, those beside a candidate match for the police."""
    return f"({REACH} = 'all' or {REACH} = 'paired' and wayhome_paired({key})) and {key} not in (select wayhome_kept())"


# Which column says whose record a row belongs to: the record, its episode, or what hangs on them.
KEYS: dict[str, str] = {
    "cases_misper": "id",
    "cases_episode": "misper_id",
    "cases_episodereport": "episode_id",
    "facts_fact": "subject",
    "clocks_clock": "subject",
    "intake_report": "coalesce(record, id)",
    "risk_assessment": "episode_id",
    "appeals_appeal": "episode_id",
    "alerts_alert": "episode_id",
    "outcomes_outcome": "episode_id",
    "outcomes_interview": "episode_id",
    "registry_recordversion": "subject",
    "access_unseal": "subject",
    "access_disclosure": "subject",
}

# Which rows the desk's role sees, beside its own agency's by the key above.
ALSO: dict[str, tuple[str, ...]] = {
    "cases_misper": (_glass("id"), _shared("id"), _reached("id")),
    "cases_episode": (_glass("misper_id"), _shared("misper_id"), _reached("misper_id")),
    "cases_episodereport": (_glass("episode_id"),),
    "facts_fact": (
        f"field_class <> 'sealed' and {_glass('subject')}",
        f"{PARTNER} and {_shared('subject')}",
        "field_class = 'case' and subject in (select wayhome_shared('case'))",
        f"{PARTNER} and subject_kind = 'unidentified' and {REACH} <> ''",
        f"{PARTNER} and subject_kind = 'misper' and {_reached('subject')}",
    ),
    "clocks_clock": (_glass("subject"),),
    "intake_report": (_glass("coalesce(record, id)"),),
    "risk_assessment": (_glass("episode_id"),),
    "appeals_appeal": (_glass("episode_id"),),
    "alerts_alert": (_glass("episode_id"),),
    "outcomes_outcome": (_glass("episode_id"),),
    "outcomes_interview": (_glass("episode_id"),),
    # The frozen body holds more than the partner class: another agency's is for the worker alone.
    "registry_recordversion": (),
    "access_unseal": (),
    "access_disclosure": (f"{MINE} and wayhome_audits()",),
}

# Tables whose rows are no part of one record, or are so through another table.
OTHERWISE: dict[str, str] = {
    "cases_edge": f"{DESK} and low_id not in (select wayhome_shut()) and high_id not in (select wayhome_shut())",
    "intake_photo": "exists (select 1 from intake_report r where r.id = report_id)",
    # A tip follows its alert, and what answers an appeal its appeal: their ids are shut with their record's.
    "intake_sighting": f"{_own('id')} and (report_id is null or exists (select 1 from intake_report r where r.id = report_id))",
    "intake_importedrecord": DESK,
    "intake_keptanswer": MINE,
    "registry_unidentified": f"{DESK} or {REACH} <> ''",
    "matching_candidate": f"{REACH} <> '' and missing not in (select wayhome_kept())",
    "matching_judgement": f"{REACH} <> '' and missing not in (select wayhome_kept())",
    "matching_exclusion": f"{REACH} <> '' and missing not in (select wayhome_kept())",
    "matching_kinship": KINSHIP,
    "published_edition": "agency = (select wayhome_desk())",
    # Whoever sees the alert sees what hangs on it.
    "alerts_version": "exists (select 1 from alerts_alert a where a.id = alert_id)",
    "alerts_message": "exists (select 1 from alerts_alert a where a.id = alert_id)",
    "alerts_delivery": "exists (select 1 from alerts_message m where m.id = message_id)",
    "published_surface": "agency = (select wayhome_desk())",
    "ledger_entry": (
        'agency = (select wayhome_agency()) and key not in (select wayhome_shut()) or "by" = (select wayhome_actor())'
        " or agency is distinct from (select wayhome_agency()) and wayhome_routed_here(key)"
        f" or {OWN_TRANSACTION}"
    ),
    "access_assignment": f"{MINE} or officer_id = (select wayhome_officer())",
    # Ids alone, so that the first wall knows what is kept from whom.
    "access_restriction": ALL,
    "access_sealname": ALL,
    "access_share": f"{MINE} or to_id = (select wayhome_agency())",
    "access_conflict": f"{MINE} or officer_id = (select wayhome_officer())",
    "access_tie": f"{MINE} or officer_id = (select wayhome_officer())",
    "access_trace": ALL,
    "access_erasure": ALL,
    "access_purpose": f"{MINE} or officer_id = (select wayhome_officer())",
    "access_glass": f"{MINE} or owner_id = (select wayhome_agency())",
    "access_glasstold": f"{MINE} or officer_id = (select wayhome_officer()) or exists (select 1 from access_glass g where g.id = glass_id)",
}

SEE: dict[str, str] = {
    table: " or ".join(f"({way})" for way in (_own(key), *ALSO[table])) for table, key in KEYS.items()
} | OTHERWISE

# Rows are added for one's own agency, unless it stands otherwise here.
ADD: dict[str, str] = {
    "ledger_entry": ALL,
    "matching_judgement": f"{REACH} <> ''",
    "matching_exclusion": f"{REACH} <> ''",
    "matching_kinship": KINSHIP,
    "published_edition": OTHERWISE["published_edition"],
    "published_surface": OTHERWISE["published_surface"],
    "access_trace": ALL,
}

# Rows are changed where they are one's own agency's and not kept from the viewer, unless it stands otherwise here.
EDIT: dict[str, str] = {table: _own(key) for table, key in KEYS.items()} | {
    **{table: f"{MINE} and {OTHERWISE[table]}" for table in ("alerts_version", "alerts_delivery", "intake_sighting")},
    "matching_candidate": OTHERWISE["matching_candidate"],
    "matching_judgement": OTHERWISE["matching_judgement"],
    "matching_exclusion": OTHERWISE["matching_exclusion"],
    "matching_kinship": KINSHIP,
    "cases_edge": OTHERWISE["cases_edge"],
    "published_edition": OTHERWISE["published_edition"],
    "published_surface": OTHERWISE["published_surface"],
    "access_glass": OTHERWISE["access_glass"],
    "access_glasstold": "officer_id = (select wayhome_officer())",
}

# What other roles than the desk's see. Those that serve no viewer see every row of the tables they were granted.
EVERY_ROW = ("worker", "console", "backup", "seal")
PUBLIC_SEES: dict[str, str] = {
    "published_edition": ALL,
    "published_surface": ALL,
    "ledger_entry": OWN_TRANSACTION,
}
PUBLIC_ADDS = ("ledger_entry", "intake_report", "intake_photo", "intake_sighting")
"""What the public process may add. It can read back nothing of it but the id of a ledger line, in the same transaction."""

# The partners' door adds in the name of one key: for the key's own agency, or for the national intake desk.
CLIENT = "(select wayhome_client()) is not null and (select wayhome_agency()) is not null"
API_SEES: dict[str, str] = {"ledger_entry": OWN_TRANSACTION, "intake_keptanswer": MINE}
API_ADDS: dict[str, str] = {
    "ledger_entry": f'{CLIENT} and "by" = (select wayhome_actor())',
    "intake_report": f"{CLIENT} and door = 'partner_api' and received_by = (select wayhome_actor())"
    f" and agency_id in ((select wayhome_agency()), '{NATIONAL_INTAKE}')",
    "intake_keptanswer": f"{CLIENT} and {MINE}",
}
API_CHANGES: dict[str, str] = {"intake_keptanswer": f"{CLIENT} and {MINE}"}

WITHOUT = {
    "accounts_agency": "who may be named as an owner; holds no missing person",
    "accounts_officer": "staff, read before anybody is signed in",
    "accounts_duty": "staff, read by whoever must reach them",
    "accounts_apikey": "hashes of keys, read before the client is known",
    "figures_statement": "published figures",
    "matching_fullrun": "how often words and marks occur among all; granted to no process that serves a viewer",
    "alerts_partner": "who is told by webhook; holds no missing person, its secret is sealed",
    "accounts_try": "keyed hashes of sign-in names and addresses, with times",
    "mfa_authenticator": "staff's second factors, their secrets sealed",
    "usersessions_usersession": "staff's own sign-ins",
    "account_emailaddress": "unused, empty",
    "account_emailconfirmation": "unused, empty",
    "socialaccount_socialapp": "unused, empty",
    "socialaccount_socialaccount": "staff as their own agency's provider knows them",
    "socialaccount_socialtoken": "unused, empty",
    "accounts_onetimecode": "hashes of codes by which staff come in",
    "accounts_recovery": "staff who ask for new keys",
    "intake_formanswer": "hashes of forms and references, by keys that cannot be guessed",
    "limits_count": "keyed hashes of addresses, with a count, for a day",
    "ledger_seal": "hashes and signatures of entries",
    "registry_searchkey": "read by no role but the keeper, through wayhome_search",
    "django_session": "sign-ins, by an unguessable key",
    "django_content_type": "names of tables",
    "django_migrations": "names of migrations",
    "auth_group": "unused, empty",
    "auth_group_permissions": "unused, empty",
    "auth_permission": "names of rights, unused",
    "procrastinate_jobs": "ids of ledger entries",
    "procrastinate_events": "ids of jobs",
    "procrastinate_workers": "names of workers",
    "procrastinate_periodic_defers": "times of jobs",
}
"""Tables without a wall, each with the reason. A table in neither list fails the catalogue test."""

DEFINER = frozenset(
    {"wayhome_agency", "wayhome_role", "wayhome_kept", "wayhome_shut", "wayhome_glass", "wayhome_shared", "wayhome_paired",
     "wayhome_routed_here", "wayhome_search", "wayhome_hand_over", "wayhome_breakable", "wayhome_break_glass"}
)  # fmt: skip
"""The functions that run as the keeper, and so see past the wall; each returns ids, a yes or a no, and search its lines."""

PLAIN = frozenset(
    {
        "wayhome_officer",
        "wayhome_client",
        "wayhome_actor",
        "wayhome_audits",
        "wayhome_desk",
        "wayhome_reach",
        "wayhome_kinship",
    }
)
"""The functions that see what the viewer sees."""

KEEPER_MAY = {
    **dict.fromkeys(
        ("cases_misper", "cases_episode", "cases_episodereport", "appeals_appeal", "alerts_alert", "outcomes_interview", "matching_candidate",
         "registry_unidentified", "registry_searchkey", "access_assignment", "access_restriction", "access_sealname",
         "access_share", "access_conflict", "access_erasure", "access_tie", "access_trace", "accounts_agency", "accounts_officer",
         "accounts_duty", "accounts_apikey"),
        "select",
    ),
    "access_glass": "select, insert",
    "access_glasstold": "select, insert",
    "intake_report": "select, update (agency_id)",
    "intake_photo": "select, update (agency_id)",
    "intake_sighting": "select, update (agency_id)",
    "clocks_clock": "select, update (agency_id, owner_id)",
}  # fmt: skip

_AS_KEEPER = "security definer set search_path = public, pg_temp"

FUNCTIONS = Path(__file__).with_suffix(".sql")


def _roles(
    *actions: Action, kinds: frozenset[AgencyKind] = frozenset(AgencyKind), up_to: FieldClass = FieldClass.PUBLIC
) -> str:
    """The roles that may do any of these, as a list of SQL words; the table of the first wall is the one source.

    up_to   only roles that may be shown facts of this class
    """
    held = [
        f"'{kind} {role}'"
        for (kind, role), allowed in MAY.items()
        if allowed & set(actions) and kind in kinds and rank(OWN_CEILING.get(role, FieldClass.PUBLIC)) >= rank(up_to)
    ]
    return ", ".join(sorted(held))


def functions() -> str:
    """The statements that make the functions of the wall."""
    police, centre = frozenset({AgencyKind.POLICE_FORCE}), frozenset({AgencyKind.NATIONAL_CENTRE})
    lists = {
        "AS_KEEPER": _AS_KEEPER,
        "SEES_ANYTHING": _roles(Action.SEE_CASE, Action.SEE_REPORT, Action.SEE_RECORD),
        "SEES_CASES": _roles(Action.SEE_CASE),
        "READS_CASE_CLASS": _roles(Action.SEE_CASE, up_to=FieldClass.CASE),
        "REACHES_ALL": _roles(Action.SEE_RECORD, kinds=centre),
        "REACHES_PAIRED": _roles(Action.SEE_RECORD, kinds=police),
        "READS_KINSHIP": _roles(Action.KINSHIP),
        "BREAKS_GLASS": _roles(Action.BREAK_GLASS),
        "ROUTES": _roles(Action.ROUTE_REPORT),
        "POLICE": _roles(Action.SEE_RECORD, kinds=police),
        "TOLD_OF_GLASS": ", ".join(
            [*sorted(f"'{AgencyKind.POLICE_FORCE} {role}'" for role in LEADS), _roles(Action.BREAK_GLASS, kinds=centre)]
        ),
        "LEADS": ", ".join(sorted(f"'{AgencyKind.POLICE_FORCE} {role}'" for role in LEADS)),
    }
    words = FUNCTIONS.read_text()
    for name, text in lists.items():
        words = words.replace(f"({name})", f"({text})") if name != "AS_KEEPER" else words.replace(name, text)
    return words


def policies(logins: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, str, str | None, str | None]]:
    """Every policy: (table, name) -> (command, role, using, with check). `logins` gives the login of each role."""
    found: dict[tuple[str, str], tuple[str, str, str | None, str | None]] = {}
    for table, see in SEE.items():
        add = ADD.get(table, MINE)
        change = EDIT.get(table, add)
        found[table, "desk_sees"] = ("select", logins["app"], see, None)
        found[table, "desk_adds"] = ("insert", logins["app"], None, add)
        found[table, "desk_changes"] = ("update", logins["app"], change, change)
        for role in EVERY_ROW:
            if role in logins:
                found[table, f"{role}_sees_every_row"] = ("all", logins[role], ALL, ALL)
        if table in KEEPER_MAY:
            found[table, "keeper"] = ("all", KEEPER, ALL, ALL)
    for table, see in PUBLIC_SEES.items():
        found[table, "public_sees"] = ("select", logins["public"], see, None)
    for table in PUBLIC_ADDS:
        found[table, "public_adds"] = ("insert", logins["public"], None, ALL)
    for table, see in API_SEES.items():
        found[table, "api_sees"] = ("select", logins["api"], see, None)
    for table, add in API_ADDS.items():
        found[table, "api_adds"] = ("insert", logins["api"], None, add)
    for table, change in API_CHANGES.items():
        found[table, "api_changes"] = ("update", logins["api"], change, change)
    return found


def let_owner_through(connection: psycopg.Connection[Any]) -> None:
    """Let the owner's migrations see the rows that they change; `build` shuts the wall again."""
    for (table,) in connection.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity"
    ).fetchall():
        connection.execute(sql.SQL("alter table {} no force row level security").format(sql.Identifier(table)))


@contextmanager
def as_keeper(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Make the keeper, and let the owner act for it within the block alone: a member would see what the keeper sees."""
    keeper = sql.Identifier(KEEPER)
    if not connection.execute("select 1 from pg_roles where rolname = %s", [KEEPER]).fetchone():
        connection.execute(sql.SQL("create role {} nologin nosuperuser nobypassrls noinherit").format(keeper))
    connection.execute(sql.SQL("grant {} to current_user").format(keeper))
    connection.execute(sql.SQL("grant usage, create on schema public to {}").format(keeper))
    yield
    connection.execute(sql.SQL("revoke create on schema public from {}").format(keeper))
    connection.execute(sql.SQL("revoke {} from current_user").format(keeper))


def build(connection: psycopg.Connection[Any], logins: Mapping[str, str]) -> None:
    """Make the functions and the policies as they stand here, and take down every other policy."""
    connection.execute(
        "select show_trgm('')"
    )  # its settings are known once it is loaded, and only then may a function name them
    connection.execute(functions())
    for (signature,) in connection.execute(
        "select p.oid::regprocedure::text from pg_proc p"
        " where p.pronamespace = 'public'::regnamespace and p.proname = any(%s)",
        [list(DEFINER)],
    ).fetchall():
        connection.execute(sql.SQL("alter function {} owner to {}").format(sql.SQL(signature), sql.Identifier(KEEPER)))
    for table, name in connection.execute(
        "select tablename, policyname from pg_policies where schemaname = 'public'"
    ).fetchall():
        connection.execute(sql.SQL("drop policy {} on {}").format(sql.Identifier(name), sql.Identifier(table)))
    for table in SEE:
        connection.execute(
            sql.SQL("alter table {} enable row level security, force row level security").format(sql.Identifier(table))
        )
    for (table, name), (command, role, using, check) in policies(logins).items():
        parts: list[sql.Composable] = [
            sql.SQL("create policy {} on {} for {} to {}").format(
                sql.Identifier(name), sql.Identifier(table), sql.SQL(command), sql.Identifier(role)
            )
        ]
        parts += [sql.SQL(f"using ({using})")] if using else []
        parts += [sql.SQL(f"with check ({check})")] if check else []
        connection.execute(sql.SQL(" ").join(parts))
