"""A worker: takes one job after the other until it is told to stop.

Its lease is renewed by a thread. When the job is taken away or its time is over, that thread ends
the whole process: work that hangs cannot be ended otherwise, and whoever started us starts another.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Self

from django.db import DatabaseError, close_old_connections, connections

from tdpf.apps.jobs import queue
from tdpf.apps.jobs.kinds import KINDS, Later, WorkFailed
from tdpf.apps.jobs.models import Job
from tdpf.core.findings import Text

log = logging.getLogger(__name__)

IDLE_S = 1.0
SWEEP_S = 30.0
RENEW_S = queue.LEASE_S / 6
TAKEN_AWAY = 75  # exit status: another worker has the job

Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


class Holding:
    """The job in hand: renews its lease and carries its progress. See `kinds.Beat`."""

    def __init__(self, job: Job, stop: threading.Event, clock: Clock) -> None:
        self._job = job
        self._stop = stop
        self._clock = clock
        self._over = threading.Event()
        self._lost = False
        self.done = 0
        self.of = 0
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def advance(self, done: int, of: int) -> None:
        self.done, self.of = done, of

    @property
    def should_stop(self) -> bool:
        return self._stop.is_set() or self._lost

    def _renew(self) -> None:
        deadline = self._job.deadline_at
        try:
            while not self._over.wait(RENEW_S):
                at = self._clock()
                is_late = deadline is not None and at > deadline
                try:
                    is_ours = queue.renew(
                        self._job.id, self._job.worker, at=at, done=self.done, of=self.of
                    )
                except DatabaseError:  # busy or restarting: the lease still lasts a while
                    log.warning("the lease of %s could not be renewed", self._job.id)
                    continue
                if is_late or (self._lost and not is_ours):
                    os._exit(TAKEN_AWAY)
                self._lost = not is_ours
        finally:
            connections.close_all()


def work(
    *,
    stop: threading.Event,
    is_once: bool = False,
    clock: Clock = now,
    kinds: frozenset[str] | None = None,
) -> int:
    """Do what waits, then wait for more; with `is_once` return when nothing waits. Jobs done."""
    name = f"{os.uname().nodename}:{os.getpid()}:{uuid.uuid4().hex[:6]}"
    done, swept = 0, 0.0
    while not stop.is_set():
        job = None
        try:
            close_old_connections()
            if time.monotonic() - swept > SWEEP_S or not swept:
                swept = time.monotonic()
                queue.sweep(at=clock())
                if kinds is None:
                    queue.schedule(at=clock())
            job = queue.claim(name, at=clock())
        except DatabaseError as error:
            log.warning("the queue cannot be read: %s", error)
        if job is not None:
            run(job, stop=stop, clock=clock)
            done += 1
        elif is_once:
            return done
        else:
            stop.wait(IDLE_S)
    return done


def run(job: Job, *, stop: threading.Event, clock: Clock = now) -> None:
    """Do one claimed job, and write down how it went."""
    kind = KINDS[job.kind]
    try:
        with Holding(job, stop, clock) as beat:
            message = kind.load()(job.payload, beat)
    except Later as wish:
        queue.later(job, at=clock(), seconds=wish.seconds, message=wish.message)
    except WorkFailed as error:
        queue.fail(job, at=clock(), code=error.code, message=error.message, is_final=error.is_final)
    except Exception as error:
        log.exception("job %s %s failed", job.kind, job.id)
        queue.fail(job, at=clock(), code="unforeseen", message=_unforeseen(error))
    else:
        queue.finish(job, at=clock(), message=message, done=beat.done, of=beat.of)


def _unforeseen(error: Exception) -> Text:
    told = f"{type(error).__name__}: {error}"[:500]
    return Text(
        ja=f"思わぬ誤りで止まりました（{told}）。自動でやり直します。続くときは運営者へ。",
        en=f"It stopped with an unforeseen error ({told}). It is tried again; tell the operator "
        "if this goes on.",
    )
