"""Rows as an Excel workbook: the numbers, their sources, and a sheet about them."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pandas as pd

from immunodata.errors import ExportError, MissingPart
from immunodata.export.extract import Extract

WIDEST = 60  # characters of a column
LONGEST_URL = 2000  # Excel refuses links above 2,079 characters
SOURCE_COLUMNS = (
    "source_id", "citation", "title", "publisher", "url", "doi", "date_published", "date_accessed", "license",
)  # fmt: skip


def xlsx_bytes(extract: Extract) -> bytes:
    """Return a workbook with the sheets numbers, sources and about. The same rows give the same bytes.

    Types are kept: numbers, dates and truth values are such in Excel, blank stays blank, and text is never a formula.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise MissingPart("An Excel file", "export") from None
    about = extract.metadata
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties(
            {
                "title": about["title"][:255],
                "author": "immunodata contributors",
                "comments": about["cite_as"],
                "created": datetime.fromisoformat(about["dataset"]["as_of"]),  # never the hour of the export
            }
        )
        _write(book, "numbers", extract.frame)
        _write(book, "sources", pd.DataFrame(about["sources"], columns=list(SOURCE_COLUMNS)))
        _write_about(book, about)
    return buffer.getvalue()


def _write(book: Any, name: str, frame: pd.DataFrame) -> None:
    """A sheet with a bold, frozen head and one row per row of the frame."""
    sheet, bold, quoted = book.add_worksheet(name), book.add_format({"bold": True}), _quoted(book)
    for at, column in enumerate(frame.columns):
        sheet.write_string(0, at, str(column), bold)
        longest = len(str(column))
        for row, value in enumerate(frame[column].astype(object), start=1):
            if pd.notna(value):
                _write_cell(sheet, row, at, value, quoted)
                longest = max(longest, len(str(value)) if isinstance(value, str) else 10)
        sheet.set_column(at, at, min(longest, WIDEST) + 2)
    sheet.freeze_panes(1, 0)
    if len(frame.columns):
        sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)


def _write_cell(sheet: Any, row: int, column: int, value: Any, quoted: Any) -> None:
    if isinstance(value, str) and value.startswith(("http://", "https://")) and len(value) <= LONGEST_URL:
        failed = sheet.write_url(row, column, value, string=value)
    elif isinstance(value, str):
        failed = sheet.write_string(row, column, value, quoted if value.startswith(("=", "+", "-", "@")) else None)
    elif isinstance(value, bool):
        failed = sheet.write_boolean(row, column, value)
    elif isinstance(value, pd.Timestamp):
        failed = sheet.write_datetime(row, column, value.to_pydatetime())
    else:
        failed = sheet.write_number(row, column, value)
    if failed:
        raise ExportError(f"Row {row} of the sheet {sheet.get_name()!r} does not fit Excel: {str(value)[:80]!r}. "
                          "Save as csv, json or parquet instead.")  # fmt: skip


def _quoted(book: Any) -> Any:
    """Text that stays text even when its cell is edited."""
    return book.add_format({"quote_prefix": True})


def _write_about(book: Any, about: dict[str, Any]) -> None:
    """What the rows are, name and value, and below it what the columns mean."""
    sheet, bold = book.add_worksheet("about"), book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 14)
    sheet.set_column(3, 3, 90)
    row = 0
    for name, value in about.items():
        if name not in ("columns", "sources", "encoding"):
            for text in _lines(value):
                sheet.write_string(row, 0, name.replace("_", " "), bold)
                sheet.write_string(row, 3, text, wrapped)
                row += 1
    row += 1
    for at, head in enumerate(("column", "type", "unit", "meaning")):
        sheet.write_string(row, at, head, bold)
    for below, column in enumerate(about["columns"], start=row + 1):
        for at, name in enumerate(("name", "type", "unit", "meaning")):
            sheet.write_string(below, at, column.get(name, ""), wrapped)


def _lines(value: Any) -> list[str]:
    """A value of the metadata as lines of text."""
    if isinstance(value, dict):
        return [
            f"{name}: {(', '.join(item) or 'all') if isinstance(item, list) else item}" for name, item in value.items()
        ]
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]
