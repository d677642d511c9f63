"""The command line: what it prints, what it writes, and how it says no."""

from __future__ import annotations

import csv
import errno
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import immunodata
from immunodata import schema
from immunodata.cli import COMMANDS, main
from immunodata.cli.curating import find_checkout
from immunodata.errors import ImmunodataError
from immunodata.view import Chart

ROOT = Path(__file__).parent.parent
Capture = pytest.CaptureFixture[str]
CHARTS = pytest.mark.parametrize("chart", immunodata.CHARTS, ids=lambda chart: chart.id)


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the records, and the current folder inside it."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.chdir(tmp_path / "data")
    return tmp_path


def said(capsys: Capture, *argv: str) -> str:
    """What a command that works prints."""
    assert main(argv) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refused(capsys: Capture, *argv: str) -> str:
    """What a misused command says on standard error."""
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself_with_examples(command: object, capsys: Capture) -> None:
    text = said(capsys, command.name, "--help")
    assert squeezed(command.about) in squeezed(text)
    assert command.examples
    for example in command.examples:
        assert example in text
        assert example.startswith(f"immunodata {command.name}")


def test_without_a_command_all_are_listed(capsys: Capture) -> None:
    text = squeezed(said(capsys))
    for command in COMMANDS:
        assert f"{command.name} {squeezed(command.about)}" in text


def test_version_names_the_data_and_their_day(capsys: Capture) -> None:
    data = immunodata.load()
    assert said(capsys, "--version") == f"immunodata {data.version}, data as of {data.as_of}\n"


@pytest.mark.parametrize("argv", [["tabels"], ["chart", "--nope"], ["export", "--format"], ["new", "drug", "x"]])
def test_what_argparse_refuses_is_status_two(argv: list[str], capsys: Capture) -> None:
    assert main(argv) == 2
    assert "usage: immunodata" in capsys.readouterr().err


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from immunodata.cli import main; main(['export', '--help']); "
        "print([name for name in ('pandas', 'plotly', 'pptx', 'streamlit', 'yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_goes_away_is_no_error() -> None:
    run = [sys.executable, "-W", "error", "-m", "immunodata.cli", "show", "adverse_events", "--csv"]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_tables_lists_every_table(capsys: Capture) -> None:
    lines = said(capsys, "tables").splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(schema.TABLE_NAMES)


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_tables_lists_the_columns_of_one(table: schema.Table, capsys: Capture) -> None:
    text = said(capsys, "tables", table.name)
    assert squeezed(table.one_row_is) in squeezed(text)
    for column in table.columns:
        assert re.search(rf"^{column}\b", text, flags=re.M)


