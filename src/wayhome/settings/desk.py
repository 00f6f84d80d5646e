"""The desk: staff pages."""

import os

from wayhome.settings import common, library
from wayhome.settings.common import *
from wayhome.settings.library import *

SECRET_KEY = common.secret("WAYHOME_SECRET_KEY")
DATABASES = common.database("WAYHOME_APP_DATABASE_URL")
INSTALLED_APPS = [
    "wayhome.look",  # before django.forms, whose plain templates would win otherwise
    "django.forms",
    "django.contrib.staticfiles",
    *common.SIGN_IN,
    *library.APPS,
    "procrastinate.contrib.django",
    *common.STAGES,
    "wayhome.desk",
]
MIDDLEWARE = [
    "wayhome.base.web.guarded",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wayhome.base.web.one_transaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wayhome.desk.middleware.as_viewer",
]
ROOT_URLCONF = "wayhome.desk.urls"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "episodes"
LOGOUT_REDIRECT_URL = "sign_in"
LOOKS_AN_HOUR = int(os.environ.get("WAYHOME_LOOKS_AN_HOUR", "300"))
KEPT_NOWHERE = True
OVER_TLS = common.DESK_ORIGIN.startswith("https://")
# TLS ends at a proxy, so a form's origin is not the one that this process sees.
CSRF_TRUSTED_ORIGINS = [common.DESK_ORIGIN]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_TLS
SESSION_COOKIE_NAME = common.desk_cookie("wayhome_desk")
CSRF_COOKIE_NAME = common.desk_cookie("wayhome_desk_csrf")
KNOWN_COOKIE_NAME = common.desk_cookie("wayhome_desk_known")
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ("login", "name", "number")}),
    )
]
CSRF_FAILURE_VIEW = "wayhome.desk.views.not_found.not_from_here"
CONTENT_SECURITY_POLICY = common.csp(connect=(common.PUSH_ORIGIN,))
