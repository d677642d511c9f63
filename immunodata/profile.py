"""`data.profile(...)`: everything the tables hold of one therapy."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from immunodata.citation import cite, source_ids
from immunodata.comparison import incidence, outcomes_in_context
from immunodata.dataset import Dataset
from immunodata.errors import UnknownName

OWN = ("products", "mechanisms", "indications", "warnings", "management", "regulatory_events")


@dataclass(frozen=True, eq=False, kw_only=True)
class Profile:
    """One therapy: its row of `therapies` and, as frames by name, its rows of every other table.

    `tables` holds products, mechanisms, indications, warnings, management, regulatory_events, arms, adverse_events,
    event_timing, agent_use and outcomes. Arms are those that contain the therapy, combinations included.
    """

    data: Dataset
    therapy: pd.Series
    tables: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        try:
            return self.tables[name]
        except KeyError:
            raise UnknownName("table of a profile", name, self.tables) from None

    @property
    def sources(self) -> list[str]:
        """Long citations of every source behind the rows."""
        ids = [self.therapy["source_id"]]
        for frame in self.tables.values():
            if "source_id" in frame.columns and len(frame):
                ids += source_ids(frame, data=self.data)
        return cite(list(dict.fromkeys(ids)), data=self.data)

    def _repr_html_(self) -> str:
        parts = [f"<h3>{self.therapy['inn']}</h3><p>{self.therapy['how_it_works']}</p>"]
        for name, frame in self.tables.items():
            if len(frame):
                shown = frame.head(12).dropna(axis="columns", how="all").to_html(index=False)
                parts.append(f"<h4>{name} ({len(frame)})</h4>{shown}")
        return "".join(parts) + f"<p>{len(self.sources)} sources: see `.sources`</p>"

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {len(frame)}" for name, frame in self.tables.items() if len(frame))
        return f"<Profile of {self.therapy['inn']}: {sizes}>"


def profile(data: Dataset, therapy: str) -> Profile:
    """Return everything known of `therapy` (id, INN or brand).

    Raises
    ------
    UnknownName : no such therapy; the message names the nearest.

    Examples
    --------
    >>> import immunodata
    >>> immunodata.load().profile("Yescarta").therapy["therapy_id"]
    'axicabtagene-ciloleucel'
    """
    plain = therapy.strip().lower()
    therapies, products = data["therapies"], data["products"]
    mine = therapies["therapy_id"].eq(plain) | therapies["inn"].str.lower().eq(plain)
    mine |= therapies["therapy_id"].isin(products.loc[products["brand_name"].str.lower() == plain, "therapy_id"])
    if not mine.any():
        known = [*therapies["inn"], *products["brand_name"].dropna()]
        raise UnknownName("therapy", therapy, known)
    row = therapies[mine].iloc[0]
    own = row["therapy_id"]
    arms = data["arms"]
    arms = arms[[own in ids.split(";") if isinstance(ids, str) else False for ids in arms["therapy_ids"]]]
    tables = {name: data[name][data[name]["therapy_id"] == own] for name in OWN}
    tables["arms"] = arms
    for name, frame in (
        ("adverse_events", incidence(data)),
        ("event_timing", data["event_timing"]),
        ("agent_use", data["agent_use"]),
        ("outcomes", outcomes_in_context(data)),
    ):
        tables[name] = frame[frame["arm_id"].isin(arms["arm_id"])]
    return Profile(
        data=data, therapy=row, tables={name: frame.reset_index(drop=True) for name, frame in tables.items()}
    )
