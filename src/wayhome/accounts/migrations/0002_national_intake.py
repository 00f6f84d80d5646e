"""The desk that owns a report before anybody is known to own it."""

from typing import Any

from django.db import migrations

NATIONAL_INTAKE = "01890000-0000-7000-8000-000000000001"


def make(apps: Any, _: Any) -> None:
    apps.get_model("accounts", "Agency").objects.create(
        id=NATIONAL_INTAKE, code="national-intake", name="National intake desk", kind="national_intake"
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
