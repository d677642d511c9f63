"""Decks: views, stories and headings as one presentation with native charts, notes and references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from immunodata.errors import ImmunodataError, MissingPart, UnknownName
from immunodata.export import files
from immunodata.export.formats import refuse_empty
from immunodata.export.parts import Exhibit, Plan, Section

if TYPE_CHECKING:
    from immunodata.dataset import Dataset
    from immunodata.export.parts import Part
    from immunodata.view import View

PAGES = ("16:9", "4:3")
TITLE = "Cancer immunotherapies in charts"


@dataclass(frozen=True)
class Deck:
    """A presentation not yet written: `save` it, or take its `bytes`."""

    plan: Plan

    @property
    def views(self) -> list[View]:
        """The views shown, in order."""
        return self.plan.views

    @cached_property
    def bytes(self) -> bytes:
        """The PowerPoint file; the same deck gives the same bytes."""
        return _write(self.plan)

    def save(self, path: str | Path, *, overwrite: bool = False) -> Path:
        """Write the deck; the ending must be pptx. Returns the path written."""
        target = _deck_path(path)
        files.prepare([target], overwrite=overwrite)
        files.write({target: self.bytes})
        return target

    def __repr__(self) -> str:
        return f"<Deck {self.plan.title!r}: {len(self.views)} charts, {self.plan.page}>"


def deck(
    parts: Part | Iterable[Part],
    *,
    title: str = "",
    subtitle: str = "",
    page: str | None = None,
    template: str | Path | None = None,
    questions: bool = True,
    data: Dataset | None = None,
) -> Deck:
    """Return a presentation: title, agenda, the parts in order, references, and how to read the numbers.

    Parameters
    ----------
    parts : views, stories (`immunodata.story("living-drugs")`), `Section(title, text)` for a heading slide, and
        `Exhibit(view, question=..., narration=..., answer=...)` for a view with a question before it.
    title : of the title slide; without one it is that of the only story, or a general one.
    page : 16:9 (the default) or 4:3. A template has a size of its own.
    template : a .pptx file whose masters, layouts, fonts, and colors of text and background are used, not its slides.
    questions : a slide of its own for each question, before the chart. In the notes it stands anyway.
    data : for the views of stories; the packaged dataset when left out.

    Raises
    ------
    ExportError : no view, a view without rows, or a template that cannot be used.
    UnknownName : another page size.
    MissingPart : python-pptx is not installed.

    Examples
    --------
    >>> import immunodata
    >>> lecture = immunodata.deck([immunodata.Section("Since when?"), immunodata.chart("approvals-by-year").view()])
    >>> len(lecture.views)
    1
    """
    from immunodata.stories import Story
    from immunodata.view import View

    given: list[Part] = [parts] if isinstance(parts, View | Story | Section | Exhibit) else list(parts)
    if template is not None and page is not None:
        raise ImmunodataError("A template has a size of its own: leave out the page size, or the template.")
    if page is not None and page not in PAGES:
        raise UnknownName("page size", page, PAGES)
    only = given[0] if len(given) == 1 and isinstance(given[0], Story) and not title else None
    chosen = [item for part in given for item in _expand(part, data, headed=part is not only)]
    refuse_empty([part.view for part in chosen if isinstance(part, Exhibit)])
    return Deck(Plan(
        parts=tuple(chosen),
        title=title or (only.title if only else TITLE),
        subtitle=subtitle or (only.summary if only else ""),
        page=page or PAGES[0],
        template=Path(template) if template is not None else None,
        questions=questions,
    ))  # fmt: skip


def _expand(part: Part, data: Dataset | None, *, headed: bool) -> Iterator[Section | Exhibit]:
    """A part as what is put on slides; a story becomes its heading (if `headed`) and its steps."""
    from immunodata.dataset import default_dataset
    from immunodata.stories import Story
    from immunodata.view import View

    if isinstance(part, Section | Exhibit):
        yield part
    elif isinstance(part, View):
        yield Exhibit(part)
    elif isinstance(part, Story):
        if headed:
            yield Section(part.title, part.summary)
        dataset = data if data is not None else default_dataset()
        for number, step in enumerate(part.steps, start=1):
            view = step.view(dataset)
            place = f"{part.title}, {number} of {len(part.steps)}"
            answer = step.answer(view) if not view.is_empty else ""
            yield Exhibit(view, step.question, step.narration, answer, place)
    else:  # from a caller who checks no types
        raise ImmunodataError(
            f"A deck takes views, stories, sections and exhibits, got {type(part).__name__}: {part!r}."
        )


def save_deck(views: Iterable[View], path: str | Path, *, overwrite: bool = False) -> Path:
    """Write one presentation: the slides of each view in order, then the references. Returns the path written."""
    target, chosen = _deck_path(path), list(views)
    refuse_empty(chosen)
    files.prepare([target], overwrite=overwrite)
    files.write({target: pptx_bytes(chosen)})
    return target


def pptx_bytes(views: Sequence[View]) -> bytes:
    """Return a presentation of the views and their references; `MissingPart` without python-pptx."""
    refuse_empty(views)
    return _write(Plan(parts=[Exhibit(view) for view in views]))


def deck_stem(views: Sequence[View]) -> str:
    """File name of a deck without its ending."""
    return views[0].file_stem if len(views) == 1 else f"immunodata-deck--v{views[0].data.version}"


def _deck_path(path: str | Path) -> Path:
    target = Path(path)
    if target.suffix.lower() != ".pptx":
        raise UnknownName("format of a deck", target.suffix.lstrip("."), ["pptx"])
    return target


def _write(plan: Plan) -> bytes:
    try:
        import pptx  # noqa: F401  only asked for
    except ImportError:
        raise MissingPart("A PowerPoint file", "slides") from None
    from immunodata.export.slides import build_deck

    return build_deck(plan)
