"""Everything is checked every time, in one snapshot of the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from wayhome_verify.anchors import Anchor, check_anchors
from wayhome_verify.entries import columns_no_seal_covers, compare, read_entries
from wayhome_verify.faults import Faults
from wayhome_verify.keys import Keys
from wayhome_verify.seals import Checked, read_seals

KIND = "select relkind::text, row_security_active(oid) from pg_class where oid = %s::regclass"
POLICIES = """
select polpermissive, pg_get_expr(polqual, polrelid) from pg_policy where polrelid = %s::regclass and polcmd in ('r', '*')
and exists (select from unnest(polroles) r where r = 0 or pg_has_role(current_user, r, 'usage'))
"""


def why_hidden(connection: psycopg.Connection[Any], table: str) -> str | None:
    """Why the database might keep rows from this role; None when it shows all of them."""
    row = connection.execute(KIND, [table]).fetchone()
    if row is None or row[0] != "r":
        return "it is no table"
    if not row[1]:
        return None
    policies = connection.execute(POLICIES, [table]).fetchall()
    if any(not permissive for permissive, _ in policies):
        return "a restrictive policy stands over it"
    return None if (True, "true") in policies else "no policy shows it this role whole"


def verify(
    connection: psycopg.Connection[Any], anchors: Sequence[Anchor] | None, keys: Keys, *, at: datetime
) -> dict[str, Any]:
    """Compare entries, seals and anchors. `anchors` is None when there are none to compare with.

    Anchors must be read before this is called: a seal that is made meanwhile may lack its anchor, and never the reverse.
    """
    faults, sealed = Faults(), Checked()
    connection.execute("set transaction isolation level repeatable read, read only")
    for setting in ("timezone to 'UTC'", "datestyle to 'ISO, YMD'", "search_path to pg_catalog, public"):
        connection.execute(f"set local {setting}")
    row = connection.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone()
    horizon = int(row[0]) if row else 0
    for table in ("ledger_entry", "ledger_seal"):
        if why := why_hidden(connection, table):
            faults.add("hidden", f"What this role sees of {table} may not be all there is: {why}.")
    for name in sorted(columns_no_seal_covers(connection)):
        faults.add("column", f"The ledger has a column {name}, which no seal covers.")
    compared = compare(read_entries(connection), read_seals(connection, keys, faults, sealed), faults, horizon=horizon)
    bare = check_anchors(anchors, sealed, keys, faults, at=at) if anchors is not None else None
    last = max(sealed.hashes, default=0)
    return {
        "ok": faults.total == 0,
        "entries": compared.entries,
        "unsealed": compared.unsealed,
        "seals": len(sealed.hashes),
        "sealed_until": sealed.times[last].isoformat() if last in sealed.times else None,
        "anchors": None if anchors is None else len({anchor.seal for anchor in anchors}),
        "unanchored": bare,
        "faults_in_all": faults.total,
        "faults": faults.shown,
    }
