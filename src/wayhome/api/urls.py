"""Routes of the partners' door: the operations that `access.OPERATIONS` names, and nothing that the library adds."""

from __future__ import annotations

from django.urls import include, path

from wayhome.api.reports import api

_made, app_name, namespace = api.urls
urlpatterns = [
    path(
        "",
        include(([each for each in _made if getattr(each, "name", "") != "api-root"], app_name), namespace=namespace),
    )
]
