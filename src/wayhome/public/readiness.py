"""Whether a report that we confirm would outlive a power cut."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import DatabaseError, connection

log = logging.getLogger(__name__)
NEEDED = ("fsync", "full_page_writes", "synchronous_commit")


def weaknesses() -> list[str]:
    """Settings of the database server with which a confirmed report could be lost. Raises DatabaseError when it is down."""
    if getattr(settings, "ALLOW_UNSAFE_DATABASE", False):
        return []
    with connection.cursor() as cursor:
        cursor.execute("select name from unnest(%s::text[]) name where current_setting(name) = 'off'", [list(NEEDED)])
        return [name for (name,) in cursor.fetchall()]


def check_at_start() -> None:
    """Tell the operator in the log why no report will be taken; each form asks again by itself."""
    try:
        weak = weaknesses()
    except DatabaseError:
        log.warning("The database does not answer. The public forms show phone numbers until it does.")
        return
    finally:
        connection.close()
    if weak:
        log.critical(
            "No report is taken: PostgreSQL runs with %s off. Turn it on and restart the server.", ", ".join(weak)
        )
