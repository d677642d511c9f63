"""Every chart, and forms larger than any chart, as slides that are opened again and read."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from made_up import NAMES, pages_of, view_named, view_of

import immunodata
from immunodata import export, theme
from immunodata.citation import DISCLAIMER
from immunodata.forms import Dots, Flow, Grid, Ring, Stacks, Timeline, Tree

pytest.importorskip("pptx")

import pptx

SLIDES = pytest.mark.parametrize("name", NAMES)
EMU = 12700  # per point
MOST_PT = 0.75  # a rounding of positions to whole EMU, and a hairline


@cache
def deck_of(name: str) -> Any:
    return pptx.Presentation(io.BytesIO(export.pptx_bytes([view_named(name)])))


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


@SLIDES
def test_the_slide_holds_the_numbers_of_the_form(name: str) -> None:
    form, slides = view_named(name).form, chart_slides(deck_of(name))
    assert form is not None
    check_numbers(form, slides)


def check_numbers(form: Any, slides: list[Any]) -> None:
    """The slides hold exactly the numbers of the form, as a native chart of the right kind."""
    check = {Dots: check_dots, Flow: check_flow, Grid: check_grid, Ring: check_ring, Stacks: check_stacks,
             Timeline: check_timeline, Tree: check_tree}  # fmt: skip
    check[type(form)](form, slides)


def in_groups(shapes: Any) -> list[Any]:
    """The shapes, and those inside groups in their group's place."""
    found = []
    for shape in shapes:
        found += in_groups(shape.shapes) if is_group(shape) else [shape]
    return found


def is_group(shape: Any) -> bool:
    return hasattr(shape, "shapes")


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
    lines = [row for table in tables for row in list(table.rows)[1:] if not row.cells[0].is_merge_origin]
    blocks = [lines[start : start + len(form.rows)] for start in range(0, len(lines), len(form.rows))]
    for number, cells in enumerate(form.cells):  # where columns are parted, a row stands once in each block
        shown = [cell for block in blocks for cell in list(block[number].cells)[1:]]
        assert len(shown) == len(cells)
        for drawn, cell in zip(shown, cells, strict=True):
            if cell.state == "not-reported":
                assert (drawn.text, drawn.fill.type) == ("n.r.", MSO_FILL.PATTERNED)
                continue
            assert drawn.text == cell.text
            if cell.state == "zero":
                assert drawn.fill.type != MSO_FILL.SOLID, "zero is told apart from every magnitude"
            else:
                fill = theme.color(cell.role) if cell.role else theme.ramp(cell.share)
                assert f"#{drawn.fill.fore_color.rgb}" == fill


def check_tree(form: Tree, slides: list[Any]) -> None:
    from immunodata.export.slides.tree import branches

    shown = branches(form)
    assert {branch.node.node_id for branch in shown} == {node.node_id for node in form.nodes if not node.is_leaf}
    charts = charts_on(slides)
    assert [value for chart in charts for value in chart.plots[0].series[0].values] == [b.node.size for b in shown]
    assert [name for chart in charts for name in chart.plots[0].categories] == [branch.name for branch in shown]


def check_flow(form: Flow, slides: list[Any]) -> None:
    """A freeform for each band, as thick as its size, and a label for each stop that the slide shows."""
    names = {stop.stop_id: stop.label for stop in form.stops}
    expected = Counter(f"{names[band.start]}, {names[band.end]}: {band.size}" for band in form.bands)
    found: Counter[str] = Counter()
    for slide in slides:
        shapes = in_groups(slide.shapes)
        bands = [shape for shape in shapes if shape.name in expected]
        found.update(shape.name for shape in bands)
        units = []
        for shape in bands:
            ys = [int(point.get("y")) for point in shape._element.xpath(".//a:pt")]
            units.append((ys[4] - ys[3]) / int(shape.name.rsplit(": ", 1)[1]))
            assert shape._element.xpath(".//a:cubicBezTo"), "a curve whose points can be edited"
        assert max(units) - min(units) < 0.02 * EMU, "one unit has one width"
        said = {" ".join(shape.text_frame.text.split()) for shape in shapes if shape.name.startswith("Label: ")}
        for end in {name.rsplit(": ", 1)[0].split(", ")[0] for name in found if name in {s.name for s in bands}}:
            assert any(text.startswith(end) for text in said), end
    assert found == expected


def check_ring(form: Ring, slides: list[Any]) -> None:
    """A circle for each step, shaded by its number, the words beside it, and an arrow to the next."""
    (slide,) = slides
    shapes = {shape.name: shape for shape in in_groups(slide.shapes)}
    for place, step in enumerate(form.steps, start=1):
        circle, words = shapes[f"Step {step.number}"], shapes[f"Words {step.number}"]
        assert circle.text_frame.text == step.number
        fill = theme.ramp(step.share) if step.chips else theme.LIGHT.paper
        assert f"#{circle.fill.fore_color.rgb}" == fill
        assert shapes[f"Arrow {place}"]._element.xpath(".//a:cubicBezTo")
        said = [paragraph.text for paragraph in words.text_frame.paragraphs]
        hidden = [int(line.split()[1]) for line in said if line.startswith("and ")]
        shown = [line for line in said[1:] if line.startswith("● ")]
        assert len(shown) + sum(hidden) == len(step.chips)
        for line, chip in zip(shown, step.chips, strict=False):
            assert line.endswith(f" · {chip.size}")


