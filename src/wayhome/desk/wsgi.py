"""The desk as a WSGI application."""

from django.core.handlers.wsgi import WSGIHandler

from wayhome.base.service import begin

begin("wayhome.settings.desk", routes="wayhome.desk.access.routes")
application = WSGIHandler()
