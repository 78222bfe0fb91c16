"""`tdpf report`: how good the published files are, one by one and together as a city."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tdpf.cli.boot import start_django
from tdpf.cli.report_book import write_book

if TYPE_CHECKING:
    from tdpf.apps.publishing.reporting import FileQuality, ItemLine
    from tdpf.apps.publishing.service import CityReport, Together

ITEMS = (
    "code",
    "municipality",
    "standard",
    "item",
    "level",
    "rows",
    "missing_rate",
    "invalid_rate",
    "score",
)
SHARES = ("completeness", "required_filled", "validity", "located")
FILES = ("table", "dataset", "code", "municipality", "standard", "rows", "score", *SHARES)
SHOWN = 40

Row = Sequence[object]


@click.command()
@click.option("--city", is_flag=True, help="Municipalities × items with missing rates.")
@click.option("--standard", metavar="SLUG", help="One standard set only: aed, public_toilet …")
@click.option("--all-items", is_flag=True, help="With --city: optional items as well.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a .csv or .xlsx."
)
@click.option("--json", "as_json", is_flag=True, help="A JSON object on standard output.")
def report(
    *, city: bool, standard: str | None, all_items: bool, out: Path | None, as_json: bool
) -> None:
    """Tell how good the published files are: one by one, or the whole city with --city.

    Figures of several files are means weighted by rows. A rate that is blank in the CSV has
    nothing to count: the municipality published no such file, or no cell is filled.

    \b
    tdpf report
    tdpf report --city --out city.xlsx
    tdpf report --city --out city.csv
    tdpf report --city --standard public_toilet --json
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    if all_items and not city:
        raise click.UsageError("--all-items は --city と使います / goes with --city")
    _check_standard(standard)
    start_django()
    from tdpf.apps.publishing.service import city_report

    found = city_report(standard=standard)
    items = tuple(found.items(every_item=all_items)) if city else ()
    if out is not None and out.suffix.lower() == ".xlsx":
        _save(out, partial(write_book, found=found, items=items))
    elif out is not None and city:
        _write(out, ITEMS, map(_item_row, items))
    elif out is not None:
        _write(out, FILES, _file_rows(found))
    if as_json:
        click.echo(json.dumps(_as_json(found, items if city else None), ensure_ascii=False))
        return
    if not found.files:
        click.echo("まだ何も公開されていません。tdpf publish で公開してください。")
        click.echo("Nothing is published yet. Publish files with tdpf publish.")
    elif city:
        _show_city(found, items)
    else:
        _show_files(found)
    if out is not None:
        click.echo(f"{out} に書きました。 (Written to {out}.)")


def _check_standard(slug: str | None) -> None:
    from tdpf.core.standards import standards

    if slug is not None and slug not in standards():
        raise click.UsageError(
            f"「{slug}」という標準データセットはありません / no such standard set. "
            f"{', '.join(standards())}"
        )


