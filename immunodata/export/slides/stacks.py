"""Stacked bars as a native bar chart with a number in every part that has room for it."""

from __future__ import annotations

from collections.abc import Sequence

from pptx.enum.chart import XL_LABEL_POSITION

from immunodata import theme
from immunodata.export.slides import plot
from immunodata.export.slides.dots import AXIS_PT, LABELS_SHARE, key_lines, put_key
from immunodata.export.slides.heads import LINE_PT
from immunodata.export.slides.rows import Labels, lay_slots, split_rows
from immunodata.export.slides.sheet import TEXT_PT, Box, Sheet, paint_fill, paint_font, paint_line
from immunodata.forms import Stacks

NARROWEST = 0.07  # share of the axis that still has room for its number


def pages(form: Stacks, room: Box) -> list[list[int]]:
    """The rows of each slide."""
    return split_rows(
        (),
        len(form.rows),
        most=int((room.height - _key_height(form, room) - AXIS_PT) // _labels(form, room).least_pitch),
    )


def place(sheet: Sheet, form: Stacks, rows: Sequence[int]) -> None:
    """Add key, row names and the chart."""
    room = sheet.room
    for number, line in enumerate(key_lines(room.width, _key(form))):
        put_key(sheet.slide, Box(room.left, room.top + number * LINE_PT, room.width, LINE_PT), line)
    height = min(room.height - _key_height(form, room) - AXIS_PT, 36.0 * len(rows))
    top = room.top + _key_height(form, room)
    slots = lay_slots((), rows)
    left = room.left + _labels(form, room).put(sheet.slide, Box(room.left, top, room.width, height), slots)
    area = Box(left, top, room.left + room.width - left - 16, height)
    box = Box(left - 14, area.top - 6, area.width + 30, height + 6 + AXIS_PT)
    data = plot.category_data([_name(form, row) for row in rows])
    for part in form.parts:
        data.add_series(part.name, [part.values[row] for row in rows])
    chart = plot.put_bars(sheet.slide, box, data, name="Chart", alt_text=sheet.alt_text, stacked=True)
    plot.fix_plot(chart, box, area)
    chart.plots[0].gap_width, chart.plots[0].overlap = 45, 100
    sign = '"%"' if form.unit == "%" else ""
    plot.set_measure_axis(chart.value_axis, low=0, high=form.most, step=form.most / 5, number_format=f"0{sign}",
                          reversed_rows=True)  # fmt: skip
    least = form.most * (NARROWEST if form.unit == "%" else NARROWEST / 3)
    for series, part in zip(chart.plots[0].series, form.parts, strict=True):
        fill = theme.color(part.role)
        paint_fill(series.format.fill, fill)
        paint_line(series.format.line, theme.LIGHT.paper, width=0.75)
        labels = series.data_labels
        labels.show_value, labels.position = True, XL_LABEL_POSITION.CENTER
        labels.number_format, labels.number_format_is_linked = f'[<{least:g}]"";0{sign}', False
        paint_font(labels.font, color=theme.ink_on(fill), size=TEXT_PT)


def _key(form: Stacks) -> list[tuple[str, str, str]]:
    return [("■", theme.color(part.role), part.name) for part in form.parts]


def _key_height(form: Stacks, room: Box) -> float:
    return LINE_PT * len(key_lines(room.width, _key(form))) + 6


def _labels(form: Stacks, room: Box) -> Labels:
    return Labels(names=form.rows, details=form.details, most=room.width * LABELS_SHARE[1])


def _name(form: Stacks, row: int) -> str:
    detail = form.details[row] if form.details else ""
    return f"{form.rows[row]} ({detail})" if detail else form.rows[row]
