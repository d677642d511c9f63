"""Charts that count: a matrix of how many different things fall in each cell. A building block, like `choices`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from immunodata.dataset import Dataset
from immunodata.forms import Cell, Grid
from immunodata.view import Chart, Choices, Control, Words

# What `pairs` gives: one row per thing and cell it falls in.
COLUMNS = ("row", "row_at", "heading", "column", "column_at", "role", "item", "item_name", "source_id")
NONE = "·"
PLAIN, EVERYTHING = "plain", "all"  # a column without a color of its own; rows under one heading


def counting(
    *,
    id: str,
    title: str,
    question: str,
    group: str,
    controls: tuple[Control, ...],
    pairs: Callable[[Dataset, Choices], pd.DataFrame],
    headline: Callable[[pd.DataFrame, Choices], str],
    subtitle: str,
    notes: tuple[str, ...],
    things: str,
    sort_by_size: bool = False,
) -> Chart:
    """Return a chart whose cells count the different `item`s of `pairs`.

    Parameters
    ----------
    pairs : the data in `COLUMNS`: what is counted (`item`, `item_name`; missing: the row is shown though nothing falls
        in it), where (`row`, `column` with their display order), a `heading` over rows (`EVERYTHING`: none) and the
        color `role` of the column (`PLAIN`: none).
    headline : the finding, from the counted frame (`row`, `column`, `n`, `names`).
    things : what is counted, plural, as in "number of therapies".
    sort_by_size : largest rows first within a heading, instead of by `row_at`.
    """

    def shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
        if rows.empty:
            return pd.DataFrame()
        keys = ["heading", "row_at", "row", "column_at", "column", "role"]
        names = ("item_name", lambda values: ", ".join(sorted(set(values.dropna()), key=str.lower)))
        frame = rows.groupby(keys, sort=False).agg(n=("item", "nunique"), names=names).reset_index()
        frame["names"] = frame["names"].where(frame["n"] > 0, "none")
        totals = rows.groupby(["heading", "row"])["item"].nunique().rename("row_total").reset_index()
        frame = frame.merge(totals, on=["heading", "row"], validate="many_to_one")
        first = frame.groupby("heading", sort=False)["row_at"].transform("min")
        order = ["first", "row_total", "row_at"] if sort_by_size else ["first", "row_at", "row_total"]
        ascending = [True, not sort_by_size, True]
        frame = frame.assign(first=first).sort_values([*order, "column_at"], ascending=[*ascending, True])
        return frame.drop(columns="first").reset_index(drop=True)

    def layout(frame: pd.DataFrame, _chosen: Choices) -> Grid:
        rows = frame.drop_duplicates(["heading", "row"])
        columns = frame.sort_values("column_at", kind="stable").drop_duplicates("column")
        found = {(row.heading, row.row, row.column): row for row in frame.itertuples()}
        most = int(frame["n"].max())
        cells = tuple(
            tuple(_cell(found.get((heading, name, column)), most) for column in columns["column"])
            for heading, name in zip(rows["heading"], rows["row"], strict=True)
        )
        return Grid(
            rows=tuple(rows["row"]),
            columns=tuple(columns["column"]),
            column_roles=tuple("" if role == PLAIN else role for role in columns["role"]),
            column_details=(),
            cells=cells,
            groups=tuple(rows["heading"]) if rows["heading"].nunique() > 1 else (),
            key=f"number and shade: {things}; dot: none in this dataset",
        )

    def describe(frame: pd.DataFrame, chosen: Choices) -> Words:
        said = headline(frame, chosen)
        listing = "; ".join(f"{row.row}, {row.column}: {row.n}" for row in frame[frame["n"] > 0].head(45).itertuples())
        more = f" and {len(frame) - 45} further cells" if len(frame) > 45 else ""
        return Words(
            headline=said,
            subtitle=subtitle,
            alt_text=f"Matrix of {frame['row'].nunique()} rows and {frame['column'].nunique()} columns that counts "
            f"{things}. {listing}{more}. {said}.",
            notes=notes,
        )

    return Chart(
        id=id, title=title, question=question, group=group, controls=controls,
        select=pairs, shape=shape, layout=layout, describe=describe,
    )  # fmt: skip


def _cell(row: Any, most: int) -> Cell:
    if row is None or not row.n:
        return Cell(state="zero", text=NONE)
    names = row.names if len(row.names) < 220 else row.names[:217] + "..."
    return Cell(
        state="value", text=str(row.n), share=row.n / most, hover=f"<b>{row.row}</b>, {row.column}<br>{row.n}: {names}"
    )
