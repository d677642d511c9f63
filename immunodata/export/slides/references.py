"""The last slides: every source in a line, how to cite the dataset, and that this is not medical advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from immunodata import theme
from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.export.slides.sheet import (
    LEADING,
    MARGIN,
    TEXT_PT,
    Box,
    Page,
    Run,
    lay_out,
    put_text,
    start_sheet,
    write_notes,
)
from immunodata.view import View

COLUMNS, GUTTER = 2, 28.0
LINE_PT = TEXT_PT * LEADING


def add(deck: Any, views: Sequence[View], *, page: Page) -> None:
    """Append as many slides as the references need; the notes hold them in full."""
    data = views[0].data
    short = {source_id: line for view in views for source_id, line in _short(view).items()}
    full = {source_id: line for view in views for source_id, line in zip(view.source_ids, view.sources, strict=True)}
    order = sorted(short, key=lambda source_id: short[source_id].lower())
    foot = f"{dataset_citation(data)} {DISCLAIMER}"
    width = (page.width - 2 * MARGIN - GUTTER * (COLUMNS - 1)) / COLUMNS
    done = 0
    while done < len(order) or not done:
        title = "References" if not done else "References, continued"
        sheet = start_sheet(deck, lay_out(page, title=title, subtitle="", foot=foot), alt_text="")
        a_column = int(sheet.room.height // LINE_PT)
        shown = order[done : done + COLUMNS * a_column]
        tall = min(a_column, max(-(-len(shown) // COLUMNS), 12))  # a short list stays in one column
        for column in range(COLUMNS):
            part = shown[column * tall : (column + 1) * tall]
            if part:
                box = Box(MARGIN + column * (width + GUTTER), sheet.room.top, width, len(part) * LINE_PT)
                lines = [[Run(text=theme.shorten(short[source_id], TEXT_PT, width))] for source_id in part]
                put_text(sheet.slide, box, lines, name=f"References {column + 1}")
        write_notes(sheet.slide, "\n".join([*(full[source_id] for source_id in shown), "", foot]))
        done += max(len(shown), 1)


def _short(view: View) -> dict[str, str]:
    sources = view.data["sources"].set_index("source_id").loc[list(view.source_ids)]
    dates = sources["date_published"].where(sources["date_published"].notna(), "")  # undated documents say nothing
    return {
        str(source_id): f"{title}. {publisher}{f', {date}' if date else ''}"
        for source_id, title, publisher, date in zip(
            sources.index, sources["short_title"], sources["publisher"], pd.Series(dates), strict=True
        )
    }
