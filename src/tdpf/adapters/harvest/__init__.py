"""Catalogues of others, page by page: `open_listing(kind, …)` gives the reader of a kind."""

from __future__ import annotations

from pathlib import Path

from tdpf.adapters.harvest.base import Listing, Page, SourceFailed
from tdpf.adapters.harvest.ckan import CkanListing, ckan_site
from tdpf.adapters.harvest.dcat import DcatListing
from tdpf.adapters.harvest.folder import FolderListing
from tdpf.adapters.harvest.opendata_list import OpenDataList
from tdpf.adapters.harvest.urls import UrlListing
from tdpf.adapters.outbound import Outbound
from tdpf.core.catalog.model import SourceKind

__all__ = ["CkanListing", "Listing", "Page", "SourceFailed", "ckan_site", "open_listing"]


def open_listing(
    kind: SourceKind,
    url: str,
    *,
    client: Outbound,
    workspace: Path,
    publisher: str = "",
    token: str = "",
) -> Listing:
    """The reader of a source. `publisher` is whose data it is where the source does not say."""
    if kind == "ckan":
        return CkanListing(url, client, workspace, token=token)
    if kind == "dcat":
        return DcatListing(url, client, workspace)
    if kind == "list":
        return OpenDataList(url, client, workspace, publisher=publisher)
    if kind == "urls":
        return UrlListing(url, client, workspace, publisher=publisher)
    return FolderListing(Path(url), publisher=publisher)
