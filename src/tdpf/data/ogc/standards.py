"""The requirements classes that are fulfilled. Only what works stands here: clients act on it."""

from __future__ import annotations

_SPEC = "http://www.opengis.net/spec/"

COMMON = (
    f"{_SPEC}ogcapi-common-1/1.0/conf/core",
    f"{_SPEC}ogcapi-common-1/1.0/conf/landing-page",
    f"{_SPEC}ogcapi-common-1/1.0/conf/json",
    f"{_SPEC}ogcapi-common-1/1.0/conf/html",
    f"{_SPEC}ogcapi-common-1/1.0/conf/oas30",
    f"{_SPEC}ogcapi-common-2/1.0/conf/collections",
)
FEATURES = (
    f"{_SPEC}ogcapi-features-1/1.0/conf/core",
    f"{_SPEC}ogcapi-features-1/1.0/conf/geojson",
    f"{_SPEC}ogcapi-features-1/1.0/conf/html",
    f"{_SPEC}ogcapi-features-1/1.0/conf/oas30",
    f"{_SPEC}ogcapi-features-2/1.0/conf/crs",
    f"{_SPEC}ogcapi-features-3/1.0/conf/queryables",
    f"{_SPEC}ogcapi-features-3/1.0/conf/queryables-query-parameters",
    f"{_SPEC}ogcapi-features-3/1.0/conf/filter",
    f"{_SPEC}ogcapi-features-3/1.0/conf/features-filter",
)
CQL2 = tuple(
    f"{_SPEC}cql2/1.0/conf/{name}"
    for name in (
        "cql2-text",
        "cql2-json",
        "basic-cql2",
        "advanced-comparison-operators",
        "case-insensitive-comparison",
        "accent-insensitive-comparison",
        "basic-spatial-functions",
        "spatial-functions",
        "temporal-functions",
        "property-property",
        "arithmetic",
    )
)
TILES = (
    f"{_SPEC}ogcapi-tiles-1/1.0/conf/core",
    f"{_SPEC}ogcapi-tiles-1/1.0/conf/tileset",
    f"{_SPEC}ogcapi-tiles-1/1.0/conf/tilesets-list",
    f"{_SPEC}ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    f"{_SPEC}ogcapi-tiles-1/1.0/conf/mvt",
    f"{_SPEC}tms/2.0/conf/tilematrixset",
    f"{_SPEC}tms/2.0/conf/json-tilematrixset",
)
STYLES = (
    f"{_SPEC}ogcapi-styles-1/0.0/conf/core",
    f"{_SPEC}ogcapi-styles-1/0.0/conf/mapbox-style",
)
CONFORMS_TO = (*COMMON, *FEATURES, *CQL2, *TILES, *STYLES)
