"""Views and tables as files: pictures, slides, pages and data. A file is written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from immunodata.export import files, picture
from immunodata.export.batch import Batch, save_all, save_tables
from immunodata.export.decks import Deck, deck, deck_stem, pptx_bytes, save_deck
from immunodata.export.formats import BESIDE, DATA, FORMATS, MEDIA_TYPES, data_bytes, known_format, refuse_empty
from immunodata.export.parts import Exhibit, Section

if TYPE_CHECKING:
    from immunodata.dataset import Dataset
    from immunodata.export.extract import Extract
    from immunodata.view import View

__all__ = [
    "DATA",
    "FORMATS",
    "MEDIA_TYPES",
    "Batch",
    "Deck",
    "Exhibit",
    "Section",
    "citation_text",
    "collection_bytes",
    "deck",
    "deck_stem",
    "html_bytes",
    "picture_bytes",
    "pptx_bytes",
    "save",
    "save_all",
    "save_deck",
    "save_table",
    "save_tables",
    "table_bytes",
    "table_stem",
    "view_bytes",
]


def save(
    view: View, path: str | Path, *, overwrite: bool = False, size: str = "page", scale: float | None = None
) -> Path:
    """Write one view; the ending of `path` chooses the format. Returns the path written.

    Parameters
    ----------
    path : ends in png, svg, pdf, html, csv, xlsx, parquet, json or pptx; missing folders are made. Data files get a
        `.metadata.json` beside them: columns with units, choices, notes, sources in full, version and license.
    overwrite : replace a file that is there already.
    size : of a picture, by purpose: page, slide-16x9, slide-4x3, square or print.
    scale : of a png: 1 to 4 dots per pixel of the size; left out, what the size asks for.

    Raises
    ------
    UnknownName : another ending or size; the message names the allowed ones.
    ExportError : nothing to draw, a file that exists, a path that cannot be written, or no browser for a picture.
    MissingPart : the optional part for the format is not installed.
    """
    target = Path(path)
    ending = known_format(target.suffix.lower().lstrip("."))
    refuse_empty([view])
    if ending in DATA:
        from immunodata.export.extract import of_view

        return _save_data(of_view(view), target, ending, overwrite=overwrite)
    files.prepare([target], overwrite=overwrite)
    files.write({target: view_bytes(view, ending, size=size, scale=scale)})
    return target


def save_table(data: Dataset, name: str, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write a whole table of the dataset as csv, xlsx, parquet or json, with its metadata. Returns the path written.

    Raises
    ------
    UnknownName : no such table, or another ending; the message names the allowed ones.
    ExportError, MissingPart : as `save` does.
    """
    from immunodata.export.extract import of_table

    target = Path(path)
    ending = known_format(target.suffix.lower().lstrip("."), DATA, kind="format of a table")
    return _save_data(of_table(data, name), target, ending, overwrite=overwrite)


def view_bytes(view: View, ending: str, *, size: str = "page", scale: float | None = None) -> bytes:
    """Return the view as a file of this format, or its metadata (`metadata.json`); raises as `save` does."""
    known_format(ending, (*FORMATS, BESIDE))
    refuse_empty([view])
    if ending in (*DATA, BESIDE):
        from immunodata.export.extract import of_view

        return data_bytes(of_view(view), ending)
    if ending == "html":
        return html_bytes(view)
    if ending == "pptx":
        return pptx_bytes([view])
    return picture_bytes(view, ending, size=size, scale=scale)


def table_bytes(data: Dataset, name: str, ending: str) -> bytes:
    """Return a whole table as csv, xlsx, parquet or json, or its `metadata.json`; raises as `save_table` does."""
    from immunodata.export.extract import of_table

    return data_bytes(of_table(data, name), known_format(ending, (*DATA, BESIDE), kind="format of a table"))


def table_stem(data: Dataset, name: str) -> str:
    """File name of a table without its ending: table and data version."""
    from immunodata.export import extract

    return extract.table_stem(data, name)


def html_bytes(view: View) -> bytes:
    """Return a self-contained web page."""
    refuse_empty([view])
    from immunodata.export import page

    return page.html_bytes(view)


def collection_bytes(title: str, parts: Sequence[str | View]) -> bytes:
    """Return one self-contained web page of several views in order; a text among them is a heading."""
    refuse_empty([part for part in parts if not isinstance(part, str)])
    from immunodata.export import page

    return page.collection_bytes(title, parts)


def citation_text(view: View) -> str:
    """Return what must travel with the numbers: title, choices, sources in full, version and license."""
    from immunodata.export import tables

    return tables.citation_text(view)


def picture_bytes(view: View, ending: str, *, size: str = "page", scale: float | None = None) -> bytes:
    """Return one picture; `ExportError` when there is no browser to draw it."""
    refuse_empty([view])
    return picture.picture_bytes(view, ending, size=size, scale=scale)


def _save_data(extract: Extract, target: Path, ending: str, *, overwrite: bool) -> Path:
    """The rows and, beside them, their metadata; formats of the same rows share one."""
    beside, about = target.with_suffix(f".{BESIDE}"), data_bytes(extract, BESIDE)
    is_shared = beside.is_file() and beside.read_bytes() == about
    files.prepare([target] if is_shared else [target, beside], overwrite=overwrite)
    files.write({target: data_bytes(extract, ending), beside: about})
    return target
