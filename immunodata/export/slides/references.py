"""The last slides: every source in a line, how to cite the dataset, and that this is not medical advice."""

from __future__ import annotations

from collections.abc import Sequence

from immunodata import theme
from immunodata.citation import DISCLAIMER, dataset_citation, short_titles
from immunodata.export.slides.sheet import (
    LEADING,
    TEXT_PT,
    Base,
    Box,
    Run,
    lay_out,
    put_text,
    start_sheet,
    write_notes,
)
from immunodata.view import View

COLUMN_PT, GUTTER = 270.0, 24.0  # of a column at least; between columns
INDENT = "\u2003"
SUBTITLE = f"{DISCLAIMER} The notes of this slide hold the citations in full."
LINE_PT = TEXT_PT * LEADING


def add(base: Base, views: Sequence[View]) -> None:
    """Append as many slides as the references need; the notes hold them in full."""
    short = {source_id: line for view in views for source_id, line in _short(view).items()}
    full = {source_id: line for view in views for source_id, line in zip(view.source_ids, view.sources, strict=True)}
    order = sorted(short, key=lambda source_id: short[source_id].lower())
    foot = dataset_citation(views[0].data)
    page = base.page
    n_columns = max(int((page.inner + GUTTER) // (COLUMN_PT + GUTTER)), 1)
    width = (page.inner - GUTTER * (n_columns - 1)) / n_columns
    room = lay_out(page, title="References", subtitle=SUBTITLE, foot=foot).room
    columns = _fill_columns(
        {source_id: _hang(short[source_id], width) for source_id in order}, int(room.height // LINE_PT)
    )
    n_slides = -(-len(columns) // n_columns)
    for first in range(0, len(columns), n_columns):
        suffix = f"({first // n_columns + 1}/{n_slides})" if n_slides > 1 else ""
        layout = lay_out(page, title="References", subtitle=SUBTITLE, foot=foot, suffix=suffix)
        sheet = start_sheet(base, layout)
        shown = columns[first : first + n_columns]
        for place, column in enumerate(shown):
            lines = [[Run(text=line)] for hung in column.values() for line in hung]
            box = Box(page.left + place * (width + GUTTER), room.top, width, len(lines) * LINE_PT)
            put_text(sheet.slide, box, lines, name=f"References {place + 1}")
        ids = [source_id for column in shown for source_id in column]
        write_notes(sheet.slide, "\n".join([*(full[source_id] for source_id in ids), "", foot, DISCLAIMER]))
        base.finish(sheet.slide)


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
    return dict(zip(view.source_ids, short_titles(view.source_ids, data=view.data), strict=True))
