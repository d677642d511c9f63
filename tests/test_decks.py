"""Decks of views, stories and headings: what is on which slide, templates, outlines, and what is refused."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from made_up import NAMES, view_named, view_of

import immunodata
from immunodata import theme
from immunodata.citation import DISCLAIMER
from immunodata.errors import ExportError, ImmunodataError, UnknownName
from immunodata.export import Exhibit, Section, deck
from immunodata.export.outline import read_outline, read_part
from immunodata.forms import Form

pptx = pytest.importorskip("pptx")

qn = pytest.importorskip("pptx.oxml.ns").qn

YEAR, STORM = (immunodata.chart(name) for name in ("approvals-by-year", "crs-and-neurotoxicity"))
LECTURE = Path(__file__).parent.parent / "docs" / "lecture.yaml"


def opened(made: Any) -> Any:
    return pptx.Presentation(io.BytesIO(made.bytes))


def titles(made: Any) -> list[str]:
    return [slide.shapes.title.text for slide in opened(made).slides]


def notes(slide: Any) -> str:
    return slide.notes_slide.notes_text_frame.text


@cache
def living_drugs() -> Any:
    return opened(deck([immunodata.story("living-drugs"), view_of(YEAR)], title="Week 7", subtitle="Immunology"))


def test_every_form_has_a_native_painter() -> None:
    from typing import get_args

    from immunodata.export.slides import PAINTERS

    assert set(PAINTERS) == set(get_args(Form))


def test_a_story_becomes_a_heading_and_a_question_before_each_chart() -> None:
    story, slides = immunodata.story("living-drugs"), list(living_drugs().slides)
    texts = [slide.shapes.title.text for slide in slides]
    assert texts[:2] == ["Week 7", story.title]
    assert "Immunology" in [shape.text for shape in slides[0].placeholders]
    assert any(DISCLAIMER in shape.text for shape in slides[0].shapes if shape.has_text_frame)
    for step in story.steps:
        view = step.view()
        at = texts.index(step.question)
        asked, chart = slides[at], slides[at + 1]
        assert step.narration in [shape.text for shape in asked.placeholders]
        assert chart.shapes.title.text.startswith(view.words.headline[:30])
        for said in (step.narration, step.question, step.answer(view)):
            assert said in notes(asked)
            assert said in notes(chart)
        assert view.code in notes(chart)
    assert texts[-1] == "How to read these numbers"
    assert DISCLAIMER in notes(slides[-1])
    assert texts[-2].startswith("References")


def test_questions_can_stay_in_the_notes() -> None:
    story = immunodata.story("living-drugs")
    slides = list(opened(deck(story, questions=False)).slides)
    shown = [slide.shapes.title.text for slide in slides]
    assert not {step.question for step in story.steps} & set(shown)
    assert shown[0] == story.title, "the only story names the deck, and needs no heading"
    assert shown.count(story.title) == 1
    assert any(story.steps[0].question in notes(slide) for slide in slides)


def test_sections_make_an_agenda() -> None:
    parts = [Section(f"Part {number}", f"Of which {number}") for number in range(30)]
    found = titles(deck([*parts[:2], view_of(YEAR), *parts[2:]]))
    assert [title for title in found if title.startswith("Agenda")] == [
        f"Agenda ({number}/5)" for number in range(1, 6)
    ]
    assert not [title for title in titles(deck([parts[0], view_of(YEAR)])) if title.startswith("Agenda")]


def test_a_finding_shown_twice_has_two_titles() -> None:
    said = view_of(YEAR).words.headline
    assert [title for title in titles(deck([view_of(YEAR)] * 2)) if said in title] == [said, f"{said} (view 2)"]


def test_an_exhibit_brings_its_own_words() -> None:
    part = Exhibit(view_of(YEAR), question="When?", narration="It took long.", answer="In 2024.")
    slides = list(opened(deck([part])).slides)
    assert slides[1].shapes.title.text == "When?"
    assert "It took long.\n\nQuestion: When?\n\nAnswer: In 2024." in notes(slides[2])


def test_the_same_deck_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    def written() -> bytes:
        return deck([immunodata.story("living-drugs"), view_named("harms-by-arm")]).bytes

    first = written()
    later = time.localtime(time.time() + 3_000_000)
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert written() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
        assert books
        for name in books:
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as book:
                assert b"1980-01-01T00:00:00Z" in book.read("docProps/core.xml")
    about = pptx.Presentation(io.BytesIO(first)).core_properties
    assert f"{about.modified:%Y-%m-%d}" == immunodata.load().as_of


def test_a_workbook_holds_the_numbers_of_its_chart() -> None:
    frame = pytest.importorskip("pandas")
    pytest.importorskip("openpyxl")
    chart = next(shape.chart for slide in living_drugs().slides for shape in slide.shapes if shape.has_chart)
    book = frame.read_excel(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob), index_col=0)
    assert list(book.iloc[:, 0]) == list(chart.plots[0].series[0].values)


# Templates


def make_template(
    path: Path, *, wide: bool = False, dark: bool = False, font: str = "Georgia", renamed: bool = True
) -> Path:
    """A presentation of somebody: own theme, layouts under other names, a slide of its own."""
    made = pptx.Presentation()
    if wide:
        stretch = 12192000 / made.slide_width
        made.slide_width = 12192000
        for owner in (made.slide_master, *made.slide_layouts):
            for shape in owner.placeholders:
                if shape._element.xpath(".//a:xfrm"):
                    shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)
    for number, layout in enumerate(made.slide_layouts):
        if renamed:
            layout._element.cSld.set("name", f"Gestaltung {number}")
    part = made.slide_master.part.part_related_by(pptx.opc.constants.RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode()
    text = text.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{font}"/>')
    text = text.replace('<a:sysClr val="windowText" lastClr="000000"/>', '<a:srgbClr val="102A43"/>')
    part._blob = text.encode()
    if dark:
        colors = made.slide_master._element.find(qn("p:clrMap"))
        colors.set("bg1", "dk1"), colors.set("tx1", "lt1")
    made.slides.add_slide(made.slide_layouts[0]).shapes.title.text = "Old slide"
    made.save(str(path))
    return path


@pytest.mark.parametrize(
    ("look", "name"),
    [({}, "harms-by-arm"), ({"wide": True}, "crs-and-neurotoxicity"), ({"dark": True}, "severity-by-arm"),
     ({"font": "Verdana"}, "immune-events"), ({"wide": True, "dark": True, "renamed": False}, "approvals-by-date")],
)  # fmt: skip
def test_a_template_gives_size_layouts_fonts_and_colors(tmp_path: Path, look: dict[str, Any], name: str) -> None:
    view, path = view_named(name), make_template(tmp_path / "own.pptx", **look)
    part = Exhibit(view, question="What do you see?", narration="Look at it.")
    found = opened(deck([Section("First", "Of two"), part, Section("Second")], title="Mine", template=path))
    template = pptx.Presentation(str(path))
    assert (found.slide_width, found.slide_height) == (template.slide_width, template.slide_height)
    kinds = [slide.slide_layout._element.get("type") for slide in found.slides]
    assert kinds[:5] == ["title", "titleOnly", "secHead", "secHead", "titleOnly"]
    assert "Old slide" not in [slide.shapes.title.text for slide in found.slides]
    for slide in found.slides:
        roots = [slide._element, *(shape.chart._chartSpace for shape in slide.shapes if shape.has_chart)]
        faces = {face.get("typeface") for root in roots for face in root.iter(qn("a:latin"))}
        assert faces <= {"+mn-lt"}, "texts take the template's font"
        inks = [color.get("val") for root in roots for color in root.iter(qn("a:srgbClr"))]
        assert theme.LIGHT.ink[1:] not in inks
        assert not slide.shapes.title._element.xpath(".//a:solidFill"), "the title's color is its layout's"
        check_inside(slide, found)
        check_text_fits(slide, wider=1.2 if look.get("font") == "Verdana" else 1.0)
    used = {color.get("val") for slide in found.slides for shape in slide.shapes if shape.has_chart
            for color in shape.chart._chartSpace.iter(qn("a:srgbClr"))}  # fmt: skip
    if name in ("harms-by-arm", "crs-and-neurotoxicity", "approvals-by-date"):
        roles = [theme.ROLES[role] for role in ("checkpoint-inhibitor", "car-t-cell")]
        assert used & {(role.dark if look.get("dark") else role.light)[1:] for role in roles}


def check_inside(slide: Any, made: Any) -> None:
    slack = 0.75 * 12700
    for shape in slide.shapes:
        assert min(shape.left, shape.top) >= -slack, shape.name
        assert shape.left + shape.width <= made.slide_width + slack, shape.name
        assert shape.top + shape.height <= made.slide_height + slack, shape.name


def check_text_fits(slide: Any, *, wider: float = 1.0) -> None:
    """Every paragraph is no wider than its box, every box as high as its lines; placeholders wrap by themselves."""
    for shape in slide.shapes:
        if not shape.has_text_frame:
            continue
        high = 0.0
        for paragraph in shape.text_frame.paragraphs:
            width = sum(theme.text_width(run.text, run.font.size.pt / theme.WIDER) for run in paragraph.runs) * wider
            size = max((run.font.size.pt for run in paragraph.runs), default=12)
            lines = -(-width // (shape.width / 12700)) if shape.is_placeholder else 1
            high += lines * size * 1.2
            assert shape.is_placeholder or width <= shape.width / 12700 + 1, f"{shape.name}: {paragraph.text}"
        assert high <= shape.height / 12700 + 3, f"{shape.name}: {shape.text_frame.text}"


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_fits_a_slide_of_four_by_three(name: str) -> None:
    made = opened(
        deck([Exhibit(view_named(name), question="What do you see here, and what is not reported?")], page="4:3")
    )
    assert (made.slide_width, made.slide_height) == (9144000, 6858000)
    for slide in made.slides:
        check_inside(slide, made)
        check_text_fits(slide)
    view = view_named(name)
    shown = [slide for slide in made.slides if view.code in notes(slide)]
    assert shown
    for slide in shown:
        described = [shape._element.xpath(".//p:cNvPr")[0].get("descr") or "" for shape in slide.shapes]
        assert any(view.alt_text in text for text in described)
        assert all(part in notes(slide) for part in (*view.sources, *view.notes, view.permalink, DISCLAIMER))


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_the_same_on_either_page(name: str) -> None:
    from test_slides import check_numbers

    narrow = opened(deck([view_named(name)], page="4:3"))
    slides = [slide for slide in narrow.slides if view_named(name).code in notes(slide)]
    check_numbers(view_named(name).form, slides)


def test_a_template_without_a_layout_for_titles_alone_lends_its_plainest(tmp_path: Path) -> None:
    path = make_template(tmp_path / "own.pptx")
    made = pptx.Presentation(str(path))
    for layout in list(made.slide_layouts):
        if layout._element.get("type") not in ("title", "obj"):
            made.slide_layouts.remove(layout)
    made.save(str(path))
    found = opened(deck([view_of(YEAR)], template=path))
    assert [slide.slide_layout._element.get("type") for slide in found.slides][:2] == ["title", "title"]
    assert all(slide.shapes.title.text for slide in found.slides)


def content_type(path: Path, kind: str) -> Path:
    """The same file under another content type."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace("presentationml.presentation.main", kind).encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return path


