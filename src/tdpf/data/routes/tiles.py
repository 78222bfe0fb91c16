"""`/api/v1/tables/{table}/tiles/{z}/{x}/{y}.mvt` and `…/tiles.json`: a table as a map's layer."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from tdpf.core.maps.bake import archive_key, default_columns
from tdpf.core.maps.layer import Wanted, is_light, make_tile
from tdpf.core.maps.mvt import MEDIA_TYPE
from tdpf.core.maps.pmtiles import MEDIA_TYPE as PMTILES
from tdpf.core.maps.pmtiles import NotAnArchive
from tdpf.core.maps.thin import CELLS_PX
from tdpf.core.maps.tile import NoSuchTile, Tile, parse_tile
from tdpf.core.maps.tilejson import tilejson
from tdpf.core.tables.cursor import question_of, short_hash
from tdpf.core.tables.declared import (
    BBOX,
    BOM,
    NEAR,
    SELECT,
    VERSION,
    WITHIN,
    Parameter,
    Q,
)
from tdpf.core.tables.declared import PARAMETERS as RECORDS_PARAMETERS
from tdpf.core.tables.errors import BadValue, NoPositions, RepeatedParameter, UnknownParameter
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.load import Loaded
from tdpf.core.tables.parameters import Pairs, parse, parse_place
from tdpf.core.tables.plan import takes_all
from tdpf.data.context import Context, context_of, published_or_error
from tdpf.data.credit import attribution_of
from tdpf.data.kept import takes_gzip
from tdpf.data.problem import ApiError
from tdpf.data.published import Published
from tdpf.data.request import is_unchanged, pairs_of
from tdpf.data.respond import caching

CLUSTER_PX = CELLS_PX[0]
CLUSTER = Parameter(
    "cluster",
    {"type": "integer", "enum": [0, *CELLS_PX], "default": CLUSTER_PX},
    "ズーム13までで点をまとめる升目の大きさ(512画素のタイルでの画素数)。0はまとめません。",
    "Edge of the grid cells whose points are one feature up to zoom 13, in pixels of a tile of 512 "
    "pixels; 0 leaves points alone.",
    CLUSTER_PX,
)
PARAMETERS = (SELECT, Q, BBOX, NEAR, WITHIN, CLUSTER, VERSION)
_RULES = 2  # goes up when the same question gives other bytes
_REFUSED = frozenset({p.name for p in (*RECORDS_PARAMETERS, BOM)} - {p.name for p in PARAMETERS})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request about a layer that has been understood."""

    table: Published
    wanted: Wanted
    version: int | None  # as asked


async def tile(request: Request) -> Response:
    """One tile; 204 where it holds nothing."""
    where = _tile(request)
    asked = await understand(request)
    is_zipped = takes_gzip(request.headers.get("accept-encoding", "").encode())
    headers = _headers(asked, where, is_zipped=is_zipped)
    if is_unchanged(request.headers, headers["ETag"], asked.table.dated):
        return Response(status_code=304, headers=headers)
    content = await _content(request, asked, where, context_of(request), is_zipped=is_zipped)
    return context_of(request).answers.keep(
        request,
        _response(content, headers),
        generation=asked.table.generation,
        table=asked.table,
        version=asked.version,
    )


async def description(request: Request) -> Response:
    """The TileJSON of the layer, with the parameters of this request in the tiles' address."""
    asked = await understand(request)
    entry = asked.table.entry
    pairs = [pair for pair in pairs_of(request) if pair[0] != "version"]
    question = urlencode([*pairs, ("version", entry.version.number)])
    site = context_of(request).site_url or str(request.base_url).rstrip("/")
    content = tilejson(
        title=entry.title,
        version=entry.version.number,
        attribution=attribution_of(entry),
        address=f"{site}/api/v1/tables/{entry.name}/tiles/{{z}}/{{x}}/{{y}}.mvt?{question}",
        bounds=entry.version.bbox,
        columns={c.name: c for c in asked.table.layout.columns if c.name in asked.wanted.columns},
    )
    body = msgspec.json.encode(content)
    is_pinned = asked.version is not None
    headers = caching(etag=f'"{short_hash(body)}"', modified=asked.table.dated, is_pinned=is_pinned)
    if is_unchanged(request.headers, headers["ETag"], asked.table.dated):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


async def understand(request: Request) -> Asked:
    """The table, version, columns and rows of a request, or the error that says what is wrong."""
    pairs = [pair for pair in pairs_of(request) if pair != ("f", "mvt")]
    version = parse_place([pair for pair in pairs if pair[0] == "version"]).version
    table = await published_or_error(request, request.path_params["table"], version)
    if not table.layout.has_position:
        raise NoPositions("tiles")
    return Asked(table, parse_wanted(pairs, table.layout), version)


