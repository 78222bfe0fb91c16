"""Heavy work beside the event loop: as many threads as cores, so that nothing waits for a turn."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
_END = object()


class Work:
    """A small thread pool. Work of a request that was cancelled before its turn never starts."""

    def __init__(self, threads: int | None = None) -> None:
        self._pool = ThreadPoolExecutor(threads or os.cpu_count() or 2, thread_name_prefix="work")

    async def run(self, job: Callable[[], T], *, is_light: bool = False) -> T:
        """The job's result; a light one is done at once, as changing threads would cost more."""
        if is_light:
            return job()
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    async def stream(self, items: Iterator[T]) -> AsyncIterator[T]:
        """The items, each made on the pool when the one before has been sent."""
        while True:
            item = await self.run(lambda: next(items, _END))
            if item is _END:
                return
            yield item  # type: ignore[misc]  # not the end mark, so a T

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
