"""`data.compare(...)`: therapies, categories, targets, regimens, arms or trials side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from immunodata.citation import cite, source_ids
from immunodata.comparability import comparability
from immunodata.comparison import (
    SEVERE,
    arms_in_context,
    category_names,
    incidence_of,
    labels,
    outcomes_in_context,
    patients,
    top_categories,
    with_intervals,
    without_parts,
)
from immunodata.dataset import Dataset
from immunodata.errors import ImmunodataError, NotComparable, UnknownName

if TYPE_CHECKING:
    from immunodata.pooling import Pooled
    from immunodata.view import View

MEASURES = ("adverse-events", "outcomes")


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison:
    """The rows of several items, tidy, with what differs between them.

    `frame` has one row per item, arm, event (or endpoint), grade group and attribution, with the 95 % interval in
    `low_pct` and `high_pct` (for outcomes `low` and `high`), source and place; `notes` say what is not comparable.
    """

    data: Dataset
    items: tuple[str, ...]
    measure: str
    frame: pd.DataFrame

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What differs, in sentences."""
        absent = [item for item in self.items if item not in set(self.frame["item"])]
        missing = (f"Nothing reported for: {', '.join(absent)}. Not reported is not zero.",) if absent else ()
        return (*missing, *comparability(self.frame))

    @property
    def sources(self) -> list[str]:
        """Long citations of every source behind the rows."""
        return cite(source_ids(self.frame, data=self.data), data=self.data) if len(self.frame) else []

    def view(self) -> View:
        """The arms side by side as a chart, at most six: the fullest of each item.

        Raises
        ------
        ImmunodataError : nothing to draw, or outcomes were compared (see the charts of the group response).
        """
        from immunodata.charts import chart

        if self.measure != "adverse-events" or self.frame.empty:
            raise ImmunodataError("There is a picture only for adverse events of at least one arm with eight events.")
        ranked = self.frame.groupby(["attribution", "arm_id"])["event_id"].nunique().rename("events").reset_index()
        attribution = ranked.groupby("attribution")["events"].sum().idxmax()
        grade = "any" if (self.frame["grade_group"] == "any").any() else "severe"
        scope = sorted(set(self.frame["arm_scope"]))
        options = (
            chart("side-by-side")
            .controls[-1]
            .options(self.data, {"attribution": attribution, "severity": grade, "scope": tuple(scope)})
        )
        drawable = {option.value for option in options}
        own = ranked[(ranked["attribution"] == attribution) & ranked["arm_id"].isin(drawable)]
        items = self.frame.drop_duplicates("arm_id").set_index("arm_id")["item"]
        own = own.assign(item=own["arm_id"].map(items)).sort_values("events", ascending=False, kind="stable")
        arms = list(own.drop_duplicates("item")["arm_id"]) + list(own["arm_id"])
        chosen = tuple(dict.fromkeys(arms))[:6]
        if not chosen:
            raise ImmunodataError(
                "No arm of this comparison has enough events of one grade and attribution for a picture."
            )
        return chart("side-by-side").view(
            self.data, scope=scope, attribution=attribution, severity=grade, arms=list(chosen)
        )

    def pooled(self, event: str) -> dict[str, Pooled]:
        """Return, per item, the random-effects mean of `event` over its arms, parts of arms and pooled sets left out.

        Raises
        ------
        NotComparable : the rows differ in attribution or grade group: choose one of each first.
        ImmunodataError : fewer than two arms with a count and a denominator.
        """
        from immunodata.pooling import FEWEST_STUDIES, pool_proportions

        rows = self.frame[self.frame["event_id"] == event] if "event_id" in self.frame else self.frame.iloc[:0]
        if rows.empty:
            raise UnknownName(
                "event of this comparison", event, self.frame.get("event_id", pd.Series(dtype=str)).unique()
            )
        for column, name in (("attribution", "attributions"), ("grade_group", "grade groups")):
            if rows[column].nunique() > 1:
                raise NotComparable(
                    f"{event}: the rows hold several {name} ({', '.join(sorted(set(rows[column])))}), which are "
                    "different measurements. Compare again with one, such as "
                    f"{column.removesuffix('_group')}={rows[column].iloc[0]!r}."
                )
        rows = rows[rows["n_at_risk"].notna() & (rows["design"] != "pooled")].drop_duplicates(["item", "arm_id"])
        rows = without_parts(rows)  # nobody counts twice
        counts = {item: own for item, own in rows.groupby("item", sort=False) if len(own) >= FEWEST_STUDIES}
        if not counts:
            raise ImmunodataError(
                f"{event}: no item has {FEWEST_STUDIES} arms with a denominator, so nothing is pooled."
            )
        return {item: pool_proportions(patients(own), own["n_at_risk"]) for item, own in counts.items()}

    def _repr_html_(self) -> str:
        notes = "".join(f"<li>{note}</li>" for note in self.notes)
        cited = "".join(f"<li>{source}</li>" for source in self.sources)
        return f"{self.frame.head(60).to_html(index=False)}<ul>{notes}</ul><ol>{cited}</ol>"

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.items)}: {len(self.frame)} rows, {len(self.notes)} notes>"


