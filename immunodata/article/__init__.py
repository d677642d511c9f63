"""The article that the dataset starts from, fact by fact: what the tables say of each today."""

from __future__ import annotations

from immunodata.article import approaches, harms, medicines
from immunodata.article.harms import FURTHER_READING
from immunodata.article.reading import REVIEWED, Answer, Fact, Tables
from immunodata.dataset import Dataset

__all__ = ["FACTS", "FURTHER_READING", "Answer", "Fact", "Tables", "article_page"]

FACTS: tuple[Fact, ...] = tuple(sorted((*medicines.FACTS, *approaches.FACTS, *harms.FACTS), key=lambda fact: fact.id))
HEAD = f"""# The article, fact by fact

This dataset set out to answer one popular article, "Immunotherapy" (Smart + Strong, last reviewed
{REVIEWED:%B} {REVIEWED.day}, {REVIEWED.year}). Below, in short, is what it states, and what the tables say today. Every
number is counted from the tables by `immunodata build`; a test fails when a fact no longer follows from them. Not
medical advice.
"""


def article_page(data: Dataset) -> str:
    """Return the page: every fact with its answer, by topic."""
    tables = Tables(data)
    lines = [HEAD]
    topic = ""
    for fact in FACTS:
        if fact.topic != topic:
            topic = fact.topic
            lines += [f"## {topic[:1].upper()}{topic[1:]}", ""]
        answer = fact.answer(tables)
        lines += [
            f"**{fact.id}. {fact.statement}**",
            "",
            f"{answer.today}{'' if answer.holds else ' (Not shown by the tables.)'}",
            "",
        ]
    return "\n".join(lines)
