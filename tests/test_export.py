"""Every chart in every format, written and opened again; and what happens when it cannot be written."""

from __future__ import annotations

import errno
import io
import json
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from made_up import pages_of, view_of, view_with

import immunodata
from immunodata import export
from immunodata.citation import DISCLAIMER
from immunodata.errors import ExportError, MissingPart, UnknownName
from immunodata.export.tables import neutralize
from immunodata.view import Chart, Words

CHARTS = pytest.mark.parametrize("chart", immunodata.CHARTS, ids=lambda chart: chart.id)
EMPTY = pd.DataFrame({"name": pd.Series(dtype=str)})


@CHARTS
def test_csv_reopened_equals_the_frame(chart: Chart, tmp_path: Path) -> None:
    view = view_of(chart)
    path = view.save(tmp_path / "chart.csv")
    expected, again = neutralize(view.frame), pd.read_csv(path, keep_default_na=False, na_values=[""])
    assert list(again.columns) == list(expected.columns)
    assert len(again) == len(expected)
    for column in expected.columns:
        kind = expected[column].dtype
        assert again[column].isna().tolist() == expected[column].isna().tolist(), column
        if pd.api.types.is_datetime64_any_dtype(kind):
            assert pd.to_datetime(again[column]).dropna().tolist() == expected[column].dropna().tolist()
        elif pd.api.types.is_numeric_dtype(kind):
            pd.testing.assert_series_equal(
                again[column].astype(float), expected[column].astype(float), check_names=False
            )
        else:
            assert again[column].dropna().astype(str).tolist() == expected[column].dropna().astype(str).tolist()


@CHARTS
def test_the_citation_beside_a_csv_says_all(chart: Chart, tmp_path: Path) -> None:
    view = view_of(chart)
    view.save(tmp_path / "chart.csv")
    text = (tmp_path / "chart.citation.txt").read_text(encoding="utf-8")
    for part in (
        view.words.headline,
        view.chart.id,
        view.data.version,
        view.data.as_of,
        view.code,
        "CC BY 4.0",
        DISCLAIMER,
    ):
        assert part in text
    for source in view.sources:
        assert source in text


def test_cells_that_begin_like_a_formula_are_disarmed_and_numbers_are_not() -> None:
    frame = pd.DataFrame({"name": ["=1+1", "+1", "-x", "@x", "\tx", "\rx", "plain", ""], "points": [-1.5, *range(7)]})
    view = view_with(frame)
    again = pd.read_csv(io.BytesIO(export.csv_bytes(view)), keep_default_na=False)
    assert again["name"].tolist()[:6] == ["'=1+1", "'+1", "'-x", "'@x", "'\tx", "'\nx"]
    assert again["name"].tolist()[6:] == ["plain", ""]
    assert again["points"].tolist() == frame["points"].tolist()
    assert frame["name"].iloc[0] == "=1+1", "the caller's frame is left alone"


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


@pytest.mark.browser
@CHARTS
def test_the_page_draws_in_a_browser_without_the_net(chart: Chart, tmp_path: Path, chromium_path: str) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    path = view_of(chart).save(tmp_path / "chart.html")
    asked, complaints = [], []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_selector("#chart .main-svg", timeout=20000)
        shown = page.locator("#chart .main-svg").first.bounding_box()
        browser.close()
    assert shown is not None
    assert shown["height"] > 200
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert complaints == []


@pytest.mark.browser
def test_every_chart_as_a_picture_from_one_browser(tmp_path: Path, chromium_path: str) -> None:
    pytest.importorskip("kaleido")
    image = pytest.importorskip("PIL.Image")
    views = [view_of(chart) for chart in immunodata.CHARTS]
    paths = export.save_all(views, tmp_path / "out", ["png", "svg", "pdf"], progress=False)
    assert len(paths) == 3 * len(views) == len(list((tmp_path / "out").iterdir()))
    for path in paths:
        if path.suffix == ".png":
            with image.open(path) as opened:
                assert opened.width == 2240
                assert opened.height > 400
                assert len(opened.convert("RGB").getcolors(1 << 24)) > 30, f"{path.name} is all but blank"
        elif path.suffix == ".svg":
            root = ElementTree.parse(path).getroot()
            assert root.tag.endswith("svg")
            assert "immunodata" in "".join(root.itertext()), "the source line is inside the picture"
        else:
            assert path.read_bytes().startswith(b"%PDF")
            assert pages_of(path.read_bytes()) == 1


