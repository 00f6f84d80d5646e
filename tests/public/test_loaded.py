"""Nothing that can reach a child's file is loaded in the public process, after it has served all that it can serve."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.urls import get_resolver

from tests import database
from tests.published.conftest import face  # noqa: F401 - a fixture
from wayhome.base.ids import new_reference
from wayhome.console import environment
from wayhome.intake.models import Report
from wayhome.public.access import OPEN
from wayhome.settings import common

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
(FORBIDDEN,) = [each["forbidden_modules"] for each in CONTRACTS if each.get("source_modules") == ["wayhome.public"]]
# The process itself, asked without a network: every route by every method, a report with a photo, a page that breaks.
ASKING = r"""
import io, json, os, sys
from wayhome.public.wsgi import application

TOKEN = "a" * 32

def ask(method, path, body=b"", kind="application/x-www-form-urlencoded"):
    said = []
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr, "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind,
        "HTTP_COOKIE": "form=" + TOKEN, "HTTP_X_CSRFTOKEN": TOKEN, "HTTP_HOST": "localhost",
    }
    answer = application(environ, lambda status, headers: said.append(int(status[:3])))
    b"".join(answer)
    answer.close()
    return said[0]

asked, photo = json.loads(sys.argv[1]), open(sys.argv[2], "rb").read()
statuses = {}
for path in asked["paths"]:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        statuses[f"{method} {path}"] = ask(method, path)
part = "--m\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
fields = {"csrfmiddlewaretoken": TOKEN, "given_name": "Wren", "last_seen_place": "Larkhill"}
body = "".join(part % (name, "") + value + "\r\n" for name, value in fields.items()).encode()
body += (part % ("photo", "; filename=\"p.jpg\"")).encode() + photo + b"\r\n--m--\r\n"
statuses["report"] = ask("POST", "/report/", body, "multipart/form-data; boundary=m")
until = os.path.join(os.environ["WAYHOME_PUBLISHED"], "appeals", asked["reference"], ".until")
os.makedirs(os.path.dirname(until))
with open(until, "w") as words:
    words.write("never")
statuses["broken"] = ask("GET", f"/appeals/{asked['reference']}/sighting/")
from django.apps import apps
print(json.dumps({
    "modules": sorted(name for name in sys.modules if name.startswith("wayhome.")),
    "apps": sorted(each.name for each in apps.get_app_configs()),
    "models": sorted(model._meta.label for model in apps.get_models()),
    "statuses": statuses,
}))
"""  # fmt: skip


@pytest.fixture
def loaded(fresh_database: None, tmp_path: Path, face: bytes) -> dict[str, object]:  # noqa: F811
    """What a public process has loaded when it has served everything."""
    (tmp_path / "photo.jpg").write_bytes(face)
    (tmp_path / "published").mkdir()
    patterns = get_resolver("wayhome.public.urls").url_patterns
    paths = ["/" + re.sub(r"<[^>]*>", new_reference(), str(each.pattern)) for each in patterns]
    bare = {name: value for name, value in os.environ.items() if not name.endswith(("DATABASE_URL", "SECRET_KEY"))}
    env = (
        bare | environment.for_role(database.cluster, "public") | {"DJANGO_SETTINGS_MODULE": "wayhome.settings.public"}
    )
    env["WAYHOME_PUBLISHED"] = str(tmp_path / "published")
    words = [
        sys.executable,
        "-c",
        ASKING,
        json.dumps({"paths": [*paths, "/nowhere"], "reference": new_reference()}),
        str(tmp_path / "photo.jpg"),
    ]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def reaches(module: str) -> bool:
    """Whether a module belongs to a package that can reach a child's file."""
    return any(module == each or module.startswith(each + ".") for each in FORBIDDEN)


def test_no_package_that_can_reach_a_childs_file_is_loaded_in_the_running_public_process(
    loaded: dict[str, dict[str, int]],
) -> None:
    statuses = loaded["statuses"]
    assert statuses["report"] == 302
    assert statuses["broken"] == 500
    assert Report.objects.count() == 1
    assert len(statuses) == 6 * (len(OPEN) + 1) + 2
    assert [module for module in loaded["modules"] if reaches(module)] == []
    assert {"wayhome.public.reporting", "wayhome.intake.actions"} <= set(loaded["modules"])  # it did serve
    assert [model for model in loaded["models"] if reaches("wayhome." + model.partition(".")[0])] == []
    assert {"wayhome.published", "wayhome.intake"} <= set(loaded["apps"])


def test_the_list_of_what_reaches_a_childs_file_is_whole() -> None:
    may = {"wayhome.limits", "wayhome.ledger", "wayhome.accounts", "wayhome.published", "wayhome.intake"}
    assert {*common.STAGES} - may <= set(FORBIDDEN)
    assert reaches("wayhome.cases.models")
    assert not reaches("wayhome.casesish")
