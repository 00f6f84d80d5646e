"""The process of the partners' door."""

from django.core.handlers.wsgi import WSGIHandler

from wayhome.base.service import begin

begin("wayhome.settings.api", routes="wayhome.api.access.routes")
application = WSGIHandler()