@SLIDES
def test_every_slide_can_be_read_aloud(name: str) -> None:
    view = view_named(name)
    for number, slide in enumerate(chart_slides(deck_of(name))):
        assert slide.shapes.title.text
        frames = [shape for shape in slide.shapes if is_group(shape) or shape.has_chart or shape.has_table]
        texts = [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in frames]
        assert all(texts), [shape.name for shape in frames]
        assert any(view.alt_text in text for text in texts), f"slide {number + 1} lacks the chart's alternative text"


@SLIDES
def test_the_notes_hold_what_the_slide_leaves_out(name: str) -> None:
    view = view_named(name)
    for slide in chart_slides(deck_of(name)):
        notes = slide.notes_slide.notes_text_frame.text
        for part in (*view.sources, *view.notes, view.permalink, view.code, DISCLAIMER):
            assert part in notes


@SLIDES
def test_the_slide_says_where_its_numbers_come_from(name: str) -> None:
    view = view_named(name)
    for slide in chart_slides(deck_of(name)):
        source = next(shape for shape in slide.shapes if shape.name == "Source")
        assert " ".join(source.text_frame.text.split()) == view.source_line


@SLIDES
def test_nothing_hangs_over_the_edge_of_a_slide(name: str) -> None:
    deck = deck_of(name)
    assert (deck.slide_width, deck.slide_height) == (12192000, 6858000)
    slack = MOST_PT * EMU
    for slide in deck.slides:
        for shape in [*slide.shapes, *in_groups(slide.shapes)]:
            assert shape.left >= -slack, shape.name
            assert shape.top >= -slack, shape.name
            assert shape.left + shape.width <= deck.slide_width + slack, shape.name
            assert shape.top + shape.height <= deck.slide_height + slack, shape.name


def holds_text(shape: Any) -> bool:
    return bool(shape.has_text_frame and (shape.text_frame.text.strip() or not shape._element.xpath(".//a:custGeom")))


@SLIDES
def test_boxes_of_a_slide_do_not_overlap(name: str) -> None:
    """Words against words: charts carry air around their plotting area on purpose."""
    for slide in deck_of(name).slides:
        boxes = [shape for shape in in_groups(slide.shapes) if shape.has_table or holds_text(shape)]
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
                down = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
                assert min(across, down) <= MOST_PT * EMU, f"{one.name} and {other.name}"


def paragraphs_of(shape: Any) -> list[tuple[Any, float]]:
    """Paragraphs and the width they have, in points."""
    if shape.has_text_frame:
        return [(paragraph, shape.width / EMU) for paragraph in shape.text_frame.paragraphs]
    found = []
    for row in shape.table.rows if shape.has_table else ():
        for cell, column in zip(row.cells, shape.table.columns, strict=True):
            width = shape.width if cell.is_merge_origin else column.width - cell.margin_left - cell.margin_right
            found += [(paragraph, width / EMU) for paragraph in cell.text_frame.paragraphs]
    return found


@SLIDES
def test_text_is_large_enough_and_fits_its_box(name: str) -> None:
    for slide in deck_of(name).slides:
        for shape in in_groups(slide.shapes):
            for paragraph, width in paragraphs_of(shape):
                for run in paragraph.runs:
                    assert run.font.name == theme.SLIDE_FONT
                    assert run.font.size.pt >= 12, run.text
                if paragraph.runs and shape != slide.shapes.title:
                    needed = sum(theme.text_width(run.text, run.font.size.pt / theme.WIDER) for run in paragraph.runs)
                    assert needed <= width + MOST_PT, f"{shape.name}: {paragraph.text}"


@SLIDES
def test_titles_take_two_lines_at_most(name: str) -> None:
    for slide in deck_of(name).slides:
        title = slide.shapes.title
        size = title.text_frame.paragraphs[0].runs[0].font.size.pt
        lines = theme.wrap(title.text, size / theme.WIDER * 1.08, title.width / EMU)  # bold runs 8 % wider
        assert len(lines) <= 2, title.text
        assert title.height / EMU >= len(lines) * size * 1.19


def test_a_deck_of_all_charts_ends_with_the_references(tmp_path: Path) -> None:
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


def draw_pdf(pdf: Path, folder: Path) -> list[Path]:
    if not shutil.which("pdftoppm"):
        pytest.skip("needs pdftoppm to look at the pages")
    subprocess.run(["pdftoppm", "-r", "40", "-png", str(pdf), str(folder / "slide")], check=True, timeout=120)
    return sorted(folder.glob("slide*.png"))
