"""One request, one transaction."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

Door = Callable[[HttpRequest], HttpResponse]


def one_transaction(door: Door) -> Door:
    """Run sign-in, page and ledger in one transaction, undone when the page fails.

    The viewer starts empty in each, so that nothing a pooled connection did before can be seen through.
    """

    def within(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            set_viewer(officer="", agency="")
            response = door(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return within


def set_viewer(*, officer: str, agency: str) -> None:
    """Tell the database who looks, until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('wayhome.officer', %s, true), set_config('wayhome.agency', %s, true)", [officer, agency]
        )
