"""`tdpf geocode`: a table of addresses → the same table with positions."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tdpf.settings import settings

if TYPE_CHECKING:
    from tdpf.core.places import Geocoder
    from tdpf.core.tabular import Chunk, TextTable

ADDED = ("lat", "lon", "level", "matched", "score")
_BIG = 20_000


@click.command()
@click.argument("source", metavar="IN.csv", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT.csv", type=click.Path(path_type=Path))
@click.option(
    "--address",
    "addresses",
    metavar="COLUMN",
    multiple=True,
    required=True,
    help="Column with the address; several are read as one line.",
)
@click.option("--code", metavar="COLUMN", help="Column with the municipality code of each row.")
@click.option(
    "--publisher",
    metavar="CODE",
    help="Municipality of rows without one: 131130. Else by the name.",
)
def geocode(
    source: Path,
    target: Path,
    *,
    addresses: tuple[str, ...],
    code: str | None,
    publisher: str | None,
) -> None:
    """Add positions to a CSV of addresses.

    Every column and row stays, in order; lat, lon, level (番地 街区 町丁目 市区町村), matched and
    score are added, blank where nothing was found. A row at level 市区町村 has the middle of the
    municipality and no more. Nothing leaves the machine: positions come from the dictionaries
    that `tdpf places add` installed.

    \b
    tdpf geocode facilities.csv placed.csv --address 所在地 --code 全国地方公共団体コード
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    table = _table(source)
    headers = [column.header.strip() for column in table.columns]
    address_at = [_column(headers, name) for name in addresses]
    code_at = _column(headers, code) if code else None
    default = _publisher(publisher, source.name)
    levels: Counter[str] = Counter()
    rows = _placed(_geocoder(), table, address_at, code_at, default, levels)
    try:
        _write(target, [*headers, *_free_names(headers)], _counted(rows, table.row_count))
    except OSError as error:
        raise click.ClickException(
            f"{target} に書けません（{error.strerror}）。場所と権限を確かめてください。\n"
            f"Cannot write {target} ({error.strerror}). Check the folder and its permissions."
        ) from error
    _summarise(levels, len(table.dropped), target)


def _table(source: Path) -> TextTable:
    from tdpf.core.tabular import NotATable, read_file

    try:
        found = read_file(source)[0]
    except OSError as error:
        raise click.ClickException(
            f"{source} を読めません（{error.strerror}）。名前と権限を確かめてください。\n"
            f"Cannot read {source} ({error.strerror}). Check its name and permissions."
        ) from error
    if isinstance(found, NotATable):
        message = found.finding.message
        raise click.ClickException(f"{message.ja}\n{message.en}")
    return found


def _column(headers: Sequence[str], name: str) -> int:
    if name.strip() in headers:
        return headers.index(name.strip())
    known = "、".join(header for header in headers if header)
    raise click.UsageError(
        f"「{name}」という列はありません。列は: {known}\nThere is no column {name!r}."
    )


def _publisher(given: str | None, file_name: str) -> str | None:
    from tdpf.core.places import find_publisher, repair_code

    if given is None:
        found = find_publisher(file_name)
        return found.code6 if found else None
    if code := repair_code(given):
        return code
    raise click.UsageError(
        f"{given} は市区町村コードではありません。6桁で書いてください。\n"
        f"{given} is no municipality code. Write six digits, such as 131130."
    )


def _geocoder() -> Geocoder:
    from tdpf.core.places import Gazetteer, Geocoder
    from tdpf.core.places.dictionary import PlacesFileError

    try:
        gazetteer = Gazetteer.open(settings().places_path)
    except PlacesFileError as error:
        raise click.ClickException(
            f"辞書が壊れています（{error}）。`tdpf places add` で入れ直してください。\n"
            f"A dictionary is damaged ({error}). Install it again with `tdpf places add`."
        ) from error
    if gazetteer.is_empty:
        raise click.ClickException(
            "住所の辞書がありません。`tdpf places add ファイル` で入れてから、"
            "もう一度実行してください。\n"
            "No dictionary is installed. Add one with `tdpf places add FILE`, then try again."
        )
    return Geocoder(gazetteer)


def _placed(
    geocoder: Geocoder,
    table: TextTable,
    address_at: Sequence[int],
    code_at: int | None,
    default: str | None,
    levels: Counter[str],
) -> Iterator[list[str]]:
    """Rows with what was added to each; counts the levels."""
    from tdpf.core.places import repair_code

    codes: dict[str, str | None] = {"": default}
    for chunk in table.chunks():
        for cells in _rows(chunk):
            raw = cells[code_at].strip() if code_at is not None else ""
            if raw not in codes:
                codes[raw] = repair_code(raw) or default
            address = "".join(cells[column] for column in address_at)
            place = geocoder.find(address, publisher=codes[raw]) if address.strip() else None
            if place is None:
                levels["–"] += 1
                yield [*cells, "", "", "", "", ""]
                continue
            levels[place.level] += 1
            yield [
                *cells,
                f"{place.lat:.6f}",
                f"{place.lon:.6f}",
                place.level,
                place.matched,
                f"{place.score:g}",
            ]


def _rows(chunk: Chunk) -> Iterator[list[str]]:
    for cells in zip(*chunk.cells, strict=True):
        yield list(cells)


def _free_names(headers: Sequence[str]) -> list[str]:
    """Names of the added columns; lat_2 where the table has a column lat already."""
    names = []
    for name in ADDED:
        free, number = name, 2
        while free in headers:
            free, number = f"{name}_{number}", number + 1
        names.append(free)
    return names


def _counted(rows: Iterable[list[str]], total: int) -> Iterator[list[str]]:
    """The rows, with a progress bar on the terminal when there are many."""
    if total < _BIG or not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(rows, description="", total=total, console=Console(stderr=True))


def _write(target: Path, headers: list[str], rows: Iterable[list[str]]) -> None:
    """UTF-8 with BOM and CRLF; the file appears when it is complete."""
    unfinished = target.with_name(f".{target.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(headers)
            writer.writerows(rows)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _summarise(levels: Counter[str], dropped: int, target: Path) -> None:
    total = sum(levels.values())
    counts = "  ".join(f"{level} {count:,}" for level, count in levels.most_common())
    click.echo(f"{total:,} 行 rows → {target}\n{counts}", err=True)
    if dropped:
        click.echo(f"空行・注記など除いた行 blank and note lines left out {dropped:,}", err=True)
