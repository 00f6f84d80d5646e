"""When something is wrong: the form of every other refusal, and nothing of what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext

from wayhome.terms.words import N_

UNREADABLE = N_("The request cannot be read. To ask about it, quote the header X-Request-Id.")
FORBIDDEN = N_("Nobody may do this here. To ask about it, quote the header X-Request-Id.")
NOWHERE = N_("There is nothing at this address.")
FAILED = N_(
    "Something broke and nothing was stored. Send it again with the same Idempotency-Key. To ask about it, quote the"
    " header X-Request-Id."
)


def said(problem: str, fields: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The one form of every refusal, in the reader's language."""
    return {"problem": gettext(problem), "fields": {name: gettext(words) for name, words in (fields or {}).items()}}


def bad_request(_request: HttpRequest, **__: object) -> JsonResponse:
    """What was sent could not be read."""
    return JsonResponse(said(UNREADABLE), status=400)


def forbidden(_request: HttpRequest, **__: object) -> JsonResponse:
    """Something that nobody may do."""
    return JsonResponse(said(FORBIDDEN), status=403)


def not_found(_request: HttpRequest, **__: object) -> JsonResponse:
    """There is no such operation."""
    return JsonResponse(said(NOWHERE), status=404)


def failed(_request: HttpRequest) -> JsonResponse:
    """A mistake of ours; the transaction was undone."""
    return JsonResponse(said(FAILED), status=500)
