"""The owner of the tables: for `wayhome migrate` alone."""

from wayhome.settings import common
from wayhome.settings.common import *

SECRET_KEY = "migrations-sign-nothing"  # noqa: S105
DATABASES = common.database("WAYHOME_DATABASE_URL")
INSTALLED_APPS = [*common.SIGN_IN, "procrastinate.contrib.django", *common.STAGES]