def compare(
    data: Dataset,
    *what: str,
    measure: str = "adverse-events",
    events: Iterable[str] = (),
    grade: str = "any",
    attribution: str = "",
) -> Comparison:
    """Return the rows of each of `what` side by side.

    Parameters
    ----------
    what : therapies (id, INN or brand), categories, targets, arms, trials (id, acronym or NCT number), or a regimen
        such as ``"nivolumab + ipilimumab"``, in any mix. A therapy, category or target stands for arms of it alone.
    measure : ``"adverse-events"`` or ``"outcomes"``.
    events : event ids (or endpoints); all when left out.
    grade : a grade group such as ``"any"``, or ``"severe"`` for whatever band each document prints.
    attribution : one attribution; all when left out, and then said in `notes`.

    Raises
    ------
    UnknownName : a name that nothing has; the message names the nearest.

    Examples
    --------
    >>> import immunodata
    >>> found = immunodata.load().compare("pembrolizumab", "ipilimumab", events=["fatigue"])
    >>> set(found.frame["event_id"])
    {'fatigue'}
    """
    if not what:
        raise ImmunodataError("Nothing to compare: name therapies, categories, targets, regimens, arms or trials.")
    if measure not in MEASURES:
        raise UnknownName("measure", measure, MEASURES)
    arms = arms_in_context(data)
    wanted = list(events)
    column = "event_id" if measure == "adverse-events" else "endpoint"
    allowed = data["events"]["event_id"] if measure == "adverse-events" else labels(data, "endpoint")
    for name in wanted:
        if name not in set(allowed):
            raise UnknownName(column, name, allowed)
    meant = {name: set(_arms_of(data, arms, name)) for name in what}
    every = arms[arms["arm_id"].isin(set().union(*meant.values()))]
    rows = (
        _adverse_events(data, every, grade, attribution)
        if measure == "adverse-events"
        else outcomes_in_context(data).merge(every[["arm_id"]], on="arm_id")
    )
    if wanted:
        rows = rows[rows[column].isin(wanted)]
    found = [rows[rows["arm_id"].isin(own)].assign(item=name) for name, own in meant.items()]
    frame = _with_context(data, pd.concat(found, ignore_index=True))
    first = ["item", "arm_id", "arm_label", "acronym"]
    frame = frame[[*first, *(name for name in frame.columns if name not in first)]]
    return Comparison(data=data, items=tuple(what), measure=measure, frame=frame)


