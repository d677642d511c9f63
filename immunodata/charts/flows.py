"""From category over action to target."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from immunodata.charts.choices import CATEGORY, SCOPE, chosen_therapies, in_display_order
from immunodata.comparison import category_names, labels
from immunodata.dataset import Dataset
from immunodata.forms import Band, Flow, Stop
from immunodata.phrases import capital, counted
from immunodata.view import Chart, Choices, Words

MOST_TARGETS = 14  # named ones; the smallest of more are gathered
OTHERS = "other-targets"


def _select(data: Dataset, chosen: Choices) -> pd.DataFrame:
    therapies = chosen_therapies(data, chosen)[["therapy_id", "inn", "top_id", "top_name", "top_plural"]]
    targets = data["targets"].rename(columns={"label": "target_label"})[["target_id", "target_label", "expressed_on"]]
    rows = data["mechanisms"].merge(therapies, on="therapy_id", validate="many_to_one")  # inner: chosen therapies only
    rows = rows.merge(targets, on="target_id", how="left", validate="many_to_one")
    order, actions = list(category_names(data)), labels(data, "action")
    return rows.assign(
        position=rows["top_id"].map(order.index),
        action_name=rows["action"].map(actions),
        action_position=rows["action"].map(list(actions).index),
    )


def _shape(rows: pd.DataFrame, _chosen: Choices) -> pd.DataFrame:
    """One row per category, action and target; `drawn_as` is the stop a target is drawn at."""
    if rows.empty:
        return pd.DataFrame()
    keys = ["position", "top_id", "top_name", "top_plural", "action_position", "action", "action_name", "target_id",
            "target_label", "expressed_on"]  # fmt: skip
    names = ("inn", lambda values: ", ".join(sorted(set(values), key=str.lower)))
    frame = rows.groupby(keys, sort=True).agg(n_therapies=("therapy_id", "nunique"), therapies=names).reset_index()
    for ids, column in (("top_id", "category_therapies"), ("action", "action_therapies"),
                        ("target_id", "target_therapies")):  # fmt: skip
        frame[column] = frame[ids].map(rows.groupby(ids)["therapy_id"].nunique())
    reach = (
        frame.groupby("target_id", sort=False)["target_therapies"].first().sort_values(ascending=False, kind="stable")
    )
    named = set(reach.index if len(reach) <= MOST_TARGETS + 1 else reach.index[:MOST_TARGETS])
    gathered = set(reach.index) - named
    of_gathered = rows.loc[rows["target_id"].isin(gathered), "therapy_id"].nunique()
    is_named = frame["target_id"].isin(named)
    return frame.assign(
        drawn_as=frame["target_label"].where(is_named, f"{len(gathered)} other targets"),
        stop_id=frame["target_id"].where(is_named, OTHERS),
        stop_therapies=frame["target_therapies"].where(is_named, of_gathered),
    ).drop(columns=["position", "action_position"])


def _layout(frame: pd.DataFrame, _chosen: Choices) -> Flow:
    categories = list(dict.fromkeys(frame["top_id"]))
    weights = frame.assign(at=frame["top_id"].map(categories.index))
    actions = _by_middle(weights, "action")
    weights = weights.assign(at=weights["action"].map(actions.index) + weights["at"] / 100)
    targets = [stop for stop in _by_middle(weights, "stop_id") if stop != OTHERS]
    targets += [OTHERS] if OTHERS in set(frame["stop_id"]) else []
    stops = [*_stops(frame, 0, "top_id", "top_name", "category_therapies", categories),
             *_stops(frame, 1, "action", "action_name", "action_therapies", actions),
             *_stops(frame, 2, "stop_id", "drawn_as", "stop_therapies", targets)]  # fmt: skip
    bands = [*_bands(frame, (0, "top_id"), (1, "action")), *_bands(frame, (1, "action"), (2, "stop_id"))]
    heads = ("Category", "what it does", "to which molecule")
    return Flow(heads=heads, stops=tuple(stops), bands=tuple(bands))


def _by_middle(weights: pd.DataFrame, column: str) -> list[str]:
    """The values of `column`, each as far down as the middle of what leads to it: so bands cross least."""
    pulls = weights.assign(pull=weights["at"] * weights["n_therapies"]).groupby(column, sort=False)
    sums = pulls[["pull", "n_therapies"]].sum()
    sums = sums.assign(middle=sums["pull"] / sums["n_therapies"])
    return list(sums.sort_values(["middle", "n_therapies"], ascending=[True, False], kind="stable").index)


def _stops(frame: pd.DataFrame, column: int, ids: str, names: str, sizes: str, order: Iterable[str]) -> list[Stop]:
    found = []
    for value in order:
        own = frame[frame[ids] == value]
        row, n = own.iloc[0], int(own[sizes].iloc[0])
        what = ", ".join(dict.fromkeys(own["target_label"]))
        counted = _counted(n)
        if column == 2:
            about = what if value == OTHERS else f"on {row['expressed_on']}"
            about = f"{counted}<br>{about}"
        else:
            about = f"{counted}, acting on {what}"
        label = capital(row[names]) if column == 0 else row[names]
        hover = f"<b>{capital(label)}</b><br>{about if len(about) < 220 else about[:217] + '...'}"
        found.append(Stop(stop_id=f"{column}:{value}", column=column, label=label, detail=str(n),
                          role=value if column == 0 else "", hover=hover))  # fmt: skip
    return found


def _counted(n: int) -> str:
    return counted(n, "therapy", "therapies")


def _bands(frame: pd.DataFrame, start: tuple[int, str], end: tuple[int, str]) -> list[Band]:
    """Bands of one step, a category's apart from another's."""
    keys = list(dict.fromkeys(["top_id", start[1], end[1]]))
    bands = []
    for _key, own in frame.groupby(keys, sort=False):
        row, size = own.iloc[0], int(own["n_therapies"].sum())
        names = ", ".join(dict.fromkeys(", ".join(own["therapies"]).split(", ")))
        what = ", ".join(dict.fromkeys(own["target_label"]))
        hover = f"<b>{row['top_name']} {row['action_name']} {what}</b><br>{names}"
        bands.append(Band(origin=f"0:{row['top_id']}", start=f"{start[0]}:{row[start[1]]}",
                          end=f"{end[0]}:{row[end[1]]}", size=size, role=row["top_id"],
                          hover=hover if len(hover) < 260 else hover[:257] + "..."))  # fmt: skip
    return bands


def _describe(frame: pd.DataFrame, _chosen: Choices) -> Words:
    widest = frame.sort_values("n_therapies", ascending=False, kind="stable").drop_duplicates("top_id").head(2)
    said = [f"{row.top_plural} {row.action} {row.target_label} ({_counted(row.n_therapies)})"
            for row in widest.itertuples()]  # fmt: skip
    headline = capital(", ".join(said))
    listing = "; ".join(
        f"{row.top_name} {row.action_name} {row.target_label}: {row.n_therapies}" for row in frame.head(45).itertuples()
    )
    more = f" and {len(frame) - 45} further bands" if len(frame) > 45 else ""
    notes = ["A therapy that acts on two molecules is in two bands: T-cell engagers bind a T cell and a cancer cell at "
             "once, so their band is wide. The numbers after names count each therapy once."]  # fmt: skip
    gathered = in_display_order(frame.loc[frame["stop_id"] == OTHERS, "target_label"], frame["target_label"])
    gathered = list(dict.fromkeys(gathered))
    if gathered:
        notes.append(f"The {len(gathered)} targets of fewest therapies are gathered; the table names each, and a "
                     "category chosen alone shows its own.")  # fmt: skip
    return Words(
        headline=headline,
        subtitle="From category over action to target; the wider a band, the more therapies; numbers count therapies",
        alt_text=f"Flow from {frame['top_id'].nunique()} categories over {frame['action'].nunique()} actions to "
        f"{frame['target_id'].nunique()} targets, with the number of therapies. {listing}{more}. {headline}.",
        notes=tuple(notes),
    )


ACTIONS_ON_TARGETS = Chart(
    id="actions-on-targets",
    title="From category to target",
    question="Which category does what to which molecule?",
    group="mechanisms",
    controls=(SCOPE, CATEGORY),
    select=_select,
    shape=_shape,
    layout=_layout,
    describe=_describe,
)
