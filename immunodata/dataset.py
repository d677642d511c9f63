"""Read the generated tables as ordinary, typed pandas frames."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
import pandas as pd

from immunodata import schema
from immunodata.errors import DataError, UnknownName
from immunodata.schema.teaching import TEACHING

if TYPE_CHECKING:
    from immunodata.comparing import Comparison
    from immunodata.profile import Profile

TEACHING_NAME = "teaching"
PACKAGE = Path(__file__).resolve().parent
TEXT = pd.StringDtype(na_value=float("nan"))  # what pandas 3 calls "str"
# Made once: looking types up by name for every column of every table costs as much as reading the files.
PANDAS_TYPES = {
    "text": TEXT,
    "count": pd.Int64Dtype(),
    "number": np.dtype("float64"),
    "flag": pd.BooleanDtype(),
    "date": TEXT,
}


def data_folder() -> Path:
    """The folder with ``datapackage.json`` and ``tables/``: inside an installed package, else at the checkout's top."""
    for folder in (PACKAGE / "data", PACKAGE.parent / "data"):
        if (folder / "datapackage.json").is_file():
            return folder
    raise DataError(
        f"No dataset beside the package: neither {PACKAGE / 'data'} nor {PACKAGE.parent / 'data'} holds a "
        "datapackage.json. In a checkout, write it with: immunodata build"
    )


class Dataset(Mapping[str, pd.DataFrame]):
    """All tables: `data["adverse_events"]` or `data.adverse_events` is an ordinary frame.

    Frames are shared: take a `.copy()` before changing one.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], package: Mapping[str, Any]) -> None:
        self._frames = dict(frames)
        self.version: str = package.get("version", "")
        self.as_of: str = package.get("created", "")[:10]

    def __getitem__(self, name: str) -> pd.DataFrame:
        try:
            return self._frames[name]
        except KeyError:
            raise UnknownName("table", name, self._frames) from None

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._frames[name]
        except KeyError:
            raise AttributeError(str(UnknownName("table", name, self._frames))) from None

    __hash__ = object.__hash__  # a dataset is itself only: frames cannot be compared cheaply

    def __eq__(self, other: object) -> bool:
        return self is other

    def __contains__(self, name: object) -> bool:
        return name in self._frames

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._frames]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def compare(self, *what: str, **choices: Any) -> Comparison:
        """Therapies, categories, targets, regimens, arms or trials side by side: see `immunodata.comparing.compare`."""
        from immunodata.comparing import compare

        return compare(self, *what, **choices)

    def profile(self, therapy: str) -> Profile:
        """Everything known of a therapy, by id, INN or brand: see `immunodata.profile.Profile`."""
        from immunodata.profile import profile

        return profile(self, therapy)

    def with_trial(self, trial: Path | str | pd.DataFrame | Mapping[str, Any]) -> Dataset:
        """The dataset with your own trial added, checked and marked as yours: see `immunodata.own.with_trial`."""
        from immunodata.own import with_trial

        return with_trial(self, trial)

    def search(self, text: str, *, limit: int = 20) -> pd.DataFrame:
        """Rows of any table that speak of `text`, misspelled too: see `immunodata.search`."""
        from immunodata.description import search

        return search(text, data=self, limit=limit)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {len(frame)}" for name, frame in self._frames.items())
        return f"<immunodata {self.version}, as of {self.as_of}: {sizes}>"

    def _repr_html_(self) -> str:
        from immunodata.description import describe

        return describe(data=self).to_html(index=False)


@overload
def load(name: None = None, *, verify: bool = False, folder: Path | str | None = None) -> Dataset: ...
@overload
def load(name: Literal["teaching"], *, verify: bool = False, folder: Path | str | None = None) -> Dataset: ...
@overload
def load(name: str, *, verify: bool = False, folder: Path | str | None = None) -> pd.DataFrame: ...


def load(name: str | None = None, *, verify: bool = False, folder: Path | str | None = None) -> Dataset | pd.DataFrame:
    """Return the whole dataset, the table called `name` as one frame, or the small cut for teaching.

    Parameters
    ----------
    name : a table name, such as ``"therapies"``; all tables when left out; ``"teaching"`` for the three small frames
        `therapies`, `side_effects` and `accelerated_approvals`, which come with the exercises in docs/teaching.
    verify : compare every file with its SHA-256 in ``datapackage.json`` first.
    folder : a folder with ``datapackage.json``; the package's own when left out.

    Returns
    -------
    `Dataset`, a mapping of frames (also for ``"teaching"``), or one frame. Text is `str`, counts `Int64`, percents
    `float64`, flags `boolean`, dates `datetime64`. Missing means not reported, never zero.

    Raises
    ------
    UnknownName : no such table; the message names the nearest.
    DataError : a file is missing, unreadable, or (with `verify`) changed by hand.

    Examples
    --------
    >>> import immunodata
    >>> "pembrolizumab" in set(immunodata.load("therapies")["therapy_id"])
    True
    >>> list(immunodata.load("teaching"))
    ['therapies', 'side_effects', 'accelerated_approvals']
    """
    if name not in (None, TEACHING_NAME, *schema.TABLE_NAMES):
        raise UnknownName("table", name, (*schema.TABLE_NAMES, TEACHING_NAME))
    root = Path(folder) if folder is not None else data_folder()
    if name == TEACHING_NAME:
        return _read_dataset(root / TEACHING_NAME, "", TEACHING, verify=verify)
    wanted = schema.TABLES if name is None else (schema.table(name),)
    data = _read_dataset(root, "tables", wanted, verify=verify)
    return data[name] if name is not None else data


@lru_cache(maxsize=1)
def default_dataset() -> Dataset:
    """The package's own dataset, read once."""
    return load()


