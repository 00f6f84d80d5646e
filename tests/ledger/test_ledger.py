"""The ledger only grows."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from tests import database
from wayhome.accounts.models import NATIONAL_INTAKE, Agency
from wayhome.ledger import actions as ledger
from wayhome.ledger.models import Entry
from wayhome.terms.actor import Actor

pytestmark = pytest.mark.django_db


def test_an_entry_cannot_be_changed_by_the_role_that_wrote_it(now: datetime) -> None:
    desk = Agency.objects.get(pk=NATIONAL_INTAKE)
    ledger.write("agency.noted", desk, by=Actor.system("test"), agency=desk.pk, at=now)
    with pytest.raises(ProgrammingError, match="permission denied"):
        Entry.objects.update(kind="agency.forgotten")


def test_the_owner_of_the_table_cannot_change_an_entry_either() -> None:
    connected = database.cluster.superuser(database.cluster.name)
    with connected as owner, owner.transaction(force_rollback=True):
        owner.execute(
            "insert into ledger_entry (id, kind, look, subject, key, by, origin, reason, facts, at)"
            " values (gen_random_uuid(), 'x', false, 's', gen_random_uuid(), 'b', '', '', '{}', now())"
        )
        for verb in ("update ledger_entry set kind = 'y'", "delete from ledger_entry", "truncate ledger_entry"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), owner.transaction():
                owner.execute(verb)


def test_the_application_is_neither_owner_nor_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = 'wayhome_app'")
        assert cursor.fetchone() == (False,)
        cursor.execute("select count(*) from pg_tables where tableowner = 'wayhome_app'")
        assert cursor.fetchone() == (0,)
