"""The documents tell the truth: code in the README runs, every command, chart and table is named."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import immunodata
from immunodata import schema

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"```(\w+)\n(.*?)```", flags=re.S)
WITH_EXAMPLES = [path for path in DOCUMENTS if "```pycon" in path.read_text(encoding="utf-8")]
WITH_CODE = [path for path in DOCUMENTS if "```python" in path.read_text(encoding="utf-8")]


def blocks_of(path: Path, language: str) -> list[str]:
    return [code for found, code in BLOCK.findall(path.read_text(encoding="utf-8")) if found == language]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of other packages shown in an example
def test_examples_print_what_they_show(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    names: dict[str, object] = {}
    for number, block in enumerate(blocks_of(path, "pycon")):
        test = doctest.DocTestParser().get_doctest(block, names, f"{path.name} block {number}", path.name, 0)
        assert runner.run(test, clear_globs=False).failed == 0
        names.update(test.globs)
    assert path.name != "README.md" or names


@pytest.mark.parametrize("path", WITH_CODE, ids=lambda path: path.name)
def test_code_runs_as_it_stands(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("therapies", "trials", "sources"))
    shutil.copytree(ROOT / "docs" / "how-to", tmp_path / "docs" / "how-to")
    monkeypatch.chdir(tmp_path)  # what an example writes stays here
    names: dict[str, object] = {"immunodata": immunodata, "data": immunodata.load()}
    for block in blocks_of(path, "python"):
        exec(compile(block, path.name, "exec"), names)


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if blocks_of(path, "sql")], ids=lambda path: path.name)
def test_sql_runs_and_agrees_with_pandas(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(ROOT)
    for query in blocks_of(path, "sql"):
        assert sorted(row[0] for row in duckdb.sql(query).fetchall()) == colitis_arms()


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="needs R")
@pytest.mark.parametrize("path", [path for path in DOCUMENTS if blocks_of(path, "r")], ids=lambda path: path.name)
def test_r_runs_and_agrees_with_pandas(path: Path, tmp_path: Path) -> None:
    script = tmp_path / "block.R"
    script.write_text("\n".join(blocks_of(path, "r")) + '\ncat(rows$arm_id, sep = "\\n")\n', encoding="utf-8")
    done = subprocess.run(["Rscript", str(script)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()[-len(colitis_arms()) :]) == colitis_arms()


def colitis_arms() -> list[str]:
    rows = immunodata.load("adverse_events").query(
        "is_default and event_id == 'colitis' and grade_group == 'any' and attribution == 'all-cause'"
    )
    assert len(rows)
    return sorted(rows["arm_id"])


@pytest.mark.parametrize(
    "name", [module.name for module in pkgutil.walk_packages(immunodata.__path__, "immunodata.") if "dashboard" not in module.name]
)  # fmt: skip
def test_docstring_examples_run(name: str) -> None:
    if name.endswith("__main__"):
        return
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("table", schema.TABLE_NAMES)
def test_every_table_is_in_the_readme(table: str) -> None:
    assert f"`{table}`" in README


@pytest.mark.parametrize("chart", immunodata.CHARTS, ids=lambda chart: chart.id)
def test_every_chart_is_in_the_readme(chart: immunodata.view.Chart) -> None:
    assert f"`{chart.id}`" in README


def test_every_command_is_in_the_readme() -> None:
    from immunodata.cli import COMMANDS

    for command in COMMANDS:
        assert f"immunodata {command.name}" in README, command.name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_the_documents_exist(path: Path) -> None:
    from immunodata.cli import COMMANDS

    named = [
        word
        for language in ("bash", "text")
        for block in blocks_of(path, language)
        for word in re.findall(r"^(?:.*&& uv run .*?)?immunodata (\w+)", block, flags=re.M)
    ]
    assert set(named) <= {command.name for command in COMMANDS}


def test_versions_agree() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert immunodata.__version__ == version == immunodata.load().version
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {version} - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_it_says_not_medical_advice() -> None:
    assert "Not medical advice" in README
    assert "Not medical advice" in immunodata.load().as_of or immunodata.citation.DISCLAIMER.endswith(
        "Not medical advice."
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?://)([^)#\s]+)", path.read_text(encoding="utf-8")):
        start = ROOT if target.startswith("/") else path.parent  # from the top of the repository
        assert (start / target.lstrip("/")).exists(), target


def test_the_constraints_hold_no_addresses() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert text.count("--hash=sha256:") > 100


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_nothing_generated_by_tools_is_tracked() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "uv.lock" not in tracked
    assert not [name for name in tracked if name.endswith((".pyc", ".partial"))]
