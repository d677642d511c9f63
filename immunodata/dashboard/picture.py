"""One view on a page: the chart, then its notes, sources, table, and the ways to take it along."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from importlib.util import find_spec
from typing import Any, Literal
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from immunodata import figures
from immunodata.citation import cite
from immunodata.dashboard import address, downloads, filters, memory, table
from immunodata.dashboard.words import plain, with_links
from immunodata.phrases import counted
from immunodata.view import View

FORMAT = "picture-format"
IN_DECK = "Collects this view, with its filters, on the page Deck: there all become one presentation."
PPTX_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def is_dark() -> bool:
    """True when the reader's page is dark."""
    return bool(st.context.theme.type == "dark")


def show(view: View, *, width: int | Literal["stretch"] = "stretch") -> None:
    """Draw the view as wide as the page or `width` px, or say why there is nothing to draw."""
    if view.is_empty:
        with st.container(border=True, key="nothing"):
            st.markdown(
                "**Nothing to draw.** The dataset holds no row for these choices. That is a gap in the records or in "
                "the approvals, not a zero. " + ("Take a filter away, or reset them all." if view.chosen else "")
            )
        return
    st.html(
        f'<div class="on-narrow-screens"><p class="headline">{escape(view.words.headline)}</p>'
        "<p>The chart is wider than this screen: push it sideways.</p></div>"
    )
    with st.container(key="chart"):
        st.plotly_chart(
            memory.drawn(view, is_dark()),
            theme=None,
            width=width,
            config=_settings(view),
            alt=view.alt_text,
            key="main-chart",
        )


def _settings(view: View) -> dict[str, Any]:
    """Plotly's settings for this view, with the picture format that the reader chose."""
    settings = figures.config(view)
    chosen = st.session_state.get(FORMAT, "png")
    return {**settings, "toImageButtonOptions": {**settings["toImageButtonOptions"], "format": chosen}}


def take_along(view: View, link: str) -> None:
    """The row of links, code and downloads, each made when it is asked for."""
    if view.is_empty:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="take-along"):
        st.button("Add to deck", on_click=add_to_deck, args=(view.name,), key="add-to-deck", help=IN_DECK)
        _copies("Copy link", "This address opens exactly this view.", _origin() + link, None)
        code = f"import immunodata\n\nview = {view.code}\nview"
        _copies("Copy code", "These lines make the same view in Python.", code, "python")
        downloads.offer(view.file_stem, lambda ending: _data(view, ending))
        st.download_button(
            "Citations", lambda: _citations(view), file_name=f"{view.file_stem}.citation.txt", on_click="ignore"
        )
        has_slides = find_spec("pptx") is not None
        st.download_button(
            "PowerPoint",
            lambda: _pptx(view),
            file_name=f"{view.file_stem}.pptx",
            mime=PPTX_TYPE,
            on_click="ignore",
            disabled=not has_slides,
            help=None if has_slides else "Needs: pip install 'immunodata[slides]'",
        )
        with st.popover("Picture"):
            st.markdown(
                "The camera at the upper right of the chart saves it under the name of this view, as PNG or as SVG."
            )
            st.segmented_control(
                "Format of the picture",
                ["png", "svg"],
                default="png",
                required=True,
                format_func=str.upper,
                key=FORMAT,
                label_visibility="collapsed",
            )


@st.fragment
def _copies(label: str, told: str, text: str, language: str | None) -> None:
    """A menu with a text to copy, laid out when it opens."""
    menu = st.popover(label, key=label.lower().replace(" ", "-"), on_change="rerun")
    if menu.open:
        with menu:
            st.markdown(told)
            st.code(text, language=language, wrap_lines=True)


def add_to_deck(name: str) -> None:
    """Put a part at the end of the deck in the address, and say so."""
    kept = [part for part in st.query_params.get_all(address.DECK) if part]
    st.query_params.from_dict(filters.parameters() | {address.DECK: [*kept, name]})
    st.toast(f"Added. The deck holds {len(kept) + 1} {'part' if not kept else 'parts'}: see the page Deck.")


@st.fragment
def details(view: View) -> None:
    """Notes, sources and table of the view, one click away each: what is not open is neither worked out nor sent."""
    if view.is_empty:
        return
    shown: dict[str, Callable[[View], None]] = {
        "Notes": _notes,
        "Sources": _sources,
        "Table": _numbers,
        "In words": _in_words,
    }
    for tab, fill in zip(st.tabs(list(shown), key="details", on_change="rerun"), shown.values(), strict=True):
        if tab.open:
            with tab:
                fill(view)


def _notes(view: View) -> None:
    st.markdown("\n".join(f"- {plain(note)}" for note in view.notes))
    st.caption(plain(view.caption))


def _sources(view: View) -> None:
    st.markdown("\n".join(f"{number}. {with_links(text)}" for number, text in enumerate(view.sources, start=1)))


def _numbers(view: View) -> None:
    columns = ", ".join(view.frame.columns)
    st.caption(f"{counted(len(view.frame), 'row')}. Pick one to see where its numbers were read.")
    picked = table.show(view.frame, alt=f"The {len(view.frame)} rows drawn, with {columns}.", key="numbers/picked")
    if picked is not None:
        _origin_of(picked, view)


def _in_words(view: View) -> None:
    st.markdown(plain(view.alt_text))


def _origin_of(row: pd.Series, view: View) -> None:
    """The documents behind one row of the table, and where in them its numbers stand."""
    known = set(view.data["sources"]["source_id"])
    named = [item for value in row for item in (value.split(";") if isinstance(value, str) else ())]
    cited = [item.strip() for item in dict.fromkeys(named) if item.strip() in known]
    with st.container(border=True, key="origin"):
        if not cited:
            st.markdown(
                "This row sums up others, so it names no document: the sources of the view are beside this tab."
            )
        for citation in cite(cited, data=view.data) if cited else ():
            st.markdown(with_links(citation))
        places = [row[name] for name in row.index if name.startswith("locator") and isinstance(row[name], str)]
        if places:
            st.markdown(f"**Place in the document:** {plain('; '.join(dict.fromkeys(places)))}")
        printed = [f"{name}: {row[name]}" for name in row.index if "printed" in name and pd.notna(row[name])]
        if printed:
            st.markdown(f"**As printed:** {plain('; '.join(printed))}")


def _origin() -> str:
    address = urlsplit(st.context.url or "")
    return f"{address.scheme}://{address.netloc}" if address.netloc else ""


def _data(view: View, ending: str) -> bytes:
    from immunodata.export import view_bytes

    return view_bytes(view, ending)


def _citations(view: View) -> bytes:
    from immunodata.export import citation_text

    return citation_text(view).encode()


def _pptx(view: View) -> bytes:
    from immunodata.export import pptx_bytes

    return pptx_bytes([view])
