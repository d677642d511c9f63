"""Controls that several charts share: scope, category, attribution, grade."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd

from immunodata.comparison import SEVERE, category_names, labels, therapies_in_context
from immunodata.dataset import Dataset
from immunodata.view import Choice, Choices, Control, Option

__all__ = [
    "CATEGORY",
    "SCOPE",
    "SEVERE",
    "chosen_therapies",
    "fixed",
    "from_vocabulary",
    "in_display_order",
    "in_scope",
]


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


def chosen_therapies(data: Dataset, chosen: Choices) -> pd.DataFrame:
    """Return the therapies in context that the scope and category controls keep; none chosen means all."""
    therapies = therapies_in_context(data)
    for control, column in (("scope", "scope"), ("category", "top_id")):
        if chosen.get(control):
            therapies = therapies[therapies[column].isin(chosen[control])]
    return therapies


def in_scope(rows: pd.DataFrame, chosen: Choices) -> pd.DataFrame:
    """Return the rows of arms that the scope control keeps; comparators go with their trial."""
    return rows[rows["arm_scope"].isin(chosen["scope"])] if chosen["scope"] else rows


def in_display_order(present: Iterable[str], data_order: Iterable[str]) -> list[str]:
    """The values of `data_order` that are present."""
    wanted = set(present)
    return [value for value in data_order if value in wanted]
