"""Say what the tables hold, and find words in them."""

from __future__ import annotations

from difflib import SequenceMatcher

import pandas as pd

from immunodata import schema
from immunodata.dataset import Dataset, default_dataset
from immunodata.errors import UnknownName

# Tables worth searching, with the columns that name a row and the column that is its id.
SEARCHED = {
    "therapies": ("therapy_id", ("inn", "how_it_works")),
    "products": ("product_id", ("brand_name",)),
    "categories": ("category_id", ("name", "how_it_works")),
    "targets": ("target_id", ("target_id", "label")),
    "cancers": ("cancer_id", ("name", "tissue")),
    "biomarkers": ("biomarker_id", ("name", "description")),
    "indications": ("indication_id", ("population", "regimen")),
    "trials": ("trial_id", ("acronym", "nct_id", "population")),
    "arms": ("arm_id", ("arm_label", "regimen")),
    "events": ("event_id", ("name", "definition")),
    "concepts": ("concept_id", ("term", "definition")),
    "sources": ("source_id", ("short_title", "title")),
}
LEAST_LIKENESS = 0.78


def describe(name: str | None = None, *, data: Dataset | None = None) -> pd.DataFrame:
    """Return what the dataset holds: one row per table, or per column of the table called `name`.

    Raises
    ------
    UnknownName : no such table; the message names the nearest.

    Examples
    --------
    >>> import immunodata
    >>> immunodata.describe("targets")["column"].tolist()
    ['target_id', 'label', 'expressed_on', 'kind']
    """
    frames = data if data is not None else default_dataset()
    if name is None:
        return pd.DataFrame(
            [
                {
                    "table": table.name,
                    "rows": len(frames[table.name]),
                    "one row is": table.one_row_is,
                    "written in": table.written_in,
                }
                for table in schema.TABLES
                if table.name in frames
            ]
        )
    if name not in schema.TABLE_NAMES:
        raise UnknownName("table", name, schema.TABLE_NAMES)
    frame = frames[name]
    return pd.DataFrame(
        [
            {
                "column": field.name,
                "type": field.dtype,
                "unit": field.unit,
                "about": field.about,
                "filled": int(frame[field.name].notna().sum()),
                "missing": int(frame[field.name].isna().sum()),
            }
            for field in schema.table(name).fields
        ]
    )


def search(text: str, *, data: Dataset | None = None, limit: int = 20) -> pd.DataFrame:
    """Return the rows that speak of `text`, best first: columns `table`, `id`, `name`, `found_in`, `likeness` (0 to 1).

    Misspelled words are found too. An empty search finds nothing.

    Examples
    --------
    >>> import immunodata
    >>> immunodata.search("pembrolizumb")["id"].iloc[0]
    'pembrolizumab'
    """
    frames = data if data is not None else default_dataset()
    wanted = " ".join(text.lower().split())
    hits = []
    for table, (key, columns) in SEARCHED.items() if wanted else ():
        frame = frames[table]
        for rank, column in enumerate(columns):
            for row_id, name, value in zip(frame[key], frame[columns[0]], frame[column], strict=True):
                likeness = _likeness(wanted, value) if isinstance(value, str) else 0.0
                if likeness >= LEAST_LIKENESS:
                    hits.append((round(likeness - 0.1 * rank, 3), table, row_id, name, column))
    hits.sort(key=lambda hit: -hit[0])
    found = pd.DataFrame(hits, columns=["likeness", "table", "id", "name", "found_in"])
    found = found.drop_duplicates(["table", "id"]).head(limit).reset_index(drop=True)
    return found[["table", "id", "name", "found_in", "likeness"]]


def _likeness(wanted: str, value: str) -> float:
    text = value.lower()
    if text == wanted:
        return 1.0
    if wanted in text:
        return 0.9 + 0.09 * len(wanted) / len(text)
    best = 0.0
    for word in (text, *text.replace("-", " ").split()):
        if abs(len(word) - len(wanted)) <= 3:
            best = max(best, SequenceMatcher(None, wanted, word).ratio())
    return best * 0.95
