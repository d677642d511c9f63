"""`Field` and `Table`: how a column and a table are declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dtype = Literal["text", "count", "number", "date", "flag"]

SLUG = r"[a-z0-9]+(?:[-+.][a-z0-9]+)*"
CODE = r"[A-Za-z0-9]+(?:[-_+.][A-Za-z0-9]+)*"
PARTIAL_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column: its name, type, meaning and the rules its values obey."""

    name: str
    about: str
    dtype: Dtype = "text"
    unit: str = ""
    required: bool = False
    vocabulary: str = ""  # values are those of this vocabulary (data/vocabulary/values.csv)
    references: str = ""  # "table.column" whose values these are
    many: bool = False  # several values, joined by ";"
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    derived: bool = False  # written by code, never in a record


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: what a row is, where it is written, its key and its columns."""

    name: str
    one_row_is: str
    written_in: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    caution: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The column called `name`; `KeyError` when there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name}.{name}")


def key(name: str, about: str, *, pattern: str = SLUG) -> Field:
    return Field(name=name, about=about, required=True, pattern=pattern)


def text(name: str, about: str, *, required: bool = False, pattern: str = "") -> Field:
    return Field(name=name, about=about, required=required, pattern=pattern)


def term(name: str, about: str, *, vocabulary: str = "", required: bool = False) -> Field:
    return Field(name=name, about=about, vocabulary=vocabulary or name, required=required)


def ref(name: str, about: str, *, to: str, required: bool = True, many: bool = False, derived: bool = False) -> Field:
    return Field(name=name, about=about, references=to, required=required, many=many, derived=derived)


def date(name: str, about: str, *, derived: bool = False, required: bool = False) -> Field:
    return Field(name=name, about=about, dtype="date", unit="ISO 8601 day", derived=derived, required=required)


def count(name: str, about: str, *, minimum: int = 0) -> Field:
    return Field(name=name, about=about, dtype="count", unit="patients", minimum=minimum)


def percent(name: str, about: str) -> Field:
    return Field(name=name, about=about, dtype="number", unit="%", minimum=0, maximum=100)


def number(name: str, about: str, *, unit: str = "") -> Field:
    return Field(name=name, about=about, dtype="number", unit=unit)


def flag(name: str, about: str, *, required: bool = True) -> Field:
    return Field(name=name, about=about, dtype="flag", required=required)


SOURCE = ref("source_id", "The document the row was read in.", to="sources.source_id")
LOCATOR = text("locator", "Section, table or figure of that document.", required=True)
THERAPY = ref("therapy_id", "The therapy.", to="therapies.therapy_id")
ARM = ref("arm_id", "The arm.", to="arms.arm_id")
NOTE = text("note", "What a reader must know to use the row rightly.")
