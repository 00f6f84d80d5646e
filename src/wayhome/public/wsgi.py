"""The public process."""

from django.core.handlers.wsgi import WSGIHandler

from wayhome.base.service import begin

begin("wayhome.settings.public", routes="wayhome.public.access.routes")
application = WSGIHandler()

from wayhome.public import busy, failures  # noqa: E402 - need Django to be set up

failures.failed_page()
busy.busy_page()
