"""Lay the pages out as they lie in the repository, run the notebooks, and let Sphinx make the site."""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from immunodata.errors import ExportError, ImmunodataError, MissingPart
from immunodata.website import generated

# Pages keep their places, so that a link between two of them leads to the same thing here and in the repository.
PAGES = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "LICENSE-DATA", "CITATION.cff", "constraints.txt")
START = Path("docs") / "index.md"  # becomes the start page
SETTINGS = Path("docs") / "conf.py"
MARKER = ".immunodata-site"  # in the folder of a site: this one may be overwritten


def build_site(checkout: Path, output: Path, *, commands: Mapping[str, str], workers: int = 2) -> Path:
    """Write the site into `output` and return its start page. Every warning is an error.

    Parameters
    ----------
    checkout : the repository: pages in docs/, notebooks in notebooks/.
    output : a new or empty folder, or an earlier site, which is replaced as a whole.
    commands : name of every command -> what its --help says.
    workers : how many notebooks run at a time.

    Raises
    ------
    MissingPart : Sphinx or the programs that run notebooks are not installed.
    ExportError : the folder holds something else, or cannot be written.
    ImmunodataError : a page or a notebook is wrong; the message says which and why.
    """
    try:
        import myst_nb  # noqa: F401
        import nbclient  # noqa: F401
        from sphinx.cmd.build import build_main
    except ImportError:
        raise MissingPart("The documentation site", "docs") from None
    from immunodata.website.notebooks import run_notebooks

    output = output.resolve()
    refuse_foreign(output)
    with tempfile.TemporaryDirectory(prefix="immunodata-docs-") as scratch:
        pages, site = Path(scratch) / "pages", Path(scratch) / "site"
        stage(checkout, pages)
        executed = run_notebooks(sorted((checkout / "notebooks").glob("*.ipynb")), pages / "notebooks", workers=workers)
        generated.write_pages(checkout, pages, commands)
        said = io.StringIO()
        arguments = ["-b", "html", "-W", "--keep-going", "-q", "-c", str(pages), str(pages), str(site)]
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            status = build_main([*arguments, "-d", str(Path(scratch) / "doctrees")])
        if status:
            raise ImmunodataError("The documentation is not right:\n" + said.getvalue().replace(f"{pages}/", ""))
        generated.write_downloads(checkout, site, executed)
        (site / MARKER).write_text("Written by: immunodata docs\n", encoding="utf-8")
        _replace(site, output)
    return output / "index.html"


def stage(checkout: Path, pages: Path) -> None:
    """Copy what the site is made of into `pages`, in the places it has in the repository."""
    if not (checkout / START).is_file():
        raise ImmunodataError(f"{checkout} holds no {START}: the site is built in a clone of the repository.")
    shutil.copytree(checkout / "docs", pages / "docs")
    for name in PAGES:
        shutil.copy(checkout / name, pages / name)
    (pages / START).rename(pages / "index.md")
    (pages / SETTINGS).rename(pages / "conf.py")


def refuse_foreign(output: Path) -> None:
    """Raise `ExportError` when `output` holds anything but an earlier site."""
    if output.exists() and not output.is_dir():
        raise ExportError(f"{output} is a file; expected a folder for the site.")
    if output.is_dir() and any(output.iterdir()) and not (output / MARKER).is_file():
        raise ExportError(f"{output} holds other files. Name a new folder, an empty one, or an earlier site.")


def _replace(site: Path, output: Path) -> None:
    try:
        if output.exists():
            shutil.rmtree(output)
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(site, output)
    except OSError as error:
        raise ExportError(f"{error.filename or output} cannot be written: {error.strerror or error}.") from error


def pages_of(site: Path) -> Iterable[Path]:
    """Every page of a site."""
    return sorted(site.rglob("*.html"))