def from_bytes(files: Mapping[str, bytes], package: Mapping[str, Any]) -> Dataset:
    """A dataset from the bytes of its CSV files, by table: what `load` would give once they are written."""
    frames = {table.name: _read_table(io.BytesIO(files[table.name]), table) for table in schema.TABLES}
    return Dataset(frames, package)


def from_rows(data: Dataset, rows: Mapping[str, list[dict[str, str]]]) -> Dataset:
    """A new dataset with rows of text, by table, behind those of `data`, typed as if they had been read from files."""
    frames = dict(data)
    for name, added in rows.items():
        declared = schema.table(name)
        text = pd.DataFrame(added, columns=list(declared.columns)).to_csv(index=False)
        frames[name] = pd.concat([data[name], _read_table(io.BytesIO(text.encode()), declared)], ignore_index=True)
    return Dataset(frames, {"version": data.version, "created": data.as_of})


def _read_package(root: Path) -> dict[str, Any]:
    path = root / "datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path} is missing. In a checkout, write it with: immunodata build") from None
    except (OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    if not isinstance(package, dict):
        raise DataError(f"{path} cannot be read: it holds no JSON object.")
    return package


def _read_dataset(root: Path, below: str, wanted: Iterable[schema.Table], *, verify: bool) -> Dataset:
    """The tables `wanted` of the data package in `root`, whose files lie in the folder `below`."""
    package = _read_package(root)
    paths = {declared: root / below / f"{declared.name}.csv" for declared in wanted}
    if verify:
        for declared, path in paths.items():
            _verify(path, declared.name, package)
    return Dataset({declared.name: _read_table(path, declared) for declared, path in paths.items()}, package)


def _verify(path: Path, name: str, package: Mapping[str, Any]) -> None:
    expected = next((res.get("hash", "") for res in package.get("resources", []) if res.get("name") == name), "")
    try:
        found = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    if found != expected:
        raise DataError(
            f"{path} is not the published file: expected {expected or 'a hash in datapackage.json'}, found {found}. "
            "Reinstall the package or, in a checkout, run: immunodata build"
        )


def _read_table(path: Path | io.BytesIO, declared: schema.Table) -> pd.DataFrame:
    types = {field.name: PANDAS_TYPES[field.dtype] for field in declared.fields}
    try:
        frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""], encoding="utf-8")
        for field in declared.fields:
            if field.dtype == "date":
                frame[field.name] = pd.to_datetime(frame[field.name], format="%Y-%m-%d")
    except FileNotFoundError:
        raise DataError(f"{path} is missing. In a checkout, write it with: immunodata build") from None
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} cannot be read as the table {declared.name!r}: {error}") from error
    if tuple(frame.columns) != declared.columns:
        raise DataError(f"{path} has the columns {list(frame.columns)}, expected {list(declared.columns)}.")
    return frame
