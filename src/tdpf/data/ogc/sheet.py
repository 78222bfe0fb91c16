"""The look of the portal for pages that the data server writes itself: one stylesheet, one mark.

The portal's components are files in the package, so that a data server alone has them as well.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import tdpf

_STATIC = Path(tdpf.__file__).parent / "portal" / "static"
_COMPONENTS = (
    "base",
    "layout",
    "button",
    "notice",
    "figures",
    "chip",
    "pagination",
    "breadcrumb",
    "contents",
    "table",
    "downloads",
    "code",
    "prose",
    "print",
)


@cache
def stylesheet() -> bytes:
    tokens = sorted(_STATIC.glob("vendor/design-tokens-*/tokens.css"))[-1:]
    paths = [*tokens, *(_STATIC / "css" / f"{name}.css" for name in _COMPONENTS)]
    return b"\n".join(path.read_bytes() for path in paths)


@cache
def mark() -> str:
    """The drawing in the header."""
    path = _STATIC.parent / "templates" / "components" / "mark.html"
    return path.read_text(encoding="utf-8").strip()


@cache
def icon() -> bytes:
    return (_STATIC / "icon.svg").read_bytes()


@cache
def fingerprint() -> str:
    return hashlib.sha256(stylesheet()).hexdigest()[:12]
