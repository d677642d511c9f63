"""Many views, many formats, one folder: resumable, with progress, sparing what others put there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from immunodata.errors import ExportError, MissingPart, UnknownName
from immunodata.export import files, manifest, picture
from immunodata.export.formats import BESIDE, DATA, FORMATS, data_bytes, known_format, refuse_empty
from immunodata.export.manifest import Manifest, recipe
from immunodata.export.picture import PICTURES

if TYPE_CHECKING:
    from immunodata.dataset import Dataset
    from immunodata.export.extract import Extract
    from immunodata.view import View

READABLE_PX = 9  # of the smallest letters of a picture at scale 1
HTML_MODES = ("self-contained", "directory")
# What decides the bytes of a format besides the view: a new version of these draws anew.
MAKERS = {"xlsx": ("xlsxwriter",), "parquet": ("pyarrow",), "pptx": ("python-pptx",), "html": ("plotly",),
          **dict.fromkeys(PICTURES, ("plotly", "kaleido"))}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What an export did: the paths written, those left because nothing changed, and why pictures were replaced."""

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    small_type: tuple[Path, ...] = ()  # pictures whose smallest letters are hard to read, as so many rows had to fit
    no_pictures: str = ""  # with `fallback`: what kept the pictures from being drawn

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file of the export, whether written now or before."""
        return self.written + self.unchanged


@dataclass(frozen=True, kw_only=True, eq=False)
class _File:
    """One file to come: its place, the hash of all it is made of, and how it is made; pictures by a browser."""

    path: Path
    made_of: str
    make: Callable[[], bytes] | None = None
    job: picture.Job | None = None


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """How files are to be made."""

    root: Path
    size: str = "page"
    scale: float | None = None
    html_mode: str = "self-contained"
    overwrite: bool = False
    progress: bool = True
    seen: dict[View, str] = field(default_factory=dict)

    def file(self, name: str, ending: str, source: str, make: Callable[[], bytes], **options: Any) -> _File:
        """A file of which `source` is the hash of the view or rows."""
        made_of = recipe({"source": source, "format": ending, "software": _software(ending), **options})
        return _File(path=self.root / name, made_of=made_of, make=make)

    def print_of(self, view: View) -> str:
        """The hash of a view: its numbers, words, choices and sources, and the version of the data."""
        if view not in self.seen:
            self.seen[view] = recipe(
                {
                    "chart": view.chart.id,
                    "choices": dict(view.choices),
                    "words": asdict(view.words),
                    "frame": _frame_hash(view),
                    "sources": view.sources,
                    "data": [view.data.version, view.data.as_of],
                }
            )
        return self.seen[view]


def save_all(
    views: Iterable[View],
    folder: str | Path,
    formats: Iterable[str],
    *,
    overwrite: bool = False,
    progress: bool = True,
    size: str = "page",
    scale: float | None = None,
    html_mode: Literal["self-contained", "directory"] = "self-contained",
    fallback: bool = False,
) -> Batch:
    """Write every view in every format, one file each; pptx makes one deck of all. Returns what was written.

    Names come from the views: chart, choices and data version. Data files come with a `.metadata.json`. A file that an
    earlier export into this folder wrote from the same numbers, words, choices and sources is left as it is, so that
    an export that was stopped goes on where it was; the folder's `.immunodata-export.json` keeps the account.

    Parameters
    ----------
    overwrite : write everything anew, in the place of files that no export wrote or that were changed since, too.
    progress : show a bar on standard error, where tqdm is installed.
    size, scale : of pictures, as in `save`.
    html_mode : `self-contained` pages, or a `directory` of pages that share Plotly and style, with an index.html.
    fallback : where no browser can draw the pictures, write pptx and html instead; `Batch.no_pictures` says why.

    Raises
    ------
    UnknownName, ExportError, MissingPart : as `save` does; and `ExportError` when a file is there that no export wrote,
        or two views would have one name. Nothing is written then.
    """
    chosen, wanted = list(views), [known_format(name) for name in dict.fromkeys(formats)]
    refuse_empty(chosen)
    if html_mode not in HTML_MODES:
        raise UnknownName("HTML mode", html_mode, HTML_MODES)
    if not wanted:
        raise ExportError(f"Nothing to export: at least one format is needed, of {', '.join(FORMATS)}.")
    wish = _Wish(root=Path(folder), size=size, scale=scale, html_mode=html_mode, overwrite=overwrite, progress=progress)
    try:
        return _carry_out(_plan(chosen, wanted, wish), wish)
    except (picture.NoBrowser, MissingPart) as error:
        if not fallback or not set(wanted) & set(PICTURES):
            raise
        others = dict.fromkeys([*(name for name in wanted if name not in PICTURES), "pptx", "html"])
        return replace(_carry_out(_plan(chosen, list(others), wish), wish), no_pictures=str(error))


def save_tables(
    data: Dataset,
    names: Iterable[str],
    folder: str | Path,
    formats: Iterable[str],
    *,
    overwrite: bool = False,
    progress: bool = True,
) -> Batch:
    """Write whole tables of the dataset as csv, xlsx, parquet or json, each with its metadata; as `save_all` does."""
    from immunodata.export.extract import of_table
    from immunodata.export.tables import csv_bytes

    wanted = [known_format(name, DATA, kind="format of a table") for name in dict.fromkeys(formats)]
    if not wanted:
        raise ExportError(f"Nothing to export: at least one format is needed, of {', '.join(DATA)}.")
    wish = _Wish(root=Path(folder), overwrite=overwrite, progress=progress)
    planned: list[_File] = []
    for name in dict.fromkeys(names):
        extract = of_table(data, name)
        planned += _data_files(
            extract, recipe({"csv": manifest.digest(csv_bytes(extract)), **extract.metadata}), wanted, wish
        )
    return _carry_out(planned, wish)


def _plan(views: Sequence[View], wanted: Sequence[str], wish: _Wish) -> list[_File]:
    """Every file of the batch: the deck, then the data and the pages of each view, then its pictures."""
    from immunodata.export.extract import of_view

    planned: list[_File] = []
    if "pptx" in wanted:
        planned.append(_deck(views, wish))
    for view in views:
        data = [name for name in wanted if name in DATA]
        if data:
            planned += _data_files(of_view(view), wish.print_of(view), data, wish)
    if "html" in wanted:
        planned += _pages(views, wish)
    for view in views:
        planned += [_picture(view, name, wish) for name in wanted if name in PICTURES]
    return planned


def _deck(views: Sequence[View], wish: _Wish) -> _File:
    from immunodata.export import deck_stem, pptx_bytes

    source = recipe({"views": [wish.print_of(view) for view in views]})
    return wish.file(f"{deck_stem(views)}.pptx", "pptx", source, lambda: pptx_bytes(views))


def _data_files(extract: Extract, source: str, wanted: Sequence[str], wish: _Wish) -> list[_File]:
    """The rows in each format, and one description of them."""
    return [
        wish.file(f"{extract.stem}.{ending}", ending, source, lambda ending=ending: data_bytes(extract, ending))  # type: ignore[misc]
        for ending in (*wanted, BESIDE)
    ]


def _pages(views: Sequence[View], wish: _Wish) -> list[_File]:
    from immunodata.export import page

    shares = wish.html_mode == "directory"
    pages = [
        wish.file(f"{view.file_stem}.html", "html", wish.print_of(view), mode=wish.html_mode,
                  make=lambda view=view: page.html_bytes(view, shares_assets=shares))  # type: ignore[misc]
        for view in views
    ]  # fmt: skip
    if not shares:
        return pages
    shared = [wish.file(name, "html", manifest.digest(content), lambda content=content: content)  # type: ignore[misc]
              for name, content in page.assets().items()]  # fmt: skip
    source = recipe({"views": [wish.print_of(view) for view in views]})
    return [*shared, *pages, wish.file(page.INDEX, "html", source, lambda: page.index_bytes(views))]


def _picture(view: View, ending: str, wish: _Wish) -> _File:
    made_of = recipe({"source": wish.print_of(view), "format": ending, "software": _software(ending),
                      "size": wish.size, "scale": wish.scale})  # fmt: skip
    job = picture.Job(view=view, format=ending, size=wish.size, scale=wish.scale)
    return _File(path=wish.root / f"{view.file_stem}.{ending}", made_of=made_of, job=job)


def _carry_out(planned: Sequence[_File], wish: _Wish) -> Batch:
    """Write what is not there yet; pictures last, all in one browser."""
    _refuse_namesakes(planned)
    account = Manifest(wish.root, overwrite=wish.overwrite)
    states = {file: account.state(file.path, file.made_of) for file in planned}
    due = [file for file in planned if wish.overwrite or states[file] != "unchanged"]
    foreign = [file.path for file in planned if states[file] == "foreign"]
    if foreign and not wish.overwrite:
        raise files.already_there(foreign)
    drawn = [file for file in due if file.job]
    if drawn:
        picture.make_ready([(wish.size, wish.scale)])  # no browser: say so before anything is written
    files.prepare([file.path for file in due], overwrite=True)
    with _progress(len(due), shown=wish.progress) as step:

        def keep(file: _File, content: bytes) -> None:
            account.write(file.path, file.made_of, content)
            step()

        for file in due:
            if file.make:
                keep(file, file.make())
        if drawn:
            places = {file.job: file for file in drawn}
            picture.render(
                [file.job for file in drawn if file.job], keep=lambda job, content: keep(places[job], content)
            )
    small = (file.path for file in drawn if file.job and picture.smallest_type_px(file.job) < READABLE_PX)
    return Batch(
        small_type=tuple(small),
        written=tuple(file.path for file in due),
        unchanged=tuple(file.path for file in planned if file not in due),
    )


def _refuse_namesakes(planned: Sequence[_File]) -> None:
    names = [str(file.path).lower() for file in planned]  # some file systems take both cases for one
    twice = sorted({str(file.path) for file in planned if names.count(str(file.path).lower()) > 1})
    if twice:
        raise ExportError(f"Two views would be written to one file: {', '.join(twice)}. Export them into two folders.")


def _frame_hash(view: View) -> str:
    kinds = [str(kind) for kind in view.frame.dtypes]
    return manifest.digest((view.frame.to_csv(index=False) + "\n".join(kinds)).encode())


def _software(ending: str) -> list[str]:
    return [f"{name} {_version(name)}" for name in ("immunodata", *MAKERS.get(ending, ()))]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


@contextmanager
def _progress(total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """A function to call after each file; it moves a bar on standard error, or nothing."""
    try:
        from tqdm import tqdm
    except ImportError:
        shown = False
    if not shown or not total:
        yield lambda: None
        return
    with tqdm(total=total, unit="file", desc="export", dynamic_ncols=True) as bar:
        yield lambda: bar.update() and None
