"""Rows that a program writes itself: the columns and types are its own."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tdpf.core.tables.schema import Column


@dataclass(frozen=True, slots=True)
class OwnRows:
    """The rows of a table in their order, and what its columns are."""

    columns: tuple[Column, ...]
    rows: pl.DataFrame  # exactly these columns
