"""Who responds: response rates by cancer and arm, and hazard ratios."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, CANCER_KIND, CATEGORY, SCOPE, fixed, in_scope
from immunodata.comparison import labels, outcomes_in_context, without_parts
from immunodata.dataset import Dataset
from immunodata.forms import Dots, DotSeries, Interval, Panel
from immunodata.phrases import capital
from immunodata.theme import percent
from immunodata.view import Chart, Choices, Control, Option, Words

MOST_ROWS = 26
RATES = ("ORR", "CR", "CR-or-CRi", "pCR", "DRR")
RATIOS = ("HR_PFS", "HR_OS")
COLUMNS = [
    "arm_id", "arm_label", "acronym", "cancer_id", "cancer_name", "kind", "top_id", "endpoint", "value", "low", "high",
    "interval", "n_affected", "n", "arms_in_all", "source_id", "locator",
]  # fmt: skip


def _endpoints(*wanted: str) -> Any:
    def options(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
        present = set(data["outcomes"].dropna(subset="value")["endpoint"])  # an endpoint without a number is no choice
        return tuple(Option(v, name) for v, name in labels(data, "endpoint").items() if v in wanted and v in present)

    return options


def _arms(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("mono", "single immunotherapy"), Option("all", "with combinations"))


def _which(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("largest", "largest arm per cancer"), Option("all", "every arm"))


ENDPOINT = Control(id="endpoint", label="Endpoint", options=_endpoints(*RATES), default=fixed("ORR"))
RATIO = Control(id="endpoint", label="Endpoint", options=_endpoints(*RATIOS), default=fixed("HR_OS"))
ARMS = Control(id="arms", label="Arms", options=_arms, default=fixed("mono"))
SHOWN = Control(id="shown", label="Shown", options=_which, default=fixed("largest"))
CHECKPOINT = Control(
    id="among",
    label="Category",
    options=CATEGORY.options,
    default=fixed(("checkpoint-inhibitor",)),
    many=True,
    help="None chosen means all.",
)
CAR_T = Control(
    id="among",
    label="Category",
    options=CATEGORY.options,
    default=fixed(("car-t-cell",)),
    many=True,
    help="None chosen means all.",
)


def _rates(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(outcomes_in_context(data), chosen)
    rows = rows[(rows["endpoint"] == chosen["endpoint"]) & (rows["arm_role"] == "experimental")]
    if chosen["among"]:
        rows = rows[rows["top_id"].isin(chosen["among"])]
    if chosen.get("arms") == "mono":
        rows = rows[rows["regimen_kind"] == "mono"]
    kinds = data["cancers"].set_index("cancer_id")["kind"]
    rows = without_parts(
        rows.assign(kind=rows["cancer_id"].map(kinds), endpoint_name=rows["endpoint"].map(labels(data, "endpoint")))
    )
    return rows[rows["kind"].isin(chosen["kind"])] if chosen.get("kind") else rows


def _shape_rates(rows: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    """The largest arm of each cancer, or the largest arms; sorted by the rate."""
    if rows.empty:
        return pd.DataFrame()
    rows = rows.sort_values("n", ascending=False, kind="stable", na_position="last")
    every = len(rows)
    if chosen["shown"] == "largest":
        rows = rows[rows["cancer_id"] != "mixed"].drop_duplicates("cancer_id")
    rows = rows.head(MOST_ROWS).assign(arms_in_all=every)
    rows = rows.sort_values(["value", "arm_id"], ascending=[False, True])
    return rows[[*COLUMNS, "endpoint_name"]].reset_index(drop=True)


def _layout_rates(frame: pd.DataFrame, chosen: Choices) -> Dots:
    by_cancer = chosen["shown"] == "largest"
    series = DotSeries(
        name="", roles=tuple(frame["top_id"]), points=tuple(_point(row, "%") for row in frame.itertuples())
    )
    panel = Panel(
        title=f"{frame['endpoint_name'].iloc[0].capitalize()}, % of patients",
        unit="%",
        series=(series,),
        low=0,
        high=108,
    )
    rows = [capital(row.cancer_name) if by_cancer else row.arm_label for row in frame.itertuples()]
    second = [row.arm_label if by_cancer else row.cancer_name for row in frame.itertuples()]
    details = [f"{_n(row.n)}, {row.acronym}, {other}" for row, other in zip(frame.itertuples(), second, strict=True)]
    return Dots(rows=tuple(rows), details=tuple(details), panels=(panel,))


def _n(value: Any) -> str:
    return f"n={int(value)}" if pd.notna(value) else "n not printed"


def _point(row: Any, unit: str) -> Interval:
    interval = ""
    if pd.notna(row.low):
        interval = (
            f"; 95 % interval {row.low:g} to {row.high:g} ({row.interval})"
            if unit != "%"
            else (f"; 95 % interval {row.low:.0f} to {row.high:.0f} ({row.interval})")
        )
    counted = f" ({row.n_affected} of {row.n})" if pd.notna(row.n_affected) and pd.notna(row.n) else ""
    value = percent(row.value) if unit == "%" else f"{row.value:g}"
    hover = f"<b>{row.arm_label}</b>, {row.acronym}<br>{row.cancer_name}<br>{row.endpoint}: {value}{counted}{interval}"
    low, high = (row.low, row.high) if pd.notna(row.low) and pd.notna(row.high) else (None, None)
    return Interval(value=row.value, low=low, high=high, hover=hover)


def _describe_rates(frame: pd.DataFrame, chosen: Choices) -> Words:
    high, low = frame.iloc[0], frame.iloc[-1]
    name = high["endpoint_name"]
    if chosen["shown"] == "largest" and len(frame) > 1:
        headline = (
            f"{capital(name)} ranges from {percent(low['value'])} in {low['cancer_name']} to {percent(high['value'])} "
            f"in {high['cancer_name']}"
        )
    elif len(frame) > 1:
        headline = (
            f"{capital(name)} in {percent(low['value'])} ({low['arm_label']}, {low['acronym']}) to "
            f"{percent(high['value'])} ({high['arm_label']}, {high['acronym']})"
        )
    else:
        headline = f"{capital(name)} in {percent(high['value'])} with {high['arm_label']}"
    listing = "; ".join(
        f"{row.cancer_name}, {row.arm_label} ({row.acronym}): {percent(row.value)}" for row in frame.itertuples()
    )
    notes = [
        "Arms of different trials: lines of treatment, selection by markers and criteria of response differ, so this "
        "is no contest of therapies. Lines: 95 % intervals as printed, else Wilson; no line: no denominator printed."
    ]
    every = int(frame["arms_in_all"].iloc[0])
    if every > len(frame):
        what = "the largest arm of each cancer" if chosen["shown"] == "largest" else "the largest arms"
        notes.append(f"{len(frame)} of {every} arms: {what}.")
    return Words(
        headline=headline,
        subtitle=f"Patients with {name}, %, one arm per row; n is the number evaluated",
        alt_text=f"Dot plot of {len(frame)} arms, sorted. {listing}. {headline}.",
        notes=tuple(notes),
    )


def _ratios(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(outcomes_in_context(data), chosen)
    rows = rows[(rows["endpoint"] == chosen["endpoint"]) & rows["low"].notna()]
    if chosen["category"]:
        rows = rows[rows["top_id"].isin(chosen["category"])]
    kinds = data["cancers"].set_index("cancer_id")["kind"]
    return rows.assign(kind=rows["cancer_id"].map(kinds), endpoint_name=rows["endpoint"].map(labels(data, "endpoint")))


def _shape_ratios(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """The arms with a hazard ratio and its interval, the surest (narrowest) kept, sorted by the ratio."""
    if rows.empty:
        return pd.DataFrame()
    rows = rows.assign(
        arms_in_all=len(rows),
        below_in_all=int((rows["high"] < 1).sum()),
        above_in_all=int((rows["low"] > 1).sum()),
        width=rows["high"] / rows["low"],
    )
    rows = rows.sort_values("width", kind="stable").head(MOST_ROWS).sort_values(["value", "arm_id"])
    return rows[[*COLUMNS, "endpoint_name", "below_in_all", "above_in_all"]].reset_index(drop=True)


def _layout_ratios(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    series = DotSeries(
        name="", roles=tuple(frame["top_id"]), points=tuple(_point(row, "") for row in frame.itertuples())
    )
    panel = Panel(
        title=capital(frame["endpoint_name"].iloc[0]),
        unit="ratio",
        series=(series,),
        low=0,
        high=max(1.6, round(float(frame["high"].max()) + 0.2, 1)),
        reference=1.0,
        ends=("better with immunotherapy", "worse"),
    )
    details = tuple(f"{row.acronym}, {row.cancer_name}" for row in frame.itertuples())
    return Dots(rows=tuple(frame["arm_label"]), details=details, panels=(panel,))


def _describe_ratios(frame: pd.DataFrame, _chosen: Choices) -> Words:
    every, below, above = (int(frame[column].iloc[0]) for column in ("arms_in_all", "below_in_all", "above_in_all"))
    name = frame["endpoint_name"].iloc[0]
    headline = f"In {below} of {every} comparisons the interval of the {name} lies below 1"
    headline += f", in {above} above" if above else ""
    listing = "; ".join(
        f"{row.arm_label} ({row.acronym}): {row.value:g} ({row.low:g} to {row.high:g})" for row in frame.itertuples()
    )
    notes = [
        "Each against the comparator of its own trial, as printed; comparators differ. Trials with a printed interval "
        "only. A ratio says nothing about how many patients benefit."
    ]
    if every > len(frame):
        notes.append(f"Drawn: the {len(frame)} narrowest intervals of the {every} that the title counts.")
    return Words(
        headline=headline,
        subtitle=f"{capital(name)} with its printed 95 % interval; 1 is no difference",
        alt_text=f"Dot plot of {len(frame)} hazard ratios with a line at 1. {listing}. {headline}.",
        notes=tuple(notes),
    )


RESPONSE_BY_CANCER = Chart(
    id="response-by-cancer",
    title="Response by cancer",
    question="In which cancers do how many patients respond?",
    group="response",
    controls=(SCOPE, CANCER, CHECKPOINT, ENDPOINT, ARMS, CANCER_KIND, SHOWN),
    select=_rates,
    shape=_shape_rates,
    layout=_layout_rates,
    describe=_describe_rates,
)
COMPLETE_RESPONSES = Chart(
    id="complete-responses",
    title="Complete responses to cells",
    question="In how many patients does no sign of cancer remain?",
    group="response",
    controls=(
        SCOPE,
        CANCER,
        CAR_T,
        Control(id="endpoint", label="Endpoint", options=_endpoints(*RATES), default=fixed("CR")),
        ARMS,
        CANCER_KIND,
        Control(id="shown", label="Shown", options=_which, default=fixed("all")),
    ),
    select=_rates,
    shape=_shape_rates,
    layout=_layout_rates,
    describe=_describe_rates,
)
HAZARD_RATIOS = Chart(
    id="hazard-ratios",
    title="Hazard ratios",
    question="Do patients live longer, or longer without growth?",
    group="response",
    controls=(SCOPE, CATEGORY, CANCER, RATIO),
    select=_ratios,
    shape=_shape_ratios,
    layout=_layout_ratios,
    describe=_describe_ratios,
)