def parse_wanted(pairs: Pairs, layout: Layout) -> Wanted:
    """The rows and columns that the parameters ask for, or the QueryError that says why not."""
    for name, _ in pairs:
        if name in _REFUSED:
            raise UnknownParameter(name, tuple(known.name for known in PARAMETERS))
    query = parse([pair for pair in pairs if pair[0] != "cluster"], layout)
    shown = query.columns or default_columns(layout)
    return Wanted(query, shown, _cluster([value for name, value in pairs if name == "cluster"]))


def _cluster(values: list[str]) -> int:
    if not values:
        return CLUSTER_PX
    if len(values) > 1:
        raise RepeatedParameter("cluster")
    if values[0] not in {str(px) for px in (0, *CELLS_PX)}:
        raise BadValue("cluster", values[0], "cell")
    return int(values[0])


async def archive(request: Request) -> Response:
    """All tiles of a large layer in one file, by ranges (PMTiles 3)."""
    pairs = pairs_of(request)
    for name, _ in pairs:
        if name != "version":
            raise UnknownParameter(name, ("version",))
    version = parse_place(pairs).version
    table = await published_or_error(request, request.path_params["table"], version)
    entry = table.entry
    path = context_of(request).shelf.path_for(archive_key(entry.version.sha256))
    if not path.is_file():
        raise ApiError("no-archive", table=entry.name)
    headers = caching(
        etag=f'"{short_hash((entry.version.sha256, path.name))}"',
        modified=table.dated,
        is_pinned=version is not None,
    )
    headers["TDPF-Version"] = str(entry.version.number)
    if is_unchanged(request.headers, headers["ETag"], table.dated):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=PMTILES, filename=f"{entry.name}.pmtiles")


def _baked(asked: Asked, where: Tile, context: Context) -> bytes | None:
    """The compressed tile of the archive, empty where it holds none; None to make it now."""
    wanted, table = asked.wanted, asked.table
    is_usual = wanted.cell_px == CLUSTER_PX and wanted.columns == default_columns(table.layout)
    if not (is_usual and takes_all(wanted.query)):
        return None
    path = context.shelf.path_for(archive_key(table.entry.version.sha256))
    try:
        archive = context.archives.get(path)
        return None if where.z > archive.max_zoom else archive.tile(where) or b""
    except (FileNotFoundError, NotAnArchive):
        return None


def _tile(request: Request) -> Tile:
    z, x, y = (request.path_params[name] for name in ("z", "x", "y"))
    try:
        return parse_tile(z, x, y)
    except NoSuchTile as error:
        raise ApiError("no-such-tile", tile=f"{z}/{x}/{y}") from error


def _headers(asked: Asked, where: Tile, *, is_zipped: bool) -> dict[str, str]:
    entry = asked.table.entry
    wanted = asked.wanted
    place = (where.z, where.x, where.y, is_zipped, _RULES)
    question = (question_of(wanted.query), wanted.columns, wanted.cell_px)
    etag = f'"{short_hash((entry.version.sha256, place, question))}"'
    headers = caching(etag=etag, modified=asked.table.dated, is_pinned=asked.version is not None)
    headers |= {"Vary": "Accept-Encoding", "TDPF-Version": str(entry.version.number)}
    if is_zipped:
        headers["Content-Encoding"] = "gzip"
    if entry.is_synthetic:
        headers["TDPF-Synthetic"] = "true"
    return headers


def _response(content: bytes, headers: dict[str, str]) -> Response:
    if content:
        return Response(content, headers=headers, media_type=MEDIA_TYPE)
    return Response(
        status_code=204,
        headers={name: text for name, text in headers.items() if name != "Content-Encoding"},
    )


async def _content(
    request: Request, asked: Asked, where: Tile, context: Context, *, is_zipped: bool
) -> bytes:
    """The tile, made at once where that takes less than changing threads twice."""
    baked = _baked(asked, where, context)
    if baked is not None:
        return baked if is_zipped or not baked else gzip.decompress(baked)
    path, wanted = asked.table.path, asked.wanted
    tables, layers = context.shelf.tables, context.layers

    def make() -> bytes:
        content = make_tile(layers.get(path), tables.get(path), where, wanted)
        return gzip.compress(content, 1, mtime=0) if content and is_zipped else content

    layer, here = layers.peek(path), tables.peek(path)
    if layer is not None and isinstance(here, Loaded) and is_light(layer, where, wanted):
        return make()
    try:
        return await context.work.run(make, request.receive)
    except FileNotFoundError as error:
        entry = asked.table.entry
        raise ApiError("version-gone", table=entry.name, version=entry.version.number) from error
