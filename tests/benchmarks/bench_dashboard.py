"""What the dashboard costs beside a bare Streamlit app with one chart, measured in the same run, and under load.

Run with: python tests/benchmarks/bench_dashboard.py [--quick]

It prints every figure with its limit and ends with 1 when one is over. Ratios and latencies are only worth something on
a machine that does nothing else: the load average is printed with them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from conftest import CHROMIUM, first_installed  # noqa: E402
from load import Visitor, arrive, leave, visit  # noqa: E402
from visiting import FLAGS, free_port, serving  # noqa: E402

PAGE = "landscape"  # our page for all measurements
LIMITS = {
    "first chart, ours to bare": 1.25,
    "widget to redrawn chart, ours to bare": 1.5,
    "p95 of a rerun, 50 sessions": 100.0,
    "p95 of a rerun, 200 sessions": 400.0,
    "memory of one more session": 2.0,
    "first visit, transferred": 3.0,
}
UNITS = dict(zip(LIMITS, ("x", "x", " ms", " ms", " MiB", " MB"), strict=True))


@contextmanager
def bare(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The bare app, served by Streamlit as it comes."""
    command = [sys.executable, "-m", "streamlit", "run", str(HERE / "bare_app.py"), "--server.port", str(port)]
    options = ["--server.address", "127.0.0.1", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def frame_bytes(frame: dict[str, Any]) -> float:
    """Size of a frame of the stream; the browser reports binary ones (opcode 2) in base64."""
    return len(frame["payloadData"]) * (0.75 if frame["opcode"] == 2 else 1)


def first_chart(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds from going to the address with an empty cache until the chart is there; bytes received until then."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    network.on("Network.webSocketFrameReceived", lambda event: sizes.append(frame_bytes(event["response"])))
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(".main-svg", timeout=60_000)
    taken = time.perf_counter() - start
    page.wait_for_timeout(500)
    context.close()
    return taken, sum(sizes)


AT_REST = "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"
REDRAW = """async name => {
    const text = () => [...document.querySelectorAll('.main-svg')].map(svg => svg.textContent).join('');
    const before = text();
    const button = [...document.querySelectorAll('[data-testid="stButtonGroup"] button')]
        .find(found => found.innerText.trim() === name);
    const start = performance.now();
    button.click();
    while (text() === before || !text()) {
        await new Promise(requestAnimationFrame);
        if (performance.now() - start > 30000) throw new Error('not redrawn: ' + name);
    }
    return performance.now() - start;
}"""


def redraws(page: Page, address: str, names: tuple[str, str], times: int) -> list[float]:
    """Milliseconds from a click on the widget until the chart is another one; the first of each choice not counted."""
    page.goto(address)
    page.wait_for_selector(".main-svg", timeout=60_000)
    page.wait_for_timeout(1_500)
    found = []
    for _ in range(times + 1):
        for name in names:
            page.wait_for_function(AT_REST, timeout=60_000)
            found.append(page.evaluate(REDRAW, name))
            page.wait_for_timeout(400)
    return found[2:]


def beside_bare(ours: str, plain: str, times: int) -> dict[str, float]:
    """Ratios of medians, ours to the bare app, measured in turn; and what the first visit transfers."""
    chromium = os.environ.get("BROWSER_PATH") or first_installed(CHROMIUM)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for address in (ours, plain):
            first_chart(browser, address)
        charts: dict[str, list[float]] = {ours: [], plain: []}
        moved = 0.0
        for _ in range(times):
            for address, taken in charts.items():
                seconds, size = first_chart(browser, address)
                taken.append(seconds)
                moved = max(moved, size) if address == ours else moved
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        clicked: dict[str, list[float]] = {ours: [], plain: []}
        for _ in range(2):
            clicked[ours] += redraws(page, f"{ours}?chart=approvals-by-year", OUR_CHOICES, times)
            clicked[plain] += redraws(page, plain, ("high", "low"), times)
        browser.close()
    middle = {address: statistics.median(taken) for address, taken in charts.items()}
    click = {address: statistics.median(taken) for address, taken in clicked.items()}
    print(f"first chart: ours {middle[ours]:.2f} s, bare {middle[plain]:.2f} s")
    print(f"widget to redrawn chart: ours {click[ours]:.0f} ms, bare {click[plain]:.0f} ms")
    return {
        "first chart, ours to bare": middle[ours] / middle[plain],
        "widget to redrawn chart, ours to bare": click[ours] / click[plain],
        "first visit, transferred": moved / 1e6,
    }


OUR_CHOICES = ("Accelerated only", "Every approval")


def resident_mib(process: int) -> float:
    """Memory that a process holds, in MiB (Linux)."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


async def under_load(port: int, process: int, seconds: float) -> dict[str, float]:
    """Latencies with 50 and with 200 sessions open, and what each of the 150 between costs in memory."""
    found: dict[str, float] = {}
    visitors: list[Visitor] = await arrive(port, 50, PAGE)
    await visit(visitors, seconds=min(8, seconds), think_s=2)  # every choice once
    fifty = await visit(visitors, seconds=seconds, think_s=2)
    before = resident_mib(process)
    visitors += await arrive(port, 150, PAGE)
    more = await visit(visitors, seconds=2 * seconds, think_s=8)
    after = resident_mib(process)
    for count, taken in ((50, fifty), (200, more)):
        cuts = statistics.quantiles(taken, n=100)
        print(f"{count} sessions: {len(taken)} reruns, p50 {1000 * cuts[49]:.0f} ms, p95 {1000 * cuts[94]:.0f} ms, "
              f"p99 {1000 * cuts[98]:.0f} ms")  # fmt: skip
        found[f"p95 of a rerun, {count} sessions"] = 1000 * cuts[94]
    print(f"server: {before:.0f} MiB with 50 sessions, {after:.0f} MiB with 200; "
          f"a rerun sends {sum(v.received for v in visitors) / (len(fifty) + len(more) + 200) / 1000:.0f} kB")  # fmt: skip
    found["memory of one more session"] = (after - before) / 150
    await leave(visitors)
    return found


def load_average() -> str:
    return ", ".join(f"{value:.2f}" for value in os.getloadavg())


def main() -> int:
    """Measure, print every figure with its limit, and return 1 when one is over."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: to see that it runs")
    quick = parser.parse_args().quick
    print(f"load average before: {load_average()}; cores: {os.cpu_count()}")
    found: dict[str, float] = {}
    port, other = free_port(), free_port()
    with serving(port) as process:
        time.sleep(3 if quick else 8)  # it draws every chart once
        with bare(other):
            found |= beside_bare(f"http://127.0.0.1:{port}/{PAGE}", f"http://127.0.0.1:{other}", 2 if quick else 7)
        found |= asyncio.run(under_load(port, process.pid, 5 if quick else 30))
    print(f"load average after: {load_average()}")
    for name, limit in LIMITS.items():
        verdict = "ok" if found[name] <= limit else "OVER"
        print(f"{name:40} {found[name]:8.2f}{UNITS[name]:4} at most {limit:g}{UNITS[name]:4} {verdict}")
    return int(any(found[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
