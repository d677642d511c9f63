"""Whether a page can be used by everybody: what axe-core finds, where the keyboard goes, the order of headings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

GRAVE = ("serious", "critical")
# The name of the element with the keyboard, and whether an outline or shadow shows where it is.
FOCUSED = """async () => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const style = getComputedStyle(focused), box = focused.getBoundingClientRect();
    const marked = (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
    const isFaint = () => {
        for (let node = focused; node; node = node.parentElement) if (getComputedStyle(node).opacity < 0.5) return true;
    };
    for (let wait = 0; isFaint() && wait < 10; wait++) await new Promise(done => setTimeout(done, 100));  // fading in
    const name = focused.getAttribute('aria-label') || focused.innerText || '';
    return [name.split('\\n')[0].trim(), marked && !isFaint() && box.width > 0 && box.height > 0];
}"""


def findings(page: Page) -> list[dict[str, Any]]:
    """Return one row per element that breaks a rule gravely: rule, impact, target, html, what to do."""
    from axe_playwright_python.sync_playwright import Axe

    answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        {
            "rule": broken["id"],
            "impact": broken["impact"],
            "target": node["target"],
            "html": node["html"][:200],
            "do": node["failureSummary"],
        }
        for broken in answer["violations"]
        for node in broken["nodes"]
        if broken["impact"] in GRAVE
    ]


def assert_accessible(page: Page) -> None:
    """No serious and no critical finding."""
    found = findings(page)
    assert not found, "\n".join(str(row) for row in found)


@dataclass(frozen=True)
class Stop:
    """An element that has the keyboard: what it is called, and whether its place can be seen."""

    name: str
    is_visible: bool


def walk_by_keyboard(page: Page, *, until: str = "", most: int = 150) -> list[Stop]:
    """Press Tab from where the page is until it ends, or until an element called `until` has the keyboard."""
    stops: list[Stop] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            break
        stops.append(Stop(*found))
        if until and stops[-1].name == until:
            return stops
    else:
        raise AssertionError(f"no end after {most} stops; the last was {stops[-1].name!r}")
    assert not until, f"the keyboard never reached {until!r}, only {[stop.name for stop in stops]}"
    return stops


def skipped_headings(page: Page) -> list[str]:
    """The headings that stand more than one level below the heading before them."""
    levels: list[tuple[int, str]] = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => [Number(h.tagName[1]), h.innerText])"
    )
    before = 0
    skipped = []
    for level, text in levels:
        if level > before + 1:
            skipped.append(f"h{level} {text}")
        before = level
    return skipped
