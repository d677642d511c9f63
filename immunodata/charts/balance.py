"""Response beside severe side effects, agents given against them, and the fate of accelerated approvals."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, CATEGORY, SCOPE, SEVERE, SINCE, approved_uses, fixed, in_scope
from immunodata.comparison import (
    COMPARATOR,
    arms_in_context,
    incidence,
    outcomes_in_context,
    with_intervals,
    without_parts,
)
from immunodata.dataset import Dataset
from immunodata.forms import Dots, DotSeries, Interval, Panel
from immunodata.phrases import capital, inside
from immunodata.stats import wilson
from immunodata.theme import percent
from immunodata.view import Chart, Choices, Control, Option, Words

MOST_ROWS = 24
ANY_EVENT = "any-adverse-event"
MONTH = 30.4375
UNGRADED = "not graded"
FATES = {"converted": "Converted to regular approval", "withdrawn": "Withdrawn"}
FATE_COLUMNS = [
    "indication_id", "inn", "regimen", "cancer_name", "top_id", "heading", "approval_date", "indication_status",
    "status_date", "months", "source_id", "locator",
]  # fmt: skip


def _attributions(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("treatment-related", "treatment-related"), Option("all-cause", "all causes"))


COUNTED = Control(id="attribution", label="Counted", options=_attributions, default=fixed("treatment-related"))


def _both(data: Dataset, chosen: Choices) -> pd.DataFrame:
    """Arms with a response rate and a severe total of one attribution; two rows each."""
    rates = in_scope(outcomes_in_context(data), chosen)
    rates = rates[(rates["endpoint"] == "ORR") & (rates["top_id"] != COMPARATOR)]
    harms = incidence(data)
    harms = harms[(harms["event_id"] == ANY_EVENT) & harms["grade_group"].isin(SEVERE) & harms["n_at_risk"].notna()]
    harms = harms[harms["attribution"] == chosen["attribution"]]
    harms = with_intervals(harms.assign(rank=harms["grade_group"].map(SEVERE.index)).sort_values("rank"))
    harms = harms.drop_duplicates("arm_id")
    shared = set(rates["arm_id"]) & set(harms["arm_id"])
    context = ["arm_id", "arm_label", "acronym", "cancer_name", "top_id", "part_of_arm_id"]
    rates = rates[[*context, "value", "low", "high", "n", "source_id", "locator"]].assign(
        measure="response", band=UNGRADED
    )
    harms = harms[[*context, "affected_pct", "low_pct", "high_pct", "n_at_risk", "source_id", "locator", "grade_group"]]
    harms.columns = [*context, "value", "low", "high", "n", "source_id", "locator", "band"]
    rows = pd.concat([rates, harms.assign(measure="severe")], ignore_index=True)
    rows = rows[rows["arm_id"].isin(shared)]
    return without_parts(rows[rows["top_id"].isin(chosen["category"])] if chosen["category"] else rows)


def _shape_both(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame()
    size = rows.groupby("arm_id")["n"].max().sort_values(ascending=False, kind="stable")
    rate = rows[rows["measure"] == "response"].set_index("arm_id")["value"]
    rows = rows[rows["arm_id"].isin(size.head(MOST_ROWS).index)]
    rows = rows.assign(sort=rows["arm_id"].map(rate), arms_in_all=len(size))
    return (
        rows.sort_values(["sort", "arm_id", "measure"], ascending=[False, True, True])
        .drop(columns="sort")
        .reset_index(drop=True)
    )


def _layout_both(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    arms = frame.drop_duplicates("arm_id")
    found = {(row.arm_id, row.measure): row for row in frame.itertuples()}
    panels = []
    for measure, title in (("response", "Responded, %"), ("severe", "Severe side effect, %")):
        points = tuple(_share(found[arm, measure], title) for arm in arms["arm_id"])
        panels.append(
            Panel(
                title=title,
                unit="%",
                low=0,
                high=112,
                series=(DotSeries(name="", roles=tuple(arms["top_id"]), points=points, filled=measure == "response"),),
            )
        )
    details = tuple(f"{_size(row.n)}, {row.acronym}, {row.cancer_name}" for row in arms.itertuples())
    return Dots(rows=tuple(arms["arm_label"]), details=details, panels=tuple(panels))


def _size(n: Any) -> str:
    return f"n={int(n)}" if pd.notna(n) else "n not printed"


def _share(row: Any, what: str) -> Interval:
    band = f" (grade {row.band})" if row.band != UNGRADED else ""
    known = pd.notna(row.low) and pd.notna(row.high)
    ends = f"; 95 % interval {row.low:.0f} to {row.high:.0f}" if known else ""
    hover = f"<b>{row.arm_label}</b>, {row.acronym}<br>{what.removesuffix(', %')}{band}: {percent(row.value)}{ends}"
    return Interval(value=row.value, low=row.low if known else None, high=row.high if known else None, hover=hover)


def _describe_both(frame: pd.DataFrame, chosen: Choices) -> Words:
    wide = frame.pivot_table(index="arm_id", columns="measure", values="value")
    more = int((wide["response"] > wide["severe"]).sum())
    headline = f"In {more} of {len(wide)} arms more patients responded than had a severe side effect"
    listing = "; ".join(
        f"{row.arm_label} ({row.acronym}): {row.measure} {percent(row.value)}" for row in frame.itertuples()
    )
    counted = "treatment-related" if chosen["attribution"] == "treatment-related" else "all causes"
    notes = [
        "The two are not weighed against each other: a response and a severe side effect differ in meaning and length. "
        "Arms of different trials, cancers and lines. Severe: grade 3-4, 3-5 or 3 and higher, as printed.",
    ]
    if int(frame["arms_in_all"].iloc[0]) > len(wide):
        notes.append(f"The {len(wide)} largest of {frame['arms_in_all'].iloc[0]} arms that have both.")
    return Words(
        headline=headline,
        subtitle=f"Objective response and any severe adverse event ({counted}), % of patients, by arm",
        alt_text=f"Dot plot of {len(wide)} arms with two panels. {listing}. {headline}.",
        notes=tuple(notes),
    )


def _given(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = data["agent_use"]
    rows = rows[rows["given_pct"].notna() & (rows["denominator"] == "arm")]
    names = data["therapies"].set_index("therapy_id")["inn"]
    events = data["events"].set_index("event_id")["name"]
    rows = in_scope(rows.merge(arms_in_context(data), on="arm_id", validate="many_to_one"), chosen)
    rows = rows.assign(
        agent=rows["agent_id"].map(names).str.split(" (", regex=False).str[0], event_name=rows["event_id"].map(events)
    )
    return rows[rows["top_id"].isin(chosen["category"])] if chosen["category"] else rows


def _shape_given(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame()
    counted = (
        rows["n_given"]
        .astype("Float64")
        .fillna((rows["given_pct"] / 100).astype("Float64") * rows["n"].astype("Float64"))
    )
    low, high = wilson(counted, rows["n"])
    rows = rows.assign(low=low, high=high)
    rows = rows.drop_duplicates(["arm_id", "agent_id", "event_id"])
    rows = rows.assign(place=rows["agent_id"].map({"tocilizumab": 0, "corticosteroids": 1}).fillna(2))
    rows = rows.sort_values(["place", "agent", "given_pct", "arm_id"], ascending=[True, True, False, True])
    columns = ["arm_id", "arm_label", "acronym", "cancer_name", "top_id", "agent", "event_name", "n_given", "n",
               "given_pct", "low", "high", "source_id", "locator"]  # fmt: skip
    return rows[columns].reset_index(drop=True)


def _layout_given(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    points = tuple(_agent_point(row) for row in frame.itertuples())
    series = DotSeries(name="", roles=tuple(frame["top_id"]), points=points)
    panel = Panel(title="Given the agent, % of all patients of the arm", unit="%", series=(series,), low=0, high=108)
    details = tuple(f"{_size(row.n)}, {row.acronym}, for {inside(row.event_name)}" for row in frame.itertuples())
    groups = tuple(capital(agent) for agent in frame["agent"])
    return Dots(rows=tuple(frame["arm_label"]), details=details, panels=(panel,), groups=groups)


def _agent_point(row: Any) -> Interval:
    known = pd.notna(row.low)
    hover = f"<b>{row.arm_label}</b>, {row.acronym}<br>{row.agent} for {row.event_name}: {percent(row.given_pct)}"
    return Interval(value=row.given_pct, low=row.low if known else None, high=row.high if known else None, hover=hover)


def _describe_given(frame: pd.DataFrame, _chosen: Choices) -> Words:
    top = frame.loc[frame["given_pct"].idxmax()]
    spans = [
        f"{agent} in {percent(own.min())} to {percent(own.max())}"
        for agent, own in frame.groupby("agent", sort=False)["given_pct"]
    ]
    headline = f"Given against side effects: {', '.join(spans[:2])}"
    listing = "; ".join(
        f"{row.agent}, {row.arm_label} ({row.acronym}): {percent(row.given_pct)}" for row in frame.itertuples()
    )
    return Words(
        headline=headline,
        subtitle="Patients given tocilizumab, corticosteroids or other agents against a side effect, by arm",
        alt_text=f"Dot plot of {len(frame)} arms by agent; most: {top['arm_label']}. {listing}. {headline}.",
        notes=(
            "Lines: 95 % Wilson intervals. Rules on when to treat changed over the years, so differences are also "
            "those of practice. Shares among only the patients who had the event are in the table agent_use, not here.",
        ),
    )


def _fates(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = approved_uses(data, chosen, ("inn", "top_id", "top_name"))
    rows = rows[(rows["approval_type"] == "accelerated") & rows["approval_date"].notna()]
    rows = rows[rows["indication_status"].isin(["converted", "withdrawn"]) & rows["status_date"].notna()]
    cancers = data["cancers"].set_index("cancer_id")["name"]
    return rows.assign(cancer_name=rows["cancer_id"].map(cancers))


def _shape_fates(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    if rows.empty:
        return pd.DataFrame()
    rows = rows.drop_duplicates(["regimen", "population", "approval_date"])
    rows = rows.assign(
        months=(rows["status_date"] - rows["approval_date"]).dt.days / MONTH,
        heading=rows["indication_status"].map(FATES),
    )
    rows = rows.sort_values(["heading", "months"], ascending=[True, False])
    return rows[FATE_COLUMNS].reset_index(drop=True)


def _layout_fates(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    points = tuple(
        Interval(
            value=row.months / 12,
            low=0.0,
            high=row.months / 12,
            hover=f"<b>{row.inn}</b>: {row.cancer_name}<br>accelerated {row.approval_date:%-d %B %Y}<br>"
            f"{row.indication_status} {row.status_date:%-d %B %Y}",
        )
        for row in frame.itertuples()
    )
    series = DotSeries(name="", roles=tuple(frame["top_id"]), points=points)
    longest = frame["months"].max() / 12
    panel = Panel(title="Years from accelerated approval", unit="years", series=(series,), low=0, high=longest * 1.12)
    rows = tuple(f"{row.approval_date:%Y} {row.inn}, {row.cancer_name}" for row in frame.itertuples())
    return Dots(rows=rows, details=(), panels=(panel,), groups=tuple(frame["heading"]))


def _describe_fates(frame: pd.DataFrame, _chosen: Choices) -> Words:
    fates = frame.groupby("indication_status")["months"]
    ends = {"converted": "conversion", "withdrawn": "withdrawal"}
    parts = [f"{own.median() / 12:.1f} years until {ends[status]} (n={len(own)})" for status, own in fates]
    headline = f"Accelerated approvals: a median of {', '.join(parts)}"
    listing = "; ".join(
        f"{row.inn}, {row.cancer_name}: {row.indication_status} after {row.months:.0f} months"
        for row in frame.itertuples()
    )
    return Words(
        headline=headline,
        subtitle="From accelerated approval to its conversion or withdrawal, one use per row, year of approval first",
        alt_text=f"Dot plot of {len(frame)} accelerated approvals. {listing}. {headline}.",
        notes=(
            "Only approvals whose fate is decided: those still accelerated have no end yet, so the medians say how "
            "long the decided ones took, not how long the others will. See the timeline of approvals.",
        ),
    )


RESPONSE_AND_HARM = Chart(
    id="response-and-harm",
    title="Response beside severe side effects",
    question="How many respond, and how many have a severe side effect?",
    group="response",
    controls=(SCOPE, CATEGORY, CANCER, COUNTED),
    select=_both,
    shape=_shape_both,
    layout=_layout_both,
    describe=_describe_both,
)
AGENTS_GIVEN = Chart(
    id="agents-given",
    title="Given against side effects",
    question="How many were given tocilizumab or steroids?",
    group="side-effects",
    controls=(SCOPE, CATEGORY, CANCER),
    select=_given,
    shape=_shape_given,
    layout=_layout_given,
    describe=_describe_given,
)
ACCELERATED_FATES = Chart(
    id="accelerated-fates",
    title="Fate of accelerated approvals",
    question="How long until an accelerated approval is converted or withdrawn?",
    group="indications",
    controls=(SCOPE, CATEGORY, CANCER, SINCE),
    select=_fates,
    shape=_shape_fates,
    layout=_layout_fates,
    describe=_describe_fates,
)
