"""Rows on their way into a data file, with everything that must travel with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from immunodata import schema
from immunodata.citation import DISCLAIMER, cite, dataset_citation, source_ids
from immunodata.dataset import Dataset
from immunodata.view import View

MISSING = "A blank cell (null in JSON) means not reported, not read, or does not apply. It never means zero."
LICENSE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
# Schema names of one word ("low", "value", "kind") mean other things in a chart, save these.
PLAIN_NAMES = ("inn", "acronym", "locator")


@dataclass(frozen=True, kw_only=True, eq=False)
class Extract:
    """Rows, the name of their file without its ending, and what the rows are, as plain JSON values."""

    frame: pd.DataFrame
    stem: str
    metadata: dict[str, Any]


def of_view(view: View) -> Extract:
    """The visible rows of a view: exactly the numbers drawn."""
    words = view.words
    return Extract(
        frame=view.frame,
        stem=view.file_stem,
        metadata={
            "title": words.headline,
            "subtitle": words.subtitle,
            "question": view.chart.question,
            "chart": view.chart.id,
            "choices": {name: value if isinstance(value, str) else list(value) for name, value in view.choices.items()},
            "caption": view.caption,
            "notes": list(view.notes),
            "alt_text": view.alt_text,
            "permalink": view.permalink,
            "code": view.code,
            **_common(view.frame, view.data, [_column(view.frame, name) for name in view.frame.columns]),
            "sources": _sources(view.source_ids, view.data),
        },
    )


def of_table(data: Dataset, name: str) -> Extract:
    """A whole table of the dataset; `UnknownName` when there is none of this name."""
    frame = data[name]
    declared = schema.table(name)
    ids = source_ids(frame, data=data) if "source_id" in frame.columns else []
    return Extract(
        frame=frame,
        stem=table_stem(data, name),
        metadata={
            "title": f"{name}: one row is {declared.one_row_is}",
            "table": name,
            "key": list(declared.key),
            "notes": [declared.caution] if declared.caution else [],
            "code": f'immunodata.load("{name}")',
            **_common(frame, data, [_described(frame, field) for field in declared.fields]),
            "sources": _sources(ids, data),
        },
    )


def table_stem(data: Dataset, name: str) -> str:
    """File name of a table without its ending: table and data version."""
    return f"{name}--v{data.version}"


def _common(frame: pd.DataFrame, data: Dataset, columns: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "dataset": {"name": "immunodata", "version": data.version, "as_of": data.as_of},
        "cite_as": dataset_citation(data),
        "license": LICENSE,
        "disclaimer": DISCLAIMER,
        "rows": len(frame),
        "encoding": "UTF-8",
        "missing": MISSING,
        "columns": columns,
    }


def _column(frame: pd.DataFrame, name: str) -> dict[str, str]:
    """What a column of a chart means, where the schema says it without doubt: one meaning under this name."""
    home = next((table for table in schema.TABLES if table.key == (name,) and name.endswith("_id")), None)
    if home:
        meaning = f"Key of the table {home.name}: {home.one_row_is}."
        return {"name": name, "type": type_of(frame[name]), "meaning": meaning}
    fields = [field for table in schema.TABLES for field in table.fields if field.name == name]
    is_certain = len({(field.about, field.unit) for field in fields}) == 1 and ("_" in name or name in PLAIN_NAMES)
    if is_certain:
        return _described(frame, fields[0])
    unit = "%" if "pct" in name.split("_") else ""  # what the ending means everywhere
    return {"name": name, "type": type_of(frame[name]), **({"unit": unit} if unit else {})}


def _described(frame: pd.DataFrame, field: schema.Field) -> dict[str, str]:
    return {
        "name": field.name,
        "type": type_of(frame[field.name]),
        **({"unit": field.unit} if field.unit else {}),
        "meaning": field.about + (" Several are joined by ';'." if field.many else ""),
    }


def type_of(column: pd.Series) -> str:
    """The type of a column in the words of the Data Package standard."""
    kind = column.dtype
    for name, fits in (
        ("boolean", pd.api.types.is_bool_dtype),
        ("integer", pd.api.types.is_integer_dtype),
        ("number", pd.api.types.is_numeric_dtype),
        ("date", pd.api.types.is_datetime64_any_dtype),
    ):
        if fits(kind):
            return name
    return "string"


def _sources(ids: Iterable[str], data: Dataset) -> list[dict[str, str]]:
    """Every source in full, in order; what a document does not print is left out."""
    wanted = list(ids)
    known = data["sources"].set_index("source_id")
    names = ("title", "publisher", "url", "doi", "date_published", "date_accessed", "license")
    found = []
    for source_id, citation in zip(wanted, cite(wanted, data=data), strict=True):
        row = known.loc[source_id]
        told = {name: _text(row[name]) for name in names if pd.notna(row[name])}
        found.append({"source_id": source_id, "citation": citation, **told})
    return found


def _text(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
