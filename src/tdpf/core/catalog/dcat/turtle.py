"""Turtle, one block a subject, sorted, so that equal statements are equal bytes."""

from __future__ import annotations

import re
from collections.abc import Callable

from tdpf.core.catalog.dcat.statements import Statements, Value
from tdpf.core.catalog.dcat.words import PREFIXES, RDF

LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TABLE = str.maketrans(_ESCAPES)


def turtle(statements: Statements) -> bytes:
    """The statements as UTF-8 text."""
    short = shortened()
    name = _namer(short)

    def term(value: Value) -> str:
        if isinstance(value, str):
            return name(value)
        text, language, datatype = value
        quoted = f'"{text.translate(_TABLE)}"'
        if language:
            return f"{quoted}@{language}"
        return f"{quoted}^^{name(datatype)}" if datatype else quoted

    def verb(predicate: str) -> str:
        """A type stands first, as people expect it: `a` comes before all names."""
        return "a" if predicate == RDF.type else name(predicate)

    lines = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in PREFIXES.items()]
    for subject in statements.subjects():
        told = sorted(
            f"    {verb(predicate)} {', '.join(sorted(map(term, values)))}"
            for predicate, values in statements.about(subject)
        )
        lines.append(f"\n{name(subject)}\n" + " ;\n".join(told) + " .")
    return "\n".join([*lines, ""]).encode()


def _namer(short: Callable[[str], str]) -> Callable[[str], str]:
    seen: dict[str, str] = {}

    def name(iri: str) -> str:
        found = seen.get(iri)
        if found is None:
            found = seen[iri] = short(iri) or f"<{iri}>"
        return found

    return name


def shortened() -> Callable[[str], str]:
    """IRI → prefix and local name; blank where no prefix of ours fits."""
    prefixes = {namespace: prefix for prefix, namespace in PREFIXES.items()}

    def short(iri: str) -> str:
        at = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = prefixes.get(iri[:at])
        return f"{prefix}:{iri[at:]}" if prefix and LOCAL.fullmatch(iri, at) else ""

    return short
