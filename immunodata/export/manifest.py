"""What a folder holds of earlier exports, so that a batch resumes, skips what is unchanged and spares foreign files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from immunodata.errors import ExportError
from immunodata.export import files

NAME = ".immunodata-export.json"
State = Literal["free", "unchanged", "ours", "foreign"]


class Manifest:
    """The files that exports wrote into a folder: for each, what it was made of and the hashes of what was written.

    An entry is written before its file, so that a run killed in between leaves no file that the manifest does not know.
    """

    def __init__(self, folder: Path, *, overwrite: bool = False) -> None:
        self.folder = folder
        self._entries = _read(folder / NAME, overwrite=overwrite)

    def state(self, path: Path, recipe: str) -> State:
        """`free`: no such file; `unchanged`: what would be written; `ours`: may be replaced; `foreign`: may not."""
        if not path.exists():
            return "free"
        entry = self._entries.get(self._name(path))
        if entry is None or not path.is_file():
            return "foreign"
        there = digest(path.read_bytes())
        if there not in entry["written"]:
            return "foreign"
        return "unchanged" if there == entry["written"][0] and recipe == entry["made_of"] else "ours"

    def write(self, path: Path, recipe: str, content: bytes) -> None:
        """Note the file, then write it; whole or not at all."""
        older = self._entries.get(self._name(path), {"written": []})["written"]
        written = list(dict.fromkeys([digest(content), *older]))[:2]  # the one before: a run may end between the two
        self._entries[self._name(path)] = {"made_of": recipe, "written": written}
        about = "Files written by immunodata: export skips those that are unchanged. Delete it to start anew."
        text = json.dumps({"about": about, "version": 1, "files": self._entries}, indent=1, sort_keys=True)
        files.write({self.folder / NAME: f"{text}\n".encode()})
        files.write({path: content})

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def recipe(parts: Mapping[str, Any]) -> str:
    """The hash of everything that decides what a file holds."""
    return digest(json.dumps(parts, sort_keys=True, default=str).encode())


def _read(path: Path, *, overwrite: bool) -> dict[str, dict[str, Any]]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {name: {"made_of": str(entry["made_of"]), "written": [str(one) for one in entry["written"]]}
                for name, entry in entries.items()}  # fmt: skip
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if overwrite:
            return {}
        raise ExportError(
            f"{path} cannot be read ({type(error).__name__}), so that files of earlier exports are not known. "
            "Choose another folder, delete that file, or allow overwriting (--force)."
        ) from error
