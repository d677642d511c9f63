"""Dated marks as an XY chart: one series per status and category, days as the numbers a spreadsheet counts them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from immunodata import theme
from immunodata.export.slides import plot
from immunodata.export.slides.dots import AXIS_PT, key_lines, put_key
from immunodata.export.slides.heads import LINE_PT
from immunodata.export.slides.rows import Labels, lay_slots, split_rows
from immunodata.export.slides.sheet import Box, Sheet, paint_line
from immunodata.forms import Mark, Timeline

LEAST_PITCH = 16.0
LANE_PT = 7.0
EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
YEAR = 365.25


def pages(form: Timeline, room: Box) -> list[list[int]]:
    """The rows of each slide."""
    free = room.height - _key_height(form, room) - AXIS_PT
    return split_rows(form.groups, len(form.rows), most=int(free // LEAST_PITCH))


def place(sheet: Sheet, form: Timeline, rows: Sequence[int]) -> None:
    """Add key, row names and the chart."""
    room, slots = sheet.room, lay_slots(form.groups, rows)
    key_pt = _key_height(form, room)
    for number, line in enumerate(key_lines(room.width, _key(form))):
        put_key(sheet.slide, Box(room.left, room.top + number * LINE_PT, room.width, LINE_PT), line)
    height = min(room.height - key_pt - AXIS_PT, max(26.0, LANE_PT * form.lanes) * len(slots))
    labels = Labels(names=form.rows, groups=form.groups, most=room.width * 0.3)
    left = room.left + labels.put(sheet.slide, Box(room.left, room.top + key_pt, room.width, height), slots) + 8
    area = Box(left, room.top + key_pt, room.left + room.width - left - 16, height)
    box = Box(left - 14, area.top - 6, area.width + 30, height + 6 + AXIS_PT)
    places = {slot.row: len(slots) - at - 0.5 for at, slot in enumerate(slots) if slot.row is not None}
    data, kinds = plot.xy_data(), _kinds(form, places)
    for (status, role), marks in kinds.items():
        series = data.add_series(f"{theme.STATUS_ROLES[status].label}: {theme.ROLES[role].label}")
        for mark in marks:
            series.add_data_point(day_number(mark.when), places[mark.row] - mark.offset)
    chart = plot.put_scatter(sheet.slide, box, data, name="Chart", alt_text=sheet.alt_text)
    plot.fix_plot(chart, box, area)
    low, high, step = _span(form)
    plot.set_measure_axis(chart.category_axis, low=low, high=high, step=step, number_format="yyyy")
    plot.hide_axis(chart.value_axis, low=0, high=len(slots))
    plot.show_guides(chart.value_axis)
    for series, (status, role) in zip(chart.plots[0].series, kinds, strict=True):
        paint_line(series.format.line, None)
        plot.paint_marker(series, theme.STATUS_ROLES[status].marker, theme.color(role))


def _key(form: Timeline) -> list[tuple[str, str, str]]:
    shown = {mark.status for mark in form.marks}
    roles = [role for status, role in theme.STATUS_ROLES.items() if status in shown]
    return [(*plot.key_glyph(role.marker, theme.LIGHT.ink), role.label) for role in roles]


def _key_height(form: Timeline, room: Box) -> float:
    return LINE_PT * len(key_lines(room.width, _key(form))) + 6


def _kinds(form: Timeline, places: Mapping[int, float]) -> dict[tuple[str, str], list[Mark]]:
    """The marks by status and category: a series has one shape and one color, the only kind every program draws."""
    kinds: dict[tuple[str, str], list[Mark]] = {}
    for status in theme.STATUS_ROLES:
        for mark in form.marks:
            if mark.status == status and mark.row in places:
                kinds.setdefault((status, form.roles[mark.row]), []).append(mark)
    return dict(sorted(kinds.items(), key=lambda kind: -len(kind[1])))  # see `plot.put_scatter`


def day_number(day: date) -> int:
    """The number by which spreadsheets count a day.

    >>> day_number(date(2020, 1, 1))
    43831
    """
    return (day - EPOCH).days


def _span(form: Timeline) -> tuple[float, float, float]:
    """Ends and step of the axis: ticks fall on the first days of years. One day of slack absorbs leap days."""
    years = [mark.when.year for mark in form.marks]
    first, last = min(years), max(years) + 1
    step = next(years_apart for years_apart in (1, 2, 4, 5, 10, 20) if (last - first) / years_apart <= 11)
    first -= first % step
    return day_number(date(first, 1, 1)) + 1, day_number(date(last, 1, 1)) + 30, step * YEAR
