"""The table that is asked: every kind of column, blanks, and values that engines disagree on."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import polars as pl

from tdpf.core.search.fold import fold
from tdpf.core.tables.layout import Layout, layout_of
from tdpf.core.tables.schema import Column, Kind, TableSchema

KINDS: dict[str, Kind] = {
    "名": "text", "備考": "text", "数": "integer", "大": "integer", "率": "number",
    "有": "boolean", "日": "date", "時": "datetime",
}  # fmt: skip
_DTYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us", "UTC"),
}
WORDS = (
    "公園",
    "トイレ",
    "ｶﾞｽ",
    "Café",
    "cafe",
    "50%",
    "a_b",
    "",
    "東京都",
    "みなと",
    "ヴ",
    "𠮷野家",
)
SCHEMA = TableSchema(
    tuple(Column(name=n, kind=kind, field_id=i) for i, (n, kind) in enumerate(KINDS.items(), 1)),
    has_position=True,
)
LAYOUT: Layout = layout_of(SCHEMA, is_merged=False)


def value_of(column: str, dice: random.Random) -> str | int | float | bool | dt.date | dt.datetime:
    """A value as the column may hold it."""
    if column == "名":
        return "".join(dice.choices(WORDS, k=2))
    if column == "備考":
        return dice.choice(WORDS)
    if column == "数":
        return dice.randint(-20, 60)
    if column == "大":
        return dice.choice([2**53, 2**53 + 1, -(2**62), 2**62, dice.randint(-5, 5)])
    if column == "率":
        return dice.choice([0.1, -0.0, 1e22, dice.randint(-9, 9) / 4, dice.random()])
    if column == "有":
        return dice.random() < 0.5
    day = dt.date(2023, 12, 30) + dt.timedelta(days=dice.randint(0, 70))
    if column == "日":
        return day
    moment = dt.time(dice.choice([0, 14, 15, 23]), dice.choice([0, 59]), 59)
    return dt.datetime.combine(day, moment, tzinfo=dt.UTC)


def make(rows: int) -> pl.DataFrame:
    """The same rows every time."""
    dice = random.Random(7)
    data: dict[str, list[object]] = {
        name: [None if dice.random() < 0.15 else value_of(name, dice) for _ in range(rows)]
        for name in KINDS
    }
    data["率"][0], data["率"][1] = float("nan"), float("inf")
    places = [
        (139 + dice.randint(0, 1000) / 1000, 35 + dice.randint(0, 1000) / 1000)
        if dice.random() < 0.85
        else (None, None)
        for _ in range(rows)
    ]
    frame = pl.DataFrame(data, schema={name: _DTYPES[kind] for name, kind in KINDS.items()})
    return frame.with_columns(
        pl.Series("_row", range(1, rows + 1), dtype=pl.Int64),
        pl.Series("_id", [f"id{n}" for n in range(rows)], dtype=pl.String),
        pl.Series("_source_row", range(2, rows + 2), dtype=pl.Int64),
        pl.Series("_lon", [lon for lon, _ in places], dtype=pl.Float64),
        pl.Series("_lat", [lat for _, lat in places], dtype=pl.Float64),
        pl.Series("_level", [None] * rows, dtype=pl.String),
    )


def write(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path, row_group_size=500)


def folded(frame: pl.DataFrame) -> pl.DataFrame:
    """With the folded text of each row, for DuckDB, which cannot fold; cells stay apart."""
    texts = [name for name, kind in KINDS.items() if kind == "text"]
    lines = [
        "\x01".join(fold(cell or "") for cell in row) for row in frame.select(texts).iter_rows()
    ]
    return frame.with_columns(pl.Series("_text", lines, dtype=pl.String))
