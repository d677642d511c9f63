"""Every rule has a record that breaks it; every problem is listed at once, with file, place, value and expectation."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from immunodata.check import RULES, check, vocabulary_is_used
from immunodata.cli import main
from immunodata.curate import read_records

ROOT = Path(__file__).parent.parent
SOURCES = """
- source_id: paper-2020
  kind: paper
  short_title: Paper 2020
  title: A trial
  publisher: Journal
  url: https://example.org/paper
  date_published: "2020"
  date_accessed: "2026-01-01"
  license: facts only cited
"""
THERAPY = """
therapy_id: testimab
inn: testimab
category_id: pd-1-inhibitor
scope: core
scope_reason: Blocks PD-1.
modality: monoclonal-antibody
origin: recombinant
is_living_drug: "false"
status: approved
how_it_works: Blocks PD-1 so that T cells keep attacking.
source_id: paper-2020
locator: abstract
last_reviewed: "2026-01-01"
products:
  - {product_id: testa, brand_name: Testa, license_date: "2015-05-05", route: intravenous,
     marketing_status: marketed, source_id: paper-2020, locator: p. 1}
indications:
  - {indication_id: melanoma, regimen: testimab, regimen_kind: mono, cancer_id: MEL, population: adults,
     setting: advanced, agency: FDA, approval_date: "2015-05-05", approval_type: regular,
     indication_status: active, source_id: paper-2020, locator: p. 1}
"""
TRIAL = """
trial_id: test-1
acronym: TEST-1
design: randomized
cancer_id: MEL
population: Adults with melanoma.
arms:
  - {arm_id: testimab, arm_label: testimab, regimen: testimab, therapy_ids: [testimab], regimen_kind: mono,
     arm_role: experimental}
adverse_events:
  - arm_id: testimab
    report_id: table-1
    is_default: "true"
    n_at_risk: "100"
    attribution: all-cause
    source_id: paper-2020
    locator: Table 1
    events:
      Fatigue: {any: 37 (37%), 3-5: 2 (2%)}
      Colitis: {any: 5 (5%)}
outcomes:
  - {arm_id: testimab, endpoint: ORR, value: "20", ci_low: "13", ci_high: "29", n_affected: "20", n: "100",
     unit: "%", source_id: paper-2020, locator: Table 2}
"""


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A small, correct data folder with the project's own vocabularies."""
    root = tmp_path / "data"
    shutil.copytree(ROOT / "data" / "vocabulary", root / "vocabulary")
    cancers = root / "vocabulary" / "cancers.csv"
    rows = cancers.read_text(encoding="utf-8").splitlines()
    # phenotype sources are documents of the whole dataset, which this small one does not hold
    cancers.write_text(f"{rows[0]}\nMEL,melanoma,Skin,solid,,\n", encoding="utf-8")
    for folder, name, text in (
        ("sources", "papers.yaml", SOURCES),
        ("therapies", "testimab.yaml", THERAPY),
        ("trials", "test-1.yaml", TRIAL),
    ):
        (root / folder).mkdir()
        (root / folder / name).write_text(text, encoding="utf-8")
    concepts = root / "vocabulary" / "concepts.csv"
    concepts.write_text(
        re.sub("(therapies|cancers)/[a-z-]+", r"\1", concepts.read_text(encoding="utf-8")), encoding="utf-8"
    )
    _drop_unused(root)
    return root


def _drop_unused(root: Path) -> None:
    """Take out the codes that only the whole dataset carries."""
    values = root / "vocabulary" / "values.csv"
    unused = {problem.value for problem in vocabulary_is_used(read_records(root))}
    lines = values.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if ", ".join(line.split(",")[:2]) not in unused]
    values.write_text("\n".join(kept) + "\n", encoding="utf-8")


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_correct_records_have_no_problem(records: Path) -> None:
    assert check(records) == []


