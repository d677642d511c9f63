"""Each fact of the article follows from the tables, and from nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

import immunodata
from immunodata.article import FACTS, Fact, Tables, article_page
from immunodata.dataset import Dataset

DOCS = Path(__file__).parent.parent / "docs"
EACH = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables(immunodata.load())


@pytest.fixture(scope="module")
def bare() -> Tables:
    """The same tables without a row."""
    return Tables(Dataset({name: frame.iloc[:0] for name, frame in immunodata.load().items()}, {}))


def test_every_fact_is_asked_once() -> None:
    assert [fact.id for fact in FACTS] == [f"A{number:02d}" for number in range(1, 52)]


@EACH
def test_the_tables_show_it(fact: Fact, tables: Tables) -> None:
    answer = fact.answer(tables)
    assert answer.holds, answer.today


@EACH
def test_no_fact_holds_of_itself(fact: Fact, tables: Tables, bare: Tables) -> None:
    answer = fact.answer(bare)
    assert not answer.holds, f"{fact.id} holds without data: {answer.today}"
    assert answer.today != fact.answer(tables).today


def test_the_page_is_what_the_tables_say() -> None:
    page = article_page(immunodata.load())
    assert page == (DOCS / "article.md").read_text(encoding="utf-8")
    assert "Not shown by the tables" not in page
    for fact in FACTS:
        assert f"**{fact.id}. {fact.statement}**" in page
