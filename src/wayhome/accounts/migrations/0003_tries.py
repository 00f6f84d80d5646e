"""Tries at passwords and codes. Not logged: a crash of the database forgets them, and a report never waits for them."""

from django.db import migrations

MAKE = """
create unlogged table accounts_try (key bytea not null, at timestamptz not null);
create index accounts_try_of_key on accounts_try (key, at);
create index accounts_try_at on accounts_try (at);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_national_intake")]
    operations = [migrations.RunSQL(MAKE, "drop table accounts_try")]
