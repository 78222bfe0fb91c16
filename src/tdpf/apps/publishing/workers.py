"""A pool of processes that outlives its workers: a job that kills one is answered, not fatal."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Generic, Self, TypeVar

JobT = TypeVar("JobT")
DoneT = TypeVar("DoneT")

_YOUNG_OBJECTS = 20_000  # a table of some hundred rows makes that many and drops them again
AHEAD = 16  # jobs handed out before their results are taken, for each worker


class Workers(Generic[JobT, DoneT]):
    """Runs `work` on jobs and gives the results in the order of the jobs.

    `lost(job)` gives the result of a job that killed its process twice: once among others, once
    alone. With one worker everything runs in this process. Processes begin with the first job and
    stay for the next `map`, until `close`.
    """

    def __init__(
        self, count: int, work: Callable[[JobT], DoneT], lost: Callable[[JobT], DoneT]
    ) -> None:
        self.count = count
        self._work = work
        self._lost = lost
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def map(self, jobs: Iterable[JobT]) -> Iterator[tuple[JobT, DoneT, bool]]:
        """Job, result, and whether another result comes without waiting for another process."""
        coming = iter(jobs)
        if self.count > 1:
            yield from self._spread(coming)
            return
        job = next(coming, None)
        while job is not None:
            following = next(coming, None)
            yield job, self._work(job), following is not None
            job = following

    def _spread(self, jobs: Iterator[JobT]) -> Iterator[tuple[JobT, DoneT, bool]]:
        pool = self._pool = self._pool or _pool(self.count)
        waiting: deque[tuple[JobT, Future[DoneT]]] = deque()
        try:
            while True:
                for job in jobs:
                    waiting.append((job, self._submit(pool, job)))
                    if len(waiting) >= AHEAD * self.count:
                        break
                if not waiting:
                    return
                job, future = waiting.popleft()
                try:
                    done = future.result()
                except BrokenProcessPool:
                    pool.shutdown(wait=False, cancel_futures=True)
                    done = self._alone(job)
                    pool = self._pool = _pool(self.count)
                    waiting = deque(self._resubmit(pool, waiting))
                yield job, done, bool(waiting) and waiting[0][1].done()
        finally:
            for _, future in waiting:
                future.cancel()

    def _resubmit(
        self, pool: ProcessPoolExecutor, waiting: Iterable[tuple[JobT, Future[DoneT]]]
    ) -> Iterator[tuple[JobT, Future[DoneT]]]:
        for job, future in waiting:
            is_fine = future.done() and not future.cancelled() and future.exception() is None
            yield job, future if is_fine else self._submit(pool, job)

    def _submit(self, pool: ProcessPoolExecutor, job: JobT) -> Future[DoneT]:
        try:
            return pool.submit(self._work, job)
        except BrokenProcessPool as error:
            broken: Future[DoneT] = Future()
            broken.set_exception(error)
            return broken

    def _alone(self, job: JobT) -> DoneT:
        with _pool(1) as pool:
            try:
                return pool.submit(self._work, job).result()
            except BrokenProcessPool:
                return self._lost(job)


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
    )


def _begin() -> None:
    """In a worker: one thread for polars; Ctrl-C is the main process's affair; its end is ours."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    gc.freeze()  # what is loaded by now stays; looking through it again and again costs a tenth
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
