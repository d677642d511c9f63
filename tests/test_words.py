"""The words: American spelling, no advice to patients, anywhere a reader looks."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
BRITISH = (
    "colour", "tumour", "leukaemia", "anaemia", "oedema", "diarrhoea", "haem", " oesoph", "paediatric", "randomis",
    "immunis", "neutropaenia", "labelled", "licence", "behaviour", "favour", "fibre", "centre", "judgement", "catalogue",
    "visualis", "summaris", "programme", "practise", "analyse", "organis", "recognis",
)  # fmt: skip
ADVICE = (
    "you should take", "you should stop", "you should ask for", "ask your doctor", "consult your", "we recommend", "is recommended for you",
    "best treatment", "best drug", "safest", "safe for you", "works for you", "your treatment", "your cancer", "miracle", "a breakthrough",
)  # fmt: skip
# As printed elsewhere, or names: words that contain one of the above and are right all the same.
ALLOWED = ("gastroesoph", "angioedema", "analyses", "organism")
READ_BY_PEOPLE = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "docs").rglob("*.yaml"),
        *(ROOT / "notebooks").glob("*.ipynb"),
        *(ROOT / "immunodata").rglob("*.py"),
        *(path for path in (ROOT / "data" / "vocabulary").glob("*.csv") if path.stem != "event_terms"),  # as printed
    ]
)


def words_of(path: Path) -> str:
    if path.suffix == ".ipynb":
        return "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    return path.read_text(encoding="utf-8")


def unwanted(text: str, words: tuple[str, ...]) -> list[str]:
    """The words of `text` that contain one of `words`, longer phrases that are allowed taken out."""
    text = " ".join(text.split()).lower()
    for phrase in ALLOWED:
        text = text.replace(phrase, "")
    return [found for word in words if word in text for found in re.findall(rf"\w*{re.escape(word)}\w*", text)]


@pytest.mark.parametrize("path", READ_BY_PEOPLE, ids=lambda path: str(path.relative_to(ROOT)))
def test_spelling_is_american_and_nobody_is_advised(path: Path) -> None:
    text = words_of(path)
    assert unwanted(text, BRITISH) == []
    assert unwanted(text, ADVICE) == []


@pytest.mark.parametrize("text", ["A tumour grows.", "You should take it.", "Coloured\nin red."])
def test_the_rule_finds_what_it_forbids(text: str) -> None:
    assert unwanted(text, BRITISH + ADVICE)
