"""Routes of the partners' door."""

from __future__ import annotations

from django.urls import path

from wayhome.api.reports import api

urlpatterns = [path("", api.urls)]
