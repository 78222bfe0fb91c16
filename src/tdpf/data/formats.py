"""The formats in which rows can be had, and which one a request asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tdpf.core.tables.parameters import EXPORT, PAGE, Limits

FormatName = Literal["json", "csv", "geojson", "ndjson", "xlsx", "parquet", "arrow"]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PARQUET = "application/vnd.apache.parquet"
_ARROW = "application/vnd.apache.arrow.stream"


@dataclass(frozen=True, slots=True)
class Format:
    name: FormatName
    media_type: str
    content_type: str
    limits: Limits
    is_text: bool = True  # worth packing for the way
    is_file: bool = False  # written whole before it goes, however small


FORMATS: dict[str, Format] = {
    found.name: found
    for found in (
        Format("json", "application/json", "application/json", PAGE),
        Format("csv", "text/csv", "text/csv; charset=utf-8; header=present", EXPORT),
        Format("geojson", "application/geo+json", "application/geo+json", EXPORT),
        Format("ndjson", "application/x-ndjson", "application/x-ndjson", EXPORT),
        Format("xlsx", _XLSX, _XLSX, EXPORT, is_text=False, is_file=True),
        Format("parquet", _PARQUET, _PARQUET, EXPORT, is_text=False, is_file=True),
        Format("arrow", _ARROW, _ARROW, EXPORT, is_text=False),
    )
}
_BY_MEDIA_TYPE = {found.media_type: found for found in FORMATS.values()}
_BY_MEDIA_TYPE["application/x-parquet"] = FORMATS["parquet"]
_BY_MEDIA_TYPE["application/vnd.geo+json"] = FORMATS["geojson"]
_BY_MEDIA_TYPE["application/ndjson"] = FORMATS["ndjson"]
_WIDE = {"*/*", "application/*"}


def negotiate(accept: str) -> Format | None:
    """The format that an `Accept` header likes best; JSON when it does not care; else None."""
    if not accept:
        return FORMATS["json"]
    wanted = sorted(_ranges(accept), key=lambda choice: -choice[1])
    for media_type, quality in wanted:
        if quality <= 0:
            continue
        if media_type in _BY_MEDIA_TYPE:
            return _BY_MEDIA_TYPE[media_type]
        if media_type in _WIDE:
            return FORMATS["json"]
        if media_type == "text/*":
            return FORMATS["csv"]
    return None


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                quality = _quality(parameter[2:])
        found.append((media_type, quality))
    return found


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
