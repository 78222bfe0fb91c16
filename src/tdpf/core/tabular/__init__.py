"""Bytes to tables of text, and typed columns to files."""

from tdpf.core.tabular.model import Chunk, NotATable, Source, SourceColumn, TextTable
from tdpf.core.tabular.naming import published_names
from tdpf.core.tabular.read import read_content, read_file, source_of
from tdpf.core.tabular.types import (
    DTYPES,
    TypedTable,
    infer_types,
    typed_batches,
    typed_series,
)
from tdpf.core.tabular.write import features, write_csv, write_geojson, write_parquet

__all__ = [
    "DTYPES",
    "Chunk",
    "NotATable",
    "Source",
    "SourceColumn",
    "TextTable",
    "TypedTable",
    "features",
    "infer_types",
    "published_names",
    "read_content",
    "read_file",
    "source_of",
    "typed_batches",
    "typed_series",
    "write_csv",
    "write_geojson",
    "write_parquet",
]
