"""The dashboard in a real browser, served as `immunodata serve` serves it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright")

from playwright import sync_api as playwright

from immunodata.charts import CHARTS, GROUPS
from immunodata.citation import DISCLAIMER
from immunodata.dashboard import site

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 60
WAIT_MS = 30_000
PAGES = ["", *site.addresses()]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a dashboard that runs for this module."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "immunodata.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the dashboard stopped: {process.communicate()[0]}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no dashboard at {address} after {START_S} s")


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=str(chromium_path), args=FLAGS)
        yield found
        found.close()


@dataclass
class Visit:
    """A page, and everything it asked for and complained about."""

    page: playwright.Page
    server: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.server + path)
        self.page.wait_for_selector(".site-footer", timeout=WAIT_MS)

    def wait_for_chart(self, words: str = "") -> None:
        self.page.wait_for_selector(".main-svg", timeout=WAIT_MS)
        self.page.wait_for_function(
            "words => [...document.querySelectorAll('.main-svg')].some(svg => svg.textContent.includes(words))",
            arg=words,
            timeout=WAIT_MS,
        )

    def chart_text(self) -> str:
        return "".join(self.page.locator(".main-svg").all_text_contents())


@pytest.fixture
def visit(browser: playwright.Browser, server: str) -> Iterator[Visit]:
    """A visitor whose page must ask nobody but the server and must not complain."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    seen = Visit(page, server)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("websocket", lambda socket: seen.asked.append(socket.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: seen.complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    yield seen
    context.close()
    assert seen.asked
    away = [url for url in seen.asked if urlsplit(url).scheme not in ("data", "blob")]
    assert {urlsplit(url).hostname for url in away} == {"127.0.0.1"}
    assert seen.complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens(visit: Visit, name: str) -> None:
    visit.open(f"/{name}")
    assert visit.page.locator("h1").count() == 1
    assert DISCLAIMER in visit.page.locator(".site-footer").inner_text()
    if name in GROUPS:
        assert visit.page.locator("h1").inner_text() == GROUPS[name]
        visit.wait_for_chart()
        assert visit.page.locator('[data-testid="stException"], [data-testid="stAlert"]').count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_follow_the_readers_side(browser: playwright.Browser, server: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{server}/{CHARTS[0].group}")
    page.wait_for_selector(".main-svg", timeout=WAIT_MS)
    ground = page.evaluate("getComputedStyle(document.querySelector('.main-svg')).backgroundColor")
    assert ground == page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    other = "dark" if scheme == "light" else "light"
    page.emulate_media(color_scheme=other)
    page.wait_for_function(
        "before => getComputedStyle(document.querySelector('.main-svg')).backgroundColor !== before", arg=ground
    )
    context.close()


def test_a_filter_changes_address_and_chart_and_the_address_brings_the_view_back(visit: Visit) -> None:
    page = visit.page
    visit.open("/landscape")
    visit.wait_for_chart()
    before = visit.chart_text()
    page.get_by_role("combobox", name="Category").click()
    page.get_by_role("option", name="Vaccine").click()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"category=vaccine"))
    page.get_by_text("Active filters:").wait_for()
    page.wait_for_function(
        "before => [...document.querySelectorAll('.main-svg')].map(svg => svg.textContent).join('') !== before",
        arg=before,
    )
    page.wait_for_timeout(500)
    after = visit.chart_text()
    address = page.url
    page.reload()
    page.get_by_text("Active filters:").wait_for()
    visit.wait_for_chart()
    page.wait_for_function(
        "after => [...document.querySelectorAll('.main-svg')].map(svg => svg.textContent).join('') === after",
        arg=after,
    )
    assert page.url == address
    page.get_by_role("link", name="Mechanisms").click()
    page.wait_for_url(re.compile(r"/mechanisms\?.*category=vaccine"))
    page.go_back()
    page.wait_for_url(address)
    page.get_by_role("button", name="Reset filters").click()
    page.wait_for_url(f"{visit.server}/landscape")


def test_a_broken_address_is_ignored_with_a_notice(visit: Visit) -> None:
    visit.open("/landscape?chart=nonsense&category=vacine&x=%3Cimg%20src%3Dhttp%3A%2F%2Fexample.org%2Fx.png%3E")
    notice = visit.page.get_by_text("Part of the address was ignored").locator("..").inner_text()
    assert "nonsense" in notice
    assert "Did you mean 'vaccine'?" in notice
    visit.wait_for_chart()


def test_a_view_can_be_taken_along(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    visit.open("/landscape?category=vaccine")
    visit.wait_for_chart()
    kinds = {"CSV": ".csv", "Citations": ".txt", "PowerPoint": ".pptx", "Download plot as a PNG": ".png"}
    for button, ending in kinds.items():
        page.hover(".main-svg")
        with page.expect_download() as download:
            page.get_by_role("button", name=button, exact=True).click()
        target = tmp_path / download.value.suggested_filename
        download.value.save_as(target)
        assert target.name.startswith("therapies-by-category--category-vaccine")
        assert target.name.endswith(ending)
        assert target.stat().st_size > 200


def test_a_phone_gets_a_chart_it_can_scroll(browser: playwright.Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(f"{server}/landscape")
    page.wait_for_selector(".main-svg", timeout=WAIT_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.st-key-chart').scrollWidth") >= 880
    assert page.get_by_text("push it sideways").is_visible()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Start").click()
    page.wait_for_url(f"{server}/")
    page.get_by_test_id("stExpandSidebarButton").wait_for()
    context.close()


def test_answers_carry_the_security_headers_and_come_gzipped(server: str) -> None:
    for path in ("/", "/side-effects", "/_stcore/health", "/assets/base.js"):
        with urllib.request.urlopen(server + path, timeout=10) as answer:
            assert "connect-src 'self'" in answer.headers["Content-Security-Policy"], path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
            assert answer.headers["Referrer-Policy"] == "same-origin"
    with urllib.request.urlopen(server, timeout=10) as answer:
        script = re.search(r"static/js/index\.[^\"]+\.js", answer.read().decode())
    assert script
    request = urllib.request.Request(f"{server}/{script.group()}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Content-Type"].split(";")[0] in ("text/javascript", "application/javascript")


def test_strange_host_names_are_refused(server: str) -> None:
    request = urllib.request.Request(server, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 400
    refused.value.close()


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
