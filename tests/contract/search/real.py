"""A catalogue as one city publishes it, read by the reader that harvests use."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from tdpf.adapters.search import Document
from tdpf.adapters.search.describing import document_of
from tdpf.core.catalog.opendata_list import read_list
from tdpf.core.tabular import TextTable, read_file

AT = datetime(2026, 11, 1, tzinfo=UTC)
NAME = "130001_tokyo_catalog_metadatalist.csv"


def real_catalogue(folder: Path) -> list[Document]:
    """The datasets of the list, named by the ids that the city gives them."""
    table = read_file(folder / NAME)[0]
    assert isinstance(table, TextTable)
    found = read_list(table, source="https://city.example.jp/list.csv")
    return [
        replace(document_of(one, at=AT), id=one.source.id if one.source else one.name)
        for one in found.datasets
    ]
