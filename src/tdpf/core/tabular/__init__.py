"""Bytes to tables of text, and typed columns to files."""

from tdpf.core.tabular.model import Chunk, NotATable, Source, SourceColumn, TextTable
from tdpf.core.tabular.read import read_file

__all__ = ["Chunk", "NotATable", "Source", "SourceColumn", "TextTable", "read_file"]
