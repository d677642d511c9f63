"""The kinds of files a view can become, and what must hold of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from immunodata.errors import ExportError, UnknownName
from immunodata.export.picture import PICTURES

if TYPE_CHECKING:
    from immunodata.export.extract import Extract
    from immunodata.view import View

DATA = ("csv", "xlsx", "parquet", "json")
BESIDE = "metadata.json"  # ending of what stands beside a data file
FORMATS = (*PICTURES, "html", *DATA, "pptx")
MEDIA_TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def known_format(ending: str, allowed: Sequence[str] = FORMATS, *, kind: str = "format") -> str:
    """`ending` itself; `UnknownName` for another one than those allowed."""
    if ending not in allowed:
        raise UnknownName(kind, ending, allowed)
    return ending


def refuse_empty(views: Sequence[View]) -> None:
    """Raise `ExportError` when there is no view, or one without rows."""
    if not views:
        raise ExportError("Nothing to export: at least one view is needed.")
    for view in views:
        if view.is_empty:
            raise ExportError(f"Nothing to export: {view.words.headline} ({view.code})")


def data_bytes(extract: Extract, ending: str) -> bytes:
    """Return rows as csv, xlsx, parquet or json, or the metadata that stand beside them."""
    from immunodata.export import tables, workbook

    makers = {
        "csv": tables.csv_bytes,
        "xlsx": workbook.xlsx_bytes,
        "parquet": tables.parquet_bytes,
        "json": tables.json_bytes,
        BESIDE: tables.metadata_bytes,
    }
    return makers[ending](extract)
