"""A graph as text (Turtle, JSON-LD, RDF/XML) and back, with nothing fetched on the way.

Foreign text is hostile until read: an XML entity that holds entities, an external entity and a
remote JSON-LD context are refused with a sentence, never followed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

import msgspec
from rdflib import Graph
from rdflib.plugins.parsers.jsonld import to_rdf

from tdpf.core.catalog.dcat.json_ld import json_ld
from tdpf.core.catalog.dcat.rdf_xml import rdf_xml
from tdpf.core.catalog.dcat.statements import Statements
from tdpf.core.catalog.dcat.terms import empty_graph
from tdpf.core.catalog.dcat.turtle import turtle
from tdpf.core.catalog.json_text import decoded
from tdpf.core.catalog.syntaxes import MEDIA_TYPES, Syntax

_RDFLIB: dict[Syntax, str] = {"turtle": "turtle", "json-ld": "json-ld", "rdf-xml": "xml"}
_WRITERS: dict[Syntax, Callable[[Statements], bytes]] = {
    "turtle": turtle,
    "json-ld": json_ld,
    "rdf-xml": rdf_xml,
}
_LONGEST_ENTITY = 300


class Unreadable(Exception):
    """The text is no RDF of that syntax, or it is hostile; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def write_graph(statements: Statements, syntax: Syntax) -> bytes:
    """The statements as UTF-8 text."""
    return _WRITERS[syntax](statements)


def read_graph(data: bytes, syntax: Syntax, *, base: str) -> Graph:
    """The graph of a document that came from `base`; Unreadable when it cannot be."""
    graph = empty_graph()
    if syntax == "rdf-xml":
        _refuse_entities(data)
    tree = _safe_json(data) if syntax == "json-ld" else None
    try:
        if syntax == "json-ld":
            to_rdf(tree, graph, base, version=1.1)  # named graphs are read like the rest
        else:
            graph.parse(data=data, format=_RDFLIB[syntax], publicID=base)
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    except Exception as error:  # rdflib's parsers raise what they like for bad text
        raise Unreadable(str(error)[:300] or type(error).__name__) from error
    return graph


def syntax_of(data: bytes, content_type: str = "") -> Syntax:
    """What the text is, by its first letters; the content type decides what they leave open."""
    head = data[:2048].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")):
        return "json-ld"
    if head.startswith("<?xml") or re.match(r"<(!DOCTYPE|!--|[\w.-]+:RDF|RDF)\b", head):
        return "rdf-xml"
    declared = content_type.partition(";")[0].strip().lower()
    return next((syntax for syntax, name in MEDIA_TYPES.items() if name == declared), "turtle")


def _refuse_entities(data: bytes) -> None:
    """Entities may be short plain words, as old files use for namespaces; nothing else."""
    parser = expat.ParserCreate()

    def declared(*given: Any) -> None:  # Any: expat passes seven values of several types
        _, _, value, _, system_id, _, _ = given
        if system_id is not None or value is None:
            raise Unreadable("external entity")
        if "&" in value or len(value) > _LONGEST_ENTITY:
            raise Unreadable("entity that grows")

    def started(*_: Any) -> None:
        raise _Body

    parser.EntityDeclHandler = declared
    parser.StartElementHandler = started
    try:
        parser.Parse(data, True)
    except _Body:
        return
    except expat.ExpatError as error:
        raise Unreadable(str(error)) from error


class _Body(Exception):
    """The first element: declarations are behind us."""


def _safe_json(data: bytes) -> Any:  # Any: JSON
    """The document with every context that is an address taken out or refused."""
    try:
        return _without_remote(decoded(data))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"no JSON: {error}") from error
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error


_KNOWN_CONTEXTS: dict[str, dict[str, str]] = {
    "http://schema.org": {"@vocab": "http://schema.org/"},
    "https://schema.org": {"@vocab": "http://schema.org/"},
}


def _without_remote(tree: Any) -> Any:  # Any: JSON
    if isinstance(tree, list):
        return [_without_remote(part) for part in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: _local_context(value) if key == "@context" else _without_remote(value)
        for key, value in tree.items()
        if key != "@import"
    }


def _local_context(context: Any) -> Any:  # Any: JSON
    if isinstance(context, str):
        known = _KNOWN_CONTEXTS.get(context.rstrip("/"))
        if known is None:
            raise Unreadable(f"remote context {context}")
        return known
    if isinstance(context, list):
        return [_local_context(part) for part in context]
    return _without_remote(context)
