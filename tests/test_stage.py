"""Stories, the presenter's view and the deck, run without a browser."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("streamlit")

from opening import open_page
from streamlit.testing.v1 import AppTest

from immunodata.charts import CHARTS
from immunodata.dashboard import address, basket, memory
from immunodata.dashboard.stories_page import Moment, asked
from immunodata.stories import STORIES, story

LIVING = "living-drugs"


def address_of(app: AppTest) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else list(value) for name, value in app.query_params.items()}


def markup(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("tale", STORIES, ids=lambda tale: tale.id)
def test_a_story_is_walked_to_its_end_and_on_to_the_next(tale: object) -> None:
    app = open_page("stories", story=tale.id, present="1")
    for place, step in enumerate(tale.steps, start=1):
        assert [heading.value for heading in app.header] == [step.question]
        assert not app.get("plotly_chart")
        app.button(key="stage-forth").click().run()
        assert address_of(app)["answer"] == ["1"]
        assert address_of(app)["step"] == [str(place)]
        assert len(app.get("plotly_chart")) == 1
        assert app.get("plotly_chart")[0].proto.alt == step.view(memory.dataset()).alt_text
        assert not app.exception
        app.button(key="stage-forth").click().run()
    said = " ".join(text.value for text in app.markdown).replace("\\", "")
    assert all(step.question in said for step in tale.steps)
    app.button(key="stage-forth").click().run()
    assert address_of(app)["story"] == [STORIES[(STORIES.index(tale) + 1) % len(STORIES)].id]
    assert address_of(app)["present"] == ["1"]


def test_back_undoes_forth() -> None:
    tale = story(LIVING)
    moment = Moment(tale=tale, place=1, answered=False)
    assert moment.before() is None
    seen = [moment]
    while not seen[-1].is_end:
        seen.append(seen[-1].after())
    assert len(seen) == 2 * len(tale.steps) + 1
    assert [later.before() for later in seen[1:]] == seen[:-1]


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"story": ["living-drug"]}, "Did you mean 'living-drugs'"),
        ({"story": [LIVING], "step": ["99"]}, "step of this story"),
        ({"story": [LIVING], "step": ["-1"]}, "step of this story"),
        ({"story": [LIVING], "step": ["x" * 9000]}, "step of this story"),
    ],
)
def test_a_story_that_does_not_exist_is_told(parameters: dict[str, list[str]], told: str) -> None:
    _moment, wrong = asked(parameters)
    assert told in wrong[0]
    assert len(wrong[0]) < 1000


def test_a_story_resumes_where_its_address_says() -> None:
    app = open_page("stories", story=LIVING, step="3", answer="1")
    assert next(heading.value for heading in app.header) == story(LIVING).steps[2].question
    assert len(app.get("plotly_chart")) == 1
    assert 'class="presenting"' not in markup(app)


def test_presenting_a_chart_shows_the_chart_and_no_filters() -> None:
    chart = address.charts_of("side-effects")[1]
    app = open_page("side-effects", chart=chart.id, present="1")
    assert 'class="presenting"' in markup(app)
    assert len(app.get("plotly_chart")) == 1
    assert not app.multiselect
    assert not app.dataframe
    app.button(key="stage-forth").click().run()
    assert address_of(app)["chart"] == [address.charts_of("side-effects")[2].id]
    assert address_of(app)["present"] == ["1"]
    app.button(key="leave-present").click().run()
    assert "present" not in address_of(app)
    assert app.multiselect


def test_a_view_is_added_to_the_deck_with_its_filters_and_stays_there() -> None:
    app = open_page("side-effects", chart="crs-and-neurotoxicity", category="car-t-cell")
    app.button(key="add-to-deck").click().run()
    assert address_of(app)["deck"] == ["crs-and-neurotoxicity?category=car-t-cell"]
    app.multiselect(key="all/category").set_value([]).run()
    app.button(key="add-to-deck").click().run()
    assert address_of(app)["deck"] == ["crs-and-neurotoxicity?category=car-t-cell", "crs-and-neurotoxicity"]
    links = app.get("page_link")
    assert all("deck=crs-and-neurotoxicity" in link.proto.query_string for link in links)
    assert any(link.proto.label == "Deck (2)" for link in links)


def test_the_deck_is_ordered_titled_and_emptied() -> None:
    names = ["approvals-by-year?kind=first", f"story:{LIVING}", "boxed-warnings"]
    app = open_page("deck", deck=names)
    assert not app.warning
    app.button(key="deck/Down/0").click().run()
    assert address_of(app)["deck"] == [names[1], names[0], names[2]]
    app.button(key="deck/Up/2").click().run()
    assert address_of(app)["deck"] == [names[1], names[2], names[0]]
    app.button(key="deck/Remove/0").click().run()
    assert address_of(app)["deck"] == [names[2], names[0]]
    app.text_input(key="deck/title").set_value(" Monday lecture ").run()
    assert address_of(app)["deck-title"] == ["Monday lecture"]
    next(button for button in app.button if button.label == "Empty the deck").click().run()
    assert "deck" not in address_of(app)
    app.button(key=f"deck/add/{LIVING}").click().run()
    assert address_of(app)["deck"] == [f"story:{LIVING}"]


def test_what_cannot_be_in_a_deck_is_told_and_left_aside() -> None:
    found = basket.read(
        {"deck": ["nonsense", "boxed-warnings?category=vaccine", "approvals-by-year?kind=frst", "story:x"]}
    )
    assert found.names == ("approvals-by-year",)
    told = " ".join(found.ignored)
    assert "nonsense" in told
    assert "No row of the dataset" in told
    assert "Did you mean 'first'" in told
    assert "story called 'x'" in told


def test_a_deck_does_not_grow_without_end() -> None:
    found = basket.read({"deck": ["approvals-by-year"] * (basket.MOST + 5)})
    assert len(found.parts) == basket.MOST
    assert "5 were left out" in found.ignored[0]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_the_name_of_a_view_brings_it_back(chart: object) -> None:
    data = memory.dataset()
    for control in chart.controls:
        value = control.options(data, chart.resolve(data, {}))[-1].value
        view = chart.view(data, **{control.id: [value] if control.many else value})
        if not view.is_empty:
            found = basket.read({"deck": [view.name]})
            assert found.ignored == ()
            assert found.parts[0].choices == view.choices


def test_a_deck_holds_every_view_of_its_parts() -> None:
    pptx = pytest.importorskip("pptx")
    from immunodata.export import deck

    found = basket.read({"deck": [f"story:{LIVING}", "approvals-by-year?kind=first"]})
    made = deck(found.parts)
    assert len(made.views) == len(story(LIVING).steps) + 1
    slides = pptx.Presentation(io.BytesIO(made.bytes)).slides
    titles = " ".join(slide.shapes.title.text for slide in slides if slide.shapes.title)
    assert all(view.words.headline[:30] in titles for view in made.views)


def test_the_deck_and_the_stage_are_no_part_of_a_copied_link() -> None:
    app = open_page("landscape", deck="boxed-warnings", category="vaccine")
    app.session_state["copy-link"] = True
    app.run()
    link = next(code.value for code in app.code if "/landscape" in code.value)
    assert "deck" not in parse_qs(urlsplit(link).query)
    assert parse_qs(urlsplit(link).query)["category"] == ["vaccine"]
