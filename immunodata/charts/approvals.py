"""FDA approvals by date, with what became of accelerated ones."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from immunodata.charts.choices import CANCER, CATEGORY, SCOPE, SINCE, approved_uses, fixed
from immunodata.comparison import category_names, labels
from immunodata.dataset import Dataset
from immunodata.forms import Mark, Timeline
from immunodata.phrases import counted
from immunodata.theme import wrap
from immunodata.view import Chart, Choices, Control, Option, Words

LANES, WIDE_LANES = 3, 7  # marks above each other in a row of a therapy, of a category
TOUCH = 150  # days: marks closer than this would cover each other
ACTION = ["regimen", "population", "approval_date"]  # one use in one action, whoever shares it
ENDED = ("converted", "withdrawn", "superseded")
COLUMNS = [
    "therapy_id",
    "inn",
    "top_id",
    "top_name",
    "cancer_name",
    "population",
    "regimen",
    "approval_date",
    "approval_type",
    "indication_status",
    "status_date",
    "mark",
    "undated",
    "source_id",
]


def _rows(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("category", "category"), Option("therapy", "therapy"))


def _kinds(_data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    return (Option("all", "every approval"), Option("accelerated", "accelerated only"))


ROWS = Control(id="rows", label="Rows", options=_rows, default=fixed("category"))
KIND = Control(id="kind", label="Approvals", options=_kinds, default=fixed("all"))


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    rows = approved_uses(data, chosen, ("inn", "top_id", "top_name", "first_approval_date"))
    rows["cancer_name"] = rows["cancer_id"].map(data["cancers"].set_index("cancer_id")["name"])
    rows["status_label"] = rows["indication_status"].map(labels(data, "indication_status"))
    order = list(category_names(data))
    rows["position"] = rows["top_id"].map(order.index)
    return rows[rows["approval_type"] == "accelerated"] if chosen["kind"] == "accelerated" else rows


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    in_force = rows["approval_type"].fillna("regular")  # type not read: drawn as the plain mark, said in the hover
    rows = rows.assign(mark=in_force.where(~rows["indication_status"].isin(ENDED), rows["indication_status"]))
    rows = rows.assign(undated=rows["approval_date"].isna())
    first = rows.groupby("therapy_id")["first_approval_date"].transform("min")
    rows = rows.assign(first=first).sort_values(["position", "first", "inn", "approval_date"])
    return rows[COLUMNS].reset_index(drop=True)


def _layout(frame: pd.DataFrame, chosen: Choices) -> Timeline:
    dated = frame[~frame["undated"]]
    if chosen["rows"] == "category":
        dated = dated.drop_duplicates(["top_id", *ACTION])  # a use shared inside a category is one mark
    row_id, name = ("top_id", "top_name") if chosen["rows"] == "category" else ("therapy_id", "inn")
    lanes = WIDE_LANES if chosen["rows"] == "category" else LANES
    heads = dated.drop_duplicates(row_id)
    rows = {value: place for place, value in enumerate(heads[row_id])}
    marks = []
    for value, group in dated.groupby(row_id, sort=False):
        group = group.sort_values("approval_date", kind="stable")
        offsets = _offsets([when.date() for when in group["approval_date"]], lanes)
        for row, offset in zip(group.itertuples(), offsets, strict=True):
            when = row.approval_date.date()
            marks.append(Mark(row=rows[value], when=when, status=row.mark, hover=_hover(row), offset=offset))
    return Timeline(
        rows=tuple(heads[name]),
        roles=tuple(heads["top_id"]),
        marks=tuple(marks),
        groups=() if chosen["rows"] == "category" else tuple(heads["top_name"]),
        lanes=lanes,
    )


def _offsets(days: list[date], lanes: int) -> list[float]:
    """Where each mark lies in its row, -0.4 to 0.4: the middle lane while free, then alternating outward."""
    order = sorted(range(lanes), key=lambda lane: (abs(lane - lanes // 2), lane))
    last: dict[int, date] = {}
    offsets = []
    for day in days:
        ages = {lane: (day - last[lane]).days if lane in last else TOUCH for lane in order}
        free = [lane for lane in order if ages[lane] >= TOUCH]
        lane = free[0] if free else max(order, key=ages.__getitem__)
        last[lane] = day
        offsets.append(round(0.8 * (lane - lanes // 2) / max(lanes - 1, 1), 3))
    return offsets


def _hover(row: Any) -> str:
    kind = row.approval_type if isinstance(row.approval_type, str) else "type not read"
    ended = ""
    if row.indication_status != "active":
        when = f" {row.status_date:%-d %B %Y}" if pd.notna(row.status_date) else ""
        ended = f"<br>{row.indication_status}{when}"
    who = "<br>".join(wrap(row.population, 13, 380))
    return f"<b>{row.inn}</b>: {row.cancer_name}<br>{who}<br>{row.approval_date:%-d %B %Y}, {kind}{ended}"


def _describe(frame: pd.DataFrame, chosen: Choices) -> Words:
    actions = frame.drop_duplicates(ACTION)  # a shared use is one approval
    dated = actions[~actions["undated"]]
    accelerated = actions[actions["approval_type"] == "accelerated"]
    converted = int((accelerated["indication_status"] == "converted").sum())
    withdrawn = int((accelerated["indication_status"] == "withdrawn").sum())
    only = len(accelerated) == len(actions)
    headline = counted(len(dated), "accelerated FDA approval" if only else "dated FDA approval")
    if len(dated):
        headline += f" since {dated['approval_date'].min():%Y}"
    if len(accelerated):
        headline += ": " if only else f"; of {len(accelerated)} accelerated, "
        headline += f"{converted} converted and {withdrawn} withdrawn"
    notes = [
        "One mark is one use in one FDA action. In rows of therapies, a use shared by two has a mark under each. "
        "A later, broader wording has a mark of its own. Up and down within a row only keeps marks apart."
    ]
    if missing := int(actions["undated"].sum()):
        notes.append(f"Not drawn: {missing} {'use' if missing == 1 else 'uses'} without a day in any document read.")
    return Words(
        headline=headline,
        subtitle=f"FDA actions by {chosen['rows']}; the mark's shape says what became of the approval",
        alt_text=f"Timeline of {len(dated)} approvals of {frame['therapy_id'].nunique()} therapies. {headline}.",
        notes=tuple(notes),
    )


APPROVALS_BY_DATE = Chart(
    id="approvals-by-date",
    title="FDA approvals over time",
    question="When was each use approved, and what became of accelerated approvals?",
    group="landscape",
    controls=(SCOPE, CATEGORY, CANCER, SINCE, ROWS, KIND),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
