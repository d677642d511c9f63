"""Every chart, whatever it is about, keeps the same promises."""

from __future__ import annotations

import re
from contextlib import suppress
from html import unescape
from itertools import islice, product

import numpy as np
import pandas as pd
import pytest

import immunodata
from immunodata import theme
from immunodata.charts import CHARTS, GROUPS
from immunodata.charts.choices import CANCER, SINCE
from immunodata.comparison import SCOPES
from immunodata.dataset import Dataset
from immunodata.errors import ImmunodataError, UnknownName
from immunodata.figures import PLOTLY_CONFIG
from immunodata.forms import Dots, Flow, Grid, Ring, Stacks
from immunodata.view import Chart, View

EVERY_CHART = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return immunodata.load()


def variants(chart: Chart, data: Dataset, most: int = 24) -> list[dict[str, str]]:
    """Choices that move each control to each of its first values, one control at a time."""
    chosen = chart.resolve(data, {})
    found: list[dict[str, str]] = [{}]
    for control in chart.controls:
        found += [{control.id: option.value} for option in islice(control.options(data, chosen), 6)]
    pairs = list(product(chart.controls[:1], chart.controls[1:2]))
    for first, second in pairs:
        for one, two in product(first.options(data, chosen)[:3], second.options(data, chosen)[:3]):
            found.append({first.id: one.value, second.id: two.value})
    return found[:most]


def test_ids_are_unique_and_groups_are_declared() -> None:
    assert len({chart.id for chart in CHARTS}) == len(CHARTS)
    assert {chart.group for chart in CHARTS} == set(GROUPS)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", chart.id) and chart.question.endswith("?") for chart in CHARTS)


@EVERY_CHART
def test_the_default_view_answers_its_question(chart: Chart, data: Dataset) -> None:
    view = chart.view(data)
    assert not view.is_empty
    assert view.sources
    assert len(view.words.headline) > 15
    assert len(view.alt_text) > 60
    assert view.words.headline.rstrip(".") in view.alt_text
    assert view.notes
    assert data.as_of in view.source_line


@EVERY_CHART
def test_the_frames_of_the_dataset_are_never_changed(chart: Chart, data: Dataset) -> None:
    before = {name: pd.util.hash_pandas_object(data[name]).sum() for name in data}
    view = chart.view(data)
    view.draw(dark=False)
    assert {name: pd.util.hash_pandas_object(data[name]).sum() for name in data} == before


@EVERY_CHART
def test_every_choice_gives_a_view_or_a_designed_empty_one(chart: Chart, data: Dataset) -> None:
    for choices in variants(chart, data):
        with suppress(UnknownName):  # a later control's value may not exist beside an earlier one
            view = chart.view(data, **choices)
            assert view.draw(dark=False).layout.height > 150
            assert view.alt_text
            if view.is_empty:
                assert view.form is None
                assert "No row" in view.words.headline


@EVERY_CHART
def test_unknown_controls_and_values_are_named(chart: Chart, data: Dataset) -> None:
    with pytest.raises(UnknownName, match="Allowed"):
        chart.view(data, no_such_control="x")
    for control in chart.controls:
        with pytest.raises(UnknownName) as caught:
            chart.view(data, **{control.id: "no-such-value"})
        options = control.options(data, chart.resolve(data, {}))
        assert options[0].value in str(caught.value)
        if not control.many:
            with pytest.raises(ImmunodataError):
                chart.view(data, **{control.id: [options[0].value, options[0].value]})


@EVERY_CHART
def test_the_code_line_makes_the_same_view_again(chart: Chart, data: Dataset) -> None:
    for choices in variants(chart, data, most=6):
        view = chart.view(data, **choices)
        again = eval(view.code, {"immunodata": immunodata})  # our own line, from our own choices
        assert isinstance(again, View)
        pd.testing.assert_frame_equal(again.frame, view.frame)
        assert again.permalink == view.permalink
        assert again.file_stem == view.file_stem


@EVERY_CHART
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_figure_carries_its_title_sources_and_colors(chart: Chart, data: Dataset, dark: bool) -> None:
    view = chart.view(data)
    figure = view.draw(dark=dark)
    printed = " ".join(re.sub(r"<[^>]+>", " ", note.text) for note in figure.layout.annotations)
    flat = re.sub(r"\W+", "", unescape(printed))
    assert re.sub(r"\W+", "", view.words.headline) in flat
    assert re.sub(r"\W+", "", view.source_line.split(".")[0]) in flat
    assert figure.layout.template.layout.paper_bgcolor == theme.ground(dark).paper
    sizes = [note.font.size for note in figure.layout.annotations if note.font.size]
    assert min(sizes) >= 12
    assert PLOTLY_CONFIG["showSendToCloud"] is False


