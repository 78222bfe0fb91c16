"""`tdpf standardize`: municipal files in, standard data sets with their reports out."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from tdpf.cli.progress import progress_bar
from tdpf.core.findings import Text
from tdpf.core.places import Gazetteer, municipality, repair_code
from tdpf.core.places.dictionary import PlacesFileError
from tdpf.core.standardize import Report, write_outputs
from tdpf.core.standardize import standardize as standardize_table
from tdpf.core.standardize.lexicon import lexicon_of, neighbours
from tdpf.core.standards import standards
from tdpf.core.tabular import read_file
from tdpf.settings import SettingsError, settings

_MANY_FILES, _MANY_BYTES = 12, 4_000_000
_PLAIN_WIDTH = 140
_NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Job:
    """One file and the folder its outputs go to."""

    place: int
    path: Path
    folder: Path
    publisher: str | None
    standard: str


class Outcome(msgspec.Struct, frozen=True):
    """What became of one file, small enough to travel between processes."""

    place: int
    file: str
    folder: str
    error: Text | None = None
    slug: str | None = None
    confidence: float = 0.0
    is_table: bool = True
    rows_read: int = 0
    rows_written: int = 0
    score: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    verdict: Text | None = None
    report: msgspec.Raw | None = None


@click.command(
    name="standardize",
    epilog="Exit status: 0 every file got a verdict, 1 a file could not be read, 2 wrong usage.",
)
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "--out",
    "out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the results: one folder for each file.",
)
@click.option(
    "--publisher",
    metavar="CODE6",
    help="Whose data it is: a six-digit municipality code. Read from the file when left out.",
)
@click.option(
    "--standard",
    default="auto",
    show_default=True,
    metavar="SLUG|auto|none",
    help="Which of the 27 sets the files are, for example public_toilet.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all reports as JSON, nothing else.")
def standardize(
    files: tuple[Path, ...], out: Path, publisher: str | None, standard: str, as_json: bool
) -> None:
    """Turn municipal files into the standard open data sets.

    Reads CSV, TSV, XLSX, XLS and more, recognises which of the 27 sets a file is, maps its columns,
    writes its values in their normal forms and reports every change and every doubt.

    \b
    tdpf standardize toilets.csv --out out/
    tdpf standardize *.csv *.xlsx --out out/ --publisher 131130
    tdpf standardize list.csv --out out/ --standard public_facility --json
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    code = _publisher(publisher)
    if standard not in {"auto", "none", *standards()}:
        raise click.BadParameter(
            f"{standard}: 標準データセットの名前ではありません。"
            f" / Not a standard set. Choose one of: {', '.join(standards())}",
            param_hint="--standard",
        )
    _make_folder(out)
    folders = folders_for(files, out)
    jobs = [
        Job(place, path, folder, code, standard)
        for place, (path, folder) in enumerate(zip(files, folders, strict=True))
    ]
    outcomes = sorted(_run(jobs, quiet=as_json, want_report=as_json), key=lambda one: one.place)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(outcomes), indent=2).decode())
    else:
        _show(outcomes)
    sys.exit(1 if any(one.error for one in outcomes) else 0)


def _publisher(text: str | None) -> str | None:
    if text is None:
        return None
    code = repair_code(text)
    if code is None or municipality(code) is None:
        raise click.BadParameter(
            f"{text}: 6桁の全国地方公共団体コードで指定してください。"
            " / Give a six-digit municipality code, such as 131130.",
            param_hint="--publisher",
        )
    return code


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        writable = os.access(out, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        raise click.BadParameter(
            f"{out}: 書き込めません。別のフォルダーを指定してください。"
            " / Cannot write there. Choose another folder.",
            param_hint="--out",
        )


def folders_for(files: Sequence[Path], out: Path) -> list[Path]:
    """A folder of its own for each file: its stem, its full name, or its name with a number."""
    taken: set[str] = set()
    folders = []
    for path in files:
        stem = _short(path.stem) or "file"
        names = [
            stem,
            _short(path.name),
            *(f"{stem}-{number}" for number in range(2, len(files) + 2)),
        ]
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        folders.append(out / name)
    return folders


def _short(name: str) -> str:
    """A name that fits where a file name of 255 bytes does."""
    while len(name.encode()) > _NAME_LIMIT:
        name = name[:-1]
    return name


def _run(jobs: Sequence[Job], *, quiet: bool, want_report: bool) -> Iterator[Outcome]:
    """The outcomes as they come, on all cores where that pays."""
    console = Console(stderr=True)
    with progress_bar(is_quiet=quiet or not console.is_terminal) as bar:
        task = bar.add_task("standardize", total=len(jobs))
        for outcome in _outcomes(jobs, want_report=want_report):
            bar.advance(task)
            yield outcome


def _outcomes(jobs: Sequence[Job], *, want_report: bool) -> Iterator[Outcome]:
    workers = min(os.cpu_count() or 1, len(jobs))
    if workers < 2 or (len(jobs) < _MANY_FILES and _size(jobs) < _MANY_BYTES):
        yield from (work(job, want_report=want_report) for job in jobs)
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tdpf.cli.standardize"])
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_warm_up) as pool:
        for done in as_completed([pool.submit(work, job, want_report=want_report) for job in jobs]):
            yield done.result()