def _write(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """A CSV that spreadsheet programs open with the right letters: UTF-8 with its mark."""

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            writer.writerows(rows)

    _save(path, write)


def _save(path: Path, write: Callable[[Path], None]) -> None:
    try:
        write(path)
    except OSError as error:
        raise click.ClickException(
            f"{path} に書けません（{error.strerror}）。--out に別の場所を指定してください。\n"
            f"Cannot write {path} ({error.strerror}). Give another place with --out."
        ) from error


def _item_row(line: ItemLine) -> Row:
    level = "" if line.level == "unknown" else line.level
    return (
        line.code,
        line.municipality,
        line.standard,
        line.item,
        level,
        line.rows,
        line.missing,
        line.invalid,
        line.score,
    )


def _file_rows(found: CityReport) -> Iterator[Row]:
    for file in found.files:
        shares = (file.shares.get(share) for share in SHARES)
        yield (
            file.table,
            file.dataset,
            file.publisher,
            file.publisher_name,
            file.standard,
            file.rows,
            file.score,
            *shares,
        )


def _as_json(found: CityReport, items: Sequence[ItemLine] | None) -> Mapping[str, object]:
    answer: dict[str, object] = {
        "city": _part(found.city),
        "sets": [{**_part(one), "linked": found.linked.get(one.key, 0)} for one in found.sets],
        "publishers": [_part(one) for one in found.publishers],
        "files": [dict(zip(FILES, row, strict=True)) for row in _file_rows(found)],
    }
    if items is not None:
        answer["items"] = [dict(zip(ITEMS, _item_row(line), strict=True)) for line in items]
    return answer


def _part(one: Together) -> Mapping[str, object]:
    return {name: value for name, value in asdict(one).items() if value != ""}


def _show_files(found: CityReport) -> None:
    """The files that need attention first, then all of them together."""
    worst = sorted(found.files, key=lambda file: (file.score is None, file.score, file.table))
    _print(
        ("表 table", "団体 publisher", "標準 set", "行 rows", "点 score"),
        (_file_line(file) for file in worst[:SHOWN]),
        numbers=2,
    )
    if len(worst) > SHOWN:
        more = len(worst) - SHOWN
        click.echo(
            f"ほかに {more:,} 表。全ては --out か --json で。 ({more:,} more: --out or --json)"
        )
    _show_total(found.city)


def _file_line(file: FileQuality) -> Row:
    return (file.table, file.publisher_name, file.standard, file.rows, file.score)


def _show_city(found: CityReport, items: Sequence[ItemLine]) -> None:
    blank = _most_missing(items)
    _print(
        (
            "標準 set",
            "空欄の多い項目 blank",
            "団体",
            "重なり",
            "必須 required",
            "行 rows",
            "点 score",
        ),
        (
            (
                one.key,
                blank.get(one.key),
                f"{municipalities(found, one.key)}/62",
                found.linked.get(one.key),
                *_figures(one),
            )
            for one in found.sets
        ),
        numbers=5,
    )
    click.echo()
    _print(
        ("団体 publisher", "", "標準 sets", "必須 required", "行 rows", "点 score"),
        ((one.key, one.title, one.sets, *_figures(one)) for one in found.publishers),
        numbers=4,
    )
    _show_total(found.city)


def _figures(one: Together) -> Row:
    """How far required items are filled, rows, score."""
    return _percent(one.shares.get("required_filled")), one.rows, one.score


def municipalities(found: CityReport, slug: str) -> int:
    """How many of Tokyo's municipalities publish the set."""
    from tdpf.core.places import TOKYO

    codes = {city.code6 for city in TOKYO}
    return len({f.publisher for f in found.files if f.standard == slug and f.publisher in codes})


def _most_missing(items: Iterable[ItemLine]) -> Mapping[str, str]:
    """Set → the item most often blank among those that somebody fills, with the share."""
    rows: Counter[tuple[str, str]] = Counter()
    blank: dict[tuple[str, str], float] = defaultdict(float)
    for line in items:
        rows[line.standard, line.item] += line.rows
        blank[line.standard, line.item] += line.rows * (line.missing or 0)
    worst: dict[str, tuple[float, str]] = {}
    for (standard, item), count in rows.items():
        share = blank[standard, item] / count if count else 0.0
        if worst.get(standard, (0.0, ""))[0] < share < 1:
            worst[standard] = share, item
    return {standard: f"{item} {_percent(share)}" for standard, (share, item) in worst.items()}


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{100 * share:.0f}%"


def _print(headings: Sequence[str], rows: Iterable[Row], *, numbers: int) -> None:
    """A table; its last columns, `numbers` of them, hold numbers."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        is_number = place >= len(headings) - numbers
        table.add_column(
            heading.replace(" ", "\n"),
            justify="right" if is_number else "left",
            no_wrap=is_number or place == 0,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    Console().print(table)


def _shown(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _show_total(city: Together) -> None:
    score = "–" if city.score is None else city.score
    click.echo(
        f"{city.publishers:,} 団体、{city.sets:,} 標準データセット、{city.files:,} 表、"
        f"{city.rows:,} 行。品質スコアの平均（行数で重み付け） {score}"
    )
    click.echo(
        f"{city.publishers:,} publishers, {city.sets:,} standard sets, {city.files:,} tables, "
        f"{city.rows:,} rows; mean quality score, weighted by rows: {score}"
    )
