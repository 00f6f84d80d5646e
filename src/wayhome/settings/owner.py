"""The owner of the tables: for `wayhome migrate` alone."""

from wayhome.settings import common, library
from wayhome.settings.common import *
from wayhome.settings.library import *

SECRET_KEY = "migrations-sign-nothing"  # noqa: S105
DATABASES = common.database("WAYHOME_DATABASE_URL")
INSTALLED_APPS = [*common.SIGN_IN, *library.APPS, "procrastinate.contrib.django", *common.STAGES]
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # the library will not start without it