def _warm_up() -> None:
    """Load the words once and keep the garbage collector off them: a tenth less work a file."""
    lexicon_of()
    neighbours()
    gc.freeze()


def _size(jobs: Sequence[Job]) -> int:
    total = 0
    for job in jobs:
        try:
            total += job.path.stat().st_size
        except OSError:
            continue
    return total


def work(job: Job, *, want_report: bool) -> Outcome:
    """One file from its bytes to its outputs. What is wrong with a file is an answer."""
    try:
        tables = read_file(job.path)
    except OSError as error:
        return _failed(job, error)
    first: Report | None = None
    for number, table in enumerate(tables):
        done = standardize_table(
            table, publisher=job.publisher, standard=job.standard, gazetteer=_gazetteer()
        )
        folder = job.folder if number == 0 else job.folder / _sheet(number, done.report)
        try:
            write_outputs(done, job.path, folder)
        except OSError as error:
            return _failed(job, error, folder)
        first = first or done.report
    if first is None:
        return _failed(job, OSError("no table"))
    return _outcome(job, first, is_table=bool(first.columns), want_report=want_report)


@cache
def _gazetteer() -> Gazetteer | None:
    """The installed dictionaries of places; without them addresses are split all the same."""
    try:
        found = Gazetteer.open(settings().places_path)
    except (PlacesFileError, SettingsError):
        return None
    return None if found.is_empty and not found.has_boundaries else found


def _sheet(number: int, report: Report) -> str:
    name = "".join(letter for letter in report.input.sheet or "" if letter not in '/\\:*?"<>|\0')
    return _short(f"{number + 1}-{name}".rstrip("-. "))


def _outcome(job: Job, report: Report, *, is_table: bool, want_report: bool) -> Outcome:
    severities = [finding.severity for finding in report.findings]
    return Outcome(
        place=job.place,
        file=str(job.path),
        folder=str(job.folder),
        slug=report.standard.slug,
        confidence=report.standard.confidence,
        is_table=is_table,
        rows_read=report.rows.read,
        rows_written=report.rows.written,
        score=report.quality.score,
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        notes=severities.count("info"),
        verdict=None if is_table else report.findings[0].message,
        report=msgspec.Raw(msgspec.json.encode(report)) if want_report else None,
    )


_REASONS: tuple[tuple[type[OSError], str, str], ...] = (
    (
        FileNotFoundError,
        "ファイルがありません。名前を確かめてください。",
        "No such file. Check its name.",
    ),
    (
        PermissionError,
        "読む権限がありません。ファイルの権限を確かめてください。",
        "No permission to read it. Check its permissions.",
    ),
    (
        IsADirectoryError,
        "フォルダーです。中のファイルを指定してください。",
        "This is a folder. Name the files in it.",
    ),
)


def _failed(job: Job, error: OSError, folder: Path | None = None) -> Outcome:
    reason = Text(
        "読めません。もう一度保存してから試してください。",
        "Cannot be read. Save it again and retry.",
    )
    if folder:
        reason = Text(
            f"結果を {folder} に書けません。空き容量と権限を確かめてください。",
            f"Cannot write to {folder}. Check free space and permissions.",
        )
    else:
        reason = next(
            (Text(ja, en) for kind, ja, en in _REASONS if isinstance(error, kind)), reason
        )
    return Outcome(job.place, str(job.path), str(job.folder), error=reason)


def _show(outcomes: Sequence[Outcome]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PLAIN_WIDTH)
    console.print(_table(outcomes))
    for one in outcomes:
        text = one.error or one.verdict
        if text:
            console.print(
                f"{Path(one.file).name}: {text.ja}\n  {text.en}",
                style="red" if one.error else "yellow",
                markup=False,
            )
    written, total = sum(one.error is None for one in outcomes), len(outcomes)
    console.print(f"{total} ファイルのうち {written} の結果を書きました。")
    console.print(f"Results written for {written} of {total} files.")


def _table(outcomes: Sequence[Outcome]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("ファイル\nfile", overflow="fold")
    table.add_column("標準データセット\nstandard set")
    for title in (
        "確度\nconfidence",
        "行\nrows",
        "品質\nscore",
        "誤り\nerrors",
        "注意\nwarnings",
        "情報\nnotes",
    ):
        table.add_column(title, justify="right")
    for one in outcomes:
        table.add_row(*_cells(one))
    return table


def _cells(one: Outcome) -> tuple[str, ...]:
    name = Path(one.file).name
    if one.error:
        return (name, "読めません / unreadable", "", "", "", "", "", "")
    if not one.is_table:
        return (name, "表ではありません / no table", "", "0", "", "", "", "")
    title = standards()[one.slug].title_ja if one.slug else "27 以外の表 / none of the 27"
    rows = str(one.rows_written)
    if one.rows_read != one.rows_written:
        rows = f"{one.rows_written} / {one.rows_read}"
    counts = (one.score, one.errors, one.warnings, one.notes)
    return (name, title, f"{one.confidence:.2f}", rows, *map(str, counts))
