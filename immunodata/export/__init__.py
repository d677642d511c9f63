"""Views as files: pictures, slides, pages and tables. A file is written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from immunodata.errors import ExportError, MissingPart, UnknownName
from immunodata.export import files, picture
from immunodata.export.picture import PICTURES

if TYPE_CHECKING:
    from immunodata.view import View

FORMATS = (*PICTURES, "html", "csv", "pptx")
MEDIA_TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
    "csv": "text/csv",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def save(view: View, path: str | Path, *, overwrite: bool = False, size: str = "page") -> Path:
    """Write one view; the ending of `path` chooses the format. Returns the path written.

    Parameters
    ----------
    path : ends in png, svg, pdf, html, csv or pptx; missing folders are made. A csv gets a `.citation.txt` beside it.
    overwrite : replace a file that is there already.
    size : of a picture, by purpose: page, slide-16x9, slide-4x3, square or print.

    Raises
    ------
    UnknownName : another ending or size; the message names the allowed ones.
    ExportError : nothing to draw, a file that exists, a path that cannot be written, or no browser for a picture.
    MissingPart : the optional part for the format is not installed.
    """
    target = Path(path)
    ending = _known_format(target.suffix.lower().lstrip("."))
    _refuse_empty([view])
    files.prepare(_paths(target), overwrite=overwrite)
    files.write(_parts(view, ending, target, size))
    return target


def save_all(
    views: Iterable[View],
    folder: str | Path,
    formats: Iterable[str],
    *,
    overwrite: bool = False,
    progress: bool = True,
    size: str = "page",
) -> list[Path]:
    """Write every view in every format, one file each; pptx makes one deck of all. Returns the paths written.

    Names come from the views: chart, choices and data version. Nothing is written when one of the views is empty or
    one of the files exists (without `overwrite`). `progress` shows a bar on standard error, where tqdm is installed.

    Raises
    ------
    UnknownName, ExportError, MissingPart : as `save` does.
    """
    chosen, wanted, root = list(views), [_known_format(name) for name in dict.fromkeys(formats)], Path(folder)
    _refuse_empty(chosen)
    if not wanted:
        raise ExportError(f"Nothing to export: at least one format is needed, of {', '.join(FORMATS)}.")
    single = [ending for ending in wanted if ending != "pptx"]
    targets = {(view, ending): root / f"{view.file_stem}.{ending}" for view in chosen for ending in single}
    _refuse_namesakes(targets)
    decks = [root / f"{deck_stem(chosen)}.pptx"] if "pptx" in wanted else []
    files.prepare([*decks, *(path for target in targets.values() for path in _paths(target))], overwrite=overwrite)
    pictures = {key: target for key, target in targets.items() if key[1] in PICTURES}
    if pictures:
        picture.make_ready([size])  # no browser: say so before anything is written
    with _progress(len(targets) + len(decks), shown=progress) as step:
        for deck in decks:
            files.write({deck: pptx_bytes(chosen)})
            step()
        for (view, ending), target in targets.items():
            if ending not in PICTURES:
                files.write(_parts(view, ending, target, size))
                step()
        _save_pictures(pictures, size, step)
    return [*decks, *targets.values()]


def save_deck(views: Iterable[View], path: str | Path, *, overwrite: bool = False) -> Path:
    """Write one presentation: the slides of each view in order, then the references. Returns the path written."""
    target, chosen = Path(path), list(views)
    if target.suffix.lower() != ".pptx":
        raise UnknownName("format of a deck", target.suffix.lstrip("."), ["pptx"])
    _refuse_empty(chosen)
    files.prepare([target], overwrite=overwrite)
    files.write({target: pptx_bytes(chosen)})
    return target


def pptx_bytes(views: Sequence[View]) -> bytes:
    """Return a presentation of the views and their references; `MissingPart` without python-pptx."""
    _refuse_empty(views)
    try:
        import pptx  # noqa: F401  only asked for
    except ImportError:
        raise MissingPart("A PowerPoint file", "slides") from None
    from immunodata.export.slides import build_deck

    return build_deck(views)


def html_bytes(view: View) -> bytes:
    """Return a self-contained web page."""
    _refuse_empty([view])
    from immunodata.export import page

    return page.html_bytes(view)


def csv_bytes(view: View) -> bytes:
    """Return the numbers drawn as UTF-8 CSV."""
    _refuse_empty([view])
    from immunodata.export import tables

    return tables.csv_bytes(view)


def citation_text(view: View) -> str:
    """Return what must travel with the numbers: title, choices, sources in full, version and license."""
    from immunodata.export import tables

    return tables.citation_text(view)


def picture_bytes(view: View, ending: str, *, size: str = "page") -> bytes:
    """Return one picture; `ExportError` when there is no browser to draw it."""
    _refuse_empty([view])
    return picture.picture_bytes(view, ending, size=size)


def deck_stem(views: Sequence[View]) -> str:
    """File name of a deck without its ending."""
    return views[0].file_stem if len(views) == 1 else f"immunodata-deck--v{views[0].data.version}"


def _known_format(ending: str) -> str:
    if ending not in FORMATS:
        raise UnknownName("format", ending, FORMATS)
    return ending


def _refuse_empty(views: Sequence[View]) -> None:
    if not views:
        raise ExportError("Nothing to export: at least one view is needed.")
    for view in views:
        if view.is_empty:
            raise ExportError(f"Nothing to export: {view.words.headline} ({view.code})")


def _refuse_namesakes(targets: Mapping[tuple[View, str], Path]) -> None:
    names = list(targets.values())
    twice = sorted({str(path) for path in names if names.count(path) > 1})
    if twice:
        raise ExportError(f"Two views would be written to one file: {', '.join(twice)}. Export them into two folders.")


def _parts(view: View, ending: str, target: Path, size: str) -> dict[Path, bytes]:
    """The files of one view in one format: the second of a csv is its citation."""
    if ending == "csv":
        return {target: csv_bytes(view), _citation_path(target): citation_text(view).encode()}
    if ending == "html":
        return {target: html_bytes(view)}
    if ending == "pptx":
        return {target: pptx_bytes([view])}
    return {target: picture_bytes(view, ending, size=size)}


def _paths(target: Path) -> list[Path]:
    return [target, _citation_path(target)] if target.suffix.lower() == ".csv" else [target]


def _citation_path(target: Path) -> Path:
    return target.with_suffix(".citation.txt")


def _save_pictures(targets: Mapping[tuple[View, str], Path], size: str, step: Callable[[], None]) -> None:
    """Draw all pictures in one browser."""
    if not targets:
        return

    def keep(job: picture.Job, content: bytes) -> None:
        files.write({targets[job.view, job.format]: content})
        step()

    picture.render([picture.Job(view=view, format=ending, size=size) for view, ending in targets], keep=keep)


@contextmanager
def _progress(total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """A function to call after each file; it moves a bar on standard error, or nothing."""
    try:
        from tqdm import tqdm
    except ImportError:
        shown = False
    if not shown:
        yield lambda: None
        return
    with tqdm(total=total, unit="file", desc="export", dynamic_ncols=True) as bar:
        yield lambda: bar.update() and None
