"""Slides of words alone: title, agenda, headings, questions, and how to read the numbers."""

from __future__ import annotations

from typing import Any

from immunodata import theme
from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.dataset import Dataset
from immunodata.export.parts import Exhibit, Section
from immunodata.export.slides.looks import title_style
from immunodata.export.slides.sheet import (
    ARIAL,
    BOLD,
    LEADING,
    SUBTITLE_PT,
    TEXT_PT,
    Base,
    Box,
    Run,
    height_of,
    keep_placeholders,
    kind_of,
    lay_out,
    put_text,
    start_sheet,
    write,
    write_notes,
)

EMU = 12700  # in a point
HEAD_PT = (40, 36, 32, 28, 24, 22, 20, 18)
TEXT_SIZES = (20, 18, 16, 14, 12)
AGENDA_PT, AGENDA_GAP = 20.0, 12.0
READING = (
    "Blank, hatched or n.r. means not reported. It never means zero.",
    "Treatment-related, all-cause and immune-mediated rates are different measurements. So are grade 3, grade 3-4, and "
    "grade 3 or higher.",
    "Different trials treated different patients. The notes under each slide say what cannot be compared.",
    "Every number was read in a document. The notes name it, with its address.",
)


def put_opening(base: Base, title: str, subtitle: str, data: Dataset) -> None:
    """Add the title slide."""
    foot = f"immunodata {data.version}, data as of {data.as_of}. {DISCLAIMER}"
    notes = "\n\n".join(part for part in (title, subtitle, dataset_citation(data), DISCLAIMER) if part)
    _put_heading(base, base.opening, title=title, text=subtitle, foot=foot, notes=notes)


def put_section(base: Base, section: Section) -> None:
    """Add a heading slide."""
    notes = "\n\n".join(part for part in (section.title, section.text, section.notes) if part)
    _put_heading(base, base.section, title=section.title, text=section.text, notes=notes)


def put_question(base: Base, asked: Exhibit) -> None:
    """Add a question in large type; its answer is in the notes, and on the next slide."""
    notes = "\n\n".join(part for part in (*spoken(asked), "The chart that answers it is on the next slide.") if part)
    _put_heading(base, base.question, title=asked.question, text=asked.narration, foot=asked.place, notes=notes)


def spoken(part: Exhibit) -> list[str]:
    """What a lecturer says: the sentence that leads to the question, the question, the answer."""
    told = [part.narration, f"Question: {part.question}" if part.question else ""]
    return [text for text in (*told, f"Answer: {part.answer}" if part.answer else "") if text]


def put_agenda(base: Base, sections: list[Section], data: Dataset) -> None:
    """Add what is to come, on as many slides as it needs."""
    layout = lay_out(base.page, title="Agenda (1/2)", foot=_foot(data))
    room = layout.room
    pages: list[list[list[list[Run]]]] = [[]]
    left = room.height
    for number, section in enumerate(sections, start=1):
        lines = _entry(number, section, room.width)
        need = _height(lines) + AGENDA_GAP
        if pages[-1] and need > left:
            pages.append([])
            left = room.height
        pages[-1].append(lines)
        left -= need
    for number, entries in enumerate(pages, start=1):
        suffix = f"({number}/{len(pages)})" if len(pages) > 1 else ""
        sheet = start_sheet(base, lay_out(base.page, title="Agenda", foot=_foot(data), suffix=suffix))
        top = sheet.room.top
        for place, lines in enumerate(entries, start=1):
            put_text(sheet.slide, Box(room.left, top, room.width, _height(lines)), lines, name=f"Entry {place}")
            top += _height(lines) + AGENDA_GAP
        write_notes(sheet.slide, "\n".join(run.text for lines in entries for line in lines for run in line))
        base.finish(sheet.slide)


def put_reading(base: Base, data: Dataset) -> None:
    """Add the last slide: how to read the numbers, how to cite them, and that this is not medical advice."""
    sheet = start_sheet(base, lay_out(base.page, title="How to read these numbers", foot=_foot(data)))
    room, top = sheet.room, sheet.room.top + 4
    texts = [*READING, f"Cite as: {dataset_citation(data)}", DISCLAIMER]
    for size in (SUBTITLE_PT + 2, SUBTITLE_PT, 14, TEXT_PT):
        blocks = [theme.wrap(text, size * BOLD, room.width) for text in texts]
        gap = size * 0.7
        if sum(height_of(lines, size) + gap for lines in blocks) <= room.height:
            break
    for number, lines in enumerate(blocks):
        runs = [[Run(text=line, size=size, bold=number == len(blocks) - 1)] for line in lines]
        put_text(sheet.slide, Box(room.left, top, room.width, height_of(lines, size)), runs, name=f"Line {number + 1}")
        top += height_of(lines, size) + gap
    write_notes(sheet.slide, "\n".join(texts))
    base.finish(sheet.slide)


