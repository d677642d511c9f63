"""Many files at once: resumed, skipped, refused, replaced; on a full disk, in a foreign folder, without a browser."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from made_up import pages_of, view_of, view_with

import immunodata
from immunodata import export
from immunodata.dataset import default_dataset
from immunodata.errors import ExportError, MissingPart, UnknownName
from immunodata.export import files, manifest
from immunodata.view import View

ROOT = Path(__file__).parent.parent
EMPTY = pd.DataFrame({"name": pd.Series(dtype=str)})


def save(views: list[View], folder: Path, *formats: str, **options: bool) -> export.Batch:
    return export.save_all(views, folder, formats, progress=False, **options)  # type: ignore[arg-type]


def names(paths: tuple[Path, ...]) -> set[str]:
    return {path.name for path in paths}


@pytest.fixture
def two() -> list[View]:
    return [view_of(chart) for chart in immunodata.CHARTS[:2]]


def test_a_batch_writes_one_file_per_view_and_one_deck(two: list[View], tmp_path: Path) -> None:
    pytest.importorskip("pptx")
    done = save(two, tmp_path, "csv", "json", "pptx")
    assert names(done.written) == {
        f"immunodata-deck--v{two[0].data.version}.pptx",
        *(f"{view.file_stem}.{ending}" for view in two for ending in ("csv", "json", "metadata.json")),
    }
    assert done.unchanged == ()
    assert names(tuple(tmp_path.iterdir())) == {*names(done.written), manifest.NAME}


def test_what_is_unchanged_is_skipped_and_force_writes_it_anew(two: list[View], tmp_path: Path) -> None:
    first = save(two, tmp_path, "csv", "html")
    times = {path: path.stat().st_mtime_ns for path in first.written}
    again = save(two, tmp_path, "csv", "html")
    assert (again.written, set(again.unchanged)) == ((), set(first.written))
    assert times == {path: path.stat().st_mtime_ns for path in first.written}
    assert set(save(two, tmp_path, "csv", "html", overwrite=True).written) == set(first.written)


def test_a_changed_view_is_written_anew_and_nothing_else(two: list[View], tmp_path: Path) -> None:
    save(two, tmp_path, "csv")
    changed = replace(two[0], frame=two[0].frame.iloc[1:])
    again = save([changed, two[1]], tmp_path, "csv")
    assert names(again.written) == {f"{changed.file_stem}.csv", f"{changed.file_stem}.metadata.json"}
    assert len(pd.read_csv(tmp_path / f"{changed.file_stem}.csv")) == len(changed.frame)
    other = replace(two[1], words=replace(two[1].words, notes=("Something else to mind.",)))
    assert "Something else" in save([other], tmp_path, "json").written[-1].read_text(encoding="utf-8")


def test_another_choice_has_another_name(tmp_path: Path) -> None:
    chart = immunodata.chart("approvals-by-date")
    save([chart.view()], tmp_path, "csv")
    assert len(save([chart.view(), chart.view(kind="accelerated")], tmp_path, "csv").written) == 2


def test_another_size_or_mode_is_another_file(two: list[View], tmp_path: Path) -> None:
    save(two, tmp_path, "html")
    again = export.save_all(two, tmp_path, ["html"], html_mode="directory", progress=False)
    assert len(again.written) == len(two) + 3
    assert again.unchanged == ()


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_batch_that_was_killed_goes_on(
    after: int, two: list[View], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies between the note of a file and the file: with every file, nothing is foreign or half-written."""
    write, seen = files.write, []

    def dying(contents: dict[Path, bytes]) -> None:
        path = next(iter(contents))
        if path.name != manifest.NAME:
            if len(seen) == after:
                raise KeyboardInterrupt
            seen.append(path)
        write(contents)

    monkeypatch.setattr(files, "write", dying)
    with pytest.raises(KeyboardInterrupt):
        save(two, tmp_path, "csv", "json")
    monkeypatch.undo()
    assert {path.name for path in tmp_path.iterdir()} == {manifest.NAME, *(path.name for path in seen)}
    again = save(two, tmp_path, "csv", "json")
    assert set(again.unchanged) == set(seen)
    assert len(again.paths) == 6


