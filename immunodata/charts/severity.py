"""How severe: patients by worst grade, arm by arm."""

from __future__ import annotations

import pandas as pd

from immunodata.charts.choices import CANCER, CATEGORY, SCOPE, SEVERE, fixed, from_vocabulary, in_scope
from immunodata.comparison import COMPARATOR, incidence
from immunodata.dataset import Dataset
from immunodata.forms import Part, Stacks
from immunodata.phrases import inside
from immunodata.theme import SEVERITY_ROLES, percent
from immunodata.view import Chart, Choices, Control, Option, Words

ANY_EVENT = "any-adverse-event"
MOST_ROWS = 16
INCLUDES_DEATH = ("3-5", ">=3")


def _graded(data: Dataset) -> pd.DataFrame:
    """Return the reports' rows of events that have both an any-grade and a severe number for the same patients."""
    rows = incidence(data)
    rows = rows[rows["n_at_risk"].notna() & rows["grade_group"].isin(["any", "5", *SEVERE])]
    keys = ["arm_id", "report_id", "event_id", "attribution", "n_at_risk"]
    grades = rows.groupby(keys)["grade_group"].agg(set)
    whole = grades[[("any" in found) and bool(found & set(SEVERE)) for found in grades]].reset_index()[keys]
    return rows.merge(whole, on=keys)  # inner: only events graded in full


