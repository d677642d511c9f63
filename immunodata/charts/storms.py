"""Cytokine release syndrome and neurotoxicity of cell therapies and T-cell engagers."""

from __future__ import annotations

import pandas as pd

from immunodata.charts.choices import CANCER, SCOPE, SEVERE, fixed, in_scope
from immunodata.charts.marks import incidence_point
from immunodata.comparison import arms_in_context, category_plurals, incidence, with_intervals
from immunodata.dataset import Dataset
from immunodata.forms import Dots, DotSeries, Panel
from immunodata.phrases import capital
from immunodata.theme import percent
from immunodata.view import Chart, Choices, Control, Option, Words

CATEGORIES = ("car-t-cell", "other-cell-therapy", "t-cell-engager")
CRS = "cytokine-release-syndrome"
PANELS = {"crs": "Cytokine release syndrome", "neurotoxicity": "Neurotoxicity"}
NERVES = ("neurotoxicity", "icans")  # in order of preference: all neurological events, else ICANS
ANY, SEVERE_BAND = "any", "severe"
# One attribution per arm, the widest first: it is printed beside each row and never mixed inside one.
ATTRIBUTIONS = ("all-cause", "unstated", "treatment-related")


def _kinds(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    names = data["categories"].set_index("category_id")["name"]
    present = set(arms_in_context(data)["top_id"])
    return tuple(Option(value, capital(names[value])) for value in CATEGORIES if value in present)


def _arms(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("one", "one per therapy"), Option("all", "every arm"))


ARMS = Control(
    id="arms",
    label="Arms",
    options=_arms,
    default=fixed("one"),
    help="One per therapy: the arm of a registered trial that reports most of the four numbers; of equals the largest.",
)
KIND = Control(
    id="category",
    label="Category",
    options=_kinds,
    default=lambda _data, _chosen: (),
    many=True,
    help="None chosen means all.",
)


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(incidence(data), chosen)
    rows = rows[rows["top_id"].isin(chosen["category"] or CATEGORIES) & rows["event_id"].isin([CRS, *NERVES])]
    rows = rows[rows["grade_group"].isin(["any", *SEVERE]) & rows["n_at_risk"].notna()]
    order = {category: place for place, category in enumerate(CATEGORIES)}
    registered = set(data["trials"].dropna(subset="nct_id")["trial_id"])  # ordinary care and registries come after
    return rows.assign(
        is_registered=rows["trial_id"].isin(registered),
        top_plural=rows["top_id"].map(category_plurals(data)),
        position=rows["top_id"].map(order),
        top_name=rows["top_id"].map({option.value: option.label for option in _kinds(data, chosen)}),
    )


def _shape(rows: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    """One row per arm x panel x band: the preferred event, attribution and printed severe band."""
    if rows.empty:
        return pd.DataFrame()
    rows = with_intervals(rows).assign(
        panel=rows["event_id"].map({CRS: "crs"}).fillna("neurotoxicity"),  # the others are the neurological events
        band=rows["grade_group"].where(rows["grade_group"] == ANY, SEVERE_BAND),
        event_rank=rows["event_id"].map([CRS, *NERVES].index),
        attribution_rank=rows["attribution"].map([*ATTRIBUTIONS, "immune-mediated"].index),
        grade_rank=rows["grade_group"].map([ANY, *SEVERE].index),
    )
    rows = rows.sort_values(["event_rank", "attribution_rank", "grade_rank"], kind="stable")
    rows = rows.drop_duplicates(["arm_id", "panel", "band"])
    arms_in_all = rows["arm_id"].nunique()
    if chosen["arms"] == "one":
        rows = rows[rows["arm_id"].isin(_fullest(rows))]
    rows = rows.assign(arms_in_all=arms_in_all)
    any_crs = rows[(rows["panel"] == "crs") & (rows["band"] == ANY)].set_index("arm_id")["affected_pct"]
    rows = rows.assign(sort=rows["arm_id"].map(any_crs))
    rows = rows.sort_values(
        ["position", "sort", "arm_id", "panel", "band"], ascending=[True, False, True, True, True], na_position="last"
    )
    return rows[
        [
            "arm_id",
            "arm_label",
            "acronym",
            "cancer_name",
            "top_id",
            "top_name",
            "top_plural",
            "panel",
            "band",
            "event_id",
            "event_name",
            "grade_group",
            "attribution",
            "attribution_name",
            "n_affected",
            "n_at_risk",
            "affected_pct",
            "low_pct",
            "high_pct",
            "arms_in_all",
            "source_id",
            "locator",
        ]
    ].reset_index(drop=True)


def _fullest(rows: pd.DataFrame) -> pd.Series:
    """The arm of each therapy in a registered trial that reports most of the four numbers, among equals the largest."""
    arms = rows.groupby(["therapy_ids", "arm_id"]).agg(
        registered=("is_registered", "max"), told=("panel", "size"), n=("n_at_risk", "max")
    )
    arms = arms.reset_index().sort_values(["registered", "told", "n"], ascending=False, kind="stable")
    return arms.drop_duplicates("therapy_ids")["arm_id"]


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    arms = frame.drop_duplicates("arm_id")
    found = {(row.arm_id, row.panel, row.band): row for row in frame.itertuples()}
    roles = tuple(arms["top_id"])
    panels = []
    for panel, title in PANELS.items():
        series = tuple(
            DotSeries(
                name=name,
                roles=roles,
                filled=band == ANY,
                points=tuple(incidence_point(found.get((arm, panel, band))) for arm in arms["arm_id"]),
            )
            for band, name in ((ANY, "any grade"), (SEVERE_BAND, "grade 3 or higher, or 3-4, as printed"))
        )
        panels.append(Panel(title=f"{title}, % of patients", unit="%", series=series, low=0, high=108))
    sizes = frame.groupby("arm_id")["n_at_risk"].agg(["min", "max"])
    details = tuple(f"n={_size(sizes.loc[row.arm_id])}, {row.acronym}, {row.cancer_name}" for row in arms.itertuples())
    return Dots(rows=tuple(arms["arm_label"]), details=details, panels=tuple(panels), groups=tuple(arms["top_name"]))


def _size(ends: pd.Series) -> str:
    return str(ends["min"]) if ends["min"] == ends["max"] else f"{ends['min']}-{ends['max']}"


def _describe(frame: pd.DataFrame, _chosen: Choices) -> Words:
    crs = frame[frame["panel"] == "crs"]
    parts = []
    largest = crs.groupby("top_plural", sort=False)["arm_id"].nunique().nlargest(2).index  # a title holds two
    for name, group in crs[crs["top_plural"].isin(largest)].groupby("top_plural", sort=False):
        any_grade, severe = (_span(group[group["band"] == band]["affected_pct"]) for band in (ANY, SEVERE_BAND))
        if any_grade:
            parts.append(f"{any_grade} with {name}" + (f" (severe {severe})" if severe else ""))
    headline = f"Cytokine release syndrome: {', '.join(parts)}" if parts else "Neurotoxicity, arm by arm"
    listing = "; ".join(
        f"{row.arm_label} ({row.acronym}): {row.event_name} grade {row.grade_group} {percent(row.affected_pct)}"
        for row in frame.itertuples()
    )
    mixed = sorted(set(frame["attribution_name"]))
    notes = [
        "Lines: 95 % Wilson intervals. No dot: not reported in the document read. Grading scales differ between "
        "trials (Penn, Lee, ASTCT), so severe shares are not strictly comparable."
    ]
    shown, every = frame["arm_id"].nunique(), int(frame["arms_in_all"].iloc[0])
    if shown < every:
        notes.append(f"{shown} of {every} arms: for each therapy the one of a registered trial that reports most.")
    if len(mixed) > 1:
        notes.append(f"Counted as {', '.join(mixed)}, by arm: see the table.")
    if (frame["event_id"] == "icans").any():
        notes.append("Neurotoxicity is ICANS alone where a document prints nothing wider.")
    return Words(
        headline=headline,
        subtitle="Patients with the event by arm, %, any grade and severe; n under each arm",
        alt_text=f"Dot plot with two panels, cytokine release syndrome and neurotoxicity. {listing}. {headline}.",
        notes=tuple(notes),
    )


def _span(values: pd.Series) -> str:
    if values.empty:
        return ""
    low, high = values.min(), values.max()
    return percent(low) if percent(low) == percent(high) else f"{percent(low)} to {percent(high)}"


CRS_AND_NEUROTOXICITY = Chart(
    id="crs-and-neurotoxicity",
    title="CRS and neurotoxicity",
    question="How often do cell therapies and T-cell engagers cause CRS and neurotoxicity?",
    group="side-effects",
    controls=(SCOPE, KIND, CANCER, ARMS),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
