"""The controls of a page as widgets. The address is the state: a change writes it, the next run reads it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from immunodata.dashboard import address, memory
from immunodata.dashboard.address import GLOBAL_CONTROLS, GLOBAL_IDS, Reading
from immunodata.dashboard.words import chosen_labels, plain
from immunodata.phrases import capital
from immunodata.theme import LABEL_PX, text_width
from immunodata.view import Chart, Control, Option

ROW_PX = 940  # what fits beside one another above a chart; the rest goes behind "More"
FEW = 3  # options shown side by side; more of them open as a list


def parameters() -> dict[str, list[str]]:
    """The address of this page: every value of every name."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def ask_chart(reading: Reading, charts: Sequence[Chart]) -> None:
    """Let the reader choose among the charts of a page, by their questions."""
    if reading.chart is None:
        return
    if len(charts) == 1:
        st.html(f'<p class="question">{escape(reading.chart.question)}</p>')
        return
    key = f"{reading.chart.group}/{address.CHART_PARAMETER}"
    questions = {chart.id: chart.question for chart in charts}
    st.session_state[key] = reading.chart.id
    st.selectbox(
        "Question",
        list(questions),
        format_func=questions.__getitem__,
        key=key,
        label_visibility="collapsed",
        on_change=_changed,
        args=(address.CHART_PARAMETER, key, charts),
    )


def sidebar(reading: Reading, charts: Sequence[Chart]) -> None:
    """The filters kept on every page; those the chart on show does not use are out of reach, not out of sight."""
    used = [control.id for control in reading.chart.controls] if reading.chart else []
    with st.sidebar:
        st.html('<p class="sidebar-heading">Filters on every page</p>')
        for control in GLOBAL_CONTROLS:
            _widget(control, reading, charts, idle=control.id not in used)


def keep(reading: Reading) -> None:
    """On a page without charts: say which filters wait for the next one."""
    waiting = [control for control in GLOBAL_CONTROLS if control.id in reading.changed]
    if waiting:
        told = [f"{control.label}: {_labels(control, reading)}" for control in waiting]
        lines = "<br>".join(escape(line) for line in told)
        with st.sidebar:
            st.html(f'<p class="sidebar-heading">Filters kept for the charts</p><p class="sidebar-note">{lines}</p>')


def row(reading: Reading, charts: Sequence[Chart]) -> None:
    """The chart's own controls in one row, the ones that do not fit behind "More", and what is active."""
    shown = [(control, _options(control, reading)) for control in address.own_controls(reading.chart)]
    shown = [(control, options) for control, options in shown if len(options) > 1]
    if shown:
        with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
            room = float(ROW_PX)
            late: list[Control] = []
            for control, options in shown:
                width = _width(control, options)
                if late or (width > room and room < ROW_PX):
                    late.append(control)
                    continue
                room -= width + 16
                _widget(control, reading, charts, width=width)
            if late:
                with st.popover("More"):
                    for control in late:
                        _widget(control, reading, charts)
    active(reading, charts)


def active(reading: Reading, charts: Sequence[Chart]) -> None:
    """Say which choices differ from the defaults, with one click back to them."""
    if not reading.changed:
        return
    told = [
        f"**{plain(control.label)}:** {plain(_labels(control, reading))}{_limits(control, reading)}"
        for control in (*GLOBAL_CONTROLS, *address.own_controls(reading.chart))
        if control.id in reading.changed
    ]
    with st.container(horizontal=True, vertical_alignment="center", key="active"):
        st.markdown("Active filters: " + " · ".join(told), width="content")
        st.button("Reset filters", type="tertiary", on_click=_reset, args=(reading.chart, charts))


def _labels(control: Control, reading: Reading) -> str:
    return chosen_labels(reading.chosen[control.id], _options(control, reading))


def _limits(control: Control, reading: Reading) -> str:
    """What the chart on show makes of an active filter, where that is less than all."""
    used, chosen = reading.choices.get(control.id), reading.chosen[control.id]
    if used == chosen:
        return ""
    return " (as far as this chart has them)" if set(used or ()) & set(chosen) else " (not used by this chart)"


def notices(reading: Reading, *more: str) -> None:
    """Say which parts of the address were left aside and what is allowed; `more` are those the page read itself."""
    told = [*reading.ignored, *more]
    if not told:
        return
    most = 4
    shown = [plain(sentence) for sentence in told[:most]]
    if len(told) > most:
        shown.append(f"{len(told) - most} more parts were ignored as well.")
    st.warning("**Part of the address was ignored.** " + "  \n".join(shown))


def _widget(
    control: Control, reading: Reading, charts: Sequence[Chart], *, width: int | None = None, idle: bool = False
) -> None:
    """One control: a list to choose several from, a few choices side by side, or a list to choose one from."""
    owner = "all" if control.id in GLOBAL_IDS or reading.chart is None else reading.chart.id
    key = f"{owner}/{control.id}"
    labels = {option.value: capital(option.label) for option in _options(control, reading)}
    value = reading.chosen[control.id]
    st.session_state[key] = list(value) if control.many else value if value in labels else None
    hint = "The chart on this page does not use this filter." if idle else control.help or None
    common: dict[str, Any] = {
        "format_func": lambda item: labels.get(item, item),
        "key": key,
        "help": hint,
        "disabled": idle,
        "on_change": _changed,
        "args": (control.id, key, charts),
    }
    if control.many:
        st.multiselect(control.label, list(labels), placeholder="All", width=width or "stretch", **common)
    elif len(labels) <= FEW and width:
        st.segmented_control(control.label, list(labels), required=True, **common)
    else:
        st.selectbox(control.label, list(labels), width=width or "stretch", **common)


def _options(control: Control, reading: Reading) -> tuple[Option, ...]:
    return address.options(control, memory.dataset(), reading.chosen)


def _width(control: Control, options: Sequence[Option]) -> int:
    """Roughly how wide the widget has to be, in px."""
    texts = [text_width(option.label, LABEL_PX + 2) for option in options]
    if not control.many and len(options) <= FEW:
        return int(max(sum(texts) + 28 * len(texts), text_width(control.label, LABEL_PX + 2)))
    return int(min(max(max(texts) + 64, 190), 420))


def _changed(name: str, key: str, charts: Sequence[Chart]) -> None:
    value = st.session_state[key]
    values = [value] if isinstance(value, str) else list(value or [])
    st.query_params.from_dict(address.with_change(parameters(), charts, memory.dataset(), name, values))


def _reset(chart: Chart | None, charts: Sequence[Chart]) -> None:
    fresh = {address.CHART_PARAMETER: [chart.id]} if chart and chart is not charts[0] else {}
    st.query_params.from_dict(address.carried(parameters()) | fresh)
