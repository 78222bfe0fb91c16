"""Tables that the data server's tests publish, in a manifest and storage of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tdpf.adapters.manifest import TableEntry, Version
from tdpf.adapters.manifest.null import MemoryManifest
from tdpf.adapters.storage.folder import FolderStorage
from tdpf.core.tables.schema import SYSTEM_COLUMNS, Column, Kind, TableSchema

KINDS: dict[type[pl.DataType], Kind] = {
    pl.String: "text",
    pl.Int64: "integer",
    pl.Float64: "number",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Datetime: "datetime",
}


@dataclass
class Site:
    """A shelf in a folder."""

    manifest: MemoryManifest
    storage: FolderStorage

    def publish(
        self, name: str, frame: pl.DataFrame, *, version: int = 1, **facts: object
    ) -> TableEntry:
        keys = facts.pop("keys", {})
        entry = entry_of(name, frame, version=version, keys=keys, **facts)
        target = self.storage.new_path(entry.version.path)
        with_ours(frame).write_parquet(target)
        self.storage.put(entry.version.path, target)
        self.manifest.add(entry)
        return entry


def new_site(folder: Path) -> Site:
    return Site(MemoryManifest(), FolderStorage(folder))


def with_ours(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the columns of ours that every published file has."""
    count = frame.height
    ours = {
        "_row": pl.Series(range(1, count + 1), dtype=pl.Int64),
        "_id": pl.Series([f"id{n}" for n in range(1, count + 1)], dtype=pl.String),
        "_source_row": pl.Series(range(2, count + 2), dtype=pl.Int64),
        "_lon": pl.Series([None] * count, dtype=pl.Float64),
        "_lat": pl.Series([None] * count, dtype=pl.Float64),
        "_level": pl.Series([None] * count, dtype=pl.String),
    }
    whole = frame.with_columns(**{n: v for n, v in ours.items() if n not in frame.columns})
    theirs = [name for name in frame.columns if name not in SYSTEM_COLUMNS]
    return whole.select(*theirs, *(name for name in SYSTEM_COLUMNS if name in whole.columns))


def schema_of(frame: pl.DataFrame, keys: dict[str, str]) -> TableSchema:
    columns = [
        Column(name=name, kind=KINDS[dtype.base_type()], field_id=n, key=keys.get(name))
        for n, (name, dtype) in enumerate(frame.schema.items(), 1)
        if not name.startswith("_")
    ]
    geometry = "geometry" if "_west" in frame.columns else None
    return TableSchema(tuple(columns), has_position="_lon" in frame.columns, geometry=geometry)


def entry_of(
    name: str, frame: pl.DataFrame, *, version: int, keys: dict[str, str], **facts: object
) -> TableEntry:
    made = Version(
        id=f"{name}-{version}",
        number=version,
        path=f"tables/{name}/{version}.parquet",
        sha256=f"{abs(hash((name, version))):064x}",
        bytes=1000,
        rows=frame.height,
        schema=schema_of(frame, keys),
        bbox=None,
        quality={},
        published_at=dt.datetime(2024, 5, version, 9, tzinfo=dt.UTC).isoformat(),
    )
    plain: dict[str, object] = {
        "title": "公衆トイレ",
        "dataset": name,
        "publisher": "131130",
        "publisher_name": "東京都渋谷区",
        "standard": "public_toilet",
        "is_merged": False,
        "licence": "cc-by-4.0",
        "is_synthetic": True,
    }
    return TableEntry(id=f"uuid-{name}", name=name, version=made, **{**plain, **facts})


def toilets(count: int = 250) -> pl.DataFrame:
    """Rows of every kind of column, some blank, some with positions."""
    numbers: Sequence[int] = range(1, count + 1)
    return pl.DataFrame(
        {
            "名称": [f"第{n}公衆トイレ" for n in numbers],
            "設置年": [None if n % 7 == 0 else 1950 + n % 70 for n in numbers],
            "面積": [n / 4 for n in numbers],
            "車椅子": [None if n % 5 == 0 else n % 2 == 0 for n in numbers],
            "確認日": [dt.date(2024, 1, 1) + dt.timedelta(days=n % 300) for n in numbers],
            "更新": [dt.datetime(2024, 1, 1, n % 24, tzinfo=dt.UTC) for n in numbers],
            "備考": [None if n % 3 else f"「{n}」, 50%" for n in numbers],
            "_lon": [None if n % 10 == 0 else 139.6 + n / 1000 for n in numbers],
            "_lat": [None if n % 10 == 0 else 35.6 + n / 2000 for n in numbers],
            "_level": [None if n % 10 == 0 else "source" for n in numbers],
        },
        schema_overrides={
            "名称": pl.String,
            "設置年": pl.Int64,
            "面積": pl.Float64,
            "車椅子": pl.Boolean,
            "確認日": pl.Date,
            "更新": pl.Datetime("us", "UTC"),
            "備考": pl.String,
            "_lon": pl.Float64,
            "_lat": pl.Float64,
            "_level": pl.String,
        },
    )
