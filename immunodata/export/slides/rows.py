"""Rows that a table of labels and a chart share. Headings take a slot; long lists go on to the next slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from immunodata import theme
from immunodata.export.slides.sheet import LEADING, TEXT_PT, Box, Run
from immunodata.export.slides.table import TableCell, put_table

GAP = 10.0  # between label columns, points


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One line of the chart: a row of the form, or a heading."""

    row: int | None
    heading: str = ""


def lay_slots(groups: Sequence[str], rows: Sequence[int]) -> list[Slot]:
    """The rows in order, a heading before each change of group."""
    slots: list[Slot] = []
    for place, row in enumerate(rows):
        if groups and (place == 0 or groups[row] != groups[rows[place - 1]]):
            slots.append(Slot(row=None, heading=groups[row]))
        slots.append(Slot(row=row))
    return slots


def split_rows(groups: Sequence[str], count: int, *, most: int) -> list[list[int]]:
    """Cut rows into as few pages of at most `most` slots as can be: even ones, and rather between groups than within.

    >>> split_rows((), 5, most=3)
    [[0, 1, 2], [3, 4]]
    >>> split_rows(("a", "a", "a", "b", "b"), 5, most=5)
    [[0, 1, 2], [3, 4]]
    """
    most = max(most, 2)  # a row and its heading
    n_slots = len(lay_slots(groups, range(count)))
    for n_pages in range(1, count + 1):
        ends = _best_ends(groups, count, most, n_pages, ideal=n_slots / n_pages)
        if ends:
            return [list(range(start, end)) for start, end in zip([0, *ends], ends, strict=False)]
    return []


def _best_ends(groups: Sequence[str], count: int, most: int, n_pages: int, *, ideal: float) -> list[int]:
    """Where exactly `n_pages` pages end at the least cost; empty when the rows do not fit into so many."""
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for _ in range(n_pages):
        longer: dict[int, tuple[float, list[int]]] = {}
        for start, (cost, ends) in best.items():
            for end in range(start + 1, count + 1):
                size = len(lay_slots(groups, range(start, end)))
                if size > most:
                    break
                cuts = bool(groups) and end < count and groups[end] == groups[end - 1]
                total = cost + (size - ideal) ** 2 + (ideal**2 / 8 if cuts else 0)
                if end not in longer or total <= longer[end][0]:  # of two equals, the fuller first page
                    longer[end] = (total, [*ends, end])
        best = longer
    return best[count][1] if count in best else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Row names and their muted details: side by side where the width allows, else one above the other."""

    names: Sequence[str]
    details: Sequence[str] = ()
    groups: Sequence[str] = ()
    insets: Sequence[float] = ()  # room left of each name: what lies below another
    most: float  # points of width

    @property
    def name_pt(self) -> float:
        """What the longest name or heading needs."""
        insets = self.insets or [0.0] * len(self.names)
        needs = zip(self.names, insets, strict=True)
        names = max((theme.text_width(text, TEXT_PT) + inset for text, inset in needs), default=0.0)
        heads = max((theme.text_width(text, TEXT_PT * 1.04) for text in self.groups), default=0.0)
        return min(max(names, heads if not self.detail_pt else 0.0) + 2, self.most)

    @property
    def detail_pt(self) -> float:
        """What the longest detail needs; 0 without any."""
        return max((theme.text_width(text, TEXT_PT) + 2 for text in self.details if text), default=0.0)

    @property
    def stacked(self) -> bool:
        """Are details set under their names?"""
        return bool(self.detail_pt) and self.name_pt + GAP + self.detail_pt > self.most

    @property
    def least_pitch(self) -> float:
        """The lowest row that holds a label."""
        return 2 * TEXT_PT * LEADING + 3 if self.stacked else TEXT_PT * LEADING + 2

    @property
    def widths(self) -> list[float]:
        """Of the columns of the table."""
        if self.stacked:
            return [min(max(self.name_pt, self.detail_pt), self.most)]
        return [self.name_pt, GAP + self.detail_pt] if self.detail_pt else [self.name_pt]

    def put(self, slide: object, box: Box, slots: Sequence[Slot]) -> float:
        """Add the table, one slot a row; return the width it takes, gap included."""
        pitch = box.height / len(slots)
        cells = [self._line(slot, pitch) for slot in slots]
        put_table(slide, box, cells, widths=self.widths, heights=[pitch] * len(slots), name="Row names",
                  alt_text="Row names of the chart at the right")  # fmt: skip
        return sum(self.widths) + GAP

    def _line(self, slot: Slot, pitch: float) -> list[TableCell]:
        widths = self.widths
        if slot.row is None:
            head = theme.shorten(slot.heading, TEXT_PT * 1.04, sum(widths))
            run = Run(text=head, color=theme.LIGHT.muted, bold=True)
            return [TableCell(lines=((run,),), span=len(widths), anchor="bottom")]
        detail = self.details[slot.row] if self.details else ""
        if self.stacked:
            lines = [(Run(text=theme.shorten(self.names[slot.row], TEXT_PT, widths[0])),),
                     (Run(text=theme.shorten(detail, TEXT_PT, widths[0]), color=theme.LIGHT.muted),)]  # fmt: skip
            return [TableCell(lines=tuple(lines))]
        inset = self.insets[slot.row] if self.insets else 0.0
        names = fit_lines(self.names[slot.row], size=TEXT_PT, width=widths[0] - inset, height=pitch)
        line = [TableCell(lines=tuple((Run(text=text),) for text in names), inset=inset)]
        if self.detail_pt:
            line.append(TableCell(lines=((Run(text=detail, color=theme.LIGHT.muted),),), inset=GAP))
        return line


def fit_lines(text: str, *, size: float, width: float, height: float) -> list[str]:
    """`text` in as many lines as `height` allows (at least one), the last cut with an ellipsis where it must be."""
    allowed = max(int(height // (size * LEADING)), 1)
    lines = theme.wrap(text, size, width)
    if len(lines) <= allowed:
        return [theme.shorten(line, size, width) for line in lines]
    return [*lines[: allowed - 1], theme.shorten(" ".join(lines[allowed - 1 :]), size, width)]
