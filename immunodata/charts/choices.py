"""Controls that several charts share: scope, category, cancer, years; and the rows that they keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from immunodata.comparison import SEVERE, category_names, labels, therapies_in_context
from immunodata.dataset import Dataset
from immunodata.view import Choice, Choices, Control, Option

__all__ = [
    "CANCER",
    "CANCER_KIND",
    "CATEGORY",
    "COUNTED_HELP",
    "EVER",
    "SCOPE",
    "SEVERE",
    "SINCE",
    "approved_uses",
    "chosen_therapies",
    "fixed",
    "from_vocabulary",
    "in_display_order",
    "in_scope",
]

COUNTED_HELP = "All events, those laid to treatment, or immune-mediated ones: different measurements, never mixed here."
FIRST_SINCE = 2011  # the first year to choose; before it, any year


def fixed(value: Choice) -> Callable[[Dataset, Choices], Choice]:
    """A default that does not depend on anything."""
    return lambda _data, _chosen: value


def from_vocabulary(vocabulary: str, only: Iterable[str] = ()) -> Callable[[Dataset, Choices], tuple[Option, ...]]:
    """Options read from a vocabulary, in display order; `only` these values where given."""
    wanted = tuple(only)

    def options(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
        return tuple(Option(v, name) for v, name in labels(data, vocabulary).items() if not wanted or v in wanted)

    return options


def _present_categories(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    present = set(therapies_in_context(data)["top_id"])
    return tuple(Option(category, name) for category, name in category_names(data).items() if category in present)


SCOPE = Control(
    id="scope",
    label="Scope",
    options=from_vocabulary("scope"),
    default=fixed(("core",)),
    many=True,
    help="What counts as immunotherapy: the rule is in docs/scope.md.",
)
CATEGORY = Control(
    id="category",
    label="Category",
    options=_present_categories,
    default=fixed(()),
    many=True,
    help="None chosen means all.",
)


EVER = "ever"


def _tissues(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    used = {*data["indications"]["cancer_id"], *data["trials"]["cancer_id"]}
    tissues = data["cancers"].loc[data["cancers"]["cancer_id"].isin(used), "tissue"]
    return tuple(Option(tissue, tissue) for tissue in dict.fromkeys(tissues))


def _years(data: Dataset, _chosen: Choices) -> tuple[Option, ...]:
    years = data["indications"]["approval_date"].dropna().dt.year
    newest = range(int(years.max()), FIRST_SINCE - 1, -1) if len(years) else ()
    return (Option(EVER, "any year"), *(Option(str(year), str(year)) for year in newest))


CANCER = Control(
    id="cancer",
    label="Cancer",
    options=_tissues,
    default=fixed(()),
    many=True,
    help="Where the cancer arises. None chosen means all.",
    said=lambda chosen: f"cancers of: {', '.join(chosen).lower()}",
)
CANCER_KIND = Control(
    id="kind", label="Solid or blood", options=from_vocabulary("cancer_kind"), default=fixed(()), many=True
)
SINCE = Control(
    id="since",
    label="Approved since",
    options=_years,
    default=fixed(EVER),
    help="Uses approved from the first of January of that year on; uses without a day are left out.",
    said=lambda chosen: f"approved since {chosen}",
)


def chosen_therapies(data: Dataset, chosen: Choices) -> pd.DataFrame:
    """Return the therapies in context that the scope and category controls keep; none chosen means all."""
    therapies = therapies_in_context(data)
    for control, column in (("scope", "scope"), ("category", "top_id")):
        if chosen.get(control):
            therapies = therapies[therapies[column].isin(chosen[control])]
    return therapies


def approved_uses(data: Dataset, chosen: Choices, columns: Iterable[str]) -> pd.DataFrame:
    """Return one row per indication that the scope, category, cancer and year controls keep.

    Columns of `indications`, and `columns` of the therapies in context.
    """
    therapies = chosen_therapies(data, chosen)[["therapy_id", *columns]]
    rows = data["indications"].merge(therapies, on="therapy_id", validate="many_to_one")  # inner: chosen therapies only
    if chosen.get("cancer"):
        tissues = rows["cancer_id"].map(data["cancers"].set_index("cancer_id")["tissue"])
        rows = rows[tissues.isin(chosen["cancer"])]
    if chosen.get("since", EVER) != EVER:
        rows = rows[rows["approval_date"].dt.year >= int(chosen["since"])]
    return rows.copy()


def in_scope(rows: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    """Return the rows of arms that the scope and cancer controls keep; comparators go with their trial."""
    rows = rows[rows["arm_scope"].isin(chosen["scope"])] if chosen["scope"] else rows
    return rows[rows["tissue"].isin(chosen["cancer"])] if chosen.get("cancer") else rows


def in_display_order(present: Iterable[str], data_order: Iterable[str]) -> list[str]:
    """The values of `data_order` that are present."""
    wanted = set(present)
    return [value for value in data_order if value in wanted]
