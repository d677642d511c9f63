"""One side effect across arms, and the immune-related ones side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, CATEGORY, SCOPE, SEVERE, fixed, from_vocabulary, in_scope
from immunodata.charts.marks import incidence_point
from immunodata.comparison import COMPARATOR, incidence, with_intervals, without_parts
from immunodata.dataset import Dataset
from immunodata.forms import Cell, Dots, DotSeries, Grid, Panel
from immunodata.theme import percent
from immunodata.view import Chart, Choices, Control, Option, Words

MOST_ROWS = 24
FEWEST_ARMS = 4  # arms in which an event must be told to be offered
ANY, HIGH = "any", "severe"
MOST_EVENTS = 24


def _told(data: Dataset) -> pd.DataFrame:
    rows = incidence(data)
    rows = rows[(rows["organ_system"] != "overall") & rows["n_at_risk"].notna() & (rows["top_id"] != COMPARATOR)]
    return rows[rows["grade_group"].isin([ANY, *SEVERE])]


def _events(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    arms = _told(data).groupby("event_id")["arm_id"].nunique()
    names = data["events"].set_index("event_id")["name"]
    return tuple(Option(event, name) for event, name in names.items() if arms.get(event, 0) >= FEWEST_ARMS)


def _arms(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("one", "one per therapy"), Option("all", "every arm"))


EVENT = Control(id="event", label="Side effect", options=_events, default=fixed("fatigue"))
COUNTED = Control(
    id="attribution",
    label="Counted",
    options=from_vocabulary("attribution"),
    default=fixed("all-cause"),
    help="All events, those laid to treatment, or immune-mediated ones: different measurements, never mixed here.",
)
ARMS = Control(
    id="arms",
    label="Arms",
    options=_arms,
    default=fixed("one"),
    help="One per therapy is the largest arm that gives both grades, single immunotherapy before combinations.",
)


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(_told(data), chosen)
    rows = rows[(rows["event_id"] == chosen["event"]) & (rows["attribution"] == chosen["attribution"])]
    return without_parts(rows[rows["top_id"].isin(chosen["category"])] if chosen["category"] else rows)


def _shape(rows: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    """One row per arm and band, sorted by the share of any grade."""
    if rows.empty:
        return pd.DataFrame()
    rows = with_intervals(rows).assign(
        band=rows["grade_group"].where(rows["grade_group"] == ANY, HIGH),
        rank=rows["grade_group"].map([ANY, *SEVERE].index),
    )
    rows = rows.sort_values(["rank", "n_at_risk"], ascending=[True, False], kind="stable")
    rows = rows.drop_duplicates(["arm_id", "band"])
    every = rows["arm_id"].nunique()
    arms = rows.groupby("arm_id").agg(
        told=("band", "nunique"),
        n=("n_at_risk", "max"),
        therapy=("therapy_ids", "first"),
        alone=("regimen_kind", lambda kinds: (kinds == "mono").any()),
    )
    arms = arms.sort_values(["alone", "told", "n"], ascending=False, kind="stable")
    kept = (arms.drop_duplicates("therapy") if chosen["arms"] == "one" else arms).head(MOST_ROWS).index
    rows = rows[rows["arm_id"].isin(kept)].assign(arms_in_all=every)
    first = rows.sort_values("rank").drop_duplicates("arm_id").set_index("arm_id")["affected_pct"]
    rows = rows.assign(sort=rows["arm_id"].map(first)).sort_values(
        ["sort", "arm_id", "rank"], ascending=[False, True, True]
    )
    columns = [
        "arm_id", "arm_label", "acronym", "cancer_name", "top_id", "event_id", "event_name", "band", "grade_group",
        "attribution_name", "n_affected", "n_at_risk", "affected_pct", "low_pct", "high_pct", "threshold_as_printed",
        "arms_in_all", "source_id", "locator",
    ]  # fmt: skip
    return rows[columns].reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    arms = frame.drop_duplicates("arm_id")
    found = {(row.arm_id, row.band): row for row in frame.itertuples()}
    series = tuple(
        DotSeries(
            name=name,
            roles=tuple(arms["top_id"]),
            filled=band == ANY,
            points=tuple(incidence_point(found.get((arm, band))) for arm in arms["arm_id"]),
        )
        for band, name in ((ANY, "any grade"), (HIGH, "grade 3 or higher, or 3-4, as printed"))
        if (frame["band"] == band).any()
    )
    top = max(20.0, float(frame["high_pct"].max()))
    panel = Panel(title="% of patients", unit="%", series=series, low=0, high=min(108.0, top * 1.12))
    details = tuple(f"n={row.n_at_risk}, {row.acronym}, {row.cancer_name}" for row in arms.itertuples())
    return Dots(rows=tuple(arms["arm_label"]), details=details, panels=(panel,))


def _describe(frame: pd.DataFrame, _chosen: Choices) -> Words:
    name, counted = frame["event_name"].iloc[0], frame["attribution_name"].iloc[0]
    shown = frame[frame["band"] == ANY]
    shown = shown if len(shown) else frame
    high, low = shown.iloc[0], shown.iloc[-1]
    headline = f"{name} in {percent(low['affected_pct'])} ({low['arm_label']}) to {percent(high['affected_pct'])} "
    headline += f"({high['arm_label']}) of patients"
    if len(shown) == 1:
        headline = f"{name} in {percent(high['affected_pct'])} of patients with {high['arm_label']}"
    listing = "; ".join(
        f"{row.arm_label} ({row.acronym}, n={row.n_at_risk}): grade {row.grade_group} {percent(row.affected_pct)}"
        for row in frame.itertuples()
    )
    notes = [
        "Lines: 95 % Wilson intervals. Arms of different trials: cancers, lines, lengths of follow-up and thresholds "
        "of the tables differ. An arm that is missing did not report the event; it was not free of it."
    ]
    every, arms = int(frame["arms_in_all"].iloc[0]), frame["arm_id"].nunique()
    if every > arms:
        notes.append(f"{arms} of {every} arms with a number; choose every arm, or narrow by category, to see others.")
    return Words(
        headline=headline,
        subtitle=f"{name}, {counted}, by arm, %, any grade and severe; n is the number at risk",
        alt_text=f"Dot plot of {arms} arms. {listing}. {headline}.",
        notes=tuple(notes),
    )


# Regimens of checkpoint inhibitors, told apart by what they block.
BLOCKS = {"PDCD1": "PD-1", "CD274": "PD-L1", "CTLA4": "CTLA-4", "LAG3": "LAG-3"}
REGIMENS = ("PD-1", "PD-L1", "CTLA-4", "PD-1 + CTLA-4", "PD-L1 + CTLA-4", "PD-1 + LAG-3")


def _severities(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option(ANY, "any grade"), Option(HIGH, "grade 3 or higher"))


GRADE = Control(id="severity", label="Grade", options=_severities, default=fixed(ANY))


def _immune_rows(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(_told(data), chosen)
    rows = rows[rows["is_immune_related"].astype(bool) & (rows["top_id"] == "checkpoint-inhibitor")]
    rows = rows[rows["regimen_kind"].isin(["mono", "io+io"])]
    return rows[rows["grade_group"] == ANY if chosen["severity"] == ANY else rows["grade_group"].isin(SEVERE)]


def _fullest_count(data: Dataset, chosen: Choices) -> str:
    """The attribution under which most arms tell of most events."""
    counted = _immune_rows(data, chosen).drop_duplicates(["arm_id", "event_id", "attribution"])["attribution"]
    return str(counted.value_counts().idxmax()) if len(counted) else "immune-mediated"


IMMUNE_COUNTED = Control(
    id="attribution", label="Counted", options=from_vocabulary("attribution"), default=_fullest_count, help=COUNTED.help
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


EVENT_ACROSS_ARMS = Chart(
    id="event-across-arms",
    title="One side effect across therapies",
    question="How common is one side effect across therapies?",
    group="side-effects",
    controls=(SCOPE, CATEGORY, CANCER, EVENT, COUNTED, ARMS),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
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
