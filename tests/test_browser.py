"""The dashboard in a real browser, served as `immunodata serve` serves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright")

from accessible import assert_accessible, skipped_headings
from playwright import sync_api as playwright
from visiting import WAIT_MS, Visit, visiting

from immunodata.charts import CHARTS, GROUPS
from immunodata.citation import DISCLAIMER
from immunodata.dashboard import address, memory, site
from immunodata.stories import STORIES

pytestmark = pytest.mark.browser

PAGES = ["", *site.addresses()]
PROJECTOR, LARGE, PHONE = (1280, 720), (1920, 1080), (390, 844)
WINDOWS = {f"{size[0]}-{scheme}": (size, scheme) for scheme in ("light", "dark") for size in (PROJECTOR, LARGE, PHONE)}


@pytest.fixture(scope="module", params=WINDOWS.values(), ids=WINDOWS.keys())
def window(request: pytest.FixtureRequest, browser: playwright.Browser, server: str) -> Iterator[Visit]:
    """One window for all pages, of a size and a color scheme."""
    (width, height), scheme = request.param
    small = {"is_mobile": True, "has_touch": True} if width < 640 else {}
    viewport = {"width": width, "height": height}
    with visiting(browser, server, viewport=viewport, color_scheme=scheme, **small) as seen:
        yield seen


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_at_every_size_in_light_and_dark(window: Visit, name: str) -> None:
    page = window.page
    window.open(f"/{name}")
    window.settle()
    assert page.locator("h1").count() == 1
    assert skipped_headings(page) == []
    assert DISCLAIMER in page.locator(".site-footer").inner_text()
    assert page.locator('[data-testid="stException"], [data-testid="stAlert"]').count() == 0
    if name in GROUPS:
        assert page.locator("h1").inner_text() == GROUPS[name]
        assert page.locator(".main-svg").count()
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width != LARGE[0]:  # what is accessible on a projector is so on a larger screen
        assert_accessible(page)
    window.check()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_charts_follow_the_readers_side(browser: playwright.Browser, server: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{server}/{CHARTS[0].group}")
    page.wait_for_selector(".main-svg", timeout=WAIT_MS)
    ground = page.evaluate("getComputedStyle(document.querySelector('.main-svg')).backgroundColor")
    assert ground == page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    other = "dark" if scheme == "light" else "light"
    page.emulate_media(color_scheme=other)
    page.wait_for_function(
        "before => getComputedStyle(document.querySelector('.main-svg')).backgroundColor !== before", arg=ground
    )
    context.close()


def test_a_filter_changes_address_and_chart_and_the_address_brings_the_view_back(visit: Visit) -> None:
    page = visit.page
    visit.open("/landscape")
    visit.wait_for_chart()
    before = visit.chart_text()
    page.get_by_role("combobox", name="Category").click()
    page.get_by_role("option", name="Vaccine").click()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"category=vaccine"))
    page.get_by_text("Active filters:").wait_for()
    page.wait_for_function(
        "before => [...document.querySelectorAll('.main-svg')].map(svg => svg.textContent).join('') !== before",
        arg=before,
    )
    page.wait_for_timeout(500)
    after = visit.chart_text()
    shared = page.url
    page.reload()
    page.get_by_text("Active filters:").wait_for()
    visit.wait_for_chart()
    page.wait_for_function(
        "after => [...document.querySelectorAll('.main-svg')].map(svg => svg.textContent).join('') === after",
        arg=after,
    )
    assert page.url == shared
    page.get_by_role("link", name="Mechanisms").click()
    page.wait_for_url(re.compile(r"/mechanisms\?.*category=vaccine"))
    page.go_back()
    page.wait_for_url(shared)
    page.get_by_role("button", name="Reset filters").click()
    page.wait_for_url(f"{visit.server}/landscape")


@pytest.mark.parametrize("story", [story.id for story in STORIES])
def test_every_story_opens_told_and_presented_at_every_size_in_light_and_dark(visit: Visit, story: str) -> None:
    page = visit.page
    for scheme, address_of in (
        ("light", f"/stories?story={story}&step=2&answer=1"),
        ("dark", f"/stories?story={story}&present=1"),
    ):
        page.emulate_media(color_scheme=scheme)
        for width, height in (PROJECTOR, LARGE, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            if width != LARGE[0]:
                visit.open(address_of)
            visit.settle()
            assert page.locator("h1").count() == 1
            assert page.locator('[data-testid="stException"], [data-testid="stAlert"]').count() == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if width != LARGE[0]:
                assert_accessible(page)


def permalinks() -> dict[str, str]:
    """An address with a choice for every page, also for one that was added today."""
    data = memory.dataset()
    found = {name: f"/{name}?category=vaccine" for name in PAGES}
    for group in groups():
        charts = address.charts_of(group)
        chart = next((chart for chart in charts[1:] if address.own_controls(chart)), charts[0])
        asked = {"chart": [chart.id]}
        for control in address.own_controls(chart):
            chosen = address.read(asked, charts, data).chosen
            other = [option.value for option in control.options(data, chosen) if option.value != chosen[control.id]]
            if other and not control.many:
                asked = {**asked, control.id: other[:1]}
                break
        found[group] = address.link(address.read(asked, charts, data))
    return found | {"data": "/data?table=outcomes&q=nivolumab", "therapy": "/therapy?therapy=blinatumomab"}


@pytest.mark.parametrize("name", PAGES)
def test_the_address_of_every_page_brings_the_same_view_back(visit: Visit, name: str) -> None:
    asked = permalinks()[name]
    visit.open(asked)
    visit.settle()
    first = visit.text()
    assert visit.page.get_by_text("Part of the address was ignored").count() == 0
    copied = visit.page.url
    assert parse_qs(urlsplit(copied).query) == parse_qs(urlsplit(asked).query)
    if name in groups():
        visit.page.get_by_role("button", name="Copy link").click()
        copied = visit.page.get_by_test_id("stPopoverBody").locator("code").inner_text().strip()
        assert copied.startswith(visit.server)
    visit.page.goto("about:blank")
    visit.page.goto(copied)
    visit.page.wait_for_selector(".site-footer", timeout=WAIT_MS)
    visit.settle()
    assert visit.text() == first


def groups() -> list[str]:
    return [name for name in PAGES if name in GROUPS]


def test_a_broken_address_is_ignored_with_a_notice(visit: Visit) -> None:
    visit.open("/landscape?chart=nonsense&category=vacine&x=%3Cimg%20src%3Dhttp%3A%2F%2Fexample.org%2Fx.png%3E")
    notice = visit.page.get_by_text("Part of the address was ignored").locator("..").inner_text()
    assert "nonsense" in notice
    assert "Did you mean 'vaccine'?" in notice
    visit.wait_for_chart()


def test_a_view_can_be_taken_along(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    visit.open("/landscape?category=vaccine")
    visit.wait_for_chart()
    kinds = {
        "CSV": ".csv",
        "Citations": ".txt",
        "PowerPoint": ".pptx",
        "Download plot as a PNG": ".png",
        "Excel": ".xlsx",
        "JSON": ".json",
        "Parquet": ".parquet",
        "Metadata": ".metadata.json",
    }
    for button, ending in kinds.items():
        if button == "Excel":
            page.get_by_role("button", name="Other formats").click()
        if button.startswith("Download"):
            page.hover(".main-svg")
        with page.expect_download() as download:
            page.get_by_role("button", name=button, exact=True).click()
        target = tmp_path / download.value.suggested_filename
        download.value.save_as(target)
        assert target.name.startswith("therapies-by-category--category-vaccine")
        assert target.name.endswith(ending)
        assert target.stat().st_size > 200


def test_a_phone_gets_a_chart_it_can_scroll(browser: playwright.Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(f"{server}/landscape")
    page.wait_for_selector(".main-svg", timeout=WAIT_MS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.st-key-chart').scrollWidth") >= 880
    assert page.get_by_text("push it sideways").is_visible()
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Start").click()
    page.wait_for_url(f"{server}/")
    page.get_by_test_id("stExpandSidebarButton").wait_for()
    context.close()
