"""Columns by the name that an asker used, or the error that says which names are near."""

from __future__ import annotations

from tdpf.core.tables.errors import UnknownColumn
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.schema import Column


def find_column(name: str, layout: Layout, parameter: str) -> Column:
    """The column of that name or English key."""
    column = layout.find(name)
    if column is None:
        raise UnknownColumn(parameter, name, layout.near(name))
    return column
