"""What is not reported is not drawn and enters no average: blanking a number does what taking its row away does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import immunodata
from immunodata.charts import CHARTS
from immunodata.dataset import Dataset
from immunodata.forms import Dots, Grid, Stacks
from immunodata.view import Chart, Choices, View

# Columns that hold a number of each table, and what remains of a row whose number is not reported.
NUMBERS = {
    "adverse_events": ("n_affected", "affected_pct"),
    "outcomes": ("value", "ci_low", "ci_high", "n_affected"),
    "agent_use": ("n_given", "given_pct"),
    "event_timing": ("median", "low", "high"),
}
DRAWING = [chart for chart in CHARTS if chart.group in ("side-effects", "response", "compare")]
EVERY_CHART = pytest.mark.parametrize("chart", DRAWING, ids=lambda chart: chart.id)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return immunodata.load()


def without_numbers(data: Dataset, seed: int, share: float, reporting: str) -> tuple[Dataset, Dataset]:
    """The dataset with a random share of numbers blank, and the one without the rows they stood in."""
    random = np.random.default_rng(seed)
    blank, gone = dict(data), dict(data)
    for name, columns in NUMBERS.items():
        hit = random.random(len(data[name])) < share
        frame = data[name].copy()
        for column in columns:
            frame[column] = frame[column].mask(hit)
        if "reporting" in frame:
            frame["reporting"] = frame["reporting"].mask(hit, reporting)
        blank[name], gone[name] = frame, data[name][~hit].reset_index(drop=True)
    about = {"version": data.version, "created": data.as_of}
    return Dataset(blank, about), Dataset(gone, about)


def drawn_choices(chart: Chart, data: Dataset, draw: st.DataObject) -> dict[str, str | list[str]]:
    """One value of each control, at random; none of a control that takes many."""
    chosen: dict[str, str | list[str]] = {}
    resolved: dict[str, str | tuple[str, ...]] = {}
    for control in chart.controls:
        options = [option.value for option in control.options(data, resolved)]
        if options and not control.many and draw.draw(st.booleans(), label=f"choose {control.id}"):
            chosen[control.id] = draw.draw(st.sampled_from(options), label=control.id)
        resolved[control.id] = control.resolve(data, resolved, chosen.get(control.id))
    return chosen


def values_of(view: View) -> list[float]:
    """Every number that is drawn."""
    form = view.form
    if isinstance(form, Dots):
        points = [point for panel in form.panels for series in panel.series for point in series.points if point]
        return [value for point in points for value in (point.value, point.low, point.high) if value is not None]
    if isinstance(form, Stacks):
        return [value for part in form.parts for value in part.values if value is not None]
    if isinstance(form, Grid):
        return [cell.share for line in form.cells for cell in line if cell.state == "value"]
    return []


@EVERY_CHART
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck),
          phases=[Phase.explicit, Phase.generate])  # fmt: skip  # each example makes two datasets: shrinking takes long
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.05, 0.9),
       reporting=st.sampled_from(["not-reported", "below-threshold"]), draw=st.data())  # fmt: skip
def test_a_blank_number_is_as_good_as_no_row(
    chart: Chart, data: Dataset, seed: int, share: float, reporting: str, draw: st.DataObject
) -> None:
    blank, gone = without_numbers(data, seed, share, reporting)
    choices = drawn_choices(chart, gone, draw)
    found, expected = chart.view(blank, **choices), chart.view(gone, **choices)
    pd.testing.assert_frame_equal(found.frame, expected.frame)
    assert found.form == expected.form
    assert found.words.headline == expected.words.headline
    assert np.isfinite(values_of(found)).all()
    same: Choices = found.choices
    for control in chart.controls:  # nothing is offered that has no number
        assert control.options(blank, same) == control.options(gone, same)
