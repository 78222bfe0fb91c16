"""A search reads no tables at its start, and finds by what it would read of them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from tdpf.adapters.catalog import open_catalog
from tdpf.core.catalog.ckan.match import facts_of
from tdpf.settings import Settings
from tests.on_postgresql.homes import database_of


def test_files_with_and_without_limits_and_merged_tables_keep_their_addresses(
    limited_city: dict[str, Any],
) -> None:
    home = limited_city["home"]
    ours = Settings(home=Path(home), database=database_of(home))
    with closing(open_catalog(ours)) as catalog:
        whole = catalog.page(everything=True)
        bare = catalog.page(everything=True, with_tables=False)
        named = catalog.datasets([one.id for one in whole], everything=True, with_tables=False)
    assert [facts_of(one) for one in bare] == [facts_of(one) for one in whole]
    assert named == bare
    addresses = {file.download_url for one in bare for file in one.distributions}
    kept = {url for url in addresses if "/api/v1/tables/" in url}
    assert kept  # files with limits and merged tables are read from their tables
    assert kept < addresses
    tables = [file.tables for one in bare for file in one.distributions]
    assert sum(map(bool, tables)) < len(tables)
