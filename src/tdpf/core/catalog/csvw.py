"""CSV on the Web: the columns of a table, as metadata beside its CSV file."""

from __future__ import annotations

from typing import Any

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.licences import licence
from tdpf.core.catalog.model import Dataset, Distribution, TableInfo, licence_of
from tdpf.core.tables.schema import Column, Kind

_DATATYPES: dict[Kind, str] = {
    "text": "string",
    "integer": "integer",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "datetime": "dateTimeStamp",
}


def describe_table(
    dataset: Dataset, file: Distribution, table: TableInfo, at: Addresses
) -> dict[str, Any]:  # Any: JSON
    """The metadata document of the table's CSV export."""
    terms = licence(licence_of(dataset, file)).url
    document: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ja"}],
        "url": at.records(table, ".csv"),
        "dc:title": dataset.title,
        "dc:source": {"@id": at.distribution(dataset, file)},
        "dialect": {"header": True, "delimiter": ",", "encoding": "utf-8"},
        "tableSchema": {"columns": [_column(column) for column in table.columns]},
    }
    if terms:
        document["dc:license"] = {"@id": terms}
    if dataset.organisation:
        document["dc:publisher"] = {"schema:name": dataset.organisation.title}
    return document


def _column(column: Column) -> dict[str, Any]:  # Any: JSON
    described: dict[str, Any] = {
        "name": column.key or f"column{column.field_id}",
        "titles": column.name,
        "datatype": _DATATYPES[column.kind],
        "required": False,
    }
    if column.description:
        described["dc:description"] = column.description
    return described
