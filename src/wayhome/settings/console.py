"""The commands of whoever runs the service: invented people, PFIF, published figures. No process that serves uses this."""

from wayhome.settings import common, library
from wayhome.settings.common import *
from wayhome.settings.library import *

SECRET_KEY = "commands-sign-nothing"  # noqa: S105
DATABASES = common.database("WAYHOME_CONSOLE_DATABASE_URL")
SIGNS_NOTHING = True
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # the library will not start without it
INSTALLED_APPS = [
    "wayhome.look",
    "django.forms",
    "django.contrib.staticfiles",
    *common.SIGN_IN,
    *library.APPS,
    "procrastinate.contrib.django",
    *common.STAGES,
]