def test_a_rewrite_that_was_killed_goes_on(two: list[View], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(two[:1], tmp_path, "csv")
    changed = replace(two[0], frame=two[0].frame.iloc[1:])
    write = files.write

    def dying(contents: dict[Path, bytes]) -> None:
        if next(iter(contents)).suffix == ".csv":
            raise KeyboardInterrupt
        write(contents)

    monkeypatch.setattr(files, "write", dying)
    with pytest.raises(KeyboardInterrupt):
        save([changed], tmp_path, "csv")
    monkeypatch.undo()
    assert f"{changed.file_stem}.csv" in names(save([changed], tmp_path, "csv").written)


def test_a_file_that_no_export_wrote_is_kept(two: list[View], tmp_path: Path) -> None:
    mine = tmp_path / f"{two[1].file_stem}.csv"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError, match=rf"Already there: .*{two[1].file_stem}\.csv\..*--force"):
        save(two, tmp_path, "csv")
    assert [path.name for path in tmp_path.iterdir()] == [mine.name], "nothing at all is written"
    assert mine.read_text(encoding="utf-8") == "mine"
    save(two, tmp_path, "csv", overwrite=True)
    assert mine.read_text(encoding="utf-8") != "mine"


def test_a_file_changed_by_hand_since_is_kept(two: list[View], tmp_path: Path) -> None:
    path = save(two[:1], tmp_path, "csv").written[0]
    path.write_text(path.read_text(encoding="utf-8") + "my own row\n", encoding="utf-8")
    with pytest.raises(ExportError, match="Already there"):
        save(two[:1], tmp_path, "csv")
    assert path.read_text(encoding="utf-8").endswith("my own row\n")


@pytest.mark.parametrize("text", ["", "[]", '{"files": {"a": 1}}', '{"files": {"a": {"made_of": "x"}}}', "\x00"])
def test_an_account_that_cannot_be_read_is_named(text: str, two: list[View], tmp_path: Path) -> None:
    (tmp_path / manifest.NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ExportError, match=rf"{manifest.NAME} cannot be read.*--force"):
        save(two, tmp_path, "csv")
    assert len(list(tmp_path.iterdir())) == 1
    assert len(save(two, tmp_path, "csv", overwrite=True).written) == 4
    assert json.loads((tmp_path / manifest.NAME).read_text(encoding="utf-8"))["version"] == 1