@pytest.mark.parametrize("width", ["40", "80", "200"])
@pytest.mark.parametrize(
    "argv", [["tables"], ["tables", "adverse_events"], ["show", "indications", "--limit", "5"], ["chart"]]
)
def test_tables_fit_the_terminal(argv: list[str], width: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = said(capsys, *argv).splitlines()
    assert max(map(len, lines)) <= int(width)


def test_show_prints_the_rows_asked_for(capsys: Capture) -> None:
    therapies = immunodata.load("therapies")
    core = therapies[therapies["scope"] == "core"]
    text = said(capsys, "show", "therapies", "--where", "scope=core", "--columns", "therapy_id,scope", "--csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["therapy_id"] for row in rows] == core["therapy_id"].tolist()
    assert set(rows[0]) == {"therapy_id", "scope"}


def test_show_narrows_and_limits(capsys: Capture) -> None:
    narrow = ["--where", "therapy_id=pembrolizumab", "--where", "approval_type=accelerated"]
    text = said(capsys, "show", "indications", *narrow, "--columns", "indication_id,approval_type", "--limit", "2")
    assert len(re.findall(r"^pembrolizumab\.", text, flags=re.M)) == 2
    assert re.search(r"^2 of \d+ rows\.$", text, flags=re.M)


def test_show_finds_one_of_several_values_and_what_is_missing(capsys: Capture) -> None:
    arms = immunodata.load("arms")
    with_ipilimumab = arms["therapy_ids"].dropna().str.split(";").map(lambda ids: "ipilimumab" in ids)
    text = said(capsys, "show", "arms", "--where", "therapy_ids=ipilimumab", "--columns", "arm_id", "--csv")
    assert len(text.splitlines()) - 1 == with_ipilimumab.sum()
    text = said(capsys, "show", "arms", "--where", "therapy_ids=", "--columns", "arm_id", "--csv")
    assert len(text.splitlines()) - 1 == arms["therapy_ids"].isna().sum()


def test_show_takes_flags_dates_and_numbers_as_they_are_written(capsys: Capture) -> None:
    therapies = immunodata.load("therapies")
    living = said(capsys, "show", "therapies", "--where", "is_living_drug=true", "--columns", "therapy_id", "--csv")
    assert living.split()[1:] == therapies.loc[therapies["is_living_drug"], "therapy_id"].tolist()
    day = therapies["first_approval_date"].dropna().iloc[0]
    text = said(capsys, "show", "therapies", "--where", f"first_approval_date={day:%Y-%m-%d}", "--columns", "inn")
    assert set(text.splitlines()[1:]) == set(therapies.loc[therapies["first_approval_date"] == day, "inn"])


@pytest.mark.parametrize("argv", [["therapy", "pembrolizumab"], ["therapies", "pembrolizumab"], ["pembrolizumab"]])
def test_show_prints_a_record(argv: list[str], capsys: Capture) -> None:
    text = said(capsys, "show", *argv)
    record = immunodata.load("therapies").set_index("therapy_id").loc["pembrolizumab"]
    assert squeezed(record["how_it_works"]) in squeezed(text)
    assert f"{record['first_approval_date']:%Y-%m-%d}" in text
    assert re.search(r"\d+ in indications: immunodata show indications --where therapy_id=pembrolizumab", text)
    assert "Source: " in text


@pytest.mark.parametrize(
    "table", [table for table in schema.TABLES if len(table.key) == 1], ids=lambda table: table.name
)
def test_every_kind_of_record_can_be_shown(table: schema.Table, capsys: Capture) -> None:
    keys = immunodata.load(table.name)[table.key[0]]
    if keys.empty:
        pytest.skip("no record yet")
    kind = table.key[0].removesuffix("_id")
    assert f"{table.name}: {keys.iloc[0]}" in said(capsys, "show", kind, keys.iloc[0])


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["tables", "therapy"], "Did you mean 'therapies'"),
        (["show", "therapeis"], "Did you mean 'therapies'"),
        (["show", "pembrolizumb"], "Did you mean 'pembrolizumab'"),
        (["show", "therapy", "nivolumb"], "Did you mean 'nivolumab'"),
        (["show", "adverse_events", "x"], "kind of record"),
        (["show", "therapies", "--columns", "inm"], "Did you mean 'inn'"),
        (["show", "therapies", "--where", "scop=core"], "Did you mean 'scope'"),
        (["show", "therapies", "--where", "scope=cor"], "Did you mean 'core'"),
        (["show", "therapies", "--where", "scope"], "expected COLUMN=VALUE"),
        (["show", "therapies", "--limit", "-1"], "0 or more"),
    ],
)
def test_show_says_what_is_allowed(argv: list[str], expected: str, capsys: Capture) -> None:
    assert expected in refused(capsys, *argv)


@CHARTS
def test_chart_lists_every_question(chart: Chart, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    assert f"{chart.id} {chart.question}" in squeezed(said(capsys, "chart"))


@CHARTS
def test_chart_prints_one_in_words_numbers_and_sources(chart: Chart, capsys: Capture) -> None:
    view = chart.view()
    text = squeezed(said(capsys, "chart", chart.id))
    for part in (view.words.headline, view.alt_text, *view.notes, f"Sources ({len(view.sources)})"):
        assert squeezed(part)[:60] in text
    assert view.code.split("(")[0] in text


@CHARTS
def test_chart_lists_its_controls_and_takes_each_value_of_them(chart: Chart, capsys: Capture) -> None:
    data = immunodata.load()
    text = said(capsys, "chart", chart.id, "--controls")
    chosen = chart.resolve(data, {})
    for control in chart.controls:
        assert f"{control.id}: {control.label}" in text
        options = control.options(data, chosen)
        for option in options:
            assert re.search(rf"^  [* ] {re.escape(option.value)}\b", text, flags=re.M)
        if options:
            said(capsys, "chart", chart.id, "--set", f"{control.id}={options[0].value}")


def test_several_values_of_one_control(capsys: Capture) -> None:
    text = said(capsys, "chart", "therapies-by-category", "--set", "category=vaccine", "--set", "category=cytokine")
    assert "category=('vaccine', 'cytokine')" in squeezed(text)
    everything = said(capsys, "chart", "therapies-by-category", "--set", "scope=")
    assert "scope=()" in squeezed(everything)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["chart", "approval-by-date"], "Did you mean 'approvals-by-date'"),
        (["chart", "approvals-by-date", "--set", "scop=core"], "Did you mean 'scope'"),
        (["chart", "approvals-by-date", "--set", "scope=cor"], "Did you mean 'core'"),
        (["chart", "approvals-by-date", "--set", "scope"], "expected CONTROL=VALUE"),
        (["chart", "approvals-by-date", "--set", "kind=all", "--set", "kind=accelerated"], "takes one value"),
    ],
)
def test_chart_says_what_is_allowed(argv: list[str], expected: str, capsys: Capture) -> None:
    assert expected in refused(capsys, *argv)


