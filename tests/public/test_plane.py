"""The web server before the public, with the shipped configuration: what it hands out, and what it never does."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from tests import database
from tests.plane import Plane
from tests.public.conftest import Answer, Site, Visitor
from tests.public.test_reports import THIN, receipt
from wayhome.base.ids import new_reference
from wayhome.public import nginx
from wayhome.published import tree

PAGE = b"<!doctype html><title>An appeal</title>" + b"Wren " * 300
FILES = {"index.html": PAGE, "photo.jpg": b"\xff\xd8 a drawn face", "poster.pdf": b"%PDF a poster"}
NOBODY = "postgresql://wayhome_public:nothing@127.0.0.1:1/wayhome"
METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")


@pytest.fixture(scope="module")
def alone() -> Iterator[Plane]:
    """The web server started and running with a database that is dead and no public process."""
    running = Plane(WAYHOME_PUBLIC_DATABASE_URL=NOBODY)
    yield running
    running.stop()


@pytest.fixture
def plane(alone: Plane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plane:
    """The same before an empty tree."""
    monkeypatch.setenv("WAYHOME_PUBLISHED", str(tmp_path))
    (tmp_path / ".pages").mkdir()
    for page in (alone.shown / ".pages").iterdir():
        (tmp_path / ".pages" / page.name).write_bytes(page.read_bytes())
    alone.show(tmp_path)
    return alone


@pytest.fixture
def live(plane: Plane, now: datetime) -> str:
    """The spot of something public."""
    spot = tree.appeal(new_reference())
    assert tree.place(spot, FILES, until=now + timedelta(days=1), entry={"reference": "x", "since": "y"})
    return spot


def ask(plane: Plane, path: str, method: str = "GET", **headers: str) -> Answer:
    return Visitor(plane.port).ask(method, path, **headers)


def test_what_is_there_is_200_what_was_there_is_410_and_all_else_404_with_process_and_database_dead(
    plane: Plane, live: str
) -> None:
    for name, content in FILES.items():
        answer = ask(plane, f"/{live}/{'' if name == 'index.html' else name}")
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["Content-Type"] == tree.media_type(name)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
    tree.remove(live)
    for name in ["", *FILES, "anything.json"]:
        answer = ask(plane, f"/{live}/{name}")
        assert answer.status == 410
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, noarchive"
        assert (answer.headers["ETag"], answer.headers["Last-Modified"]) == (None, None)
        assert "This appeal has ended" in answer.text
        assert b"Wren" not in answer.body
    assert ask(plane, f"/{tree.appeal(new_reference())}/").status == 404
    assert "There is no such page" in ask(plane, f"/{tree.appeal(new_reference())}/photo.jpg").text


def test_the_same_holds_for_alerts(plane: Plane, now: datetime) -> None:
    spot = "alerts/ABCD-2345"
    files = {
        "index.html": PAGE,
        "alert.cap.xml": b"<alert/>",
        "area.geojson": b"{}",
        "cancel.cap.xml": b"<alert>x</alert>",
    }
    assert tree.place(spot, files, until=None)
    assert ask(plane, f"/{spot}/alert.cap.xml").headers["Content-Type"].startswith("application/cap+xml")
    assert ask(plane, f"/{spot}/area.geojson").headers["Content-Type"] == "application/geo+json"
    tree.remove(spot, stay=["cancel.cap.xml"])
    assert [ask(plane, f"/{spot}/{name}").status for name in ("", "alert.cap.xml", "area.geojson")] == [410] * 3
    assert ask(plane, f"/{spot}/cancel.cap.xml").body == b"<alert>x</alert>"
    tree.write(tree.root() / "alerts" / "feed.atom", b"<feed/>")
    assert ask(plane, "/alerts/feed.atom").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("method", METHODS)
def test_only_reading_is_allowed(plane: Plane, live: str, method: str) -> None:
    gone = tree.appeal(new_reference())
    tree.place(gone, FILES, until=None)
    tree.remove(gone)
    for spot in (live, gone, tree.appeal(new_reference())):
        for name in ("", "photo.jpg"):
            answer = ask(plane, f"/{spot}/{name}", method)
            assert answer.status == 405, (spot, name)
            assert method == "TRACE" or answer.headers["Allow"] == "GET, HEAD"
    assert (tree.root() / live / "index.html").read_bytes() == PAGE


def test_conditions_heads_and_ranges(plane: Plane, live: str) -> None:
    path = f"/{live}/"
    first = ask(plane, path)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert etag.startswith('"')
    for asked in ({"If_None_Match": etag}, {"If_None_Match": f'"x", {etag}'}, {"If_Modified_Since": changed}):
        again = ask(plane, path, **asked)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["Cache-Control"] == "no-cache"
        assert again.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert ask(plane, path, If_None_Match='"x"').status == 200
    head = ask(plane, path, "HEAD")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(PAGE)))
    part = ask(plane, path, Range="bytes=5-9")
    assert (part.status, part.body) == (206, PAGE[5:10])
    assert ask(plane, path, Range="bytes=999999-").status == 416
    assert ask(plane, path, Range="bytes=5-9", If_Range='"x"').body == PAGE
    tree.remove(live)
    for asked in (
        {"If_None_Match": etag},
        {"If_None_Match": "*"},
        {"If_Modified_Since": changed},
        {"Range": "bytes=0-3"},
    ):
        assert ask(plane, path, **asked).status == 410
    assert ask(plane, path, "HEAD").status == 410


def test_a_page_changed_within_a_second_and_of_the_same_length_has_another_tag(plane: Plane, live: str) -> None:
    tags = set()
    for sign in b"ABCD":
        tree.place(live, {"index.html": bytes([sign]) * 100}, until=None)
        tags.add(ask(plane, f"/{live}/").headers["ETag"])
    assert len(tags) == 4
    tree.place(live, {"index.html": b"D" * 100}, until=None)
    assert ask(plane, f"/{live}/").headers["ETag"] in tags  # nothing changed


def test_nothing_but_public_files_is_ever_handed_out(plane: Plane, live: str) -> None:
    root = tree.root()
    (root / ".aside" / "half").mkdir(parents=True, exist_ok=True)
    secret = b"half a page that names somebody"
    hidden = [".aside/half/index.html", f"{live}/.index.html.77", f"{live}/.photo.jpg", "appeals/.index.html", ".half.html",
              f"{live}/UPPER.html", f"{live}/below/index.html", "appeals/notes.txt", "index.html", "secret.json",
              "appeals/lower/index.html"]  # fmt: skip
    for name in hidden:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(secret)
    outside = root.parent / f"{root.name}-outside.html"
    outside.write_bytes(secret)
    tries = [*hidden, f"{live}/.until", f"{live}/.entry.json", ".turn", f"{live}.gone", ".pages/410.html", ".pages/",
             f"{live}/../../../{outside.name}", f"{live}/..%2f..%2f..%2f{outside.name}", f"{live}/%2e%2e/%2e%2e/.half.html",
             f"{live}/..%5c..%5c.half.html", f"{live}/%2euntil", f"{live}/.%75ntil", f"{live}//.until", f"{live}/photo.jpg/..%2f.until",
             f"appeals/..;/{live}/.until", f"{live}/.UNTIL", f"static/../../{outside.name}", "static/%2e%2e/%2e%2e/shapes.py",
             "static../shapes.py", f"{live}/index.html%00.jpg", f"{live}/%c0%ae%c0%ae/.half.html", "appeals//lower/"]  # fmt: skip
    for path in tries:
        for written in (f"/{path}", f"//{path}", f"/./{path}", "/" + path.replace(".", "%2e")):
            answer = raw(plane, written)
            assert secret not in answer, written
            assert not answer.startswith(b"HTTP/1.1 200"), written
    assert raw(plane, "/appeals/").startswith((b"HTTP/1.1 404", b"HTTP/1.1 403"))  # no list of a folder


def raw(plane: Plane, path: str) -> bytes:
    """Ask for an address exactly as it is written."""
    connection = HTTPConnection("127.0.0.1", plane.port, timeout=30)
    connection.connect()
    connection.sock.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    with connection.sock.makefile("rb") as said:
        answer = said.read()
    connection.close()
    return answer


WRITING = """
import sys
from wayhome.published import tree
turn = 0
while True:
    turn += 1
    sign = bytes([65 + turn % 26])
    tree.place(sys.argv[1], {"index.html": sign * 300_000, "photo.jpg": sign * 300_000}, until=None)
    if turn == 1:
        print("writing", flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_whole_files_and_can_be_followed_by_another(plane: Plane) -> None:
    chance, spot = random.Random(20), tree.appeal(new_reference())
    seen = set()
    for _ in range(20):
        with subprocess.Popen([sys.executable, "-c", WRITING, spot], stdout=subprocess.PIPE) as writer:
            assert writer.stdout and writer.stdout.readline()
            time.sleep(chance.random() / 20)
            writer.kill()
        for name in ("", "photo.jpg"):
            answer = ask(plane, f"/{spot}/{name}")
            assert (answer.status, len(answer.body), len(set(answer.body))) == (200, 300_000, 1)
            seen.add(answer.body[:1])
    assert len(seen) > 3
    tree.remove(spot)
    assert tree.leftovers(spot) == []
    assert [ask(plane, f"/{spot}/{name}").status for name in ("", "photo.jpg")] == [410, 410]


def test_a_file_of_a_kind_that_is_not_handed_out_cannot_be_written(plane: Plane) -> None:
    for name in ("x.exe", ".index.html", "Photo.jpg", "a/b.html", "../x.html", "until", "x.gone"):
        with pytest.raises(ValueError, match="is no name of a public file"):
            tree.place(tree.appeal(new_reference()), {name: b"x"}, until=None)
    for spot in ("appeals/../x", "appeals/find", "elsewhere/ABCD", "appeals/ABCD/../../x", "/appeals/ABCD"):
        with pytest.raises(ValueError, match="is no spot"):
            tree.place(spot, {"index.html": b"x"}, until=None)


# Headers


@pytest.mark.parametrize("origin", ["http://localhost:8080", "https://find.example.org"])
def test_files_carry_the_headers_that_the_process_sends(
    another_site: Callable[..., Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    monkeypatch.setenv("WAYHOME_PUBLISHED", str(tmp_path))
    site = another_site(WAYHOME_ALLOW_UNSAFE="1", WAYHOME_PUBLISHED=str(tmp_path), WAYHOME_PUBLIC_ORIGIN=origin)
    live, gone = tree.appeal(new_reference()), tree.appeal(new_reference())
    for spot in (live, gone):
        tree.place(spot, FILES, until=None)
    tree.remove(gone)
    visitor = site.visitor()
    drawn = security(visitor.get("/"))
    assert {"content-security-policy", "x-frame-options", "referrer-policy", "permissions-policy"} <= drawn.keys()
    assert ("strict-transport-security" in drawn) == origin.startswith("https")
    for path in (f"/{live}/", f"/{live}/photo.jpg", f"/{gone}/", f"/{tree.appeal(new_reference())}/", "/appeals/",
                 "/feed.json", "/static/look/app.css", f"/{live}", "/%00"):  # fmt: skip
        assert security(visitor.get(path)) == drawn, path
    for path in (f"/{live}/", f"/{gone}/", "/feed.atom"):
        assert security(visitor.ask("DELETE", path)) == drawn, path
    os.killpg(site.process.pid, signal.SIGKILL)
    site.process.wait()
    for path in ("/", "/report/", f"/{live}/", f"/{live}/sighting/", f"/{gone}/sighting/"):
        assert security(visitor.get(path)) == drawn, path


def security(answer: Answer) -> dict[str, list[str]]:
    """The headers that protect a page, each as often as it was sent."""
    other = {"server", "date", "content-type", "content-length", "connection", "last-modified", "etag", "accept-ranges",
             "cache-control", "x-robots-tag", "allow", "location", "vary", "content-language", "set-cookie", "retry-after",
             "x-request-id", "keep-alive"}  # fmt: skip
    names = {name.lower() for name in answer.headers} - other
    # A process writes the parts of its policy in an order of its own.
    return {name: [";".join(sorted(each.split("; "))) for each in answer.headers.get_all(name) or []] for name in names}


# With the process behind


@pytest.mark.usefixtures("fresh_database")
def test_pages_go_on_when_the_public_process_is_killed_and_a_form_says_that_nothing_was_taken(
    another_site: Callable[..., Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYHOME_PUBLISHED", str(tmp_path))
    site = another_site(WAYHOME_ALLOW_UNSAFE="1", WAYHOME_PUBLISHED=str(tmp_path))
    live, gone = tree.appeal(new_reference()), tree.appeal(new_reference())
    for spot in (live, gone):
        tree.place(spot, FILES, until=None)
    visitor = site.visitor()
    receipt(visitor.fill("/report/", **THIN))
    filled = visitor.hidden("/report/") | THIN
    os.killpg(site.process.pid, signal.SIGKILL)
    site.process.wait()
    assert visitor.get(f"/{live}/").body == PAGE
    tree.remove(gone)
    assert visitor.get(f"/{gone}/").status == 410
    assert visitor.get("/appeals/").status == 200
    assert visitor.get("/static/look/app.css").status == 200
    for answer in (visitor.post("/report/", filled), visitor.get("/report/"), visitor.get("/")):
        assert answer.status == 502
        assert "it was NOT received" in answer.text
        assert "tel:999" in answer.text
        assert answer.headers["Retry-After"] == "30"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Request-Id"]


@pytest.mark.usefixtures("fresh_database")
@pytest.mark.parametrize(("trusted", "kept"), [("", [2]), ("127.0.0.1", [1, 1])])
def test_the_process_sees_the_visitors_address_and_believes_nobody_but_nginx(
    another_site: Callable[..., Site], trusted: str, kept: list[int]
) -> None:
    site = another_site(WAYHOME_ALLOW_UNSAFE="1", WAYHOME_TRUSTED_PROXY=trusted)
    for number in (1, 2):
        visitor = site.visitor()
        path = "/report/"
        filled = visitor.hidden(path) | THIN
        body = "&".join(f"{name}={value}" for name, value in filled.items()).replace(" ", "+").encode()
        answer = visitor.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded",
                             X_Forwarded_For=f"192.0.2.{number}")  # fmt: skip
        assert answer.status == 302
    with psycopg.connect(database.cluster.url("public")) as connection:
        assert [n for (n,) in connection.execute("select n from limits_count order by n").fetchall()] == kept


def test_readers_are_sent_away_before_the_process_is_asked_and_forms_never_are(plane: Plane) -> None:
    connection = HTTPConnection("127.0.0.1", plane.port, timeout=30)

    def status(method: str, path: str) -> int:
        connection.request(method, path)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    read = next(number for number in range(50 * nginx.READS_AT_FIRST) if status("GET", "/") == 429)
    assert read >= nginx.TWICE * nginx.READS_AT_FIRST
    for method, path in (("POST", "/report/"), ("GET", "/report/"), ("GET", "/sighting/received/x/"),
                         ("POST", f"/appeals/{new_reference()}/sighting/")):  # fmt: skip
        assert [status(method, path) for _ in range(20)] == [502] * 20
    # What is a file is never counted.
    assert {status("GET", f"/appeals/{new_reference()}/") for _ in range(200)} == {404}
    away = next(answer for _ in range(50 * nginx.READS_AT_FIRST) if (answer := ask(plane, "/")).status == 429)
    assert "Very many people are reading" in away.text
    assert 'href="/report/"' in away.text
    assert away.headers["X-Request-Id"]
    connection.close()


def test_logs_hold_no_address_no_query_and_no_name(plane: Plane, live: str) -> None:
    asked = ["/appeals/find/?reference=Wrenquery", "/report/?name=Wrenquery", f"/{live}/?Wrenquery", "/Wrenpath/", "/%00Wrenpath",
             f"/{live}/Wrenpath.html", f"/appeals/{new_reference()}/?Wrenquery", "/?" + "Wrenquery" * 4000]  # fmt: skip
    before = (plane.folder / "access.log").read_text().count("\n")
    for path in asked:
        raw(plane, path)
    ask(
        plane,
        "/report/",
        "POST",
        Referer="http://example.org/Wrenreferer",
        User_Agent="Wrenagent",
        X_Forwarded_For="192.0.2.77",
    )
    deadline = time.monotonic() + 10
    while (log := (plane.folder / "access.log").read_text()).count("\n") < before + 6:  # written after the answer
        assert time.monotonic() < deadline
    logged = log + plane.said.read_text()
    for words in ("Wren", "127.0.0.1", "192.0.2", live.partition("/")[2], "/report", "?"):
        assert words not in logged
