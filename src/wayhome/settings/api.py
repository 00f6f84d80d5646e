"""The partners' door: takes reports from other agencies' systems, and can open none."""

from wayhome.settings import common
from wayhome.settings.common import *

SECRET_KEY = "the-partners-door-signs-nothing"  # noqa: S105
SIGNS_NOTHING = True
DATABASES = common.database("WAYHOME_API_DATABASE_URL")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "procrastinate.contrib.django",
    "wayhome.ledger",
    "wayhome.accounts",
    "wayhome.intake",
    "wayhome.api",
]
MIDDLEWARE = [
    "wayhome.base.web.guarded",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wayhome.base.web.one_transaction",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "wayhome.api.urls"
KEPT_NOWHERE = True
OVER_TLS = common.API_ORIGIN.startswith("https://")
CONTENT_SECURITY_POLICY = common.csp()
