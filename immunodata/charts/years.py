"""Approvals year by year."""

from __future__ import annotations

import math

import pandas as pd

from immunodata.charts.choices import CANCER, CATEGORY, EVER, SCOPE, SINCE, approved_uses, chosen_therapies, fixed
from immunodata.comparison import category_names
from immunodata.dataset import Dataset
from immunodata.forms import Part, Stacks
from immunodata.phrases import counted, listed
from immunodata.view import Chart, Choices, Control, Option, Words

FIRST_YEAR = 2011  # earlier years are gathered in one row
ACTION = ["regimen", "population", "approval_date"]  # one use in one action, whoever shares it


def _kinds(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (
        Option("all", "every approval"),
        Option("accelerated", "accelerated only"),
        Option("first", "first licenses"),
    )


KIND = Control(
    id="kind", label="Counted", options=_kinds, default=fixed("all"),
    help="Approved uses, accelerated ones among them, or the first license of each therapy.",
)  # fmt: skip


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    order = list(category_names(data))
    if chosen["kind"] == "first":
        therapies = chosen_therapies(data, chosen)
        if chosen["cancer"]:
            uses = approved_uses(data, {**chosen, "since": EVER}, ())
            therapies = therapies[therapies["therapy_id"].isin(uses["therapy_id"])]
        rows = therapies.rename(columns={"first_approval_date": "approval_date"}).assign(regimen=therapies["inn"])
        rows = rows.assign(population="")
        if chosen["since"] != EVER:
            rows = rows[rows["approval_date"].dt.year >= int(chosen["since"])]
    else:
        rows = approved_uses(data, chosen, ("inn", "top_id", "top_name"))
        if chosen["kind"] == "accelerated":
            rows = rows[rows["approval_type"] == "accelerated"]
    rows = rows.dropna(subset="approval_date")
    return rows.assign(position=rows["top_id"].map(order.index))


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """Approvals by year and category; a use shared inside a category counts once."""
    if rows.empty:
        return pd.DataFrame()
    rows = rows.drop_duplicates(["top_id", *ACTION])
    year = rows["approval_date"].dt.year
    rows = rows.assign(year=year.where(year >= FIRST_YEAR, FIRST_YEAR - 1))
    counts = rows.groupby(["year", "position", "top_id", "top_name"]).agg(
        n=("inn", "size"), therapies=("inn", lambda names: ", ".join(sorted(set(names)))),
    )  # fmt: skip
    return counts.reset_index().sort_values(["year", "position"], ascending=[False, True]).reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Stacks:
    years = list(range(int(frame["year"].max()), int(frame["year"].min()) - 1, -1))
    tops = frame.sort_values("position").drop_duplicates("top_id")
    found = {(row.year, row.top_id): row for row in frame.itertuples()}
    parts = []
    for top in tops.itertuples():
        cells = [found.get((year, top.top_id)) for year in years]
        hovers = tuple(
            f"<b>{_label(year)}</b>, {top.top_name.lower()}: {cell.n}<br>{cell.therapies[:200]}" if cell else ""
            for year, cell in zip(years, cells, strict=True)
        )
        values = tuple(float(cell.n) if cell else None for cell in cells)
        parts.append(Part(name=top.top_name, role=top.top_id, values=values, hovers=hovers))
    most = float(frame.groupby("year")["n"].sum().max())
    return Stacks(
        rows=tuple(_label(year) for year in years), details=(), parts=tuple(parts), unit="approvals",
        most=5.0 * math.ceil(most * 1.05 / 5),
    )  # fmt: skip


def _label(year: int) -> str:
    return str(year) if year >= FIRST_YEAR else f"before {FIRST_YEAR}"


def _describe(frame: pd.DataFrame, chosen: Choices) -> Words:
    totals = frame.groupby("year")["n"].sum()
    recent = totals[totals.index >= FIRST_YEAR]
    one = {"all": "approved use", "accelerated": "accelerated approval", "first": "first license"}[chosen["kind"]]
    what = f"{one}s"
    tops = [str(year) for year in recent[recent == recent.max()].index]
    most = f"most in {listed(tops)} ({int(recent.max())}{' each' if len(tops) > 1 else ''})" if tops else ""
    most = most or f"all before {FIRST_YEAR}"
    headline = f"{counted(int(totals.sum()), one)}; {most}"
    listing = "; ".join(f"{_label(row.year)}, {row.top_name.lower()}: {row.n}" for row in frame.head(60).itertuples())
    return Words(
        headline=headline,
        subtitle=f"FDA: number of {what} by year and category",
        alt_text=f"Stacked bars of {len(totals)} years. {listing}. {headline}.",
        notes=(
            f"The newest year is not over: data as far as they were read. Years before {FIRST_YEAR} are one row. "
            "A use that two therapies of one category share counts once; withdrawn and replaced uses count in the year "
            "of their approval.",
        ),
    )


APPROVALS_BY_YEAR = Chart(
    id="approvals-by-year", title="Approvals by year", question="How many uses were approved in which year?",
    group="landscape", controls=(SCOPE, CATEGORY, CANCER, SINCE, KIND),
    select=_select, shape=_shape, layout=_layout, describe=_describe,
)  # fmt: skip
