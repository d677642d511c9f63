"""Every chart in every format, written and opened again; and what happens when it cannot be written."""

from __future__ import annotations

import errno
import io
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest

import immunodata
from immunodata import export, theme
from immunodata.citation import DISCLAIMER
from immunodata.errors import ExportError, MissingPart, UnknownName
from immunodata.export.tables import neutralize
from immunodata.forms import Dots, Grid, Stacks, Timeline, Tree
from immunodata.view import Chart, View, Words

CHARTS = pytest.mark.parametrize("chart", immunodata.CHARTS, ids=lambda chart: chart.id)
MOST_PT = 0.75  # a rounding of positions to whole EMU, and a hairline


@cache
def view_of(chart: Chart) -> View:
    view = chart.view()
    assert not view.is_empty, f"{chart.id} is empty by default"
    return view


def view_with(frame: pd.DataFrame) -> View:
    """A view of a chart made for the test."""
    chart = Chart(
        id="made-up", title="Made up", question="What?", group="landscape",
        select=lambda _data, _chosen: pd.DataFrame({"source_id": pd.Series(dtype=str)}),
        shape=lambda _rows, _chosen: frame, layout=lambda _frame, _chosen: Tree(nodes=(), unit="things"),
        describe=lambda _frame, _chosen: Words(headline="Made up", subtitle="Things", alt_text="Nothing to see"),
    )  # fmt: skip
    return chart.view()


EMPTY = pd.DataFrame({"name": pd.Series(dtype=str)})


# CSV ----------------------------------------------------------------------------------------------------------------


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


# PowerPoint ---------------------------------------------------------------------------------------------------------


@cache
def deck_of(chart: Chart) -> Any:
    pptx = pytest.importorskip("pptx")
    return pptx.Presentation(io.BytesIO(export.pptx_bytes([view_of(chart)])))


def chart_slides(deck: Any) -> list[Any]:
    return [slide for slide in deck.slides if not slide.shapes.title.text.startswith("References")]


def charts_on(slides: list[Any]) -> list[Any]:
    return [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]


def xy_series(chart: Any) -> dict[str, list[tuple[float, float]]]:
    found = {}
    for series in chart.plots[0].series:
        xs = [float(value.text) for value in series._element.xpath("./c:xVal//c:v")]
        found[series.name] = list(zip(xs, series.iter_values(), strict=True))
    return found


@CHARTS
def test_the_slide_holds_the_numbers_of_the_form(chart: Chart) -> None:
    form, slides = view_of(chart).form, chart_slides(deck_of(chart))
    assert form is not None
    {Dots: check_dots, Stacks: check_stacks, Grid: check_grid, Timeline: check_timeline, Tree: check_tree}[type(form)](
        form, slides
    )


def check_dots(form: Dots, slides: list[Any]) -> None:
    from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE

    for panel in form.panels:
        found: dict[str, list[float]] = {}
        for chart in charts_on(slides):
            if chart._chartSpace is None or panel.title not in chart_title(chart, slides):
                continue
            assert chart.chart_type in (XL_CHART_TYPE.XY_SCATTER_LINES, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS)
            for series in chart.plots[0].series:
                xs = [float(value.text) for value in series._element.xpath("./c:xVal//c:v")]
                if series.name != "No difference":
                    found.setdefault(series.name, []).extend(xs)
                    middle = series.points[len(xs) // 2].marker.style
                    assert middle not in (None, XL_MARKER_STYLE.NONE)
        expected: dict[str, list[float]] = {}
        for series in panel.series:
            for row, point in zip(form.rows, series.points, strict=True):
                if point is not None:
                    ends = [point.value] if None in (point.low, point.high) else [point.low, point.value, point.high]
                    expected.setdefault(f"{row}: {series.name}" if series.name else row, []).extend(map(float, ends))
        assert found.keys() == expected.keys()
        for name, values in expected.items():
            assert sorted(found[name]) == pytest.approx(sorted(values)), name


def chart_title(chart: Any, slides: list[Any]) -> str:
    return next(
        s.name for slide in slides for s in slide.shapes if s.has_chart and s.chart._chartSpace is chart._chartSpace
    )


def check_stacks(form: Stacks, slides: list[Any]) -> None:
    from pptx.enum.chart import XL_CHART_TYPE

    charts = charts_on(slides)
    assert {chart.chart_type for chart in charts} == {XL_CHART_TYPE.BAR_STACKED}
    names = [name for chart in charts for name in chart.plots[0].categories]
    assert [name.split(" (")[0] for name in names] == [row.split(" (")[0] for row in form.rows]
    for number, part in enumerate(form.parts):
        values = [value for chart in charts for value in chart.plots[0].series[number].values]
        assert {chart.plots[0].series[number].name for chart in charts} == {part.name}
        for value, expected in zip(values, part.values, strict=True):
            assert value == (None if expected is None else pytest.approx(expected))
        assert all(chart.plots[0].series[number].data_labels.show_value for chart in charts)


def check_timeline(form: Timeline, slides: list[Any]) -> None:
    from immunodata.export.slides.timeline import day_number

    found: Counter[tuple[str, float]] = Counter()
    for chart in charts_on(slides):
        assert chart.category_axis.tick_labels.number_format == "yyyy"
        for name, points in xy_series(chart).items():
            found.update((name.split(":")[0], x) for x, _y in points)
    expected = Counter((theme.STATUS_ROLES[mark.status].label, float(day_number(mark.when))) for mark in form.marks)
    assert found == expected


def check_grid(form: Grid, slides: list[Any]) -> None:
    from pptx.enum.dml import MSO_FILL

    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table and shape.name == "Chart"]
    rows = [row for table in tables for row in list(table.rows)[1:] if not row.cells[0].is_merge_origin]
    assert len(rows) == len(form.rows)
    for row, cells in zip(rows, form.cells, strict=True):
        for shown, cell in zip(list(row.cells)[1:], cells, strict=True):
            if cell.state == "not-reported":
                assert (shown.text, shown.fill.type) == ("n.r.", MSO_FILL.PATTERNED)
                continue
            assert shown.text == cell.text
            if cell.state == "zero":
                assert shown.fill.type != MSO_FILL.SOLID, "zero is told apart from every magnitude"
            else:
                fill = theme.color(cell.role) if cell.role else theme.ramp(cell.share)
                assert f"#{shown.fill.fore_color.rgb}" == fill


