"""Targets by category."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CATEGORY, SCOPE, chosen_therapies, in_display_order
from immunodata.comparison import category_names, labels
from immunodata.dataset import Dataset
from immunodata.forms import Cell, Grid
from immunodata.phrases import capital, counted
from immunodata.view import Chart, Choices, Words


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    therapies = chosen_therapies(data, chosen)[["therapy_id", "inn", "top_id", "top_name"]]
    targets = data["targets"].rename(columns={"label": "target_label", "kind": "target_kind"})
    rows = data["mechanisms"].merge(therapies, on="therapy_id", validate="many_to_one")  # inner: chosen therapies only
    rows = rows.merge(targets, on="target_id", how="left", validate="many_to_one")
    kinds, order = labels(data, "target_kind"), list(category_names(data))
    rows["kind_position"] = rows["target_kind"].map(list(kinds).index)
    rows["target_kind"] = rows["target_kind"].map(kinds)
    rows["action"] = rows["action"].map(labels(data, "action"))
    rows["position"] = rows["top_id"].map(order.index)
    return rows


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    keys = [
        "kind_position",
        "target_kind",
        "target_id",
        "target_label",
        "expressed_on",
        "position",
        "top_id",
        "top_name",
    ]
    cells = rows.groupby(keys, sort=True).agg(
        therapies=("inn", lambda names: ", ".join(sorted(set(names)))),
        n_therapies=("therapy_id", "nunique"),
        action=("action", lambda names: ", ".join(sorted(set(names)))),
    )
    cells = cells.reset_index()
    reach = cells.groupby("target_id")["n_therapies"].transform("sum")
    cells = cells.assign(reach=reach).sort_values(
        ["kind_position", "reach", "target_id", "position"], ascending=[True, False, True, True]
    )
    return cells.drop(columns=["kind_position", "reach"]).reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Grid:
    rows = frame.drop_duplicates("target_id")
    columns = frame.sort_values("position").drop_duplicates("top_id")
    found = {(row.target_id, row.top_id): row for row in frame.itertuples()}
    cells = tuple(
        tuple(
            _cell(found.get((target, top)), label, name)
            for top, name in zip(columns["top_id"], columns["top_name"], strict=True)
        )
        for target, label in zip(rows["target_id"], rows["target_label"], strict=True)
    )
    names = tuple(
        f"{label} · {target}" if target.isupper() and target != label else label
        for label, target in zip(rows["target_label"], rows["target_id"], strict=True)
    )
    return Grid(
        rows=names,
        columns=tuple(columns["top_name"]),
        column_roles=tuple(columns["top_id"]),
        column_details=(),
        cells=cells,
        groups=tuple(capital(kind) for kind in rows["target_kind"]),
        key="number: therapies acting on the target; blank: none in this dataset",
    )


def _cell(row: Any, target: str, category: str) -> Cell:
    if row is None:
        return Cell(state="zero", hover=f"No {category.lower()} here acts on {target}")
    hover = f"<b>{target}</b>, on {row.expressed_on}<br>{category} {row.action} it: {row.therapies}"
    return Cell(state="value", text=str(row.n_therapies), role=row.top_id, hover=hover)


def _describe(frame: pd.DataFrame, _chosen: Choices) -> Words:
    reach = frame.groupby("target_label")["n_therapies"].sum().sort_values(ascending=False, kind="stable")
    shared = frame.groupby("target_label")["top_id"].nunique()
    shared = in_display_order(shared[shared > 1].index, reach.index)
    most = f"{reach.index[0]} ({counted(reach.iloc[0], 'therapy', 'therapies')})"
    headline = f"{len(reach)} targets; the most common is {most}" if len(reach) > 1 else f"One target: {most}"
    if shared:
        ways = frame.loc[frame["target_label"] == shared[0], "top_name"].nunique()
        headline += f"; {shared[0]} is reached by {ways} categories"
    listing = "; ".join(f"{row.target_label}: {row.top_name.lower()} {row.n_therapies}" for row in frame.itertuples())
    return Words(
        headline=headline,
        subtitle="Number of therapies by target and category",
        alt_text=f"Matrix of targets by category. {listing}. {headline}.",
        notes=("A therapy with two targets is counted at each. After the name: the HGNC gene symbol.",),
    )


TARGETS_BY_CATEGORY = Chart(
    id="targets-by-category",
    title="Targets by category",
    question="Which molecules does each category act on?",
    group="mechanisms",
    controls=(SCOPE, CATEGORY),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