def test_export_writes_one_chart(tmp_path: Path, capsys: Capture) -> None:
    out = said(capsys, "export", "approvals-by-date", "--set", "kind=accelerated", "--format", "csv", "--quiet",
               "-o", str(tmp_path))  # fmt: skip
    path, about = (Path(line) for line in out.splitlines())
    assert path.parent == tmp_path
    assert about.name == f"{path.stem}.metadata.json"
    assert "kind-accelerated" in path.name
    expected = immunodata.chart("approvals-by-date").view(kind="accelerated").frame
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(expected) + 1


def test_export_writes_all_charts_as_one_deck(tmp_path: Path, capsys: Capture) -> None:
    pptx = pytest.importorskip("pptx")
    out = said(capsys, "export", "--all", "--format", "pptx,html", "--quiet", "-o", str(tmp_path))
    paths = [Path(line) for line in out.splitlines()]
    assert sorted(path.suffix for path in paths) == [".html"] * len(immunodata.CHARTS) + [".pptx"]
    deck = pptx.Presentation(str(next(path for path in paths if path.suffix == ".pptx")))
    assert len(deck.slides) > len(immunodata.CHARTS)


def test_export_says_what_it_skipped_and_overwrites_only_by_force(tmp_path: Path, capsys: Capture) -> None:
    argv = ["export", "approvals-by-date", "--format", "csv", "-o", str(tmp_path)]
    written = said(capsys, *argv, "--quiet").splitlines()
    assert main(argv) == 0
    again = capsys.readouterr()
    assert again.out == ""
    assert [line for line in again.err.splitlines() if line.startswith("unchanged: ")] == [
        f"unchanged: {path}" for path in written
    ]
    assert "0 written, 2 unchanged" in again.err
    Path(written[0]).write_text("mine", encoding="utf-8")
    assert "--force" in refused(capsys, *argv)
    assert said(capsys, *argv, "--force", "--quiet").splitlines() == written


