"""What the server answers, and what it refuses; how it is hosted; that a page outlives a server."""

from __future__ import annotations

import argparse
import gzip
import inspect
import json
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright")

from playwright import sync_api as playwright
from visiting import Visit, free_port, serving, visiting
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

import immunodata
from immunodata.cli import writing
from immunodata.dashboard import memory, serve, shell
from immunodata.dashboard.protection import HEALTH_ADDRESS, SameOrigin
from immunodata.errors import ImmunodataError

ROOT = Path(__file__).parent.parent
STREAM = "/_stcore/stream"
NAME = "charts.example.org"


def answer(url: str, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body, whatever the status is; nothing is unpacked."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=named), timeout=10) as found:
            return found.status, found.headers, found.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


def test_healthz_says_ok_and_the_version_of_the_data(server: str) -> None:
    status, headers, body = answer(f"{server}/healthz")
    assert status == 200
    assert json.loads(body) == {"status": "ok", "version": immunodata.load().version}
    assert headers["Cache-Control"] == "no-store"


def test_healthz_answers_probes_that_call_by_number(server: str) -> None:
    assert answer(f"{server}/healthz", Host="10.0.0.7")[0] == 200


def finish(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that waits for nothing."""
    with pytest.raises(StopIteration) as done:
        coroutine.send(None)
    return done.value.value


def test_healthz_waits_for_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "is_loaded", lambda: False)
    waiting = finish(shell.health(None))  # type: ignore[arg-type]
    assert waiting.status_code == 503
    assert json.loads(waiting.body) == {"status": "starting"}
    monkeypatch.undo()
    memory.dataset()
    assert finish(shell.health(None)).status_code == 200  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/", "/side-effects", "/healthz", "/_stcore/health", "/assets/base.js", "/nothing"])
def test_every_answer_carries_the_security_headers(server: str, path: str) -> None:
    _, headers, _ = answer(server + path)
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in headers


@pytest.mark.parametrize("path", ["/", "/side-effects", "/about"])
def test_pages_come_gzipped_where_the_browser_takes_it(server: str, path: str) -> None:
    _, headers, body = answer(server + path, Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    plain = answer(server + path)
    assert "Content-Encoding" not in plain[1]
    assert gzip.decompress(body) == plain[2]
    assert b"<title>immunodata</title>" in plain[2]


def test_scripts_come_gzipped_and_are_kept_by_the_browser(server: str) -> None:
    script = re.search(r"static/js/index\.[^\"]+\.js", answer(server)[2].decode())
    assert script
    _, headers, body = answer(f"{server}/{script.group()}", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Type"].split(";")[0] in ("text/javascript", "application/javascript")
    assert gzip.decompress(body) == answer(f"{server}/{script.group()}")[2]


@pytest.mark.parametrize("path", ["/", "/side-effects", "/assets/base.js", "/_stcore/health"])
def test_strange_host_names_are_refused(server: str, path: str) -> None:
    assert answer(server + path, Host="evil.example")[0] == 400


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        (None, "https://evil.example"),
        (None, "http://127.0.0.1:1"),
        (None, "null"),
        ("evil.example", "http://evil.example"),
    ],
    ids=["another site", "another port", "no site", "a strange host"],
)
def test_pages_of_other_sites_cannot_open_the_stream(server: str, host: str | None, origin: str) -> None:
    place = urlsplit(server)
    with pytest.raises(InvalidStatus) as refused, open_stream(place.port or 0, host, origin):
        pass
    assert refused.value.response.status_code in (400, 403)


def open_stream(port: int, host: str | None, origin: str | None):  # type: ignore[no-untyped-def]
    """A websocket to the server as a browser under the name `host` opens it, for a page of `origin`."""
    raw = socket.create_connection(("127.0.0.1", port), timeout=10)
    return connect(f"ws://{host or f'127.0.0.1:{port}'}{STREAM}", sock=raw, origin=origin, subprotocols=["streamlit"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [(None, True), ("http://here.example:8501", True), ("http://here.example", False), ("https://evil.example", False)],
)
def test_a_foreign_page_is_refused_before_streamlit_looks_anything_up(origin: str | None, is_let_in: bool) -> None:
    reached: list[str] = []
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["type"])

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"here.example:8501"), *([(b"origin", origin.encode())] if origin else [])]
    finish(SameOrigin(app)({"type": "websocket", "headers": headers}, None, send))  # type: ignore[arg-type]
    assert reached == (["websocket"] if is_let_in else [])
    assert [message["type"] for message in sent] == ([] if is_let_in else ["websocket.close"])


@pytest.fixture(scope="module")
def named() -> Iterator[int]:
    """The port of a dashboard that is hosted behind a name."""
    port = free_port()
    with serving(port, "--allow-host", NAME):
        yield port


def test_a_hosted_dashboard_answers_to_its_name_and_to_no_other(named: int) -> None:
    address = f"http://127.0.0.1:{named}"
    assert answer(address, Host=NAME)[0] == 200
    assert answer(address)[0] == 200  # this machine's own names stay: its proxy, its probes
    assert answer(address, Host="evil.example")[0] == 400
    with open_stream(named, NAME, f"https://{NAME}") as stream:
        assert stream.subprotocol == "streamlit"
    with pytest.raises(InvalidStatus), open_stream(named, NAME, "https://evil.example"):
        pass


@pytest.mark.parametrize("name", ["https://x.org", "x.org:443", "x.org/path", "", "*", "a b", "*.", "x..org"])
def test_a_name_that_is_none_is_told_in_words(name: str) -> None:
    with pytest.raises(ImmunodataError, match="expected the bare name"):
        serve.known_hosts("0.0.0.0", [name])


def test_without_a_name_only_a_server_for_this_machine_asks_for_known_ones() -> None:
    assert serve.known_hosts("0.0.0.0", []) == ()
    assert serve.known_hosts("127.0.0.1", []) == serve.LOOPBACK
    assert serve.known_hosts("0.0.0.0", ["Charts.Example.org"]) == (*serve.LOOPBACK, NAME)


def test_the_container_serves_where_it_is_probed_and_installs_what_is_pinned() -> None:
    recipe = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    ports = set(re.findall(r"(?:EXPOSE |127\.0\.0\.1:|--port\", \")(\d+)", recipe))
    assert ports == {str(inspect.signature(serve.run).parameters["port"].default)}
    assert re.findall(r"http://127\.0\.0\.1:\d+(/\S+?)'", recipe) == [HEALTH_ADDRESS]
    assert recipe.index("USER immunodata") < recipe.index("ENTRYPOINT")
    assert "--constraints constraints.txt" in recipe
    started = json.loads(recipe[recipe.index("ENTRYPOINT") :].removeprefix("ENTRYPOINT"))
    assert started[:2] == ["immunodata", "serve"]
    arguments = argparse.ArgumentParser()
    writing.add_serve(arguments)
    assert arguments.parse_args([*started[2:], "--allow-host", NAME]).host == "0.0.0.0"
    kept = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"}
    copied = {name for line in re.findall(r"^COPY ((?!--).+)$", recipe, re.MULTILINE) for name in line.split()[:-1]}
    assert copied == kept
    assert all((ROOT / name).exists() for name in copied)


def test_the_page_on_hosting_names_what_the_server_has() -> None:
    page = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    assert set(re.findall(r"/healthz|/_stcore/\w+", page)) == {HEALTH_ADDRESS, STREAM}
    assert f'"version": "{immunodata.load().version}"' in page


def test_small_messages_are_sent_at_once() -> None:
    listener = serve._listen("127.0.0.1", 0)
    assert listener.proto == socket.IPPROTO_TCP  # asyncio sets TCP_NODELAY on such sockets only
    listener.close()


def test_a_second_server_on_the_port_says_so_in_words(server: str) -> None:
    port = str(urlsplit(server).port)
    done = subprocess.run(
        [sys.executable, "-m", "immunodata.cli", "serve", "--port", port],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr
    assert "Traceback" not in done.stderr


def frame_bytes(frame: dict[str, Any]) -> float:
    """Size of a frame of the stream; the browser reports binary ones (opcode 2) in base64."""
    return len(frame["payloadData"]) * (0.75 if frame["opcode"] == 2 else 1)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/landscape", "/side-effects"])
def test_the_first_visit_transfers_less_than_3_mb(browser: playwright.Browser, server: str, path: str) -> None:
    with visiting(browser, server, viewport={"width": 1280, "height": 720}) as visit:
        network = visit.page.context.new_cdp_session(visit.page)
        network.send("Network.enable")
        sizes: list[float] = []
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        network.on("Network.webSocketFrameReceived", lambda event: sizes.append(frame_bytes(event["response"])))
        visit.open(path)
        visit.settle()
        visit.page.wait_for_timeout(300)
        assert len(sizes) > 10
        assert sum(sizes) < 3e6, f"{sum(sizes) / 1e6:.2f} MB"


@pytest.mark.browser
def test_a_page_recovers_from_its_address_when_the_server_is_killed_and_comes_back(
    browser: playwright.Browser,
) -> None:
    port = free_port()
    with visiting(browser, f"http://127.0.0.1:{port}", viewport={"width": 1280, "height": 720}) as visit:
        with serving(port) as process:
            visit.open("/landscape?chart=approvals-by-year&category=vaccine")
            visit.settle()
            before = visit.chart_text()
            process.kill()
            process.wait()
        with serving(port):
            _comes_back(visit, before)


def _comes_back(visit: Visit, before: str) -> None:
    """The page finds the new server by itself, shows the same view, and answers to a click."""
    page = visit.page
    page.wait_for_function("document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'")
    page.wait_for_timeout(1_000)  # the run that follows has begun
    visit.settle()
    assert visit.chart_text() == before
    assert page.get_by_text("Active filters:").is_visible()
    for _ in range(3):  # a click that comes before the new server has run the page once is lost
        page.get_by_role("button", name="Reset filters").click()
        try:
            page.wait_for_url(re.compile(r"/landscape\?chart=approvals-by-year$"), timeout=8_000)
            break
        except playwright.TimeoutError:
            continue
    assert "category" not in page.url
    visit.settle()
    assert page.get_by_test_id("stAlert").count() == 0
