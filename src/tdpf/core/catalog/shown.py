"""What the description of a limited table says: no more than somebody sees who is bound by all."""

from __future__ import annotations

from msgspec.structs import replace

from tdpf.core.access import ANONYMOUS, Limits, cut_for
from tdpf.core.catalog.model import TableInfo
from tdpf.core.tables.fit import DoesNotFit, fit_of
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.schema import TableSchema


def shown_to_all(table: TableInfo, schema: TableSchema, limits: Limits) -> TableInfo:
    """The table of that schema as its limits leave it for everybody.

    Numbers that were counted over all rows are left out: they tell of the rows that are hidden.
    """
    cut = cut_for(ANONYMOUS, None, limits)
    if cut is None:
        return table
    try:
        hidden = fit_of(cut, schema, table.rows, layout_of(schema, is_merged=False)).hidden
    except DoesNotFit:
        return replace(table, columns=(), rows=0, bbox=None, quality=None)
    columns = tuple(column for column in table.columns if column.name not in hidden)
    is_placed = "_lon" not in hidden
    table = replace(table, columns=columns, bbox=table.bbox if is_placed else None, quality=None)
    if not cut.where:
        return table
    bare = (replace(column, nulls=0, minimum=None, maximum=None) for column in columns)
    return replace(table, columns=tuple(bare), rows=0, bbox=None)
