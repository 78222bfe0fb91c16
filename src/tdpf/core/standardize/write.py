"""The output files of one table, all there or none."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from tdpf.core.standardize.annotated import write_annotated
from tdpf.core.standardize.page import write_page
from tdpf.core.standardize.standardized import Standardized
from tdpf.core.tabular import write_geojson, write_parquet

OUTPUTS = (
    "standard.csv",
    "data.parquet",
    "data.geojson",
    "annotated.xlsx",
    "report.html",
    "report.json",
)
BOM = "﻿"


def write_outputs(standardized: Standardized, source_path: Path, folder: Path) -> None:
    """Write all output files into `folder`; what a run before left there is replaced at the end."""
    del source_path
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as made:
        new = Path(made) / "new"
        new.mkdir()
        _write_all(standardized, new)
        old = Path(made) / "old"
        if folder.exists():
            folder.replace(old)
        new.replace(folder)
        shutil.rmtree(old, ignore_errors=True)


def _write_all(standardized: Standardized, folder: Path) -> None:
    write_standard_csv(standardized, folder / "standard.csv")
    write_parquet(folder / "data.parquet", _published(standardized))
    write_geojson(folder / "data.geojson", standardized.batches())
    write_annotated(standardized, folder / "annotated.xlsx")
    write_page(standardized.report, folder / "report.html")
    (folder / "report.json").write_bytes(standardized.report.to_json())


def _published(standardized: Standardized) -> Iterator[pl.DataFrame]:
    yield from standardized.batches()


def write_standard_csv(standardized: Standardized, path: Path) -> int:
    """The number of rows written: UTF-8 with BOM, CRLF, a header and one row for each kept row."""
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        writer = csv.writer(file, lineterminator="\r\n")
        if standardized.header():
            writer.writerow(standardized.header())
        for row in standardized.text_rows():
            writer.writerow(row)
            written += 1
    return written
