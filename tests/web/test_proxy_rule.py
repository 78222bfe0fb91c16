"""The proxy of docs/operate/two-processes.md parts every route as `tdpf serve` does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from starlette.routing import Route

from tdpf.cli.onebox import belongs_to_data
from tdpf.data.app import ROUTES
from tdpf.data.routes.ckan import KNOWN

PAGE = Path(__file__).parents[2] / "docs" / "operate" / "two-processes.md"
ACTION = "/api/3/action/"
FILLED = {"suffix": "ttl", "name": "city-list", "code6": "131130", "number": "1"}
ODD = (
    "/apis",
    "/ogcx",
    "/catalogx",
    "/catalogx.ttl",
    "/datasets/a/files/b.ttl",
    "/mcp/x",
    "/x.ttl",
)


@pytest.fixture(scope="module")
def rules() -> list[tuple[str, str, str]]:
    """(sign, rule, where) of each location, in order."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"location (=|~)? ?(\S+) \{[^}]*?proxy_pass http://tdpf_(\w+);", text)
    assert len(found) >= 10
    return found


def goes_to(path: str, rules: list[tuple[str, str, str]]) -> str:
    """As nginx decides: an exact rule, else the first pattern, else the longest beginning."""
    for sign, rule, where in rules:
        if sign == "=" and rule == path:
            return where
    for sign, rule, where in rules:
        if sign == "~" and re.search(rule, path):
            return where
    begins = [(rule, where) for sign, rule, where in rules if not sign and path.startswith(rule)]
    return max(begins, key=lambda one: len(one[0]))[1]


def of_data() -> Iterator[str]:
    for route in ROUTES:
        assert isinstance(route, Route)
        yield re.sub(r"\{(\w+)(:\w+)?\}", lambda part: FILLED.get(part[1], "x1"), route.path)


def of_pages(known: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for one in known:
        rule = before + re.sub(r"\(\?P<\w+>[^)]*\)|[\^$\\]", "x", str(one.pattern))
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: FILLED.get(part[1], "x1"), rule)
        if isinstance(one, URLResolver):
            yield from of_pages(one.url_patterns, filled)
        else:
            yield filled


def test_every_route_goes_where_it_is_answered(rules: list[tuple[str, str, str]]) -> None:
    data = {path for path in of_data() if "/action/" not in path}
    pages = {path for path in of_pages(get_resolver().url_patterns) if "/action/" not in path}
    assert len(data) > 30
    assert len(pages) > 20
    assert {path for path in data if not belongs_to_data(path)} == set()
    assert {path for path in pages if belongs_to_data(path)} == set()
    for path in (*data, *pages, *ODD):
        assert goes_to(path, rules) == ("data" if belongs_to_data(path) else "pages"), path


def test_what_writes_goes_to_the_pages(rules: list[tuple[str, str, str]]) -> None:
    for name in KNOWN:
        path = ACTION + name
        assert goes_to(path, rules) == ("data" if belongs_to_data(path) else "pages"), path
