"""What all processes share. Each settings module calls `database(...)` with its own role and lists its own apps."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

# Stages, in the order of a case. A process lists those it needs and no more.
STAGES = (
    "wayhome.limits",
    "wayhome.ledger",
    "wayhome.accounts",
    "wayhome.access",
    "wayhome.facts",
    "wayhome.clocks",
    "wayhome.published",
    "wayhome.intake",
    "wayhome.cases",
    "wayhome.risk",
    "wayhome.registry",
    "wayhome.matching",
    "wayhome.appeals",
    "wayhome.alerts",
    "wayhome.outcomes",
    "wayhome.figures",
    "wayhome.flow",
)
SIGN_IN = ("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions")

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", _("English")), ("cy", _("Welsh"))]
AUTH_USER_MODEL = "accounts.Officer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
STATIC_URL = "/static/"
FORM_RENDERER = "wayhome.look.forms.Renderer"
ALLOWED_HOSTS = os.environ.get("WAYHOME_HOSTS", "localhost,127.0.0.1,testserver").split(",")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

COUNTRY_PROFILE = os.environ.get("WAYHOME_PROFILE", "uk-today")
DEMONSTRATION = os.environ.get("WAYHOME_DEMONSTRATION") == "1"
# Tests alone set this: without it no process starts on a server that could forget a report when the power fails.
ALLOW_UNSAFE = os.environ.get("WAYHOME_ALLOW_UNSAFE") == "1"
DESK_ORIGIN = os.environ.get("WAYHOME_DESK_ORIGIN", "http://localhost:8000")
PUSH_ORIGIN = os.environ.get("WAYHOME_PUSH_ORIGIN", "http://localhost:8001")
PUBLIC_ORIGIN = os.environ.get("WAYHOME_PUBLIC_ORIGIN", "http://localhost:8080")
API_ORIGIN = os.environ.get("WAYHOME_API_ORIGIN", "http://localhost:8002")
# Where the worker reads back what the public sees: the web server before the public site, without a cache in between.
PLANE_ORIGIN = os.environ.get("WAYHOME_PLANE_ORIGIN") or PUBLIC_ORIGIN
# Proxies whose word about a visitor's address is believed: addresses or networks, with commas; `unix` for whoever reaches
# a process by its socket, which the folder's rights decide.
TRUSTED_PROXY = os.environ.get("WAYHOME_TRUSTED_PROXY", "")
# Threads of one web process of the public site.
THREADS = int(os.environ.get("WAYHOME_THREADS", "4"))
# Where "Exit this page" leads: a page that says nothing about the reader.
EXIT_URL = os.environ.get("WAYHOME_EXIT_URL", "https://example.org/")

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
# Only ids, codes and sentences without a child's details are ever logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "wayhome.base.logs.Line", "format": "%(asctime)s %(levelname)s %(name)s [%(quote)s] %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("WAYHOME_LOG", "WARNING")},
    "loggers": {"procrastinate": {"level": "WARNING"}, "django": {"handlers": []}},
}


def secret(name: str) -> str:
    """A secret from the environment. Raises ImproperlyConfigured naming it."""
    if value := os.environ.get(name):
        return value
    raise ImproperlyConfigured(f"Set {name}; `wayhome run` does so for the demonstration.")


def database(variable: str) -> dict[str, dict[str, Any]]:
    """Django's DATABASES from a URL such as postgresql://role:password@host:5432/name, or ?host=/socket/folder."""
    parts = urlsplit(secret(variable))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{variable} must begin with postgresql://")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": parts.port or query.pop("port", ""),
            # Values travel apart from the statement, so that pg_stat_activity and the server's log show none.
            "OPTIONS": {"application_name": "wayhome", "server_side_binding": True, **query},
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }


def desk_cookie(name: str) -> str:
    """A cookie's name; over TLS one that a browser takes from this very host alone, and over TLS alone."""
    return f"__Host-{name}" if DESK_ORIGIN.startswith("https://") else name


def agency_sign_in() -> dict[str, dict[str, Any]]:
    """Agencies that sign their officers in themselves, from the file of WAYHOME_AGENCY_SIGN_IN; none without it.

    Raises ImproperlyConfigured naming what is wrong: a provider without TLS could be anybody.
    """
    named = os.environ.get("WAYHOME_AGENCY_SIGN_IN")
    if not named:
        return {}
    found: dict[str, dict[str, Any]] = {}
    try:
        for each in json.loads(Path(named).read_text()):
            found[each["id"]] = {"second_factor": [], **each}
            wanted = {"id", "agency", "name", "issuer", "client_id", "secret"}
            if lacking := wanted - {name for name, value in each.items() if value and isinstance(value, str)}:
                raise ImproperlyConfigured(f"WAYHOME_AGENCY_SIGN_IN: {each['id']} lacks {', '.join(sorted(lacking))}.")
            issuer = urlsplit(each["issuer"])
            if issuer.scheme != "https" and issuer.hostname not in {"localhost", "127.0.0.1"}:
                raise ImproperlyConfigured(
                    f"WAYHOME_AGENCY_SIGN_IN: the issuer of {each['id']} must begin with https://."
                )
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise ImproperlyConfigured(f"WAYHOME_AGENCY_SIGN_IN names no file of that form: {problem}.") from problem
    return found


def csp(*, connect: tuple[str, ...] = ()) -> dict[str, Any]:
    """A content security policy without inline script or style, and nothing from other origins."""
    own = "'self'"
    return {
        "DIRECTIVES": {
            "default-src": [own],
            "img-src": [own, "data:"],
            "connect-src": [own, *connect],
            "frame-ancestors": ["'none'"],
            "form-action": [own],
            "base-uri": ["'none'"],
            "object-src": ["'none'"],
        }
    }
