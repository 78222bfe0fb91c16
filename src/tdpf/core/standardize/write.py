"""The output files of one table, all there or none."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

import polars as pl

from tdpf.core.standardize.annotated import write_annotated
from tdpf.core.standardize.page import write_page
from tdpf.core.standardize.standardized import Standardized
from tdpf.core.tabular import features, write_parquet

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
    with (
        (folder / "standard.csv").open("w", encoding="utf-8", newline="") as text,
        (folder / "data.geojson").open("wb") as map_file,
    ):
        write_parquet(folder / "data.parquet", _rows_once(standardized, text, map_file))
        map_file.write(b"\n]}\n")
    write_annotated(standardized, folder / "annotated.xlsx")
    write_page(standardized.report, folder / "report.html")
    (folder / "report.json").write_bytes(standardized.report.to_json())


def _rows_once(
    standardized: Standardized, text: TextIO, map_file: BinaryIO
) -> Iterator[pl.DataFrame]:
    """The typed rows for Parquet; on their way each part goes into the CSV and the GeoJSON too.

    So a table that is too large to keep is worked through once for all three.
    """
    text.write(BOM)
    writer = csv.writer(text, lineterminator="\r\n")
    if standardized.header():
        writer.writerow(standardized.header())
    map_file.write(b'{"type":"FeatureCollection","features":[')
    separator = b"\n"
    for part, frame in standardized.parts_and_batches():
        writer.writerows(zip(*part.texts, strict=True))
        for feature in features(frame):
            map_file.write(separator + feature)
            separator = b",\n"
        yield frame
