"""`Chart`: one question about the data. `View`: that question answered for given choices, ready for every output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd

from immunodata.citation import cite, short_citations, source_ids
from immunodata.dataset import Dataset, default_dataset
from immunodata.errors import ImmunodataError, UnknownName
from immunodata.forms import Form

if TYPE_CHECKING:
    import plotly.graph_objects as go

Choice = str | tuple[str, ...]
Choices = Mapping[str, Any]  # control id -> str, or tuple of str where the control takes many


@dataclass(frozen=True, slots=True)
class Option:
    """A value a control may take, and how it is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A choice the reader may make. Options may depend on the controls before it."""

    id: str
    label: str
    options: Callable[[Dataset, Choices], tuple[Option, ...]]
    default: Callable[[Dataset, Choices], Choice]
    many: bool = False  # none chosen means all
    help: str = ""
    said: Callable[[Choice], str] | None = None  # what a choice other than the default adds to the subtitle

    def resolve(self, data: Dataset, chosen: Choices, value: Any = None) -> Choice:
        """The choice to use for `value` (None: the default); `UnknownName` for a value that is not an option."""
        if value is None:
            return self.default(data, chosen)
        allowed = [option.value for option in self.options(data, chosen)]
        values = [value] if isinstance(value, str) else list(value)
        if not self.many and len(values) != 1:
            raise ImmunodataError(f"{self.label!r} ({self.id}) takes one value, got {values!r}.")
        for item in values:
            if item not in allowed:
                raise UnknownName(f"{self.label.lower()} ({self.id})", item, allowed)
        return tuple(item for item in allowed if item in values) if self.many else str(values[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a view says: the finding, what is measured, the picture in words, and what to beware of."""

    headline: str
    subtitle: str
    alt_text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One question and the way from the data to its answer. Every step is a pure function of its arguments."""

    id: str
    title: str
    question: str
    group: str
    select: Callable[[Dataset, Choices], pd.DataFrame]  # rows used, with their source_id
    shape: Callable[[pd.DataFrame, Choices], pd.DataFrame]  # exactly the numbers drawn
    layout: Callable[[pd.DataFrame, Choices], Form]  # how they are laid out
    describe: Callable[[pd.DataFrame, Choices], Words]  # the same numbers in words
    controls: tuple[Control, ...] = ()

    def resolve(self, data: Dataset, choices: Mapping[str, Any]) -> dict[str, Choice]:
        """Every control's choice, defaults filled in; `UnknownName` for a control or a value that does not exist."""
        ids = [control.id for control in self.controls]
        for name in choices:
            if name not in ids:
                raise UnknownName(f"control of the chart {self.id!r}", name, ids)
        chosen: dict[str, Choice] = {}
        for control in self.controls:
            chosen[control.id] = control.resolve(data, chosen, choices.get(control.id))
        return chosen

    def read_choices(self, pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Choices from control-value texts, as in a link; several values make a list, a blank one means none (all)."""
        many = {control.id for control in self.controls if control.many}
        choices: dict[str, Any] = {}
        for control, value in pairs:
            choices.setdefault(control, []).extend([value] if value or control not in many else [])
        return {control: values[0] if len(values) == 1 else values for control, values in choices.items()}

    def view(self, data: Dataset | None = None, **choices: Any) -> View:
        """Return the answer for these choices; controls left out take their defaults.

        Raises
        ------
        UnknownName : a control or value that does not exist; the message names the allowed ones.

        Examples
        --------
        >>> import immunodata
        >>> view = immunodata.chart("approvals-by-date").view()
        >>> view.frame.empty
        False
        """
        dataset = data if data is not None else default_dataset()
        chosen = self.resolve(dataset, choices)
        rows = self.select(dataset, chosen)
        frame = self.shape(rows, chosen)
        ids = source_ids(rows, data=dataset) if not frame.empty else []
        words = self.describe(frame, chosen) if not frame.empty else _nothing(self)
        return View(
            chart=self,
            data=dataset,
            choices=MappingProxyType(chosen),
            frame=frame,
            source_ids=tuple(ids),
            words=replace(words, subtitle="; ".join([words.subtitle, *self._limits(dataset, chosen)])),
        )

    def _limits(self, data: Dataset, chosen: dict[str, Choice]) -> list[str]:
        """What the choices leave out that no chart says by itself."""
        return [
            control.said(chosen[control.id])
            for control in self.controls
            if control.said and chosen[control.id] != control.default(data, chosen)
        ]


def _nothing(chart: Chart) -> Words:
    text = "No row of the dataset fits these choices."
    return Words(headline=text, subtitle=chart.question, alt_text=f"Empty chart. {text}")


@dataclass(frozen=True, kw_only=True, eq=False)
class View:
    """A chart answered: the same object feeds the notebook, the dashboard, the slide and the file."""

    chart: Chart
    data: Dataset
    choices: Mapping[str, Choice]
    frame: pd.DataFrame  # exactly the numbers drawn
    words: Words
    source_ids: tuple[str, ...]
    _figures: dict[tuple[bool, int], Any] = field(default_factory=dict, repr=False)

    @property
    def is_empty(self) -> bool:
        """True when no row fits the choices."""
        return self.frame.empty

    @cached_property
    def form(self) -> Form | None:
        """What is drawn, free of any medium; None when empty."""
        return None if self.is_empty else self.chart.layout(self.frame, self.choices)

    @property
    def figure(self) -> go.Figure:
        """The Plotly figure on light ground, with title, notes and source line."""
        return self.draw()

    def draw(self, *, dark: bool = False, width: int = 960) -> go.Figure:
        """Return the Plotly figure for a page `width` pixels wide; the same object for the same arguments."""
        if (dark, width) not in self._figures:
            from immunodata.figures import draw

            self._figures[dark, width] = draw(self, dark=dark, width=width)
        return self._figures[dark, width]

    @property
    def caption(self) -> str:
        """Where the numbers come from, and how many rows."""
        return f"{len(self.frame)} rows drawn. {self.source_line}"

    @cached_property
    def source_line(self) -> str:
        """One line: sources, as-of date, version."""
        cited = short_citations(self.source_ids, data=self.data) or "none"
        return f"Sources: {cited}. immunodata {self.data.version}, data as of {self.data.as_of}."

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not comparable, what is missing."""
        return self.words.notes

    @property
    def alt_text(self) -> str:
        """The picture in words: kind of chart, what it shows, the finding."""
        return self.words.alt_text

    @property
    def sources(self) -> list[str]:
        """Long citations of every source behind the numbers."""
        return list(self._cited)

    @cached_property
    def _cited(self) -> tuple[str, ...]:
        return tuple(cite(self.source_ids, data=self.data))

    @cached_property
    def chosen(self) -> dict[str, Choice]:
        """The choices that differ from the defaults, which may depend on the choices before them."""
        differing: dict[str, Choice] = {}
        for place, control in enumerate(self.chart.controls):
            before = {earlier.id: self.choices[earlier.id] for earlier in self.chart.controls[:place]}
            if self.choices[control.id] != control.default(self.data, before):
                differing[control.id] = self.choices[control.id]
        return differing

    @property
    def file_stem(self) -> str:
        """File name without ending: chart, choices, data version."""
        parts = [f"{name}-{'+'.join(_values(value)) or 'all'}" for name, value in self.chosen.items()]
        safe = "--".join([self.chart.id, *parts, f"v{self.data.version}"])
        return "".join(char if char.isalnum() or char in "-+._" else "-" for char in safe)[:150]

    @property
    def permalink(self) -> str:
        """Path and query that open this view in the dashboard."""
        return f"/{self.chart.group}?{urlencode([('chart', self.chart.id), *self._chosen_pairs])}"

    @property
    def name(self) -> str:
        """The chart and its choices in one word, `chart?control=value`, as the `deck` command takes them."""
        return f"{self.chart.id}?{urlencode(self._chosen_pairs)}" if self.chosen else self.chart.id

    @property
    def _chosen_pairs(self) -> list[tuple[str, str]]:
        return [(name, item) for name, value in self.chosen.items() for item in _values(value) or ("",)]

    @property
    def code(self) -> str:
        """The line of Python that makes this view again."""
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.chosen.items())
        return f'immunodata.chart("{self.chart.id}").view({arguments})'

    def save(
        self, path: str | Path, *, overwrite: bool = False, size: str = "page", scale: float | None = None
    ) -> Path:
        """Write the view; the ending chooses the format: png, svg, pdf, html, csv, xlsx, parquet, json or pptx.

        See `immunodata.export.save` for sizes, errors and what stands beside a data file. Returns the path written.
        """
        from immunodata.export import save

        return save(self, path, overwrite=overwrite, size=size, scale=scale)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from immunodata.figures import PLOTLY_CONFIG

        bundle = self.figure.to_plotly_json()
        return {"application/vnd.plotly.v1+json": {**bundle, "config": PLOTLY_CONFIG}, "text/plain": self.alt_text}

    def __repr__(self) -> str:
        return f"<View {self.code}: {self.words.headline}>"


def _values(value: Choice) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value
