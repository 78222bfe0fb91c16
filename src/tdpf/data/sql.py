"""Statements of strangers, a fair number at a time, over the tables that they may read."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.types import Receive

from tdpf.adapters.manifest import TableEntry
from tdpf.adapters.sql import Bounds, SqlAnswer, SqlEngine, SqlTable
from tdpf.core.access import Actor
from tdpf.core.sql import SqlError
from tdpf.core.standards import standards
from tdpf.data.problem import ApiError
from tdpf.data.published import Published, Shelf
from tdpf.data.work import ClientGoneError, Work

_RESOLVE_S = 10


@dataclass(frozen=True)
class Told:
    """An answer and the tables that it was made from."""

    answer: SqlAnswer
    tables: tuple[TableEntry, ...]

    @property
    def is_same_for_all(self) -> bool:
        """Whether everybody gets the same answer."""
        return all(entry.is_same_for_all for entry in self.tables)


class SqlDesk:
    """The SQL of one data server process."""

    def __init__(self, engine: SqlEngine, bounds: Bounds, *, processes: int) -> None:
        self.bounds = bounds
        self._engine = engine
        self._work = Work(processes + 2)
        self._for_each = max(1, processes - 1)  # so that one client cannot keep all of them
        self._running: Counter[str] = Counter()

    async def ask(
        self,
        text: str,
        shelf: Shelf,
        actor: Actor,
        *,
        client: str,
        limit: int,
        receive: Receive,
        also: Mapping[str, str] | None = None,
    ) -> Told:
        """The answer, or ApiError. A client that hangs up stops its statement.

        `also` gives further names that tables may be called by → their ids.
        """
        if self._running[client] >= self._for_each:
            raise ApiError("sql-busy")
        asking = _Asking(shelf, actor, asyncio.get_running_loop(), also or {})
        bounds = Bounds(
            limit, self.bounds.bytes, self.bounds.memory_mb, seconds=self.bounds.seconds
        )
        self._running[client] += 1
        try:
            answer = await self._work.run(
                lambda: self._engine.ask(
                    text, asking.resolve, bounds, is_wanted=lambda: asking.is_wanted
                ),
                receive,
            )
        except SqlError as error:
            raise ApiError(error.code, what=error.what) from error
        except ClientGoneError:
            asking.is_wanted = False
            raise
        finally:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]
        return Told(answer, tuple(found.entry for found in asking.found.values()))

    def close(self) -> None:
        self._engine.close()
        self._work.close()


class _Asking:
    """One statement's way from table names to files."""

    def __init__(
        self,
        shelf: Shelf,
        actor: Actor,
        loop: asyncio.AbstractEventLoop,
        also: Mapping[str, str],
    ) -> None:
        self._shelf = shelf
        self._also = also
        self._actor = actor
        self._loop = loop
        self.found: dict[str, Published] = {}
        self.is_wanted = True

    def resolve(self, names: Sequence[str]) -> Mapping[str, SqlTable]:
        """Called on a thread of the desk: the shelf is asked on the loop's."""
        looking = asyncio.run_coroutine_threadsafe(self._resolve(names), self._loop)
        return looking.result(_RESOLVE_S)

    async def _resolve(self, names: Sequence[str]) -> dict[str, SqlTable]:
        for name in names:
            found = await self._find(name)
            if found is not None:
                self.found[name] = found
        return {
            name: SqlTable(str(table.path), table.layout.names())
            for name, table in self.found.items()
        }

    async def _find(self, name: str) -> Published | None:
        known = [self._also[name]] if name in self._also else []
        for spelling in [*known, *spellings(name)]:
            found = await self._shelf.table_for(self._actor, spelling)
            if found is not None:
                return found
        return None


def spellings(name: str) -> list[str]:
    """The names that a table may have when SQL calls it so, the likeliest first.

    An underscore may stand for a hyphen, and a standard set may be called by its Japanese title.
    """
    found = [name] if name.isascii() else []
    found += [name.replace("_", "-")] if "_" in name and name.isascii() else []
    found += [slug for slug, one in standards().items() if name in {slug, one.title_ja}]
    found += [slug.replace("_", "-") for slug in found]
    return list(dict.fromkeys(found))
