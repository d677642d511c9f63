"""What the facts ask of the tables: small questions, each answered from one or two frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from immunodata.comparison import labels
from immunodata.dataset import Dataset

REVIEWED = pd.Timestamp("2018-06-24")  # the day the article was last reviewed
LICENSED = ("approved", "discontinued", "withdrawn")


@dataclass(frozen=True, slots=True)
class Answer:
    """Does the fact hold in the tables, and what do they say today."""

    holds: bool
    today: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of the article in short, and the question that the tables are asked."""

    id: str
    topic: str
    statement: str
    answer: Callable[[Tables], Answer]


class Tables:
    """The dataset with the joins that the facts need."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self._above = data["categories"].set_index("category_id")["parent_id"].to_dict()

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.data[name]

    def members(self, *categories: str, licensed: bool = False, scope: str = "core") -> pd.DataFrame:
        """Therapies of the categories or of those below them."""
        therapies = self["therapies"]
        inside = [bool(set(categories) & set(self._lineage(category))) for category in therapies["category_id"]]
        kept = therapies[pd.Series(inside, index=therapies.index, dtype=bool)]
        if scope:
            kept = kept[kept["scope"] == scope]
        return kept[kept["status"].isin(LICENSED)] if licensed else kept

    def _lineage(self, category: str) -> Iterable[str]:
        while isinstance(category, str) and category:
            yield category
            category = self._above.get(category, "")

    def core(self) -> pd.DataFrame:
        """Core therapies that the FDA has ever licensed."""
        therapies = self["therapies"]
        return therapies[(therapies["scope"] == "core") & therapies["status"].isin(LICENSED)]

    def therapy(self, therapy_id: str) -> pd.DataFrame:
        """The therapy's row, or no row."""
        return self["therapies"][self["therapies"]["therapy_id"] == therapy_id]

    def targets_of(self, therapy_id: str) -> set[str]:
        """What it acts on."""
        acts = self["mechanisms"]
        return set(acts.loc[acts["therapy_id"] == therapy_id, "target_id"])

    def labels_of(self, targets: Iterable[str]) -> str:
        """Common names of targets."""
        names = self["targets"].set_index("target_id")["label"]
        return ", ".join(names.get(target, target) for target in sorted(targets))

    def with_effect(self, effect: str) -> set[str]:
        """Therapies with this effect."""
        acts = self["mechanisms"]
        return set(acts.loc[acts["effect"] == effect, "therapy_id"])

    def uses(self, *therapies: str) -> pd.DataFrame:
        """Their indications with the cancer's name and kind."""
        cancers = self["cancers"].rename(columns={"name": "cancer_name"})[["cancer_id", "cancer_name", "kind"]]
        rows = self["indications"]
        return rows[rows["therapy_id"].isin(therapies)].merge(cancers, on="cancer_id", how="left")

    def brand(self, therapy_id: str) -> str:
        """First brand by license date."""
        own = self["products"][self["products"]["therapy_id"] == therapy_id].dropna(subset="brand_name")
        return "" if own.empty else str(own.sort_values("license_date")["brand_name"].iloc[0])

    def terms(self, *ids: str) -> Answer:
        """Are these terms in the glossary, and how does it put the first of them."""
        terms = self["concepts"].set_index("concept_id")
        found = [term for term in ids if term in terms.index]
        if not found:
            return Answer(False, "The glossary lacks it.")
        first = terms.loc[found[0]]
        more = f" See also: {', '.join(terms.loc[term, 'term'] for term in found[1:])}." if found[1:] else ""
        return Answer(len(found) == len(ids), f"Glossary, {first['term']}: {first['definition']}{more}")

    def events(self, *event_ids: str, grades: Iterable[str] = (), therapies: Iterable[str] = ()) -> pd.DataFrame:
        """Reported rows of these events, in these grade groups, in arms that hold one of the therapies."""
        rows = self["adverse_events"]
        rows = rows[rows["event_id"].isin(event_ids) & (rows["reporting"] == "reported")]
        if grades:
            rows = rows[rows["grade_group"].isin(list(grades))]
        arms = self["arms"][["arm_id", "arm_label", "therapy_ids", "trial_id"]]
        rows = rows.merge(arms, on="arm_id", how="left")
        wanted = set(therapies)
        if wanted:
            holds = [
                bool(wanted & set(ids.split(";"))) if isinstance(ids, str) else False for ids in rows["therapy_ids"]
            ]
            rows = rows[pd.Series(holds, index=rows.index, dtype=bool)]
        return rows

    def label(self, vocabulary: str, value: str) -> str:
        """How charts print a code."""
        return labels(self.data, vocabulary).get(value, value)


def names(frame: pd.DataFrame, column: str = "inn", limit: int = 12) -> str:
    """A list in words, shortened after `limit`."""
    found = list(dict.fromkeys(frame[column].dropna()))
    shown = ", ".join(found[:limit])
    return shown + (f" and {len(found) - limit} more" if len(found) > limit else "")


def share(n: float, total: float) -> str:
    """`37% (33 of 89)`."""
    return f"{100 * n / total:.0f}% ({n:,.0f} of {total:,.0f})"


def both(*answers: Answer) -> Answer:
    """Holds when all do; says what all say."""
    return Answer(all(answer.holds for answer in answers), " ".join(answer.today for answer in answers))
