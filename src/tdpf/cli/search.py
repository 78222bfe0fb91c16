"""`tdpf search`: the catalogue from a terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click
import msgspec
from rich.console import Console
from rich.table import Table

from tdpf.adapters.search import Results, open_index
from tdpf.settings import settings


@click.command(epilog="Example:  tdpf search 渋谷区 トイレ")
@click.argument("words", nargs=-1)
@click.option("--rebuild", is_flag=True, help="Build the index anew from the database first.")
@click.option("--limit", default=20, show_default=True, help="How many results to show.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
def search(words: tuple[str, ...], *, rebuild: bool, limit: int, as_json: bool) -> None:
    """Find datasets. All words must match; two characters are a word."""
    if rebuild:
        _rebuild()
    if words or not rebuild:
        found = open_index(settings()).search(" ".join(words), page_size=max(limit, 0))
        if as_json:
            sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
        else:
            _show(found)


def _rebuild() -> None:
    from tdpf.cli.boot import start_django

    start_django()
    from tdpf.apps.publishing.service import rebuild_search

    count = rebuild_search(at=datetime.now(UTC))
    click.echo(f"索引を作り直しました / index rebuilt: {count:,} 件 / datasets", err=True)


def _show(found: Results) -> None:
    console = Console()
    for word in found.unknown_words:
        console.print(f"「{word}」は見つかりませんでした / nothing holds “{word}”", markup=False)
    if found.did_you_mean:
        console.print(f"もしかして / did you mean: {found.did_you_mean}", markup=False)
    if found.synonyms_used:
        console.print("こちらも探しました / also tried: " + "、".join(found.synonyms_used))
    table = Table(box=None, pad_edge=False)
    table.add_column("データセット / dataset", overflow="fold")
    table.add_column("行数 / rows", justify="right", no_wrap=True)
    table.add_column("ID", overflow="fold")
    for hit in found.hits:
        each = hit.document
        named = f"{each.id}?publisher={hit.area}" if hit.area else each.id
        table.add_row(each.title, f"{each.rows:,}", named)
    if found.hits:
        console.print(table)
    console.print(f"{found.total:,} 件 / results")
