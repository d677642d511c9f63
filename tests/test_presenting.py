"""Stories, the presenter's keys and the deck, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright")

from accessible import assert_accessible, skipped_headings
from playwright import sync_api as playwright
from visiting import Visit, visiting

from immunodata.citation import DISCLAIMER
from immunodata.stories import STORIES, Story, story

pytestmark = pytest.mark.browser

WINDOWS = [
    ((width, height), scheme)
    for scheme in ("light", "dark")
    for width, height in ((1280, 720), (1920, 1080), (390, 844))
]
LIVING = story("living-drugs")


@pytest.fixture(scope="module", params=WINDOWS, ids=lambda param: f"{param[0][0]}-{param[1]}")
def window(request: pytest.FixtureRequest, browser: playwright.Browser, server: str) -> Iterator[Visit]:
    """One window for all stories, of a size and a color scheme."""
    (width, height), scheme = request.param
    with visiting(browser, server, viewport={"width": width, "height": height}, color_scheme=scheme) as seen:
        yield seen


def is_inside(page: playwright.Page, selector: str) -> bool:
    """Whether the first element of this kind lies within the window, from side to side."""
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    return bool(box and size and box["x"] >= 0 and box["x"] + box["width"] <= size["width"] + 1)


@pytest.mark.parametrize("tale", STORIES, ids=lambda tale: tale.id)
def test_every_story_can_be_presented_at_every_size_in_light_and_dark(window: Visit, tale: Story) -> None:
    page = window.page
    window.open(f"/stories?story={tale.id}&present=1")
    window.settle()
    assert page.locator("h1").inner_text() == tale.title
    assert page.locator("h2").inner_text() == tale.steps[0].question
    assert not page.get_by_test_id("stSidebar").is_visible()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("answer=1"))
    window.wait_for_chart()
    window.settle()
    page.wait_for_timeout(400)  # the chart is enlarged a moment after it is drawn
    assert skipped_headings(page) == []
    assert page.get_by_text(DISCLAIMER).count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if page.viewport_size["width"] > 1000:
        assert is_inside(page, ".main-svg")
        scale = page.locator(".js-plotly-plot").evaluate(
            "plot => plot.getBoundingClientRect().width / plot.offsetWidth"
        )
        assert scale >= 0.9
    if page.viewport_size["width"] != 1920:  # what is accessible on a projector is so on a larger screen
        assert_accessible(page)
    window.check()


def test_keys_lead_through_a_story_and_out_of_it(visit: Visit) -> None:
    page = visit.page
    visit.open(f"/stories?story={LIVING.id}&present=1")
    visit.settle()
    for key, expected in (
        ("ArrowRight", "step=1&answer=1"), ("PageDown", "step=2"), (" ", "step=2&answer=1"),
        ("ArrowLeft", "step=2"), ("PageUp", "step=1&answer=1"),
    ):  # fmt: skip
        page.keyboard.press(key)
        page.wait_for_url(re.compile(rf"present=1&story={LIVING.id}&{expected}$"))
        visit.settle()
    page.reload()
    visit.settle()
    visit.wait_for_chart()
    assert page.locator("h2").inner_text() == LIVING.steps[0].question
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: "present" not in url)
    page.get_by_test_id("stSidebar").wait_for()
    assert page.locator("h2").first.inner_text() == LIVING.steps[0].question


def test_a_long_chart_is_scrolled_by_key_and_the_next_step_starts_at_its_top(visit: Visit) -> None:
    page = visit.page
    visit.open(f"/stories?story={LIVING.id}&present=1&step=4&answer=1")
    visit.wait_for_chart()
    page.wait_for_timeout(600)
    top = "document.querySelector('[data-testid=stMain]').scrollTop"
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.wait_for_function(f"{top} > 300")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("step=5"))
    page.wait_for_function(f"{top} === 0")


def test_an_enlarged_chart_still_answers_the_mouse(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    visit.open("/side-effects?chart=crs-and-neurotoxicity&present=1")
    visit.wait_for_chart()
    page.wait_for_timeout(600)
    mark = page.locator(".scatterlayer .points path").first.bounding_box()
    assert mark
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.wait_for_selector(".hoverlayer .hovertext")


def test_views_of_two_pages_become_one_presentation(visit: Visit, tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx")
    page = visit.page
    visit.open("/landscape?category=vaccine")
    visit.wait_for_chart()
    page.get_by_role("button", name="Add to deck").click()
    page.get_by_role("link", name="Deck (1)").wait_for()
    page.get_by_role("link", name="Side effects").click()
    page.wait_for_url(re.compile("/side-effects"))
    visit.settle()
    page.get_by_role("button", name="Add to deck").click()
    page.get_by_role("link", name="Deck (2)").click()
    page.wait_for_url(re.compile("/deck"))
    page.get_by_label("Title of the deck").fill("Monday lecture")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("deck-title=Monday"))
    visit.settle()
    with page.expect_download() as download:
        page.get_by_role("button", name="PowerPoint").click()
    target = tmp_path / download.value.suggested_filename
    download.value.save_as(target)
    slides = list(pptx.Presentation(target).slides)
    assert slides[0].shapes.title.text == "Monday lecture"
    assert len(slides) >= 4
    with page.expect_download() as download:
        page.get_by_role("button", name="Web page").click()
    written = tmp_path / download.value.suggested_filename
    download.value.save_as(written)
    alone = page.context.new_page()
    asked: list[str] = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(written.as_uri())
    alone.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length >= 2")
    assert alone.locator("h1").inner_text() == "Monday lecture"
    assert alone.locator("article").count() == 2
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    alone.close()
    page.reload()
    visit.settle()
    assert page.get_by_role("button", name="Remove").count() == 2


def test_a_picked_row_tells_where_it_was_read(visit: Visit) -> None:
    page = visit.page
    visit.open("/side-effects?chart=crs-and-neurotoxicity&category=car-t-cell")
    visit.wait_for_chart()
    page.get_by_role("tab", name=re.compile("Table")).click()
    table = page.get_by_test_id("stDataFrame").first
    table.wait_for()
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 12, box["y"] + 52)  # the box at the head of the first row
    page.get_by_text("Place in the document").wait_for()
