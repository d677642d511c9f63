"""Two to six arms side by side, event by event."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import SCOPE, SEVERE, fixed, from_vocabulary, in_scope
from immunodata.comparison import COMPARATOR, category_names, incidence
from immunodata.dataset import Dataset
from immunodata.errors import ImmunodataError
from immunodata.forms import Cell, Grid
from immunodata.phrases import inside
from immunodata.theme import percent
from immunodata.view import Chart, Choice, Choices, Control, Option, Words

ANY, HIGH = "any", "severe"
FEWEST_EVENTS, MOST_EVENTS, MOST_ARMS = 8, 26, 6
FIRST_ARMS = 4  # shown before the reader chooses


def _severities(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option(ANY, "any grade"), Option(HIGH, "grade 3 or higher"))


GRADE = Control(id="severity", label="Grade", options=_severities, default=fixed(ANY))


def _widest_count(data: Dataset, chosen: Choices) -> str:
    """The attribution under which most categories have an arm that can be shown."""
    rows = in_scope(incidence(data), chosen)
    rows = rows[(rows["organ_system"] != "overall") & (rows["grade_group"] == ANY)]
    events = rows.groupby(["attribution", "top_id", "arm_id"])["event_id"].nunique()
    shown = events[events >= FEWEST_EVENTS].reset_index().groupby("attribution")["top_id"].nunique()
    return str(shown.idxmax()) if len(shown) else "all-cause"


COUNTED = Control(id="attribution", label="Counted", options=from_vocabulary("attribution"), default=_widest_count)


def _told(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(incidence(data), chosen)
    rows = rows[(rows["organ_system"] != "overall") & (rows["attribution"] == chosen["attribution"])]
    rows = rows[rows["grade_group"] == ANY if chosen["severity"] == ANY else rows["grade_group"].isin(SEVERE)]
    rows = rows.assign(rank=rows["grade_group"].map([ANY, *SEVERE].index)).sort_values("rank", kind="stable")
    return rows.drop_duplicates(["arm_id", "event_id"])


def _arm_options(data: Dataset, chosen: Choices) -> tuple[Option, ...]:
    rows = _told(data, chosen)
    events = rows.groupby("arm_id")["event_id"].nunique()
    arms = rows.drop_duplicates("arm_id").set_index("arm_id").loc[events.index[events >= FEWEST_EVENTS]]
    arms = arms.sort_values(["arm_label", "acronym"], key=lambda column: column.str.lower())
    return tuple(
        Option(arm, f"{row.arm_label}, {row.acronym}") for arm, row in zip(arms.index, arms.itertuples(), strict=True)
    )


def _first_arms(data: Dataset, chosen: Choices) -> Choice:
    """The fullest arm of each of several categories, in the order of the options."""
    rows = _told(data, chosen)
    rows = rows[(rows["top_id"] != COMPARATOR) | (rows["regimen_kind"] == "chemo")]
    arms = rows.groupby(["top_id", "arm_id"])["event_id"].nunique().rename("events").reset_index()
    arms = arms[(arms["events"] >= FEWEST_EVENTS) & (arms["top_id"] != "combination")]
    arms = arms.sort_values("events", ascending=False, kind="stable").drop_duplicates("top_id").head(FIRST_ARMS)
    kept = set(arms["arm_id"])
    return tuple(option.value for option in _arm_options(data, chosen) if option.value in kept)


ARMS = Control(
    id="arms",
    label="Arms (2 to 6)",
    options=_arm_options,
    default=_first_arms,
    many=True,
    help=f"Arms with at least {FEWEST_EVENTS} events counted this way.",
)


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    arms = chosen["arms"] or _first_arms(data, chosen)
    if len(arms) > MOST_ARMS:
        raise ImmunodataError(f"{len(arms)} arms chosen: a side-by-side table holds {MOST_ARMS} at most.")
    rows = _told(data, chosen)
    rows = rows[rows["arm_id"].isin(arms)]
    order = {category: place for place, category in enumerate([*category_names(data), "combination", COMPARATOR])}
    columns = rows.drop_duplicates("arm_id").assign(at=lambda kept: kept["top_id"].map(order))
    columns = columns.sort_values(["at", "arm_label", "arm_id"])["arm_id"]
    return rows.assign(column_at=rows["arm_id"].map({arm: place for place, arm in enumerate(columns)}))


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """The events told in most of the arms, most frequent first."""
    if rows.empty:
        return pd.DataFrame()
    events = rows.groupby("event_id").agg(told=("arm_id", "nunique"), most=("affected_pct", "max"))
    kept = events.sort_values(["told", "most"], ascending=False, kind="stable").head(MOST_EVENTS)
    rows = rows[rows["event_id"].isin(kept.index)].assign(
        events_in_all=len(events), sort=rows["event_id"].map(events["most"]), told=rows["event_id"].map(events["told"])
    )
    columns = [
        "event_id", "event_name", "organ_system", "arm_id", "arm_label", "acronym", "cancer_name", "top_id",
        "column_at",
        "grade_group", "attribution_name", "n_affected", "n_at_risk", "affected_pct", "threshold_as_printed",
        "events_in_all", "told", "source_id", "locator",
    ]  # fmt: skip
    rows = rows.sort_values(["told", "sort", "event_id", "column_at"], ascending=[False, False, True, True])
    return rows[columns].reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Grid:
    rows = frame.drop_duplicates("event_id")
    columns = frame.sort_values("column_at").drop_duplicates("arm_id")
    found = {(row.event_id, row.arm_id): row for row in frame.itertuples()}
    scale = max(float(frame["affected_pct"].max()), 1.0)
    cells = tuple(
        tuple(_cell(found.get((event, arm)), scale) for arm in columns["arm_id"]) for event in rows["event_id"]
    )
    details = tuple(
        f"{row.acronym}, {row.cancer_name}" + (f", n={row.n_at_risk}" if pd.notna(row.n_at_risk) else "")
        for row in columns.itertuples()
    )
    return Grid(
        rows=tuple(rows["event_name"]),
        columns=tuple(columns["arm_label"]),
        column_roles=tuple(columns["top_id"]),
        column_details=details,
        cells=cells,
        key="number and shade: % of patients",
    )


def _cell(row: Any, scale: float) -> Cell:
    if row is None:
        return Cell(state="not-reported")
    counted = f" ({row.n_affected} of {row.n_at_risk})" if pd.notna(row.n_affected) and pd.notna(row.n_at_risk) else ""
    hover = f"<b>{row.event_name}, {row.arm_label}</b><br>grade {row.grade_group}: {percent(row.affected_pct)}{counted}"
    if row.affected_pct == 0:
        return Cell(state="zero", text="0%", hover=hover)
    return Cell(state="value", text=percent(row.affected_pct), share=row.affected_pct / scale, hover=hover)


def _describe(frame: pd.DataFrame, chosen: Choices) -> Words:
    tops = frame.sort_values("affected_pct", ascending=False).drop_duplicates("arm_id").sort_values("column_at")
    parts = [
        f"{inside(row.event_name)} with {row.arm_label} ({percent(row.affected_pct)})"
        for row in tops.head(3).itertuples()
    ]
    headline = f"Most frequent: {', '.join(parts)}"
    listing = "; ".join(
        f"{row.event_name}, {row.arm_label}: {percent(row.affected_pct)}" for row in frame.head(60).itertuples()
    )
    grade = "any grade" if chosen["severity"] == ANY else "grade 3 or higher"
    counted = frame["attribution_name"].iloc[0]
    limits = frame.dropna(subset="threshold_as_printed").drop_duplicates("arm_id")
    told = [f"{row.arm_label}: {row.threshold_as_printed}" for row in limits.itertuples()]
    notes = ["Different trials are no contest: cancers, lines, lengths of treatment and follow-up differ."]
    if told:
        notes.append(f"The tables list events from a limit on, so a hatched cell may be below it. {'; '.join(told)}.")
    if (every := int(frame["events_in_all"].iloc[0])) > frame["event_id"].nunique():
        notes.append(f"{frame['event_id'].nunique()} of {every} events: those told in most of the arms.")
    return Words(
        headline=headline,
        subtitle=f"Patients with the event, %, {grade}, {counted}",
        alt_text=f"Matrix of {frame['event_id'].nunique()} events by {len(tops)} arms. {listing}. {headline}.",
        notes=tuple(notes),
    )


SIDE_BY_SIDE = Chart(
    id="side-by-side",
    title="Arms side by side",
    question="How do side effects of two to six arms compare?",
    group="compare",
    controls=(SCOPE, COUNTED, GRADE, ARMS),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
