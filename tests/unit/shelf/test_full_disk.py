"""A full disk is told as one, also by engines that wrap what the system says."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from tdpf.adapters.search.tantivy_index import TantivyIndex
from tdpf.apps.publishing.refusals import sentence
from tdpf.cli.main import main
from tdpf.core.tables.parquet import write_version
from tdpf.core.tabular import write_parquet

FULL = Path("/dev/full")
ROWS = pl.DataFrame({"番号": range(1_000)})


@pytest.mark.parametrize(
    "write",
    [
        lambda: write_version(ROWS, FULL),
        lambda: write_version(ROWS.lazy(), FULL),
        lambda: write_parquet(FULL, [ROWS]),
        lambda: write_parquet(FULL, [ROWS, ROWS]),
    ],
)
def test_a_table_that_finds_no_room_says_so(write: Callable[[], object]) -> None:
    with pytest.raises(OSError, match="No space left") as found:
        write()
    assert found.value.errno == errno.ENOSPC
    assert "空きを作って" in sentence(Path("一覧.csv"), found.value).ja


def test_a_command_that_finds_no_room_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def search(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TantivyIndex, "search", search)
    told = CliRunner().invoke(main, ["search", "公園"])
    assert told.exit_code == 1
    assert "空きを作って" in told.output
