"""Stories: charts in an order that teaches. First the question, then, when asked for, the chart and its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from immunodata.dashboard import address, basket, filters, memory, picture, stage
from immunodata.dashboard.words import plain
from immunodata.errors import UnknownName
from immunodata.stories import STORIES, Step, Story

STORY, STEP, ANSWER = "story", "step", "answer"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Where in which story: the step counts from 1, one past the last is the end; whether the answer is shown."""

    tale: Story
    place: int
    answered: bool

    @property
    def is_end(self) -> bool:
        """True past the last step."""
        return self.place > len(self.tale.steps)

    @property
    def step(self) -> Step:
        """The step on show."""
        return self.tale.steps[self.place - 1]

    def after(self) -> Moment:
        """What comes on the way forth: the answer, the next step, the end, and then the next story."""
        if self.is_end:
            following = STORIES[(STORIES.index(self.tale) + 1) % len(STORIES)]
            return Moment(tale=following, place=1, answered=False)
        if not self.answered:
            return Moment(tale=self.tale, place=self.place, answered=True)
        return Moment(tale=self.tale, place=self.place + 1, answered=False)

    def before(self) -> Moment | None:
        """What comes on the way back: the question, then the answer of the step before."""
        if self.answered and not self.is_end:
            return Moment(tale=self.tale, place=self.place, answered=False)
        return Moment(tale=self.tale, place=self.place - 1, answered=True) if self.place > 1 else None


def show() -> None:
    """Show the stories, or the moment of one that the address asks for."""
    parameters = filters.parameters()
    reading = memory.reading(parameters, [], (STORY, STEP, ANSWER))
    moment, wrong = asked(parameters)
    if moment is None:
        st.title("Stories: charts in an order that teaches", anchor=False)
        filters.notices(reading, *wrong)
        _all()
        return
    stage.mark(f"{moment.tale.id}/{moment.place}")
    st.title(moment.tale.title, anchor=False)
    filters.notices(reading, *wrong)
    if moment.is_end:
        _end(moment.tale)
    else:
        _tell(moment)
    _bar(moment)
    if not stage.is_on():
        _aside(moment)


def asked(parameters: address.Parameters) -> tuple[Moment | None, list[str]]:
    """The moment an address asks for, and a sentence for each part of it that cannot be had."""
    wanted = list(parameters.get(STORY, ()))[-1:]
    if not wanted:
        return None, []
    tale = next((known for known in STORIES if known.id == wanted[0]), None)
    if tale is None:
        return None, [str(UnknownName(STORY, wanted[0][: address.LONGEST], (known.id for known in STORIES)))]
    text = (list(parameters.get(STEP, ())) or ["1"])[-1]
    steps = [str(number) for number in range(1, len(tale.steps) + 2)]
    wrong = [] if text in steps else [str(UnknownName("step of this story", text[: address.LONGEST], steps))]
    place = int(text) if text in steps else 1
    return Moment(tale=tale, place=place, answered=list(parameters.get(ANSWER, ()))[-1:] == ["1"]), wrong


def _go(moment: Moment) -> Callable[[], None]:
    def change() -> None:
        here = {STORY: [moment.tale.id], STEP: [str(moment.place)]} | ({ANSWER: ["1"]} if moment.answered else {})
        st.query_params.from_dict(address.kept(filters.parameters()) | here)

    return change


def _tell(moment: Moment) -> None:
    """The narration and the question; once answered, the answer and its chart."""
    step = moment.step
    with st.container(key="asked" if moment.answered else "asking"):
        st.html(f'<p class="narration">{escape(step.narration)}</p>')
        st.header(step.question, anchor=False)
    if not moment.answered:
        return
    view = memory.step(step)
    told = step.explanation if step.is_told_by_chart else step.answer(view)
    st.html(f'<p class="answer" role="status">{escape(told)}</p>')
    stage.show(view)


def _bar(moment: Moment) -> None:
    before, after = moment.before(), moment.after()
    steps = len(moment.tale.steps)
    told, label = f"Step {moment.place} of {steps}", "Next" if moment.answered else "Show the answer"
    if moment.is_end:
        told, label = "The end", f"Next story: {after.tale.title}"
    stage.bar(told, back=_go(before) if before else None, forth=_go(after), label=label)


def _aside(moment: Moment) -> None:
    """What a reader may do with a moment beside reading it."""
    if moment.answered and not moment.is_end:
        view = memory.step(moment.step)
        picture.take_along(view, view.permalink)
        picture.details(view)
    with st.container(horizontal=True, key="story-ways"):
        stage.enter_button("Present this story")
        _add(moment.tale)
        st.button("All stories", on_click=_leave, type="tertiary")


def _add(tale: Story) -> None:
    st.button("Add the story to the deck", on_click=picture.add_to_deck, args=(f"{basket.STORY}{tale.id}",))


def _leave() -> None:
    st.query_params.from_dict(address.kept(filters.parameters()))


def _end(tale: Story) -> None:
    """Every question of the story with its finding."""
    st.html('<p class="narration">What we asked, and what the data say:</p>')
    found = [(step.question, step.finding(memory.step(step))) for step in tale.steps]
    st.markdown("\n".join(f"- **{plain(question)}** {plain(finding.rstrip('.'))}." for question, finding in found))
    if stage.is_on():
        st.button("All stories", on_click=_leave, type="tertiary", key="all-stories")


def _all() -> None:
    """The stories as cards, in the order of the arc."""
    st.markdown(
        "Each story asks first and answers with a chart. Read it here, or present it: large type, one chart at a time, "
        "the arrow keys to go on."
    )
    with st.container(key="stories"):
        for number, tale in enumerate(STORIES, start=1):
            with st.container(key=f"card-{tale.id}", gap="xxsmall"):
                st.header(f"{number}. {tale.title}", anchor=False)
                st.markdown(plain(tale.summary))
                with st.container(horizontal=True):
                    start = Moment(tale=tale, place=1, answered=False)
                    st.button(f"Read ({len(tale.steps)} steps)", key=f"read-{tale.id}", on_click=_go(start))
                    if not stage.is_on():
                        st.button("Present", key=f"present-{tale.id}", type="tertiary", on_click=_present(start))


def _present(moment: Moment) -> Callable[[], None]:
    def change() -> None:
        _go(moment)()
        st.query_params[address.PRESENT] = "1"

    return change
