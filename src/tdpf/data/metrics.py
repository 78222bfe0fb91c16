"""Counts of what this process answered, in the text format of Prometheus."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
GAUGES = {
    "tdpf_loaded_tables": "Tables in memory.",
    "tdpf_table_cache_bytes": "Memory of the loaded tables.",
    "tdpf_layer_cache_bytes": "Memory of the map layers.",
    "tdpf_answer_cache_bytes": "Memory of the kept answers.",
}


class Metrics:
    """Requests by route and status, and how long they took. Of this process alone."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._within: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BUCKETS_S) + 1))
        self._seconds: dict[str, float] = defaultdict(float)
        self._process = f'pid="{os.getpid()}"'

    def note(self, route: str, status: int, seconds: float) -> None:
        """Count a request that has ended."""
        self._requests[route, status] += 1
        self._within[route][bisect_left(BUCKETS_S, seconds)] += 1
        self._seconds[route] += seconds

    def text(self, gauges: Mapping[str, int]) -> str:
        """Everything counted so far, and the present values of GAUGES."""
        lines = [*_head("tdpf_requests_total", "counter", "Requests by route and status.")]
        for (route, status), count in sorted(self._requests.items()):
            labels = f'{self._process},route="{route}",status="{status}"'
            lines.append(f"tdpf_requests_total{{{labels}}} {count}")
        lines += _head("tdpf_request_seconds", "histogram", "Seconds until an answer was sent.")
        for route in sorted(self._within):
            lines += self._histogram(route)
        for name, value in gauges.items():
            lines += [*_head(name, "gauge", GAUGES[name]), f"{name}{{{self._process}}} {value}"]
        return "\n".join(lines) + "\n"

    def _histogram(self, route: str) -> Iterable[str]:
        labels, total = f'{self._process},route="{route}"', 0
        for bound, count in zip((*BUCKETS_S, "+Inf"), self._within[route], strict=True):
            total += count
            yield f'tdpf_request_seconds_bucket{{{labels},le="{bound}"}} {total}'
        yield f"tdpf_request_seconds_sum{{{labels}}} {self._seconds[route]:.6f}"
        yield f"tdpf_request_seconds_count{{{labels}}} {total}"


def _head(name: str, kind: str, words: str) -> tuple[str, str]:
    return f"# HELP {name} {words}", f"# TYPE {name} {kind}"
