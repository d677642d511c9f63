"""What differs between arms set side by side, said in sentences."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

# Column of a compared frame -> what a difference in it means for the reader.
DIFFERENCES: Mapping[str, str] = {
    "grade_name": "Grades differ ({values}): compare only rows of one grade group.",
    "attribution_name": "Counted differently ({values}): all events, those laid to treatment and immune-mediated ones "
    "are different measurements.",
    "grading_scale": "Graded by different scales ({values}).",
    "threshold_as_printed": "Tables list events from different limits on ({values}): a missing one may be below.",
    "cancer_name": "Cancers differ ({values}).",
    "setting": "Stages of care differ ({values}).",
    "line_of_therapy": "Lines of treatment differ ({values}).",
    "regimen_kind_name": "Alone and combined ({values}): a combination's numbers belong to the combination.",
    "design": "Designs differ ({values}): only arms randomized against each other compare like with like.",
    "document": "Kinds of document differ ({values}): labels and papers count by different rules.",
    "year": "Documents of different years ({values}): follow-up and habits of reporting changed.",
}
MOST_VALUES = 6


def comparability(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return a sentence for each thing of `DIFFERENCES` in which the rows differ, and for what is not stated."""
    told = []
    for column, sentence in DIFFERENCES.items():
        if column not in frame.columns:
            continue
        values = sorted({str(value) for value in frame[column].dropna()})
        if len(values) > 1:
            told.append(sentence.format(values=_shortened(column, values)))
    if "n_at_risk" in frame.columns and frame["n_at_risk"].isna().any():
        told.append("Some documents print no denominator: those rows have no interval.")
    return tuple(told)


def _shortened(column: str, values: list[str]) -> str:
    if column == "year":
        return f"{values[0]} to {values[-1]}"
    more = f" and {len(values) - MOST_VALUES} more" if len(values) > MOST_VALUES else ""
    return ", ".join(values[:MOST_VALUES]) + more
