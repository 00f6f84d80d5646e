"""Reports from an agency's own system: JSON in, a reference out, the same answer to the same request."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer
from pydantic import BaseModel, ConfigDict, Field

from wayhome.accounts import queries as accounts
from wayhome.accounts.models import ApiKey
from wayhome.api.failures import said
from wayhome.base import clock
from wayhome.base.web import client_address, set_client
from wayhome.intake import actions as intake
from wayhome.intake import answers
from wayhome.intake.models import ReportDoor
from wayhome.limits.memory import Buckets
from wayhome.rules.alert_draft import HEADLINE_MOST
from wayhome.rules.report import LONGEST
from wayhome.terms.actor import Actor
from wayhome.terms.words import N_

KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 200
NO_KEY = N_("Send the header Idempotency-Key with a value of your own, at most 200 characters.")
NOT_SIGNED_IN = N_("Send the header Authorization: Bearer and your agency's key.")
NO_JSON = N_("Send the report as one JSON object in UTF-8.")
TOO_LARGE = N_("Send at most 2 MB.")
UNREADABLE = N_("The report cannot be read.")
LACKING = N_("The report lacks something.")
OTHER_BODY = N_("This Idempotency-Key was used for another report. Use a new key.")


class Bearer(HttpBearer):
    """An agency's key."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:  # noqa: ARG002 - ninja's signature
        """The key, if it is valid; it is then the viewer of this transaction."""
        if key := accounts.api_key(token):
            set_client(client=str(key.pk), agency=str(key.agency_id))
        return key


class ReportIn(BaseModel):  # not ninja's Schema, which drops every field that it does not declare
    """What is known of a missing person. A first name and a place are enough; “unknown” is a value.

    Any other fact kind may stand beside these under its own code, as text; a field we do not know is kept as given.
    """

    model_config = ConfigDict(extra="allow")

    given_name: str = Field(min_length=1, max_length=LONGEST)
    last_seen_place: str = Field(min_length=1, max_length=LONGEST)
    # Whoever asks for a Child Rescue Alert writes these. Officers see a draft; two of them must still decide.
    alert_headline: str = Field(default="", max_length=HEADLINE_MOST)
    alert_description: str = Field(default="", max_length=LONGEST)
    alert_instruction: str = Field(default="", max_length=LONGEST)
    alert_why: str = Field(default="", max_length=LONGEST)


class ReportOut(Schema):
    """The reference to quote, and when we received it."""

    reference: str
    received_at: str


class Wrong(Schema):
    """What stops the request, by field."""

    problem: str
    fields: dict[str, str] = {}


# For each key and process: 300 at once and 300 an hour are a force's own; beyond that each is marked, none refused.
_reports = Buckets(rate=300 / 3600, burst=300)

api = NinjaAPI(title="Wayhome", version="1", urls_namespace="partners", docs_url=None, openapi_url=None, auth=Bearer())


def _refused(request: HttpRequest, problem: str, status: int, fields: Mapping[str, str] | None = None) -> HttpResponse:
    return api.create_response(request, said(problem, fields), status=status)


@api.exception_handler(ValidationError)
def say_which_field(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """A sentence for each field, in the same form as every other refusal."""
    fields = {str(error["loc"][-1]): str(error["msg"]) for error in problem.errors}
    return _refused(request, UNREADABLE, 422, fields)


@api.exception_handler(AuthenticationError)
def say_how_to_sign_in(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    """The same words for no key, a wrong key and one that was ended."""
    return _refused(request, NOT_SIGNED_IN, 401)


@api.exception_handler(HttpError)
def say_what_to_send(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """A body that cannot be read."""
    return _refused(request, NO_JSON, problem.status_code)


@api.exception_handler(RequestDataTooBig)
def say_how_much(request: HttpRequest, _: RequestDataTooBig) -> HttpResponse:
    """A body that is too large."""
    return _refused(request, TOO_LARGE, 413)


@api.post("/reports", response={201: ReportOut, 400: Wrong, 401: Wrong, 413: Wrong, 422: Wrong})
def receive(request: HttpRequest, report: ReportIn) -> Any:
    """Take a report of a missing person.

    The key of the request belongs to the agency: the same key and body get the same status and bytes again, another
    body is refused, and of two at once one report is made.
    """
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    name = request.headers.get(KEY_HEADER, "")
    if not 0 < len(name) <= LONGEST_KEY:
        return _refused(request, NO_KEY, 400)
    at = clock.now()
    held = answers.hold(key.agency_id, name, hashlib.sha256(request.body).digest(), at=at)
    if held.other_request:
        return _refused(request, OTHER_BODY, 422)
    if held.given is not None:
        return HttpResponse(held.given.body, status=held.given.status, content_type="application/json; charset=utf-8")
    by = Actor.client(key.pk, key.agency_id, origin=client_address(request))
    status, body = _taken(report, key, by, at)
    response = api.create_response(request, body, status=status)
    answers.keep(held, status=status, body=response.content)
    return response


def _taken(report: ReportIn, key: ApiKey, by: Actor, at: Any) -> tuple[int, dict[str, Any]]:
    words = {"informant_agency": key.agency.name, **report.model_dump(exclude_unset=True)}
    try:
        row = intake.receive_report(
            intake.Received(words, of_many=not _reports.take(str(key.pk))),
            door=ReportDoor.PARTNER_API,
            by=by,
            at=at,
            agency=_owner(key),
        )
    except intake.Incomplete as problem:
        return 422, said(LACKING, problem.wrong)
    return 201, {"reference": row.reference, "received_at": row.received_at.isoformat()}


def _owner(key: ApiKey) -> Any:
    """A force owns what it reports; what any other agency reports goes to the national intake desk."""
    return key.agency_id if key.agency.kind == "police_force" else None
