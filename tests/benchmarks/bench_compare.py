"""Cost of `compare` as the tables grow, and of building figures, as ratios measured in one run.

Run with: python tests/benchmarks/bench_compare.py
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

import immunodata
from immunodata.dataset import Dataset

TIMES = (1, 10, 100)
RUNS = 5


def larger(data: Dataset, times: int) -> Dataset:
    """The dataset with every trial, arm and adverse event `times` over, under new ids."""

    def repeated(name: str, ids: tuple[str, ...]) -> pd.DataFrame:
        frame = data[name]
        many = pd.concat([frame] * times, ignore_index=True)
        copy = np.repeat(np.arange(times), len(frame)).astype(str)
        for column in ids:
            many[column] = np.where(many[column].isna(), many[column], many[column].astype(object) + "-x" + copy)
        return many.astype(frame.dtypes.to_dict())

    frames = {name: data[name] for name in data}
    frames["adverse_events"] = repeated("adverse_events", ("arm_id", "report_id"))
    frames["arms"] = repeated("arms", ("arm_id", "trial_id", "part_of_arm_id"))
    frames["trials"] = repeated("trials", ("trial_id",))
    return Dataset(frames, {"version": "synthetic"})


def by_hand(data: Dataset) -> pd.DataFrame:
    """What an analyst might write: the mean share of each event over arms of three therapies."""
    arms = data["arms"]
    wanted = arms[arms["therapy_ids"].isin(["pembrolizumab", "ipilimumab"]) & (arms["regimen_kind"] == "mono")]
    rows = data["adverse_events"]
    rows = rows[rows["is_default"].astype(bool) & (rows["grade_group"] == "any")].merge(wanted, on="arm_id")
    return rows.groupby(["therapy_ids", "event_id"])["affected_pct"].mean().reset_index()


def seconds(call: Callable[[], object], runs: int = RUNS) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def bare_figure() -> go.Figure:
    figure = go.Figure([go.Scatter(x=list(range(20)), y=list(range(20)), mode="markers") for _ in range(5)])
    return figure.update_layout(title="bare", width=960, height=600)


def main() -> None:
    """Print the cost per row at each size, and figures beside a bare one."""
    data = immunodata.load()
    data.compare("pembrolizumab")  # imports and caches first
    for times in TIMES:
        big = larger(data, times)
        rows = len(big["adverse_events"])
        ours = seconds(lambda big=big: big.compare("pembrolizumab", "ipilimumab", "CAR T cell"), 3)
        hand = seconds(lambda big=big: by_hand(big), 3)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{rows:>9,} rows: {ours:5.2f} s, {1e6 * ours / rows:6.2f} us a row, {ours / hand:4.1f} x by hand, "
              f"{memory:,.0f} MB")  # fmt: skip
    bare = seconds(bare_figure, 20)
    views = [chart.view(data) for chart in immunodata.CHARTS]
    drawn = {}
    for view in views:
        view.draw()  # imports first

        def draw(view: object = view) -> None:
            view._figures.clear()
            view.draw()

        drawn[view.chart.id] = seconds(draw)
    median = statistics.median(drawn.values())
    slowest = max(drawn, key=drawn.__getitem__)
    print(f"a figure: median {1000 * median:.1f} ms, {median / bare:.1f} x a bare figure; "
          f"slowest {slowest} {1000 * drawn[slowest]:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
