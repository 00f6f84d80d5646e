"""A table of facts is never emptied, by its owner neither."""

from django.db import migrations

WALL = """
create trigger fact_never_emptied before truncate on facts_fact
    for each statement execute function wayhome_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("facts", "0002_never_edited"), ("ledger", "0001_initial")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
