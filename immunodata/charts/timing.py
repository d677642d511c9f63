"""When side effects start and how long they last."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, SCOPE, fixed, in_scope
from immunodata.comparison import arms_in_context, category_names, labels
from immunodata.dataset import Dataset
from immunodata.forms import Dots, DotSeries, Interval, Panel
from immunodata.phrases import inside
from immunodata.view import Chart, Choices, Control, Option, Words

IN_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375}
MOST_ROWS = 22
COLUMNS = [
    "arm_id", "arm_label", "acronym", "cancer_name", "top_id", "event_id", "event_name", "organ", "measure", "median",
    "low", "high", "unit", "shown_median", "shown_low", "shown_high", "shown_in", "rows_in_all", "source_id",
    "locator", "note",
]  # fmt: skip


def _present(data: Dataset) -> pd.DataFrame:
    rows = (
        data["event_timing"].dropna(subset="median").merge(arms_in_context(data), on="arm_id", validate="many_to_one")
    )
    return rows[rows["top_id"] != "comparator"]


def _categories(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    present = set(_present(data)["top_id"])
    names = category_names(data)
    return tuple(Option(value, name) for value, name in names.items() if value in present)


def _events(data: Dataset, chosen: Choices) -> tuple[Option, ...]:
    rows = _present(data)
    if chosen["among"]:
        rows = rows[rows["top_id"].isin(chosen["among"])]
    names = data["events"].set_index("event_id")["name"]
    present = set(rows["event_id"])
    return tuple(Option(event, name) for event, name in names.items() if event in present)


AMONG = Control(
    id="among",
    label="Category",
    options=_categories,
    default=fixed(("checkpoint-inhibitor",)),
    many=True,
    help="None chosen means all.",
)
EVENT = Control(
    id="event", label="Side effect", options=_events, default=fixed(()), many=True, help="None chosen means all."
)


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(_present(data), chosen)
    if chosen["among"]:
        rows = rows[rows["top_id"].isin(chosen["among"])]
    if chosen["event"]:
        rows = rows[rows["event_id"].isin(chosen["event"])]
    events = data["events"].set_index("event_id")
    systems = labels(data, "organ_system")
    return rows.assign(
        event_name=rows["event_id"].map(events["name"]),
        organ=rows["event_id"].map(events["organ_system"]).map(systems),
    )


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """One row per arm, event and measure, in one unit: days when every median is short, else months."""
    if rows.empty:
        return pd.DataFrame()
    factor = rows["unit"].map(IN_DAYS)
    days = rows.assign(
        median_days=rows["median"] * factor, low_days=rows["low"] * factor, high_days=rows["high"] * factor
    )
    days = days.drop_duplicates(["arm_id", "event_id", "measure"])
    unit = "days" if days["median_days"].median() < 21 else "months"
    for name in ("median", "low", "high"):
        days[f"shown_{name}"] = days[f"{name}_days"] / IN_DAYS[unit]
    days["shown_in"] = unit
    onset = days[days["measure"] == "onset"].set_index(["arm_id", "event_id"])["median_days"]
    keys = pd.MultiIndex.from_frame(days[["arm_id", "event_id"]])
    days["sort"] = onset.reindex(keys).to_numpy()
    sizes = days.groupby("event_name")["arm_id"].nunique()
    days["told"] = days["event_name"].map(sizes)
    days = days.sort_values(
        ["told", "event_name", "sort", "arm_id", "measure"], ascending=[False, True, True, True, False]
    )
    kept = days.drop_duplicates(["arm_id", "event_id"]).head(MOST_ROWS)[["arm_id", "event_id"]]
    every = len(days.drop_duplicates(["arm_id", "event_id"]))
    days = days.merge(kept, on=["arm_id", "event_id"]).assign(rows_in_all=every)
    return days[COLUMNS].reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    heads = frame.drop_duplicates(["arm_id", "event_id"])
    found = {(row.arm_id, row.event_id, row.measure): row for row in frame.itertuples()}
    unit = frame["shown_in"].iloc[0]
    panels = []
    for measure, title in (("onset", "Start after first dose"), ("duration", "Duration")):
        own = frame[frame["measure"] == measure]
        if own.empty:
            continue
        points = tuple(_point(found.get((row.arm_id, row.event_id, measure)), unit) for row in heads.itertuples())
        top = float(own[["shown_median", "shown_high"]].max().max())
        series = DotSeries(name="", roles=tuple(heads["top_id"]), points=points)
        panels.append(Panel(title=f"{title}, {unit}", unit=unit, series=(series,), low=0, high=top * 1.18))
    details = tuple(f"{row.acronym}, {row.cancer_name}" for row in heads.itertuples())
    return Dots(
        rows=tuple(heads["arm_label"]), details=details, panels=tuple(panels), groups=tuple(heads["event_name"])
    )


def _point(row: Any, unit: str) -> Interval | None:
    if row is None:
        return None
    ends = f", range {row.low:g} to {row.high:g}" if pd.notna(row.low) and pd.notna(row.high) else ""
    note = f"<br>{row.note}" if isinstance(row.note, str) else ""
    told = f"median {row.measure} {row.median:g} {row.unit}{ends}{note}"
    hover = f"<b>{row.arm_label}</b>, {row.acronym}<br>{row.event_name}: {told}"
    whole = pd.notna(row.shown_low) and pd.notna(row.shown_high)
    value = round(row.shown_median, 0 if unit == "days" else 1)
    return Interval(
        value=value, low=row.shown_low if whole else None, high=row.shown_high if whole else None, hover=hover
    )


def _describe(frame: pd.DataFrame, _chosen: Choices) -> Words:
    unit = frame["shown_in"].iloc[0]
    onset = frame[frame["measure"] == "onset"]
    if len(onset):
        low, high = onset.loc[onset["shown_median"].idxmin()], onset.loc[onset["shown_median"].idxmax()]
        first, last = (
            f"{_time(row['shown_median'], unit)} ({inside(row['event_name'])}, {row['arm_label']})"
            for row in (low, high)
        )
        headline = f"Median start: from {first} to {last}"
    else:
        longest = frame.loc[frame["shown_median"].idxmax()]
        headline = f"{longest['event_name']} lasted longest: median {_time(longest['shown_median'], unit)}"
    listing = "; ".join(
        f"{row.event_name}, {row.arm_label} ({row.acronym}): median {row.measure} {row.median:g} {row.unit}"
        for row in frame.itertuples()
    )
    notes = [
        "Among patients who had the event. Lines run over the printed range (in some documents the interquartile "
        "range: see the table's notes), not a confidence interval; no line: only a median is printed.",
        "Months are taken as 30.4 days where units are converted." if frame["unit"].nunique() > 1 else "",
    ]
    every, shown = int(frame["rows_in_all"].iloc[0]), len(frame.drop_duplicates(["arm_id", "event_id"]))
    if every > shown:
        notes.append(f"{shown} of {every}: the events with most arms; narrow by side effect to see others.")
    return Words(
        headline=headline,
        subtitle=f"Median and range, {unit}, by side effect and arm",
        alt_text=f"Dot plot of onset and duration with ranges. {listing}. {headline}.",
        notes=tuple(note for note in notes if note),
    )


def _time(value: float, unit: str) -> str:
    shown = f"{value:.0f}" if unit == "days" else f"{value:.1f}"
    return f"{shown} {unit[:-1] if shown == '1' else unit}"


ONSET_AND_DURATION = Chart(
    id="onset-and-duration",
    title="Start and duration",
    question="When do side effects start, and how long do they last?",
    group="side-effects",
    controls=(SCOPE, CANCER, AMONG, EVENT),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
