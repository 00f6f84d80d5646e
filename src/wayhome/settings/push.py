"""The push process: knows who is signed in and what the ledger says happened; no case is loaded here."""

from wayhome.settings import common
from wayhome.settings.common import *

SECRET_KEY = common.secret("WAYHOME_SECRET_KEY")
DATABASES = common.database("WAYHOME_PUSH_DATABASE_URL")
INSTALLED_APPS = [*common.SIGN_IN, "wayhome.accounts"]
OVER_TLS = common.DESK_ORIGIN.startswith("https://")
SESSION_COOKIE_NAME = common.desk_cookie("wayhome_desk")
