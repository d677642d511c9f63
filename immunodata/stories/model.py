"""What a story is made of. Numbers are never written into a story: they come from the view of its step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from immunodata.charts import chart
from immunodata.dataset import Dataset
from immunodata.view import View


def _headline(view: View) -> str:
    return view.words.headline


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One chart of a story with its choices: a sentence before it, a question, and what the chart answers."""

    narration: str
    question: str
    explanation: str  # why the answer is so, or what to beware of; without numbers
    chart: str
    choices: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    finding: Callable[[View], str] = _headline  # the answer in numbers, from the view alone

    def view(self, data: Dataset | None = None) -> View:
        """Return the view of this step."""
        return chart(self.chart).view(data, **self.choices)

    @property
    def is_told_by_chart(self) -> bool:
        """True when the finding is the headline of the chart: who sees the chart need not be told twice."""
        return self.finding is _headline

    def answer(self, view: View) -> str:
        """Return the answer that `view`, the view of this step, gives: the finding, then its explanation."""
        return f"{self.finding(view).rstrip('.')}. {self.explanation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A sequence of steps under one title."""

    id: str
    title: str
    summary: str
    steps: tuple[Step, ...]
