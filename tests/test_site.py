"""The documentation site: everything is in it, no link is broken, and it asks the net for nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

pytest.importorskip("playwright")

from playwright.sync_api import Browser

import immunodata
from immunodata import schema
from immunodata.cli import COMMANDS, main
from immunodata.website import building

ROOT = Path(__file__).parent.parent
LOADS = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "srcset")}
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SHOWN = ("index.html", "docs/charts.html", "docs/data-dictionary.html", "docs/api.html", "docs/teaching/data-card.html",
         "notebooks/04_crs_and_neurotoxicity.html", "files/glossary-sheet.html")  # fmt: skip
HEARD = ("index.html", "docs/charts.html", "docs/api.html", "docs/teaching/data-card.html",
         "notebooks/09_six_traps.html")  # fmt: skip


class Page(HTMLParser):
    """The anchors of a page, where it leads and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name == "id":
                self.anchors.add(value)
            elif value and (tag, name) in LOADS:
                self.loads.append(value)
            elif value and name == "href":
                self.links.append(value)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path.resolve(): Page(path) for path in building.pages_of(site)}


def test_no_link_inside_the_site_is_broken(pages: dict[Path, Page]) -> None:
    broken = []
    for path, page in pages.items():
        for target in [*page.links, *page.loads]:
            parts = urlsplit(target)
            if parts.scheme in ("http", "https", "mailto", "data"):
                continue
            found = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not found.exists() or (parts.fragment and found in pages and parts.fragment not in pages[found].anchors):
                broken.append(f"{path.name}: {target}")
    assert len(pages) > 25
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        assert not [target for target in page.loads if urlsplit(target).scheme in ("http", "https")], path.name


def text_of(site: Path, name: str) -> str:
    return re.sub(r"<[^>]+>", "", (site / name).read_text(encoding="utf-8"))


def test_every_public_name_table_chart_and_command_is_in_it(site: Path) -> None:
    reference = Page(site / "docs/api.html").anchors
    assert {f"immunodata.{name}" for name in immunodata.__all__ if not name.isupper()} <= reference
    methods = {name for name in vars(immunodata.Dataset) if not name.startswith("_")}
    assert {f"immunodata.Dataset.{name}" for name in methods} <= reference
    told = text_of(site, "docs/api.html")
    assert not [name for name in immunodata.__all__ if name.isupper() and f"immunodata.{name}" not in told]
    assert set(schema.TABLE_NAMES) <= {
        name.replace("-", "_") for name in Page(site / "docs/data-dictionary.html").anchors
    }
    gallery = text_of(site, "docs/charts.html")
    assert not [
        chart.id
        for chart in immunodata.CHARTS
        if f'immunodata.chart("{chart.id}")' not in gallery.replace("&quot;", '"')
    ]
    commands = Page(site / "docs/commands.html").anchors
    assert {f"immunodata-{command.name}" for command in COMMANDS} <= commands


def test_the_start_page_tells_search_engines_what_it_is(site: Path) -> None:
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', (site / "index.html").read_text(), flags=re.S
    )
    record = json.loads(found[1])
    assert (record["@context"], record["@type"]) == ("https://schema.org/", "Dataset")
    assert record["version"] == immunodata.__version__
    assert "creativecommons.org/licenses/by/4.0" in record["license"]
    assert {part["name"] for part in record["distribution"]} == {f"{name}.csv" for name in schema.TABLE_NAMES}
    for part in record["distribution"]:
        assert (site / part["contentUrl"]).is_file()


def test_what_it_offers_for_download_is_what_the_repository_holds(site: Path) -> None:
    for name, folder in (("immunodata-data.zip", "data"), ("immunodata-teaching.zip", "data/teaching")):
        with zipfile.ZipFile(site / "files" / name) as packed:
            assert len(packed.namelist()) > 3
            for member in packed.namelist():
                assert packed.read(member) == (ROOT / folder / member).read_bytes(), member


def test_the_lecture_is_there_with_its_notes(site: Path) -> None:
    slides = list(pytest.importorskip("pptx").Presentation(site / "files" / "lecture.pptx").slides)
    assert 30 <= len(slides) <= 70
    assert sum(shape.has_chart for slide in slides for shape in slide.shapes) >= 10
    assert all(slide.has_notes_slide for slide in slides)
    assert "Downloads" in text_of(site, "docs/downloads.html")


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_pages_open_offline_and_fit(browser: Browser, site: Path, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name in SHOWN:
        page.goto((site / name).as_uri())
        assert page.locator("h1").count() == 1, name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if name.startswith("notebooks/"):
            page.locator(".figure .main-svg").first.wait_for()
            assert page.locator(".figure .main-svg").count() >= 3
            titles = page.locator(".modebar-btn").evaluate_all("all => all.map(one => one.dataset.title || '')")
            assert any("Download" in title for title in titles)
            assert not [title for title in titles if "share" in title.lower() or "cloud" in title.lower()]
            if size == "desktop":  # the whole figure is seen without scrolling
                frame = "document.querySelector('.figure-frame')"
                assert page.evaluate(f"{frame}.scrollWidth <= {frame}.clientWidth")
    page.close()
    assert complaints == []
    assert {urlsplit(url).scheme for url in asked} <= {"file", "data", "blob"}


@pytest.mark.browser
def test_search_finds_a_word_without_a_server(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("textbox", name="Search").fill("colitis")
    page.keyboard.press("Enter")
    page.locator("#search-results li").first.wait_for()
    assert "A tour of immunodata" in page.locator("#search-results").inner_text()
    page.close()


@pytest.mark.browser
def test_nothing_keeps_a_screen_reader_out(browser: Browser, site: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    for name in HEARD:
        page.goto((site / name).as_uri())
        if name.startswith("notebooks/"):
            page.locator(".figure .main-svg").first.wait_for()
        found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(name, fault["id"], fault["nodes"][0]["html"][:120]) for fault in found] == []
    page.close()


@pytest.mark.browser
def test_the_glossary_prints_on_few_pages(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "files/glossary-sheet.html").as_uri())
    terms = immunodata.load("concepts")["term"]
    assert page.locator("dt").count() == len(terms)
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert main(["docs", "-o", str(tmp_path)]) == 2
    assert "holds other files" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_broken_page_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(ROOT / "docs", project / "docs")
    shutil.copytree(ROOT / "data" / "vocabulary", project / "data" / "vocabulary")
    shutil.copytree(ROOT / "data" / "teaching", project / "data" / "teaching")
    shutil.copy(ROOT / "data" / "croissant.json", project / "data")
    for name in building.PAGES:
        shutil.copy(ROOT / name, project)
    with (project / "docs" / "scope.md").open("a", encoding="utf-8") as file:
        file.write("\nSee [nothing](no-such-page.md).\n")
    command = [sys.executable, "-m", "immunodata.cli", "docs", "-o", "site"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 2
    assert "docs/scope.md" in done.stderr
    assert "no-such-page" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "site").exists()
