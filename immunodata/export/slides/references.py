"""The last slides: every source in a line, how to cite the dataset, and that this is not medical advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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

COLUMNS, GUTTER = 3, 24.0
INDENT = "\u2003"
SUBTITLE = f"{DISCLAIMER} The notes of this slide hold the citations in full."
LINE_PT = TEXT_PT * LEADING


def add(deck: Any, views: Sequence[View], *, page: Page) -> None:
    """Append as many slides as the references need; the notes hold them in full."""
    short = {source_id: line for view in views for source_id, line in _short(view).items()}
    full = {source_id: line for view in views for source_id, line in zip(view.source_ids, view.sources, strict=True)}
    order = sorted(short, key=lambda source_id: short[source_id].lower())
    foot = dataset_citation(views[0].data)
    width = (page.width - 2 * MARGIN - GUTTER * (COLUMNS - 1)) / COLUMNS
    room = lay_out(page, title="References", subtitle=SUBTITLE, foot=foot).room
    columns = _fill_columns(
        {source_id: _hang(short[source_id], width) for source_id in order}, int(room.height // LINE_PT)
    )
    n_slides = -(-len(columns) // COLUMNS)
    for first in range(0, len(columns), COLUMNS):
        suffix = f"({first // COLUMNS + 1}/{n_slides})" if n_slides > 1 else ""
        layout = lay_out(page, title="References", subtitle=SUBTITLE, foot=foot, suffix=suffix)
        sheet = start_sheet(deck, layout, alt_text="")
        shown = columns[first : first + COLUMNS]
        for place, column in enumerate(shown):
            lines = [[Run(text=line)] for hung in column.values() for line in hung]
            box = Box(MARGIN + place * (width + GUTTER), room.top, width, len(lines) * LINE_PT)
            put_text(sheet.slide, box, lines, name=f"References {place + 1}")
        ids = [source_id for column in shown for source_id in column]
        write_notes(sheet.slide, "\n".join([*(full[source_id] for source_id in ids), "", foot, DISCLAIMER]))


def _fill_columns(references: dict[str, list[str]], most: int) -> list[dict[str, list[str]]]:
    """The references in columns of at most `most` lines, none torn apart; at least one column."""
    columns: list[dict[str, list[str]]] = [{}]
    for source_id, lines in references.items():
        if columns[-1] and sum(map(len, columns[-1].values())) + len(lines) > most:
            columns.append({})
        columns[-1][source_id] = lines
    return columns


def _hang(text: str, width: float) -> list[str]:
    """A reference in lines, all but the first indented."""
    first, *rest = theme.wrap(text, TEXT_PT, width - 14)
    return [first, *(f"{INDENT}{line}" for line in rest)]


def _short(view: View) -> dict[str, str]:
    titles = view.data["sources"].set_index("source_id")["short_title"]
    return {source_id: str(titles[source_id]) for source_id in view.source_ids}
