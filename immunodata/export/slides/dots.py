"""Dots with interval lines, as XY charts: each row is a series of three points (low, estimate, high).

Error bars would be shorter, but LibreOffice drops custom ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.chart import XL_LABEL_POSITION

from immunodata import theme
from immunodata.export.slides import plot
from immunodata.export.slides.rows import Labels, Slot, lay_slots, split_rows
from immunodata.export.slides.sheet import ARIAL, TEXT_PT, Box, Run, Sheet, paint_font, paint_line, put_text
from immunodata.forms import Dots, DotSeries, Interval, Panel

LINE_PT = 17.0  # a line of text above the plot
AXIS_PT = 24.0  # tick labels below it
VALUE_PT = 34.0  # room at the right for the number beside a mark
BETWEEN_PT = 46.0  # between panels
NUMBER_PT = 14.0  # a series' share of its row: its number must not touch the next one's
LABELS_SHARE = 0.37
AXIS_FORMATS = {"%": '0"%"', "points": "+0;\u22120;0"}
KEY_GAP = "     "


def pages(form: Dots, room: Box) -> list[list[int]]:
    """The rows of each slide."""
    return split_rows(form.groups, len(form.rows), most=int(_plot_height(form, room) // _least_pitch(form, room)))


def place(sheet: Sheet, form: Dots, rows: Sequence[int]) -> None:
    """Add key, row names and one chart per panel."""
    room, slots = sheet.room, lay_slots(form.groups, rows)
    height = min(_plot_height(form, room), 38 * len(slots))
    top = room.top + _above(form)
    entries = key_entries(form)
    if entries:
        put_key(sheet.slide, Box(room.left, room.top, room.width, LINE_PT), entries)
    left = room.left + _labels(form, room).put(sheet.slide, Box(room.left, top, room.width, height), slots)
    free = room.left + room.width - left - VALUE_PT - BETWEEN_PT * (len(form.panels) - 1)
    total = sum(panel.share for panel in form.panels)
    for number, panel in enumerate(form.panels):
        area = Box(left, top, free * panel.share / total, height)
        alt = sheet.alt_text if number == 0 else f"{panel.title}: described with the chart at its left."
        _put_panel(sheet.slide, panel, area, slots, form, alt)
        left += area.width + BETWEEN_PT


def _labels(form: Dots, room: Box) -> Labels:
    return Labels(names=form.rows, details=form.details, groups=form.groups, most=room.width * LABELS_SHARE)


def _least_pitch(form: Dots, room: Box) -> float:
    deepest = max(len(panel.series) for panel in form.panels)
    return max(_labels(form, room).least_pitch, deepest * NUMBER_PT)


def _above(form: Dots) -> float:
    lines = (1.25 if key_entries(form) else 0) + 1 + any(panel.ends for panel in form.panels)
    return lines * LINE_PT + 4


def _plot_height(form: Dots, room: Box) -> float:
    return room.height - _above(form) - AXIS_PT


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of one series: its name, its marker and color, its place from the foot, and its interval."""

    name: str
    marker: str
    color: str
    y: float
    point: Interval

    @property
    def xs(self) -> list[float]:
        """Low, estimate, high; the estimate alone where there is no interval."""
        if self.point.low is None or self.point.high is None:
            return [float(self.point.value)]
        return [float(self.point.low), float(self.point.value), float(self.point.high)]


def lines_of(panel: Panel, slots: Sequence[Slot], names: Sequence[str]) -> list[Line]:
    """The lines of a panel, those with an interval first (see `plot.put_scatter`)."""
    lines = []
    dodge = 0.94 / max(len(panel.series), 2)
    for index, series in enumerate(panel.series):
        shift = (index - (len(panel.series) - 1) / 2) * dodge
        for at, slot in enumerate(slots):
            point = series.points[slot.row] if slot.row is not None else None
            if slot.row is not None and point is not None:
                role = series.roles[slot.row]
                name = f"{names[slot.row]}: {series.name}" if series.name else names[slot.row]
                lines.append(Line(name=name, marker=mark_of(series, role), color=theme.color(role), point=point,
                                  y=len(slots) - at - 0.5 - shift))  # fmt: skip
    return sorted(lines, key=lambda line: -len(line.xs))


