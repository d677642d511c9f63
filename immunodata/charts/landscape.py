"""Therapies by category."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CATEGORY, SCOPE, chosen_therapies
from immunodata.comparison import category_names
from immunodata.dataset import Dataset
from immunodata.forms import Node, Tree
from immunodata.phrases import capital, counted
from immunodata.view import Chart, Choices, Words

COLUMNS = [
    "therapy_id",
    "inn",
    "brands",
    "category_id",
    "category_name",
    "top_id",
    "top_name",
    "top_plural",
    "how_it_works",
    "status",
    "is_living_drug",
    "first_approval_date",
    "source_id",
]


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = chosen_therapies(data, chosen)
    order = list(category_names(data))
    return rows.assign(position=rows["category_id"].map(order.index))


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    return rows.sort_values(["position", "inn"])[COLUMNS].reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Tree:
    nodes: dict[str, Node] = {}
    for top_id, group in frame.groupby("top_id", sort=False):
        name = group["top_name"].iloc[0]
        hover = f"<b>{name}</b><br>{_count(len(group))}"
        nodes[top_id] = Node(
            node_id=top_id,
            parent_id="",
            label=f"{name} · {len(group)}",
            size=len(group),
            role=top_id,
            hover=hover,
            is_leaf=False,
        )
        for category_id, members in group.groupby("category_id", sort=False):
            parent = top_id
            if category_id != top_id and group["category_id"].nunique() > 1:
                parent = category_id
                label = f"{members['category_name'].iloc[0]} · {len(members)}"
                nodes[parent] = Node(
                    node_id=parent,
                    parent_id=top_id,
                    label=label,
                    size=len(members),
                    role=top_id,
                    hover=f"<b>{label}</b>",
                    is_leaf=False,
                )
            for therapy in members.itertuples():
                nodes[f"therapy:{therapy.therapy_id}"] = Node(
                    node_id=f"therapy:{therapy.therapy_id}",
                    parent_id=parent,
                    label=therapy.inn,
                    size=1,
                    role=top_id,
                    hover=_hover(therapy),
                    is_leaf=True,
                    detail=_detail(therapy),
                )
    return Tree(nodes=tuple(nodes.values()), unit="therapies")


def _detail(therapy: Any) -> str:
    parts = [therapy.brands] if isinstance(therapy.brands, str) else []
    parts += [f"{therapy.first_approval_date:%Y}"] if pd.notna(therapy.first_approval_date) else []
    return ", ".join(parts)


def _hover(therapy: Any) -> str:
    brand = f" ({therapy.brands})" if isinstance(therapy.brands, str) else ""
    since = f"<br>First FDA license {therapy.first_approval_date:%Y}" if pd.notna(therapy.first_approval_date) else ""
    return f"<b>{therapy.inn}</b>{brand}<br>{therapy.category_name}{since}"


def _count(number: int) -> str:
    return counted(number, "therapy", "therapies")


def _describe(frame: pd.DataFrame, chosen: Choices) -> Words:
    sizes = frame.groupby("top_plural", sort=False).size().sort_values(ascending=False, kind="stable")
    living = int(frame["is_living_drug"].fillna(False).sum())  # required column: nothing is missing
    name, most = capital(sizes.index[0]), int(sizes.iloc[0])
    headline = f"{name} are the largest of {len(sizes)} categories: {most} of {len(frame)} therapies"
    if len(sizes) == 1:
        headline = f"{name}: {_count(most)} in this dataset"
    listing = "; ".join(f"{name} {size}" for name, size in sizes.items())
    scope = " and ".join(chosen["scope"]) or "any"
    notes = [f"{living} of {len(frame)} are living drugs: cells or viruses that act or multiply in the body."]
    notes.append("Beside each therapy: its brands and the year of the first FDA license.")
    return Words(
        headline=headline,
        subtitle=f"Therapies by category, scope {scope}, with brands and first license",
        alt_text=f"Tree of {_count(len(frame))} by category. {listing}. {headline}.",
        notes=tuple(notes),
    )


THERAPIES_BY_CATEGORY = Chart(
    id="therapies-by-category",
    title="Therapies by category",
    question="Which therapies belong to which category?",
    group="landscape",
    controls=(SCOPE, CATEGORY),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
