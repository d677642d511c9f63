"""What this dataset holds numbers of, category by category."""

from __future__ import annotations

import pandas as pd

from immunodata.charts.choices import SEVERE
from immunodata.comparison import COMPARATOR, arms_in_context, category_names, incidence
from immunodata.dataset import Dataset
from immunodata.forms import Cell, Grid
from immunodata.phrases import capital, inside
from immunodata.view import Chart, Choices, Words

KINDS_OF_NUMBER = (
    "side effects, any grade",
    "side effects, severe",
    "fatal events",
    "onset or duration",
    "response rate",
    "survival",
)


def _evidence(data: Dataset, _chosen: Choices) -> pd.DataFrame:
    """Arms of each category by the kinds of number in the tables."""
    any_grade, severe, fatal, time, response, survival = KINDS_OF_NUMBER
    told = incidence(data)[["arm_id", "grade_group", "source_id"]]
    kind_of = {"any": any_grade, "5": fatal, **dict.fromkeys(SEVERE, severe)}
    rates = data["outcomes"].dropna(subset="value")[["arm_id", "endpoint", "source_id"]]
    lives = rates["endpoint"].str.contains("OS|PFS")
    rows = pd.concat(
        [
            told.assign(kind=told["grade_group"].map(kind_of)),
            rates.assign(kind=lives.map({True: survival, False: response})),
            data["event_timing"][["arm_id", "source_id"]].assign(kind=time),
        ],
        ignore_index=True,
    )
    rows = rows.dropna(subset="kind").merge(arms_in_context(data)[["arm_id", "top_id"]], on="arm_id", how="left")
    names = {**category_names(data), "combination": "Several categories", COMPARATOR: "Comparators"}
    return rows.assign(top_name=rows["top_id"].map(names), row_at=rows["top_id"].map(list(names).index))


def _shape_evidence(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame()
    cells = rows.groupby(["row_at", "top_id", "top_name", "kind"])["arm_id"].nunique().rename("arms").reset_index()
    return cells.sort_values(["row_at", "kind"]).reset_index(drop=True)


def _layout_evidence(frame: pd.DataFrame, _chosen: Choices) -> Grid:
    rows = frame.drop_duplicates("top_id")
    found = {(row.top_id, row.kind): int(row.arms) for row in frame.itertuples()}
    most = int(frame["arms"].max())

    def cell(top: str, kind: str) -> Cell:
        arms = found.get((top, kind), 0)
        if not arms:
            return Cell(state="not-reported", hover=f"{kind}: none read")
        return Cell(state="value", text=str(arms), share=arms / most, hover=f"{kind}: {arms} arms")

    return Grid(
        rows=tuple(rows["top_name"]),
        columns=tuple(capital(kind) for kind in KINDS_OF_NUMBER),
        column_roles=("",) * len(KINDS_OF_NUMBER),
        column_details=(),
        cells=tuple(tuple(cell(top, kind) for kind in KINDS_OF_NUMBER) for top in rows["top_id"]),
        key="number and shade: arms of trials with at least one number",
        empty="none read",
    )


def _describe_evidence(frame: pd.DataFrame, _chosen: Choices) -> Words:
    wide = frame.pivot_table(index="top_name", columns="kind", values="arms", aggfunc="sum")
    own = wide.drop(index="Comparators", errors="ignore")
    most = own.max(axis=1).idxmax()
    headline = f"Most is known of {inside(most)}s: {int(own.max(axis=1).max())} arms with a number of one kind"
    listing = "; ".join(f"{row.top_name}, {row.kind}: {row.arms} arms" for row in frame.itertuples())
    return Words(
        headline=headline,
        subtitle="Arms of trials in this dataset by category and kind of number",
        alt_text=f"Matrix of {frame['top_id'].nunique()} categories by kind of number. {listing}. {headline}.",
        notes=(
            "What this dataset holds, not what has been published: a hatched cell means that no document "
            "read gives it.",
        ),
    )


WHAT_IS_KNOWN = Chart(
    id="what-is-known",
    title="What is known",
    question="Of what does this dataset hold numbers?",
    group="landscape",
    select=_evidence,
    shape=_shape_evidence,
    layout=_layout_evidence,
    describe=_describe_evidence,
)
