"""Rows as CSV, JSON and Parquet, the metadata beside them, and the text that says where they come from."""

from __future__ import annotations

import io
import json
from typing import Any

import pandas as pd

from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.errors import MissingPart
from immunodata.export.extract import Extract
from immunodata.view import View

RISKY = ("=", "+", "-", "@", "\t", "\n")  # a spreadsheet may take a cell that begins so for a formula


def csv_bytes(extract: Extract) -> bytes:
    """Return UTF-8 CSV: dates as ISO days, blanks for what is not reported, formulas disarmed."""
    return neutralize(extract.frame).to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n").encode()


def json_bytes(extract: Extract) -> bytes:
    """Return JSON: `fields` with type, unit and meaning, `records` with one object per row; blank is null."""
    columns = plain_columns(extract.frame)
    about = extract.metadata
    records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    head = {
        "title": about["title"],
        "cite_as": about["cite_as"],
        "missing": about["missing"],
        "fields": about["columns"],
    }
    lines = ",\n  ".join(json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)
    return (_json(head).decode().removesuffix("\n}\n") + f',\n "records": [\n  {lines}\n ]\n}}\n').encode()


def parquet_bytes(extract: Extract) -> bytes:
    """Return Parquet with the frame's own types; its key-value part `immunodata` holds the metadata."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise MissingPart("A Parquet file", "export") from None
    table = pa.Table.from_pandas(extract.frame, preserve_index=False)
    table = table.replace_schema_metadata({**table.schema.metadata, b"immunodata": metadata_bytes(extract)})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


def metadata_bytes(extract: Extract) -> bytes:
    """Return what stands beside every data file: title, choices, notes, columns, sources in full, version, license."""
    return _json(extract.metadata)


def plain_columns(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Each column as a list of str, int, float, bool, `datetime.date` in ISO form, or None for what is missing."""
    columns: dict[str, list[Any]] = {}
    for name in frame.columns:
        values = frame[name]
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = values.dt.strftime("%Y-%m-%d")
        columns[str(name)] = values.astype(object).where(values.notna(), None).tolist()
    return columns


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def neutralize(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy in which text that a spreadsheet would run as a formula begins with an apostrophe.

    Numbers stay numbers: a negative one is no formula.

    >>> neutralize(pd.DataFrame({"name": ["=1+1", "CRS"], "points": [-3, 2]})).to_dict("list")
    {'name': ["'=1+1", 'CRS'], 'points': [-3, 2]}
    """
    safe = frame.copy()
    for column in safe.columns:
        kind = safe[column].dtype
        if pd.api.types.is_string_dtype(kind) or pd.api.types.is_object_dtype(kind):
            safe[column] = [_disarm(value) for value in safe[column]]
    return safe


def _disarm(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n")  # a lone carriage return would end a row in some readers
    return f"'{text}" if text.startswith(RISKY) else text


def citation_text(view: View) -> str:
    """Return what must travel with the numbers: what they are, by which choices, from where, under which license."""
    chosen = [f"  {name}: {value if isinstance(value, str) else ', '.join(value) or 'all'}"
              for name, value in view.choices.items()]  # fmt: skip
    blocks = [
        f"{view.words.headline}\n{view.words.subtitle}",
        "\n".join([f"Chart: {view.chart.id}", "Choices:", *(chosen or ["  none"])]),
        f"Rows: {len(view.frame)}. Encoding: UTF-8. A blank cell means not reported; it never means zero.",
        "\n".join(["Mind:", *(f"  {note}" for note in view.notes)]) if view.notes else "",
        "\n".join([f"Sources ({len(view.sources)}):", *(f"  {text}" for text in view.sources)]),
        f"Cite as: {dataset_citation(view.data)}",
        f"Make it again: {view.code}",
        f"License of the data: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/\n{DISCLAIMER}",
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"
