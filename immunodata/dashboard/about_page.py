"""About: what is in scope, how numbers are made, the license, and where to read on."""

from __future__ import annotations

import streamlit as st

from immunodata.article import FURTHER_READING
from immunodata.citation import DISCLAIMER
from immunodata.comparison import labels
from immunodata.dashboard import filters, memory
from immunodata.dashboard.words import plain
from immunodata.dataset import Dataset
from immunodata.phrases import capital

METHOD = (
    "**One fact, one place.** A person writes a fact once, with the document it was read in and the place in that "
    "document. Tables, charts, slides and citations are derived from it by code.",
    "**Missing is not zero.** A blank means not reported. Zero is a number that a document prints. An event below a "
    "table's threshold is neither, and is marked so.",
    "**Every percent has a denominator.** Numbers keep the grade, the attribution (all causes, laid to treatment, "
    "immune-mediated) and the threshold under which they were printed; different measurements are never mixed.",
    "**Intervals.** Wilson for one proportion, Newcombe for a difference: both have a width where nobody was affected. "
    "Nothing is pooled silently.",
    "**A combination's numbers belong to the combination**, never to one of its parts.",
    "**A source per number.** The notes below a chart say what is not comparable, its sources are one click away.",
)


def show() -> None:
    """Show the page about the dataset."""
    data = memory.dataset()
    st.title("About this dataset", anchor=False)
    reading = memory.reading(filters.parameters(), [])
    filters.notices(reading)
    filters.keep(reading)
    st.markdown(
        f"**{plain(DISCLAIMER)}** It compares what documents report about groups of patients. It cannot say what is "
        "right for one person: that takes a doctor who knows them."
    )
    st.header("What counts as immunotherapy", anchor=False)
    st.markdown(_scope(data))
    st.markdown("Charts show the core unless asked otherwise, and say so. The agency is the US FDA.")
    st.header("How numbers are made", anchor=False)
    st.markdown("\n".join(f"- {sentence}" for sentence in METHOD))
    st.header("License", anchor=False)
    st.markdown(
        "Data and texts: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). Code: MIT. Use both as you like "
        "and name the source; the cited documents stay under their own licenses. OncoTree codes: Memorial "
        "Sloan Kettering Cancer Center, CC BY 4.0. CTCAE terms and NCI Thesaurus codes: US National Cancer Institute. "
        "Typeface: Inter, SIL Open Font License 1.1."
    )
    st.header("Read on", anchor=False)
    st.markdown("\n".join(f"- [{name}]({address})" for name, address in FURTHER_READING.items()))


def _scope(data: Dataset) -> str:
    """The scopes with their rule and how many therapies each holds, as Markdown."""
    vocabulary = data["vocabulary"]
    rules = vocabulary[vocabulary["vocabulary"] == "scope"].set_index("value")["description"]
    counts = data["therapies"]["scope"].value_counts()
    lines = []
    for value, label in labels(data, "scope").items():
        count = int(counts.get(value, 0))  # a scope without a therapy holds none: a count, not a missing value
        held = f"{count} therapy" if count == 1 else f"{count or 'no'} therapies"
        lines.append(f"- **{capital(label)}**, {held}: {plain(rules[value])}")
    return "\n".join(lines)
