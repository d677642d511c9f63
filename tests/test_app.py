"""The dashboard's pages, run without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("streamlit")

from opening import open_page
from streamlit.testing.v1 import AppTest

from immunodata.charts import CHARTS, GROUPS
from immunodata.citation import DISCLAIMER
from immunodata.dashboard import address, memory, serve, site
from immunodata.dashboard.protection import content_security_policy, security_headers
from immunodata.dashboard.words import plain, with_links
from immunodata.errors import ImmunodataError
from immunodata.view import Chart

ROOT = Path(__file__).parent.parent
PAGES = ["", *site.addresses()]  # the start is the root


def open_tab(app: AppTest, name: str) -> None:
    """Open the tab below the chart whose label begins so."""
    app.session_state["details"] = next(tab.label for tab in app.tabs if tab.label.startswith(name))
    app.run()


def said(app: AppTest) -> str:
    return " ".join(str(element.value) for element in (*app.warning, *app.error, *app.info))


def page_html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_and_ends_with_the_disclaimer(name: str) -> None:
    app = open_page(name)
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert len(app.title) == 1
    assert DISCLAIMER in page_html(app)
    assert memory.dataset().as_of in page_html(app)
    assert memory.dataset().version in page_html(app)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_every_chart_is_on_its_page_with_words_table_and_sources(chart: Chart) -> None:
    app = open_page(chart.group, chart=chart.id)
    assert not app.exception
    assert not app.warning
    assert app.title[0].value == GROUPS[chart.group]
    drawn = app.get("plotly_chart")
    view = memory.view(chart.id, chart.resolve(memory.dataset(), {}))
    assert len(drawn) == 1
    assert drawn[0].proto.alt == view.alt_text
    assert drawn[0].proto.theme == ""  # the house template, not Streamlit's
    assert '"showSendToCloud": false' in drawn[0].proto.config
    for menu in ("copy-link", "copy-code"):
        app.session_state[menu] = True
    app.run()
    codes = [code.value for code in app.code]
    assert any(f"/{chart.group}?chart={chart.id}" in code for code in codes)
    assert any(view.code in code for code in codes)
    assert not app.dataframe  # what is not open is not sent
    open_tab(app, "Table")
    assert len(app.dataframe) == 1
    assert len(app.dataframe[0].value) == len(view.frame)
    open_tab(app, "Sources")
    assert sum(len(tab.markdown) for tab in app.tabs if tab.label.startswith("Sources")) == 1
    assert not app.exception


def test_charts_of_a_page_can_be_chosen_by_their_question() -> None:
    app = open_page("side-effects")
    wanted = address.charts_of("side-effects")[1]
    app.selectbox(key="side-effects/chart").set_value(wanted.id).run()
    assert app.query_params["chart"] == wanted.id
    assert not app.exception
    assert not app.warning


def test_a_filter_changes_the_address_and_is_shown_and_reset_at_once() -> None:
    app = open_page("landscape")
    before = app.get("plotly_chart")[0].proto.spec
    app.multiselect(key="all/category").set_value(["vaccine"]).run()
    assert app.query_params["category"] == "vaccine"
    assert app.get("plotly_chart")[0].proto.spec != before
    assert any("Active filters" in text.value and "Vaccine" in text.value for text in app.markdown)
    next(button for button in app.button if button.label == "Reset filters").click().run()
    assert not app.query_params
    assert app.multiselect(key="all/category").value == []
    assert app.get("plotly_chart")[0].proto.spec == before


def test_none_chosen_is_kept_in_the_address() -> None:
    app = open_page("landscape", scope="")
    assert app.multiselect(key="all/scope").value == []
    assert not app.warning


def test_a_global_filter_that_a_chart_does_not_have_is_kept_and_told() -> None:
    app = open_page("side-effects", chart="crs-and-neurotoxicity", category="vaccine")
    assert not app.exception
    assert not app.warning
    assert any("not used by this chart" in text.value.replace("\\", "") for text in app.markdown)
    assert app.multiselect(key="all/category").value == ["vaccine"]


@pytest.mark.parametrize("name", ["data", "about"])
def test_pages_without_charts_say_which_filters_are_kept(name: str) -> None:
    app = open_page(name, category="vaccine")
    assert not app.warning
    assert "Category: Vaccine" in page_html(app)


def test_filters_follow_to_the_next_page() -> None:
    app = open_page("landscape", category=["vaccine", "cytokine"])
    links = app.get("page_link")
    assert links
    assert all("category=vaccine&category=cytokine" in link.proto.query_string for link in links)


BROKEN = {
    "unknown chart": ({"chart": "no-such-chart"}, "no-such-chart", "therapies-by-category"),
    "unknown value": ({"category": ["vaccine", "vacine"]}, "vacine", "vaccine"),
    "unknown name": ({"categry": "vaccine"}, "categry", "category"),
    "markup": ({"category": "<script>alert(1)</script>![x](http://example.org/x.png)"}, "script", "vaccine"),
    "endless": ({"category": "x" * 20_000}, "x" * 20, "vaccine"),
}


@pytest.mark.parametrize(("parameters", "ignored", "allowed"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_address_is_ignored_with_a_notice(
    parameters: dict[str, str | list[str]], ignored: str, allowed: str
) -> None:
    app = open_page("landscape", **parameters)
    assert not app.exception
    assert len(app.warning) == 1
    notice = app.warning[0].value.replace("\\", "")
    assert ignored in notice
    assert allowed in notice
    assert len(notice) < 2_000
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize("name", PAGES)
def test_every_page_survives_nonsense_in_its_address(name: str) -> None:
    app = open_page(name, chart="?", scope=["", "x"], table="\x00", q="(", a=["1", "2"])
    assert not app.exception
    assert app.warning


def test_tables_are_shown_searched_and_chosen_by_address() -> None:
    app = open_page("data", table="outcomes", q="pembrolizumb")
    shown = [frame.value for frame in app.dataframe]
    assert any(list(frame.columns) == list(memory.dataset()["outcomes"].columns) for frame in shown)
    assert any("in the column" in frame.columns for frame in shown)
    app.selectbox(key="data/table").set_value("targets").run()
    assert app.query_params["table"] == "targets"
    app.text_input(key="data/search").set_value("zzzzzz").run()
    assert "zzzzzz" in said(app)


def test_an_error_of_ours_is_a_plain_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ImmunodataError("The cupboard is bare.")

    monkeypatch.setattr(memory, "view", fail)
    app = open_page("landscape")
    assert not app.exception
    assert "The cupboard is bare" in said(app)
    assert DISCLAIMER in page_html(app)


def test_any_other_error_is_an_apology_without_a_traceback() -> None:
    def page() -> None:
        from immunodata.dashboard.site import apologize

        assert apologize(ZeroDivisionError("secret detail"))

    app = AppTest.from_function(page).run()
    assert "our mistake" in said(app)
    assert "secret" not in said(app)
    assert serve.parts()["on_script_error"] is site.apologize


def choices_to_try(chart: Chart) -> Iterator[dict[str, list[str]]]:
    """A few options of every control, one at a time, and none where none may be chosen."""
    data = memory.dataset()
    chosen = chart.resolve(data, {})
    for control in (*address.GLOBAL_CONTROLS, *address.own_controls(chart)):
        if control.many:
            yield {control.id: [""]}
        for option in control.options(data, chosen)[:2]:
            yield {control.id: [option.value]}


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_what_an_address_asks_for_is_written_back_the_same(chart: Chart) -> None:
    data, charts = memory.dataset(), address.charts_of(chart.group)
    for asked in choices_to_try(chart):
        reading = address.read({"chart": [chart.id], **asked}, charts, data)
        assert not reading.ignored
        for parameters in (address.write(reading, charts), parse_qs(urlsplit(address.link(reading)).query, True)):
            again = address.read(parameters, charts, data)
            assert again.chosen == reading.chosen
            assert again.chart is chart
            assert not again.ignored


def opened_by_permalink(chart: Chart, asked: dict[str, list[str]]) -> tuple[address.Reading, address.Reading]:
    """Return what was asked for, and what the permalink of that view opens."""
    data, charts = memory.dataset(), address.charts_of(chart.group)
    reading = address.read({"chart": [chart.id], **asked}, charts, data)
    link = urlsplit(memory.view(chart.id, reading.choices).permalink)
    assert link.path == f"/{chart.group}"
    return reading, address.read(parse_qs(link.query, keep_blank_values=True), charts, data)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_a_views_permalink_opens_that_view(chart: Chart) -> None:
    for asked in choices_to_try(chart):
        if [""] not in asked.values():
            reading, opened = opened_by_permalink(chart, asked)
            assert not opened.ignored
            assert opened.choices == reading.choices, asked


def test_a_views_permalink_keeps_a_choice_of_none() -> None:
    reading, opened = opened_by_permalink(CHARTS[0], {"scope": [""]})
    assert opened.choices == reading.choices


def test_nonsense_addresses_are_always_read() -> None:
    data, dice = memory.dataset(), Random(1)
    names = ["chart", "category", "scope", "pair", "grade", "order", "x", ""]
    values = ["", "core", "vaccine", "difference", "\x00", "'\"<%", "x" * 500, CHARTS[-1].id]
    for _ in range(500):
        asked = {dice.choice(names): dice.choices(values, k=dice.randint(0, 3)) for _ in range(dice.randint(0, 5))}
        charts = address.charts_of(dice.choice(list(GROUPS)))
        reading = address.read(asked, charts, data)
        assert reading.chart in charts
        assert reading.chart.resolve(data, reading.choices) == reading.choices
        assert address.read(address.write(reading, charts), charts, data).choices == reading.choices


def test_text_cannot_become_markup() -> None:
    assert plain("[a](b) *c* $d$ :red[e] <f>") == r"\[a\]\(b\) \*c\* \$d\$ \:red\[e\] \<f\>"
    assert with_links("Title_x. https://example.org/a_b (read)") == r"Title\_x\. <https://example.org/a_b> \(read\)"


def test_the_policy_lets_nothing_out() -> None:
    policy = dict(part.split(" ", 1) for part in content_security_policy().split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "http" not in content_security_policy()
    assert security_headers()["X-Content-Type-Options"] == "nosniff"


def test_a_taken_port_is_told_in_words() -> None:
    taken = serve._listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    taken.listen()
    with pytest.raises(ImmunodataError, match=f"Port {port} on 127.0.0.1 is taken"):
        serve.run(port=port)
    taken.close()


def test_streamlit_finds_the_app_in_the_checkout() -> None:
    from streamlit.web.server.app_discovery import discover_asgi_app

    assert discover_asgi_app(ROOT / "app.py").import_string == "app:app"


@pytest.mark.parametrize(
    "therapy", ["axicabtagene-ciloleucel", "thalidomide", "iberdomide", "corticosteroids", "epacadostat", "trastuzumab"]
)
def test_a_therapy_card_holds_what_the_tables_hold(therapy: str) -> None:
    app = open_page("therapy", therapy=therapy)
    assert not app.exception
    assert not app.error
    assert not app.warning
    row = memory.dataset()["therapies"].set_index("therapy_id").loc[therapy]
    assert app.header[0].value.lower() == row["inn"].lower()
    uses = (memory.dataset()["indications"]["therapy_id"] == therapy).sum()
    sizes = [len(frame.value) for frame in app.dataframe]
    assert not uses or uses in sizes
    assert app.expander[0].label.startswith("Sources")


def test_every_therapy_has_a_card() -> None:
    from immunodata.profile import profile

    data = memory.dataset()
    for therapy in data["therapies"]["therapy_id"]:
        assert profile(data, therapy).sources


def test_a_therapy_that_does_not_exist_is_named_and_the_first_is_shown() -> None:
    app = open_page("therapy", therapy="no-such-mab")
    assert not app.exception
    assert "nivolumab" in said(app)
    assert app.header[0].value == "Pembrolizumab"


def test_choosing_a_therapy_changes_the_address() -> None:
    app = open_page("therapy")
    app.selectbox(key="therapy/chosen").set_value("blinatumomab").run()
    assert app.query_params["therapy"] in ("blinatumomab", ["blinatumomab"])
    assert app.header[0].value == "Blinatumomab"


def test_an_open_tab_stays_open_when_the_view_changes() -> None:
    app = open_page("side-effects", chart="crs-and-neurotoxicity")
    open_tab(app, "Table")
    app.multiselect(key="all/category").set_value(["car-t-cell"]).run()
    assert not app.exception
    assert len(app.dataframe) == 1
