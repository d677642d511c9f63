"""A flow as a group of freeforms: a band, bar and box each a shape of its own, every label a text box."""

from __future__ import annotations

from collections.abc import Sequence

from immunodata import theme
from immunodata.bands import DOT, OPACITY, Course, Place, fit_unit, from_origins, label_lines, lay_bands, lay_stops
from immunodata.export.slides.shapes import grouped, put_freeform, put_rectangle
from immunodata.export.slides.sheet import ARIAL, LEADING, TEXT_PT, Box, Run, Sheet, put_text
from immunodata.forms import Flow, Stop

HEAD_PT, GAP, BAR, AIR = 22.0, 3.0, 12.0, 8.0
LEAST_UNIT, MOST_UNIT = 0.4, 12.0  # points of width for one therapy
SIDE, MIDDLE = 0.28, 0.20  # the most of the width for labels at a side, for the boxes in the middle


def pages(form: Flow, room: Box) -> list[list[int]]:
    """The stops of the first column that start each slide: as many as leave every label its line."""
    origins = [stop.stop_id for stop in form.stops if stop.column == 0]
    parts: list[list[int]] = []
    for place, _origin in enumerate(origins):
        longer = [*parts[-1], place] if parts else [place]
        shown = from_origins(form, {origins[row] for row in longer})
        if parts and _unit(shown, _lines(shown, room), room) >= LEAST_UNIT:
            parts[-1] = longer
        else:
            parts.append([place])
    return parts


def place(sheet: Sheet, form: Flow, rows: Sequence[int]) -> None:
    """Add the group of bands, bars, boxes and labels."""
    origins = [stop.stop_id for stop in form.stops if stop.column == 0]
    form, room = from_origins(form, {origins[row] for row in rows}), sheet.room
    lines = _lines(form, room)
    unit = _unit(form, lines, room)
    places = lay_stops(form, _needs(lines), gap=GAP, unit=unit)
    edges = _edges(form, lines, room)
    with grouped(sheet.slide, name="Chart", alt_text=sheet.alt_text) as group:
        columns = {stop.stop_id: stop.column for stop in form.stops}
        top = room.top + HEAD_PT
        for course in lay_bands(form, places, unit=unit):
            x0, x1 = edges[columns[course.band.start]][1], edges[columns[course.band.end]][0]
            _put_band(group, course, x0, x1, top, form)
        for stop in form.stops:
            _put_stop(group, stop, places[stop.stop_id], edges[stop.column], top, lines[stop.stop_id], room)
        _put_heads(group, form, edges, room)


def _lines(form: Flow, room: Box) -> dict[str, list[str]]:
    found = {}
    for stop in form.stops:
        most = room.width * (MIDDLE if stop.column == 1 else SIDE) - 2 * AIR
        lines = label_lines(stop, TEXT_PT * ARIAL, most)
        found[stop.stop_id] = [theme.shorten(line, TEXT_PT * ARIAL, most) for line in lines]
    return found


def _needs(lines: dict[str, list[str]]) -> dict[str, float]:
    return {stop: len(own) * TEXT_PT * LEADING + 1 for stop, own in lines.items()}


def _unit(form: Flow, lines: dict[str, list[str]], room: Box) -> float:
    return fit_unit(form, _needs(lines), gap=GAP, height=room.height - HEAD_PT, most=MOST_UNIT)


def _edges(form: Flow, lines: dict[str, list[str]], room: Box) -> list[tuple[float, float]]:
    """Left and right end of each column's bars and boxes."""
    widest = [0.0, 0.0, 0.0]
    for stop in form.stops:
        for line in lines[stop.stop_id]:
            widest[stop.column] = max(widest[stop.column], theme.text_width(line, TEXT_PT * ARIAL))
    left, right = room.left + widest[0] + AIR, room.left + room.width - widest[2] - AIR
    middle, half = (left + right) / 2, widest[1] / 2 + AIR
    return [(left, left + BAR), (middle - half, middle + half), (right - BAR, right)]


def _put_band(group: object, course: Course, x0: float, x1: float, top: float, form: Flow) -> None:
    names = {stop.stop_id: stop.label for stop in form.stops}
    bend, start, end = (x0 + x1) / 2, top + course.start, top + course.end
    steps = [
        [(bend, start), (bend, end), (x1, end)],
        [(x1, end + course.width)],
        [(bend, end + course.width), (bend, start + course.width), (x0, start + course.width)],
    ]
    name = f"{names[course.band.start]}, {names[course.band.end]}: {course.band.size}"
    put_freeform(group, (x0, start), steps, fill=theme.color(course.band.role), name=name, opacity=OPACITY)


def _put_stop(
    group: object, stop: Stop, place: Place, edge: tuple[float, float], top: float, lines: Sequence[str], room: Box
) -> None:
    x0, x1 = edge
    half = (place.bottom - place.top) / 2 if stop.column == 1 else place.width / 2
    plain = theme.LIGHT.guide if stop.column == 1 else theme.LIGHT.muted
    fill = theme.color(stop.role) if stop.role else plain
    put_rectangle(group, Box(x0, top + place.middle - half, x1 - x0, 2 * half), fill=fill, name=stop.label)
    high = len(lines) * TEXT_PT * LEADING
    down = top + place.middle - high / 2
    box, align = {
        0: (Box(room.left, down, x0 - AIR - room.left, high), "right"),
        1: (Box(x0, down, x1 - x0, high), "center"),
        2: (Box(x1 + AIR, down, room.left + room.width - x1 - AIR, high), "left"),
    }[stop.column]
    name, dot, number = lines[-1].rpartition(DOT)
    runs = [[Run(text=line)] for line in lines[:-1]]
    runs.append([Run(text=name), Run(text=dot + number, color=theme.LIGHT.muted)])
    put_text(group, box, runs, name=f"Label: {stop.label}", align=align)


def _put_heads(group: object, form: Flow, edges: Sequence[tuple[float, float]], room: Box) -> None:
    right = room.left + room.width
    spans = (
        (room.left, edges[0][1], "right"),
        (edges[0][1] + AIR, edges[2][0] - AIR, "center"),
        (edges[2][0], right, "left"),
    )
    for head, (x0, x1, align) in zip(form.heads, spans, strict=True):
        run = Run(text=theme.shorten(head, TEXT_PT * 1.05, x1 - x0), color=theme.LIGHT.muted, bold=True)
        put_text(group, Box(x0, room.top, x1 - x0, TEXT_PT * LEADING), [[run]], name=head, align=align)
