"""Descriptions of datasets: `open_catalog(settings)` gives the reader for the set database."""

from __future__ import annotations

from tdpf.adapters.catalog.base import Catalog, Counts
from tdpf.adapters.catalog.sql import SqlCatalog
from tdpf.adapters.manifest import connector
from tdpf.settings import Settings

__all__ = ["Catalog", "Counts", "open_catalog"]


def open_catalog(ours: Settings) -> Catalog:
    """The catalogue of the database in the settings. It connects at the first question."""
    return SqlCatalog(connector(ours), ours.public_url)
