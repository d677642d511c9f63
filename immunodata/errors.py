"""The one exception family: everything immunodata raises on purpose is an `ImmunodataError`."""

from __future__ import annotations

from collections.abc import Iterable


class ImmunodataError(Exception):
    """Base of every error raised on purpose; its message is fit to show to a user."""


class UnknownName(ImmunodataError):
    """A name that does not exist: a table, chart, control, choice, therapy, event ..."""

    def __init__(self, kind: str, value: object, allowed: Iterable[str]) -> None:
        from difflib import get_close_matches

        names = list(dict.fromkeys(str(name) for name in allowed))
        close = get_close_matches(str(value).lower(), [name.lower() for name in names], n=1, cutoff=0.6)
        nearest = next((name for name in names if close and name.lower() == close[0]), None)
        hint = f" Did you mean {nearest!r}?" if nearest else ""
        shown = ", ".join(names[:30]) + (f" and {len(names) - 30} more" if len(names) > 30 else "")
        super().__init__(f"There is no {kind} called {str(value)!r}.{hint} Allowed: {shown or 'none'}.")
        self.kind, self.value, self.allowed, self.nearest = kind, value, names, nearest


class DataError(ImmunodataError):
    """A data file is missing, unreadable, or not what its checksum says."""


class NotComparable(ImmunodataError):
    """Numbers that measure different things were to be combined."""


class MissingPart(ImmunodataError):
    """An optional part is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional part. Install it with: pip install 'immunodata[{extra}]'")
        self.extra = extra


class ExportError(ImmunodataError):
    """A picture, slide or data file could not be written."""