BROKEN: dict[str, tuple[str, str, str, str, str]] = {
    # case: file, old text, new text, where the problem is, part of what is expected
    "unknown key": ("therapies/testimab.yaml", "inn: testimab", "inn: testimab\ncolour: red", "therapies/testimab.yaml > colour", "one of the keys"),
    "wrong type": ("trials/test-1.yaml", 'n_at_risk: "100"', 'n_at_risk: "ten"', "n_at_risk", "a whole number"),
    "wrong date": ("therapies/testimab.yaml", 'license_date: "2015-05-05"', 'license_date: "2015-5-5"', "products[0].license_date", "YYYY-MM-DD"),
    "wrong flag": ("therapies/testimab.yaml", 'is_living_drug: "false"', "is_living_drug: maybe", "is_living_drug", "true or false"),
    "unknown term": ("therapies/testimab.yaml", "scope: core", "scope: kore", "therapies/testimab.yaml > scope", "one of core (vocabulary scope)"),
    "dangling id": ("trials/test-1.yaml", "therapy_ids: [testimab]", "therapy_ids: [nosuchmab]", "arms[0].therapy_ids", "therapies.therapy_id"),
    "dangling source": ("trials/test-1.yaml", "source_id: paper-2020\n    locator: Table 1", "source_id: paper-1999\n    locator: Table 1", "events.Fatigue.any.source_id", "sources.source_id"),
    "percent over 100": ("trials/test-1.yaml", "{any: 5 (5%)}", "{any: 140%}", "events.Colitis.any.affected_pct", "from 0 to 100"),
    "percent against count": ("trials/test-1.yaml", "{any: 5 (5%)}", "{any: 5 (7%)}", "events.Colitis.any.affected_pct", "5.0, from 5/100"),
    "count over patients": ("trials/test-1.yaml", "{any: 5 (5%)}", "{any: 500}", "events.Colitis.any.n_affected", "at most n_at_risk, 100"),
    "unreadable cell": ("trials/test-1.yaml", "{any: 5 (5%)}", "{any: about five}", "events.Colitis.any", "as printed"),
    "severe over any": ("trials/test-1.yaml", "3-5: 2 (2%)", "3-5: 50 (50%)", "events.Fatigue.3-5.n_affected", "at most the 37 of grade any"),
    "date before license": ("therapies/testimab.yaml", 'approval_date: "2015-05-05"', 'approval_date: "2011-01-01"', "indications[0].approval_date", "2015-05-05, the first license, or later"),
    "missing source": ("therapies/testimab.yaml", "source_id: paper-2020\nlocator: abstract\n", "locator: abstract\n", "therapies/testimab.yaml > source_id", "required"),
    "missing locator": ("trials/test-1.yaml", "    locator: Table 1\n", "", "events.Fatigue.any.locator", "required"),
    "duplicate key": ("trials/test-1.yaml", "      Colitis: {any: 5 (5%)}", "      Colitis: {any: 5 (5%)}\n      Colitis: {any: 6 (6%)}", "line 21", "stands only once"),
    "duplicate row": ("trials/test-1.yaml", "outcomes:\n", "outcomes:\n  - {arm_id: testimab, endpoint: ORR, value: '20', unit: '%', source_id: paper-2020, locator: Table 2}\n", "outcomes[1].locator", "a new arm_id + endpoint"),
    "interval beside value": ("trials/test-1.yaml", 'ci_low: "13"', 'ci_low: "23"', "outcomes[0].ci_low", "at most value, 20"),
    "broken yaml": ("trials/test-1.yaml", "arms:\n", "arms: [\n", "trials/test-1.yaml > line", "valid YAML"),
    "wrong file name": ("trials/test-1.yaml", "trial_id: test-1", "trial_id: test-2", "trials/test-1.yaml > trial_id", "test-1, the file's name"),
    "status without a use": ("therapies/testimab.yaml", "indication_status: active", 'indication_status: withdrawn', "therapies/testimab.yaml > status", "at least one indication"),
    "two defaults": ("trials/test-1.yaml", "outcomes:\n", TRIAL[TRIAL.index("  - arm_id: testimab\n    report_id"):TRIAL.index("outcomes:")].replace("table-1", "table-9") + "outcomes:\n", "adverse_events[1].events.Fatigue.any.is_default", "false: test-1.table-1 already shows it"),
    "severe share over any": ("trials/test-1.yaml", "{any: 37 (37%), 3-5: 2 (2%)}", "{any: 12%, 3-5: 20%}", "events.Fatigue.3-5.affected_pct", "at most 12 of grade any"),
    "unused value": ("vocabulary/values.csv", "scope,core,", "scope,odd,odd,Nothing has it.\nscope,core,", "values.csv > line", "a value that some row carries"),
    "uncited source": ("sources/papers.yaml", "- source_id: paper-2020", SOURCES.strip().replace("paper-2020", "paper-1999") + "\n- source_id: paper-2020", "[0].source_id", "a source that some row cites"),
    "term that explains nothing": ("vocabulary/concepts.csv", "adverse_events.attribution", "adverse_events.atribution", "explains", "a column of adverse_events"),
    "circular category": ("vocabulary/categories.csv", "checkpoint-inhibitor,,", "checkpoint-inhibitor,pd-1-inhibitor,", "categories.csv > line 2.parent_id", "outside its own branch"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_record_is_found_and_named(records: Path, case: str) -> None:
    name, old, new, where, expected = BROKEN[case]
    change(records, name, old, new)
    problems = [str(problem) for problem in check(records)]
    assert any(where in problem and expected in problem for problem in problems), "\n".join(problems) or "no problem"


def test_every_rule_is_broken_by_some_case(records: Path) -> None:
    """Taking a rule away must make some case pass unseen: a rule without a case guards nothing."""
    from immunodata.check import check_records

    clean = (records / "trials/test-1.yaml").read_text(encoding="utf-8")
    assert clean
    originals = {path: path.read_bytes() for path in records.rglob("*.*")}
    fired: set[Callable[..., object]] = set()
    for name, old, new, _, _ in BROKEN.values():
        change(records, name, old, new)
        read = read_records(records)
        fired |= {rule for rule in RULES if list(rule(read))}
        assert check_records(read)
        for path, content in originals.items():
            path.write_bytes(content)
    assert {rule.__name__ for rule in RULES} == {rule.__name__ for rule in fired}


def test_all_problems_are_listed_at_once_and_nothing_is_written(
    records: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for case in ("unknown key", "percent over 100", "dangling id", "interval beside value"):
        change(records, *BROKEN[case][:3])
    shutil.copy(ROOT / "pyproject.toml", records.parent)
    monkeypatch.chdir(records.parent)
    assert main(["check"]) == 1
    shown = "".join(capsys.readouterr())
    for case in ("unknown key", "percent over 100", "dangling id", "interval beside value"):
        assert BROKEN[case][3] in shown
    assert main(["build"]) == 1
    assert not (records / "tables").exists()
    assert not (records / "datapackage.json").exists()


def test_a_printed_term_without_an_event_is_listed_not_dropped(
    records: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change(records, "trials/test-1.yaml", "Colitis: {any: 5 (5%)}", "Purple knees: {any: 5 (5%)}")
    monkeypatch.chdir(records.parent)
    assert main(["check"]) == 0
    assert "Purple knees (1 row)" in capsys.readouterr().out


def test_two_printed_terms_for_one_event_need_one_default(records: Path) -> None:
    change(records, "trials/test-1.yaml", "Colitis: {any: 5 (5%)}", "FATIGUE: {any: 5 (5%)}")
    assert any("already shows it" in str(problem) for problem in check(records))
