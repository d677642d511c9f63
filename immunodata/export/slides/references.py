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
INDENT = "\u2003"
LINE_PT = TEXT_PT * LEADING


def add(deck: Any, views: Sequence[View], *, page: Page) -> None:
    """Append as many slides as the references need; the notes hold them in full."""
    short = {source_id: line for view in views for source_id, line in _short(view).items()}
    full = {source_id: line for view in views for source_id, line in zip(view.source_ids, view.sources, strict=True)}
    order = sorted(short, key=lambda source_id: short[source_id].lower())
    foot = dataset_citation(views[0].data)
    width = (page.width - 2 * MARGIN - GUTTER * (COLUMNS - 1)) / COLUMNS
    lines = [(source_id, line) for source_id in order for line in _hang(short[source_id], width)]
    done = 0
    while done < len(lines) or not done:
        title = "References" if not done else "References, continued"
        sheet = start_sheet(deck, lay_out(page, title=title, subtitle=DISCLAIMER, foot=foot), alt_text="")
        tall = int(sheet.room.height // LINE_PT)
        shown = lines[done : done + COLUMNS * tall]
        if len(shown) < len(lines[done:]) or len(shown) > tall:
            tall = min(tall, -(-len(shown) // COLUMNS) + 1)
        for column in range(COLUMNS):
            part = shown[column * tall : (column + 1) * tall]
            if part:
                box = Box(MARGIN + column * (width + GUTTER), sheet.room.top, width, len(part) * LINE_PT)
                put_text(sheet.slide, box, [[Run(text=line)] for _, line in part], name=f"References {column + 1}")
        ids = dict.fromkeys(source_id for source_id, _ in shown)
        write_notes(sheet.slide, "\n".join([*(full[source_id] for source_id in ids), "", foot, DISCLAIMER]))
        done += max(len(shown), 1)


def _hang(text: str, width: float) -> list[str]:
    """A reference in lines, all but the first indented."""
    first, *rest = theme.wrap(text, TEXT_PT, width - 14)
    return [first, *(f"{INDENT}{line}" for line in rest)]


def _short(view: View) -> dict[str, str]:
    sources = view.data["sources"].set_index("source_id").loc[list(view.source_ids)]
    dates = sources["date_published"].where(sources["date_published"].notna(), "")  # undated documents say nothing
    return {
        str(source_id): f"{title}. {publisher}{f', {date}' if date else ''}"
        for source_id, title, publisher, date in zip(
            sources.index, sources["short_title"], sources["publisher"], pd.Series(dates), strict=True
        )
    }