@pytest.mark.browser
@pytest.mark.parametrize(("size", "ratio"), [("slide-16x9", 9 / 16), ("slide-4x3", 3 / 4), ("square", 1.0)])
def test_a_size_by_purpose_has_its_shape(size: str, ratio: float, tmp_path: Path, chromium_path: str) -> None:
    pytest.importorskip("kaleido")
    image = pytest.importorskip("PIL.Image")
    path = export.save(view_of(immunodata.CHARTS[0]), tmp_path / "chart.png", size=size)
    with image.open(path) as opened:
        assert opened.height / opened.width == pytest.approx(ratio, abs=0.002)


@pytest.mark.parametrize("program", ["/nowhere/chrome", sys.executable])
def test_without_a_browser_the_error_names_other_ways(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("kaleido")
    monkeypatch.setenv("BROWSER_PATH", program)
    with pytest.raises(ExportError, match=r"pptx or \.html.*Chrome or Chromium.*BROWSER_PATH"):
        view_of(immunodata.CHARTS[0]).save(tmp_path / "chart.png")
    assert list(tmp_path.iterdir()) == []


def test_no_browser_on_the_machine_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("kaleido")
    chromium = pytest.importorskip("choreographer.browsers.chromium")
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(chromium.Chromium, "find_browser", classmethod(lambda cls, **_: None))
    with pytest.raises(ExportError, match="none is installed"):
        export.save_all([view_of(immunodata.CHARTS[0])], tmp_path / "out", ["csv", "png"], progress=False)
    assert not list((tmp_path / "out").glob("*"))
    everything_else = ["csv", "html", "pptx"]
    assert len(export.save_all([view_of(immunodata.CHARTS[0])], tmp_path, everything_else, progress=False)) == 3


@pytest.mark.parametrize("name", ["chart.gif", "chart", "chart.", "chart.xlsm"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="png, svg, pdf, html, csv, pptx"):
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


@pytest.mark.parametrize("taken", ["chart.csv", "chart.citation.txt"])
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


@pytest.mark.parametrize(("module", "ending", "extra"), [("pptx", "pptx", "slides"), ("kaleido", "png", "export")])
def test_a_missing_part_says_how_to_get_it(
    module: str, ending: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingPart, match=rf"immunodata\[{extra}\]"):
        view_of(immunodata.CHARTS[0]).save(tmp_path / f"chart.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_a_batch_writes_one_file_per_view_and_one_deck(tmp_path: Path) -> None:
    pytest.importorskip("pptx")
    views = [view_of(chart) for chart in immunodata.CHARTS[:2]]
    paths = export.save_all(views, tmp_path, ["csv", "pptx"], progress=False)
    assert {path.name for path in paths} == {f"immunodata-deck--v{views[0].data.version}.pptx",
                                             *(f"{view.file_stem}.csv" for view in views)}  # fmt: skip
    with pytest.raises(ExportError, match="Already there"):
        export.save_all(views, tmp_path, ["csv"], progress=False)


def test_a_batch_shows_its_progress(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    export.save_all([view_of(immunodata.CHARTS[0])], tmp_path, ["csv"])
    assert "1/1" in capsys.readouterr().err


def test_a_batch_refuses_what_it_cannot_do_before_it_starts(tmp_path: Path) -> None:
    view = view_of(immunodata.CHARTS[0])
    with pytest.raises(ExportError, match="one view"):
        export.save_all([], tmp_path, ["csv"])
    with pytest.raises(ExportError, match="one format"):
        export.save_all([view], tmp_path, [])
    with pytest.raises(ExportError, match="one view"):
        export.save_deck([], tmp_path / "deck.pptx")
    with pytest.raises(ExportError, match="written to one file"):
        export.save_all([view, immunodata.CHARTS[0].view()], tmp_path, ["csv"])
    with pytest.raises(UnknownName, match="Allowed: png"):
        export.save_all([view], tmp_path, ["csv", "gif"])
    with pytest.raises(ExportError, match="Nothing to export"):
        export.save_all([view, view_with(EMPTY)], tmp_path, ["csv"])
    with pytest.raises(UnknownName, match="pptx"):
        export.save_deck([view], tmp_path / "deck.pdf")
    assert list(tmp_path.iterdir()) == []
