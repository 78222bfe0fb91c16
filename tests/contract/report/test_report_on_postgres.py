"""The city report reads PostgreSQL as it reads SQLite."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HEADER = "名称,所在地_連結表記,緯度,経度"
ROWS = (
    "神南公園トイレ,東京都渋谷区神南一丁目2-3,35.6622,139.7012",
    "本町トイレ,渋谷区本町二丁目1-1,,",
)
RUN = "from tdpf.cli.main import main; main()"


def _report(home: Path, file: Path, **settings: str) -> dict[str, object]:
    environ = {**os.environ, "TDPF_HOME": str(home), **settings}
    publish = ("publish", str(file), "--publisher", "131130", "--workers", "1")
    for words in (publish, ("report", "--city", "--json")):
        ran = subprocess.run(
            [sys.executable, "-c", RUN, *words],
            check=False,
            capture_output=True,
            text=True,
            env=environ,
        )
        assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.postgres
def test_both_databases_give_the_same_report(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    file = tmp_path / "131130-public-toilet.csv"
    file.write_text("\n".join((HEADER, *ROWS, "")), encoding="utf-8")
    on_postgres = _report(tmp_path / "one", file, TDPF_DATABASE=new_database())
    assert on_postgres["city"]["rows"] == len(ROWS)
    assert on_postgres == _report(tmp_path / "two", file, TDPF_DATABASE="")
