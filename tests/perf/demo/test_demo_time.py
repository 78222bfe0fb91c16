"""The demo city is written in seconds."""

from __future__ import annotations

import time
from pathlib import Path

from tdpf.core.demo import write_city
from tests.quiet import own_garbage


def test_the_whole_city_takes_12_seconds_of_one_core_at_most(tmp_path: Path) -> None:
    with own_garbage():
        started = time.process_time()
        write_city(tmp_path / "city")
        taken_s = time.process_time() - started
    assert taken_s <= 12
