"""A dataset in the words of schema.org, for search engines."""

from __future__ import annotations

from typing import Any

import msgspec
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tdpf.apps.catalog.page_data.dataset import DatasetPage, TablePage

MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "json": "application/json"}


def of_dataset(page: DatasetPage, site_url: str) -> SafeString:
    """JSON-LD that is safe inside a script element whatever the publisher wrote."""
    dataset = page.dataset
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{site_url}{reverse('catalog:dataset', args=[dataset.name])}",
        "identifier": dataset.id,
        "name": dataset.title,
        "description": dataset.notes or dataset.title,
        "url": f"{site_url}{reverse('catalog:dataset', args=[dataset.name])}",
        "dateModified": dataset.modified_at.isoformat(),
        "datePublished": dataset.issued_at.isoformat(),
        "keywords": dataset.keywords,
        "isAccessibleForFree": True,
        "inLanguage": "ja",
        "license": page.licence.url or None,
    }
    if page.publisher:
        organisation = {"@type": "GovernmentOrganization", "name": page.publisher}
        found["publisher"] = organisation | {"identifier": page.publisher_code}
    if page.table:
        found["distribution"] = _distributions(page.table, site_url)
        found["variableMeasured"] = [line.column.name for line in page.table.columns]
        found["version"] = str(page.table.number)
    text = msgspec.json.encode({key: value for key, value in found.items() if value}).decode()
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return mark_safe(text)  # noqa: S308 — the three signs that could end the element are escaped


def _distributions(table: TablePage, site_url: str) -> list[dict[str, str]]:
    records = f"{site_url}/api/v1/tables/{table.name}/records"
    return [
        {"@type": "DataDownload", "contentUrl": f"{records}.{suffix}", "encodingFormat": media}
        for suffix, media in MEDIA.items()
    ]