def _events(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    rows = _graded(data)
    arms = rows.groupby("event_id")["arm_id"].nunique()
    names = data["events"].set_index("event_id")["name"]
    return tuple(Option(event, names[event]) for event in names.index if arms.get(event, 0) >= 3)


EVENT = Control(id="event", label="Side effect", options=_events, default=fixed(ANY_EVENT))
ATTRIBUTION = Control(
    id="attribution",
    label="Counted",
    options=from_vocabulary("attribution"),
    default=fixed("treatment-related"),
    help="All events, those laid to treatment, or immune-mediated ones: different measurements, never mixed here.",
)


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = in_scope(_graded(data), chosen)
    rows = rows[(rows["event_id"] == chosen["event"]) & (rows["attribution"] == chosen["attribution"])]
    if chosen["category"]:
        trials = rows.loc[rows["top_id"].isin(chosen["category"]), "trial_id"]
        rows = rows[
            rows["top_id"].isin(chosen["category"]) | ((rows["top_id"] == COMPARATOR) & rows["trial_id"].isin(trials))
        ]
    return rows


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """One row per arm: shares of patients without the event, at low and high grade, and dead of it."""
    if rows.empty:
        return pd.DataFrame()
    keys = [
        "arm_id",
        "arm_label",
        "acronym",
        "cancer_name",
        "top_id",
        "arm_role",
        "event_name",
        "attribution_name",
        "n_at_risk",
        "source_id",
    ]
    shares = rows.assign(exact=_exact(rows)).pivot_table(
        index=keys, columns="grade_group", values="exact", observed=True
    )
    shares = shares.reindex(columns=["any", *SEVERE, "5"]).reset_index()
    severe = shares["3-5"].fillna(shares[">=3"]).fillna(shares["3-4"])  # the first band that is printed
    band = pd.Series("3-4", index=shares.index).mask(shares[">=3"].notna(), ">=3").mask(shares["3-5"].notna(), "3-5")
    with_death = band.isin(INCLUDES_DEATH)
    fatal = shares["5"]
    frame = shares[keys].assign(
        any_pct=shares["any"],
        severe_pct=severe,
        severe_band=band,
        fatal_pct=fatal,
        low_grade_pct=(shares["any"] - severe - fatal.where(~with_death, 0).fillna(0)).clip(
            lower=0
        ),  # no death printed: none known
        high_grade_pct=(severe - fatal.where(with_death, 0).fillna(0)).clip(lower=0),  # taken apart only where printed
    )
    frame = frame.assign(without_pct=(100 - frame["any_pct"]).clip(lower=0))
    frame = frame.sort_values("n_at_risk", ascending=False).drop_duplicates("arm_id")
    cut = frame.assign(arms_in_all=len(frame)).head(MOST_ROWS)
    return cut.sort_values(["severe_pct", "any_pct"], ascending=False, kind="stable").reset_index(drop=True)


def _exact(rows: pd.DataFrame) -> pd.Series:
    """The share by count where one is printed: rounded percents need not add up."""
    counted = 100 * rows["n_affected"].astype("Float64") / rows["n_at_risk"].astype("Float64")
    return counted.fillna(rows["affected_pct"].astype("Float64")).astype("float64")


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Stacks:
    fatal_known = frame["fatal_pct"].notna().any()
    columns = {"fatal": "fatal_pct", "high": "high_grade_pct", "low": "low_grade_pct", "none": "without_pct"}
    parts = []
    for role, column in columns.items():
        if role == "fatal" and not fatal_known:
            continue
        name = SEVERITY_ROLES[role].label
        if role == "high":
            name = "Grade 3 or higher" if not fatal_known else "Grade 3-4"
        values = tuple(None if pd.isna(value) else float(value) for value in frame[column])
        hovers = tuple(
            f"<b>{row.arm_label}</b>, {row.acronym}, n={row.n_at_risk}<br>"
            f"{name}: {percent(value) if value is not None else 'not reported'}<br>"
            f"any grade {percent(row.any_pct)}, grade {row.severe_band} {percent(row.severe_pct)}"
            for row, value in zip(frame.itertuples(), values, strict=True)
        )
        parts.append(Part(name=name, role=role, values=values, hovers=hovers))
    details = tuple(f"n={row.n_at_risk}, {row.acronym}, {row.cancer_name}" for row in frame.itertuples())
    return Stacks(rows=tuple(frame["arm_label"]), details=details, parts=tuple(parts), unit="%")


def _describe(frame: pd.DataFrame, _chosen: Choices) -> Words:
    high, low = frame.iloc[0], frame.iloc[-1]
    event = high["event_name"]
    total = (frame["event_name"] == "Any adverse event").all()
    name = "side effects" if total else inside(event)
    if len(frame) == 1:
        headline = f"{event}: severe in {percent(high['severe_pct'])} with {high['arm_label']}"
    else:
        headline = (
            f"Severe {name} {'range' if total else 'ranges'} from {percent(low['severe_pct'])} of patients "
            f"({low['arm_label']}, {low['acronym']}) to {percent(high['severe_pct'])} "
            f"({high['arm_label']}, {high['acronym']})"
        )
    listing = "; ".join(
        f"{row.arm_label} ({row.acronym}, n={row.n_at_risk}): any {percent(row.any_pct)}, "
        f"grade {row.severe_band} {percent(row.severe_pct)}"
        for row in frame.itertuples()
    )
    bands = sorted(set(frame["severe_band"]))
    notes = [
        f"Severe is grade {', '.join(bands)} as each document prints it. Grade 1-2 is any grade less severe. "
        "Trials differ in cancer, line, length and grading scale."
    ]
    if frame["fatal_pct"].isna().any():
        notes.append("Where no fatal number is printed, deaths are inside the severe part if the band includes them.")
    if high["arms_in_all"] > len(frame):
        notes.append(f"The {len(frame)} largest of {high['arms_in_all']} arms; narrow by category to see others.")
    return Words(
        headline=headline,
        subtitle=f"{event}: patients by worst grade, %, {high['attribution_name']}; sorted by the severe share",
        alt_text=f"Stacked bars of {len(frame)} arms. {listing}. {headline}.",
        notes=tuple(notes),
    )


SEVERITY_BY_ARM = Chart(
    id="severity-by-arm",
    title="Severity, arm by arm",
    question="How severe are side effects?",
    group="side-effects",
    controls=(SCOPE, CATEGORY, CANCER, EVENT, ATTRIBUTION),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
