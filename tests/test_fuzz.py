"""Any address is read: ten thousand nonsensical ones as values, some of them as pages."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from urllib.parse import parse_qsl, quote

import pytest

pytest.importorskip("streamlit")

from opening import open_page
from streamlit.testing.v1 import AppTest
from test_app import PAGES

from immunodata import schema
from immunodata.charts import CHARTS
from immunodata.citation import DISCLAIMER
from immunodata.dashboard import address, basket, data_page, memory, stories_page, therapy_page
from immunodata.stories import STORIES
from immunodata.view import Chart, Choice, Control

MANY, SOME = 10_000, 15  # addresses read; of them, shown as pages, for each page
DICE = 20_261_124
NOISE = "\x00\x07\n\r\t <>\"'`&%;#?=+/\\|{}[]()*_~$:^!@,.-ß漢字🧬\u202e\u200b\ufeff\ud7ff" + "azAZ09"
CLASSIC = (
    "",
    "null",
    "-1",
    "1e309",
    "NaN",
    "true",
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "![x](http://example.org/x.png)",
    "%00",
    "%ff%fe",
    "$\\frac{1}{0}$",
    ":red[x]",
    "{{7*7}}",
    "x" * 5_000,
    "__class__",
    "=cmd|' /C calc'!A0",
    "\N{NO-BREAK SPACE}",
)


def known_values() -> dict[str, list[str]]:
    """Values that each name can have."""
    data = memory.dataset()
    found = {
        address.CHART_PARAMETER: [chart.id for chart in CHARTS],
        data_page.TABLE: list(schema.TABLE_NAMES),
        data_page.SEARCH: ["pembrolizumab", "CRS", "colitus"],
        therapy_page.THERAPY: list(data["therapies"]["therapy_id"]),
        stories_page.STORY: [story.id for story in STORIES],
        stories_page.STEP: ["1", "3", "6"],
        stories_page.ANSWER: ["1"],
        address.PRESENT: ["1"],
        address.DECK: [f"{basket.STORY}{STORIES[0].id}", CHARTS[0].id, f"{CHARTS[0].id}?category=vaccine"],
        address.DECK_TITLE: ["A lecture"],
    }
    for chart in CHARTS:
        chosen = chart.resolve(data, {})
        for control in chart.controls:
            found.setdefault(control.id, []).extend(option.value for option in control.options(data, chosen)[:5])
    return found


def query_strings(count: int, seed: int) -> Iterator[str]:
    """`count` query strings as somebody might type or a program send them: known names, known values, and neither."""
    dice, fitting = Random(seed), known_values()
    names, values = list(fitting), [value for found in fitting.values() for value in found]

    def noise() -> str:
        return "".join(dice.choices(NOISE, k=dice.randint(0, 20)))

    def damaged(word: str) -> str:
        at = dice.randint(0, len(word))
        return dice.choice([word, word, word.upper(), word[:at] + noise() + word[at:], word[:at], word + word])

    for _ in range(count):
        parts = []
        for _ in range(dice.randint(0, 6)):
            name = dice.choice([dice.choice(names), dice.choice(names), damaged(dice.choice(names)), noise()])
            fit = dice.choice(fitting.get(name, values))
            value = dice.choice(
                [fit, fit, dice.choice(values), damaged(dice.choice(values)), dice.choice(CLASSIC), noise()]
            )
            parts.append(dice.choice(["{}={}", "{}={}", "{}={}", "{}", "={}"]).format(quote(name), quote(value)))
        yield dice.choice(["&", "&", "&", "&&", ";"]).join(parts)


def as_parameters(query: str) -> dict[str, list[str]]:
    """What Streamlit makes of a query string: every value of every name."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found


def read_by_every_page(parameters: dict[str, list[str]]) -> None:
    """What each page does with an address before it draws: read it, and write what it understood."""
    data = memory.dataset()
    for charts in groups():
        reading = address.read(parameters, charts, data)
        assert reading.chart in charts
        for control in reading.chart.controls:
            chosen = reading.choices[control.id]
            allowed = {option.value for option in address.options(control, data, _before(control, reading))}
            assert set((chosen,) if isinstance(chosen, str) else chosen) <= allowed
        written = address.write(reading, charts)
        again = address.read(written, charts, data)
        assert again.choices == reading.choices
        assert not again.ignored, written
    for others in ((), (data_page.TABLE, data_page.SEARCH), (therapy_page.THERAPY,)):
        for sentence in address.read(parameters, [], data, others=others).ignored:
            assert len(sentence) < 3_000
    table, _ = data_page._asked_table(parameters)
    assert table in schema.TABLE_NAMES
    therapy, _ = therapy_page._asked(parameters, data)
    assert therapy in set(data["therapies"]["therapy_id"])
    moment, _ = stories_page.asked(parameters)
    assert moment is None or 1 <= moment.place <= len(moment.tale.steps) + 1
    deck = basket.read(parameters)
    assert len(deck.parts) == len(deck.names) <= basket.MOST
    assert len(basket.title(parameters)) <= basket.LONGEST_TITLE


def _before(control: Control, reading: address.Reading) -> dict[str, Choice]:
    """The choices made before this one: those it may depend on."""
    before: dict[str, Choice] = {}
    for name, choice in reading.choices.items():
        if name == control.id:
            break
        before[name] = choice
    return before


def groups() -> list[list[Chart]]:
    return [address.charts_of(group) for group in dict.fromkeys(chart.group for chart in CHARTS)]


@pytest.mark.parametrize("part", range(10))
def test_ten_thousand_addresses_are_read_by_every_page(part: int) -> None:
    for query in query_strings(MANY // 10, DICE + part):
        try:
            read_by_every_page(as_parameters(query))
        except Exception as error:
            error.add_note(f"address: ?{query}")
            raise


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest) -> AppTest:
    """A page that stays open while its address changes."""
    return open_page(request.param)


def test_pages_show_no_error_whatever_the_address(page: AppTest) -> None:
    tried = 0
    for query in query_strings(SOME, DICE + 99):
        page.query_params.clear()
        page.query_params.update(as_parameters(query))
        page.run()
        tried += 1
        told = " ".join(str(element.value) for element in (*page.error, *page.warning, *page.markdown))
        assert not page.exception, query
        assert not page.error, query  # our own notice of a mistake is one as well
        assert "Traceback" not in told, query
        assert len(page.title) == 1, query
        assert any(DISCLAIMER in html.proto.body for html in page.get("html")), query
    assert tried == SOME
