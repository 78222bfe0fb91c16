"""JSON-LD: our prefixes as the context, one object a subject."""

from __future__ import annotations

import msgspec

from tdpf.core.catalog.dcat.statements import Statements, Value
from tdpf.core.catalog.dcat.turtle import shortened
from tdpf.core.catalog.dcat.words import PREFIXES, RDF

_CONTEXT = msgspec.json.encode(PREFIXES)
JSON = str | dict[str, str]


def json_ld(statements: Statements) -> bytes:
    """The statements as UTF-8 text."""
    short = shortened()
    names: dict[str, str] = {}

    def name(iri: str) -> str:
        if iri not in names:
            names[iri] = short(iri) or iri
        return names[iri]

    def term(value: Value) -> JSON:
        if isinstance(value, str):
            return {"@id": value}
        text, language, datatype = value
        if language:
            return {"@language": language, "@value": text}
        return {"@type": name(datatype), "@value": text} if datatype else text

    things: list[bytes] = []  # encoded one by one: a page has ten thousand objects
    for subject in statements.subjects():
        thing: dict[str, str | list[JSON] | list[str]] = {"@id": subject}
        for predicate, values in statements.about(subject):
            if predicate == RDF.type:
                thing["@type"] = sorted(name(value) for value in values if isinstance(value, str))
            else:
                thing[name(predicate)] = [term(value) for value in values]
        things.append(msgspec.json.encode(thing))
    return b'{"@context":%b,"@graph":[\n%b\n]}\n' % (_CONTEXT, b",\n".join(things))
