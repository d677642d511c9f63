"""PowerPoint: one slide per view with a native, editable chart, and the references at the end. Needs python-pptx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pptx

from immunodata.citation import DISCLAIMER, dataset_citation
from immunodata.export.slides import dots, flow, grid, references, ring, stacks, timeline, tree
from immunodata.export.slides.sheet import WIDE, Layout, Page, dress, lay_out, start_sheet, write_notes
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


def build_deck(views: Sequence[View], *, page: Page = WIDE) -> bytes:
    """Return a presentation: the slides of each view in order, then the references and the disclaimer.

    Parameters
    ----------
    views : at least one, none of them empty.
    """
    deck = pptx.Presentation()
    dress(deck, page)
    for view in views:
        add_view(deck, view, page=page)
    references.add(deck, views, page=page)
    data = views[0].data
    about = deck.core_properties
    about.title = views[0].words.headline if len(views) == 1 else "immunodata: charts for teaching"
    about.author, about.subject = "immunodata contributors", f"immunodata {data.version}, data as of {data.as_of}"
    about.comments, about.keywords = DISCLAIMER, "cancer immunotherapy"
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def add_view(deck: Any, view: View, *, page: Page = WIDE) -> None:
    """Append the slides of one view: several when its rows do not fit at a type that a lecture hall can read."""
    form, words = view.form, view.words
    painter = PAINTERS[type(form)]

    def layout(suffix: str) -> Layout:
        return lay_out(page, title=words.headline, subtitle=words.subtitle, foot=view.source_line, suffix=suffix)

    parts = painter.pages(form, layout("").room)
    if len(parts) > 1:
        parts = painter.pages(form, layout("(1/2)").room)  # the longer title may need the room of a line
    notes = speaker_notes(view)
    for number, rows in enumerate(parts, start=1):
        several = len(parts) > 1
        alt_text = f"Part {number} of {len(parts)}. {view.alt_text}" if several else view.alt_text
        sheet = start_sheet(deck, layout(f"({number}/{len(parts)})" if several else ""), alt_text=alt_text)
        painter.place(sheet, form, rows)
        write_notes(sheet.slide, notes)


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