def check_tree(form: Tree, slides: list[Any]) -> None:
    from immunodata.export.slides.tree import branches

    shown = branches(form)
    assert {branch.node.node_id for branch in shown} == {node.node_id for node in form.nodes if not node.is_leaf}
    charts = charts_on(slides)
    assert [value for chart in charts for value in chart.plots[0].series[0].values] == [b.node.size for b in shown]
    assert [name for chart in charts for name in chart.plots[0].categories] == [branch.name for branch in shown]


@CHARTS
def test_every_slide_can_be_read_aloud(chart: Chart) -> None:
    view = view_of(chart)
    for number, slide in enumerate(chart_slides(deck_of(chart))):
        assert slide.shapes.title.text
        frames = [shape for shape in slide.shapes if shape.has_chart or shape.has_table]
        texts = [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in frames]
        assert all(texts), [shape.name for shape in frames]
        assert any(view.alt_text in text for text in texts), f"slide {number + 1} lacks the chart's alternative text"


@CHARTS
def test_the_notes_hold_what_the_slide_leaves_out(chart: Chart) -> None:
    view = view_of(chart)
    for slide in chart_slides(deck_of(chart)):
        notes = slide.notes_slide.notes_text_frame.text
        for part in (*view.sources, *view.notes, view.permalink, view.code, DISCLAIMER):
            assert part in notes


@CHARTS
def test_the_slide_says_where_its_numbers_come_from(chart: Chart) -> None:
    view = view_of(chart)
    for slide in chart_slides(deck_of(chart)):
        source = next(shape for shape in slide.shapes if shape.name == "Source")
        assert " ".join(source.text_frame.text.split()) == view.source_line


@CHARTS
def test_nothing_hangs_over_the_edge_of_a_slide(chart: Chart) -> None:
    deck = deck_of(chart)
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    slack = MOST_PT * 12700
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= -slack, shape.name
            assert shape.top >= -slack, shape.name
            assert shape.left + shape.width <= deck.slide_width + slack, shape.name
            assert shape.top + shape.height <= deck.slide_height + slack, shape.name


@CHARTS
def test_boxes_of_a_slide_do_not_overlap(chart: Chart) -> None:
    """Words against words: charts carry air around their plotting area on purpose."""
    for slide in deck_of(chart).slides:
        boxes = [shape for shape in slide.shapes if shape.has_text_frame or shape.has_table]
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
                down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
                assert min(across, down) <= MOST_PT * 12700, f"{one.name} and {other.name}"


def paragraphs_of(shape: Any) -> list[tuple[Any, float]]:
    """Paragraphs and the width they have, in points."""
    if shape.has_text_frame:
        return [(paragraph, shape.width / 12700) for paragraph in shape.text_frame.paragraphs]
    found = []
    for row in shape.table.rows if shape.has_table else ():
        for cell, column in zip(row.cells, shape.table.columns, strict=True):
            width = shape.width if cell.is_merge_origin else column.width - cell.margin_left - cell.margin_right
            found += [(paragraph, width / 12700) for paragraph in cell.text_frame.paragraphs]
    return found


