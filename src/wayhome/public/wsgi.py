"""The public process."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayhome.settings.public")
application = get_wsgi_application()

from wayhome.public import failures, readiness  # noqa: E402 - need Django to be set up

failures.failed_page()
readiness.check_at_start()
