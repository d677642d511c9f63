"""The forms a chart can take: plain values that say what is drawn, without saying in which medium.

A chart lays its numbers out as one form; the screen and the slide each draw every form. Colors are roles of
`immunodata.theme`, never hex values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate with its interval; `hover` says the rest."""

    value: float
    low: float | None = None
    high: float | None = None
    hover: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DotSeries:
    """One kind of mark in a panel: an interval, or nothing, per row."""

    name: str
    roles: tuple[str, ...]  # one per row
    points: tuple[Interval | None, ...]
    filled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One horizontal axis shared by all rows."""

    title: str
    unit: str
    series: tuple[DotSeries, ...]
    low: float
    high: float
    reference: float | None = None  # a line: no difference
    ends: tuple[str, str] | None = None  # what lies left and right of the reference
    share: float = 1.0  # of the width


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Rows by panels of dots with interval lines."""

    rows: tuple[str, ...]
    details: tuple[str, ...]  # a second, muted label per row: n, trial
    panels: tuple[Panel, ...]
    groups: tuple[str, ...] = ()  # a heading per row; a change of heading opens a gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One layer of stacked bars."""

    name: str
    role: str
    values: tuple[float | None, ...]
    hovers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stacks:
    """Horizontal stacked bars: parts of 100 %, or counts where `unit` is not a percent."""

    rows: tuple[str, ...]
    details: tuple[str, ...]
    parts: tuple[Part, ...]
    unit: str
    most: float = 100.0  # where the axis ends


CellState = Literal["value", "zero", "not-reported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a matrix: `share` (0 to 1) sets the fill; a `role` instead paints a category's mark."""

    state: CellState
    text: str = ""
    share: float = 0.0
    role: str = ""
    hover: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A matrix of cells."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    column_roles: tuple[str, ...]
    column_details: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]  # rows of cells
    groups: tuple[str, ...] = ()  # a heading per row
    key: str = ""  # what the fill means, for the foot
    empty: str = "not reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A dated mark on a row."""

    row: int
    when: date
    status: str  # a status role
    hover: str
    offset: float = 0.0  # aside from the middle of the row, in rows: marks that would touch move apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Rows of dated marks."""

    rows: tuple[str, ...]
    roles: tuple[str, ...]  # one per row
    marks: tuple[Mark, ...]
    groups: tuple[str, ...] = ()
    lanes: int = 1  # how many marks can lie above each other in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box of a tree: a category or a therapy."""

    node_id: str
    parent_id: str
    label: str
    size: int
    role: str
    hover: str
    is_leaf: bool
    detail: str = ""  # printed beside a leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Categories, their parts and their leaves, in display order; a box is as tall as its leaves are many."""

    nodes: tuple[Node, ...]
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place that bands start from, pass or reach."""

    stop_id: str
    column: int
    label: str
    detail: str  # a muted number after the label
    role: str  # empty: plain
    hover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What leads from one stop to one of the next column, as wide as `size`."""

    origin: str  # the stop of the first column that it comes from
    start: str
    end: str
    size: int
    role: str
    hover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Bands from the first column of stops over the second to the third; stops in display order."""

    heads: tuple[str, str, str]
    stops: tuple[Stop, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """What acts at a step: a category and how many."""

    label: str
    role: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a cycle, with what acts there; `share` (0 to 1) shades it."""

    number: str
    label: str
    chips: tuple[Chip, ...]
    share: float
    hover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Steps that lead to each other and back to the first, clockwise."""

    title: tuple[str, ...]  # lines in the middle
    steps: tuple[Step, ...]
    empty: str  # said where nothing acts
    key: str  # what number and shade mean


Form = Dots | Stacks | Grid | Timeline | Tree | Flow | Ring
