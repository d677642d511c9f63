"""Side effects by organ system and category."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, CATEGORY, SCOPE, SEVERE, fixed, in_scope
from immunodata.comparison import (
    COMBINATION,
    COMPARATOR,
    category_names,
    category_plurals,
    incidence,
    labels,
    without_parts,
)
from immunodata.dataset import Dataset
from immunodata.forms import Cell, Grid
from immunodata.phrases import capital
from immunodata.theme import percent
from immunodata.view import Chart, Choices, Control, Option, Words

GENERAL = ("constitutional", "metabolic")  # too general to tell categories apart in a title
WIDEST = "all-cause-or-unstated"
COMPARATOR_NAMES = {"chemo": "Chemotherapy", "placebo": "Placebo"}


def _severities(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("any", "any grade"), Option("severe", "grade 3 or higher"))


def _arms(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("mono", "single immunotherapy"), Option("all", "with combinations"))


def _attributions(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    single = tuple(Option(value, label) for value, label in labels(data, "attribution").items())
    return (Option(WIDEST, "all causes, or not stated"), *single)


ATTRIBUTION = Control(
    id="attribution",
    label="Counted",
    options=_attributions,
    default=fixed(WIDEST),
    help="All events, those laid to treatment, or immune-mediated ones are different measurements. Labels often print "
    "events without saying how they were attributed: the first choice sets them beside all-cause ones, and says so.",
)
SEVERITY = Control(id="severity", label="Grade", options=_severities, default=fixed("any"))
ARMS = Control(id="arms", label="Arms", options=_arms, default=fixed("mono"))


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(incidence(data), chosen)
    counted = ("all-cause", "unstated") if chosen["attribution"] == WIDEST else (chosen["attribution"],)
    rows = rows[rows["attribution"].isin(counted) & (rows["organ_system"] != "overall") & rows["n_at_risk"].notna()]
    rows = rows[rows["grade_group"] == "any" if chosen["severity"] == "any" else rows["grade_group"].isin(SEVERE)]
    comparator = rows["top_id"] == COMPARATOR
    kept = comparator & rows["regimen_kind"].isin(COMPARATOR_NAMES)
    kept |= ~comparator & ((rows["regimen_kind"] == "mono") | (chosen["arms"] == "all"))
    rows = without_parts(rows[kept])
    single = set(rows.loc[rows["design"] != "pooled", "top_id"])
    rows = rows[(rows["design"] != "pooled") | ~rows["top_id"].isin(single)]  # pooled sets repeat patients of trials
    names = {**category_names(data), COMBINATION: "Several categories"}
    plurals = {**category_plurals(data), COMBINATION: "combinations of categories"}
    rows = rows.assign(
        column=rows["top_id"].where(rows["top_id"] != COMPARATOR, rows["regimen_kind"]),
        column_name=rows["top_id"].map(names).fillna(rows["regimen_kind"].map(COMPARATOR_NAMES)),  # comparators only
        column_plural=rows["top_id"].map(plurals).fillna(rows["regimen_kind"]),  # comparators only
        organ_name=rows["organ_system"].map(labels(data, "organ_system")),
        organ_position=rows["organ_system"].map(list(labels(data, "organ_system")).index),
    )
    order = [*category_names(data), COMBINATION, *COMPARATOR_NAMES]
    rows["position"] = rows["column"].map(order.index)
    if chosen["category"]:
        rows = rows[rows["column"].isin([*chosen["category"], *COMPARATOR_NAMES])]
    return rows


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """Each arm's most frequent event of the organ system; over a column's arms, the median and the range."""
    if rows.empty:
        return pd.DataFrame()
    rows = rows.sort_values("affected_pct", ascending=False, kind="stable")
    keys = ["position", "column", "column_name", "column_plural", "organ_position", "organ_system", "organ_name"]
    worst = rows.drop_duplicates([*keys, "arm_id"])
    patients = rows.drop_duplicates("arm_id").groupby("column")["n_at_risk"].sum(min_count=1)
    arms = rows.groupby("column")["arm_id"].nunique()
    cells = (
        worst.groupby(keys)
        .agg(
            median_pct=("affected_pct", "median"),
            lowest_pct=("affected_pct", "min"),
            highest_pct=("affected_pct", "max"),
            n_arms=("arm_id", "nunique"),
            events=("event_name", lambda names: ", ".join(dict.fromkeys(names))),
        )
        .reset_index()
    )
    cells["counted"] = " or ".join(rows["attribution_name"].drop_duplicates().sort_values())
    cells["unstated_arms"] = rows.loc[rows["attribution"] == "unstated", "arm_id"].nunique()
    cells["arms_in_column"] = cells["column"].map(arms)
    cells["patients_in_column"] = cells["column"].map(patients)
    return cells.sort_values(["organ_position", "position"]).reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Grid:
    rows = frame.drop_duplicates("organ_system")
    columns = frame.sort_values("position").drop_duplicates("column")
    found = {(row.organ_system, row.column): row for row in frame.itertuples()}
    scale = max(float(frame["median_pct"].max()), 1.0)
    cells = tuple(
        tuple(_cell(found.get((organ, column)), name, scale) for column in columns["column"])
        for organ, name in zip(rows["organ_system"], rows["organ_name"], strict=True)
    )
    details = tuple(
        f"{arms} {'arm' if arms == 1 else 'arms'}" + (f", n={int(n):,}" if pd.notna(n) else "")
        for arms, n in zip(columns["arms_in_column"], columns["patients_in_column"], strict=True)
    )
    roles = tuple("comparator" if column in COMPARATOR_NAMES else column for column in columns["column"])
    return Grid(
        rows=tuple(capital(name) for name in rows["organ_name"]),
        columns=tuple(columns["column_name"]),
        column_roles=roles,
        column_details=details,
        cells=cells,
        key="number and shade: median over arms of each arm's most frequent event in the organ system",
        empty="no event of this organ system reported at this grade",
    )


def _cell(row: Any, organ: str, scale: float) -> Cell:
    if row is None:
        return Cell(state="not-reported", hover=f"{organ}: not reported")
    value = float(row.median_pct)
    spread = "" if row.n_arms == 1 else f", range {percent(row.lowest_pct)} to {percent(row.highest_pct)}"
    events = row.events if len(row.events) < 90 else row.events[:87] + "..."
    hover = (
        f"<b>{capital(organ)}, {row.column_name}</b><br>median {percent(value)} over {row.n_arms} "
        f"{'arm' if row.n_arms == 1 else 'arms'}{spread}<br>{events}"
    )
    if value == 0:
        return Cell(state="zero", text="0%", hover=hover)
    return Cell(state="value", text=percent(value), share=value / scale, hover=hover)


def _describe(frame: pd.DataFrame, chosen: Choices) -> Words:
    told = frame[~frame["column"].isin(COMPARATOR_NAMES) & ~frame["organ_system"].isin(GENERAL)]
    top = told.sort_values("median_pct", ascending=False).drop_duplicates("column").drop_duplicates("organ_system")
    parts = [
        f"{row.organ_name} with {row.column_plural} ({percent(row.median_pct)})" for row in top.head(2).itertuples()
    ]
    grade = "any grade" if chosen["severity"] == "any" else "grade 3 or higher"
    headline = f"Most often hit: {', '.join(parts)}" if parts else "Only comparator arms fit these choices"
    kinds = "single immunotherapies" if chosen["arms"] == "mono" else "immunotherapies alone and combined"
    listing = "; ".join(
        f"{row.organ_name}, {row.column_plural}: {percent(row.median_pct)}" for row in frame.head(45).itertuples()
    )
    notes = [
        "Medians over arms of different trials: cancers, lines of treatment, table thresholds and years differ, so "
        "look at the pattern, not at single points. Nothing is pooled, and sets that documents pooled are left out "
        "where single trials are there.",
    ]
    unstated = int(frame["unstated_arms"].iloc[0])
    if chosen["attribution"] == WIDEST and unstated:
        notes.append(
            f"{unstated} arms come from documents that do not say whether every event or only some were counted."
        )
    if chosen["severity"] == "severe":
        notes.append("Grade 3-4, 3-5 and 3 or higher are taken as each document prints them.")
    return Words(
        headline=headline,
        subtitle=f"Patients with the most frequent side effect of each organ system, %, {grade}, "
        f"{frame['counted'].iloc[0]}; {kinds}, chemotherapy and placebo arms beside them",
        alt_text=f"Heat map of organ systems by category. {listing}. {headline}.",
        notes=tuple(notes),
    )


SIDE_EFFECTS_BY_ORGAN = Chart(
    id="side-effects-by-organ",
    title="Side effects by organ system and category",
    question="Which organs does each category hit?",
    group="side-effects",
    controls=(SCOPE, CATEGORY, CANCER, ATTRIBUTION, SEVERITY, ARMS),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
