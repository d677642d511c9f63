"""Programs that some tests need. Where one is missing the test is skipped, unless the machine promised to have it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from visiting import Visit

ROOT = Path(__file__).parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
OFFICE = ("soffice", "libreoffice")


def found_or_skipped(what: str, path: str | None, promise: str) -> str:
    """Return `path`; without one skip, or fail when the environment variable `promise` is 1."""
    if path:
        return path
    if os.environ.get(promise) == "1":
        pytest.fail(f"{promise}=1, but no {what} is installed.")
    pytest.skip(f"needs {what}")


def first_installed(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of Chrome or Chromium; with IMMUNODATA_REQUIRE_BROWSER=1 its absence is a failure."""
    path = os.environ.get("BROWSER_PATH") or first_installed(CHROMIUM)
    return found_or_skipped("Chrome or Chromium", path, "IMMUNODATA_REQUIRE_BROWSER")


@pytest.fixture(scope="session")
def soffice_path() -> str:
    """Path of LibreOffice; with IMMUNODATA_REQUIRE_OFFICE=1 its absence is a failure."""
    return found_or_skipped("LibreOffice", first_installed(OFFICE), "IMMUNODATA_REQUIRE_OFFICE")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a dashboard that runs until the last test that wants it."""
    from visiting import free_port, serving

    port = free_port()
    with serving(port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A browser for one module: its driver holds the event loop, which other modules need for themselves."""
    from playwright import sync_api as playwright
    from visiting import FLAGS

    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visit]:
    """A visitor whose page must ask nobody but the server and must not complain."""
    from visiting import visiting

    with visiting(browser, server, viewport={"width": 1280, "height": 720}, accept_downloads=True) as seen:
        yield seen
        seen.page.wait_for_timeout(50)
        seen.check()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation site with the notebooks as they ran; IMMUNODATA_SITE names one that is built already."""
    if built := os.environ.get("IMMUNODATA_SITE"):
        return Path(built)
    pytest.importorskip("sphinx")
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-m", "immunodata.cli", "docs", "-o", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
