"""Rows that a table of labels and a chart share: headings take a slot of their own, long lists go on to the next slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from immunodata import theme
from immunodata.export.slides.sheet import LEADING, TEXT_PT, Box, Run
from immunodata.export.slides.table import TableCell, put_table

GAP = 10.0  # between label columns, points


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One line of the chart: a row of the form, or a heading."""

    row: int | None
    heading: str = ""


def lay_slots(groups: Sequence[str], rows: Sequence[int]) -> list[Slot]:
    """The rows in order, a heading before each change of group."""
    slots: list[Slot] = []
    for place, row in enumerate(rows):
        if groups and (place == 0 or groups[row] != groups[rows[place - 1]]):
            slots.append(Slot(row=None, heading=groups[row]))
        slots.append(Slot(row=row))
    return slots


def split_rows(groups: Sequence[str], count: int, *, most: int) -> list[list[int]]:
    """Cut rows into pages of at most `most` slots, of even length, at a change of group where one is near.

    >>> split_rows((), 5, most=3)
    [[0, 1, 2], [3, 4]]
    >>> split_rows(("a", "a", "a", "b", "b"), 5, most=5)
    [[0, 1, 2], [3, 4]]
    """
    if len(lay_slots(groups, range(count))) <= most:
        return [list(range(count))]
    n_pages = -(-len(lay_slots(groups, range(count))) // most)
    while True:
        pages = _cut(groups, count, most, even=-(-count // n_pages))
        if len(pages) <= n_pages:
            return pages
        n_pages += 1


def _cut(groups: Sequence[str], count: int, most: int, *, even: int) -> list[list[int]]:
    pages: list[list[int]] = [[]]
    for row in range(count):
        page = pages[-1]
        full = len(lay_slots(groups, [*page, row])) > most
        changes = bool(groups) and bool(page) and groups[row] != groups[page[-1]]
        if page and (full or len(page) >= even or (changes and len(page) >= 0.75 * even)):
            pages.append([])
        pages[-1].append(row)
    return pages


def label_widths(rows: Sequence[str], details: Sequence[str], *, most: float) -> tuple[float, float]:
    """Points that the row names and their details need, together at most `most`."""
    name = max((theme.text_width(text, TEXT_PT) for text in rows), default=0.0)
    detail = max((theme.text_width(text, TEXT_PT) for text in details), default=0.0)
    room = most - (GAP if detail else 0)
    if name + detail > room:
        name = min(name, max(room * 0.5, room - detail))
        detail = min(detail, room - name)
    return name + 2, detail + 2 if detail else 0.0


def fit_lines(text: str, *, size: float, width: float, height: float) -> list[str]:
    """`text` in as many lines as `height` allows (at least one), the last cut with an ellipsis where it must be."""
    allowed = max(int(height // (size * LEADING)), 1)
    lines = theme.wrap(text, size, width)
    if len(lines) <= allowed:
        return [theme.shorten(line, size, width) for line in lines]
    return [*lines[: allowed - 1], theme.shorten(" ".join(lines[allowed - 1 :]), size, width)]


def put_labels(slide: object, box: Box, slots: Sequence[Slot], rows: Sequence[str], details: Sequence[str]) -> float:
    """Add the table of row names (and details), one slot a row; return the width it takes, gap included."""
    name_pt, detail_pt = label_widths(rows, details, most=box.width)
    widths = [name_pt] + ([GAP + detail_pt] if detail_pt else [])
    pitch = box.height / len(slots)
    cells = []
    for slot in slots:
        if slot.row is None:
            head = theme.shorten(slot.heading, TEXT_PT * 1.04, sum(widths))
            run = Run(text=head, color=theme.LIGHT.muted, bold=True)
            cells.append([TableCell(lines=((run,),), span=len(widths), anchor="bottom")])
            continue
        line = [_label(rows[slot.row], name_pt, pitch, theme.LIGHT.ink, "left")]
        if detail_pt:
            line.append(_label(details[slot.row] if details else "", detail_pt, pitch, theme.LIGHT.muted, "right"))
        cells.append(line)
    put_table(slide, box, cells, widths=widths, heights=[pitch] * len(slots), name="Row names",
              alt_text="Row names of the chart at the right")  # fmt: skip
    return sum(widths) + GAP


def _label(text: str, width: float, pitch: float, color: str, align: str) -> TableCell:
    lines = fit_lines(text, size=TEXT_PT, width=width, height=pitch)
    return TableCell(lines=tuple((Run(text=line, color=color),) for line in lines), align=align)
