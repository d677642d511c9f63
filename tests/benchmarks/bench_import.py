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


def added_by_load() -> float:
    """Seconds that importing immunodata and loading every table add in a process that has imported pandas."""
    code = (
        "import pandas, time; start = time.perf_counter(); import immunodata; immunodata.load(); "
        "print(time.perf_counter() - start)"
    )
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Time every case in turn, RUNS times, and print medians and ratios."""
    times: dict[str, list[float]] = {name: [] for name in CASES}
    added = []
    for statement in CASES.values():  # warm the caches first
        seconds(statement)
    for _ in range(RUNS):
        for name, statement in CASES.items():
            times[name].append(seconds(statement))
        added.append(added_by_load())
    medians = {name: statistics.median(values) for name, values in times.items()}
    pandas = medians["import pandas"]
    for name, median in medians.items():
        print(f"{name:26} {1000 * median:7.0f} ms   {median / pandas:5.2f} x import pandas")
    extra = statistics.median(added)
    print(f"load() adds {1000 * extra:.0f} ms to import pandas ({extra / pandas:.2f} x)")


if __name__ == "__main__":
    main()
