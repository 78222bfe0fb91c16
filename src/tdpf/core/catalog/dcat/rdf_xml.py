"""RDF/XML: one `rdf:Description` a subject."""

from __future__ import annotations

from tdpf.core.catalog.dcat.statements import Statements, Value
from tdpf.core.catalog.dcat.turtle import shortened
from tdpf.core.catalog.dcat.words import PREFIXES

_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})


def rdf_xml(statements: Statements) -> bytes:
    """The statements as UTF-8 text. Every predicate of ours has a prefix."""
    short = shortened()
    tags: dict[str, str] = {}
    spaces = "".join(f'\n  xmlns:{prefix}="{name}"' for prefix, name in PREFIXES.items())
    lines = ['<?xml version="1.0" encoding="utf-8"?>', f"<rdf:RDF{spaces}>"]
    for subject in statements.subjects():
        lines.append(f'  <rdf:Description rdf:about="{subject.translate(_SIGNS)}">')
        for predicate, values in statements.about(subject):
            if predicate not in tags:
                tags[predicate] = short(predicate)
            tag = tags[predicate]
            lines += [_line(tag, value) for value in values]
        lines.append("  </rdf:Description>")
    return "\n".join([*lines, "</rdf:RDF>", ""]).encode()


def _line(tag: str, value: Value) -> str:
    if isinstance(value, str):
        return f'    <{tag} rdf:resource="{value.translate(_SIGNS)}"/>'
    text, language, datatype = value
    kind = f' rdf:datatype="{datatype}"' if datatype else ""
    kind = f' xml:lang="{language}"' if language else kind
    return f"    <{tag}{kind}>{text.translate(_SIGNS)}</{tag}>"
