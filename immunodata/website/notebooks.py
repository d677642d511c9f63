"""Run notebooks and turn their figures into something a page can draw offline."""

from __future__ import annotations

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from html import escape
from pathlib import Path
from typing import Any

from immunodata.errors import ImmunodataError

PLOTLY = "application/vnd.plotly.v1+json"
CELL_S = 120  # seconds a cell may take


def run_notebooks(paths: list[Path], folder: Path, *, workers: int) -> dict[str, Any]:
    """Run every notebook; write each with drawable figures into `folder`; return name -> notebook as it ran.

    Raises
    ------
    ImmunodataError : a cell failed; the message names the notebook and ends with what Python said.
    """
    import nbformat

    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=workers) as pool:
        executed = dict(zip([path.stem for path in paths], pool.map(run_notebook, paths), strict=True))
    for name, notebook in executed.items():
        nbformat.write(drawable(notebook, name), folder / f"{name}.ipynb")
    return executed


def run_notebook(path: Path) -> Any:
    """Return the notebook with its outputs, run in a folder of its own."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    quiet = ["--IPKernelApp.log_level=40"]  # errors only: it warns of ports that this machine alone can reach
    with tempfile.TemporaryDirectory(prefix="immunodata-notebook-") as folder:
        resources = {"metadata": {"path": folder}}
        client = nbclient.NotebookClient(notebook, timeout=CELL_S, resources=resources, extra_arguments=quiet)
        try:
            client.execute()
        except (nbclient.exceptions.CellExecutionError, nbclient.exceptions.CellTimeoutError) as error:
            raise ImmunodataError(f"{path.name} does not run to its end:\n{error}") from error
    return notebook


def drawable(notebook: Any, name: str) -> Any:
    """A copy whose Plotly outputs are HTML: a place with the alternative text, and the figure as data beside it."""
    copy = deepcopy(notebook)
    number = 0
    for cell in copy.cells:
        for output in cell.get("outputs", []):
            shown = output.get("data", {})
            if "text/html" in shown:  # a header without words is announced as one all the same
                shown["text/html"] = shown["text/html"].replace("<th></th>", "<td></td>")
            figure = shown.get(PLOTLY)
            if figure is None:
                continue
            number += 1
            html = figure_html(f"{name}-figure-{number}", figure, shown.get("text/plain", ""))
            output["data"] = {"text/html": html}
    return copy


def figure_html(place: str, figure: dict[str, Any], alt_text: str) -> str:
    """The place of a figure and its data; docs/site/site.js draws it with the Plotly that lies in the site."""
    data = json.dumps(figure, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<div class="figure-frame" tabindex="0" role="group" aria-label="{escape(alt_text)}">'
        f'<div class="figure" id="{place}"></div></div>'
        f'<script type="application/json" data-figure="{place}">{data}</script>'
    )
