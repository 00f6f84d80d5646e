"""For type and migration checks, which touch no database: every app, and secrets that open nothing."""

import os

for name in ("WAYHOME_APP_DATABASE_URL", "WAYHOME_PUBLIC_DATABASE_URL"):
    os.environ.setdefault(name, "postgresql://nobody:nothing@localhost/none")
os.environ.setdefault("WAYHOME_SECRET_KEY", "checks-sign-nothing")

from wayhome.settings.desk import *  # noqa: E402
