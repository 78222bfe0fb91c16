"""An OGC API as a client sees it: it follows links and builds no address that it was not told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.data.client import Client, Reply

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


class Api:
    def __init__(self, client: Client) -> None:
        self._client = client

    def get(self, address: str, question: dict[str, Any] | None = None, **headers: str) -> Reply:
        split = urlsplit(address)
        asked = [part for part in (split.query, urlencode(question or {})) if part]
        path = split.path if split.path.startswith("/") else f"/ogc/{split.path}".rstrip("/")
        return self._client.get(f"{path}?{'&'.join(asked)}" if asked else path, **headers)

    def json(self, address: str, question: dict[str, Any] | None = None) -> Any:
        reply = self.get(address, question)
        assert reply.status == 200, reply.text
        return reply.json()

    def collection(self, name: str = "toilets") -> Any:
        return self.json(f"collections/{name}")

    def items(self, question: dict[str, Any] | None = None, name: str = "toilets") -> Any:
        return self.json(f"collections/{name}/items", question)


def link(holder: Any, relation: str, kind: str | None = None) -> str:
    """The address of the link with this relation, and media type if one is asked."""
    found = [
        one["href"]
        for one in holder["links"]
        if one["rel"] == relation and kind in {None, one.get("type")}
    ]
    assert found, (relation, holder["links"])
    return str(found[0])


def relations(holder: Any) -> set[str]:
    return {one["rel"] for one in holder["links"]}
