"""The deck: views collected from every page, put in order, and taken along as one presentation or one web page."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from shlex import quote

import streamlit as st

from immunodata.dashboard import address, basket, filters, memory
from immunodata.dashboard.basket import Basket
from immunodata.dashboard.picture import PPTX_TYPE
from immunodata.dashboard.words import plain
from immunodata.stories import STORIES, Story
from immunodata.view import View

TITLE_KEY = "deck/title"


def show() -> None:
    """Show the deck that the address holds."""
    parameters = filters.parameters()
    reading = memory.reading(parameters, [])
    st.title("Your deck", anchor=False)
    found = basket.read(parameters)
    filters.notices(reading, *found.ignored)
    filters.keep(reading)
    if not found.parts:
        _nothing()
        return
    _title(basket.title(parameters))
    _parts(found)
    _take_along(found, basket.title(parameters))


def _nothing() -> None:
    with st.container(border=True, key="nothing"):
        st.markdown(
            "**The deck is empty.** *Add to deck* below any chart puts that view here, with its filters. Or start with "
            "a story:"
        )
        with st.container(horizontal=True):
            for tale in STORIES:
                name = f"{basket.STORY}{tale.id}"
                st.button(tale.title, key=f"deck/add/{tale.id}", on_click=_keep, args=([name],))


def _title(title: str) -> None:
    st.session_state[TITLE_KEY] = title
    st.text_input(
        "Title of the deck",
        key=TITLE_KEY,
        max_chars=basket.LONGEST_TITLE,
        placeholder="Shown on the first slide",
        on_change=_rename,
    )


def _rename() -> None:
    title = st.session_state[TITLE_KEY].strip()
    parameters = filters.parameters() | {address.DECK_TITLE: [title]}
    st.query_params.from_dict({name: values for name, values in parameters.items() if values != [""]})


def _parts(found: Basket) -> None:
    """The parts in order, each with its finding and the buttons that move it."""
    last = len(found.parts) - 1
    with st.container(key="deck-parts"):
        for place, part in enumerate(found.parts):
            with st.container(horizontal=True, vertical_alignment="center", key=f"deck-part-{place}"):
                st.markdown(_told(place, part), width="stretch")
                for label, order, off in (
                    ("Up", lambda at=place: basket.moved(found.names, at, -1), place == 0),
                    ("Down", lambda at=place: basket.moved(found.names, at, 1), place == last),
                    ("Remove", lambda at=place: [*found.names[:at], *found.names[at + 1 :]], False),
                ):
                    st.button(
                        label, key=f"deck/{label}/{place}", disabled=off, type="tertiary", on_click=_changed(order)
                    )  # fmt: skip


def _told(place: int, part: View | Story) -> str:
    if isinstance(part, Story):
        return f"**{place + 1}. Story: {plain(part.title)}**  \n{len(part.steps)} charts, each after its question"
    link = part.permalink
    return f"**{place + 1}. {plain(part.words.headline)}**  \n[{plain(part.chart.question)}]({link})"


def _changed(order: Callable[[], list[str]]) -> Callable[[], None]:
    return lambda: _keep(order())


def _keep(names: list[str]) -> None:
    """Write the names into the address."""
    st.query_params.from_dict(filters.parameters() | {address.DECK: names} if names else _without_deck())


def _without_deck() -> dict[str, list[str]]:
    return {name: values for name, values in filters.parameters().items() if name != address.DECK}


def _take_along(found: Basket, title: str) -> None:
    has_slides = find_spec("pptx") is not None
    stem = f"immunodata-deck--v{memory.dataset().version}"
    with st.container(horizontal=True, vertical_alignment="center", key="take-along"):
        st.download_button(
            "PowerPoint",
            lambda: _pptx(found, title),
            file_name=f"{stem}.pptx",
            mime=PPTX_TYPE,
            on_click="ignore",
            disabled=not has_slides,
            help=None if has_slides else "Needs: pip install 'immunodata[slides]'",
            type="primary",
        )
        st.download_button(
            "Web page", lambda: _html(found, title), file_name=f"{stem}.html", mime="text/html", on_click="ignore"
        )
        with st.popover("Copy command"):
            st.markdown("The same deck from the command line.")
            parts = " ".join(quote(name) for name in found.names)
            named = f"--title {quote(title)} " if title else ""
            st.code(f"immunodata deck {parts} {named}-o {stem}.pptx", language="bash", wrap_lines=True)
        st.button("Empty the deck", type="tertiary", on_click=_keep, args=([],))
    st.caption("The address of this page holds the deck: bookmark it or send it on.")


def _pptx(found: Basket, title: str) -> bytes:
    from immunodata.export import deck

    return deck(found.parts, title=title, data=memory.dataset()).bytes


def _html(found: Basket, title: str) -> bytes:
    from immunodata.export import collection_bytes
    from immunodata.export.decks import TITLE

    parts: list[str | View] = []
    for part in found.parts:
        parts += [part.title, *map(memory.step, part.steps)] if isinstance(part, Story) else [part]
    return collection_bytes(title or TITLE, parts)
