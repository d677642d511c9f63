"""One side effect across arms."""

from __future__ import annotations

import pandas as pd

from immunodata.charts.choices import CANCER, CATEGORY, COUNTED_HELP, SCOPE, SEVERE, fixed, from_vocabulary, in_scope
from immunodata.charts.marks import incidence_point
from immunodata.comparison import single_events, with_intervals, without_parts
from immunodata.dataset import Dataset
from immunodata.forms import Dots, DotSeries, Panel
from immunodata.theme import percent
from immunodata.view import Chart, Choices, Control, Option, Words

MOST_ROWS = 24
FEWEST_ARMS = 4  # arms in which an event must be told to be offered
ANY, HIGH = "any", "severe"


def _events(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    arms = single_events(data).groupby("event_id")["arm_id"].nunique()
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
    help=COUNTED_HELP,
)
ARMS = Control(
    id="arms",
    label="Arms",
    options=_arms,
    default=fixed("one"),
    help="One per therapy is the largest arm that gives both grades, single immunotherapy before combinations.",
)


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(single_events(data), chosen)
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
