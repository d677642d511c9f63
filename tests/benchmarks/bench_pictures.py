"""Thirty pictures by `save_all` beside a bare kaleido batch of the same figures, as ratios measured in one run.

Run with: python tests/benchmarks/bench_pictures.py
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import kaleido

import immunodata
from immunodata import export
from immunodata.export.picture import Job, _fit, find_browser
from immunodata.view import View

COUNT, RUNS = 30, 3


def views() -> list[View]:
    """Thirty different views: every chart, then charts with another choice."""
    made = [chart.view() for chart in immunodata.CHARTS]
    more = immunodata.chart("approvals-by-date")
    made += [
        more.view(kind=option.value) for option in more.controls[-1].options(made[0].data, {}) if option.value != "all"
    ]
    return made[:COUNT]


async def bare(figures: list[dict[str, object]]) -> None:
    async with kaleido.Kaleido(n=1, path=find_browser(), mathjax=False) as drawer:
        await drawer.write_fig_from_object(figures)


def main() -> None:
    """Draw both ways, RUNS times in turn, and print medians and their ratio."""
    chosen = views()
    fitted = [_fit(Job(view=view, format="png")) for view in chosen]  # both draw the same figures at the same size
    ours, theirs = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            tasks = [{"fig": figure, "path": str(Path(folder) / f"{at}.png"), "opts": options}
                     for at, (figure, options) in enumerate(fitted)]  # fmt: skip
            start = time.perf_counter()
            asyncio.run(bare(tasks))
            theirs.append(time.perf_counter() - start)
            assert len(list(Path(folder).glob("*.png"))) == len(chosen)
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            done = export.save_all(chosen, folder, ["png"], progress=False)
            ours.append(time.perf_counter() - start)
            assert len(done.written) == len(chosen)
    pairs = ", ".join(f"{mine:.1f}/{bare_s:.1f}" for mine, bare_s in zip(ours, theirs, strict=True))
    ratio = statistics.median(mine / bare_s for mine, bare_s in zip(ours, theirs, strict=True))
    print(f"{len(chosen)} PNG: save_all/bare kaleido batch, s: {pairs}; median ratio {ratio:.2f} (at most 1.15)")


if __name__ == "__main__":
    main()
