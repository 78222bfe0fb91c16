"""How often one client may ask: a bucket of tokens each, in the memory of this process."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

_CLIENTS = 10_000  # the least recently seen are forgotten first


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a client, as the `RateLimit-*` headers say it."""

    is_granted: bool
    limit: int
    remaining: int
    reset_s: int  # until the bucket is full again
    retry_s: int  # until one more request is granted

    def headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"ratelimit-limit", b"%d" % self.limit),
            (b"ratelimit-remaining", b"%d" % self.remaining),
            (b"ratelimit-reset", b"%d" % self.reset_s),
        ]


class RateLimit:
    """A bucket holds `burst` requests and is filled with `per_s` more each second."""

    def __init__(self, *, per_s: int, burst: int) -> None:
        self._per_s = per_s
        self._burst = max(burst, 1)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, *, at_s: float) -> Allowance:
        """Take a token of the client's bucket, if there is one."""
        tokens, seen_s = self._buckets.pop(client, (float(self._burst), at_s))
        tokens = min(self._burst, tokens + (at_s - seen_s) * self._per_s)
        is_granted = tokens >= 1
        if is_granted:
            tokens -= 1
        self._buckets[client] = (tokens, at_s)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return Allowance(
            is_granted,
            self._burst,
            int(tokens),
            math.ceil((self._burst - tokens) / self._per_s),
            max(math.ceil((1 - tokens) / self._per_s), 1),
        )
