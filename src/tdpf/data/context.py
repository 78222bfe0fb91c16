"""What every route has at hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request

from tdpf.adapters.search import SearchIndex
from tdpf.core.maps.layer import MapLayer
from tdpf.core.maps.pmtiles import Archive
from tdpf.core.tables.load import FileCache
from tdpf.data.catalogue import KeptPages
from tdpf.data.ckan.shelf import CkanShelf
from tdpf.data.door import Door
from tdpf.data.identity import actor_of, for_this_asker
from tdpf.data.kept import KeptAnswers
from tdpf.data.metrics import Metrics
from tdpf.data.problem import ApiError
from tdpf.data.published import Published, Shelf
from tdpf.data.sql import SqlDesk
from tdpf.data.work import Work

_NAME = re.compile(r"[A-Za-z0-9._-]{1,220}")


@dataclass(frozen=True, slots=True)
class Context:
    shelf: Shelf
    work: Work
    answers: KeptAnswers
    layers: FileCache[MapLayer]
    archives: FileCache[Archive]
    metrics: Metrics
    sql: SqlDesk
    ckan: CkanShelf
    door: Door
    site_url: str  # put in front of every link; empty gives links without a host
    index: Callable[[], SearchIndex | None] = lambda: None  # opened by who first searches
    pages: KeptPages = field(default_factory=KeptPages)  # of the catalogue
    # The API's description by language: the generation it is of, its bytes, its tag.
    documents: dict[str, tuple[int, bytes, str]] = field(default_factory=dict)

    def close(self) -> None:
        """End what was opened; what is running ends with its own work."""
        self.work.close()
        self.sql.close()
        self.ckan.close()
        self.door.close()
        self.shelf.close()


def context_of(request: Request) -> Context:
    return cast(Context, request.app.state.context)


async def published_or_error(request: Request, name: str, version: int | None) -> Published:
    """The table if it is there and may be seen; the same error when not, whichever it is."""
    if not _NAME.fullmatch(name):  # no table has such a name, and not every database takes any text
        raise ApiError("table-not-found", table=name)
    shelf = context_of(request).shelf
    actor = actor_of(request.scope)
    found = await shelf.table_for(actor, name, version)
    if found is not None:
        if not found.entry.is_same_for_all:
            for_this_asker(request.scope)
        return found
    if version is not None and await shelf.table_for(actor, name) is not None:
        raise ApiError("version-not-found", table=name, version=version)
    raise ApiError("table-not-found", table=name)
