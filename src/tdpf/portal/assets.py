"""Where static files are served: one address that changes when any of them changes.

The fingerprint stands in the path (`/static/<fingerprint>/…`), so browsers may keep every file
for ever, and modules and stylesheets that name each other by relative paths stay as written.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import django

STATIC = Path(__file__).resolve().parent / "static"
STYLES = (
    "base",
    "layout",
    "button",
    "search-form",
    "notice",
    "figures",
    "matrix",
    "chip",
    "results",
    "facets",
    "pagination",
    "breadcrumb",
    "contents",
    "table",
    "map",
    "quality",
    "findings",
    "downloads",
    "code",
    "timeline",
    "prose",
    "set-list",
    "print",
)


@cache
def fingerprint() -> str:
    """Short hash over every static file; vendored ones count by their versioned names."""
    digest = hashlib.sha256(
        django.__version__.encode()
    )  # the staff screens have files of their own
    for path in sorted(STATIC.rglob("*")):
        if path.is_file() and path.suffix != ".gz":
            digest.update(str(path.relative_to(STATIC)).encode())
            if "vendor" not in path.parts:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def vendored(name: str) -> str:
    """Path of a library's folder below the static address, such as `vendor/maplibre-gl-6.17.0`."""
    found = sorted(STATIC.glob(f"vendor/{name}-*"))
    return str(found[-1].relative_to(STATIC)) if found else ""


@cache
def stylesheet() -> bytes:
    """The one stylesheet of every page: design tokens, then our components in order."""
    paths = [STATIC / "css" / f"{name}.css" for name in STYLES]
    if tokens := vendored("design-tokens"):
        paths.insert(0, STATIC / tokens / "tokens.css")
    return b"\n".join(path.read_bytes() for path in paths)
