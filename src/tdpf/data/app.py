"""The data server for any ASGI server: `create_app(settings)`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tdpf.adapters.accounts import Accounts, open_accounts
from tdpf.adapters.catalog import Catalog, open_catalog
from tdpf.adapters.manifest import Manifest, open_manifest
from tdpf.adapters.search import SearchIndex, open_index
from tdpf.adapters.sql import Bounds, NoSql, WorkerPool
from tdpf.adapters.storage import Storage, open_storage
from tdpf.adapters.storage.cuts import Cuts
from tdpf.core.maps.layer import layer_of
from tdpf.core.maps.pmtiles import Archive
from tdpf.core.tables.errors import QueryError
from tdpf.core.tables.load import FileCache, TableCache
from tdpf.data.ckan.shelf import CkanShelf
from tdpf.data.context import Context
from tdpf.data.door import Door
from tdpf.data.gate import Gate, access_log
from tdpf.data.kept import KeptAnswers
from tdpf.data.limit import RateLimit
from tdpf.data.mcp.door import McpDoor, McpRoute
from tdpf.data.metrics import Metrics
from tdpf.data.ogc.routes import OGC_ROUTES
from tdpf.data.problem import ApiError, problem
from tdpf.data.published import Shelf
from tdpf.data.request import language
from tdpf.data.routes.changes import changes
from tdpf.data.routes.city_api import city_api
from tdpf.data.routes.ckan import action, dump, version
from tdpf.data.routes.dcat import DCAT_ROUTES
from tdpf.data.routes.health import health
from tdpf.data.routes.metrics import metrics
from tdpf.data.routes.records import records
from tdpf.data.routes.specification import specification
from tdpf.data.routes.sql import sql
from tdpf.data.routes.tables import table, tables
from tdpf.data.routes.tiles import archive, description, tile
from tdpf.data.server import DataServer
from tdpf.data.sql import SqlDesk
from tdpf.data.superseded import Superseded
from tdpf.data.work import ClientGoneError, Work
from tdpf.settings import Settings

_log = logging.getLogger(__name__)
_ARCHIVES_BYTES = 16_000_000  # of directories; the tiles themselves stay in their files

ROUTES = (
    Route("/health", health),
    Route("/metrics", metrics),
    Route("/api/openapi.json", specification),
    Route("/api/v1/sql", sql, methods=["GET", "POST"]),
    Route("/api/v1/sql.{format}", sql, methods=["GET", "POST"]),
    Route("/api/v1/tables", tables),
    Route("/api/v1/tables/{table}", table),
    Route("/api/v1/tables/{table}/records", records),
    Route("/api/v1/tables/{table}/records.{format}", records),
    Route("/api/v1/tables/{table}/changes", changes),
    Route("/api/v1/tables/{table}/changes.{format}", changes),
    Route("/api/v1/tables/{table}/tiles.json", description),
    Route("/api/v1/tables/{table}/tiles.pmtiles", archive),
    Route("/api/v1/tables/{table}/tiles/{z}/{x}/{y}.mvt", tile),
    *OGC_ROUTES,
    Route("/api/3", version),
    Route("/api/3/", version),
    Route("/api/3/action/{action}", action, methods=["GET", "POST"]),
    Route("/api/action/{action}", action, methods=["GET", "POST"]),
    Route("/datastore/dump/{resource}", dump),
    Route("/api/{id}/json", city_api, methods=["GET", "POST"]),
    *DCAT_ROUTES,
    Route("/mcp", McpRoute()),
)


def create_app(
    ours: Settings,
    *,
    manifest: Manifest | None = None,
    storage: Storage | None = None,
    catalog: Catalog | None = None,
    accounts: Accounts | None = None,
) -> ASGIApp:
    """A server of its own: nothing is shared with another one but the shelf."""
    if ours.access_log and not access_log.handlers:
        access_log.addHandler(logging.StreamHandler())
        access_log.setLevel(logging.INFO)
    context = create_context(
        ours, manifest=manifest, storage=storage, catalog=catalog, accounts=accounts
    )
    assistants = McpDoor(context)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        context.ckan.warm()
        yield
        await assistants.close()
        context.close()

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        exception_handlers={
            QueryError: _refused,
            ApiError: _refused,
            HTTPException: _not_routed,
            ClientGoneError: _unheard,
            Exception: _failed,
        },
    )
    app.state.context = context
    app.state.mcp = assistants
    return Gate(
        DataServer(app, context),
        ROUTES,
        context.metrics,
        limit=_limit(ours),
        limits_loopback=ours.rate_limit_loopback,
    )


def create_context(
    ours: Settings,
    *,
    manifest: Manifest | None = None,
    storage: Storage | None = None,
    catalog: Catalog | None = None,
    accounts: Accounts | None = None,
) -> Context:
    """What the routes of one process have at hand."""
    eighth = ours.cache_bytes // 8
    tables = TableCache(ours.cache_bytes - 2 * eighth)
    layers = FileCache(eighth, lambda path: layer_of(tables.get(path)), largest_bytes=eighth)
    archives = FileCache(_ARCHIVES_BYTES, Archive, largest_bytes=_ARCHIVES_BYTES)
    cuts = Cuts(ours.cuts_path)
    superseded = Superseded((tables, layers))
    store = storage or open_storage(ours)
    shelf = Shelf(manifest or open_manifest(ours), store, tables, cuts, superseded)
    site_url = ours.site_url.rstrip("/")
    sql_desk = _sql_desk(ours)
    ckan = CkanShelf(catalog or open_catalog(ours), ours.public_url)
    return Context(
        shelf,
        Work(),
        KeptAnswers(eighth),
        layers,
        archives,
        Metrics(),
        sql_desk,
        ckan,
        Door(accounts or open_accounts(ours), shelf),
        site_url,
        _index(ours),
    )


def _index(ours: Settings) -> Callable[[], SearchIndex | None]:
    """Opens the search index, where one has been written."""
    opened = cache(lambda: open_index(ours))

    def found() -> SearchIndex | None:
        return opened() if ours.search_path.exists() and opened().position() else None

    return found


def _sql_desk(ours: Settings) -> SqlDesk:
    bounds = Bounds(ours.sql_rows, memory_mb=ours.sql_memory_mb, seconds=float(ours.sql_seconds))
    if not ours.sql:
        return SqlDesk(NoSql(), bounds, processes=1)
    pool = WorkerPool(processes=ours.sql_processes, memory_mb=ours.sql_memory_mb)
    return SqlDesk(pool, bounds, processes=ours.sql_processes)


def _limit(ours: Settings) -> RateLimit | None:
    if ours.rate_limit_per_s <= 0:
        return None
    return RateLimit(per_s=ours.rate_limit_per_s, burst=ours.rate_limit_burst)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, QueryError | ApiError)
    return problem(error, language(request))


async def _not_routed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        found = ApiError("method-not-allowed", method=request.method)
        answer = problem(found, language(request))
        answer.headers["Allow"] = "GET, HEAD, OPTIONS"
        return answer
    return problem(ApiError("not-found"), language(request))


async def _unheard(request: Request, error: Exception) -> Response:
    del request, error
    return Response(status_code=499)  # nobody reads it; it is what access logs know


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    code = "shelf-unreadable" if isinstance(error, OSError) else "internal-error"
    return problem(ApiError(code), language(request))
