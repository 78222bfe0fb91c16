"""A dataset in the words of schema.org, for search engines."""

from __future__ import annotations

import msgspec
from django.utils.safestring import SafeString, mark_safe
from msgspec.structs import replace

from tdpf.apps.catalog.documents import dataset_of, distribution_of, organisation_of
from tdpf.apps.catalog.page_data.dataset import DatasetPage, TablePage
from tdpf.core.catalog import schema_org
from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.model import Dataset, Distribution, DistributionId, TableId, TableInfo

_SOMEWHERE = (0.0, 0.0, 0.0, 0.0)


def of_dataset(page: DatasetPage, site_url: str) -> SafeString:
    """JSON-LD that is safe inside a script element whatever the publisher wrote."""
    at = Addresses(site_url)
    found = schema_org.describe(_seen(page, at), at)
    text = msgspec.json.encode(found).decode()
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308 — the three signs that could end the element are escaped


def _seen(page: DatasetPage, at: Addresses) -> Dataset:
    """The description with the files and the table that the page shows, and nothing hidden."""
    told, owner, table = dataset_of(page.dataset), page.dataset.organisation, page.table
    files = []
    for row in page.files:
        file = distribution_of(row)
        address = file.download_url or (at.distribution(told, file) if row.path else "")
        tables = _tables(table) if table and table.file == row.id else ()
        files.append(replace(file, download_url=address, tables=tables))
    if table and not table.file:  # merged from many
        files.append(Distribution(DistributionId(table.name), tables=_tables(table)))
    owned = organisation_of(owner) if owner else None
    return replace(told, organisation=owned, distributions=tuple(files))


def _tables(table: TablePage) -> tuple[TableInfo]:
    return (
        TableInfo(
            id=TableId(table.name),
            name=table.name,
            version=table.number,
            rows=table.rows,
            columns=tuple(line.column for line in table.columns),
            sheet=table.sheet,
            bbox=_SOMEWHERE if table.has_position else None,
        ),
    )
