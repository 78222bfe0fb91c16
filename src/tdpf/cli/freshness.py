"""`tdpf freshness`: which datasets are not as fresh as their publishers promised."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django

if TYPE_CHECKING:
    from tdpf.apps.catalog.service import Overdue

SHOWN = 40
COLUMNS = ("dataset", "title", "publisher", "publisher_title", "frequency", "last", "due", "days")


@click.command()
@click.option("--publisher", metavar="CODE", help="One publisher only: its code or name.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of this day, not today.")
@click.option("--csv", "as_csv", is_flag=True, help="All of them as CSV on standard output.")
@click.option("--json", "as_json", is_flag=True, help="All of them as JSON on standard output.")
def freshness(*, publisher: str | None, day: datetime | None, as_csv: bool, as_json: bool) -> None:
    """List datasets whose next update is due by their own rhythm, the latest first.

    A dataset counts when it states a rhythm (every month, once a year …) and a date. The newest
    date that its publisher states decides; without one, the day its bytes last changed.

    \b
    tdpf freshness
    tdpf freshness --publisher 131130
    tdpf freshness --csv > overdue.csv
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    start_django()
    from tdpf.apps.catalog.service import organisation_called, overdue

    owner = organisation_called(publisher) if publisher else None
    if publisher and owner is None:
        raise click.UsageError(
            f"{publisher}: その公開団体はありません / no publisher has this code or name"
        )
    today = day.date() if day else datetime.now(UTC).astimezone().date()
    found = tuple(overdue(today=today, organisation=owner))
    if as_json:
        rows = [dict(zip(COLUMNS, _row(one), strict=True)) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\r\n")
        writer.writerows([COLUMNS, *map(_row, found)])
    else:
        _show(found, today)


def _row(one: Overdue) -> Sequence[object]:
    return (
        one.name,
        one.title,
        one.publisher,
        one.publisher_title,
        one.frequency,
        one.last.isoformat(),
        one.due.isoformat(),
        one.days,
    )


def _show(found: Sequence[Overdue], today: date) -> None:
    if not found:
        click.echo(f"{today}: 遅れているデータはありません / nothing is overdue")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for label in ("データセット / dataset", "公開団体 / publisher", "予定日 / due"):
        table.add_column(label, overflow="fold")
    table.add_column("経過 / days", justify="right")
    for one in found[:SHOWN]:
        table.add_row(one.title, one.publisher_title, one.due.isoformat(), f"{one.days:,}")
    Console().print(table)
    click.echo(f"{len(found):,} 件 / datasets")
    if len(found) > SHOWN:
        click.echo("全ては --csv で見られます / all of them: --csv")