LOCKED = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "cannot be read: No such file"),
        (b"", "not a PowerPoint file"),
        (b"plain text", "not a PowerPoint file"),
        (LOCKED, "protected by a password"),
        (b"\xd0\xcf\x11\xe0", "old program"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_a_file_that_is_no_template_is_refused(tmp_path: Path, content: bytes | None, expected: str) -> None:
    path = tmp_path / "own.pptx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ExportError, match=expected):
        deck([view_of(YEAR)], template=path).save(tmp_path / "out.pptx")
    assert not (tmp_path / "out.pptx").exists()


def test_a_damaged_or_other_presentation_is_refused(tmp_path: Path) -> None:
    whole = make_template(tmp_path / "own.pptx")
    (tmp_path / "half.pptx").write_bytes(whole.read_bytes()[:9000])
    flipped = bytearray(whole.read_bytes())
    flipped[2000:2100] = bytes(100)
    (tmp_path / "flipped.pptx").write_bytes(flipped)
    for name in ("half.pptx", "flipped.pptx"):
        with pytest.raises(ExportError, match="damaged"):
            deck([view_of(YEAR)], template=tmp_path / name).bytes  # noqa: B018
    with pytest.raises(ExportError, match=r"a template \(.potx\).*save it as .pptx"):
        deck([view_of(YEAR)], template=content_type(whole, "presentationml.template.main")).bytes  # noqa: B018


# What is refused


def test_what_is_no_part_of_a_deck_is_refused() -> None:
    with pytest.raises(ImmunodataError, match="takes views, stories"):
        deck(["approvals-by-year"])  # type: ignore[list-item]
    with pytest.raises(ExportError, match="at least one view"):
        deck([Section("Alone")])
    with pytest.raises(UnknownName, match="16:9, 4:3"):
        deck([view_of(YEAR)], page="16:10")
    with pytest.raises(ImmunodataError, match="size of its own"):
        deck([view_of(YEAR)], page="4:3", template="x.pptx")


def test_parts_are_read_as_on_the_command_line() -> None:
    assert read_part("story:living-drugs") is immunodata.story("living-drugs")
    assert read_part("section:How it began") == Section("How it began")
    several = read_part("chart:crs-and-neurotoxicity?category=car-t-cell&arms=all")
    assert several.chosen == {"category": ("car-t-cell",), "arms": "all"}
    assert read_part("approvals-by-year").chart is YEAR


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("story:living-drug", "Did you mean 'living-drugs'"),
        ("chart:crs-and-neurotoxicit", "Did you mean 'crs-and-neurotoxicity'"),
        ("tale:living-drugs", "Allowed: chart, story, section"),
        ("chart:crs-and-neurotoxicity?category=car-t", "Did you mean 'car-t-cell'"),
        ("chart:crs-and-neurotoxicity?category", "CONTROL=VALUE"),
    ],
)
def test_a_part_that_does_not_exist_is_refused(text: str, expected: str) -> None:
    with pytest.raises(ImmunodataError, match=expected):
        read_part(text)


