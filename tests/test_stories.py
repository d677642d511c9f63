"""Do the stories ask what their charts answer, with no number of their own?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

import immunodata
from immunodata.errors import UnknownName
from immunodata.stories import STORIES, Step, Story, story

STEPS = [
    pytest.param(tale, step, id=f"{tale.id}-{place}") for tale in STORIES for place, step in enumerate(tale.steps, 1)
]
# Names that hold a digit; anything else with a digit is a number, and numbers come from the data.
NAMES = ("CD3", "CD19", "CD20", "PD-1", "PD-L1", "CTLA-4", "2018")
NUMBER_WORDS = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|dozen|half|third|quarter|most)\b.*%")


def numbers_in(text: str) -> list[str]:
    for name in NAMES:
        text = text.replace(name, "")
    return re.findall(r"\d[\d.,]*", text)


def test_the_arc_is_told_in_eight_stories() -> None:
    assert len(STORIES) >= 8
    assert len({tale.id for tale in STORIES}) == len(STORIES)
    assert all(len(tale.steps) >= 4 for tale in STORIES)


@pytest.mark.parametrize(("tale", "step"), STEPS)
def test_every_step_shows_something_and_answers_its_question(tale: Story, step: Step) -> None:
    view = step.view(immunodata.load())
    assert not view.is_empty
    assert step.question.endswith("?")
    answer = step.answer(view)
    assert answer.endswith(".")
    assert step.explanation in answer
    assert len(answer) > len(step.explanation) + 10
    assert "nan" not in answer.lower().split()


@pytest.mark.parametrize(("tale", "step"), STEPS)
def test_no_number_is_typed_into_a_story(tale: Story, step: Step) -> None:
    for text in (tale.title, tale.summary, step.narration, step.question, step.explanation):
        assert numbers_in(text) == [], text
        assert not NUMBER_WORDS.search(text)


def test_a_typed_number_would_be_found() -> None:
    assert numbers_in("PD-1 inhibitors help 20 % of patients") == ["20"]


@pytest.mark.parametrize(("tale", "step"), STEPS)
def test_answers_follow_the_data(tale: Story, step: Step) -> None:
    """Fewer rows of the tables, another answer: none is a constant."""
    view = step.view(immunodata.load())
    rows = view.chart.select(view.data, view.choices)
    answers = {step.answer(view)}
    for seed in range(6):
        frame = view.chart.shape(rows.sample(frac=0.5, random_state=seed).sort_index(), view.choices)
        if not frame.empty:
            answers.add(step.answer(replace(view, frame=frame, words=view.chart.describe(frame, view.choices))))
    assert len(answers) > 1


def test_an_unknown_story_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'living-drugs'"):
        story("living-drug")
