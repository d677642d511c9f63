"""Cancers by category."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, CANCER_KIND, CATEGORY, SCOPE, SINCE, approved_uses, fixed
from immunodata.comparison import category_names, labels
from immunodata.dataset import Dataset
from immunodata.forms import Cell, Grid
from immunodata.phrases import capital, listed
from immunodata.view import Chart, Choices, Control, Option, Words

MIXED = "mixed"  # a new form of a therapy for its old uses: no cancer of its own
IN_FORCE = ("active", "converted")


def _rows(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("tissue", "tissue"), Option("cancer", "cancer"))


def _when(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("in-force", "in force now"), Option("ever", "ever approved"))


ROWS = Control(id="rows", label="Rows", options=_rows, default=fixed("tissue"))
WHEN = Control(id="when", label="Approvals", options=_when, default=fixed("in-force"))


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = approved_uses(data, chosen, ("inn", "top_id", "top_name", "top_plural"))
    rows = rows[rows["cancer_id"] != MIXED]
    if chosen["when"] == "in-force":
        rows = rows[rows["indication_status"].isin(IN_FORCE)]
    cancers = data["cancers"][["cancer_id", "name", "tissue", "kind"]].rename(columns={"name": "cancer_name"})
    rows = rows.merge(cancers, on="cancer_id", how="left", validate="many_to_one")
    if chosen["kind"]:
        rows = rows[rows["kind"].isin(chosen["kind"])]
    kinds, order = labels(data, "cancer_kind"), list(category_names(data))
    rows["kind_position"] = rows["kind"].map(list(kinds).index)
    rows["position"] = rows["top_id"].map(order.index)
    return rows


def _shape(rows: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    label = "tissue" if chosen["rows"] == "tissue" else "cancer_name"
    rows = rows.assign(row=rows[label])
    keys = ["kind_position", "kind", "row", "position", "top_id", "top_name", "top_plural"]
    cells = (
        rows.groupby(keys)
        .agg(
            n_therapies=("therapy_id", "nunique"),
            n_uses=("indication_id", "nunique"),
            therapies=("inn", lambda names: ", ".join(sorted(set(names)))),
            cancers=("cancer_name", lambda names: ", ".join(sorted(set(names)))),
        )
        .reset_index()
    )
    reach = rows.groupby("row")["therapy_id"].nunique()
    cells = cells.assign(reach=cells["row"].map(reach))
    cells = cells.sort_values(["kind_position", "reach", "row", "position"], ascending=[True, False, True, True])
    return cells.drop(columns="kind_position").reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Grid:
    rows = frame.drop_duplicates(["kind", "row"])
    columns = frame.sort_values("position").drop_duplicates("top_id")
    found = {(row.kind, row.row, row.top_id): row for row in frame.itertuples()}
    most = int(frame["n_therapies"].max())
    cells = tuple(
        tuple(_cell(found.get((kind, name, top)), name, most) for top in columns["top_id"])
        for kind, name in zip(rows["kind"], rows["row"], strict=True)
    )
    titles = {"solid": "Solid cancers", "blood": "Blood cancers", "any": "Defined by a marker"}
    return Grid(
        rows=tuple(rows["row"]),
        columns=tuple(columns["top_name"]),
        column_roles=tuple(columns["top_id"]),
        column_details=(),
        cells=cells,
        groups=tuple(titles[kind] for kind in rows["kind"]),
        key="number and shade: therapies approved; dot: none in this dataset",
    )


def _cell(row: Any, name: str, most: int) -> Cell:
    if row is None:
        return Cell(state="zero", text="·", hover=f"{name}: none of this category")
    count = row.n_therapies
    hover = f"<b>{name}</b>, {row.top_name.lower()}<br>{row.therapies}<br>{row.cancers}<br>{row.n_uses} uses"
    return Cell(state="value", text=str(count), share=count / most, hover=hover)


def _describe(frame: pd.DataFrame, chosen: Choices) -> Words:
    by_kind = (
        frame.groupby(["top_plural", "kind"])["n_uses"].sum().unstack(fill_value=0)
    )  # absent means no use: a count
    solid = by_kind.get("solid", pd.Series(dtype=int))
    blood = by_kind.get("blood", pd.Series(dtype=int))
    only_blood = [name for name in by_kind.index if blood.get(name, 0) and not solid.get(name, 0)]
    reach = frame.drop_duplicates("row").sort_values("reach", ascending=False, kind="stable")
    first = reach["row"].iloc[0]
    where = f"{first.lower()} cancers" if chosen["rows"] == "tissue" else first
    headline = f"{capital(where)}: the most approved therapies ({reach['reach'].iloc[0]})"
    if only_blood:
        order = frame.sort_values("position")["top_plural"].drop_duplicates()
        headline += f"; {listed([name for name in order if name in only_blood])} only for blood cancers"
    when = "in force" if chosen["when"] == "in-force" else "ever given, including withdrawn ones"
    listing = "; ".join(f"{row.row}, {row.top_name.lower()}: {row.n_therapies}" for row in frame.head(40).itertuples())
    return Words(
        headline=headline,
        subtitle=f"Number of therapies with an FDA approval {when}, by {chosen['rows']} and category",
        alt_text=f"Matrix of {reach['row'].nunique()} rows by category. {listing}. {headline}.",
        notes=(
            "A therapy counts once in a cell, however many uses it has there. Approval says nothing about how many "
            "patients respond.",
        ),
    )


CANCERS_BY_CATEGORY = Chart(
    id="cancers-by-category",
    title="Cancers by category",
    question="Which cancers are treated with which category?",
    group="indications",
    controls=(SCOPE, CATEGORY, CANCER, SINCE, ROWS, WHEN, CANCER_KIND),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
