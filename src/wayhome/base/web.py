"""What all doors share: one transaction a request, a reference for each failure, and where a request came from."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from wayhome.base.ids import new_quote
from wayhome.base.proxies import is_address, is_proxy
from wayhome.base.service import refuse_unready_database

Door = Callable[[HttpRequest], HttpResponse]
QUOTE_HEADER = "X-Request-Id"
QUOTE_KEY = "wayhome.quote"
BUSY = 429
_quote: ContextVar[str] = ContextVar("quote", default="")
# On every answer of every door, beside what Django's own middleware sets.
ALWAYS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}
NO_STORE = {"Cache-Control": "no-store"}


def guarded(door: Door) -> Door:
    """The outermost middleware: a reference for the request, and headers that no answer goes without.

    Only an answer that failed carries its reference. What is not there and what is not for you must look the same to
    the byte, so a page that was not found has none.
    """
    headers = {
        **ALWAYS,
        **(OVER_TLS if settings.OVER_TLS else {}),
        **(NO_STORE if getattr(settings, "KEPT_NOWHERE", False) else {}),
    }

    def within(request: HttpRequest) -> HttpResponse:
        token = _quote.set(new_quote())
        request.META[QUOTE_KEY] = quote()  # Django logs some answers when this is left already
        try:
            response = door(request)
            if has_failed(response.status_code):
                response.headers[QUOTE_HEADER] = quote()
        finally:
            _quote.reset(token)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return within


def quote() -> str:
    """The reference of the request in hand; empty outside of one."""
    return _quote.get()


def has_failed(status: int) -> bool:
    """Whether an answer is one about which somebody may call: refused by a safeguard, or broken."""
    return status in {400, 403, BUSY} or status >= 500


def client_address(request: HttpRequest) -> str:
    """The address from which a request came.

    A proxy is believed only when it is one of WAYHOME_TRUSTED_PROXY: then the last address of X-Forwarded-For that is
    no such proxy counts, since anybody may write what stands before it. A Unix socket gives no address: it is a proxy when
    `unix` is named, and the address is empty when it is not.
    """
    address = str(request.META.get("REMOTE_ADDR") or "")
    for before in reversed(str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")):
        if not is_proxy(address, settings.TRUSTED_PROXY) or not is_address(before.strip()):
            break
        address = before.strip()
    return address


def one_transaction(door: Door) -> Door:
    """Run sign-in, page and ledger in one transaction, undone when the page fails.

    The viewer starts empty in each, so that nothing a pooled connection did before can be seen through.
    """

    def within(request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            set_viewer(officer="", agency="")
            refuse_unready_database()
            response = door(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    return within


def set_viewer(*, officer: str, agency: str) -> None:
    """Tell the database who looks, until the end of this transaction."""
    _set(officer=officer, client="", agency=agency)


def set_client(*, client: str, agency: str) -> None:
    """Tell the database which agency's system asks, until the end of this transaction."""
    _set(officer="", client=client, agency=agency)


def _set(**names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('wayhome.officer', %(officer)s, true), set_config('wayhome.client', %(client)s, true),"
            " set_config('wayhome.agency', %(agency)s, true)",
            names,
        )
