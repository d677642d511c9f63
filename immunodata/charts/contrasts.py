"""Immunotherapy alone against chemotherapy, over the randomized trials that print both."""

from __future__ import annotations

import pandas as pd

from immunodata.charts.choices import CANCER, SCOPE, SEVERE, fixed, in_scope
from immunodata.comparison import incidence, side_by_side
from immunodata.dataset import Dataset
from immunodata.forms import Dots, DotSeries, Interval, Panel
from immunodata.phrases import inside
from immunodata.view import Chart, Choices, Control, Option, Words

ANY, HIGH = "any", "severe"
FEWEST_TRIALS, MOST_EVENTS = 2, 26


def _severities(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option(ANY, "any grade"), Option(HIGH, "grade 3 or higher"))


def _attributions(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (
        Option("all-cause", "all causes"),
        Option("treatment-related", "treatment-related"),
        Option("unstated", "attribution not stated"),
    )


GRADE = Control(id="severity", label="Grade", options=_severities, default=fixed(ANY))
COUNTED = Control(id="attribution", label="Counted", options=_attributions, default=fixed("treatment-related"))


def _differences(data: Dataset, chosen: Choices) -> pd.DataFrame:
    """Every event printed for an arm of immunotherapy alone and its randomized chemotherapy arm."""
    rows = in_scope(incidence(data), chosen)
    rows = rows[(rows["design"] == "randomized") & rows["n_at_risk"].notna() & (rows["organ_system"] != "overall")]
    rows = rows[rows["attribution"] == chosen["attribution"]]
    rows = rows[rows["grade_group"] == ANY if chosen["severity"] == ANY else rows["grade_group"].isin(SEVERE)]
    rows = rows.assign(cohort=rows["cohort"].fillna(""))
    arms = rows.drop_duplicates("arm_id")
    alone = arms[(arms["regimen_kind"] == "mono") & (arms["arm_role"] == "experimental")]
    pairs = alone.merge(arms[arms["regimen_kind"] == "chemo"], on=["trial_id", "cohort"], suffixes=("", "_other"))
    found = []
    for pair in pairs.drop_duplicates("trial_id").itertuples():
        for _grade, same in rows.groupby("grade_group"):
            both = side_by_side(same, pair.arm_id, pair.arm_id_other)
            found.append(
                both.assign(trial_id=pair.trial_id, acronym=pair.acronym, arm_label=pair.arm_label, top_id=pair.top_id)
            )
    if not found:
        return pd.DataFrame(columns=["source_id"])
    every = pd.concat(found, ignore_index=True)
    return every.drop_duplicates(["trial_id", "event_id"])


def _shape_differences(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame()
    cells = (
        rows.groupby(["event_id", "event_name", "organ_system"])
        .agg(
            median=("difference", "median"),
            lowest=("difference", "min"),
            highest=("difference", "max"),
            trials=("trial_id", "nunique"),
            names=("acronym", lambda values: ", ".join(sorted(set(values)))),
        )
        .reset_index()
    )
    cells = cells[cells["trials"] >= FEWEST_TRIALS]
    cells = cells.assign(trials_in_all=rows["trial_id"].nunique())
    far = cells.reindex(cells["median"].abs().sort_values(ascending=False).index).head(MOST_EVENTS)
    return far.sort_values(["median", "event_id"]).reset_index(drop=True)


def _layout_differences(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    points = tuple(
        Interval(
            value=row.median,
            low=row.lowest,
            high=row.highest,
            hover=f"<b>{row.event_name}</b><br>median difference "
            f"{row.median:+.0f} points, {row.lowest:+.0f} to {row.highest:+.0f}<br>{row.names}",
        )
        for row in frame.itertuples()
    )
    reach = max(10.0, float(frame[["lowest", "highest"]].abs().max().max())) * 1.2
    series = DotSeries(name="", roles=("checkpoint-inhibitor",) * len(frame), points=points)
    panel = Panel(
        title="Difference, percentage points",
        unit="points",
        series=(series,),
        low=-reach,
        high=reach,
        reference=0.0,
        ends=("more with chemotherapy", "more with immunotherapy"),
    )
    details = tuple(f"{row.trials} trials" for row in frame.itertuples())
    return Dots(rows=tuple(frame["event_name"]), details=details, panels=(panel,))


def _describe_differences(frame: pd.DataFrame, chosen: Choices) -> Words:
    chemo, immune = frame.iloc[0], frame.iloc[-1]
    headline = f"{chemo['event_name']} comes more often with chemotherapy (median {abs(chemo['median']):.0f} points)"
    if immune["median"] > 0:
        headline += f", {inside(immune['event_name'])} with immunotherapy ({immune['median']:.0f})"
    listing = "; ".join(
        f"{row.event_name}: median {row.median:+.0f} points in {row.trials} trials" for row in frame.itertuples()
    )
    grade = "any grade" if chosen["severity"] == ANY else "grade 3 or higher"
    counted = {"all-cause": "all causes", "unstated": "attribution not stated"}.get(
        chosen["attribution"], "treatment-related"
    )
    return Words(
        headline=headline,
        subtitle=f"Immunotherapy alone minus chemotherapy, randomized arms of one table, {grade}, {counted}",
        alt_text=f"Dot plot of {len(frame)} events with a line at zero. {listing}. {headline}.",
        notes=(
            f"Dot: median over the trials that print the event for both arms; line: lowest to highest trial, not a "
            f"confidence interval. Events of at least {FEWEST_TRIALS} of {frame['trials_in_all'].iloc[0]} trials. "
            "Nothing is pooled: the chart of one trial gives intervals.",
        ),
    )


AGAINST_CHEMOTHERAPY = Chart(
    id="against-chemotherapy",
    title="Immunotherapy against chemotherapy",
    question="What comes more often with immunotherapy, what with chemotherapy?",
    group="compare",
    controls=(SCOPE, CANCER, COUNTED, GRADE),
    select=_differences,
    shape=_shape_differences,
    layout=_layout_differences,
    describe=_describe_differences,
)
