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
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def test_the_readme_example_prints_what_it_shows() -> None:
    blocks = re.findall(r"```pycon\n(.*?)```", README, flags=re.S)
    assert blocks
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for number, block in enumerate(blocks):
        test = doctest.DocTestParser().get_doctest(block, {}, f"README block {number}", "README.md", 0)
        assert runner.run(test).failed == 0


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
        assert (path.parent / target).exists(), target


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