@EVERY_CHART
def test_no_two_lines_of_title_or_foot_are_wider_than_the_page(chart: Chart, data: Dataset) -> None:
    for width in (1120, 760):
        figure = chart.view(data).draw(width=width)
        for note in figure.layout.annotations:
            if note.yref == "paper" and note.font.size in (theme.TITLE_PX, theme.SUBTITLE_PX):
                for line in re.sub(r"</?b>", "", note.text).split("<br>"):
                    assert theme.text_width(line, note.font.size) <= width


def test_zero_and_not_reported_are_never_the_same(data: Dataset) -> None:
    form = immunodata.chart("side-effects-by-organ").view(data).form
    assert isinstance(form, Grid)
    states = {cell.state for line in form.cells for cell in line}
    assert {"value", "not-reported"} <= states
    for line in form.cells:
        for cell in line:
            assert (cell.state == "not-reported") == (cell.text == "")


def test_stacked_parts_make_up_all_patients(data: Dataset) -> None:
    form = immunodata.chart("severity-by-arm").view(data).form
    assert isinstance(form, Stacks)
    for values in zip(*(part.values for part in form.parts), strict=True):
        assert sum(value for value in values if value is not None) == pytest.approx(100, abs=0.6)


def test_every_proportion_in_a_dot_plot_has_an_interval(data: Dataset) -> None:
    for chart_id in ("harms-by-arm", "crs-and-neurotoxicity", "event-across-arms"):
        form = immunodata.chart(chart_id).view(data).form
        assert isinstance(form, Dots)
        for panel in form.panels:
            for series in panel.series:
                for point in series.points:
                    assert point is None or (point.low is not None and point.low <= point.value <= point.high)


def test_randomized_arms_share_trial_table_attribution_and_grade(data: Dataset) -> None:
    chart = immunodata.chart("harms-by-arm")
    pairs = chart.controls[0].options(data, {})
    assert len({option.value.split(".")[0] for option in pairs}) >= 6, "at least six randomized trials with both arms"
    reports = data["adverse_events"]
    for option in pairs:
        view = chart.view(data, pair=option.value)
        arm, _, other = option.value.partition("~")
        assert arm.split(".")[0] == other.split(".")[0]
        cohorts = data["arms"].set_index("arm_id").loc[[arm, other], "cohort"].fillna("")
        assert cohorts.nunique() == 1
        kept = reports[reports["arm_id"].isin([arm, other]) & (reports["grade_group"] == view.choices["grade"])]
        kept = kept[kept["attribution"] == view.choices["attribution"]]
        for row in view.frame.itertuples():
            sources = kept.loc[kept["event_id"] == row.event_id, "source_id"]
            assert row.source_id in set(sources)


def test_crs_and_neurotoxicity_show_both_first_car_t_cells(data: Dataset) -> None:
    frame = immunodata.chart("crs-and-neurotoxicity").view(data, arms="all").frame
    for trial in ("eliana", "zuma-1"):
        rows = frame[frame["arm_id"].str.startswith(trial + ".")]
        assert set(zip(rows["panel"], rows["band"], strict=True)) == {
            (panel, band) for panel in ("crs", "neurotoxicity") for band in ("any", "severe")
        }


def test_approvals_show_what_became_of_accelerated_ones(data: Dataset) -> None:
    frame = immunodata.chart("approvals-by-date").view(data).frame
    assert {"regular", "accelerated", "converted", "withdrawn"} <= set(frame["mark"])


def test_a_view_shows_itself_in_a_notebook_without_an_upload_button(data: Dataset) -> None:
    bundle = immunodata.chart("therapies-by-category").view(data)._repr_mimebundle_()
    assert bundle["application/vnd.plotly.v1+json"]["config"]["showSendToCloud"] is False
    assert bundle["text/plain"].startswith("Tree of")


