"""Immune-related events by the checkpoint that is blocked: how often, and which they have in common."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, COUNTED_HELP, SCOPE, SEVERE, fixed, from_vocabulary, in_scope
from immunodata.comparison import single_events, without_parts
from immunodata.dataset import Dataset
from immunodata.forms import Cell, Grid
from immunodata.phrases import counted, listed
from immunodata.theme import percent
from immunodata.view import Chart, Choices, Control, Option, Words

ANY, HIGH = "any", "severe"
MOST_EVENTS, MOST_PER_PATTERN = 24, 8
# Regimens of checkpoint inhibitors, told apart by what they block.
BLOCKS = {"PDCD1": "PD-1", "CD274": "PD-L1", "CTLA4": "CTLA-4", "LAG3": "LAG-3"}
SINGLE = ("PD-1", "PD-L1", "CTLA-4")  # between which events are shared
PATTERNS = ("PD-1, PD-L1, CTLA-4", "PD-1, PD-L1", "PD-1, CTLA-4", "PD-L1, CTLA-4", *SINGLE)
REGIMENS = ("PD-1", "PD-L1", "CTLA-4", "PD-1 + CTLA-4", "PD-L1 + CTLA-4", "PD-1 + LAG-3")


def _severities(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option(ANY, "any grade"), Option(HIGH, "grade 3 or higher"))


GRADE = Control(id="severity", label="Grade", options=_severities, default=fixed(ANY))


def _immune_rows(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(single_events(data), chosen)
    rows = rows[rows["is_immune_related"].astype(bool) & (rows["top_id"] == "checkpoint-inhibitor")]
    rows = rows[rows["regimen_kind"].isin(["mono", "io+io"])]
    return rows[rows["grade_group"] == ANY if chosen["severity"] == ANY else rows["grade_group"].isin(SEVERE)]


def _fullest_count(data: Dataset, chosen: Choices) -> str:
    """The attribution under which most arms tell of most events."""
    counted = _immune_rows(data, chosen).drop_duplicates(["arm_id", "event_id", "attribution"])["attribution"]
    return str(counted.value_counts().idxmax()) if len(counted) else "immune-mediated"


IMMUNE_COUNTED = Control(
    id="attribution", label="Counted", options=from_vocabulary("attribution"), default=_fullest_count, help=COUNTED_HELP
)


def _immune(data: Dataset, chosen: Choices) -> pd.DataFrame:
    """Immune-related events of arms of checkpoint inhibitors alone, each arm under what it blocks."""
    rows = _immune_rows(data, chosen)
    rows = rows[rows["attribution"] == chosen["attribution"]]
    acts = data["mechanisms"].groupby("therapy_id")["target_id"].agg(set)

    def blocked(therapy_ids: str) -> str:
        found = set().union(*(acts[part] for part in therapy_ids.split(";")))
        return " + ".join(name for target, name in BLOCKS.items() if target in found)

    rows = rows.assign(regimen_class=[blocked(ids) for ids in rows["therapy_ids"]])
    return without_parts(rows[rows["regimen_class"].isin(REGIMENS)])


def _shape_immune(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """Median and range over arms of each event and regimen, of one attribution."""
    if rows.empty:
        return pd.DataFrame()
    one = rows.drop_duplicates(["arm_id", "event_id"])
    cells = (
        one.groupby(["regimen_class", "event_id", "event_name"])
        .agg(
            median_pct=("affected_pct", "median"),
            lowest_pct=("affected_pct", "min"),
            highest_pct=("affected_pct", "max"),
            n_arms=("arm_id", "nunique"),
            counted=("attribution_name", lambda names: ", ".join(sorted(set(names)))),
        )
        .reset_index()
    )
    told = cells.groupby("event_id")["n_arms"].sum().nlargest(MOST_EVENTS)
    cells = cells[cells["event_id"].isin(told.index)]
    arms = one.groupby("regimen_class")["arm_id"].nunique()
    cells = cells.assign(
        arms_in_column=cells["regimen_class"].map(arms),
        position=cells["regimen_class"].map(REGIMENS.index),
        sort=cells["event_id"].map(cells.groupby("event_id")["median_pct"].max()),
    )
    return cells.sort_values(["sort", "event_id", "position"], ascending=[False, True, True]).reset_index(drop=True)


def _layout_immune(frame: pd.DataFrame, _chosen: Choices) -> Grid:
    rows = frame.drop_duplicates("event_id")
    columns = frame.sort_values("position").drop_duplicates("regimen_class")
    found = {(row.event_id, row.regimen_class): row for row in frame.itertuples()}
    scale = max(float(frame["median_pct"].max()), 1.0)
    cells = tuple(
        tuple(_cell(found.get((event, column)), name, scale) for column in columns["regimen_class"])
        for event, name in zip(rows["event_id"], rows["event_name"], strict=True)
    )
    details = tuple(f"{arms} {'arm' if arms == 1 else 'arms'}" for arms in columns["arms_in_column"])
    return Grid(
        rows=tuple(rows["event_name"]),
        columns=tuple(columns["regimen_class"]),
        column_roles=("",) * len(columns),
        column_details=details,
        cells=cells,
        key="number and shade: median over arms",
        empty="not reported",
    )


def _cell(row: Any, name: str, scale: float) -> Cell:
    if row is None:
        return Cell(state="not-reported", hover=f"{name}: not reported")
    spread = "" if row.n_arms == 1 else f", range {percent(row.lowest_pct)} to {percent(row.highest_pct)}"
    arms = f"{row.n_arms} {'arm' if row.n_arms == 1 else 'arms'}"
    hover = (
        f"<b>{name}, {row.regimen_class}</b><br>median {percent(row.median_pct)} over {arms}{spread}<br>{row.counted}"
    )
    if row.median_pct == 0:
        return Cell(state="zero", text="0%", hover=hover)
    return Cell(state="value", text=percent(row.median_pct), share=row.median_pct / scale, hover=hover)


def _describe_immune(frame: pd.DataFrame, chosen: Choices) -> Words:
    top = frame.sort_values("median_pct", ascending=False).iloc[0]
    counted = frame["counted"].iloc[0]
    grade = "any grade" if chosen["severity"] == ANY else "grade 3 or higher"
    headline = (
        f"{top['event_name']} stands out with {top['regimen_class']} blockade: {percent(top['median_pct'])}, {grade}"
    )
    listing = "; ".join(
        f"{row.event_name}, {row.regimen_class}: {percent(row.median_pct)}" for row in frame.head(45).itertuples()
    )
    return Words(
        headline=headline,
        subtitle=f"Patients with each immune-related event, %, {grade}, {counted}, by what the regimen blocks",
        alt_text=f"Heat map of {frame['event_id'].nunique()} immune-related events by regimen. {listing}. {headline}.",
        notes=(
            f"Medians over arms of different trials, doses and cancers, counted as {counted}; nothing is pooled. "
            "Other ways of counting are other measurements: choose them above the chart.",
        ),
    )


def _shape_shared(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """Of each event and regimen: the arms that print it, and those in which it came up."""
    if rows.empty:
        return pd.DataFrame()
    one = rows.drop_duplicates(["arm_id", "event_id"])
    cells = (
        one.assign(came_up=one["affected_pct"] > 0)
        .groupby(["regimen_class", "event_id", "event_name"])
        .agg(n_arms=("arm_id", "nunique"), n_came_up=("came_up", "sum"), highest_pct=("affected_pct", "max"))
        .reset_index()
    )
    singles = cells[cells["regimen_class"].isin(SINGLE) & (cells["n_came_up"] > 0)]
    under = singles.groupby("event_id")["regimen_class"].agg(lambda names: tuple(x for x in SINGLE if x in set(names)))
    cells["under"] = [", ".join(under.get(event, ())) for event in cells["event_id"]]
    told = cells.groupby("event_id")["n_came_up"].sum()
    cells = cells[cells["event_id"].map(told) > 0].assign(
        arms_in_column=cells["regimen_class"].map(one.groupby("regimen_class")["arm_id"].nunique()),
        position=cells["regimen_class"].map(REGIMENS.index),
        told=cells["event_id"].map(told),
        events_in_all=cells["event_id"].nunique(),
        counted=one["attribution_name"].iloc[0],
    )
    if cells.empty:
        return pd.DataFrame()
    patterns = list(dict.fromkeys([*PATTERNS, *cells["under"]]))
    cells = cells.assign(pattern=cells["under"].map(patterns.index))
    ranks = cells.drop_duplicates("event_id").sort_values(
        ["pattern", "told", "event_id"], ascending=[True, False, True]
    )
    kept = ranks[ranks.groupby("pattern").cumcount() < MOST_PER_PATTERN]
    cells = cells[cells["event_id"].isin(kept["event_id"])].assign(
        in_pattern=cells["pattern"].map(ranks.groupby("pattern").size())
    )
    cells = cells.sort_values(["pattern", "told", "event_id", "position"], ascending=[True, False, True, True])
    return cells.drop(columns=["pattern", "told"]).reset_index(drop=True)


def _layout_shared(frame: pd.DataFrame, _chosen: Choices) -> Grid:
    rows = frame.drop_duplicates("event_id")
    columns = frame.sort_values("position").drop_duplicates("regimen_class")
    found = {(row.event_id, row.regimen_class): row for row in frame.itertuples()}
    cells = tuple(
        tuple(_shared_cell(found.get((event, column)), name) for column in columns["regimen_class"])
        for event, name in zip(rows["event_id"], rows["event_name"], strict=True)
    )
    return Grid(
        rows=tuple(rows["event_name"]),
        columns=tuple(columns["regimen_class"]),
        column_roles=("",) * len(columns),
        column_details=tuple(f"{arms} {'arm' if arms == 1 else 'arms'}" for arms in columns["arms_in_column"]),
        cells=cells,
        groups=tuple(_pattern_heading(row) for row in rows.itertuples()),
        key="3 of 5: it came up in 3 of the 5 arms that print it; shade: their share of all arms of the column",
        empty="no arm prints it, which does not mean that it never came up",
    )


def _pattern_heading(row: Any) -> str:
    names = row.under.split(", ") if row.under else ["combinations"]
    told = listed(names) if len(names) > 1 else f"{names[0]} only"
    return f"Reported under {told}: {counted(row.in_pattern, 'event')}"


def _shared_cell(row: Any, name: str) -> Cell:
    if row is None:
        return Cell(state="not-reported", hover=f"{name}: not reported")
    text = f"{row.n_came_up} of {row.n_arms}"
    hover = (
        f"<b>{name}, {row.regimen_class}</b><br>came up in {text} arms that print it, of {row.arms_in_column} in all; "
        f"highest {percent(row.highest_pct)}"
    )
    if row.n_came_up == 0:
        return Cell(state="zero", text=text, hover=hover)
    return Cell(state="value", text=text, share=row.n_came_up / row.arms_in_column, hover=hover)


def _describe_shared(frame: pd.DataFrame, chosen: Choices) -> Words:
    events = frame.drop_duplicates("event_id")
    sizes = events.groupby("under")["in_pattern"].first()
    shared = int(sum(n for under, n in sizes.items() if ", " in str(under)))
    alone = {name: int(sizes.get(name, 0)) for name in SINGLE}
    every = int(sizes.sum())
    lonely = ", ".join(f"{n} under {name} only" for name, n in alone.items() if n)
    headline = f"{shared} of {every} immune-related events are reported under several checkpoints"
    headline += f"; {lonely}" if lonely else ""
    listing = "; ".join(
        f"{row.event_name}, {row.regimen_class}: {row.n_came_up} of {row.n_arms}" for row in frame.head(45).itertuples()
    )
    grade = "any grade" if chosen["severity"] == ANY else "grade 3 or higher"
    notes = [
        "Arms, not patients: no document prints which patients had several events. An event that came up under one "
        "checkpoint alone may be so only because many more arms of it are reported: see the number of arms above.",
    ]
    if len(events) < every:
        notes.append(
            f"The {MOST_PER_PATTERN} events most often met of each group; {every - len(events)} more are not drawn."
        )
    return Words(
        headline=headline,
        subtitle=f"Arms in which each immune-related event came up, of the arms that print it, {grade}, "
        f"{frame['counted'].iloc[0]}, by what the regimen blocks",
        alt_text=f"Matrix of {len(events)} immune-related events by checkpoint. {listing}. {headline}.",
        notes=tuple(notes),
    )


IMMUNE_EVENTS = Chart(
    id="immune-events",
    title="Immune-related events by checkpoint",
    question="Which immune-related events come with blocking which checkpoint?",
    group="side-effects",
    controls=(SCOPE, CANCER, GRADE, IMMUNE_COUNTED),
    select=_immune,
    shape=_shape_immune,
    layout=_layout_immune,
    describe=_describe_immune,
)
SHARED_IMMUNE_EVENTS = Chart(
    id="shared-immune-events",
    title="Immune-related events that checkpoints share",
    question="Which immune-related events do checkpoints have in common?",
    group="side-effects",
    controls=(SCOPE, CANCER, GRADE, IMMUNE_COUNTED),
    select=_immune,
    shape=_shape_shared,
    layout=_layout_shared,
    describe=_describe_shared,
)
