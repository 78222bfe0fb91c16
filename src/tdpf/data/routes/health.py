"""`/health`: whether this process can answer, for supervisors and load balancers."""

from __future__ import annotations

from typing import Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tdpf.data.context import context_of
from tdpf.data.problem import ApiError


class Health(msgspec.Struct, frozen=True):
    """`generation` counts publications; it is null when the database cannot be read."""

    status: Literal["ok", "unavailable"]
    database: Literal["ok", "unreadable"]
    shelf: Literal["ok", "unreadable"]
    generation: int | None


async def health(request: Request) -> Response:
    """200 when database and shelf can be read, 503 when not."""
    shelf = context_of(request).shelf
    generation: int | None
    try:
        generation = await shelf.ask(shelf.manifest.generation)
    except ApiError:
        generation = None
    is_shelf_there = await shelf.ask(shelf.is_readable)
    is_well = generation is not None and is_shelf_there
    content = Health(
        status="ok" if is_well else "unavailable",
        database="ok" if generation is not None else "unreadable",
        shelf="ok" if is_shelf_there else "unreadable",
        generation=generation,
    )
    return Response(
        msgspec.json.encode(content),
        200 if is_well else 503,
        {"Cache-Control": "no-store"},
        "application/json",
    )
