"""Notebooks carry no outputs, run to the end as the site shows them, open with a question and end with its limits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest

pytest.importorskip("playwright")

from playwright.sync_api import Browser
from visiting import free_port

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PLOTLY = "application/vnd.plotly.v1+json"
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@every_notebook
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@every_notebook
def test_a_notebook_asks_answers_and_cites(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert "**Question:**" in cells[0].source
    assert "Not medical advice." in cells[0].source
    assert cells[-1].source.startswith("## What can and cannot be concluded")
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    assert ".sources" in code or "immunodata.cite(" in code
    assert "immunodata._" not in code  # public names only


@every_notebook
def test_a_notebook_runs_and_shows_its_charts(path: Path, site: Path) -> None:
    notebook = nbformat.read(site / "files" / path.name, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code] == [
        cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"
    ]
    assert all(cell.execution_count for cell in code)
    outputs = [output for cell in code for output in cell.outputs]
    charts = [output.data[PLOTLY] for output in outputs if PLOTLY in output.get("data", {})]
    assert len(charts) >= 3
    assert all(chart["config"]["showSendToCloud"] is False for chart in charts)
    assert not [output for output in outputs if output.get("name") == "stderr"]


@pytest.mark.browser
def test_jupyterlab_shows_a_figure_and_asks_nobody(browser: Browser, tmp_path: Path) -> None:
    pytest.importorskip("jupyterlab")
    (tmp_path / "tour.ipynb").write_bytes(NOTEBOOKS[0].read_bytes())
    settings = tmp_path / "settings" / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}', encoding="utf-8")  # else cells out of sight are not drawn
    port = free_port()
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token=",
               "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        cwd=tmp_path,
        env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api")
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        with page.expect_event("websocket", lambda socket: "/api/kernels/" in socket.url):
            page.goto(f"http://127.0.0.1:{port}/lab/tree/tour.ipynb")
        page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        figure = page.locator(".jp-Notebook .js-plotly-plot .main-svg").first
        figure.scroll_into_view_if_needed()
        assert figure.bounding_box()["width"] > 400
        buttons = page.locator(".modebar-btn").evaluate_all("all => all.map(one => one.dataset.title || '')")
        page.close()
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert any("Download" in title for title in buttons)
    assert not [title for title in buttons if "share" in title.lower() or "cloud" in title.lower()]
    away = [url for url in asked if urlsplit(url).scheme not in ("data", "blob")]
    assert {urlsplit(url).hostname for url in away} == {"127.0.0.1"}


def _wait_for(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"no JupyterLab at {address}")
