"""Where the stops and bands of a flow lie: the same on the screen and on a slide, in whatever unit is given."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from immunodata import theme
from immunodata.forms import Band, Flow, Stop

HALVINGS = 40
DOT = " · "  # between a name, which may end in a number, and its number
OPACITY = 0.55  # bands cross
GLUE = "__"  # keeps a stop's number on the line of its last word


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The upper and lower end of a stop, and of the bands that it holds in its middle."""

    top: float
    bottom: float
    width: float  # of its bands together

    @property
    def middle(self) -> float:
        """Halfway down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A band's upper edge at its start and end, and its width."""

    band: Band
    start: float
    end: float
    width: float


def sizes(form: Flow) -> dict[str, int]:
    """The sizes of the bands of each stop together."""
    found = {stop.stop_id: [0, 0] for stop in form.stops}
    for band in form.bands:
        found[band.start][0] += band.size
        found[band.end][1] += band.size
    return {stop: max(sides) for stop, sides in found.items()}


def label_lines(stop: Stop, size: float, width: float) -> list[str]:
    """The label of a stop with its number, in lines no wider than `width`."""
    lines = theme.wrap(f"{stop.label}{GLUE}{stop.detail}", size, width)
    return [*lines[:-1], DOT.join(lines[-1].rsplit(GLUE, 1))]


def fit_unit(form: Flow, needs: Mapping[str, float], *, gap: float, height: float, most: float) -> float:
    """The largest width of one unit, up to `most`, with which every column stays within `height`; 0 where none does."""
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fits = height_with(form, needs, gap=gap, unit=middle) <= height
        low, high = (middle, high) if fits else (low, middle)
    return low


def height_with(form: Flow, needs: Mapping[str, float], *, gap: float, unit: float) -> float:
    """The height of the tallest column."""
    return max(_column_heights(form, needs, gap=gap, unit=unit), default=0.0)


def _column_heights(form: Flow, needs: Mapping[str, float], *, gap: float, unit: float) -> list[float]:
    held = sizes(form)
    heights = [0.0] * len(form.heads)
    for stop in form.stops:
        heights[stop.column] += max(held[stop.stop_id] * unit, needs[stop.stop_id]) + gap
    return [max(height - gap, 0) for height in heights]


def lay_stops(form: Flow, needs: Mapping[str, float], *, gap: float, unit: float) -> dict[str, Place]:
    """The place of each stop: as high as its bands or its label need, shorter columns halfway down the tallest."""
    held, used = sizes(form), _column_heights(form, needs, gap=gap, unit=unit)
    tops = [(max(used) - own) / 2 for own in used]
    places = {}
    for stop in form.stops:
        width = held[stop.stop_id] * unit
        top = tops[stop.column]
        places[stop.stop_id] = Place(top=top, bottom=top + max(width, needs[stop.stop_id]), width=width)
        tops[stop.column] = places[stop.stop_id].bottom + gap
    return places


def lay_bands(form: Flow, places: Mapping[str, Place], *, unit: float) -> list[Course]:
    """The course of each band: at every stop they lie in the order of where they come from and go to."""
    order = {stop.stop_id: place for place, stop in enumerate(form.stops)}
    starts = {stop: place.middle - place.width / 2 for stop, place in places.items()}
    ends = dict(starts)
    found = {}
    for band in sorted(form.bands, key=lambda band: (order[band.start], order[band.end], order[band.origin])):
        found[band] = starts[band.start]
        starts[band.start] += band.size * unit
    courses = []
    for band in sorted(form.bands, key=lambda band: (order[band.end], order[band.start], order[band.origin])):
        courses.append(Course(band=band, start=found[band], end=ends[band.end], width=band.size * unit))
        ends[band.end] += band.size * unit
    return courses


def from_origins(form: Flow, origins: Collection[str]) -> Flow:
    """The part of the flow that comes from these stops of the first column."""
    bands = tuple(band for band in form.bands if band.origin in origins)
    met = {stop for band in bands for stop in (band.start, band.end)}
    return replace(form, bands=bands, stops=tuple(stop for stop in form.stops if stop.stop_id in met))
