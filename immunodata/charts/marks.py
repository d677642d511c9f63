"""Marks that several charts draw alike. A building block, like `choices`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from immunodata.forms import Interval
from immunodata.theme import percent


def incidence_point(row: Any) -> Interval | None:
    """A share of patients with its interval, from a row of `with_intervals`; nothing where there is no row."""
    if row is None:
        return None
    counted = f"{row.n_affected} of {row.n_at_risk}" if pd.notna(row.n_affected) else f"of {row.n_at_risk}"
    hover = (
        f"<b>{row.arm_label}</b>, {row.acronym}<br>{row.event_name}, grade {row.grade_group}: "
        f"{percent(row.affected_pct)} ({counted}; 95 % interval {row.low_pct:.0f} to {row.high_pct:.0f})"
        f"<br>{row.attribution_name}"
    )
    return Interval(value=row.affected_pct, low=row.low_pct, high=row.high_pct, hover=hover)
