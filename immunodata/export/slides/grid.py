"""A matrix as a native table: fills for magnitudes, a pattern for what is not reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from immunodata import theme
from immunodata.export.slides.rows import Slot, fit_lines, lay_slots, split_rows
from immunodata.export.slides.sheet import ARIAL, LEADING, TEXT_PT, Box, Run, Sheet, height_of, put_text
from immunodata.export.slides.table import TableCell, put_table
from immunodata.forms import Cell, Grid

LEAST_PITCH, MOST_PITCH = 21.0, 34.0
PAD = 3.0
LABELS_SHARE, LEAST_LABELS_SHARE = 0.28, 0.2
TWO_LINES = 2 * TEXT_PT * LEADING + 4


@dataclass(frozen=True, slots=True)
class Part:
    """What one slide shows: some columns of the matrix, and of these some rows."""

    form: Grid
    rows: list[int]


def pages(form: Grid, room: Box) -> list[Part]:
    """The parts of the matrix, slide by slide; columns are parted only when their heads would not fit."""
    parts = []
    for columns in split_columns(form, room.width):
        part = _with_columns(form, columns)
        free = room.height - _head_height(part, room) - _foot_height(part, room)
        most = int(free // _least_pitch(part, room))
        parts += [Part(part, rows) for rows in split_rows(form.groups, len(form.rows), most=most)]
    return parts


def place(sheet: Sheet, _form: Grid, part: Part) -> None:
    """Add the table and, under it, what its fills mean."""
    form, room, slots = part.form, sheet.room, lay_slots(part.form.groups, part.rows)
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


def split_columns(form: Grid, width: float) -> list[list[int]]:
    """The columns in as few even parts as their heads allow."""
    free, least = width - min(_names_need(form), width * LABELS_SHARE), _least_widths(form)
    if _fits_tightly(form, width):
        return [list(range(len(least)))]
    for n_parts in range(1, len(least) + 1):
        size = -(-len(least) // n_parts)
        parts = [list(range(start, min(start + size, len(least)))) for start in range(0, len(least), size)]
        if all(sum(least[column] for column in part) <= free for part in parts):
            return parts
    return [[column] for column in range(len(least))]


def _with_columns(form: Grid, columns: Sequence[int]) -> Grid:
    kept = [form.columns, form.column_roles, form.column_details]
    names, roles, details = (tuple(values[column] for column in columns) if values else () for values in kept)
    cells = tuple(tuple(line[column] for column in columns) for line in form.cells)
    return replace(form, columns=names, column_roles=roles, column_details=details, cells=cells)


def _fits_tightly(form: Grid, width: float) -> bool:
    """Would all columns fit if row names took two lines, and details of columns broke anywhere?"""
    return sum(_least_widths(form, tight=True)) <= width * (1 - LEAST_LABELS_SHARE)


def column_widths(form: Grid, width: float) -> list[float]:
    """Row names first; every column as wide as its longest word needs, what is left shared evenly."""
    least = _least_widths(form)
    if sum(least) > width - min(_names_need(form), width * LABELS_SHARE) and _fits_tightly(form, width):
        least = _least_widths(form, tight=True)
    names = min(_names_need(form), max(width * LEAST_LABELS_SHARE, width - sum(least)))
    return [names, *_level(least, width - names)]


def _least_pitch(form: Grid, room: Box) -> float:
    """The lowest row: two lines where a name does not fit into one."""
    return LEAST_PITCH if column_widths(form, room.width)[0] >= _names_need(form) - 1 else TWO_LINES


def _names_need(form: Grid) -> float:
    return max((theme.text_width(name, TEXT_PT * ARIAL) for name in form.rows), default=0.0) + 2 * PAD + 4


def _least_widths(form: Grid, *, tight: bool = False) -> list[float]:
    return [max(theme.text_width(part, TEXT_PT * ARIAL) for part in _unbroken(form, column, tight)) + 2 * PAD + 2
            for column in range(len(form.columns))]  # fmt: skip


def _unbroken(form: Grid, column: int, tight: bool) -> list[str]:
    """What must stay on one line of a column's head: words of its name (or halves), parts or words of its detail."""
    halves = [half for word in form.columns[column].split() for half in _halves(word)]
    detail = _detail(form, column)
    return [*halves, *(detail.split() if tight else (f"{part}," for part in detail.split(", ")))]


def _halves(word: str) -> tuple[str, ...]:
    at = theme.BREAKS.get(word.lower(), 0)
    return (f"{word[:at]}-", word[at:]) if at else (word,)


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
    lines = [(Run(text=line),) for line in theme.wrap(form.columns[column], TEXT_PT * ARIAL, width - 2 * PAD)]
    lines += [(Run(text=line, color=theme.LIGHT.muted),)
              for line in theme.wrap(_detail(form, column), TEXT_PT * ARIAL, width - 2 * PAD)]  # fmt: skip
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
    lines = fit_lines(form.rows[slot.row], size=TEXT_PT, width=(widths[0] - 2 * PAD) / ARIAL, height=pitch)
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
    return theme.wrap("   ·   ".join(parts), TEXT_PT * ARIAL, room.width)


def _foot_height(form: Grid, room: Box) -> float:
    lines = _foot(form, room)
    return height_of(lines, TEXT_PT) + 8 if lines else 0.0
