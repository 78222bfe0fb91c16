"""Heavy work beside the event loop: as many threads as cores, so that nothing waits for a turn."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.types import Receive

T = TypeVar("T")
_END = object()


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class Work:
    """A small thread pool. What nobody waits for any more is not begun."""

    def __init__(self, threads: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 2, thread_name_prefix="work")

    async def run(self, job: Callable[[], T], receive: Receive) -> T:
        """The job's result, or ClientGoneError when the client hangs up before it is there."""
        job_done = asyncio.get_running_loop().run_in_executor(self._pool, job)
        hung_up = asyncio.ensure_future(_hang_up(receive))
        try:
            await asyncio.wait((job_done, hung_up), return_when=asyncio.FIRST_COMPLETED)
            if not job_done.done():
                raise ClientGoneError
            return job_done.result()
        finally:
            job_done.cancel()
            hung_up.cancel()

    async def aside(self, job: Callable[[], T]) -> T:
        """The job's result, for which somebody always waits."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    async def stream(self, items: Generator[T]) -> AsyncIterator[T]:
        """The items, each made on the pool when the one before has been sent."""
        loop = asyncio.get_running_loop()
        try:
            while (item := await loop.run_in_executor(self._pool, next, items, _END)) is not _END:
                if item:  # an empty piece is only a place to stop at
                    yield item  # type: ignore[misc]  # not the end mark, so a T
        finally:
            # Refused while the last item is still being made; then it goes with its last reference.
            with contextlib.suppress(ValueError):
                items.close()

    async def begun(self, items: Generator[T], receive: Receive) -> AsyncIterator[T]:
        """The items once the first of them is there: what fails before it fails here."""
        stream = self.stream(items)
        first: asyncio.Future[T | None] = asyncio.ensure_future(_first(stream))
        hung_up = asyncio.ensure_future(_hang_up(receive))
        try:
            await asyncio.wait((first, hung_up), return_when=asyncio.FIRST_COMPLETED)
            if not first.done():
                raise ClientGoneError
            return _chained(first.result(), stream)
        finally:
            first.cancel()
            hung_up.cancel()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


async def _first(items: AsyncIterator[T]) -> T | None:
    return await anext(items, None)


async def _chained(first: T | None, rest: AsyncIterator[T]) -> AsyncIterator[T]:
    if first is not None:
        yield first
    async for item in rest:
        yield item


async def _hang_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
