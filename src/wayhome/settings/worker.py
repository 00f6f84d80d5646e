"""The worker: what follows what, and the clocks."""

from wayhome.settings import common
from wayhome.settings.common import *

SECRET_KEY = "the-worker-signs-nothing"  # noqa: S105
SIGNS_NOTHING = True
DATABASES = common.database("WAYHOME_WORKER_DATABASE_URL")
INSTALLED_APPS = [
    "wayhome.look",
    "django.forms",
    "django.contrib.staticfiles",
    *common.SIGN_IN,
    "procrastinate.contrib.django",
    *common.STAGES,
]
