"""What this machine lacks, told once at the end of a run instead of once a test."""

from __future__ import annotations

from typing import NoReturn

import pytest

MISSING: dict[str, str] = {}


def lack(what: str, how: str) -> NoReturn:
    """Skip this test and remember why."""
    MISSING[what] = how
    pytest.skip(f"{what}: {how}")
