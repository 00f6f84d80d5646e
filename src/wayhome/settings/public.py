"""The public site: may read what is published and hand in reports, and can reach no child's file."""

from typing import Any

from wayhome.settings import common
from wayhome.settings.common import *

SECRET_KEY = common.secret("WAYHOME_PUBLIC_SECRET_KEY")
DATABASES = common.database("WAYHOME_PUBLIC_DATABASE_URL")
DATABASES["default"]["OPTIONS"]["connect_timeout"] = 2  # a parent must not wait for a database that is down
INSTALLED_APPS = [
    "wayhome.look",  # before django.forms, whose plain templates would win otherwise
    "django.forms",
    "django.contrib.staticfiles",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "procrastinate.contrib.django",
    "wayhome.ledger",
    "wayhome.accounts",
    "wayhome.limits",
    "wayhome.published",
    "wayhome.intake",
    "wayhome.public",
]
# Only the forms need the database, and each is one transaction of its own (public.formpage): pages and appeals go on
# without it.
MIDDLEWARE = [
    "wayhome.base.web.guarded",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wayhome.public.busy.spared",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "wayhome.public.urls"
TEMPLATES = [{**common.TEMPLATES[0], "OPTIONS": {"context_processors": ["wayhome.public.site.frame"]}}]
CSRF_FAILURE_VIEW = "wayhome.public.failures.not_from_here"
OVER_TLS = common.PUBLIC_ORIGIN.startswith("https://")
CSRF_TRUSTED_ORIGINS = [common.PUBLIC_ORIGIN]  # TLS ends at a proxy
CSRF_COOKIE_SECURE = OVER_TLS
CSRF_COOKIE_NAME = "__Host-form" if CSRF_COOKIE_SECURE else "form"
CSRF_COOKIE_AGE = None  # gone when the browser closes: nothing stays on a shared computer
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = common.csp()
# An address of this site may hold the reference of a report or an appeal: what was not found, or gone, is not logged.
_logging: dict[str, Any] = common.LOGGING
LOGGING = {**_logging, "loggers": {**_logging["loggers"], "django.request": {"level": "ERROR"}}}
