"""A few worker processes, started when first needed, ended when a statement takes too long."""

from __future__ import annotations

import os
import queue
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import cast

from tdpf.adapters.sql.base import Bounds, Resolve, SqlAnswer, Wanted
from tdpf.adapters.sql.messages import (
    Answer,
    Ask,
    Message,
    Needs,
    Ready,
    Refusal,
    Tables,
    read,
    write,
)
from tdpf.core.sql.errors import Code, SqlError

_START_S = 20.0
_GRACE_S = 1.0  # for a worker to stop by itself before it is killed
_WAIT_S = 2.0  # for a free worker
_LOOK_S = 0.1  # between two looks whether anybody still waits


@dataclass(frozen=True, slots=True)
class Talk:
    """How long to listen for an answer."""

    bounds: Bounds
    is_wanted: Wanted


_STARTING = Talk(Bounds(seconds=_START_S), lambda: True)


class WorkerPool:
    """Runs statements in processes that can be killed. At most `processes` run at once."""

    def __init__(self, *, processes: int, memory_mb: int) -> None:
        self._memory_mb = memory_mb
        self._free: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(processes):
            self._free.put(None)
        self._is_closed = threading.Event()

    def ask(
        self, text: str, resolve: Resolve, bounds: Bounds, *, is_wanted: Wanted = lambda: True
    ) -> SqlAnswer:
        try:
            worker = self._free.get(timeout=_WAIT_S)
        except queue.Empty:
            raise SqlError("sql-busy") from None
        try:
            if worker is None or not worker.is_alive:
                worker = Worker(self._memory_mb)
            return worker.ask(text, resolve, Talk(bounds, is_wanted))
        finally:
            kept = worker if worker is not None and worker.is_alive else None
            if self._is_closed.is_set() and kept is not None:
                kept.kill()
                kept = None
            self._free.put(kept)

    def close(self) -> None:
        """End the idle workers; a busy one ends with its statement."""
        self._is_closed.set()
        found: list[Worker | None] = []
        while not self._free.empty():
            found.append(self._free.get_nowait())
        for worker in found:
            if worker is not None:
                worker.kill()
            self._free.put(None)


class Worker:
    """One process; it answers one statement at a time."""

    def __init__(self, memory_mb: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tdpf.adapters.sql.worker", str(memory_mb)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # nothing may be read ahead: `select` looks at the pipe itself
            env=_bare_environment(),
        )
        self.is_alive = True
        self._is_ready = False

    def ask(self, text: str, resolve: Resolve, talk: Talk) -> SqlAnswer:
        self._wait_until_ready()
        self._is_ready = False
        try:
            return self._answer(text, resolve, talk)
        except SqlError:
            raise
        except (EOFError, OSError) as error:  # it is dead: by the memory it wanted, as a rule
            self.kill()
            raise SqlError("sql-too-big", f"{talk.bounds.memory_mb} MB") from error
        except BaseException:
            self.kill()
            raise

    def _answer(self, text: str, resolve: Resolve, talk: Talk) -> SqlAnswer:
        ends = time.monotonic() + talk.bounds.seconds + _GRACE_S
        self._say(Ask(text, talk.bounds))
        needs = self._hear(ends, talk)
        if isinstance(needs, Needs):
            self._say(Tables(dict(resolve(needs.tables))))
            needs = self._hear(ends, talk)
        if isinstance(needs, Refusal):
            raise SqlError(cast(Code, needs.code), needs.what)
        if isinstance(needs, Answer):
            return needs.answer
        raise EOFError

    def _wait_until_ready(self) -> None:
        if not self._is_ready:
            ready = self._hear(time.monotonic() + _START_S, _STARTING)
            if not isinstance(ready, Ready):
                self.kill()
                raise SqlError("sql-busy")
            self._is_ready = True

    def _say(self, message: Message) -> None:
        assert self._process.stdin is not None
        write(self._process.stdin, message)  # type: ignore[arg-type]  # an IO of bytes

    def _hear(self, ends: float, talk: Talk) -> Message:
        """The next message before the end of the time; a slower worker is killed."""
        stream = self._process.stdout
        assert stream is not None
        while not select.select([stream], [], [], _LOOK_S)[0]:
            if time.monotonic() > ends or not talk.is_wanted():
                self.kill()
                raise SqlError("sql-too-slow", f"{talk.bounds.seconds:g}")
        return read(stream)  # type: ignore[arg-type]  # an IO of bytes

    def kill(self) -> None:
        self.is_alive = False
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was not sent has nobody to read it
                    continue
        self._process.wait()


def _bare_environment() -> dict[str, str]:
    """Enough to find Python and this package; no secrets of ours."""
    wanted = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
    return {name: os.environ[name] for name in wanted if name in os.environ}
