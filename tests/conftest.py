"""Programs that some tests need. Where one is missing the test is skipped, unless the machine promised to have it."""

from __future__ import annotations

import os
import shutil

import pytest

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