# Outlines


def test_the_example_outline_makes_a_deck() -> None:
    found = titles(read_outline(LECTURE))
    assert found[0] == "Living drugs: promise and price"
    assert found[1] == "Agenda"
    assert found[-1] == "How to read these numbers"


def test_an_outline_is_overruled_by_what_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "lecture.yaml"
    path.write_text("page: 4:3\ntitle: Told\nslides: [approvals-by-year]\n")
    assert read_outline(path).plan.page == "4:3"
    made = read_outline(path, page="16:9", title="Asked", questions=False)
    assert (made.plan.page, made.plan.title, made.plan.questions) == ("16:9", "Asked", False)
    template = make_template(tmp_path / "own.pptx")
    assert read_outline(path, template=template).plan.template == template
    path.write_text("template: own.pptx\nslides: [approvals-by-year]\n")
    assert read_outline(path).plan.template == template, "beside the outline"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1: expected a mapping with the key 'slides'"),
        ("title: Mine", "'slides' is missing"),
        ("titel: Mine\nslides: [approvals-by-year]", "line 1.*Did you mean 'title'"),
        ("title: a\ntitle: b\nslides: [approvals-by-year]", "line 2: the key 'title' stands here twice"),
        ("slides:\n- approvals-by-yaer", "line 2, slides > 1.*Did you mean 'approvals-by-year'"),
        ("slides:\n- section: A\n- chart: crs-icans", "line 3, slides > 2: There is no chart called 'crs-icans'"),
        ("slides:\n- story: living-drug", "Did you mean 'living-drugs'"),
        ("slides:\n- chart: approvals-by-year\n  chioces: {}", "line 3, slides > 1.*Did you mean 'choices'"),
        ("slides:\n- chart: approvals-by-year\n  choices: {kind: never}", "line 3, slides > 1 > choices.*never"),
        ("slides:\n- chart: approvals-by-year\n  choices: {kin: first}", "Did you mean 'kind'"),
        ("slides:\n- chart: approvals-by-year\n  choices: first", "CONTROL: VALUE"),
        ("slides:\n- text: alone", "one of the keys chart, story, section, found none"),
        ("slides:\n- {chart: a, story: b}", "found chart and story"),
        ("slides:\n- [a]", "not a list"),
        ("slides: approvals-by-year", "expected a list"),
        ("page: A4\nslides: [approvals-by-year]", "line 1, page.*16:9, 4:3"),
        ("questions: maybe\nslides: [approvals-by-year]", "line 1, questions.*true or false"),
        ("slides: [a\ntitle: b", "not YAML"),
        ("title: [a]\nslides: [approvals-by-year]", "line 1, title: expected a text"),
    ],
)
def test_an_outline_says_where_it_is_wrong(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "lecture.yaml"
    path.write_text(text)
    with pytest.raises(ImmunodataError, match=expected) as caught:
        read_outline(path)
    assert "lecture.yaml, line" in str(caught.value)


def test_an_outline_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImmunodataError, match="cannot be read"):
        read_outline(tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ImmunodataError, match="UTF-8"):
        read_outline(tmp_path / "binary.yaml")
    (tmp_path / "odd.yaml").write_bytes(b"a: \x07")
    with pytest.raises(ImmunodataError, match="not YAML"):
        read_outline(tmp_path / "odd.yaml")
