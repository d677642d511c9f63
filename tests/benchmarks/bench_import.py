"""Print how long imports and loading take beside `import pandas`, as ratios measured in one run.

Run with: python tests/benchmarks/bench_import.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 9
CASES = {
    "bare interpreter": "pass",
    "import immunodata": "import immunodata",
    "import pandas": "import pandas",
    "load() of all tables": "import immunodata; immunodata.load()",
    "first chart, as figure": "import immunodata; immunodata.chart('therapies-by-category').view().figure",
}


def seconds(statement: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Time every case in turn, RUNS times, and print medians and ratios."""
    times: dict[str, list[float]] = {name: [] for name in CASES}
    for statement in CASES.values():  # warm the caches first
        seconds(statement)
    for _ in range(RUNS):
        for name, statement in CASES.items():
            times[name].append(seconds(statement))
    medians = {name: statistics.median(values) for name, values in times.items()}
    pandas = medians["import pandas"]
    for name, median in medians.items():
        print(f"{name:26} {1000 * median:7.0f} ms   {median / pandas:5.2f} x import pandas")
    added = statistics.median(
        loaded - alone for loaded, alone in zip(times["load() of all tables"], times["import pandas"], strict=True)
    )
    print(f"load() adds {1000 * added:.0f} ms to import pandas")


if __name__ == "__main__":
    main()
