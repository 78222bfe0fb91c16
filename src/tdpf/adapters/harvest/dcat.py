"""DCAT in RDF/XML, Turtle, JSON-LD or `data.json`, following `hydra:next`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
from rdflib import Graph

from tdpf.adapters.harvest.base import Page, fetch, looks_like_html, refused, unreadable
from tdpf.adapters.outbound import Outbound
from tdpf.core.catalog import data_json
from tdpf.core.catalog.dcat.read import Reading, read_catalog
from tdpf.core.catalog.json_text import decoded

ACCEPT = "application/ld+json, text/turtle;q=0.9, application/rdf+xml;q=0.8, application/json;q=0.7"
MOST_PAGES = 100_000
_FORMATS = {
    "text/turtle": "turtle",
    "application/rdf+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
}


class DcatListing:
    """Reads a catalogue in any of DCAT's clothes. The bytes say which, before the type does."""

    is_incremental = False

    def __init__(self, url: str, client: Outbound, workspace: Path) -> None:
        self._url = url
        self._client = client
        self._workspace = workspace

    def pages(self, cursor: str, since: datetime | None) -> Iterator[Page]:
        del since
        here, seen = cursor or self._url, set[str]()
        while here and here not in seen and len(seen) < MOST_PAGES:
            seen.add(here)
            reading = self._read(here)
            there = urljoin(here, reading.next_page) if reading.next_page else ""
            there = there if urlsplit(there).scheme in {"http", "https"} else ""
            yield Page(
                datasets=reading.datasets,
                cursor="" if there in seen else there,
                findings=tuple((one.dataset, one.finding) for one in reading.remarks),
            )
            here = there

    def _read(self, url: str) -> Reading:
        answer = fetch(self._client, url, self._workspace, headers={"Accept": ACCEPT})
        try:
            if not answer.is_good or looks_like_html(answer.head):
                raise refused(answer, url)
            media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return _parsed(answer.path.read_bytes(), media_type, url)
        finally:
            answer.path.unlink(missing_ok=True)


def _parsed(data: bytes, media_type: str, url: str) -> Reading:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:500]
    if start[:1] in {b"{", b"["}:
        return _json(data, url)
    form = "xml" if start[:5] == b"<?xml" or b"<rdf:RDF" in start else _FORMATS.get(media_type)
    return _graph(data, form if form and form != "json-ld" else "turtle", url)


def _json(data: bytes, url: str) -> Reading:
    try:
        document = decoded(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(url, str(error)) from error
    is_plain = isinstance(document, dict) and "dataset" in document and "@graph" not in document
    if is_plain:
        try:
            return data_json.read(data, source=url)
        except data_json.NotDataJson as error:
            raise unreadable(url, str(error)) from error
    return _graph(msgspec.json.encode(_without_remote(document)), "json-ld", url)


def _without_remote(node: Any) -> Any:  # Any: JSON
    """The document without contexts that would have to be fetched from elsewhere."""
    if isinstance(node, list):
        return [_without_remote(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {name: _without_remote(value) for name, value in node.items() if name != "@context"}
    contexts = node.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    local = [one for one in listed if isinstance(one, dict) and "@import" not in one]
    return ({"@context": local} if local else {}) | kept


def _graph(data: bytes, form: str, url: str) -> Reading:
    if form == "xml" and b"<!ENTITY" in data[:100_000]:
        raise unreadable(url, "entities are not allowed")
    graph = Graph()
    try:
        with warnings.catch_warnings():  # rdflib's own JSON-LD parser uses what rdflib deprecates
            warnings.simplefilter("ignore", DeprecationWarning)
            graph.parse(data=data, format=form, publicID=url)
        return read_catalog(graph)
    except Exception as error:  # rdflib's parsers raise a dozen unrelated kinds
        raise unreadable(url, f"{type(error).__name__}: {error}") from error
