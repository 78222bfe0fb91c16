"""One call of an action: its parameters as clients send them, and what it may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from tdpf.core.catalog.ckan.envelope import BadJson, Invalid, NotFound
from tdpf.data.ckan.shelf import CkanShelf
from tdpf.data.context import Context

JSON = Any  # what JSON can hold
MAXIMUM_BODY_BYTES = 1_000_000
__all__ = ["JSON", "BadJson", "Call", "NotFound", "given_of"]
_LISTED = frozenset({"fq_list", "facet.field"})


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of whom."""

    given: Mapping[str, JSON]
    shelf: CkanShelf
    context: Context
    request: Request

    def text(self, name: str, *, also: str = "", default: str | None = None) -> str:
        """A text parameter; Invalid when it is needed and missing."""
        value = self.given.get(name) or (self.given.get(also) if also else None)
        if value is None or value == "":
            if default is not None:
                return default
            raise Invalid({name: ["Missing value"]})
        if not isinstance(value, str):
            raise Invalid({name: ["Must be a string"]})
        return value

    def number(self, name: str, default: int | None) -> int | None:
        value = self.given.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(value)
        except (TypeError, ValueError) as error:
            raise Invalid({name: ["Invalid integer"]}) from error
        if number < 0:
            raise Invalid({name: ["Must be a natural number"]})
        return number

    def flag(self, name: str) -> bool:
        return str(self.given.get(name, "")).lower() in {"true", "1", "yes", "on"}


async def given_of(request: Request) -> dict[str, JSON]:
    """The parameters of a GET, or of a POST with JSON or a form."""
    if request.method != "POST":
        return _named(parse_qsl(request.url.query, keep_blank_values=True))
    body = await _body(request)
    kind = request.headers.get("content-type", "")
    if "x-www-form-urlencoded" in kind and not body.lstrip().startswith(b"{"):
        return _named(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    if not body.strip():
        return {}
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadJson(f"JSON Error: Error decoding JSON data. Error: {error}") from error
    if not isinstance(found, dict):
        raise BadJson("JSON Error: Request data JSON decoded to something else than an object")
    return found


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAXIMUM_BODY_BYTES:
            raise BadJson(f"JSON Error: the body has more than {MAXIMUM_BODY_BYTES} bytes")
        parts.append(part)
    return b"".join(parts)


def _named(pairs: list[tuple[str, str]]) -> dict[str, JSON]:
    """A parameter that is given again makes a list, where lists are known."""
    found: dict[str, JSON] = {}
    for name, value in pairs:
        if name in found and name in _LISTED:
            kept = found[name] if isinstance(found[name], list) else [found[name]]
            found[name] = [*kept, value]
        else:
            found[name] = value
    return found
