"""The dashboard as its visitors meet it: a server of its own process, and pages that tell what they asked and said."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_S = 60
WAIT_MS = 30_000


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(port: int, *more: str) -> Iterator[subprocess.Popen[str]]:
    """`immunodata serve` on a port of this machine, ready to be visited; stopped at the end."""
    command = [sys.executable, "-m", "immunodata.cli", "serve", "--port", str(port), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}", process)
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_until_ready(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the dashboard stopped: {process.communicate()[0]}")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                assert json.load(answer)["status"] == "ok"
                return
        except OSError:  # not there yet, or a 503 while it reads the data
            time.sleep(0.2)
    raise RuntimeError(f"no dashboard at {address} after {START_S} s")


@dataclass
class Visit:
    """A page, and everything it asked for and complained about."""

    page: Page
    server: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.server + path)
        self.page.wait_for_selector(".site-footer", timeout=WAIT_MS)

    def settle(self) -> None:
        """Wait until the server has run the page to its end and every chart that it holds is drawn."""
        self.page.wait_for_function(
            """() => {
                const app = document.querySelector('[data-testid="stApp"]');
                const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
                return app?.dataset.testScriptState === 'notRunning' && !document.querySelector('[data-stale="true"]')
                    && !document.querySelector('[data-testid="stSkeleton"]')
                    && charts.every(chart => chart.querySelector('.main-svg'));
            }""",
            timeout=WAIT_MS,
        )

    def wait_for_chart(self, words: str = "") -> None:
        self.page.wait_for_selector(".main-svg", timeout=WAIT_MS)
        self.page.wait_for_function(
            "words => [...document.querySelectorAll('.main-svg')].some(svg => svg.textContent.includes(words))",
            arg=words,
            timeout=WAIT_MS,
        )

    def chart_text(self) -> str:
        return "".join(self.page.locator(".main-svg").all_text_contents())

    def text(self) -> str:
        """What the main part of the page says, its charts included."""
        return self.page.get_by_test_id("stMain").inner_text() + self.chart_text()

    def check(self) -> None:
        """Nobody but the server was asked for anything, and nothing was complained about; then forget both."""
        assert self.asked
        away = [url for url in self.asked if urlsplit(url).scheme not in ("data", "blob")]
        assert {urlsplit(url).hostname for url in away} == {"127.0.0.1"}
        assert self.complaints == []
        self.asked.clear()


@contextmanager
def visiting(browser: Browser, server: str, **context: object) -> Iterator[Visit]:
    """A visitor with a browser window of its own; its complaints are collected, not yet checked."""
    window = browser.new_context(**context)  # type: ignore[arg-type]
    page = window.new_page()
    page.set_default_timeout(WAIT_MS)
    seen = Visit(page, server)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("websocket", lambda stream: seen.asked.append(stream.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: seen.complaints.append(message.text) if message.type in ("error", "warning") else None,
    )
    try:
        yield seen
    finally:
        window.close()
