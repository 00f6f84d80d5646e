"""No row can say that one of its authors approved it, whoever submitted it."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("appeals", "0001_initial")]
    operations = [
        migrations.RemoveConstraint(model_name="appeal", name="appeal_second_officer"),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=Q(approved_by="")
                | ~Q(approved_by=F("submitted_by")) & ~Q(authors__contains=[F("approved_by")]),
                name="appeal_second_officer",
            ),
        ),
    ]
