"""`tdpf places`: dictionaries of places are installed, listed and removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tdpf.settings import settings

if TYPE_CHECKING:
    from tdpf.adapters.manifest import Manifest, TableEntry
    from tdpf.core.places import LocatedRow
    from tdpf.core.places.dictionary import About
    from tdpf.core.places.install import Progress
    from tdpf.core.tables.schema import TableSchema


@click.group()
def places() -> None:
    """Install and list dictionaries of places.

    A dictionary is a file that somebody else publishes; TDPF brings and downloads none. Four kinds
    are known by their header: Geolonia 住所データ, 国土交通省 位置参照情報 (town and block level),
    アドレス・ベース・レジストリ (towns and their points), 日本郵便 郵便番号データ (names only).
    GeoJSON of 国土数値情報 N03 gives boundaries.
    """


@places.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--name", help="Name of the dictionary; else that of the first file.")
def add(files: tuple[Path, ...], *, name: str | None) -> None:
    """Install dictionaries: CSV, zip of CSV, or GeoJSON boundaries.

    Tables given together become one dictionary, as towns and their points must. Add boundaries
    first: the points of a dictionary are then checked against them.

    \b
    tdpf places add boundaries.geojson
    tdpf places add latest.csv
    tdpf places add mt_town_pref13.csv mt_town_pos_pref13.csv --name abr
    """  # noqa: D301 — \b is click's mark for text it must not wrap
    from tdpf.core.places.dictionary import UnknownDictionaryError
    from tdpf.core.places.install import install

    try:
        with _progress() as tell:
            done = install(settings().places_path, files, name=name, progress=tell)
    except UnknownDictionaryError as error:
        raise click.ClickException(
            f"辞書として読めません。{error}\n"
            "Geolonia・位置参照情報・アドレス・ベース・レジストリ・郵便番号データの CSV か、"
            "国土数値情報 N03 の GeoJSON を渡してください。\n"
            "Give a CSV of one of the four kinds that `tdpf places --help` names, "
            "or N03 boundaries as GeoJSON."
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"{error.filename} を使えません（{error.strerror}）。"
            "名前と読み書きの権限を確かめてください。\n"
            f"Cannot use {error.filename} ({error.strerror}). Check its name and permissions."
        ) from error
    for about in done:
        _tell(about)


@places.command(name="list")
def list_() -> None:
    """Show what is installed, with source and terms of use."""
    from tdpf.core.places.dictionary import PlacesFileError
    from tdpf.core.places.install import installed

    try:
        found = installed(settings().places_path)
    except PlacesFileError as error:
        raise click.ClickException(
            f"辞書が壊れています（{error}）。`tdpf places add` で入れ直してください。\n"
            f"A dictionary is damaged ({error}). Install it again with `tdpf places add`."
        ) from error
    if not found:
        click.echo("辞書はまだありません。`tdpf places add ファイル` で入れてください。")
        click.echo("No dictionary is installed. Add one with `tdpf places add FILE`.")
    for about in found:
        _tell(about)


@places.command()
def learn() -> None:
    """Learn the middle of towns from published rows, for towns no dictionary knows.

    Read are all published tables that are not synthetic: rows with an address and a position of
    their own. A town needs three of them. The dictionary `learned` is made anew each time.
    """
    from tdpf.cli.boot import start_django
    from tdpf.core.places import Gazetteer, boundaries_of, learn_towns, save_learned

    start_django()
    folder = settings().places_path
    towns = learn_towns(
        _published_rows(), gazetteer=Gazetteer.open(folder), boundaries=boundaries_of(folder)
    )
    about = save_learned(folder, towns)
    click.echo(f"{about.towns:,} の町字の位置を公開データから求めました。")
    click.echo(f"Learned the positions of {about.towns:,} towns from published rows.")


def _published_rows() -> Iterator[LocatedRow]:
    """Rows of current tables whose position came from the publisher's file."""
    import polars as pl

    from tdpf.adapters.manifest import open_manifest
    from tdpf.adapters.storage import open_storage
    from tdpf.core.places import LocatedRow

    storage = open_storage(settings())
    with closing(open_manifest(settings())) as manifest:
        for table in _tables(manifest):
            address = _address_column(table.version.schema)
            if table.is_synthetic or address is None or not table.version.schema.has_position:
                continue
            rows = (
                pl.scan_parquet(storage.path_for(table.version.path))
                .filter(pl.col("_level") == "source")
                .select(address, "_lon", "_lat")
                .drop_nulls()
                .collect()
            )
            for text, lon, lat in rows.iter_rows():
                yield LocatedRow(text, lon, lat, table.publisher)


def _tables(manifest: Manifest) -> Iterator[TableEntry]:
    """Every publisher's current tables."""
    after: str | None = None
    while tables := manifest.tables(is_merged=False, after=after):
        yield from tables
        after = tables[-1].name


def _address_column(schema: TableSchema) -> str | None:
    for column in schema.columns:
        if column.key == "fullAddress" or column.name in {"所在地_連結表記", "住所", "所在地"}:
            return column.name
    return None


@places.command()
@click.argument("name")
def remove(name: str) -> None:
    """Take a dictionary away by its name."""
    from tdpf.core.places.install import remove as take_away

    if not take_away(settings().places_path, name):
        raise click.ClickException(
            f"{name} という辞書はありません。名前は `tdpf places list` で見られます。\n"
            f"There is no dictionary {name}. `tdpf places list` shows the names."
        )
    click.echo(f"{name} を外しました。 Removed {name}.")


def _tell(about: About) -> None:
    click.echo(f"{about.name}  ({about.kind})")
    if about.kind == "boundaries":
        click.echo(f"  市区町村 municipalities {about.municipalities:,}")
    else:
        click.echo(
            f"  市区町村 municipalities {about.municipalities:,}  町字 towns {about.towns:,}  "
            f"位置 points {about.points:,}  街区・番地 blocks {about.blocks:,}"
        )
    click.echo(f"  出典 source  {about.source}")
    click.echo(f"  条件 terms   {about.licence}")
    click.echo(f"  ファイル files {', '.join(about.files) or '–'}")
    if about.skipped:
        click.echo(f"  読まなかった行 lines skipped {about.skipped:,}")
    if about.outliers:
        click.echo(
            f"  市区町村の外にある位置 points outside their municipality {about.outliers:,} "
            "(使いません not served)"
        )
        for outlier in about.examples[:5]:
            click.echo(f"    {outlier.code6} {outlier.town} {outlier.lat}, {outlier.lon}")


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A counter of lines on the terminal, nothing elsewhere."""
    import sys

    from rich.console import Console
    from rich.status import Status

    if not sys.stderr.isatty():
        yield None
        return
    status = Status("…", console=Console(stderr=True))

    def tell(title: str, lines: int) -> None:
        status.update(f"{title}  {lines:,}")

    with status:
        yield tell
