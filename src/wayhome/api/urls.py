"""Routes of the partners' door: the operations that `access.OPERATIONS` names, and nothing that the library adds."""

from __future__ import annotations

from django.urls import include, path

from wayhome.api import failures
from wayhome.api.reports import api

_made, app_name, namespace = api.urls
urlpatterns = [
    path(
        "api/v1/",
        include(([each for each in _made if getattr(each, "name", "") != "api-root"], app_name), namespace=namespace),
    )
]

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.failed
