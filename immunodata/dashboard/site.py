"""The whole site: its pages, what surrounds every page, and what happens when one fails."""

from __future__ import annotations

import logging
from functools import lru_cache, partial
from html import escape
from pathlib import Path

import streamlit as st

from immunodata import theme
from immunodata.charts import CHARTS, GROUPS
from immunodata.citation import DISCLAIMER
from immunodata.dashboard import (
    about_page,
    address,
    chart_page,
    data_page,
    deck_page,
    filters,
    memory,
    stage,
    start_page,
    stories_page,
    therapy_page,
)
from immunodata.dashboard.words import plain
from immunodata.errors import ImmunodataError
from immunodata.phrases import capital

LOGGER = logging.getLogger(__name__)
ASSETS = Path(__file__).resolve().parent / "assets"


def groups() -> list[str]:
    """The chart groups that have charts, in display order."""
    return [group for group in GROUPS if any(chart.group == group for chart in CHARTS)]


def addresses() -> list[str]:
    """The address of every page but the start, which is the root."""
    return [*groups(), "therapy", "stories", "deck", "data", "about"]


def pages() -> list[st.Page]:
    """Every page: the start, one per chart group, the data and the story behind it."""
    charts = {
        group: st.Page(partial(chart_page.show, group), title=capital(group.replace("-", " ")), url_path=group)
        for group in groups()
    }
    told = st.Page(stories_page.show, title="Stories", url_path="stories")
    return [
        st.Page(partial(start_page.show, charts, told), title="Start", url_path="start", default=True),
        *charts.values(),
        st.Page(therapy_page.show, title="Therapy", url_path="therapy"),
        told,
        st.Page(deck_page.show, title="Deck", url_path="deck"),
        st.Page(data_page.show, title="Data", url_path="data"),
        st.Page(about_page.show, title="About", url_path="about"),
    ]


def run() -> None:
    """Show the page the address asks for."""
    every = pages()
    page = st.navigation(every, position="hidden")
    st.set_page_config(
        page_title=f"{page.title} · immunodata",
        page_icon=str(ASSETS / "mark.svg"),
        layout="wide",
        menu_items={"About": f"immunodata {memory.dataset().version}. {DISCLAIMER}"},
    )
    _look()
    _navigation(every)
    stage.leave_button()
    try:
        page.run()
    except ImmunodataError as error:
        st.error(f"**This view cannot be shown.** {plain(error)}")
    finally:  # whatever happens, the page ends with who it is and what it is not
        _footer()
    memory.settle("first run")


def apologize(error: Exception) -> bool:
    """Tell of a mistake of ours in plain words and put what helps to mend it in the log; True: it has been told."""
    LOGGER.error("a page failed", exc_info=error)
    st.error(
        "**Something went wrong on this page.** It is our mistake, not yours, and no number of it is shown half done. "
        "Reset the filters or choose another page; the server's log says more."
    )
    return True


def _look() -> None:
    st.html(_style())
    st.button("Draw again", key="redraw")  # out of sight; assets/base.js presses it when light becomes dark


@lru_cache(maxsize=1)
def _style() -> str:
    """Our style sheet, with the colors of both sides; the browser takes the side that the reader is on."""
    sides = [_colors(ground) for ground in (theme.LIGHT, theme.DARK)]
    variables = "".join(f"--{name}:light-dark({sides[0][name]},{sides[1][name]});" for name in sides[0])
    return f"<style>:root{{{variables}}}{(ASSETS / 'look.css').read_text(encoding='utf-8')}</style>"


def _colors(ground: theme.Ground) -> dict[str, str]:
    raised = theme.mix(ground.paper, ground.ink, 0.045)
    return {
        "paper": ground.paper,
        "ink": ground.ink,
        "muted": ground.muted,
        "guide": ground.guide,
        "accent": ground.accent,
        "raised": raised,
    }


def _navigation(every: list[st.Page]) -> None:
    """The brand and the links; each carries the filters that are kept on every page."""
    kept = address.kept(filters.parameters())
    with st.sidebar:
        st.html('<p class="brand">immuno<span>data</span></p>')
        with st.container(key="navigation", gap=None):
            for page in every:
                held = len(kept.get(address.DECK, ())) if page.url_path == "deck" else 0
                label = f"{page.title} ({held})" if held else page.title
                st.page_link(page, label=label, query_params=kept, width="stretch")


def _footer() -> None:
    data = memory.dataset()
    told = f"{DISCLAIMER} Data as of {data.as_of}, version {data.version}."
    st.html(f'<footer class="site-footer">{escape(told)}</footer>')
