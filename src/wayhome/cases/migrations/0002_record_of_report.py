"""Reports that a case has taken up learn whose record it is, since access follows the record."""

from django.db import migrations

TELL = """
update intake_report r set record = e.misper_id
from cases_episodereport l join cases_episode e on e.id = l.episode_id
where l.report_id = r.id and r.record is null
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("intake", "0004_record_of_report")]
    operations = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
