"""The three syntaxes of RDF that catalogues are read and written in. Needs no RDF library."""

from __future__ import annotations

from typing import Literal

Syntax = Literal["turtle", "json-ld", "rdf-xml"]

MEDIA_TYPES: dict[Syntax, str] = {
    "turtle": "text/turtle",
    "json-ld": "application/ld+json",
    "rdf-xml": "application/rdf+xml",
}
SUFFIXES: dict[str, Syntax] = {
    "ttl": "turtle",
    "jsonld": "json-ld",
    "rdf": "rdf-xml",
    "xml": "rdf-xml",
}
_PAGES = {"text/html", "application/xhtml+xml", "*/*", "text/*", "application/*"}


def preferred(accept: str) -> Syntax | None:
    """The syntax that an `Accept` header likes best; None where it would rather have a page.

    >>> preferred("text/turtle, text/html;q=0.5"), preferred("text/html, text/turtle;q=0.5")
    ('turtle', None)
    """
    best: tuple[float, Syntax | None] = (0.0, None)
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = _quality(parameters)
        syntax = next((name for name, kind in MEDIA_TYPES.items() if kind == media_type), None)
        if quality > best[0] and (syntax or media_type in _PAGES):
            best = (quality, syntax)
    return best[1]


def suffix_of(syntax: Syntax) -> str:
    return next(suffix for suffix, known in SUFFIXES.items() if known == syntax)


def _quality(parameters: list[str]) -> float:
    told = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return float(told)
    except ValueError:
        return 0.0
