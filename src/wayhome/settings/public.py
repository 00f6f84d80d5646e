"""The public site: may read what is published and hand in reports, and can reach no child's file."""

from wayhome.settings import common
from wayhome.settings.common import *

SECRET_KEY = common.secret("WAYHOME_PUBLIC_SECRET_KEY")
DATABASES = common.database("WAYHOME_PUBLIC_DATABASE_URL")
INSTALLED_APPS = [
    "wayhome.look",  # before django.forms, whose plain templates would win otherwise
    "django.forms",
    "django.contrib.staticfiles",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "procrastinate.contrib.django",
    "wayhome.ledger",
    "wayhome.accounts",
    "wayhome.published",
    "wayhome.intake",
    "wayhome.public",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wayhome.base.web.one_transaction",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "wayhome.public.urls"
CSRF_COOKIE_NAME = "wayhome_form"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = common.csp()
