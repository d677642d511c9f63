"""The numbers of a view as CSV, and the text that says where they come from."""

from __future__ import annotations

import pandas as pd

from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.view import View

RISKY = ("=", "+", "-", "@", "\t", "\n")  # a spreadsheet may take a cell that begins so for a formula


def csv_bytes(view: View) -> bytes:
    """Return `view.frame` as UTF-8 CSV: dates as ISO days, blanks for what is not reported, formulas disarmed."""
    return neutralize(view.frame).to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n").encode()


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
