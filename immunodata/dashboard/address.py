"""The address of a page and the choices it stands for: read leniently, written in full. Knows nothing of Streamlit.

The address is the only place where the state of a page is kept: every run reads it, every change writes it. Streamlit's
own binding of widgets to the address is not used, since it writes labels instead of values ("grade 3 or higher"
instead of "severe"), drops unknown values without a word, and cannot tell "none chosen" from the default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from immunodata.charts import CHARTS
from immunodata.charts.choices import CANCER, CATEGORY, SCOPE, SINCE
from immunodata.dataset import Dataset
from immunodata.errors import UnknownName
from immunodata.view import Chart, Choice, Control, Option

Parameters = Mapping[str, Sequence[str]]  # as in the address: every value of every name
GLOBAL_CONTROLS: tuple[Control, ...] = (SCOPE, CATEGORY, CANCER, SINCE)  # kept on every page
GLOBAL_IDS = tuple(control.id for control in GLOBAL_CONTROLS)
CHART_PARAMETER = "chart"
PRESENT = "present"  # "1": large type, nothing but the chart
DECK, DECK_TITLE = "deck", "deck-title"  # the views collected for a presentation, in order, and its title
CARRIED = (PRESENT, DECK, DECK_TITLE)  # beside the global controls: what every page takes to the next
LONGEST = 60  # characters of a wrong value that a notice repeats


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What an address asks for, as far as it can be had."""

    chart: Chart | None
    chosen: dict[str, Choice]  # the global controls and those of the chart
    choices: dict[str, Choice]  # the chart's alone: of a global choice, what the chart has
    changed: dict[str, list[str]]  # what differs from the defaults, with its values; none chosen is one empty value
    ignored: tuple[str, ...] = ()  # one sentence for each part of the address that was left aside


def charts_of(group: str) -> list[Chart]:
    """The charts of a group, in the order of the registry."""
    return [chart for chart in CHARTS if chart.group == group]


def own_controls(chart: Chart | None) -> tuple[Control, ...]:
    """The controls of the chart that are not global ones."""
    return tuple(control for control in chart.controls if control.id not in GLOBAL_IDS) if chart else ()


def options(control: Control, data: Dataset, before: Mapping[str, Choice]) -> tuple[Option, ...]:
    """What a control can be set to after the choices `before`; worked out once."""
    return _options(control, data, tuple(before.items()))


def default(control: Control, data: Dataset, before: Mapping[str, Choice]) -> Choice:
    """What a control is set to when nothing is asked for; worked out once."""
    return _default(control, data, tuple(before.items()))


@lru_cache(maxsize=4096)
def _options(control: Control, data: Dataset, before: tuple[tuple[str, Choice], ...]) -> tuple[Option, ...]:
    return control.options(data, dict(before))


@lru_cache(maxsize=4096)
def _default(control: Control, data: Dataset, before: tuple[tuple[str, Choice], ...]) -> Choice:
    return control.default(data, dict(before))


def read(parameters: Parameters, charts: Sequence[Chart], data: Dataset, *, others: Sequence[str] = ()) -> Reading:
    """Return what `parameters` ask for on a page with these charts; `others` are names the page reads itself."""
    ignored: list[str] = []
    chart = _chart(parameters, charts, ignored)
    known = [*([CHART_PARAMETER] if charts else []), *others, *GLOBAL_IDS, *(own.id for own in own_controls(chart))]
    strange = [name for name in parameters if name not in (*known, CHART_PARAMETER, *CARRIED)]
    ignored += [str(UnknownName("part of this page's address", _short(name), known)) for name in strange]
    chosen: dict[str, Choice] = {}
    for control in GLOBAL_CONTROLS:
        chosen[control.id] = _choice(control, parameters.get(control.id), data, chosen, ignored)
    choices: dict[str, Choice] = {}
    for control in chart.controls if chart else ():
        if control.id in GLOBAL_IDS:
            choices[control.id] = _fitting(control, chosen[control.id], data, choices)
        else:
            choices[control.id] = _choice(control, parameters.get(control.id), data, choices, ignored)
    chosen = {**choices, **chosen}
    return Reading(
        chart=chart,
        chosen=chosen,
        choices=choices,
        changed=_changed(chart, chosen, choices, data),
        ignored=tuple(ignored),
    )


