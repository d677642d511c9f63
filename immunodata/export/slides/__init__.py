"""PowerPoint: native, editable charts, headings and questions around them, and the references at the end."""

from __future__ import annotations

from typing import Any

from immunodata import theme
from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.export.parts import Exhibit, Plan, Section
from immunodata.export.slides import dots, flow, grid, references, ring, stacks, template, timeline, tree, words
from immunodata.export.slides.house import PAGES, open_house
from immunodata.export.slides.package import count_parts, deck_bytes
from immunodata.export.slides.sheet import Base, Layout, lay_out, start_sheet, write_notes
from immunodata.forms import Dots, Flow, Grid, Ring, Stacks, Timeline, Tree
from immunodata.view import View

# Each form's module cuts its rows into slides (`pages`) and draws some of them (`place`).
PAINTERS: dict[type, Any] = {
    Dots: dots,
    Flow: flow,
    Grid: grid,
    Ring: ring,
    Stacks: stacks,
    Timeline: timeline,
    Tree: tree,
}


def build_deck(plan: Plan) -> bytes:
    """Return a presentation: the parts in order, then the references; around them what a titled one has.

    Parameters
    ----------
    plan : holds at least one view, none of them empty.
    """
    base = template.open_template(plan.template) if plan.template else open_house(PAGES[plan.page])
    count_parts(base.deck)
    with theme.measured_for(base.font_width):
        _add_slides(base, plan)
    return deck_bytes(base.deck, title=plan.title or _title(plan), data=plan.views[0].data)


def _title(plan: Plan) -> str:
    return plan.views[0].words.headline if len(plan.views) == 1 else "immunodata: charts for teaching"


def _add_slides(base: Base, plan: Plan) -> None:
    data = plan.views[0].data
    if plan.title:
        words.put_opening(base, plan.title, plan.subtitle, data)
    if plan.title and len(plan.sections) > 1:
        words.put_agenda(base, plan.sections, data)
    shown: list[str] = []
    for part in plan.parts:
        if isinstance(part, Section):
            words.put_section(base, part)
            continue
        if part.question and plan.questions:
            words.put_question(base, part)
        headline = part.view.words.headline
        add_exhibit(base, part, times_shown=shown.count(headline))
        shown.append(headline)
    references.add(base, plan.views)
    if plan.title:
        words.put_reading(base, data)


def add_exhibit(base: Base, part: Exhibit, *, times_shown: int = 0) -> None:
    """Append the slides of one view: several when its rows do not fit at a type that a lecture hall can read.

    Two charts may have one finding: the second is titled (view 2), so that every slide has a title of its own.
    """
    view = part.view
    form, said, page = view.form, view.words, base.page
    painter = PAINTERS[type(form)]

    def layout(suffix: str) -> Layout:
        return lay_out(page, title=said.headline, subtitle=said.subtitle, foot=view.source_line, suffix=suffix)

    again = f"view {times_shown + 1}" if times_shown else ""
    parts = painter.pages(form, layout(_suffix(again)).room)
    if len(parts) > 1:
        parts = painter.pages(form, layout(_suffix(again, "1/2")).room)  # the longer title may need the room of a line
    notes = "\n\n".join([*words.spoken(part), speaker_notes(view)])
    for number, rows in enumerate(parts, start=1):
        several = len(parts) > 1
        alt_text = f"Part {number} of {len(parts)}. {view.alt_text}" if several else view.alt_text
        suffix = _suffix(again, f"{number}/{len(parts)}" if several else "")
        sheet = start_sheet(base, layout(suffix), alt_text=alt_text)
        painter.place(sheet, form, rows)
        write_notes(sheet.slide, notes)
        base.finish(sheet.slide)


def _suffix(*parts: str) -> str:
    told = ", ".join(part for part in parts if part)
    return f"({told})" if told else ""


def speaker_notes(view: View) -> str:
    """What the slide does not say: what to beware of, the sources in full, and how to make the chart again."""
    sources = view.sources
    blocks = [
        view.words.headline,
        view.words.subtitle,
        "Beware:\n" + "\n".join(f"- {note}" for note in view.notes) if view.notes else "",
        f"Sources ({len(sources)}):\n" + "\n".join(f"{n}. {text}" for n, text in enumerate(sources, start=1)),
        f"In the dashboard: {view.permalink}\nIn Python: {view.code}",
        dataset_citation(view.data),
        DISCLAIMER,
    ]
    return "\n\n".join(block for block in blocks if block)
