"""Write files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from immunodata.errors import ExportError


def prepare(paths: Iterable[Path], *, overwrite: bool) -> None:
    """Make the folders of files to come; `ExportError` when one exists already (without `overwrite`) or cannot be."""
    targets = list(paths)
    taken = [path for path in targets if path.exists() and not overwrite]
    if taken:
        raise already_there(taken)
    for path in targets:
        if path.is_dir():
            raise ExportError(f"{path} is a folder, expected a file name.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ExportError(f"The folder {path.parent} cannot be made: {error.strerror or error}.") from error


def already_there(taken: Sequence[Path]) -> ExportError:
    """The error that names files in the way."""
    names = ", ".join(str(path) for path in taken[:5]) + (f" and {len(taken) - 5} more" if len(taken) > 5 else "")
    return ExportError(f"Already there: {names}. Choose another name, or allow overwriting (--force).")


def write(contents: Mapping[Path, bytes]) -> None:
    """Write each file beside its place, then rename them all into it, so that nobody meets half of one."""
    partials = {path: path.with_name(f".{path.name[:100]}.{os.getpid()}.partial") for path in contents}
    path = next(iter(contents))
    try:
        for path, content in contents.items():
            partials[path].write_bytes(content)
        for path, partial in partials.items():
            partial.replace(path)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        for partial in partials.values():
            partial.unlink(missing_ok=True)