def declared_lines(dark: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """Where colors may lie: on a declared color, or between a role and the paper, or along the ramp."""
    ground = theme.ground(dark)
    side = [getattr(ground, name) for name in ("paper", "ink", "muted", "guide", "hatch", "accent")]
    roles = [theme.color(role, dark=dark) for role in theme.ROLES if theme.ROLES[role].light]
    inks = [theme.ink_on(color) for color in (*roles, *side)]
    ramp = theme.RAMP_DARK if dark else theme.RAMP_LIGHT
    pairs = [(ramp[0], ramp[1]), *((color, ground.paper) for color in roles), *((c, c) for c in (*side, *inks))]
    return [(np.array(theme.rgb(first), float), np.array(theme.rgb(second), float)) for first, second in pairs]


def off_palette(json_text: str, dark: bool) -> set[str]:
    """Hex colors of a figure that no declared line passes within two steps of."""
    lines = declared_lines(dark)
    wrong = set()
    for color in set(re.findall(r"#[0-9A-Fa-f]{6}\b", json_text)):
        point = np.array(theme.rgb(color), float)
        for first, second in lines:
            along = second - first
            share = np.clip(point @ along - first @ along, 0, along @ along) / max(along @ along, 1e-9)
            if np.linalg.norm(point - first - share * along) <= 2:
                break
        else:
            wrong.add(color)
    return wrong


@EVERY_CHART
def test_every_value_of_every_control_gives_a_picture_or_says_that_it_is_empty(chart: Chart, data: Dataset) -> None:
    chosen = chart.resolve(data, {})
    for control in chart.controls:
        options = control.options(data, chosen)
        step = 7 if control in (CANCER, SINCE) else 1  # shared by most charts: a part of them shows what each does
        for option in options[::step]:
            view = chart.view(data, **{control.id: option.value})
            assert view.is_empty == ("No row" in view.words.headline)
            figure = view.draw()
            assert figure.layout.height > 150
            assert len(view.alt_text) > 40
            if not view.is_empty:
                assert not view.frame.empty
                assert view.source_ids


@EVERY_CHART
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_figure_is_the_same_twice_and_takes_its_colors_from_the_palette(
    chart: Chart, data: Dataset, dark: bool
) -> None:
    first, again = chart.view(data).draw(dark=dark).to_json(), chart.view(data).draw(dark=dark).to_json()
    assert first == again
    drawn = re.sub(r'"template":\{.*', "", first)  # Plotly's own template names colors that nothing uses
    assert not off_palette(drawn, dark)


def test_a_color_off_the_palette_is_found() -> None:
    assert off_palette('"color":"#FF00FF"', dark=False) == {"#FF00FF"}


@EVERY_CHART
def test_a_mark_stands_for_a_row_and_nothing_else(chart: Chart, data: Dataset) -> None:
    """No dot, bar or filled cell without a number behind it: what is not reported is not drawn."""
    view = chart.view(data)
    numbers = {
        round(float(value), 6) for column in view.frame.select_dtypes("number") for value in view.frame[column].dropna()
    }
    if isinstance(view.form, Dots):
        for panel in view.form.panels:
            for series in panel.series:
                drawn = [point for point in series.points if point is not None]
                assert len(drawn) <= len(view.frame)
                for point in drawn:
                    near = {round(point.value, 6), round(point.value * 12, 6)}  # years are drawn from months
                    assert near & numbers or any(abs(point.value - number) <= 0.5 for number in numbers)
    if isinstance(view.form, Grid):
        filled = sum(cell.state == "value" for line in view.form.cells for cell in line)
        assert filled <= len(view.frame)


@EVERY_CHART
def test_a_choice_of_cancer_or_year_leaves_nothing_else_in_the_rows(chart: Chart, data: Dataset) -> None:
    tissues = data["cancers"].set_index("cancer_id")["tissue"]
    if CANCER in chart.controls:
        view = chart.view(data, cancer=["Lung"])
        rows = chart.select(data, view.choices)
        assert len(rows) < len(chart.select(data, chart.resolve(data, {})))
        if "cancer_id" in rows:
            assert set(rows["cancer_id"].map(tissues)) <= {"Lung"}
        if not view.is_empty:
            assert "cancers of: lung" in view.words.subtitle
    if SINCE in chart.controls:
        view = chart.view(data, since="2020")
        rows = chart.select(data, view.choices)
        if "approval_date" in rows:
            assert rows["approval_date"].min().year >= 2020
        assert len(rows) < len(chart.select(data, chart.resolve(data, {})))
        assert "approved since 2020" in view.words.subtitle


@pytest.mark.parametrize("scope", [("core",), tuple(SCOPES)], ids=["core", "all"])
def test_bands_hold_every_therapy_and_target_once(data: Dataset, scope: tuple[str, ...]) -> None:
    view = immunodata.chart("actions-on-targets").view(data, scope=list(scope))
    assert isinstance(view.form, Flow)
    therapies = data["therapies"]
    kept = set(therapies.loc[therapies["scope"].isin(scope), "therapy_id"])
    acting = data["mechanisms"][data["mechanisms"]["therapy_id"].isin(kept)]
    assert view.frame["n_therapies"].sum() == len(acting)
    for column in (0, 1):
        bands = [band for band in view.form.bands if band.start.startswith(f"{column}:")]
        assert sum(band.size for band in bands) == len(acting)
    numbers = {stop.stop_id: int(stop.detail) for stop in view.form.stops}
    for target, own in acting.groupby("target_id"):
        if f"2:{target}" in numbers:
            assert numbers[f"2:{target}"] == own["therapy_id"].nunique()
    ends = [stop for stop in view.form.stops if stop.column == 2]
    assert len(ends) <= 15
    gathered = view.frame.loc[view.frame["stop_id"] == "other-targets", "target_id"].nunique()
    assert ends[-1].label == f"{gathered} other targets"


@pytest.mark.parametrize("severity", ["any", "severe"])
def test_organs_are_compared_within_one_table_of_a_randomized_trial(data: Dataset, severity: str) -> None:
    chart = immunodata.chart("organs-against-chemotherapy")
    every = chart.view(data, events="all", severity=severity).frame
    one = chart.view(data, severity=severity).frame
    assert one.groupby("organ_name")["event_id"].nunique().eq(1).all()
    assert set(one["organ_name"]) == set(every["organ_name"])
    reach = every.assign(size=every["difference"].abs()).groupby(["organ_name", "event_id"])["size"].max()
    for organ, own in one.groupby("organ_name"):
        assert own["difference"].abs().max() == pytest.approx(reach[organ].max())
    printed = data["adverse_events"]
    printed = printed[(printed["attribution"] == "treatment-related") & printed["is_default"].astype(bool)]
    for row in every.itertuples():
        same = printed[(printed["source_id"] == row.source_id) & (printed["locator"] == row.locator)]
        shares = set(same.loc[same["event_id"] == row.event_id, "affected_pct"].round(6))
        if severity == "any":
            assert {round(row.affected_pct_arm, 6), round(row.affected_pct_other, 6)} <= shares
        assert row.difference_low <= row.difference <= row.difference_high


def test_the_ring_places_every_therapy_at_its_steps(data: Dataset) -> None:
    view = immunodata.chart("steps-of-cycle").view(data)
    assert isinstance(view.form, Ring)
    steps = data["vocabulary"].loc[data["vocabulary"]["vocabulary"] == "cycle_step", "value"]
    assert [step.number for step in view.form.steps] == [value.split("-")[0] for value in steps]
    core = set(data["therapies"].loc[data["therapies"]["scope"] == "core", "therapy_id"])
    acting = data["mechanisms"][data["mechanisms"]["therapy_id"].isin(core)]
    for step, value in zip(view.form.steps, steps, strict=True):
        own = acting.loc[acting["cycle_step"] == value, "therapy_id"]
        assert sum(chip.size for chip in step.chips) == own.nunique()
        assert bool(step.chips) == bool(len(own))


def test_an_event_is_shared_by_the_checkpoints_under_which_it_came_up(data: Dataset) -> None:
    frame = immunodata.chart("shared-immune-events").view(data).frame
    assert (frame["n_came_up"] <= frame["n_arms"]).all()
    assert (frame["n_arms"] <= frame["arms_in_column"]).all()
    for event, own in frame.groupby("event_id"):
        met = set(own.loc[own["n_came_up"] > 0, "regimen_class"]) & {"PD-1", "PD-L1", "CTLA-4"}
        assert set(filter(None, own["under"].iloc[0].split(", "))) == met, event


def test_a_year_is_only_named_when_it_is_drawn(data: Dataset) -> None:
    headline = immunodata.chart("approvals-by-year").view(data, category=["vaccine"]).words.headline
    assert headline == "1 approved use; all before 2011"
