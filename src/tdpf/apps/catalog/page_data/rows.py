"""A look into a version's Parquet file: first rows as a table, positions for the map."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
from django.utils.translation import gettext

from tdpf.adapters.storage import open_storage
from tdpf.apps.catalog.page_data.charts import Panel, dot_map
from tdpf.core.tables.schema import Column, TableSchema
from tdpf.settings import settings

PREVIEW_ROWS = 10
PREVIEW_COLUMNS = 60
CELL_LENGTH = 200
NEARBY_ROWS = 8


@dataclass(frozen=True, slots=True)
class Value:
    text: str
    is_number: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows in the publisher's order, without the columns that are blank in every row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    blank_columns: int
    more_columns: int


@dataclass(frozen=True, slots=True)
class Place:
    """One row on the map as its list shows it."""

    name: str
    detail: str
    lon: float
    lat: float
    dataset: str = ""  # of a merged table: where the row comes from


@dataclass(frozen=True, slots=True)
class MapData:
    panels: tuple[Panel, ...]
    located: int
    places: tuple[Place, ...]
    name_column: str
    detail_column: str
    select: str  # columns that the map asks the API for
    has_shapes: bool = False  # lines or areas, which come as tiles


def preview(path: str | Path, schema: TableSchema, *, row_count: int) -> Preview:
    filled = [column for column in schema.columns if column.nulls < row_count] or schema.columns
    shown = tuple(filled[:PREVIEW_COLUMNS])
    frame = _first_rows(path, [column.name for column in shown], PREVIEW_ROWS)
    rows = tuple(
        tuple(_value(value, column) for value, column in zip(row, shown, strict=True))
        for row in frame.iter_rows()
    )
    blank = len(schema.columns) - len(filled)
    return Preview(shown, rows, blank, len(filled) - len(shown))


def scan(path: str | Path) -> pl.LazyFrame:
    """The rows of a file, or of a key in storage."""
    file = path if isinstance(path, Path) else open_storage(settings()).path_for(path)
    return pl.scan_parquet(file, glob=False)


def _first_rows(path: str | Path, columns: list[str], count: int) -> pl.DataFrame:
    return scan(path).filter(pl.col("_row") <= count).sort("_row").select(columns).collect()


def _value(value: object, column: Column) -> Value:
    if value is None:
        return Value("")
    if column.kind in {"integer", "number"}:
        return Value(f"{value:g}" if isinstance(value, float) else str(value), is_number=True)
    text = str(value)
    url = text if text.startswith(("http://", "https://")) and " " not in text else ""
    return Value(text if len(text) <= CELL_LENGTH else f"{text[:CELL_LENGTH]}…", url=url)


def map_data(path: str | Path, schema: TableSchema, *, is_merged: bool) -> MapData | None:
    """Everything the map shows without JavaScript; None when no row has a position."""
    if not schema.has_position:
        return None
    name = name_column(schema)
    detail = "_publisher_name" if is_merged else address_column(schema)
    dataset = "_dataset" if is_merged else ""
    shown = list(dict.fromkeys(filter(None, (name, detail, dataset))))
    frame = (
        scan(path)
        .select(list(dict.fromkeys(["_row", "_lon", "_lat", *shown])))
        .filter(pl.col("_lon").is_not_null() & pl.col("_lat").is_not_null())
        .collect()
    )
    if frame.is_empty():
        return None
    first = frame.sort("_row").head(NEARBY_ROWS)
    places = tuple(
        Place(
            name=str(row.get(name) or f"{gettext('Row')} {row['_row']}"),
            detail=str(row.get(detail) or ""),
            lon=row["_lon"],
            lat=row["_lat"],
            dataset=str(row.get(dataset) or ""),
        )
        for row in first.iter_rows(named=True)
    )
    return MapData(
        panels=tuple(dot_map(frame.select("_lon", "_lat"))),
        located=frame.height,
        places=places,
        name_column=name,
        detail_column=detail,
        select=",".join(shown) or "_row",
        has_shapes=schema.geometry is not None,
    )


def name_column(schema: TableSchema) -> str:
    """The column that names a row to a person: 名称, else a column that ends like one."""
    return _column(schema, names=("名称",), keys=("name",), endings=("名称", "名"))


def address_column(schema: TableSchema) -> str:
    return _column(
        schema,
        names=("所在地_連結表記", "所在地", "住所"),
        keys=("address", "fullAddress"),
        endings=("住所", "所在地"),
    )


def _column(
    schema: TableSchema, *, names: tuple[str, ...], keys: tuple[str, ...], endings: tuple[str, ...]
) -> str:
    texts = [column for column in schema.columns if column.kind == "text"]
    for fits in (
        lambda column: column.name in names,
        lambda column: column.key in keys,
        lambda column: column.name.endswith(endings),
    ):
        for column in texts:
            if fits(column):
                return column.name
    return ""
