"""A frame as a table on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd
import streamlit as st


def show(
    frame: pd.DataFrame, *, alt: str, meanings: Mapping[str, str] | None = None, height: int | Literal["auto"] = "auto"
) -> None:
    """Show the frame, its dates as ISO days and what is missing blank; `meanings` explain the column heads."""
    about = meanings or {}
    columns = {
        name: st.column_config.DateColumn(format="YYYY-MM-DD", help=about.get(name))
        if pd.api.types.is_datetime64_any_dtype(frame[name])
        else st.column_config.Column(help=about.get(name))
        for name in frame.columns
    }
    st.dataframe(frame, hide_index=True, alt=alt, height=height, column_config=columns, placeholder="")
