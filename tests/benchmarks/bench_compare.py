"""Cost of building figures, and of `compare` as the tables grow, as ratios measured in one run.

Run with: python tests/benchmarks/bench_compare.py [largest]

`largest` (1000 unless given) is how many times over the tables are made; a thousand times want 12 GB of memory.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

import immunodata
from immunodata.dataset import Dataset
from immunodata.view import View

TIMES = (1, 10, 100, 1000)
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


def seconds(call: Callable[[], object], runs: int = RUNS, clock: Callable[[], float] = time.perf_counter) -> float:
    taken = []
    for _ in range(runs):
        start = clock()
        call()
        taken.append(clock() - start)
    return statistics.median(taken)


def bare_figure() -> go.Figure:
    figure = go.Figure([go.Scatter(x=list(range(20)), y=list(range(20)), mode="markers") for _ in range(5)])
    return figure.update_layout(title="bare", width=960, height=600)


def figures(data: Dataset) -> str:
    """Every chart drawn again from a view made before, beside a bare figure; CPU, so that neighbors do not count."""
    bare = seconds(bare_figure, 20, time.process_time)
    drawn = {}
    for chart in immunodata.CHARTS:
        view = chart.view(data)
        view.draw()  # imports first

        def draw(view: View = view) -> None:
            view._figures.clear()
            view.draw()

        drawn[chart.id] = seconds(draw, RUNS, time.process_time)
    median = statistics.median(drawn.values())
    slowest = max(drawn, key=drawn.__getitem__)
    return (f"{len(drawn)} figures: median {1000 * median:.1f} ms of CPU, {median / bare:.1f} x a bare figure "
            f"({1000 * bare:.1f} ms); slowest {slowest} {1000 * drawn[slowest]:.0f} ms")  # fmt: skip


def comparing(data: Dataset, times: int) -> str:
    """One size: seconds, cost per row, ratio to the same by hand, and the most memory so far."""
    big = larger(data, times)
    rows, runs = len(big["adverse_events"]), 3 if times < 1000 else 1
    ours = seconds(lambda: big.compare("pembrolizumab", "ipilimumab", "CAR T cell"), runs)
    hand = seconds(lambda: by_hand(big), runs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (f"{rows:>10,} rows: {ours:6.2f} s, {1e6 * ours / rows:6.2f} us a row, {ours / hand:4.1f} x by hand, "
            f"{memory:,.0f} MB")  # fmt: skip


def main() -> None:
    """Print figures beside a bare one, and the cost per row at each size."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES[-1]
    data = immunodata.load()
    print(figures(data), flush=True)
    data.compare("pembrolizumab")  # imports and caches first
    for times in TIMES:
        if times <= largest:
            print(comparing(data, times), flush=True)


if __name__ == "__main__":
    main()
