"""Print how long a native deck of 24 slides takes to write, imports and views made before.

Run with: python tests/benchmarks/bench_deck.py
"""

from __future__ import annotations

import io
import statistics
import time

import pptx

import immunodata
from immunodata import export

RUNS = 7
SLIDES = 24
MOST_SECONDS = 0.6


def seconds(views: list[object]) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    wall, busy = time.perf_counter(), time.process_time()
    export.pptx_bytes(views)  # type: ignore[arg-type]
    return time.perf_counter() - wall, time.process_time() - busy


def slides_of(views: list[object]) -> int:
    """How many slides the deck of these views has, references included."""
    return len(pptx.Presentation(io.BytesIO(export.pptx_bytes(views))).slides)  # type: ignore[arg-type]


def main() -> None:
    """Time a deck of about 24 slides and one of all charts, RUNS times each, and print medians."""
    views = [chart.view() for chart in immunodata.CHARTS]
    n_views = next(number for number in range(1, len(views) + 1) if slides_of(views[:number]) >= SLIDES)
    for name, chosen in (("deck", views[:n_views]), ("all charts", views)):
        times = [seconds(chosen) for _ in range(RUNS)]
        wall, busy = (statistics.median(column) for column in zip(*times, strict=True))
        slides = slides_of(chosen)
        print(f"{name:12} {slides:3} slides   {wall:5.2f} s on the wall   {busy:5.2f} s of the processor")
        if name == "deck":
            print(f"{'':12} wanted: under {MOST_SECONDS} s for {SLIDES} slides")


if __name__ == "__main__":
    main()
