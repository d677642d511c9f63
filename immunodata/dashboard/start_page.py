"""The start: what this is, its numbers at a glance, how to read it, and one chart."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from immunodata.charts import GROUPS, chart
from immunodata.charts.indications import IN_FORCE
from immunodata.dashboard import address, filters, memory, picture
from immunodata.dashboard.stories_page import STORY
from immunodata.dataset import Dataset
from immunodata.phrases import capital, inside
from immunodata.stories import STORIES


def numbers(data: Dataset) -> dict[str, int]:
    """What the dataset holds, in the order shown."""
    therapies, indications = data["therapies"], data["indications"]
    in_force = indications[indications["indication_status"].isin(IN_FORCE)]
    return {
        "therapies": len(therapies),
        "targets": data["targets"]["target_id"].nunique(),
        "FDA-approved uses in force": len(in_force),
        "trial arms": len(data["arms"]),
        "adverse event numbers": len(data["adverse_events"]),
        "documents cited": len(data["sources"]),
    }


def show(pages: Mapping[str, st.Page], told: st.Page) -> None:
    """Show the start page; `pages` are those of the chart groups, `told` that of the stories."""
    charts = [chart("steps-of-cycle")]
    reading = memory.reading(filters.parameters(), charts)
    filters.sidebar(reading, charts)
    st.title("Cancer immunotherapies, with the source of every number", anchor=False)
    st.markdown(
        "Immunotherapy does not attack a cancer itself: it helps the immune system find and attack it. What there is, "
        "what it acts on, against which cancers it is approved and what it costs the body: as charts to show, tables "
        "to compute with, and documents to check."
    )
    filters.notices(reading)
    with st.container(horizontal=True, key="numbers"):
        for name, count in numbers(memory.dataset()).items():
            st.metric(capital(name), f"{count:,}", width="content")
    filters.active(reading, charts)
    picture.show(memory.view(charts[0].id, reading.choices))
    _stories(told)
    _questions(pages)
    _how_to_read()


def _stories(told: st.Page) -> None:
    kept = address.kept(filters.parameters())
    st.header(f"{len(STORIES)} stories to read or to present", anchor=False)
    with st.container(key="card-stories", gap="xxsmall"):
        for tale in STORIES:
            st.page_link(told, label=f"{tale.title}: {inside(tale.summary)}", query_params={**kept, STORY: tale.id})


def _questions(pages: Mapping[str, st.Page]) -> None:
    kept = address.kept(filters.parameters())
    with st.container(key="questions"):
        for group, page in pages.items():
            with st.container(key=f"card-{group}", gap="xxsmall"):
                st.header(GROUPS[group], anchor=False)
                for known in address.charts_of(group):
                    asked = {**kept, address.CHART_PARAMETER: known.id}
                    st.page_link(page, label=known.question, query_params=asked)


def _how_to_read() -> None:
    st.header("How to read them", anchor=False)
    st.markdown(
        "- **A color is a category**, the same everywhere, and never the only sign: names and shapes say it too.\n"
        "- **Missing is not zero.** Hatched means not reported. Zero is drawn only where a document prints it.\n"
        "- **Percents carry their denominator**: n is the number of patients at risk, and intervals are 95%.\n"
        "- **Numbers of different trials are not a contest.** Cancers, lines of treatment, grades and years differ; "
        "the notes under each chart say how.\n"
        "- **Every number has a source**: document and place, one click below the chart and in every table."
    )
