"""Finished answers, kept byte for byte: a page that is asked again costs a look-up.

An answer belongs to a table version. When something has been published since, the version is
looked up again, and the answer stays if that is still the same.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from tdpf.data.identity import is_for_asker_alone, is_known
from tdpf.data.published import Published, Shelf
from tdpf.data.respond import is_worth_packing, packed_for
from tdpf.data.zipped import Coding, codings_of

LARGEST_BYTES = 512 * 1024
_OVERHEAD_BYTES = 2_000

_TILE = ".mvt"  # the one kind of answer that does not follow Accept

Key = tuple[str, bytes, bytes, tuple[Coding, ...]]


@dataclass(slots=True)
class Kept:
    """One answer, whole."""

    response: Response
    table: Published | None  # None: an answer about what is published in general
    version: int | None  # as asked
    generation: int
    size_bytes: int


class KeptAnswers:
    """Answers by address and what the asker takes, the least recently used dropped first."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self.size_bytes = 0

    def find(self, scope: Scope) -> Kept | None:
        key = _key(scope)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(
        self,
        request: Request,
        response: Response,
        *,
        generation: int,
        table: Published | None = None,
        version: int | None = None,
    ) -> Response:
        """Keep the answer if it is small enough, and give it back.

        `generation` is that of the manifest before the answer was looked up.
        """
        size = len(response.body) + _OVERHEAD_BYTES
        if is_known(request.scope) or is_for_asker_alone(request.scope):
            return response
        if request.method != "GET" or size > min(LARGEST_BYTES, self._limit):
            return response
        body = bytes(response.body)
        if is_worth_packing(response.headers, body):
            taken = request.headers.get("accept-encoding", "")
            response.body = packed_for(taken, response.headers, body)
            size = len(response.body) + _OVERHEAD_BYTES
        key = _key(request.scope)
        self._drop(key)
        self._kept[key] = Kept(response, table, version, generation, size)
        self.size_bytes += size
        while self.size_bytes > self._limit:
            self._drop(next(iter(self._kept)))
        return response

    def drop(self, scope: Scope) -> None:
        self._drop(_key(scope))

    def _drop(self, key: Key) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is not None:
            self.size_bytes -= dropped.size_bytes


def _key(scope: Scope) -> Key:
    accept, codings = b"", ()  # type: bytes, tuple[Coding, ...]
    is_tile = scope["path"].endswith(_TILE)
    for name, value in scope["headers"]:
        if name == b"accept" and not is_tile:
            accept = value
        elif name == b"accept-encoding":
            codings = codings_of(value.decode("latin-1"))
    return scope["path"], scope["query_string"], accept, codings


def takes_gzip(accept_encoding: bytes) -> bool:
    """Whether gzip is among what the header takes."""
    return "gzip" in codings_of(accept_encoding.decode("latin-1"))


async def is_current(kept: Kept, shelf: Shelf) -> bool:
    """Whether the answer would be the same if it were made now."""
    generation = shelf.generation if shelf.is_fresh else await shelf.refresh()
    if kept.generation == generation:
        return True
    if kept.table is None:
        return False
    now = await shelf.table(kept.table.entry.name, kept.version)
    if now is None or now.entry != kept.table.entry:
        return False
    kept.generation = generation
    return True
