"""Immunotherapy against its comparator in one randomized trial."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from immunodata.charts.choices import fixed
from immunodata.comparison import COMPARATOR, arms_in_context, incidence, labels, side_by_side
from immunodata.dataset import Dataset
from immunodata.forms import Dots, DotSeries, Interval, Panel
from immunodata.phrases import inside
from immunodata.theme import percent
from immunodata.view import Chart, Choices, Control, Option, Words

FEWEST = 5  # events in common that make a comparison worth drawing
MOST_ROWS = 18
PREFERRED = "checkmate-026"  # monotherapy against chemotherapy, one full table


@lru_cache(maxsize=4)
def _comparable(data: Dataset) -> pd.DataFrame:
    """Return one row per randomized pair x attribution x grade group with at least FEWEST events in common."""
    rows = incidence(data)
    rows = rows.assign(cohort=rows["cohort"].fillna(""))  # blank: the only cohort
    rows = rows[(rows["design"] == "randomized") & (rows["organ_system"] != "overall") & rows["n_at_risk"].notna()]
    keys = ["trial_id", "cohort", "source_id", "locator", "attribution", "grade_group", "event_id"]
    arms = rows[rows["top_id"] != COMPARATOR][[*keys, "arm_id"]]
    others = rows[rows["top_id"] == COMPARATOR][[*keys, "arm_id"]]
    pairs = arms.merge(others, on=keys, suffixes=("", "_other"))  # inner: events printed for both arms of one table
    by = ["trial_id", "arm_id", "arm_id_other", "attribution", "grade_group"]
    sizes = pairs.groupby(by)["event_id"].nunique().reset_index(name="n_events")
    return sizes[sizes["n_events"] >= FEWEST]


def _pairs(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    pairs = _comparable(data).drop_duplicates(["arm_id", "arm_id_other"])
    arms = arms_in_context(data).set_index("arm_id")
    names = []
    for pair in pairs.itertuples():
        arm, other = arms.loc[pair.arm_id], arms.loc[pair.arm_id_other]
        name = f"{arm['acronym']}: {arm['arm_label']} or {other['arm_label']}"
        names.append((name, f"{pair.arm_id}~{pair.arm_id_other}"))
    return tuple(Option(value, name) for name, value in sorted(names))


def _first_pair(data: Dataset, chosen: Choices) -> str:
    values = [option.value for option in _pairs(data, chosen)]
    return next((value for value in values if value.startswith(PREFERRED)), values[0] if values else "")


def _of_pair(data: Dataset, chosen: Choices) -> pd.DataFrame:
    arm, _, other = chosen["pair"].partition("~")
    found = _comparable(data)
    return found[(found["arm_id"] == arm) & (found["arm_id_other"] == other)]


def _attributions(data: Dataset, chosen: Choices) -> tuple[Option, ...]:
    present = set(_of_pair(data, chosen)["attribution"])
    return tuple(Option(v, label) for v, label in labels(data, "attribution").items() if v in present)


def _grades(data: Dataset, chosen: Choices) -> tuple[Option, ...]:
    found = _of_pair(data, chosen)
    present = set(found.loc[found["attribution"] == chosen["attribution"], "grade_group"])
    return tuple(Option(v, label) for v, label in labels(data, "grade_group").items() if v in present)


def _first_of(control: str) -> object:
    def default(data: Dataset, chosen: Choices) -> str:
        options = {"attribution": _attributions, "grade": _grades}[control](data, chosen)
        return options[0].value if options else ""

    return default


def _orders(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("difference", "difference"), Option("frequency", "frequency"))


PAIR = Control(id="pair", label="Trial and arms", options=_pairs, default=_first_pair)
ATTRIBUTION = Control(id="attribution", label="Counted", options=_attributions, default=_first_of("attribution"))  # type: ignore[arg-type]
GRADE = Control(id="grade", label="Grade", options=_grades, default=_first_of("grade"))  # type: ignore[arg-type]
ORDER = Control(id="order", label="Sorted by", options=_orders, default=fixed("difference"))


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    arm, _, other = chosen["pair"].partition("~")
    rows = incidence(data)
    kept = rows["arm_id"].isin([arm, other]) & (rows["organ_system"] != "overall") & rows["n_at_risk"].notna()
    kept &= (rows["attribution"] == chosen["attribution"]) & (rows["grade_group"] == chosen["grade"])
    return rows[kept]


def _shape(rows: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    arm, _, other = chosen["pair"].partition("~")
    both = side_by_side(rows, arm, other)
    arms = rows.drop_duplicates("arm_id").set_index("arm_id")
    if both.empty:
        return pd.DataFrame()
    context = {
        "arm_label": arms.at[arm, "arm_label"],
        "other_label": arms.at[other, "arm_label"],
        "top_id": arms.at[arm, "top_id"],
        "acronym": arms.at[arm, "acronym"],
        "cancer_name": arms.at[arm, "cancer_name"],
        "attribution_name": arms.at[arm, "attribution_name"],
        "grade_name": arms.at[arm, "grade_name"],
        "events_in_common": len(both),
    }
    both = both.assign(**context).sort_values("event_name")
    weight = (
        both["difference"].abs()
        if chosen["order"] == "difference"
        else both[["affected_pct_arm", "affected_pct_other"]].max(axis=1)
    )
    both = both.assign(weight=weight).sort_values("weight", ascending=False, kind="stable").head(MOST_ROWS)
    by = "difference" if chosen["order"] == "difference" else "weight"
    return both.sort_values(by, ascending=False, kind="stable").drop(columns="weight").reset_index(drop=True)


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Dots:
    first = frame.iloc[0]
    arm = _series(frame, "arm", first["arm_label"], first["top_id"])
    other = _series(frame, "other", first["other_label"], "comparator")
    gaps = tuple(
        Interval(
            value=row.difference,
            low=row.difference_low,
            high=row.difference_high,
            hover=f"<b>{row.event_name}</b><br>difference {row.difference:+.1f} points "
            f"(95 % interval {row.difference_low:+.1f} to {row.difference_high:+.1f})",
        )
        for row in frame.itertuples()
    )
    roles = tuple("combination" for _ in gaps)
    highest = float(frame[["high_pct_arm", "high_pct_other"]].max().max())
    reach = float(frame[["difference_low", "difference_high"]].abs().max().max()) * 1.16 + 1
    return Dots(
        rows=tuple(frame["event_name"]),
        details=(),
        panels=(
            Panel(
                title="Patients with the event, %",
                unit="%",
                series=(arm, other),
                low=0,
                high=min(highest * 1.12 + 2, 108),
                share=1.15,
            ),
            Panel(
                title="Difference, percentage points",
                unit="points",
                low=-reach,
                high=reach,
                reference=0,
                series=(DotSeries(name="", roles=roles, points=gaps),),
                ends=(f"more with {_short(first['other_label'])}", f"more with {_short(first['arm_label'])}"),
            ),
        ),
    )


def _series(frame: pd.DataFrame, suffix: str, name: str, role: str) -> DotSeries:
    columns = [f"{column}_{suffix}" for column in ("affected_pct", "low_pct", "high_pct", "n_affected", "n_at_risk")]
    points = []
    for event, (value, low, high, n, at_risk) in zip(
        frame["event_name"], frame[columns].itertuples(index=False), strict=True
    ):
        counted = f"{n} of {at_risk}" if pd.notna(n) else f"{percent(value)} of {at_risk}"
        hover = f"<b>{event}</b>, {name}<br>{percent(value)} ({counted}; 95 % interval {low:.1f} to {high:.1f})"
        points.append(Interval(value=value, low=low, high=high, hover=hover))
    at_risk = frame[f"n_at_risk_{suffix}"].iloc[0]
    return DotSeries(name=f"{name} (n={at_risk})", roles=(role,) * len(points), points=tuple(points))


def _short(label: str) -> str:
    return label if len(label) <= 26 else "this arm" if len(label.split()) > 3 else label[:25] + "…"


def _describe(frame: pd.DataFrame, chosen: Choices) -> Words:
    first = frame.iloc[0]
    more = frame[frame["difference_low"] > 0].sort_values("difference", ascending=False)
    less = frame[frame["difference_high"] < 0].sort_values("difference")
    parts = []
    if len(more):
        parts.append(f"more {_and(more['event_name'].head(2))} with {first['arm_label']}")
    if len(less):
        parts.append(f"more {_and(less['event_name'].head(2))} with {first['other_label']}")
    found = "; ".join(parts) or "no clear difference in any event shown"
    headline = f"{first['acronym']}: {found}"
    listing = "; ".join(
        f"{row.event_name} {percent(row.affected_pct_arm)} against {percent(row.affected_pct_other)}"
        for row in frame.itertuples()
    )
    cut = f"The {len(frame)} of {first['events_in_common']} events in common that " + (
        "differ most. " if chosen["order"] == "difference" else "are most frequent. "
    )
    notes = [
        (cut if len(frame) < first["events_in_common"] else "") + "Lines: 95 % intervals, Wilson for each arm and "
        "Newcombe for the difference. Intervals are not corrected for looking at many events."
    ]
    if frame["n_affected_arm"].isna().any() or frame["n_affected_other"].isna().any():
        notes.append("Where only a percent is printed, the interval takes that share of n.")
    return Words(
        headline=headline,
        subtitle=f"Patients with the event, {first['grade_name']}, {first['attribution_name']}, "
        f"{first['cancer_name'].lower()}; randomized arms of one table",
        alt_text=f"Dot plot of {len(frame)} events in two randomized arms with differences. {listing}. {headline}.",
        notes=tuple(notes),
    )


def _and(names: pd.Series) -> str:
    return " and ".join(inside(name) for name in names)


HARMS_BY_ARM = Chart(
    id="harms-by-arm",
    title="Immunotherapy against comparator",
    question="How do side effects differ from chemotherapy or placebo in a randomized trial?",
    group="side-effects",
    controls=(PAIR, ATTRIBUTION, GRADE, ORDER),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
