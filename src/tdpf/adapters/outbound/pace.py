"""One request at a time for each host, with a pause between, in this process alone."""

from __future__ import annotations

import time
from collections.abc import Callable

from tdpf.adapters.outbound.base import OutboundError

FIRST_PAUSE_S = 60.0
LONGEST_PAUSE_S = 3600.0
PATIENCE_S = 30.0  # a longer wait is better spent on another host


class LocalPace:
    """The pace of a single process. `clock` and `sleep` may be replaced by tests."""

    def __init__(
        self,
        seconds_between: float,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._between = seconds_between
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._pauses: dict[str, float] = {}

    def wait(self, host: str, *, at_least_s: float = 0) -> None:
        now = self._clock()
        turn = max(now, self._next.get(host, 0.0))
        if turn - now > PATIENCE_S:
            raise OutboundError("host-paused", host, is_passing=True, retry_after_s=turn - now)
        self._next[host] = turn + max(self._between, at_least_s)
        if turn > now:
            self._sleep(turn - now)

    def pause(self, host: str, seconds: float | None) -> None:
        longer = self._pauses.get(host, FIRST_PAUSE_S / 2) * 2
        pause = min(longer if seconds is None else max(seconds, 1.0), LONGEST_PAUSE_S)
        self._pauses[host] = pause
        self._next[host] = self._clock() + pause

    def calm(self, host: str) -> None:
        self._pauses.pop(host, None)
