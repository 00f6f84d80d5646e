"""Why a serving process must not start. Each reason is a sentence for the operator, with the remedy in it.

Tests alone set WAYHOME_ALLOW_UNSAFE, since their database forgets on purpose.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from wayhome.base.errors import Unready
from wayhome.base.proxies import UNIX, is_network
from wayhome.base.routes import refuse_unlisted

log = logging.getLogger(__name__)
EXIT = 78  # EX_CONFIG
REFUSED = "Wayhome does not start:"
NEEDED = ("fsync", "full_page_writes", "synchronous_commit")
ORIGINS = ("DESK_ORIGIN", "PUSH_ORIGIN", "PUBLIC_ORIGIN", "API_ORIGIN")
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver"})
SHORTEST_SECRET, FEWEST_SIGNS = 32, 10
# What stands in this repository, or in everybody's first guess.
KNOWN_SECRETS = frozenset(
    {"checks-sign-nothing", "migrations-sign-nothing", "the-worker-signs-nothing", "commands-sign-nothing",
     "the-sealer-signs-with-a-key-of-its-own", "the-partners-door-signs-nothing"}
)  # fmt: skip
KNOWN_PASSWORDS = frozenset({"password", "postgres", "wayhome", "changeme", "secret", "owner", "admin"})
_looked: dict[str, bool] = {"database": False}


def begin(settings_module: str, *, routes: str = "") -> None:
    """Set Django up for a serving process, or say why not and end it.

    routes   the name of the function that gives every route of this door for which a requirement is written down; empty
             where a door has no routes
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module)
    try:
        django.setup()
    except ImproperlyConfigured as problem:
        _refuse([str(problem)])
    try:
        if routes:
            refuse_unlisted(settings.ROOT_URLCONF, import_string(routes)(), table=routes.rpartition(".")[0])
    except Unready as problem:
        _refuse([str(problem)])
    _refuse(unready_reasons())


def refuse_unready() -> None:
    """The same for a command that serves. Raises Unready with a sentence a reason."""
    if reasons := unready_reasons():
        raise Unready("\n".join(f"{REFUSED} {reason}" for reason in reasons))


def unready_reasons() -> list[str]:
    """Everything that is wrong with the settings and, when it answers, with the database server."""
    if settings.ALLOW_UNSAFE:
        return []
    reasons = faults_of(settings)
    try:
        reasons += _of_database()
    except DatabaseError:
        log.warning("The database does not answer. It is looked at again before anything is stored.")
    finally:
        connection.close()
    return reasons


def refuse_unready_database() -> None:
    """Look at the database server once, when it did not answer at the start. Raises Unready."""
    if not _looked["database"] and not settings.ALLOW_UNSAFE and (reasons := _of_database()):
        raise Unready(" ".join(reasons))


def weaknesses() -> list[str]:
    """Settings of the database server with which a confirmed report could be lost. Raises DatabaseError when it is down."""
    if settings.ALLOW_UNSAFE:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select name from unnest(%s::text[]) name where current_setting(name) = 'off'", [list(NEEDED)])
        return [name for (name,) in cursor.fetchall()]


def _of_database() -> list[str]:
    reasons = [f"PostgreSQL runs with {name} off and may forget a report. Turn it on." for name in weaknesses()]
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        if cursor.fetchone() != (False,):
            reasons.append("The process signs in to PostgreSQL as a role that passes every wall. Name a plain role.")
    _looked["database"] = not reasons
    return reasons


def faults_of(given: Any) -> list[str]:
    """What is wrong with the settings of a serving process."""
    return [*_of_secrets(given), *_of_origins(given), *_of_plane(given), *_of_trial(given)]


def _of_secrets(given: Any) -> Iterable[str]:
    secret = str(given.SECRET_KEY)
    if not getattr(given, "SIGNS_NOTHING", False):
        if secret in KNOWN_SECRETS or secret.startswith("django-insecure-"):
            yield "The secret key is one that stands in a repository. Make one of your own."
        elif len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS:
            yield f"The secret key is too short or too even. Make one of {SHORTEST_SECRET} random signs or more."
    database = given.DATABASES["default"]
    if (password := database["PASSWORD"]) and (password in KNOWN_PASSWORDS or password == database["USER"]):
        yield "The password of the database is one that everybody guesses. Make one of your own."
    if given.DEBUG:
        yield "DEBUG is on, which shows a child's details on every page that fails. Turn it off."


def _of_origins(given: Any) -> Iterable[str]:
    for name in ORIGINS:
        origin = urlsplit(getattr(given, name))
        if origin.scheme != "https" and origin.hostname not in LOCAL:
            yield f"WAYHOME_{name} must begin with https:// where it is no localhost address."
    if "*" in given.ALLOWED_HOSTS:
        yield "WAYHOME_HOSTS holds *, so any name would be answered. List the names that are yours."
    if getattr(given, "OVER_TLS", False):
        uses = {
            "SESSION_COOKIE_SECURE": "django.contrib.sessions.middleware.SessionMiddleware",
            "CSRF_COOKIE_SECURE": "django.middleware.csrf.CsrfViewMiddleware",
        }
        for name, middleware in uses.items():
            if middleware in given.MIDDLEWARE and not getattr(given, name):
                yield f"{name} is off although the site is reached by https. Turn it on."


def _of_plane(given: Any) -> Iterable[str]:
    for word in filter(None, (each.strip() for each in given.TRUSTED_PROXY.split(","))):
        if word != UNIX and not is_network(word):
            yield f"WAYHOME_TRUSTED_PROXY holds {word}, which is no address, no network and not `{UNIX}`."
    plane = urlsplit(given.PLANE_ORIGIN)
    if plane.scheme not in {"http", "https"} or not plane.hostname:
        yield "WAYHOME_PLANE_ORIGIN must be http:// or https:// and a host: the web server that hands out what is published."


def _of_trial(given: Any) -> Iterable[str]:
    if not given.DEMONSTRATION:
        return
    origins = {urlsplit(getattr(given, name)).hostname for name in ORIGINS}
    if {*given.ALLOWED_HOSTS, *origins} - LOCAL:
        yield "WAYHOME_DEMONSTRATION is on, and others than this machine can reach it. It is for trials on localhost."


def _refuse(reasons: list[str]) -> None:
    if reasons:
        for reason in reasons:
            print(f"{REFUSED} {reason}", file=sys.stderr, flush=True)  # noqa: T201 - the operator reads it
        raise SystemExit(EXIT)
