"""A page with a form: one transaction, nothing lost, and the numbers to call whenever it cannot be taken."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from wayhome.base.errors import Unready
from wayhome.base.service import weaknesses
from wayhome.base.web import one_transaction
from wayhome.public import failures
from wayhome.public.busy import one_of_many
from wayhome.public.fields import PublicForm

log = logging.getLogger(__name__)
# The database is down or full, or the disk of keys and files is.
CANNOT_STORE = (OperationalError, InterfaceError, OSError, Unready)


def stored(
    request: HttpRequest, answer: Callable[[HttpRequest], HttpResponse], *, otherwise: Callable[[], HttpResponse]
) -> HttpResponse:
    """An answer given within one transaction and after its commit; `otherwise` when nothing could be stored or read."""
    try:
        return one_transaction(answer)(request)
    except CANNOT_STORE as trouble:
        # The type alone: a message of the database may quote what a person wrote.
        log.error("The database or a disk failed a public page: %s", type(trouble).__name__)  # noqa: TRY400
        return otherwise()


class FormPage(View):
    """Asks, takes, and says so only when what was told is safely stored."""

    http_method_names = ["get", "head", "post"]
    form_class: type[PublicForm]
    template: str
    of_many = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, or keep the words on the screen and show the numbers."""
        self.of_many = request.method == "POST" and one_of_many(request, str(request.resolver_match.url_name))  # type: ignore[union-attr]
        response = stored(request, lambda request: self._answer(request, *args, **kwargs), otherwise=self._not_now)
        response["Cache-Control"] = "no-store"
        # With "no-referrer" browsers send "Origin: null", which the check against forged forms must refuse.
        response["Referrer-Policy"] = "same-origin"
        return response

    def _answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if weak := weaknesses():
            log.error("A form was closed: PostgreSQL runs with %s off", ", ".join(weak))
            return self._not_now()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The empty form."""
        del request, kwargs
        return self.show(self.fresh())

    def fresh(self) -> PublicForm:
        """The empty form."""
        return self.form_class()

    def show(self, form: PublicForm, *, status: int = 200, notice: str = "") -> HttpResponse:
        """Draw the form."""
        context = {"form": form, "notice": notice, **self.kwargs, **self.around()}
        return render(self.request, self.template, context, status=status)

    def around(self) -> dict[str, Any]:
        """What else the page takes."""
        return {}

    def again(self, notice: str, *, status: int) -> HttpResponse:
        """The form with everything that was written; `notice` says why."""
        return self.show(self.form_class(self.request.POST), status=status, notice=notice)

    def _not_now(self) -> HttpResponse:
        if self.request.method != "POST":
            return failures.closed(self.request)
        notice = _(
            "Your report is NOT sent: it could not be stored just now. Please call, or press the button again in a minute."
        )
        return failures.soon(self.again(notice, status=503))
