"""Everybody can use the dashboard: by keyboard, by ear, and what opens on a click as well as what is there at once.

Every page is examined at each size in tests/test_browser.py.
"""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("playwright")

from accessible import assert_accessible, findings, walk_by_keyboard
from playwright import sync_api as playwright
from visiting import Visit, visiting

from immunodata.dashboard import address, site

pytestmark = pytest.mark.browser

TAKEN_ALONG = ("Copy link", "Copy code", "CSV", "Citations", "PowerPoint", "Picture")
LINKS = ("Start", *(name.replace("-", " ").capitalize() for name in site.addresses()))


def test_the_engine_sees_a_planted_fault(visit: Visit) -> None:
    visit.open("/about")
    visit.settle()
    assert_accessible(visit.page)
    visit.page.evaluate("document.querySelector('main, [data-testid=stMain]').append(document.createElement('button'))")
    assert [row["rule"] for row in findings(visit.page)] == ["button-name"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_opens_on_a_click_is_accessible_too(browser: playwright.Browser, server: str, scheme: str) -> None:
    viewport = {"width": 1280, "height": 720}
    with visiting(browser, server, viewport=viewport, color_scheme=scheme) as visit:
        page = visit.page
        visit.open("/landscape?chart=approvals-by-year&category=vaccine")
        visit.settle()
        for name in ("Copy link", "Copy code", "Picture"):
            page.get_by_role("button", name=name).click()
            page.get_by_test_id("stPopoverBody").wait_for()
            assert_accessible(page)
            page.keyboard.press("Escape")
            page.get_by_test_id("stPopoverBody").wait_for(state="detached")
        for tab in page.get_by_role("tab").all():
            tab.click()
            assert_accessible(page)
        page.get_by_role("combobox", name="Category").click()
        page.get_by_role("option").first.wait_for()
        assert_accessible(page)
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 390, "height": 844})
        visit.open("/side-effects?category=vacine")
        visit.settle()
        page.get_by_test_id("stExpandSidebarButton").click()
        page.get_by_role("link", name="Landscape").wait_for()
        page.wait_for_timeout(400)  # it slides in
        assert_accessible(page)
        visit.check()


@pytest.mark.parametrize("name", ["side-effects", "compare"])  # pages of charts are all made by the same lines
def test_the_keyboard_reaches_everything_on_a_page_of_charts(visit: Visit, name: str) -> None:
    visit.open(f"/{name}")
    visit.settle()
    stops = walk_by_keyboard(visit.page)
    hidden = [stop.name for stop in stops if not stop.is_visible]
    assert not hidden, f"these have the keyboard, and nobody can see it: {hidden}"
    reached = [stop.name for stop in stops]
    charts = address.charts_of(name)
    wanted = [*LINKS, "Scope", "Category", *(["Question"] if len(charts) > 1 else []), *TAKEN_ALONG, "Notes"]
    if visit.page.get_by_role("combobox", name="Scope").is_disabled():
        wanted.remove("Scope")
    if visit.page.get_by_role("combobox", name="Category").is_disabled():
        wanted.remove("Category")
    wanted += ["Download plot as a PNG"]
    assert [label for label in wanted if label not in reached] == []
    assert [label for label in reached if label in wanted][: len(LINKS)] == list(LINKS)  # and in the order of the page


def test_the_keyboard_alone_chooses_a_filter_and_a_tab(visit: Visit) -> None:
    page = visit.page
    visit.open("/landscape")
    visit.settle()
    walk_by_keyboard(page, until="Category")
    page.keyboard.type("vaccine")
    page.get_by_role("option", name="Vaccine").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/landscape?category=vaccine")
    page.keyboard.press("Escape")
    visit.settle()
    walk_by_keyboard(page, until="Notes")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.innerText.startsWith('Sources')")
    assert page.get_by_role("tab", selected=True).inner_text().startswith("Sources")


def test_the_keyboard_leaves_a_table_again(visit: Visit) -> None:
    visit.open("/data")
    visit.settle()
    reached = [stop.name for stop in walk_by_keyboard(visit.page)]
    assert reached.index("CSV") < reached.index("Copy to clipboard")
