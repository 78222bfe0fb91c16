"""The OpenAPI document as a page for people: endpoints, parameters, operators, error codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from tdpf.core.tables.parameters import OPERATORS
from tdpf.data.openapi import document
from tdpf.data.problem import WORDS
from tdpf.data.words import Language


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    is_in_path: bool
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path; paths that differ only in their format are one endpoint with `formats`."""

    path: str
    summary: str
    formats: tuple[tuple[str, str], ...]
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    name: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class ErrorCode:
    code: str
    status: int
    title: str


@dataclass(frozen=True, slots=True)
class ApiPage:
    endpoints: tuple[Endpoint, ...]
    operators: tuple[Operator, ...]
    errors: tuple[ErrorCode, ...]


_EXAMPLES = {
    "eq": "名称=図書館",
    "ne": "名称__ne=図書館",
    "lt": "緯度__lt=35.7",
    "lte": "緯度__lte=35.7",
    "gt": "緯度__gt=35.7",
    "gte": "緯度__gte=35.7",
    "in": "_publisher__in=131130,131091",
    "between": "緯度__between=35.6,35.7",
    "isnull": "電話番号__isnull=false",
    "contains": "名称__contains=公園",
    "startswith": "名称__startswith=中央",
}


def api_page(site_url: str) -> ApiPage:
    language: Language = "en" if (get_language() or "ja").startswith("en") else "ja"
    return ApiPage(
        endpoints=tuple(_endpoints(document(site_url, language=language)["paths"])),
        operators=tuple(
            Operator(name, words[language == "en"], _EXAMPLES.get(name, f"column__{name}=value"))
            for name, words in OPERATORS.items()
        ),
        errors=tuple(
            ErrorCode(code, words.status, words.title_en if language == "en" else words.title_ja)
            for code, words in sorted(WORDS.items(), key=lambda pair: (pair[1].status, pair[0]))
        ),
    )


def _endpoints(paths: dict[str, Any]) -> Iterable[Endpoint]:
    families: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for path, methods in paths.items():
        if "get" in methods:
            family = re.sub(r"(?<=/records)\.\w+$", "", path)
            families.setdefault(family, []).append((path, methods["get"]))
    for family, members in families.items():
        first = members[0][1]
        own = next((found for path, found in members if path == family), first)
        formats = [(path, found["summary"]) for path, found in members if path != family]
        yield Endpoint(family, own["summary"], tuple(formats), tuple(_parameters(members)))


def _parameters(members: Iterable[tuple[str, dict[str, Any]]]) -> Iterable[Parameter]:
    seen = set()
    for _, operation in members:
        for given in operation.get("parameters", ()):
            if given["name"] not in seen and given["in"] in {"path", "query"}:
                seen.add(given["name"])
                yield Parameter(
                    given["name"],
                    given["in"] == "path",
                    given.get("description", ""),
                    str(given.get("example", "")),
                )