def test_export_writes_tables(tmp_path: Path, capsys: Capture) -> None:
    argv = ["--table", "arms", "--table", "warnings", "--quiet", "-o", str(tmp_path)]
    paths = [Path(line) for line in said(capsys, "export", *argv, "--format", "csv,json").splitlines()]
    version = immunodata.load().version
    assert {path.name for path in paths} == {
        f"{name}--v{version}.{ending}" for name in ("arms", "warnings") for ending in ("csv", "json", "metadata.json")
    }
    assert main(["export", *argv]) == 0, "csv is what a table becomes unless told otherwise"
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["export"], "or say --all"),
        (["export", "approvals-by-date", "--all"], "or say --all"),
        (["export", "approvals-by-dat"], "Did you mean 'approvals-by-date'"),
        (["export", "approvals-by-date", "--format", "gif"], "Allowed: png"),
        (["export", "approvals-by-date", "--format", ""], "one format"),
        (["export", "--all", "--set", "scope=core", "--format", "csv"], "--set goes with one chart"),
        (["export", "--all", "--table", "arms"], "or --table NAME"),
        (["export", "--table", "armz"], "Did you mean 'arms'"),
        (["export", "--table", "arms", "--format", "png"], "format of a table"),
        (["export", "--table", "arms", "--set", "scope=core"], "exported whole"),
        (["export", "approvals-by-date", "--size", "poster"], "slide-16x9"),
        (["export", "approvals-by-date", "--scale", "9"], "from 1 to 4"),
        (["export", "approvals-by-date", "--format", "html", "--html-mode", "x"], "self-contained, directory"),
        (["serve", "--port", "0"], "1 to 65535"),
    ],
)
def test_export_and_serve_say_what_is_wrong(
    argv: list[str], expected: str, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert expected in refused(capsys, *argv)
    assert list(tmp_path.iterdir()) == []


def test_serve_hands_over_to_the_dashboard(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("streamlit")
    from immunodata.dashboard import serve

    called: list[tuple[str, int, list[str]]] = []
    monkeypatch.setattr(serve, "run", lambda host, port, names: called.append((host, port, list(names))))
    said(capsys, "serve", "--port", "8600", "--allow-host", "charts.example.org")
    assert called == [("127.0.0.1", 8600, ["charts.example.org"])]


def test_serve_without_streamlit_says_how_to_get_it(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("immunodata.dashboard")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("streamlit", "streamlit.starlette", "uvicorn"):
        monkeypatch.setitem(sys.modules, name, None)
    assert "immunodata[app]" in refused(capsys, "serve")


def test_the_checkout_is_found_from_below(checkout: Path) -> None:
    assert find_checkout() == checkout
    assert find_checkout(checkout / "data" / "therapies") == checkout


@pytest.mark.parametrize("argv", [["check"], ["build"], ["build", "--check"], ["new", "therapy", "somethingmab"]])
def test_outside_a_checkout_it_says_so(
    argv: list[str], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "not inside a checkout" in refused(capsys, *argv)
    with pytest.raises(ImmunodataError):
        find_checkout()


def test_check_passes_and_a_second_build_changes_nothing(checkout: Path, capsys: Capture) -> None:
    pytest.importorskip("yaml")
    assert "no problem" in said(capsys, "check")
    said(capsys, "build")
    before = snapshot(checkout)
    assert "are fresh" in said(capsys, "build", "--check")
    assert re.search(r"^0 of \d+ generated files changed", said(capsys, "build"), flags=re.M)
    assert snapshot(checkout) == before


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_check_lists_every_problem_and_build_then_writes_nothing(checkout: Path, capsys: Capture) -> None:
    pytest.importorskip("yaml")
    bad = checkout / "data" / "therapies" / "madeupmab.yaml"
    bad.write_text("therapy_id: madeupmab\ninn: madeupmab\nscope: cor\ncolour: blue\n", encoding="utf-8")
    before = snapshot(checkout)
    for argv in (["check"], ["build"], ["build", "--check"]):
        assert main(argv) == 1
        out = capsys.readouterr().out
        assert re.search(r"^data/therapies/madeupmab.yaml > scope: cor - one of .*\bcore\b", out, flags=re.M)
        assert re.search(r"^data/therapies/madeupmab.yaml > colour: blue - ", out, flags=re.M)
        assert re.search(r"^\d+ problems\.$", out, flags=re.M)
    assert "Nothing was written." in out
    assert snapshot(checkout) == before


def test_build_writes_what_is_stale_and_check_names_it(checkout: Path, capsys: Capture) -> None:
    pytest.importorskip("yaml")
    said(capsys, "build")
    stale = checkout / "data" / "tables" / "therapies.csv"
    right = stale.read_bytes()
    stale.write_bytes(right + b"edited,by,hand\n")
    assert main(["build", "--check"]) == 1
    assert "data/tables/therapies.csv: not what the records give" in capsys.readouterr().out
    assert stale.read_bytes() != right
    assert "data/tables/therapies.csv" in said(capsys, "build")
    assert stale.read_bytes() == right


@pytest.mark.parametrize(("kind", "folder"), [("therapy", "therapies"), ("trial", "trials")])
def test_a_new_record_names_every_key_and_is_understood(
    kind: str, folder: str, checkout: Path, capsys: Capture
) -> None:
    pytest.importorskip("yaml")
    from immunodata.curate import THERAPY_LISTS, TRIAL_LISTS, read_records

    path = checkout / "data" / folder / "somethingmab.yaml"
    assert str(path) in said(capsys, "new", kind, "somethingmab")
    text = path.read_text(encoding="utf-8")
    blocks = (*THERAPY_LISTS, "therapies") if kind == "therapy" else (*TRIAL_LISTS, "trials")
    for block in blocks:
        for field in schema.table(block).fields:
            if not field.derived and field.name not in ("therapy_id", "trial_id"):
                assert re.search(rf"^[# -]*{field.name}:", text, flags=re.M), f"{block}.{field.name}"
    for value in immunodata.load("vocabulary").query(
        f"vocabulary == '{'modality' if kind == 'therapy' else 'design'}'"
    )["value"]:
        assert re.search(rf"^# .*\b{re.escape(value)}\b", text, flags=re.M), value
    ours = [p for p in read_records(checkout / "data").problems if "somethingmab" in p.where]
    assert ours == []
    _head, own, *lists = text.split("\n\n")
    used = "\n\n".join([own, *(re.sub(r"^# ", "", part, flags=re.M) for part in lists)])
    path.write_text(used, encoding="utf-8")
    ours = [str(p) for p in read_records(checkout / "data").problems if "somethingmab" in p.where]
    assert ours == [], "every list stands ready to be used"


@pytest.mark.parametrize(
    ("name", "expected"), [("Some Thing", "is no id"), ("../escape", "is no id"), ("pembrolizumab", "exists already")]
)
def test_new_refuses_a_bad_or_taken_name(name: str, expected: str, checkout: Path, capsys: Capture) -> None:
    before = snapshot(checkout)
    assert expected in refused(capsys, "new", "therapy", name)
    assert snapshot(checkout) == before


def test_new_says_where_it_may_not_write(checkout: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.open

    def denied(self: Path, mode: str = "r", **options: Any) -> Any:
        if mode == "x":
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(self, mode, **options)

    monkeypatch.setattr(Path, "open", denied)
    assert "somethingmab.yaml cannot be written: Permission denied" in refused(capsys, "new", "therapy", "somethingmab")


def test_new_names_a_vocabulary_it_cannot_read(checkout: Path, capsys: Capture) -> None:
    (checkout / "data" / "vocabulary" / "values.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "values.csv cannot be read" in refused(capsys, "new", "therapy", "somethingmab")


def test_a_deck_holds_the_views_in_the_order_named(tmp_path: Path, capsys: Capture) -> None:
    pptx = pytest.importorskip("pptx")
    path = tmp_path / "lecture.pptx"
    asked = ["approvals-by-year?kind=first", "crs-and-neurotoxicity?category=car-t-cell&arms=all"]
    assert said(capsys, "deck", *asked, "-o", str(path)).strip() == str(path)
    titles = [slide.shapes.title.text_frame.text for slide in pptx.Presentation(str(path)).slides if slide.shapes.title]
    first = immunodata.chart("approvals-by-year").view(kind="first").words.headline
    second = immunodata.chart("crs-and-neurotoxicity").view(category=["car-t-cell"], arms="all").words.headline
    places = [next(i for i, title in enumerate(titles) if title.startswith(name[:30])) for name in (first, second)]
    assert places == sorted(places)
    assert "Already there" in refused(capsys, "deck", *asked, "-o", str(path))
    assert said(capsys, "deck", *asked, "-o", str(path), "--force")


@pytest.mark.parametrize(
    "asked",
    ["no-such-chart", "approvals-by-year?kind=never", "approvals-by-year?colour=red"],
    ids=lambda text: text[-9:],
)
def test_a_deck_of_what_does_not_exist_is_refused(tmp_path: Path, capsys: Capture, asked: str) -> None:
    assert "Allowed" in refused(capsys, "deck", asked, "-o", str(tmp_path / "x.pptx"))
    assert list(tmp_path.iterdir()) == []


def test_a_deck_takes_stories_an_outline_a_page_and_a_title(tmp_path: Path, capsys: Capture) -> None:
    pptx = pytest.importorskip("pptx")
    path = tmp_path / "lecture.pptx"
    said(capsys, "deck", "story:approvals-wave", "section:Then", "--title", "Mine", "--page", "4:3", "--no-questions",
         "-o", str(path))  # fmt: skip
    made = pptx.Presentation(str(path))
    assert (made.slide_width, made.slides[0].shapes.title.text) == (9144000, "Mine")
    (tmp_path / "lecture.yaml").write_text("title: Told\nslides: [approvals-by-year]\n", encoding="utf-8")
    said(capsys, "deck", "--outline", str(tmp_path / "lecture.yaml"), "-o", str(path), "--force")
    assert pptx.Presentation(str(path)).slides[0].shapes.title.text == "Told"


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], "Name what to show"),
        (["approvals-by-year", "--outline", "x.yaml"], "Name what to show"),
        (["--outline", "none.yaml"], "none.yaml cannot be read"),
        (["approvals-by-year", "--page", "16:10"], "Allowed: 16:9, 4:3"),
        (["approvals-by-year", "--template", "none.pptx"], "none.pptx cannot be read"),
        (["approvals-by-year", "-o", "deck.odp"], "no format of a deck called 'odp'"),
    ],
)
def test_a_deck_says_what_is_wrong(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, argv: list[str],
                                   expected: str) -> None:  # fmt: skip
    pytest.importorskip("pptx")
    monkeypatch.chdir(tmp_path)
    assert expected in refused(capsys, "deck", *argv)
    assert list(tmp_path.iterdir()) == []
