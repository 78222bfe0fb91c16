"""How long a test waits for what an idle machine does at once."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 300


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what must come true, however busy the machine is."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)
