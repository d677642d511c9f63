"""Every column of every table, declared once.

The loader's types, the checks, the data dictionary and ``datapackage.json`` are all read from `TABLES`.
"""

from __future__ import annotations

from immunodata.schema.field import Field, Table
from immunodata.schema.reference import CONCEPTS, SOURCES, VOCABULARY
from immunodata.schema.therapies import (
    BIOMARKERS,
    CANCERS,
    CATEGORIES,
    INDICATIONS,
    MANAGEMENT,
    MECHANISMS,
    PRODUCTS,
    REGULATORY_EVENTS,
    TARGETS,
    THERAPIES,
    WARNINGS,
)
from immunodata.schema.trials import (
    ADVERSE_EVENTS,
    AGENT_USE,
    ARMS,
    CLASS_EVENTS,
    EVENT_TERMS,
    EVENT_TIMING,
    EVENTS,
    OUTCOMES,
    TRIALS,
)

__all__ = ["TABLES", "TABLE_NAMES", "Field", "Table", "table"]

TABLES: tuple[Table, ...] = (
    THERAPIES, PRODUCTS, CATEGORIES, TARGETS, MECHANISMS, CANCERS, BIOMARKERS, INDICATIONS, TRIALS, ARMS, EVENTS,
    EVENT_TERMS, CLASS_EVENTS, ADVERSE_EVENTS, EVENT_TIMING, AGENT_USE, OUTCOMES, WARNINGS, MANAGEMENT,
    REGULATORY_EVENTS, CONCEPTS, SOURCES, VOCABULARY,
)  # fmt: skip
TABLE_NAMES: tuple[str, ...] = tuple(table.name for table in TABLES)


def table(name: str) -> Table:
    """The declaration of the table called `name`; `KeyError` when there is none."""
    for candidate in TABLES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)
