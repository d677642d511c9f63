"""Text that fits the terminal."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NARROWEST = 14  # characters to which a long column may be cut; its head stays whole


def terminal_width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return max(shutil.get_terminal_size((100, 24)).columns, 40)


def paragraph(text: str, *, indent: str = "") -> str:
    """`text` wrapped to the terminal, later lines indented like the first."""
    return textwrap.fill(text, terminal_width(), initial_indent=indent, subsequent_indent=" " * len(indent))


def lay_table(frame: pd.DataFrame) -> str:
    """The frame as text no wider than the terminal.

    Long cells are cut with an ellipsis; columns that still find no room are named below the table.
    """
    width = terminal_width()
    texts = {column: [_text(value) for value in frame[column]] for column in frame.columns}
    needs = {column: max(map(len, [str(column), *cells])) for column, cells in texts.items()}
    kept = _columns_that_fit(needs, width)
    widths = _shrink({column: needs[column] for column in kept}, width)
    shown = frame[kept].copy().astype(object)
    for column in kept:
        is_number = frame[column].dtype.kind in "iufb"
        cells = [_cut(text, widths[column]) for text in texts[column]]
        shown[column] = [cell.rjust(widths[column]) if is_number else cell.ljust(widths[column]) for cell in cells]
    shown.columns = [_cut(str(column), widths[column]) for column in kept]
    table = shown.to_string(index=False, justify="left", max_colwidth=None) if len(kept) else ""
    lines = [line.rstrip() for line in table.splitlines()]
    left_out = [str(column) for column in frame.columns if column not in kept]
    if left_out:
        lines += ["", paragraph(f"{len(left_out)} more columns: {', '.join(left_out)}")]
    return "\n".join(lines)


def _text(value: object) -> str:
    import pandas as pd

    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if pd.isna(value):
        return ""
    return f"{value:.6g}" if isinstance(value, float) else " ".join(str(value).split())


def _columns_that_fit(needs: dict[str, int], width: int) -> list[str]:
    kept: list[str] = []
    used = 0
    for column, need in needs.items():
        used += _least(column, need) + 1
        if used > width and kept:
            break
        kept.append(column)
    return kept


def _least(column: str, need: int) -> int:
    return min(need, max(NARROWEST, len(column)))


def _shrink(needs: dict[str, int], width: int) -> dict[str, int]:
    """Take from the widest column that can give, until all fit."""
    widths = dict(needs)
    while sum(widths.values()) + len(widths) > width:
        giving = [column for column, have in widths.items() if have > _least(column, needs[column])]
        if not giving:
            break
        widths[max(giving, key=lambda column: widths[column])] -= 1
    return widths


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
