"""immunodata: cancer immunotherapies, their side effects and responses, with the source of every number.

Nothing heavy is imported until it is used. For teaching and research. Not medical advice.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from immunodata.charts import CHARTS, chart
    from immunodata.citation import cite
    from immunodata.dataset import Dataset, load
    from immunodata.description import describe, search
    from immunodata.errors import ImmunodataError
    from immunodata.export.decks import deck
    from immunodata.export.parts import Section
    from immunodata.stories import STORIES, story

_HOMES = {
    "CHARTS": "charts",
    "chart": "charts",
    "cite": "citation",
    "describe": "description",
    "search": "description",
    "ImmunodataError": "errors",
    "Dataset": "dataset",
    "load": "dataset",
    "Section": "export.parts",
    "deck": "export.decks",
    "STORIES": "stories",
    "story": "stories",
}
__all__ = [
    "CHARTS",
    "STORIES",
    "Dataset",
    "ImmunodataError",
    "Section",
    "chart",
    "cite",
    "deck",
    "describe",
    "load",
    "search",
    "story",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("immunodata")
    if name not in _HOMES:
        raise AttributeError(f"module 'immunodata' has no attribute {name!r}")
    return getattr(import_module(f"immunodata.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
