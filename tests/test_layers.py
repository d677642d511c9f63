"""Imports run one way, and nothing heavy is loaded before it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "immunodata"
# Each layer may import from itself and the layers before it.
LAYERS = (
    {"errors", "phrases"},
    {"schema"},
    {"printed"},
    {"dataset", "curate"},
    {"check", "citation", "description", "coverage", "glossary", "releases"},
    {"stats"},
    {"pooling"},
    {"comparison", "comparability"},
    {"profile", "own", "teaching", "croissant"},
    {"theme", "forms", "article"},
    {"bands", "rings"},
    {"view"},
    {"charts", "figures"},
    {"comparing", "stories"},
    {"export"},
    {"publish", "dashboard", "website"},
    {"cli"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
# A view opens its own outputs, on call only.
LATE = {("view", "figures"), ("view", "export"), ("dataset", "description"), ("dataset", "comparing"),
        ("dataset", "profile"), ("dataset", "own")}  # fmt: skip
BUILDING_BLOCKS = ("choices", "counts", "marks")  # of charts
HEAVY = ("pandas", "plotly", "streamlit", "pptx", "scipy", "statsmodels", "yaml", "kaleido", "numpy")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def own_imports(path: Path) -> list[tuple[str, bool]]:
    """Return (part of immunodata, is at module level) for every import in the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for node in tree.body}
    found = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "immunodata":
            parts = node.module.split(".")
            names = [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".")[1] for alias in node.names if alias.name.startswith("immunodata.")]
        found += [(name, id(node) in top) for name in names]
    return found


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    part = part_of(path)
    if part in ("__init__", "__main__"):
        return
    for imported, _at_top in own_imports(path):
        if imported == part or imported == "__version__" or (part, imported) in LATE:
            continue
        assert imported in LEVEL, f"{path.name}: give {imported!r} a layer in tests/test_layers.py"
        assert LEVEL[imported] < LEVEL[part], (
            f"{path.relative_to(PACKAGE)} imports {imported}: '{part}' may import only what lies below it. "
            "Move the shared piece down, or hand the value in."
        )


def test_charts_do_not_import_each_other() -> None:
    names = {path.stem for path in (PACKAGE / "charts").glob("*.py")} - {"__init__", *BUILDING_BLOCKS}
    for path in (PACKAGE / "charts").glob("*.py"):
        if path.stem == "__init__":
            continue
        text = path.read_text(encoding="utf-8")
        for name in names - {path.stem}:
            assert f"immunodata.charts.{name}" not in text, f"{path.name} imports the chart module {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_dashboard_imports_streamlit(path: Path) -> None:
    if part_of(path) == "dashboard":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert not any(name.split(".")[0] == "streamlit" for name in names), f"{path} imports streamlit"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_stay_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 320, f"{path.name} has {lines} lines: does it hold two jobs?"


def loaded_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_immunodata_loads_nothing_heavy() -> None:
    loaded = loaded_after("import immunodata")
    assert not [name for name in HEAVY if name in loaded]


def test_loading_data_loads_no_charts_nor_statistics() -> None:
    loaded = loaded_after("import immunodata; immunodata.load()")
    heavy = ("plotly", "streamlit", "pptx", "scipy", "statsmodels", "yaml", "kaleido", "pandas.plotting._matplotlib")
    assert not [name for name in heavy if name in loaded]


def test_names_are_the_same_however_they_are_reached() -> None:
    code = (
        "import immunodata, immunodata.citation, immunodata.dataset, immunodata.view, immunodata.charts, "
        "immunodata.description; assert all(callable(getattr(immunodata, n)) for n in "
        "('load', 'cite', 'describe', 'search', 'chart'))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