def test_a_batch_shows_its_progress(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    export.save_all([view_of(immunodata.CHARTS[0])], tmp_path, ["csv"])
    assert "2/2" in capsys.readouterr().err


def test_a_batch_refuses_what_it_cannot_do_before_it_starts(two: list[View], tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="one view"):
        save([], tmp_path, "csv")
    with pytest.raises(ExportError, match="one format"):
        save(two, tmp_path)
    with pytest.raises(ExportError, match="one view"):
        export.save_deck([], tmp_path / "deck.pptx")
    with pytest.raises(ExportError, match="written to one file"):
        save([two[0], immunodata.CHARTS[0].view()], tmp_path, "csv")
    with pytest.raises(UnknownName, match="Allowed: png"):
        save(two, tmp_path, "csv", "gif")
    with pytest.raises(ExportError, match="Nothing to export"):
        save([two[0], view_with(EMPTY)], tmp_path, "csv")
    with pytest.raises(UnknownName, match="pptx"):
        export.save_deck(two, tmp_path / "deck.pdf")
    with pytest.raises(UnknownName, match="self-contained, directory"):
        export.save_all(two, tmp_path, ["html"], html_mode="folder")  # type: ignore[arg-type]
    with pytest.raises(UnknownName, match="slide-16x9"):
        export.save_all(two, tmp_path, ["csv", "png"], size="poster")
    with pytest.raises(UnknownName, match="Did you mean 'arms'"):
        export.save_tables(default_dataset(), ["armz"], tmp_path, ["csv"])
    with pytest.raises(ExportError, match="one format"):
        export.save_tables(default_dataset(), ["arms"], tmp_path, [])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(two: list[View], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match="file"):
        save(two, tmp_path / "file" / "out", "csv")
    with pytest.raises(ExportError, match="/proc/immunodata"):  # not even root makes a folder there
        save(two, Path("/proc/immunodata"), "csv")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if (
        sys.platform != "linux"
        or os.geteuid() != 0
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("needs the right to mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_named_and_leaves_nothing_half_written(two: list[View], small_disk: Path) -> None:
    with pytest.raises(ExportError, match=r"cannot be written: No space left on device"):
        two[0].save(small_disk / "chart.html")
    assert list(small_disk.iterdir()) == []
    with pytest.raises(ExportError, match="No space left"):
        save(two, small_disk, "csv", "html")
    whole = {path.name for path in small_disk.iterdir()} - {manifest.NAME}
    assert not [name for name in whole if name.endswith((".partial", ".html"))]
    for view in two:
        if f"{view.file_stem}.csv" in whole:
            assert len(pd.read_csv(small_disk / f"{view.file_stem}.csv")) == len(view.frame)


def without_a_browser(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command where no browser is found: PATH leads nowhere, and no place is known where one usually lies."""
    code = (
        "import sys; from choreographer.browsers import chromium; chromium.chromium_based_browsers.clear(); "
        "from immunodata.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    environment = {**os.environ, "PATH": str(folder / "nowhere"), "HOME": str(folder / "nowhere")}
    environment.pop("BROWSER_PATH", None)
    run = [sys.executable, "-c", code, "export", *arguments, "--quiet", "-o", str(folder / "out")]
    return subprocess.run(run, capture_output=True, text=True, check=False, env=environment, cwd=ROOT)


def test_without_a_browser_pictures_fail_with_the_ways_out_and_all_else_succeeds(tmp_path: Path) -> None:
    pytest.importorskip("kaleido")
    pytest.importorskip("pptx")
    chart = immunodata.CHARTS[0].id
    failed = without_a_browser(chart, "--format", "csv,png", folder=tmp_path)
    assert failed.returncode == 2, failed.stderr
    assert "A picture needs Chrome or Chromium, and none is installed." in failed.stderr
    assert all(
        way in failed.stderr for way in (".pptx", ".html", ".csv", "--fallback", "camera button", "BROWSER_PATH")
    )
    assert "Traceback" not in failed.stderr
    assert not list((tmp_path / "out").glob("*")), "it is said before anything is written"
    done = without_a_browser(chart, "--format", "html,csv,xlsx,parquet,json,pptx", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sorted(Path(line).suffix for line in done.stdout.splitlines()) == sorted(
        [".csv", ".html", ".json", ".json", ".parquet", ".pptx", ".xlsx"]
    )
    instead = without_a_browser(chart, "--format", "png,svg", "--fallback", "--force", folder=tmp_path)
    assert instead.returncode == 0, instead.stderr
    assert sorted(Path(line).suffix for line in instead.stdout.splitlines()) == [".html", ".pptx"]
    assert "PowerPoint and HTML instead of pictures" in instead.stderr


def test_a_browser_that_breaks_falls_back_too(two: list[View], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("kaleido")
    pytest.importorskip("pptx")
    monkeypatch.setenv("BROWSER_PATH", sys.executable)
    done = save(two, tmp_path, "csv", "pdf", fallback=True)
    assert "does not work as a browser" in done.no_pictures
    assert {path.suffix for path in done.paths} == {".csv", ".json", ".pptx", ".html"}


def test_a_missing_part_is_no_reason_to_fall_back_silently(
    two: list[View], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pptx")
    monkeypatch.setitem(sys.modules, "kaleido", None)
    with pytest.raises(MissingPart, match=r"immunodata\[export\]"):
        save(two, tmp_path, "png")
    assert list(tmp_path.iterdir()) == []
    assert "immunodata[export]" in save(two, tmp_path, "png", fallback=True).no_pictures


@pytest.mark.browser
def test_pictures_are_skipped_or_drawn_anew_by_size_and_scale(tmp_path: Path, chromium_path: str) -> None:
    pytest.importorskip("kaleido")
    view = view_of(immunodata.chart("origins-by-category"))
    first = export.save_all([view], tmp_path, ["png", "pdf"], progress=False, scale=1)
    assert pages_of(first.written[1].read_bytes()) == 1
    assert not export.save_all([view], tmp_path, ["png", "pdf"], progress=False, scale=1).written
    assert len(export.save_all([view], tmp_path, ["png"], progress=False, scale=2).written) == 1


@pytest.mark.browser
def test_an_interrupt_ends_a_batch_of_pictures_quietly(tmp_path: Path, chromium_path: str) -> None:
    pytest.importorskip("kaleido")
    run = [sys.executable, "-m", "immunodata.cli", "export", "--all", "--format", "png", "--quiet", "-o", str(tmp_path)]
    with subprocess.Popen(
        run,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  tests may run with it ignored
    ) as process:
        while process.poll() is None and not list(tmp_path.glob("*.png")):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "")
    assert 0 < len(list(tmp_path.glob("*.png"))) < len(immunodata.CHARTS)
    assert not list(tmp_path.glob("*.partial"))