def _adverse_events(data: Dataset, arms: pd.DataFrame, grade: str, attribution: str) -> pd.DataFrame:
    """Rows of these arms only: putting them in context costs what they are, not what the dataset is."""
    rows = data["adverse_events"]
    rows = incidence_of(data, rows[rows["arm_id"].isin(arms["arm_id"])], arms)
    known = [*labels(data, "grade_group"), "severe"]
    if grade not in known:
        raise UnknownName("grade", grade, known)
    rows = rows[rows["grade_group"].isin(SEVERE) if grade == "severe" else rows["grade_group"] == grade]
    if attribution:
        if attribution not in labels(data, "attribution"):
            raise UnknownName("attribution", attribution, labels(data, "attribution"))
        rows = rows[rows["attribution"] == attribution]
    return with_intervals(rows)


def _with_context(data: Dataset, frame: pd.DataFrame) -> pd.DataFrame:
    """Add line, kind of regimen, kind and year of the document."""
    sources = data["sources"].set_index("source_id")
    return frame.assign(
        line_of_therapy=frame["trial_id"].map(data["trials"].set_index("trial_id")["line_of_therapy"]),
        regimen_kind_name=frame["regimen_kind"].map(labels(data, "regimen_kind")),
        document=frame["source_id"].map(sources["kind"]).map(labels(data, "source_kind")),
        year=frame["source_id"].map(sources["date_published"]).str[:4],
    )


def _arms_of(data: Dataset, arms: pd.DataFrame, name: str) -> pd.Series:
    """The arms that a name means; the first reading that fits."""
    if name in set(arms["arm_id"]):
        return arms.loc[arms["arm_id"] == name, "arm_id"]
    plain = name.strip().lower()
    trials = data["trials"]
    numbers = ";" + trials["nct_id"].fillna("").str.lower() + ";"
    is_trial = (trials["trial_id"] == plain) | (trials["acronym"].str.lower() == plain)
    is_trial |= numbers.str.contains(f";{plain};", regex=False)
    if is_trial.any():
        return arms.loc[arms["trial_id"].isin(trials.loc[is_trial, "trial_id"]), "arm_id"]
    if "+" in plain:
        together = set().union(*(_therapies_of(data, part) for part in plain.split("+")))
        return arms.loc[arms["therapy_ids"].map(_is_exactly(together)), "arm_id"]
    therapies = _therapies_of(data, plain)
    alone = arms[(arms["regimen_kind"].isin(["mono", "targeted"])) & arms["therapy_ids"].isin(therapies)]
    return alone["arm_id"]


def _is_exactly(therapies: set[str]) -> Callable[[Any], bool]:
    return lambda ids: isinstance(ids, str) and set(ids.split(";")) == therapies


def _therapies_of(data: Dataset, name: str) -> set[str]:
    """Therapies that a therapy's, brand's, category's or target's name means."""
    plain = name.strip().lower()
    therapies, products = data["therapies"], data["products"]
    found = set(
        therapies.loc[(therapies["therapy_id"] == plain) | (therapies["inn"].str.lower() == plain), "therapy_id"]
    )
    found |= set(products.loc[products["brand_name"].str.lower() == plain, "therapy_id"])
    if found:
        return found
    categories = data["categories"]
    mine = (
        categories["category_id"].eq(plain)
        | categories["name"].str.lower().eq(plain)
        | categories["plural"].str.lower().eq(plain)
    )
    if mine.any():
        inside = set(categories.loc[mine, "category_id"])
        tops = top_categories(data)
        parents = categories.set_index("category_id")["parent_id"].to_dict()
        below = {c for c in tops if c in inside or parents.get(c) in inside or tops[c] in inside}
        return set(therapies.loc[therapies["category_id"].isin(below), "therapy_id"])
    targets = data["targets"]
    aimed = targets.loc[
        (targets["target_id"].str.lower() == plain) | (targets["label"].str.lower() == plain), "target_id"
    ]
    if len(aimed):
        acts = data["mechanisms"]
        return set(acts.loc[acts["target_id"].isin(aimed), "therapy_id"])
    known = [*therapies["inn"], *products["brand_name"].dropna(), *category_names(data).values(), *targets["label"],
             *data["trials"]["acronym"]]  # fmt: skip
    raise UnknownName("therapy, category, target, regimen, arm or trial", name, known)
