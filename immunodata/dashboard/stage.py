"""The presenter's view: large type, one chart, nothing else. assets/base.js turns keys into its buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from immunodata.dashboard import address, filters, memory, picture
from immunodata.dashboard.address import Reading
from immunodata.view import Chart, View

KEYS = "Keys: right and left arrow to go on and back, down and up to scroll, Esc to leave."


def is_on() -> bool:
    """True when the address asks for the presenter's view."""
    return address.presents(filters.parameters())


def mark(place: str) -> None:
    """Tell the style sheet and the keys that this page is presented; where `place` is new, it starts at its top."""
    if is_on():
        st.html(f'<div class="presenting" data-place="{escape(place)}"></div>')


def enter_button(label: str = "Present") -> None:
    """A button that turns the page into the presenter's view."""
    st.button(label, on_click=_turn, args=("1",), key="enter-present", help=KEYS)


def leave_button() -> None:
    """The way back from the presenter's view, on every page that is presented."""
    if is_on():
        with st.container(key="leave"):
            st.button("Leave", on_click=_turn, args=("",), key="leave-present", type="tertiary", help=KEYS)


def _turn(value: str) -> None:
    parameters = filters.parameters() | {address.PRESENT: [value]}
    st.query_params.from_dict({name: values for name, values in parameters.items() if values != [""]
                               or name != address.PRESENT})  # fmt: skip


def bar(told: str, *, back: Callable[[], None] | None, forth: Callable[[], None], label: str = "Next") -> None:
    """Back, where one is, and on. Both stay where they are, so that the focus does."""
    with st.container(horizontal=True, vertical_alignment="center", key="stage-bar"):
        st.button("Back", key="stage-back", disabled=back is None, on_click=back)
        st.html(f'<p class="stage-place">{escape(told)}</p>')
        st.button(label, key="stage-forth", on_click=forth, type="primary")


def show(view: View) -> None:
    """The view; on stage in a fixed width, since there a script enlarges it and it must not grow by itself."""
    picture.show(view, width=memory.WIDE_PX if is_on() else "stretch")


def show_chart(reading: Reading, charts: Sequence[Chart], view: View) -> None:
    """A chart of a page on stage; back and on lead through the charts of that page, round and round."""
    mark(view.name)
    show(view)
    place = next(n for n, known in enumerate(charts) if known.id == view.chart.id)

    def to(other: int) -> Callable[[], None]:
        return lambda: _to_chart(charts[other % len(charts)])

    filters.active(reading, charts)
    bar(f"{place + 1} of {len(charts)}: {view.chart.question}", back=to(place - 1), forth=to(place + 1))


def _to_chart(chart: Chart) -> None:
    st.query_params.from_dict(address.kept(filters.parameters()) | {address.CHART_PARAMETER: [chart.id]})