def _put_panel(slide: Any, panel: Panel, area: Box, slots: Sequence[Slot], form: Dots, alt_text: str) -> None:
    _put_heads(slide, panel, area, form)
    data, lines = plot.xy_data(), lines_of(panel, slots, form.rows)
    if panel.reference is not None:
        _add(data, "No difference", [panel.reference] * 3, [0, len(slots) / 2, len(slots)])
    for line in lines:
        _add(data, line.name, line.xs, [line.y] * len(line.xs))
    if not len(data):
        return
    box = Box(area.left - 12, area.top - 6, area.width + 12 + VALUE_PT, area.height + 6 + AXIS_PT)
    chart = plot.put_scatter(slide, box, data, name=f"Chart: {panel.title}", alt_text=alt_text)
    plot.fix_plot(chart, box, area)
    step = plot.nice_step(panel.low, panel.high, most=max(int(area.width // 42), 2))
    low = math.floor(panel.low / step) * step  # ticks are counted from the low end
    number_format = AXIS_FORMATS.get(panel.unit, "0" if step >= 1 else "0.0")
    plot.set_measure_axis(chart.category_axis, low=low, high=panel.high, step=step, number_format=number_format,
                          guides=False)  # fmt: skip
    plot.hide_axis(chart.value_axis, low=0, high=len(slots))
    plot.show_guides(chart.value_axis)
    drawn = list(chart.plots[0].series)
    if panel.reference is not None:
        paint_line(drawn[0].format.line, theme.LIGHT.muted, width=1)
        plot.no_marker(drawn.pop(0))
    for series, line in zip(drawn, lines, strict=True):
        _paint_line(series, line, panel.unit, panel.reference)


def _add(data: Any, name: str, xs: Sequence[float], ys: Sequence[float]) -> None:
    series = data.add_series(name)
    for x, y in zip(xs, ys, strict=True):
        series.add_data_point(x, y)


def _paint_line(series: Any, line: Line, unit: str, reference: float | None) -> None:
    paint_line(series.format.line, line.color, width=1.75)
    plot.no_marker(series)
    last = len(line.xs) - 1
    plot.paint_marker(series.points[last // 2], line.marker, line.color)
    left = reference is not None and line.point.value < reference  # so that the number does not cross the line
    label = series.points[0 if left else last].data_label
    label.text_frame.word_wrap = False
    run = label.text_frame.paragraphs[0].add_run()
    beside = "   " if line.point.high == line.point.value else ""  # a mark is wider than the end of a line
    run.text = beside + theme.measure(line.point.value, unit)
    paint_font(run.font, color=theme.LIGHT.ink, size=TEXT_PT)
    label.position = XL_LABEL_POSITION.LEFT if left else XL_LABEL_POSITION.RIGHT


def _put_heads(slide: Any, panel: Panel, area: Box, form: Dots) -> None:
    lift = LINE_PT * (2 if any(other.ends for other in form.panels) else 1) + 4
    head = theme.shorten(panel.title, TEXT_PT * 1.04, area.width + VALUE_PT)
    put_text(slide, Box(area.left, area.top - lift, area.width + VALUE_PT, LINE_PT), [[Run(text=head, bold=True)]],
             name=f"Axis title: {panel.title}")  # fmt: skip
    if not panel.ends or panel.reference is None:
        return
    share = (panel.reference - panel.low) / (panel.high - panel.low)
    middle = area.left + area.width * share
    top, end = area.top - LINE_PT - 3, area.left + area.width + VALUE_PT
    sides = (
        (f"← {panel.ends[0]}", Box(area.left - 36, top, middle - area.left + 30, LINE_PT), "right"),
        (f"{panel.ends[1]} →", Box(middle + 6, top, end - middle - 6, LINE_PT), "left"),
    )
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
        symbol = mark_of(item, role) if len(set(item.roles)) == 1 or not item.filled else "circle"
        entries.append((*plot.key_glyph(symbol, hue), item.name))
    return entries


def mark_of(series: DotSeries, role: str) -> str:
    """The marker of a series on a slide. Where the screen hollows it, the slide crosses it: see `plot.MARKERS`."""
    symbol = theme.marker(role)
    return "x" if not series.filled or symbol.endswith("-open") else symbol


def key_lines(width: float, entries: Sequence[tuple[str, str, str]]) -> list[list[tuple[str, str, str]]]:
    """The entries of a key in as few lines as hold them whole."""
    lines: list[list[tuple[str, str, str]]] = [[]]
    used = 0.0
    for entry in entries:
        need = theme.text_width("●  " + KEY_GAP, TEXT_PT) + theme.text_width(entry[2], TEXT_PT * ARIAL)
        if lines[-1] and used + need > width:
            lines.append([])
            used = 0.0
        lines[-1].append(entry)
        used += need
    return lines


def put_key(slide: Any, box: Box, entries: Sequence[tuple[str, str, str]]) -> None:
    """Add the key as one line of native text; where it is too long, its longest names are cut."""
    around = theme.text_width("●  " + KEY_GAP, TEXT_PT) * len(entries)
    names, longest = [name for _, _, name in entries], box.width
    while around + sum(theme.text_width(name, TEXT_PT * ARIAL) for name in names) > box.width and longest > LINE_PT:
        longest *= 0.95
        names = [theme.shorten(name, TEXT_PT * ARIAL, longest) for _, _, name in entries]
    runs: list[Run] = []
    for (glyph, hue, _), name in zip(entries, names, strict=True):
        runs += [Run(text=f"{glyph} ", color=hue, size=TEXT_PT + 2), Run(text=name + KEY_GAP)]
    put_text(slide, box, [runs], name="Key")
