"""Dots with interval lines, as XY charts: each row is a series of three points (low, estimate, high).

Error bars would be shorter, but LibreOffice drops custom ones.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from immunodata import theme
from immunodata.export.slides import plot
from immunodata.export.slides.heads import LINE_PT, VALUE_PT, Head, Heads
from immunodata.export.slides.rows import GAP, Labels, Slot, lay_slots, split_rows
from immunodata.export.slides.sheet import ARIAL, TEXT_PT, Box, Run, Sheet, paint_line, put_text
from immunodata.forms import Dots, DotSeries, Interval, Panel

AXIS_PT = 24.0  # tick labels below it
BETWEEN_PT = 46.0  # between panels
NUMBER_PT = 14.0  # a series' share of its row: its number must not touch the next one's
LABELS_SHARE = {1: 0.46, 2: 0.41}  # of the width, by the number of panels
MANY_PANELS = 0.37
AXIS_FORMATS = {"%": '0"%"', "points": "+0;\u22120;0"}
KEY_GAP = "     "


def pages(form: Dots, room: Box) -> list[list[int]]:
    """The rows of each slide."""
    return split_rows(form.groups, len(form.rows), most=int(_plot_height(form, room) // _least_pitch(form, room)))


def place(sheet: Sheet, form: Dots, rows: Sequence[int]) -> None:
    """Add key, row names and one chart per panel."""
    room, slots = sheet.room, lay_slots(form.groups, rows)
    height = min(_plot_height(form, room), 38 * len(slots))
    top = room.top + _above(form, room)
    for number, line in enumerate(_key(form, room)):
        put_key(sheet.slide, Box(room.left, room.top + number * LINE_PT, room.width, LINE_PT), line)
    left = room.left + _labels(form, room).put(sheet.slide, Box(room.left, top, room.width, height), slots)
    heads = _heads(form, room)
    for number, (panel, head) in enumerate(zip(form.panels, heads.heads, strict=True)):
        area = Box(left, top, head.width, height)
        heads.put(sheet.slide, number, area)
        alt = sheet.alt_text if number == 0 else f"{panel.title}: described with the chart at its left."
        _put_panel(sheet.slide, panel, area, slots, form, alt)
        left += area.width + BETWEEN_PT


def _labels(form: Dots, room: Box) -> Labels:
    most = room.width * LABELS_SHARE.get(len(form.panels), MANY_PANELS)
    return Labels(names=form.rows, details=form.details, groups=form.groups, most=most)


def _least_pitch(form: Dots, room: Box) -> float:
    deepest = max(len(panel.series) for panel in form.panels)
    return max(_labels(form, room).least_pitch, deepest * NUMBER_PT)


def _key(form: Dots, room: Box) -> list[list[tuple[str, str, str]]]:
    entries = key_entries(form)
    return key_lines(room.width, entries) if entries else []


def _heads(form: Dots, room: Box) -> Heads:
    labels = sum(_labels(form, room).widths) + GAP
    free = room.width - labels - VALUE_PT - BETWEEN_PT * (len(form.panels) - 1)
    total = sum(panel.share for panel in form.panels)
    return Heads([Head(panel, free * panel.share / total) for panel in form.panels])


def _above(form: Dots, room: Box) -> float:
    key = len(_key(form, room))
    return (key + 0.25 if key else 0) * LINE_PT + _heads(form, room).height


def _plot_height(form: Dots, room: Box) -> float:
    return room.height - _above(form, room) - AXIS_PT


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
    last = len(line.xs) - 1
    left = reference is not None and line.point.value < reference  # so that the number does not cross the line
    beside = "   " if line.point.high == line.point.value else ""  # a mark is wider than the end of a line
    plot.paint_interval(series, color=line.color, symbol=line.marker, marked=last // 2, labeled=0 if left else last,
                        label=beside + theme.measure(line.point.value, unit), at_left=left)  # fmt: skip


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
