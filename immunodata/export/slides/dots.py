"""Dots with interval lines, as XY charts: each row is a series of three points (low, estimate, high).

Error bars would be shorter, but LibreOffice drops custom ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pptx.chart.data import XyChartData
from pptx.enum.chart import XL_LABEL_POSITION

from immunodata import theme
from immunodata.export.slides import plot
from immunodata.export.slides.rows import Slot, lay_slots, put_labels, split_rows
from immunodata.export.slides.sheet import TEXT_PT, Box, Run, Sheet, paint_font, paint_line, put_text
from immunodata.forms import Dots, DotSeries, Interval, Panel

LINE_PT = 16.0  # a line of text above the plot
AXIS_PT = 24.0  # tick labels below it
VALUE_PT = 34.0  # room at the right for the number beside a mark
BETWEEN_PT = 46.0  # between panels
DODGE = 0.32  # between series of one row, in rows
LABELS_SHARE = 0.44


def pages(form: Dots, room: Box) -> list[list[int]]:
    """The rows of each slide."""
    return split_rows(form.groups, len(form.rows), most=int(_plot_height(form, room) // _least_pitch(form)))


def place(sheet: Sheet, form: Dots, rows: Sequence[int]) -> None:
    """Add key, row names and one chart per panel."""
    room, slots = sheet.room, lay_slots(form.groups, rows)
    height = min(_plot_height(form, room), 36 * len(slots))
    top = room.top + _above(form)
    entries = key_entries(form)
    if entries:
        put_key(sheet.slide, Box(room.left, room.top, room.width, LINE_PT), entries)
    labels = Box(room.left, top, room.width * LABELS_SHARE, height)
    left = room.left + put_labels(sheet.slide, labels, slots, form.rows, form.details)
    free = room.left + room.width - left - VALUE_PT - BETWEEN_PT * (len(form.panels) - 1)
    total = sum(panel.share for panel in form.panels)
    for number, panel in enumerate(form.panels):
        area = Box(left, top, free * panel.share / total, height)
        alt = sheet.alt_text if number == 0 else f"Second part of the same chart: {panel.title}. See the first part."
        _put_panel(sheet.slide, panel, area, slots, form, alt)
        left += area.width + BETWEEN_PT


def _least_pitch(form: Dots) -> float:
    deepest = max(len(panel.series) for panel in form.panels)
    return 17.0 if deepest == 1 else 24.0


def _above(form: Dots) -> float:
    lines = (1.25 if key_entries(form) else 0) + 1 + any(panel.ends for panel in form.panels)
    return lines * LINE_PT + 4


def _plot_height(form: Dots, room: Box) -> float:
    return room.height - _above(form) - AXIS_PT


def _put_panel(slide: Any, panel: Panel, area: Box, slots: Sequence[Slot], form: Dots, alt_text: str) -> None:
    _put_heads(slide, panel, area)
    data, painters = XyChartData(), []
    if panel.reference is not None:
        line = data.add_series("No difference")
        line.add_data_point(panel.reference, 0)
        line.add_data_point(panel.reference, len(slots))
    for index, series in enumerate(panel.series):
        shift = (index - (len(panel.series) - 1) / 2) * DODGE
        for at, slot in enumerate(slots):
            point = series.points[slot.row] if slot.row is not None else None
            if slot.row is None or point is None:
                continue
            _add_row(data, series, form.rows[slot.row], point, len(slots) - at - 0.5 - shift)
            painters.append((series, series.roles[slot.row], point))
    if not len(data):
        return
    box = Box(area.left - 12, area.top - 6, area.width + 12 + VALUE_PT, area.height + 6 + AXIS_PT)
    chart = plot.put_scatter(slide, box, data, name=f"Chart: {panel.title}", alt_text=alt_text)
    plot.fix_plot(chart, box, area)
    step = plot.nice_step(panel.low, panel.high, most=max(int(area.width // 60), 2))
    low = math.floor(panel.low / step) * step  # ticks are counted from the low end
    plot.set_measure_axis(chart.category_axis, low=low, high=panel.high, step=step,
                          number_format='0"%"' if panel.unit == "%" else "+0;\u22120;0")  # fmt: skip
    plot.hide_axis(chart.value_axis, low=0, high=len(slots))
    drawn = list(chart.plots[0].series)
    if panel.reference is not None:
        reference = drawn.pop(0)
        paint_line(reference.format.line, theme.LIGHT.muted, width=1)
        plot.no_marker(reference)
    for series, (form_series, role, point) in zip(drawn, painters, strict=True):
        _paint_row(series, form_series, role, point, panel.unit)


def _add_row(data: XyChartData, series: DotSeries, row: str, point: Interval, y: float) -> None:
    line = data.add_series(f"{row}: {series.name}" if series.name else row)
    for x in _ends(point):
        line.add_data_point(x, y)


def _ends(point: Interval) -> list[float]:
    if point.low is None or point.high is None:
        return [float(point.value)]
    return [float(point.low), float(point.value), float(point.high)]


def _paint_row(series: Any, form_series: DotSeries, role: str, point: Interval, unit: str) -> None:
    hue = theme.color(role)
    paint_line(series.format.line, hue, width=1.75)
    plot.no_marker(series)
    last = len(_ends(point)) - 1
    plot.paint_marker(series.points[last // 2], theme.marker(role), hue, filled=form_series.filled)
    label = series.points[last].data_label
    frame = label.text_frame
    frame.word_wrap = False
    run = frame.paragraphs[0].add_run()
    run.text = theme.measure(point.value, unit)
    paint_font(run.font, color=theme.LIGHT.ink, size=TEXT_PT)
    label.position = XL_LABEL_POSITION.RIGHT


def _put_heads(slide: Any, panel: Panel, area: Box) -> None:
    lift = LINE_PT * (2 if panel.ends else 1) + 4
    head = theme.shorten(panel.title, TEXT_PT * 1.04, area.width + VALUE_PT)
    put_text(slide, Box(area.left, area.top - lift, area.width + VALUE_PT, LINE_PT), [[Run(text=head, bold=True)]],
             name=f"Axis title: {panel.title}")  # fmt: skip
    if not panel.ends or panel.reference is None:
        return
    share = (panel.reference - panel.low) / (panel.high - panel.low)
    middle = area.left + area.width * share
    sides = ((f"← {panel.ends[0]}", Box(area.left - 12, area.top - LINE_PT - 3, middle - area.left + 6, LINE_PT), "right"),
             (f"{panel.ends[1]} →", Box(middle + 6, area.top - LINE_PT - 3, area.left + area.width + VALUE_PT - middle - 6,
                                        LINE_PT), "left"))  # fmt: skip
    for text, box, align in sides:
        run = Run(text=theme.shorten(text, TEXT_PT, box.width), color=theme.LIGHT.muted)
        put_text(slide, box, [[run]], name=text, align=align)


def key_entries(form: Dots) -> list[tuple[str, str, str]]:
    """Glyph, color and name of each kind of mark; none when there is one kind only."""
    series = {item.name: item for panel in form.panels for item in panel.series if item.name}
    entries = []
    for item in series.values() if len(series) > 1 else ():
        role = item.roles[0]
        hue = theme.color(role) if len(set(item.roles)) == 1 else theme.LIGHT.muted
        symbol = theme.marker(role) if len(set(item.roles)) == 1 else "circle"
        entries.append((plot.glyph(symbol, filled=item.filled), hue, item.name))
    return entries


def put_key(slide: Any, box: Box, entries: Sequence[tuple[str, str, str]]) -> None:
    """Add the key as one line of native text."""
    runs: list[Run] = []
    for glyph, hue, name in entries:
        runs += [Run(text=f"{glyph} ", color=hue), Run(text=f"{name}      ")]
    put_text(slide, box, [runs], name="Key")
