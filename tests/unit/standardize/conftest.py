"""Tables as officers write them: a file in a folder, read through the front door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tdpf.core.standardize import Standardized, standardize
from tdpf.core.tabular import read_file

Maker = Callable[..., Standardized]


@pytest.fixture
def standardized(tmp_path: Path) -> Maker:
    """`standardized("a,b\\n1,2\\n", name="131130_x.csv")` → the verdict on that file."""

    def make(text: str, *, name: str = "131130_list.csv", **options: object) -> Standardized:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return standardize(read_file(path)[0], **options)  # type: ignore[arg-type]

    return make


def rows_of(done: Standardized) -> list[dict[str, str]]:
    """The rows of `standard.csv` by column."""
    return [dict(zip(done.header(), row, strict=True)) for row in done.text_rows()]


@pytest.fixture
def rows() -> Callable[[Standardized], list[dict[str, str]]]:
    return rows_of
