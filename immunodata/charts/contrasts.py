"""Immunotherapy alone against chemotherapy, over the randomized trials that print both: by event, and by organ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, SCOPE, SEVERE, fixed, in_scope
from immunodata.comparison import incidence, labels, side_by_side
from immunodata.dataset import Dataset
from immunodata.forms import Dots, DotSeries, Interval, Panel
from immunodata.phrases import capital, inside
from immunodata.theme import percent
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
    every["organ_name"] = every["organ_system"].map(labels(data, "organ_system")).map(capital)
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
    return Words(
        headline=headline,
        subtitle=f"Immunotherapy alone minus chemotherapy, randomized arms of one table, {_measured(chosen)}",
        alt_text=f"Dot plot of {len(frame)} events with a line at zero. {listing}. {headline}.",
        notes=(
            f"Dot: median over the trials that print the event for both arms; line: lowest to highest trial, not a "
            f"confidence interval. Events of at least {FEWEST_TRIALS} of {frame['trials_in_all'].iloc[0]} trials. "
            "Nothing is pooled: the chart of one trial gives intervals.",
        ),
    )


def _depths(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("1", "largest of each organ"), Option("3", "three largest"), Option("all", "every event"))


DEPTH = Control(
    id="events",
    label="Events",
    options=_depths,
    default=fixed("1"),
    help="Events are ranked by their largest difference in any trial, in either direction.",
)


def _shape_organs(rows: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    """One row per organ system, event and trial: both shares and their difference."""
    if rows.empty:
        return pd.DataFrame()
    rows = rows.assign(size=rows["difference"].abs())
    reach = rows.groupby(["organ_name", "event_id"])["size"].max().reset_index()
    reach = reach.sort_values(["organ_name", "size", "event_id"], ascending=[True, False, True])
    reach["rank"] = reach.groupby("organ_name").cumcount()
    kept = reach if chosen["events"] == "all" else reach[reach["rank"] < int(chosen["events"])]
    shown = rows[rows["event_id"].isin(kept["event_id"])]
    first = shown.merge(reach.loc[reach["rank"] == 0, ["event_id"]], on="event_id")
    middles = first.groupby("organ_name")["difference"].mean()
    means = shown.groupby("event_id")["difference"].mean()
    shown = shown.assign(
        organ_at=shown["organ_name"].map(middles),
        event_at=shown["event_id"].map(means),
        events_in_all=rows["event_id"].nunique(),
    )
    shown = shown.sort_values(["organ_at", "organ_name", "event_at", "event_id", "acronym"])
    columns = ["organ_name", "event_id", "event_name", "acronym", "arm_label", "top_id", "affected_pct_arm",
               "affected_pct_other", "n_at_risk_arm", "n_at_risk_other", "difference", "difference_low",
               "difference_high", "events_in_all", "source_id", "locator"]  # fmt: skip
    return shown[columns].reset_index(drop=True)


def _layout_organs(frame: pd.DataFrame, chosen: Choices) -> Dots:
    points = tuple(_difference(row) for row in frame.itertuples())
    ends = frame[["difference_low", "difference_high"]].abs().max().max()
    reach = max(10.0, float(ends)) * 1.15
    panel = Panel(
        title="Difference, percentage points",
        unit="points",
        series=(DotSeries(name="", roles=tuple(frame["top_id"]), points=points),),
        low=-reach,
        high=reach,
        reference=0.0,
        ends=("more with chemotherapy", "more with immunotherapy"),
    )
    details = tuple(
        f"{row.acronym}: {percent(row.affected_pct_arm)} of {row.n_at_risk_arm} and "
        f"{percent(row.affected_pct_other)} of {row.n_at_risk_other}"
        for row in frame.itertuples()
    )
    if chosen["events"] == "1":  # a heading over each row would say less in more room
        names = tuple(f"{row.organ_name}: {inside(row.event_name)}" for row in frame.itertuples())
        return Dots(rows=names, details=details, panels=(panel,))
    return Dots(rows=tuple(frame["event_name"]), details=details, panels=(panel,), groups=tuple(frame["organ_name"]))


def _difference(row: Any) -> Interval:
    hover = (
        f"<b>{row.event_name}</b>, {row.acronym}<br>{row.arm_label} {percent(row.affected_pct_arm)} of "
        f"{row.n_at_risk_arm}, chemotherapy {percent(row.affected_pct_other)} of {row.n_at_risk_other}<br>difference "
        f"{row.difference:+.0f} points, 95 % interval {row.difference_low:+.0f} to {row.difference_high:+.0f}"
    )
    return Interval(value=row.difference, low=row.difference_low, high=row.difference_high, hover=hover)


def _describe_organs(frame: pd.DataFrame, chosen: Choices) -> Words:
    parts = []
    for side, clear in (("chemotherapy", frame[frame["difference_high"] < 0]),
                        ("immunotherapy", frame[frame["difference_low"] > 0])):  # fmt: skip
        if clear.empty:
            parts.append(f"no event clearly more often with {side}")
            continue
        row = clear.loc[clear["difference"].abs().idxmax()]
        points = f"{abs(row['difference']):.0f} {'point' if round(abs(row['difference'])) == 1 else 'points'}"
        parts.append(f"{inside(row['event_name'])} up to {points} more often with {side} ({inside(row['organ_name'])})")
    headline = capital(", ".join(parts))
    listing = "; ".join(
        f"{row.organ_name}, {row.event_name}, {row.acronym}: {row.difference:+.0f} points"
        for row in frame.head(45).itertuples()
    )
    unsure = int(((frame["difference_low"] <= 0) & (frame["difference_high"] >= 0)).sum())
    shown = {"1": "The event of largest difference of each organ system", "3": "The three events of largest difference "
             "of each organ system", "all": "Every event printed"}[str(chosen["events"])]  # fmt: skip
    return Words(
        headline=headline,
        subtitle=f"{shown}, immunotherapy alone minus chemotherapy, randomized arms, {_measured(chosen)}; below each "
        "event the shares with immunotherapy, then with chemotherapy",
        alt_text=f"Dot plot of {frame['event_id'].nunique()} events of {frame['organ_name'].nunique()} organ systems "
        f"in {frame['acronym'].nunique()} trials, with a line at zero. {listing}. {headline}.",
        notes=(
            "Events of one organ are not added up: one patient may have several, and no table says how many had any. "
            f"Lines: 95 % Newcombe intervals; {unsure} of {len(frame)} include no difference. Largest differences "
            "chosen among many look larger than they are; one interval in twenty misses by chance alone.",
            f"{frame['event_id'].nunique()} of {frame['events_in_all'].iloc[0]} events that one table prints for both "
            f"arms; {frame['acronym'].nunique()} trials. An organ that is missing was not reported.",
        ),
    )


def _measured(chosen: Choices) -> str:
    grade = "any grade" if chosen["severity"] == ANY else "grade 3 or higher"
    counted = {"all-cause": "all causes", "unstated": "attribution not stated"}
    return f"{grade}, {counted.get(str(chosen['attribution']), 'treatment-related')}"


ORGANS_AGAINST_CHEMOTHERAPY = Chart(
    id="organs-against-chemotherapy",
    title="Organs: immunotherapy against chemotherapy",
    question="Which organs suffer more with immunotherapy, which with chemotherapy?",
    group="side-effects",
    controls=(SCOPE, CANCER, COUNTED, GRADE, DEPTH),
    select=_differences,
    shape=_shape_organs,
    layout=_layout_organs,
    describe=_describe_organs,
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
