"""Turn source ids into citations, short for charts and long for notes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

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
    known = _citations(frames)
    return [known[source_id].long for source_id in source_ids(what, data=frames)]


def source_ids(what: str | Iterable[str] | pd.DataFrame, *, data: Dataset | None = None) -> list[str]:
    """Return the source ids in `what`, each once, in order of appearance; `UnknownName` for one that does not exist."""
    known = _citations(data if data is not None else default_dataset())
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
    titles = list(dict.fromkeys(short_titles(ids, data=data)))
    more = f" and {len(titles) - most} more" if len(titles) > most else ""
    return "; ".join(titles[:most]) + more


def short_titles(ids: Iterable[str], *, data: Dataset) -> list[str]:
    """Return the short title of each source, such as ``Maude 2018``; `KeyError` for one that does not exist."""
    known = _citations(data)
    return [known[source_id].short for source_id in ids]


def dataset_citation(data: Dataset) -> str:
    """Return how to cite the dataset itself."""
    return (
        "immunodata contributors. immunodata: cancer immunotherapies, their side effects and responses, with the "
        f"source of every number. Version {data.version}, data as of {data.as_of}. Data: CC BY 4.0."
    )


class _Citation(NamedTuple):
    short: str
    long: str


@lru_cache(maxsize=4)
def _citations(data: Dataset) -> dict[str, _Citation]:
    """Every source by its id; worked out once, since a deck asks for thousands."""
    sources = data["sources"]
    lines = zip(sources["source_id"], sources.itertuples(index=False), strict=True)
    return {str(source_id): _Citation(str(line.short_title), _long(line)) for source_id, line in lines}


def _long(source: Any) -> str:
    date = source.date_published if pd.notna(source.date_published) else "undated"
    doi = f" doi:{source.doi}." if pd.notna(source.doi) else ""
    return (
        f"{source.short_title}. {source.title.rstrip('.')}. {source.publisher}, {date}.{doi} "
        f"{source.url} (read {source.date_accessed:%Y-%m-%d})"
    )
