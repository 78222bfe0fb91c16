"""The parameters of `items` → a checked query in the order of the standards' chapters."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tdpf.core.maps.box import BadBox, Box
from tdpf.core.maps.crs import CRS84, Crs, find_crs, parse_box_in
from tdpf.core.maps.moment import BadMoment, parse_moment, within_span
from tdpf.core.tables.cursor import Cursor, question_of
from tdpf.core.tables.declared import FILTERING, GROUPING, Limits, Parameter
from tdpf.core.tables.errors import (
    BadBoundingBox,
    BadCursor,
    BadLimit,
    BadValue,
    UnknownParameter,
)
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.parameters import Pairs, parse
from tdpf.core.tables.query import And, Checked, Filter
from tdpf.data.ogc.asked import single
from tdpf.data.ogc.tableschema import moment_column

PAGE_DEFAULT = 100
PAGE_MAXIMUM = 10_000
_LIMITS = Limits(default=PAGE_DEFAULT, maximum=PAGE_MAXIMUM)

LIMIT = Parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": PAGE_MAXIMUM, "default": PAGE_DEFAULT},
    f"1ページの地物の数。既定{PAGE_DEFAULT}、最大{PAGE_MAXIMUM}。",
    f"Features a page: {PAGE_DEFAULT} unless given, {PAGE_MAXIMUM} at most.",
)
_NUMBERS = {"type": "array", "items": {"type": "number"}}
BBOX = Parameter(
    "bbox",
    {"oneOf": [{**_NUMBERS, "minItems": n, "maxItems": n} for n in (4, 6)]},
    "この四角と重なる地物だけを返します。順は bbox-crs の軸の順です。",
    "Only features that meet this box, in the axis order of bbox-crs.",
)
BBOX_CRS = Parameter(
    "bbox-crs",
    {"type": "string", "format": "uri", "default": CRS84.uri},
    "bbox の座標参照系。",
    "Reference system of bbox.",
)
CRS = Parameter(
    "crs",
    {"type": "string", "format": "uri", "default": CRS84.uri},
    "答えの座標参照系。",
    "Reference system of the answer.",
)
DATETIME = Parameter(
    "datetime",
    {"type": "string"},
    "日時か期間。表の最初の日付か日時の列がこの中にある地物だけを返します。例 2024-01-01/..",
    "An instant or an interval: only features whose first date or instant lies in it, such as "
    "2024-01-01/..",
)
OURS = (LIMIT, BBOX, BBOX_CRS, CRS, DATETIME, *FILTERING)
_NAMES = ("limit", "bbox", "bbox-crs", "crs", "datetime")
_OF_PAGE = ("f", "lang", "cursor", "version")
_NOT_HERE = frozenset({parameter.name for parameter in GROUPING} | {"select", "bom"})


@dataclass(frozen=True, slots=True)
class Question:
    query: Checked
    crs: Crs


def parse_question(pairs: Pairs, layout: Layout, cursor: Cursor | None) -> Question:
    """What the parameters ask, or the QueryError that says what is wrong."""
    given = single(pairs, (*_NAMES, *_OF_PAGE))
    for name, _ in pairs:
        if name in _NOT_HERE and layout.find(name) is None:
            raise UnknownParameter(name, (*_NAMES, "q"))
    rest = [pair for pair in pairs if pair[0] not in {*_NAMES, *_OF_PAGE}]
    query = parse(rest, layout, limits=_LIMITS)
    where = _with_moment(query.where, given.get("datetime"), layout)
    asked_crs = _crs("crs", given.get("crs"))
    box_crs = _crs("bbox-crs", given.get("bbox-crs"))
    box = _box(box_crs, given["bbox"], layout) if "bbox" in given else None
    query = msgspec.structs.replace(
        query,
        where=where,
        box=box,
        has_reach=layout.geometry is not None,
        limit=_limit(given.get("limit")),
        offset=cursor.offset if cursor else 0,
    )
    if cursor is not None and cursor.question != question_of(query):
        raise BadCursor("cursor")
    return Question(query, asked_crs)


def _with_moment(where: Filter | None, text: str | None, layout: Layout) -> Filter | None:
    """`where` and the moment; a table without dates has no say, so all of its features match."""
    if text is None:
        return where
    try:
        span = parse_moment(text)
    except BadMoment as error:
        raise BadValue("datetime", text, "moment") from error
    column = moment_column(layout)
    found = within_span(column, span) if column is not None else None
    if found is None:
        return where
    return found if where is None else And((where, found))


def _crs(name: str, text: str | None) -> Crs:
    if text is None:
        return CRS84
    found = find_crs(text)
    if found is None:
        raise BadValue(name, text, "crs")
    return found


def _box(crs: Crs, text: str, layout: Layout) -> Box | None:
    """The box in degrees; features without a place meet none, and a table may have none at all."""
    try:
        box = parse_box_in(crs, text)
    except BadBox as error:
        raise BadBoundingBox("bbox", text, error.reason) from error
    return box if layout.has_position else Box(0.0, 0.0, 0.0, 0.0)


def _limit(text: str | None) -> int:
    """More than the maximum is the maximum (17-069r4, 7.15.2)."""
    if text is None:
        return PAGE_DEFAULT
    if not (text.isascii() and text.isdigit() and int(text[:12]) > 0):
        raise BadLimit("limit", text, PAGE_MAXIMUM)
    return min(int(text[:12]), PAGE_MAXIMUM)
