"""Stories: charts in an order that teaches, each with a question first and its answer after. Named once here."""

from __future__ import annotations

from immunodata.errors import UnknownName
from immunodata.stories.benefits import SINCE_2018, WHO_RESPONDS
from immunodata.stories.foundations import APPROVALS_WAVE, BRAKES_AND_ACCELERATORS, HOW_IT_WORKS
from immunodata.stories.harms import COST_TO_THE_BODY, CRS_AND_MANAGEMENT, LIVING_DRUGS
from immunodata.stories.model import Step, Story

STORIES: tuple[Story, ...] = (
    HOW_IT_WORKS,
    BRAKES_AND_ACCELERATORS,
    APPROVALS_WAVE,
    LIVING_DRUGS,
    COST_TO_THE_BODY,
    CRS_AND_MANAGEMENT,
    WHO_RESPONDS,
    SINCE_2018,
)

__all__ = ["STORIES", "Step", "Story", "story"]


def story(story_id: str) -> Story:
    """Return the story with this id; `UnknownName` when there is none.

    >>> story("living-drugs").title
    'Living drugs'
    """
    for known in STORIES:
        if known.id == story_id:
            return known
    raise UnknownName("story", story_id, (known.id for known in STORIES))
