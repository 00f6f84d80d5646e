"""The web server's configuration: one source for `wayhome run` and for an operator's own nginx.

Headers come from the middleware that the public process itself runs, and names and kinds of files from the tree.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.module_loading import import_string

import wayhome.look
from wayhome.base.errors import Unready
from wayhome.base.proxies import networks
from wayhome.public.busy import READS_A_SECOND, READS_AT_FIRST
from wayhome.published import shared, tree

HERE = Path(__file__).parent / "nginx_conf"
STATIC = Path(wayhome.look.__file__).parent / "static"
# The middleware that does nothing but set headers, the outermost first.
SAYS = (
    "wayhome.base.web.guarded",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
BODY = "25m"
READERS = 64  # at once, of all addresses; the process has room for more, which is for those who tell us something
TWICE = 2  # the process refuses first, with its own page; this wall is for when it cannot
LISTS = {"feed.atom": "atom", "feed.json": "json"}


def security_headers() -> dict[str, str]:
    """The headers that the public process puts on every answer."""

    def door(_: object) -> HttpResponse:
        return HttpResponse()

    for name in reversed(SAYS):
        door = import_string(name)(door)
    said = door(RequestFactory().get("/", secure=settings.OVER_TLS))
    # The parts of a policy come in another order from each process.
    return {name: "; ".join(sorted(value.split("; "))) for name, value in said.items() if name != "Content-Type"}


def files(root: Path, *, door: str, log: Path | None = None) -> dict[str, str]:
    """What an operator's nginx includes: `http.conf` and `server.conf`.

    root   the tree of published files
    door   where the public process listens: "unix:/folder/public.sock", or "127.0.0.1:8081"
    log     the file of the log, which says what the public process answered and not to whom; None for none

    Raises Unready for what cannot stand in such a file.
    """
    for words in (str(root), str(STATIC), door, str(log)):
        _refuse(words)
    headers = "\n".join(f'add_header {name} "{_quoted(value)}" always;' for name, value in security_headers().items())
    of_file = _filled("file.conf", HEADERS=headers)
    proxy = _filled("proxy.conf", READS_AT_FIRST=TWICE * READS_AT_FIRST, READERS=READERS)
    return {
        "http.conf": _filled(
            "http.conf", REAL_IP=_real_ip(), READS_A_SECOND=TWICE * READS_A_SECOND, DOOR=_door(door)
        ),
        "server.conf": _filled(
            "server.conf",
            TREE=root,
            STATIC=STATIC,
            LOG=f'"{log}" wayhome' if log else "off",
            BODY=BODY,
            TYPES="\n".join(f'    "{kind}" {end};' for end, kind in sorted(_types().items())),
            HEADERS=headers,
            PAGES="\n".join(
                _filled("page.conf", STATUS=each, RETRY="30" if each in {429, 503} else "", HEADERS=headers)
                for each in shared.STANDING
            ),
            FOLDERS="\n".join(
                _filled("folder.conf", FOLDER=each, FILE=of_file, PROXY=proxy) for each in tree.FOLDERS
            ),
            SHARED="\n".join(_shared(name, of_file) for name in LISTS),
            PROXY=proxy,
        ),
    }  # fmt: skip


def whole(folder: Path, root: Path, *, door: str, listen: str, workers: int | str, account: str = "") -> dict[str, str]:
    """Everything for an nginx of our own that lives in `folder`, `nginx.conf` among it; `account` where it starts as root."""
    _refuse(str(folder))
    return files(root, door=door, log=folder / "access.log") | {
        "nginx.conf": _filled(
            "whole.conf", FOLDER=folder, LISTEN=listen, WORKERS=workers, ACCOUNT=f"user {account};" if account else ""
        )
    }


def _types() -> dict[str, str]:
    own = {"css": "text/css", "js": "text/javascript", "woff2": "font/woff2", "ico": "image/x-icon"}
    return own | tree.MEDIA_TYPES


def _shared(name: str, of_file: str) -> str:
    kind = f'default_type "{tree.FEED_JSON}";\ntypes {{}}\n' if name.endswith(".json") else ""
    body = textwrap.indent(kind + of_file, "    ")
    return f"location = /{name} {{\n{body}\n}}"


def _real_ip() -> str:
    """Whose word about a visitor's address nginx believes: the settings' proxies, and nobody's without them."""
    proxies = networks(settings.TRUSTED_PROXY)
    if not proxies:
        return "# No proxy stands before this nginx: WAYHOME_TRUSTED_PROXY names none."
    lines = [f"set_real_ip_from {each};" for each in proxies]
    return "\n".join([*lines, "real_ip_header X-Forwarded-For;", "real_ip_recursive on;"])


def _door(door: str) -> str:
    return f'"{door}"' if door.startswith("unix:") else door


def _filled(name: str, **words: object) -> str:
    """A template with its words put in, those of several lines as deep as their mark."""
    text = (HERE / name).read_text()
    for mark, value in words.items():
        text = re.sub(
            rf"^( *)@{mark}@$",
            lambda found, value=value: textwrap.indent(str(value), found[1]),  # type: ignore[misc]
            text,
            flags=re.MULTILINE,
        )
        text = text.replace(f"@{mark}@", str(value))
    return text.rstrip("\n") + ("\n" if name in {"http.conf", "server.conf", "whole.conf"} else "")


def _refuse(words: str) -> None:
    if re.search(r'["\\$;{}\x00-\x1f]', words):
        raise Unready(f"{words!r} cannot stand in nginx's configuration. Name a folder without such signs.")


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
