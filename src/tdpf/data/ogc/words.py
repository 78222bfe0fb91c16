"""Words of the OGC pages and resources, in both languages."""

from __future__ import annotations

from tdpf.data.site import title
from tdpf.data.words import Language

_WORDS: dict[str, tuple[str, str]] = {
    "skip": ("本文へ移動", "Skip to the main content"),
    "language": ("言語", "Language"),
    "here": ("現在地", "You are here"),
    "home": ("ホーム", "Home"),
    "pages": ("ページ", "Pages"),
    "previous": ("最初へ", "First page"),
    "next": ("次へ", "Next page"),
    "title": ("OGC API", "OGC API"),
    "lead": (
        "公開された表を地図のソフトで使えます。QGISやGDALには、このアドレスを入れてください。",
        "Use published tables in any map software: give QGIS or GDAL this address.",
    ),
    "collections": ("コレクション（表）の一覧", "Collections (tables)"),
    "collections-lead": (
        "表が一つずつコレクションになっています。",
        "Each table is a collection.",
    ),
    "conformance": ("満たしている規格", "Conformance"),
    "conformance-lead": (
        "このサーバーが満たす要件の一覧です。",
        "The requirements classes that this server fulfils.",
    ),
    "api": ("APIの説明（OpenAPI 3.0）", "API definition (OpenAPI 3.0)"),
    "api-page": ("APIの説明（ページ）", "API definition (page)"),
    "tile-matrix-sets": ("タイルの区切り方", "Tile matrix sets"),
    "tilesets": ("地図タイル", "Map tiles"),
    "tileset": ("ベクトルタイル", "Vector tiles"),
    "styles": ("地図のスタイル", "Map styles"),
    "style": ("スタイル", "Style"),
    "items": ("地物（行）", "Features (rows)"),
    "item": ("地物", "Feature"),
    "queryables": ("条件に使える項目", "Queryables"),
    "schema": ("列の一覧", "Schema"),
    "data": ("データ", "Data"),
    "about": ("この表について", "About this table"),
    "links": ("ほかの形式", "Other forms"),
    "name": ("名前", "Name"),
    "type": ("型", "Type"),
    "description": ("説明", "Description"),
    "value": ("値", "Value"),
    "column": ("列", "Column"),
    "rows": ("行数", "Rows"),
    "publisher": ("公開団体", "Publisher"),
    "licence": ("利用条件", "Licence"),
    "bbox": ("範囲（西、南、東、北）", "Extent (west, south, east, north)"),
    "version": ("版", "Version"),
    "crs": ("座標参照系", "Reference systems"),
    "position": ("位置", "Position"),
    "matched": ("{matched}件のうち{returned}件", "{returned} of {matched}"),
    "empty": ("当てはまるものはありません。", "Nothing matches."),
    "as-geojson": ("このページをGeoJSONで", "This page as GeoJSON"),
    "as-json": ("この内容をJSONで", "This resource as JSON"),
    "dataset": ("データセットのページ", "Page of the dataset"),
    "address": ("アドレス", "Address"),
    "zoom": ("ズーム", "Zoom"),
    "scale": ("縮尺の分母", "Scale denominator"),
    "width": ("タイルの数（一辺）", "Tiles along an edge"),
}


def say(key: str, language: Language, **filled: object) -> str:
    if key == "site":
        return title(language)
    text = _WORDS[key][0 if language == "ja" else 1]
    return text.format_map(filled) if filled else text