def write(reading: Reading, charts: Sequence[Chart]) -> dict[str, list[str]]:
    """Return the parameters of a reading: what differs from the defaults, and the chart unless it is the first."""
    parameters = {CHART_PARAMETER: [reading.chart.id]} if reading.chart and reading.chart is not charts[0] else {}
    return parameters | reading.changed


def carried(parameters: Parameters) -> dict[str, list[str]]:
    """Return what a page takes to the next one beside the filters: whether it presents, and the deck."""
    return {name: list(parameters[name]) for name in CARRIED if name in parameters}


def kept(parameters: Parameters) -> dict[str, list[str]]:
    """Return everything a page takes to the next one: the filters of every page, and what is carried."""
    return {name: list(values) for name, values in parameters.items() if name in (*GLOBAL_IDS, *CARRIED)}


def presents(parameters: Parameters) -> bool:
    """True when the address asks for the presenter's view."""
    return list(parameters.get(PRESENT, ()))[-1:] == ["1"]


def link(reading: Reading) -> str:
    """Return the path and query that open this reading, its chart named."""
    if reading.chart is None:
        return "/"
    query = {CHART_PARAMETER: [reading.chart.id], **reading.changed}
    return f"/{reading.chart.group}?{urlencode(query, doseq=True)}"


def with_change(
    parameters: Parameters, charts: Sequence[Chart], data: Dataset, name: str, values: Sequence[str]
) -> dict[str, list[str]]:
    """Return the parameters after `name` was set to `values`: what no longer fits, or never did, is gone."""
    if name == CHART_PARAMETER:
        asked = {**kept(parameters), CHART_PARAMETER: values}
    else:
        asked = {**parameters, name: list(values) or [""]}
    return carried(parameters) | write(read(asked, charts, data), charts)


def _chart(parameters: Parameters, charts: Sequence[Chart], ignored: list[str]) -> Chart | None:
    if CHART_PARAMETER not in parameters:
        return charts[0] if charts else None
    wanted = parameters[CHART_PARAMETER][-1] if parameters[CHART_PARAMETER] else ""
    for chart in charts:
        if chart.id == wanted:
            return chart
    ignored.append(str(UnknownName("chart on this page", _short(wanted), (chart.id for chart in charts))))
    return charts[0] if charts else None


def _choice(
    control: Control, values: Sequence[str] | None, data: Dataset, before: Mapping[str, Choice], ignored: list[str]
) -> Choice:
    """What is asked for, as far as the control has it; each value that it has not is told in `ignored`."""
    if values is None:
        return default(control, data, before)
    asked = list(dict.fromkeys(value for value in values if value)) if control.many else list(values)[-1:]
    allowed = [option.value for option in options(control, data, before)]
    label = control.label.lower()
    kind = label if label == control.id else f"{label} ({control.id})"
    ignored += [str(UnknownName(kind, _short(value), allowed)) for value in asked if value not in allowed]
    fitting = tuple(value for value in allowed if value in asked)
    if control.many and (fitting or not asked):
        return fitting
    return fitting[0] if fitting else default(control, data, before)


def _fitting(control: Control, value: Choice, data: Dataset, before: Mapping[str, Choice]) -> Choice:
    """Of a global choice, what this chart has; a chart that has none of it shows what it shows by default."""
    allowed = [option.value for option in options(control, data, before)]
    if isinstance(value, str):
        return value if value in allowed else default(control, data, before)
    fitting = tuple(item for item in value if item in allowed)
    return fitting if fitting or not value else default(control, data, before)


def _changed(
    chart: Chart | None, chosen: Mapping[str, Choice], choices: Mapping[str, Choice], data: Dataset
) -> dict[str, list[str]]:
    """What differs from the defaults, each worked out from the choices before it, as when an address is read."""
    found: dict[str, list[str]] = {}
    for controls, values in ((GLOBAL_CONTROLS, chosen), (chart.controls if chart else (), choices)):
        before: dict[str, Choice] = {}
        for control in controls:
            value = values[control.id]
            is_own = control.id not in GLOBAL_IDS or controls is GLOBAL_CONTROLS
            if is_own and value != default(control, data, before):
                found[control.id] = [value] if isinstance(value, str) else list(value) or [""]
            before[control.id] = value
    return found


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else value[:LONGEST] + "…"