def _put_heading(base: Base, layout: Any, *, title: str, text: str, foot: str = "", notes: str) -> None:
    slide = base.deck.slides.add_slide(layout)
    kept = ["title", "text"] if text else ["title"]
    keep_placeholders(slide, kept)
    texts = [shape for shape in slide.placeholders if kind_of(shape) == "text"]
    for extra in texts[1:]:
        extra._element.getparent().remove(extra._element)
    most, caps = title_style(layout)
    _fill(
        slide.shapes.title, title, tuple(size for size in HEAD_PT if size <= most) or HEAD_PT[-1:], bold=True, caps=caps
    )
    if texts and text:
        _fill(texts[0], text, TEXT_SIZES, color=theme.LIGHT.muted)
    elif text:  # the template has no place for it
        head = slide.shapes.title
        box = Box(head.left / EMU, (head.top + head.height) / EMU + 8, head.width / EMU, 0)
        size, lines = _fit(text, TEXT_SIZES, box.width, base.page.height - box.top - 60)
        runs = [[Run(text=line, size=size, color=theme.LIGHT.muted)] for line in lines]
        put_text(slide, Box(box.left, box.top, box.width, height_of(lines, size)), runs, name="Text")
    _put_foot(base, slide, foot)
    write_notes(slide, notes)
    base.finish(slide)


def _put_foot(base: Base, slide: Any, text: str) -> None:
    """A muted line at the lower margin, where nothing else stands there."""
    page = base.page
    lines = theme.wrap(text, TEXT_PT * ARIAL, page.inner) if text else []
    top = page.height - page.bottom - height_of(lines, TEXT_PT)
    if lines and all((shape.top + shape.height) / EMU <= top + 1 for shape in slide.shapes):
        runs = [[Run(text=line, color=theme.LIGHT.muted)] for line in lines]
        put_text(slide, Box(page.left, top, page.inner, height_of(lines, TEXT_PT)), runs, name="Source")


def _fill(
    shape: Any,
    text: str,
    sizes: tuple[int, ...],
    *,
    bold: bool = False,
    caps: bool = False,
    color: str = theme.LIGHT.ink,
) -> None:
    """Write into a placeholder at the largest size that fits it; at the smallest, with an ellipsis if it must be."""
    width, height = shape.width / EMU - 16, shape.height / EMU - 8  # what a template may keep free inside
    measured = text.upper() if caps else text
    size, lines = _fit(measured, sizes, width / (BOLD if bold else 1), height)
    fitted = text if " ".join(lines) == " ".join(measured.split()) else " ".join(lines)
    write(shape.text_frame, [[Run(text=fitted, size=size, bold=bold, color=color)]], framed=True)


def _fit(text: str, sizes: tuple[int, ...], width: float, height: float) -> tuple[int, list[str]]:
    for size in sizes:
        lines = theme.wrap(text, size, width)
        fits = height_of(lines, size) <= height and all(theme.text_width(line, size) <= width for line in lines)
        if fits:
            return size, lines
    most = max(int(height // (size * LEADING)), 1)
    if len(lines) > most:
        lines = [*lines[: most - 1], theme.shorten(" ".join(lines[most - 1 :]), size, width)]
    return size, [theme.shorten(line, size, width) for line in lines]


def _entry(number: int, section: Section, width: float) -> list[list[Run]]:
    title = theme.wrap(f"{number}  {section.title}", AGENDA_PT * BOLD, width)
    text = theme.wrap(section.text, SUBTITLE_PT, width) if section.text else []
    return [*([Run(text=line, size=AGENDA_PT, bold=True)] for line in title),
            *([Run(text=line, size=SUBTITLE_PT, color=theme.LIGHT.muted)] for line in text)]  # fmt: skip


def _height(lines: list[list[Run]]) -> float:
    return sum(line[0].size * LEADING for line in lines)


def _foot(data: Dataset) -> str:
    return f"immunodata {data.version}, data as of {data.as_of}."
