"""Views for tests: each chart's own, and made-up ones with forms larger than any chart has today."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pandas as pd

import immunodata
from immunodata import theme
from immunodata.forms import (
    Band,
    Cell,
    CellState,
    Chip,
    Dots,
    DotSeries,
    Flow,
    Form,
    Grid,
    Interval,
    Mark,
    Node,
    Panel,
    Part,
    Ring,
    Stacks,
    Step,
    Stop,
    Timeline,
    Tree,
)
from immunodata.view import Chart, View, Words

LONG = "Patients with the event by arm, any grade and severe, in trials that differ in cancer, line, length and scale"
LONGER = (
    "A finding so long that two lines of a title barely hold it, with numbers (12% to 34%) and a clause; "
    "and then it goes on, to be cut at last with an ellipsis, as it must be where nothing else will help"
)


@cache
def view_of(chart: Chart) -> View:
    """The chart with its default choices."""
    view = chart.view()
    assert not view.is_empty, f"{chart.id} is empty by default"
    return view


def view_with(frame: pd.DataFrame, form: Form | None = None) -> View:
    """A view of a chart made for a test; it cites the first hundred sources."""
    words = Words(headline=LONGER, subtitle=LONG, alt_text="Nothing to see", notes=(LONG,))
    chart = Chart(
        id="made-up",
        title="Made up",
        question="What?",
        group="landscape",
        select=lambda data, _chosen: data["sources"][["source_id"]].head(100),
        shape=lambda _rows, _chosen: frame,
        layout=lambda _frame, _chosen: form or Tree(nodes=(), unit="things"),
        describe=lambda _frame, _chosen: words,
    )
    return chart.view()


def large_dots() -> Dots:
    """Missing rows, missing intervals, long names, two panels."""
    roles = ("car-t-cell",) * 30 + ("comparator",) * 30
    points = []
    for row in range(60):
        low = None if row % 11 == 5 else row - 0.5
        points.append(None if row % 7 == 3 else Interval(value=row, low=low, high=row + 9))
    both = tuple(
        DotSeries(
            name=f"{name} of a regimen with a long name (n=1,234)", roles=roles, points=tuple(points), filled=filled
        )
        for name, filled in (("any grade", True), ("grade 3 or higher", False))
    )
    gaps = tuple(Interval(value=row - 30, low=row - 40, high=row - 20) for row in range(60))
    gap = DotSeries(name="", roles=("combination",) * 60, points=gaps)
    ends = ("more with the comparator of long name", "more with the regimen of long name")
    return Dots(
        rows=tuple(f"axicabtagene ciloleucel with another therapy {row}" for row in range(60)),
        details=tuple(f"n=1,234, TRIAL-{row}, relapsed or refractory large B-cell lymphoma" for row in range(60)),
        groups=("CAR T cell",) * 30 + ("Comparator",) * 30,
        panels=(
            Panel(title="Cytokine release syndrome of any kind", unit="%", series=both, low=0, high=108),
            Panel(title="Difference", unit="points", series=(gap,), low=-47.3, high=47.3, reference=0, ends=ends),
        ),
    )


def large_grid() -> Grid:
    """More columns than a slide is wide."""
    states: tuple[CellState, ...] = ("value", "zero", "not-reported")
    texts = {"value": "12%", "zero": "0%", "not-reported": ""}
    chosen = [[states[(row + column) % 3] for column in range(18)] for row in range(40)]
    cells = tuple(tuple(Cell(state=state, text=texts[state], share=0.5) for state in line) for line in chosen)
    return Grid(
        rows=tuple(f"A row with a rather long name, number {row}" for row in range(40)),
        columns=tuple(f"Immunomodulatory combination {column}" for column in range(18)),
        column_roles=("cytokine",) * 18,
        column_details=("12 arms, n=3,204",) * 18,
        cells=cells,
        groups=("First",) * 13 + ("Second",) * 27,
        key="number and shade: a median over the arms of the column",
    )


def large_stacks() -> Stacks:
    """Long names and details, and a part that is not reported."""
    values = tuple(None if row == 3 else 25.0 for row in range(45))
    roles = ("fatal", "high", "low", "none")
    return Stacks(
        rows=tuple(f"a regimen of three therapies {row}" for row in range(45)),
        details=tuple(f"n=1,234, TRIAL-{row}, gastroesophageal junction" for row in range(45)),
        parts=tuple(Part(name=role, role=role, values=values, hovers=("",) * 45) for role in roles),
        unit="%",
    )


def large_timeline() -> Timeline:
    """Every status in every row."""
    roles = tuple(role for role in theme.CATEGORY_ROLES for _ in range(10))
    marks = tuple(
        Mark(row=row, when=date(1986 + row * step % 40, 1 + row % 12, 1 + row % 28), hover="", status=status)
        for row in range(len(roles))
        for step, status in enumerate(theme.STATUS_ROLES, start=1)
    )
    groups = tuple(theme.CATEGORY_ROLES[role].label for role in roles)
    return Timeline(rows=tuple(f"therapy {row}" for row in range(len(roles))), roles=roles, marks=marks, groups=groups)


def large_tree() -> Tree:
    """Every category with four branches of fifteen leaves."""
    nodes = []

    def add(name: str, parent: str, role: str, size: int) -> None:
        label = name if size == 1 else f"{name} · {size}"
        nodes.append(
            Node(node_id=name, parent_id=parent, label=label, size=size, role=role, hover="", is_leaf=size == 1)
        )

    for top in theme.CATEGORY_ROLES:
        add(top, "", top, 60)
        for part in range(4):
            add(f"{top}-{part}", top, top, 15)
            for leaf in range(15):
                add(f"axicabtagene-{top}-{part}-{leaf}", f"{top}-{part}", top, 1)
    return Tree(nodes=tuple(nodes), unit="therapies")


def large_flow() -> Flow:
    """Every category to targets of its own, more than a slide has lines."""
    stops = [Stop(stop_id=f"1:{verb}", column=1, label="changes the function of " * verb or "binds", detail="36", role="",
                  hover="") for verb in range(3)]  # fmt: skip
    bands = []
    for at, role in enumerate(theme.CATEGORY_ROLES):
        label = theme.CATEGORY_ROLES[role].label
        stops.append(Stop(stop_id=f"0:{role}", column=0, label=label, detail="12", role=role, hover=""))
        verb = f"1:{at % 3}"
        bands.append(Band(origin=f"0:{role}", start=f"0:{role}", end=verb, size=24, role=role, hover=""))
        for target in range(8):
            end = f"2:{role}-{target}"
            name = f"interleukin-{target} receptor gamma of {label.lower()}"
            stops.append(Stop(stop_id=end, column=2, label=name, detail="3", role="", hover=""))
            bands.append(Band(origin=f"0:{role}", start=verb, end=end, size=3, role=role, hover=""))
    return Flow(heads=("From a category", "does", "to"), stops=tuple(stops), bands=tuple(bands))


def large_ring() -> Ring:
    """Every category at every step."""
    chips = tuple(Chip(label=role.label, role=name, size=123) for name, role in theme.CATEGORY_ROLES.items())
    label = "Release of antigens by cells that die of one cause or another"
    steps = tuple(Step(number=str(step), label=label, chips=chips, share=step / 7, hover="") for step in range(1, 8))
    return Ring(title=("A cycle", "of steps"), steps=steps, empty="none", key="shade of a step: number of therapies")


LARGE = {
    "dots": large_dots,
    "flow": large_flow,
    "grid": large_grid,
    "ring": large_ring,
    "stacks": large_stacks,
    "timeline": large_timeline,
    "tree": large_tree,
}
NAMES = (*(chart.id for chart in immunodata.CHARTS), *LARGE)


@cache
def view_named(name: str) -> View:
    """The view of the chart with this id, or the made-up one with this form."""
    if name in LARGE:
        return view_with(pd.DataFrame({"row": range(3)}), LARGE[name]())
    return view_of(immunodata.chart(name))


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page(?!s)", pdf))