@CHARTS
def test_text_is_large_enough_and_fits_its_box(chart: Chart) -> None:
    for slide in deck_of(chart).slides:
        for shape in slide.shapes:
            for paragraph, width in paragraphs_of(shape):
                for run in paragraph.runs:
                    assert run.font.name == theme.SLIDE_FONT
                    assert run.font.size.pt >= 12, run.text
                if paragraph.runs and shape != slide.shapes.title:
                    needed = sum(theme.text_width(run.text, run.font.size.pt / theme.WIDER) for run in paragraph.runs)
                    assert needed <= width + MOST_PT, f"{shape.name}: {paragraph.text}"


def test_a_deck_of_all_charts_ends_with_the_references(tmp_path: Path) -> None:
    pptx = pytest.importorskip("pptx")
    views = [view_of(chart) for chart in immunodata.CHARTS]
    path = export.save_deck(views, tmp_path / "new" / "deck.pptx")
    deck = pptx.Presentation(str(path))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[-1].startswith("References")
    assert len(titles) == len(set(titles)), "each slide has a title of its own"
    last = [slide for slide in deck.slides if slide.shapes.title.text.startswith("References")]
    assert all(DISCLAIMER in " ".join(shape.text for shape in slide.shapes) for slide in last)
    listed = " ".join(" ".join(shape.text.split()) for slide in last for shape in slide.shapes)
    in_full = " ".join(slide.notes_slide.notes_text_frame.text for slide in last)
    known = immunodata.load("sources").set_index("source_id")["short_title"]
    for view in views:
        for source_id, citation in zip(view.source_ids, view.sources, strict=True):
            assert known[source_id] in listed
            assert citation in in_full


@pytest.mark.office
def test_libreoffice_draws_every_slide(tmp_path: Path, soffice_path: str) -> None:
    pptx = pytest.importorskip("pptx")
    image = pytest.importorskip("PIL.Image")
    path = export.save_deck([view_of(chart) for chart in immunodata.CHARTS], tmp_path / "deck.pptx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run = [soffice_path, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(run, check=True, capture_output=True, timeout=300)
    assert pages_of((tmp_path / "deck.pdf").read_bytes()) == len(pptx.Presentation(str(path)).slides)
    pictures = draw_pdf(tmp_path / "deck.pdf", tmp_path)
    for picture in pictures:
        with image.open(picture) as opened:
            assert len(opened.convert("RGB").getcolors(1 << 24)) > 30, f"{picture.name} is all but blank"


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page(?!s)", pdf))


def draw_pdf(pdf: Path, folder: Path) -> list[Path]:
    import shutil

    if not shutil.which("pdftoppm"):
        pytest.skip("needs pdftoppm to look at the pages")
    subprocess.run(["pdftoppm", "-r", "40", "-png", str(pdf), str(folder / "slide")], check=True, timeout=120)
    return sorted(folder.glob("slide*.png"))


# HTML ---------------------------------------------------------------------------------------------------------------


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


# Pictures -----------------------------------------------------------------------------------------------------------


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


# What cannot be written -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chart.gif", "chart", "chart.", "chart.xlsm"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="png, svg, pdf, html, csv, pptx"):
        view_of(immunodata.CHARTS[0]).save(tmp_path / name)


def test_an_unknown_size_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    pytest.importorskip("kaleido")
    with pytest.raises(UnknownName, match="slide-16x9, slide-4x3"):
        export.save(view_of(immunodata.CHARTS[0]), tmp_path / "chart.png", size="poster")


def test_sizes_are_named_once_for_all() -> None:
    from immunodata.export.picture import SIZES

    assert tuple(SIZES) == export.SIZE_NAMES


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
    with pytest.raises(ExportError, match="one view and one format"):
        export.save_all([], tmp_path, ["csv"])
    with pytest.raises(ExportError, match="written to one file"):
        export.save_all([view, immunodata.CHARTS[0].view()], tmp_path, ["csv"])
    with pytest.raises(UnknownName, match="Allowed: png"):
        export.save_all([view], tmp_path, ["csv", "gif"])
    with pytest.raises(ExportError, match="Nothing to export"):
        export.save_all([view, view_with(EMPTY)], tmp_path, ["csv"])
    with pytest.raises(UnknownName, match="pptx"):
        export.save_deck([view], tmp_path / "deck.pdf")
    assert list(tmp_path.iterdir()) == []
