"""`tdpf publish`: files become new versions of their tables."""

from __future__ import annotations

import getpass
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tdpf.cli.boot import start_django
from tdpf.cli.preview import show_previews

if TYPE_CHECKING:
    from tdpf.apps.publishing.service import Outcome, PublishRequest

SUFFIXES = frozenset(
    [".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".geojson", ".zip"]
)
INDEX = "index.json"
LISTED = (
    "publisher",
    "dataset",
    "title",
    "notes",
    "licence",
    "frequency",
    "modified",
    "is_synthetic",
)
STATUS_JA = {
    "published": "公開",
    "unchanged": "変更なし",
    "described": "説明を更新",
    "failed": "失敗",
}
COLOURS = {"published": "green", "unchanged": "dim", "described": "cyan", "failed": "red"}
SHOWN = 40


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--publisher", metavar="CODE", help="Six-digit code of the municipality: 131130.")
@click.option("--dataset", metavar="ID", help="Dataset to make or replace; for one file only.")
@click.option("--title", help="Title of the dataset; for one file only.")
@click.option("--notes", default="", help="What the data is, in a few sentences.")
@click.option("--licence", default="notspecified", show_default=True, help="cc-by-4.0, pdl-1.0 …")
@click.option("--frequency", help="How often the data is updated: 毎月, 1年 …")
@click.option("--modified", help="Date of the data as the publisher states it: 2024-04-01.")
@click.option(
    "--standard", default="auto", show_default=True, help="Slug of the set, auto or none."
)
@click.option("--index", type=click.Path(path_type=Path), help="List of files with their details.")
@click.option("--synthetic", "is_synthetic", is_flag=True, help="Mark the data as invented.")
@click.option(
    "--personal-data-checked",
    is_flag=True,
    help="A person looked at what may be personal data and decided to publish.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change, and publish nothing.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; else one a core.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file on standard output.")
def publish(
    paths: tuple[Path, ...],
    *,
    index: Path | None,
    workers: int | None,
    as_json: bool,
    dry_run: bool,
    dataset: str | None,
    title: str | None,
    **given: Any,  # Any: the rest of the options, named like the fields of a request
) -> None:
    """Publish files: a new version of their tables, or nothing when nothing changed.

    A folder publishes the files in it, or what its index.json lists. Every file is published or
    refused by itself. Exit status: 0 when all went well, 1 when a file was not published.

    With --dry-run nothing is published: rows that would be added, changed or removed are shown,
    with the score and the findings before and after.

    \b
    tdpf publish toilets.csv --publisher 131130 --dry-run
    tdpf publish toilets.csv --publisher 131130 --licence cc-by-4.0
    tdpf publish toilets.xlsx --dataset 131130-public-toilet
    tdpf publish city/
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    if not paths and index is None:
        raise click.UsageError("give at least one file or folder, or --index")
    _check_standard(given["standard"])
    start_django()
    requests = list(_requests(paths, index, {**given, "dataset": dataset, "title": title}))
    if len(requests) > 1 and (dataset or title):
        raise click.UsageError("--dataset and --title are for one file at a time")
    if dry_run:
        if not show_previews(requests, as_json=as_json):
            raise click.exceptions.Exit(1)
        return
    began = time.perf_counter()
    outcomes = _run(requests, workers, is_quiet=as_json)
    if as_json:
        for outcome in outcomes:
            click.echo(json.dumps(_as_json(outcome), ensure_ascii=False))
    else:
        _summarise(outcomes, time.perf_counter() - began)
    if not all(outcome.is_good for outcome in outcomes):
        raise click.exceptions.Exit(1)


def _check_standard(slug: str) -> None:
    from tdpf.core.standards import standards

    if slug not in {"auto", "none"} and slug not in standards():
        known = ", ".join(sorted(standards()))
        raise click.UsageError(f"--standard {slug}: write auto, none, or one of {known}")


def _requests(
    paths: Sequence[Path], index: Path | None, given: Mapping[str, Any]
) -> Iterator[PublishRequest]:
    from tdpf.apps.publishing.service import PublishRequest

    if index is not None:
        yield from _listed(index)
    for path in paths:
        if path.is_dir() and (path / INDEX).is_file():
            yield from _listed(path / INDEX)
        elif path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES)
            if not found:
                raise click.UsageError(f"{path}: no file with a suffix such as .csv or .xlsx")
            for each in found:
                yield PublishRequest(path=each, **given)
        else:
            yield PublishRequest(path=path, **given)


def _listed(index: Path) -> Iterator[PublishRequest]:
    """What an index.json lists; paths in it are relative to its folder."""
    from tdpf.apps.publishing.service import PublishRequest

    try:
        entries = json.loads(index.read_text(encoding="utf-8"))
        for entry in entries:
            details = {name: entry[name] for name in LISTED if entry.get(name) is not None}
            yield PublishRequest(path=index.parent / entry["path"], **details)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.UsageError(
            f"{index}: write a list of objects with at least “path” ({error})"
        ) from error


def _run(
    requests: Sequence[PublishRequest], workers: int | None, *, is_quiet: bool
) -> list[Outcome]:
    from tdpf.apps.publishing.service import publish as publish_files
    from tdpf.cli.progress import progress_bar

    with progress_bar(is_quiet=is_quiet) as bar:
        task = bar.add_task("公開中 publishing", total=len(requests))
        return publish_files(
            requests,
            at=datetime.now(UTC),
            actor=f"cli:{getpass.getuser()}",
            workers=workers,
            progress=lambda _: bar.advance(task),
        )


def _summarise(outcomes: Sequence[Outcome], seconds: float) -> None:
    """A line a file while they are few, then what needs attention, then the figures."""
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=True)
    if len(outcomes) <= SHOWN:
        table = Table(box=None, pad_edge=False)
        for heading in ("", "ファイル file", "データセット dataset"):
            table.add_column(heading, no_wrap=True)
        for heading in ("版", "行 rows", "点 score"):
            table.add_column(heading, justify="right")
        for outcome in outcomes:
            table.add_row(
                f"[{COLOURS[outcome.status]}]{STATUS_JA[outcome.status]}[/]",
                outcome.path.name,
                outcome.dataset or "–",
                str(outcome.version or "–"),
                f"{outcome.rows:,}",
                str(outcome.score if outcome.score is not None else "–"),
            )
        console.print(table)
    for outcome in outcomes:
        if not outcome.is_good or len(outcomes) == 1:
            console.print(f"{outcome.path}: {outcome.message.ja}", markup=False)
            console.print(f"  {outcome.message.en}", markup=False)
    counts = Counter(outcome.status for outcome in outcomes)
    said = "、".join(f"{STATUS_JA[status]} {count:,}" for status, count in counts.items())
    told = ", ".join(f"{count:,} {status}" for status, count in counts.items())
    rows = sum(outcome.rows for outcome in outcomes)
    console.print(f"{len(outcomes):,} ファイル: {said}。{rows:,} 行、{seconds:.1f} 秒")
    console.print(f"{len(outcomes):,} files: {told}; {rows:,} rows, {seconds:.1f} s")


def _as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "path": str(outcome.path),
        "status": outcome.status,
        "dataset": outcome.dataset,
        "tables": list(outcome.tables),
        "version": outcome.version,
        "publisher": outcome.publisher,
        "standard": outcome.standard,
        "rows": outcome.rows,
        "score": outcome.score,
        "findings": dict(outcome.findings),
        "message": {"ja": outcome.message.ja, "en": outcome.message.en},
    }
