"""A matrix as a native table: fills for magnitudes, a pattern for what is not reported."""

from __future__ import annotations

from collections.abc import Sequence

from immunodata import theme
from immunodata.export.slides.rows import Slot, fit_lines, lay_slots, split_rows
from immunodata.export.slides.sheet import LEADING, TEXT_PT, Box, Run, Sheet, height_of, put_text
from immunodata.export.slides.table import TableCell, put_table
from immunodata.forms import Cell, Grid

LEAST_PITCH, MOST_PITCH = 21.0, 34.0
PAD = 4.0
LABELS_SHARE = 0.28


def pages(form: Grid, room: Box) -> list[list[int]]:
    """The rows of each slide; the columns stay whole, so that rows can be compared."""
    free = room.height - _head_height(form, room) - _foot_height(form, room)
    return split_rows(form.groups, len(form.rows), most=max(int(free // LEAST_PITCH), 1))


def place(sheet: Sheet, form: Grid, rows: Sequence[int]) -> None:
    """Add the table and, under it, what its fills mean."""
    room, slots = sheet.room, lay_slots(form.groups, rows)
    head, foot = _head_height(form, room), _foot_height(form, room)
    pitch = min((room.height - head - foot) / len(slots), MOST_PITCH)
    widths = column_widths(form, room.width)
    table = [[TableCell(), *(_head(form, column, widths[column + 1]) for column in range(len(form.columns)))]]
    table += [_line(form, slot, widths, pitch) for slot in slots]
    frame = Box(room.left, room.top, room.width, head + pitch * len(slots))
    put_table(sheet.slide, frame, table, widths=widths, heights=[head, *[pitch] * len(slots)], name="Chart",
              alt_text=sheet.alt_text, has_head=True, pad=PAD, ruled=True)  # fmt: skip
    lines = _foot(form, room)
    if lines:
        put_text(sheet.slide, Box(room.left, frame.bottom + 6, room.width, height_of(lines, TEXT_PT)),
                 [[Run(text=line, color=theme.LIGHT.muted)] for line in lines], name="Key")  # fmt: skip


def column_widths(form: Grid, width: float) -> list[float]:
    """Row names first; every column as wide as its longest word needs, what is left shared evenly."""
    least = [
        max(theme.text_width(word, TEXT_PT) for word in f"{name} {_detail(form, place)}".split()) + 2 * PAD + 2
        for place, name in enumerate(form.columns)
    ]
    needed = max((theme.text_width(name, TEXT_PT) for name in form.rows), default=0.0) + 2 * PAD + 4
    names = min(needed, max(width * LABELS_SHARE, width - sum(least)))
    free = width - names
    if sum(least) >= free:
        return [names, *(part * free / sum(least) for part in least)]
    return [names, *_level(least, free)]


def _level(least: Sequence[float], free: float) -> list[float]:
    """Widths as even as their minima allow."""
    fixed: set[int] = set()
    while True:
        share = (free - sum(least[place] for place in fixed)) / max(len(least) - len(fixed), 1)
        wider = {place for place, need in enumerate(least) if need > share} - fixed
        if not wider:
            share = min(share, 110.0)
            return [max(need, share) if place not in fixed else need for place, need in enumerate(least)]
        fixed |= wider


def _detail(form: Grid, column: int) -> str:
    return form.column_details[column] if form.column_details else ""


def _head(form: Grid, column: int, width: float) -> TableCell:
    lines = [(Run(text=line),) for line in theme.wrap(form.columns[column], TEXT_PT, width - 2 * PAD)]
    lines += [(Run(text=line, color=theme.LIGHT.muted),)
              for line in theme.wrap(_detail(form, column), TEXT_PT, width - 2 * PAD)]  # fmt: skip
    role = form.column_roles[column] if form.column_roles else ""
    if role:
        lines.insert(0, (Run(text="●", color=theme.color(role)),))
    return TableCell(lines=tuple(lines), align="center", anchor="bottom")


def _head_height(form: Grid, room: Box) -> float:
    widths = column_widths(form, room.width)
    most = max(len(_head(form, column, widths[column + 1]).lines) for column in range(len(form.columns)))
    return most * TEXT_PT * LEADING + 6


def _line(form: Grid, slot: Slot, widths: Sequence[float], pitch: float) -> list[TableCell]:
    if slot.row is None:
        run = Run(text=slot.heading, color=theme.LIGHT.muted, bold=True)
        return [TableCell(lines=((run,),), span=len(widths), anchor="bottom")]
    lines = fit_lines(form.rows[slot.row], size=TEXT_PT, width=widths[0] - 2 * PAD, height=pitch)
    return [TableCell(lines=tuple((Run(text=line),) for line in lines)),
            *(_cell(cell) for cell in form.cells[slot.row])]  # fmt: skip


def _cell(cell: Cell) -> TableCell:
    if cell.state == "not-reported":
        return TableCell(lines=((Run(text="n.r.", color=theme.LIGHT.muted),),), hatched=True, align="center")
    fill = None
    if cell.state == "value":
        fill = theme.color(cell.role) if cell.role else theme.ramp(cell.share)
    ink = theme.ink_on(fill) if fill else theme.LIGHT.muted
    return TableCell(lines=((Run(text=cell.text, color=ink),),), fill=fill, align="center")


def _foot(form: Grid, room: Box) -> list[str]:
    parts = [form.key] if form.key else []
    if any(cell.state == "not-reported" for line in form.cells for cell in line):
        parts.append(f"n.r., hatched: {form.empty}")
    return theme.wrap("   ·   ".join(parts), TEXT_PT, room.width)


def _foot_height(form: Grid, room: Box) -> float:
    lines = _foot(form, room)
    return height_of(lines, TEXT_PT) + 8 if lines else 0.0
