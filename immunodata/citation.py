"""Turn source ids into citations, short for charts and long for notes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from immunodata.dataset import Dataset, default_dataset
from immunodata.errors import UnknownName

DISCLAIMER = "For teaching and research. Not medical advice."


def cite(what: str | Iterable[str] | pd.DataFrame | None = None, *, data: Dataset | None = None) -> list[str]:
    """Return long citations, one per source: author or document, title, publisher, date, address.

    Parameters
    ----------
    what : a source id, several, or a frame with a `source_id` column; the dataset's own citation when left out.

    Raises
    ------
    UnknownName : no such source; the message names the nearest.

    Examples
    --------
    >>> import immunodata
    >>> len(immunodata.cite(immunodata.load("mechanisms"))) > 5
    True
    """
    frames = data if data is not None else default_dataset()
    if what is None:
        return [dataset_citation(frames)]
    known = _sources(frames)
    return [_long(known.loc[source_id]) for source_id in source_ids(what, data=frames)]


def source_ids(what: str | Iterable[str] | pd.DataFrame, *, data: Dataset | None = None) -> list[str]:
    """Return the source ids in `what`, each once, in order of appearance; `UnknownName` for one that does not exist."""
    known = _sources(data if data is not None else default_dataset()).index
    if isinstance(what, pd.DataFrame):
        if "source_id" not in what.columns:
            raise UnknownName("column", "source_id", what.columns)
        what = what["source_id"].dropna()
    given = [what] if isinstance(what, str) else list(what)
    ids = list(dict.fromkeys(part for value in given for part in str(value).split(";") if part))
    for source_id in ids:
        if source_id not in known:
            raise UnknownName("source", source_id, known)
    return ids


def short_citations(ids: Iterable[str], *, data: Dataset, most: int = 3) -> str:
    """Return one line such as ``Maude 2018; Neelapu 2017 and 12 more``."""
    known = _short_titles(data)
    titles = list(dict.fromkeys(known[source_id] for source_id in ids))
    more = f" and {len(titles) - most} more" if len(titles) > most else ""
    return "; ".join(titles[:most]) + more


def dataset_citation(data: Dataset) -> str:
    """Return how to cite the dataset itself."""
    return (
        "immunodata contributors. immunodata: cancer immunotherapies, their side effects and responses, with the "
        f"source of every number. Version {data.version}, data as of {data.as_of}. Data: CC BY 4.0."
    )


def _sources(data: Dataset) -> pd.DataFrame:
    return _indexed(data)


@lru_cache(maxsize=4)
def _indexed(data: Dataset) -> pd.DataFrame:
    return data["sources"].set_index("source_id")


@lru_cache(maxsize=4)
def _short_titles(data: Dataset) -> dict[str, str]:
    return dict(_indexed(data)["short_title"])


def _long(source: pd.Series) -> str:
    date = source["date_published"] if pd.notna(source["date_published"]) else "undated"
    doi = f" doi:{source['doi']}." if pd.notna(source["doi"]) else ""
    return (
        f"{source['short_title']}. {source['title'].rstrip('.')}. {source['publisher']}, {date}.{doi} "
        f"{source['url']} (read {source['date_accessed']:%Y-%m-%d})"
    )
