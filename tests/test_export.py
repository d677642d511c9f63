"""Every chart in every format, written and opened again; and what happens when it cannot be written."""

from __future__ import annotations

import errno
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from made_up import pages_of, view_of, view_with

import immunodata
from immunodata import export, theme
from immunodata.citation import DISCLAIMER
from immunodata.errors import ExportError, MissingPart, UnknownName
from immunodata.export import picture
from immunodata.view import Chart, Words

CHARTS = pytest.mark.parametrize("chart", immunodata.CHARTS, ids=lambda chart: chart.id)
EMPTY = pd.DataFrame({"name": pd.Series(dtype=str)})


class Page(HTMLParser):
    """What a page would fetch, its text, and its table."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.scripts: list[str] = []
        self.said: list[str] = []
        self.rows = 0
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in ("script", "img", "iframe", "link", "source", "video", "audio", "embed"):
            self.fetched += [value for name in ("src", "href", "data") if (value := named.get(name))]
        self.said += [value for name in ("aria-label", "content") if (value := named.get(name))]
        self.rows += tag == "tr"
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open and self.open[-1] == "script" else self.said).append(data)


@CHARTS
def test_the_page_holds_everything_and_fetches_nothing(chart: Chart, tmp_path: Path) -> None:
    view = view_of(chart)
    path = view.save(tmp_path / "chart.html")
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert page.fetched == []
    assert "Content-Security-Policy" in text
    call = page.scripts[-1]
    assert '"showSendToCloud": false' in call
    assert "cdn" not in call
    assert json.dumps(view.file_stem) in call
    said = " ".join(page.said)
    for part in (view.alt_text, *view.notes, view.code, DISCLAIMER):
        assert part in said
    for source in view.sources:
        assert source.split(" http")[0] in said
    assert page.rows == len(view.frame) + 1
    assert export.html_bytes(view) == path.read_bytes(), "the same view gives the same bytes"


def test_text_cannot_break_out_of_a_page() -> None:
    nasty = "</script><script>alert(1)</script>"
    view = view_with(pd.DataFrame({"name": [nasty]}))
    object.__setattr__(view, "words", Words(headline=nasty, subtitle=nasty, alt_text=nasty, notes=(nasty,)))
    view._figures[False, 1120] = _figure_called(nasty)
    text = export.html_bytes(view).decode()
    assert "<script>alert(1)" not in text
    assert unescape(text).count("alert(1)") >= 4


def _figure_called(title: str) -> Any:
    import plotly.graph_objects as go

    return go.Figure(layout={"title": {"text": title}, "height": 300})


class Reader:
    """A browser without the net that opens files and remembers what they ask for and complain about."""

    def __init__(self, browser: Any) -> None:
        self.context = browser.new_context(offline=True)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def sees_the_chart_of(self, path: Path) -> None:
        self.asked.clear()
        self.page.goto(path.as_uri())
        self.sees_the_chart()

    def sees_the_chart(self) -> None:
        self.page.wait_for_selector("#chart .main-svg", timeout=20000)
        shown = self.page.locator("#chart .main-svg").first.bounding_box()
        assert shown is not None
        assert shown["height"] > 200
        assert [url for url in self.asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert self.complaints == []


@pytest.fixture(scope="module")
def reader(chromium_path: str) -> Iterator[Reader]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"])
        yield Reader(browser)
        browser.close()


@pytest.mark.browser
@CHARTS
def test_the_page_draws_in_a_browser_without_the_net(chart: Chart, tmp_path: Path, reader: Reader) -> None:
    reader.sees_the_chart_of(view_of(chart).save(tmp_path / "chart.html"))
    assert len(reader.asked) == 1, "the page itself, and nothing else"
    assert reader.page.locator(".modebar-btn[data-title*='hare']").count() == 0
    assert reader.page.evaluate("document.fonts.check('13px Inter') && [...document.fonts].length") == 1


@pytest.mark.browser
def test_a_directory_of_pages_shares_plotly_and_lists_them(tmp_path: Path, reader: Reader) -> None:
    views = [view_of(chart) for chart in immunodata.CHARTS[:3]]
    done = export.save_all(views, tmp_path, ["html"], html_mode="directory", progress=False)
    names = {path.relative_to(tmp_path).as_posix() for path in done.written}
    assert names == {"index.html", "assets/plotly.min.js", "assets/style.css", *(f"{v.file_stem}.html" for v in views)}
    assert all((tmp_path / f"{view.file_stem}.html").stat().st_size < 1_000_000 for view in views)
    reader.page.goto((tmp_path / "index.html").as_uri())
    assert reader.page.locator("main li").count() == len(views)
    for view in views:
        reader.asked.clear()
        reader.page.goto((tmp_path / "index.html").as_uri())
        reader.page.get_by_role("link", name=view.chart.question).click()
        reader.sees_the_chart()
        assert reader.page.locator("#chart").get_attribute("aria-label") == view.alt_text
        assert reader.page.locator("table tr").count() == len(view.frame) + 1
        assert all(url.startswith(tmp_path.as_uri()) for url in reader.asked if url.startswith("file:"))


@pytest.mark.browser
def test_every_chart_as_a_picture_from_one_browser(tmp_path: Path, chromium_path: str) -> None:
    pytest.importorskip("kaleido")
    image = pytest.importorskip("PIL.Image")
    views = [view_of(chart) for chart in immunodata.CHARTS]
    done = export.save_all(views, tmp_path / "out", ["png", "svg", "pdf"], progress=False)
    assert len(done.written) == 3 * len(views)
    for view in views:
        stem = tmp_path / "out" / view.file_stem
        with image.open(f"{stem}.png") as opened:
            assert opened.width == 2240
            assert opened.height > 400
            assert len(opened.convert("RGB").getcolors(1 << 24)) > 30, f"{stem}.png is all but blank"
        drawing = Path(f"{stem}.svg").read_text(encoding="utf-8")
        root = ElementTree.fromstring(drawing)
        assert root.get("width") == "1120"
        assert f"immunodata {view.data.version}" in "".join(root.itertext()), "the source line is inside the picture"
        assert "font/woff2;base64" in drawing, "the font comes along"
        page = Path(f"{stem}.pdf").read_bytes()
        assert page.startswith(b"%PDF")
        assert pages_of(page) == 1
    again = export.save_all(views, tmp_path / "out", ["png", "svg", "pdf"], progress=False)
    assert again.written == (), "nothing changed, so nothing is drawn"
    if shutil.which("pdffonts"):
        said = subprocess.run(["pdffonts", f"{stem}.pdf"], capture_output=True, text=True, check=True).stdout
        rows = [line.split() for line in said.splitlines()[2:]]
        assert rows
        assert all(row[-5] == "yes" for row in rows), f"a font is not embedded:\n{said}"


FIXED = {"slide-16x9": (1280, 720), "slide-4x3": (1024, 768), "square": (1080, 1080)}


@pytest.mark.browser
def test_sizes_by_purpose_and_scales_have_their_pixels(tmp_path: Path, chromium_path: str) -> None:
    pytest.importorskip("kaleido")
    image = pytest.importorskip("PIL.Image")
    small, tall = view_of(immunodata.chart("origins-by-category")), view_of(immunodata.chart("accelerated-fates"))
    jobs = [picture.Job(view=view, format="png", size=size, scale=1) for view in (small, tall) for size in FIXED]
    jobs += [
        picture.Job(view=small, format="png", size="square", scale=4),
        picture.Job(view=small, format="png", size="print"),
    ]
    found: dict[picture.Job, tuple[int, int]] = {}

    def keep(job: picture.Job, content: bytes) -> None:
        with image.open(io.BytesIO(content)) as opened:
            found[job] = opened.size

    picture.render(jobs, keep=keep)
    for job in jobs[:-2]:
        assert found[job] == FIXED[job.size], (job.view.chart.id, job.size)
    assert found[jobs[-2]] == (4320, 4320)
    assert found[jobs[-1]][0] == 3600


@pytest.mark.browser
def test_the_same_view_gives_the_same_picture(chromium_path: str) -> None:
    pytest.importorskip("kaleido")
    view = view_of(immunodata.chart("origins-by-category"))
    kept: dict[str, set[bytes]] = {name: set() for name in picture.PICTURES}
    jobs = [picture.Job(view=view, format=name) for _ in range(2) for name in kept]
    picture.render(jobs, keep=lambda job, content: kept[job.format].add(content))
    assert {name: len(versions) for name, versions in kept.items()} == dict.fromkeys(picture.PICTURES, 1)


def test_the_key_of_a_timeline_is_not_cut_off_on_a_narrow_page() -> None:
    view, width = view_of(immunodata.chart("approvals-by-date")), picture.SIZES["print"].width
    key = next(note.text for note in view.draw(width=width).layout.annotations if "Withdrawn" in note.text)
    lines = [unescape(re.sub(r"<[^>]+>", "", line)).replace("\xa0", "") for line in key.split("<br>")]
    assert len(lines) == 2
    assert all(theme.text_width(line, theme.LABEL_PX) < width - 32 for line in lines)


def test_small_type_is_told() -> None:
    tall = picture.Job(view=view_of(immunodata.chart("accelerated-fates")), format="png", size="slide-16x9")
    assert picture.smallest_type_px(tall) < 9
    roomy = picture.Job(view=view_of(immunodata.chart("origins-by-category")), format="png", size="slide-16x9")
    assert picture.smallest_type_px(roomy) == 12


@pytest.mark.parametrize("scale", [0, 0.5, 5, float("nan")])
def test_a_scale_out_of_range_is_refused(scale: float, tmp_path: Path) -> None:
    pytest.importorskip("kaleido")
    with pytest.raises(ExportError, match="from 1 to 4"):
        export.save(view_of(immunodata.CHARTS[0]), tmp_path / "chart.png", scale=scale)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("program", ["/nowhere/chrome", sys.executable])
def test_without_a_browser_the_error_names_other_ways(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("kaleido")
    monkeypatch.setenv("BROWSER_PATH", program)
    with pytest.raises(ExportError, match=r"pptx or \.html.*Chrome or Chromium.*BROWSER_PATH"):
        view_of(immunodata.CHARTS[0]).save(tmp_path / "chart.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["chart.gif", "chart", "chart.", "chart.xls"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="png, svg, pdf, html, csv, xlsx, parquet, json, pptx"):
        view_of(immunodata.CHARTS[0]).save(tmp_path / name)


def test_an_unknown_size_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    pytest.importorskip("kaleido")
    with pytest.raises(UnknownName, match="slide-16x9, slide-4x3"):
        export.save(view_of(immunodata.CHARTS[0]), tmp_path / "chart.png", size="poster")


@pytest.mark.parametrize("ending", export.FORMATS)
def test_an_empty_view_is_refused(ending: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="Nothing to export"):
        view_with(EMPTY).save(tmp_path / f"chart.{ending}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["chart.csv", "chart.metadata.json"])
def test_a_file_that_exists_is_kept_unless_told_otherwise(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).write_text("mine", encoding="utf-8")
    view = view_of(immunodata.CHARTS[0])
    with pytest.raises(ExportError, match=r"Already there.*--force"):
        view.save(tmp_path / "chart.csv")
    assert (tmp_path / taken).read_text(encoding="utf-8") == "mine"
    view.save(tmp_path / "chart.csv", overwrite=True)
    assert (tmp_path / taken).read_text(encoding="utf-8") != "mine"


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = view_of(immunodata.CHARTS[0]).save(tmp_path / "a" / "b" / "chart.csv")
    assert path.is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match="file"):
        view_of(immunodata.CHARTS[0]).save(tmp_path / "file" / "chart.csv")


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "chart.csv").mkdir()
    with pytest.raises(ExportError, match="is a folder"):
        view_of(immunodata.CHARTS[0]).save(tmp_path / "chart.csv", overwrite=True)


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_a_full_disk_leaves_nothing_half_written(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, *_: object) -> None:
        if step == "write_bytes":
            self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    view = view_of(immunodata.CHARTS[0])
    monkeypatch.setattr(Path, step, full)
    with pytest.raises(ExportError, match=r"chart\.csv cannot be written: No space left"):
        view.save(tmp_path / "chart.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("module", "ending", "extra"),
    [
        ("pptx", "pptx", "slides"),
        ("kaleido", "png", "export"),
        ("xlsxwriter", "xlsx", "export"),
        ("pyarrow", "parquet", "export"),
    ],
)
def test_a_missing_part_says_how_to_get_it(
    module: str, ending: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPart, match=rf"immunodata\[{extra}\]"):
        view_of(immunodata.CHARTS[0]).save(tmp_path / f"chart.{ending}")
    assert list(tmp_path.iterdir()) == []
