"""OGC API Tiles (20-057) and Styles: tilesets, tile matrix sets, and styles of each table."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from tdpf.core.maps.crs import CRS84, EPSG_3857
from tdpf.core.maps.layer import NAME
from tdpf.core.maps.matrixset import ID, TITLE, URI, definition, limits, matrices
from tdpf.core.maps.mvt import MEDIA_TYPE as MVT
from tdpf.core.maps.style import MEDIA_TYPE as STYLE
from tdpf.core.maps.style import NAMES, StyleName, style
from tdpf.core.maps.tilejson import OVERZOOM_FROM
from tdpf.core.tables.errors import BadValue, NoPositions
from tdpf.data.credit import attribution_of
from tdpf.data.ogc.answer import answer
from tdpf.data.ogc.asked import Form, form_of, only
from tdpf.data.ogc.collections import collection_of, collection_path, crumbs_of
from tdpf.data.ogc.links import GEOJSON, JSON, REL, Link, both, root_of, site_of
from tdpf.data.ogc.page import anchor, link_list, page, paragraph, table
from tdpf.data.ogc.tableschema import geometry_column, shown, type_of
from tdpf.data.ogc.words import say
from tdpf.data.problem import ApiError
from tdpf.data.published import Published

Json = dict[str, Any]  # Any: a JSON object


async def tile_matrix_sets(request: Request) -> Response:
    """The one way in which the world is cut into tiles here."""
    form = form_of(request, only(request))
    root, words = root_of(request), form.language
    here = f"{root}/tileMatrixSets"
    links = both(here, JSON, is_html=form.is_html)
    one = {"id": ID, "title": TITLE, "uri": URI, "links": [Link(f"{here}/{ID}", "self", JSON)]}
    content = {"links": links, "tileMatrixSets": [one]}

    def people() -> bytes:
        rows = [(anchor(f"/ogc/tileMatrixSets/{ID}?f=html", ID), TITLE)]
        heads = ("id", say("description", words))
        return page(
            request,
            words,
            title=say("tile-matrix-sets", words),
            crumbs=[("/ogc?f=html", say("title", words))],
            parts=[table(say("tile-matrix-sets", words), heads, rows, is_markup=True)],
        )

    return answer(request, form, content, people, links=links)


async def tile_matrix_set(request: Request) -> Response:
    """WebMercatorQuad, zoom by zoom."""
    form = form_of(request, only(request))
    _known_set(request)
    words = form.language
    links = both(f"{root_of(request)}/tileMatrixSets/{ID}", JSON, is_html=form.is_html)

    def people() -> bytes:
        rows = [
            (one.id, f"{one.scale_denominator:,.1f}", f"{one.matrix_width:,}") for one in matrices()
        ]
        heads = (say("zoom", words), say("scale", words), say("width", words))
        return page(
            request,
            words,
            title=ID,
            crumbs=[
                ("/ogc?f=html", say("title", words)),
                ("/ogc/tileMatrixSets?f=html", say("tile-matrix-sets", words)),
            ],
            parts=[table(ID, heads, rows)],
        )

    return answer(request, form, definition() | {"links": links}, people, links=links)


def _known_set(request: Request) -> None:
    if request.path_params["set"] != ID:
        raise ApiError("no-such-tile-matrix-set", set=request.path_params["set"])


async def tilesets(request: Request) -> Response:
    """The tilesets of a table."""
    form = form_of(request, only(request))
    found = await _on_map(request)
    here = f"{collection_path(root_of(request), found.entry)}/tiles"
    links = both(here, JSON, is_html=form.is_html)
    content = {"links": links, "tilesets": [_brief(request, found, here)]}

    def people() -> bytes:
        words = form.language
        address = f"/ogc/collections/{quote(found.entry.name)}/tiles/{ID}?f=html"
        rows = [(anchor(address, ID), say("tileset", words))]
        heads = ("id", say("description", words))
        return page(
            request,
            words,
            title=say("tilesets", words),
            crumbs=crumbs_of(found.entry, words),
            parts=[table(say("tilesets", words), heads, rows, is_markup=True)],
        )

    return answer(request, form, content, people, links=links, modified=found.dated)


async def tileset(request: Request) -> Response:
    """One tileset: where its tiles are, which of them hold anything, and what is in them."""
    form = form_of(request, only(request))
    _known_set(request)
    found = await _on_map(request)
    entry = found.entry
    here = f"{collection_path(root_of(request), entry)}/tiles"
    content = _brief(request, found, here)
    links = [*both(f"{here}/{ID}", JSON, is_html=form.is_html), *content["links"][1:]]
    content |= {
        "links": links,
        "attribution": attribution_of(entry),
        "layers": [_layer(found)],
    }
    if entry.version.bbox is not None:
        west, south, east, north = entry.version.bbox
        content["boundingBox"] = {
            "lowerLeft": [west, south],
            "upperRight": [east, north],
            "crs": CRS84.uri,
        }
        content["tileMatrixSetLimits"] = limits(entry.version.bbox, OVERZOOM_FROM)

    def people() -> bytes:
        words = form.language
        template = f"{here}/{ID}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
        return page(
            request,
            words,
            title=f"{say('tileset', words)} {ID}",
            crumbs=[
                *crumbs_of(entry, words),
                (f"/ogc/collections/{quote(entry.name)}/tiles?f=html", say("tilesets", words)),
            ],
            parts=[
                f"<p><code>{template}</code></p>",
                link_list(links[2:]),
            ],
        )

    return answer(request, form, content, people, links=links[:2], modified=found.dated)


def _brief(request: Request, found: Published, here: str) -> Json:
    """What stands about a tileset in the list."""
    tile = f"{here}/{ID}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    site, name = site_of(request), quote(found.entry.name)
    return {
        "title": found.entry.title,
        "dataType": "vector",
        "crs": EPSG_3857.uri,
        "tileMatrixSetURI": URI,
        "tileMatrixSetId": ID,
        "links": [
            Link(f"{here}/{ID}", "self", JSON),
            Link(f"{root_of(request)}/tileMatrixSets/{ID}", f"{REL}tiling-scheme", JSON, ID),
            Link(tile, "item", MVT, "MVT", templated=True),
            Link(f"{site}/api/v1/tables/{name}/tiles.json", "describedby", JSON, "TileJSON"),
        ],
    }


def _layer(found: Published) -> Json:
    columns = shown(found.layout)
    layer: Json = {
        "id": NAME,
        "title": found.entry.title,
        "dataType": "vector",
        "minTileMatrix": "0",
        "maxTileMatrix": str(OVERZOOM_FROM),
        "propertiesSchema": {
            "type": "object",
            "properties": {column.name: type_of(column) for column in columns},
        },
    }
    if geometry_column(found.layout) is None:
        layer["geometryDimension"] = 0
    return layer


async def _on_map(request: Request) -> Published:
    found = await collection_of(request)
    if not found.layout.has_position:
        raise NoPositions("tiles")
    return found


async def styles(request: Request) -> Response:
    """The styles in which a table can be drawn."""
    form = form_of(request, only(request))
    found = await _on_map(request)
    here = f"{collection_path(root_of(request), found.entry)}/styles"
    links = both(here, JSON, is_html=form.is_html)
    listed = [
        {
            "id": name,
            "title": name,
            "links": [
                Link(f"{here}/{name}", "stylesheet", STYLE, name),
                Link(f"{here}/{name}/metadata", "describedby", JSON, name),
            ],
        }
        for name in NAMES
    ]
    content = {"styles": listed, "default": NAMES[0], "links": links}

    def people() -> bytes:
        words = form.language
        local = f"/ogc/collections/{quote(found.entry.name)}/styles"
        rows = [(anchor(f"{local}/{name}", name), STYLE) for name in NAMES]
        heads = (say("style", words), say("type", words))
        return page(
            request,
            words,
            title=say("styles", words),
            crumbs=crumbs_of(found.entry, words),
            parts=[table(say("styles", words), heads, rows, is_markup=True), paragraph("MapLibre")],
        )

    return answer(request, form, content, people, links=links, modified=found.dated)


async def one_style(request: Request) -> Response:
    """A style for MapLibre and others: it can be given to a map as it is."""
    form = _machine(request)
    found = await _on_map(request)
    entry = found.entry
    content = style(
        _style_name(request),
        title=entry.title,
        source=f"{site_of(request)}/api/v1/tables/{quote(entry.name)}/tiles.json",
        bounds=entry.version.bbox,
        has_shapes=geometry_column(found.layout) is not None,
    )
    return answer(request, form, content, lambda: b"", media_type=STYLE, modified=found.dated)


async def style_metadata(request: Request) -> Response:
    """What a style is called, where it stands, and which layers and columns it draws."""
    form = _machine(request)
    found = await _on_map(request)
    name = _style_name(request)
    here = f"{collection_path(root_of(request), found.entry)}/styles/{name}"
    data = Link(f"{here.partition('/styles/')[0]}/items", "start", GEOJSON)
    written = {
        "title": "Mapbox Style",
        "version": "8",
        "specification": "https://maplibre.org/maplibre-style-spec/",
        "native": True,
        "link": Link(here, "stylesheet", STYLE),
    }
    layer = _layer(found)
    content = {
        "id": name,
        "title": f"{found.entry.title} ({name})",
        "scope": "style",
        "version": str(found.entry.version.number),
        "stylesheets": [written],
        "layers": [
            {"id": layer["id"], "propertiesSchema": layer["propertiesSchema"], "sampleData": data}
        ],
        "links": [Link(f"{here}/metadata", "self", JSON), Link(here, "stylesheet", STYLE)],
    }
    return answer(request, form, content, lambda: b"", modified=found.dated)


def _machine(request: Request) -> Form:
    """The form of what is for programs alone: `f=html` is refused and not passed over."""
    form = form_of(request, [pair for pair in only(request) if pair[0] == "f"] or [("f", "json")])
    if form.is_html:
        raise BadValue("f", "html", "no-page")
    return form


def _style_name(request: Request) -> StyleName:
    asked = request.path_params["style"]
    name = next((name for name in NAMES if name == asked), None)
    if name is None:
        raise ApiError("no-such-style", style=asked)
    return name
