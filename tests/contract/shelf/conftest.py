from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

if TYPE_CHECKING:
    from tdpf.adapters.search import SearchIndex
    from tdpf.adapters.storage import Storage
    from tdpf.apps.publishing.service import Outcome, PublishRequest


HEADER = "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度,備考"


def toilets(code: str, *rows: tuple[str, str, str, float, float], notes: str = "") -> bytes:
    """A small public toilet list of one municipality."""
    lines = [f"{code},{row[0]},{row[1]},{row[2]},{row[3]},{row[4]},{notes}" for row in rows]
    return "\r\n".join([HEADER, *lines, ""]).encode("utf-8-sig")


SHIBUYA = (
    ("S-1", "道玄坂公衆トイレ", "東京都渋谷区道玄坂一丁目1-1", 35.6581, 139.7001),
    ("S-2", "神南公園トイレ", "東京都渋谷区神南一丁目2-3", 35.6622, 139.7012),
    ("S-3", "神宮前トイレ", "東京都渋谷区神宮前一丁目4-5", 35.6701, 139.7055),
)
MINATO = (
    ("M-1", "芝公園トイレ", "東京都港区芝公園一丁目1-1", 35.6581, 139.7471),
    ("M-2", "赤坂トイレ", "東京都港区赤坂二丁目2-2", 35.6722, 139.7365),
)


class Desk:
    """An officer's desk: files to publish, and the shelf they are published to."""

    def __init__(self, folder: Path, storage: Storage, index: SearchIndex) -> None:
        self.folder = folder
        self.storage = storage
        self.index = index
        self.clock = datetime(2024, 4, 1, tzinfo=UTC)

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def publish(self, *requests: PublishRequest, **options: Any) -> list[Outcome]:
        from tdpf.apps.publishing.service import publish

        self.clock += timedelta(minutes=1)
        return publish(
            requests,
            at=self.clock,
            actor="clerk",
            workers=1,
            storage=self.storage,
            index=self.index,
            **options,
        )

    def give(self, name: str, content: bytes, **details: Any) -> Outcome:
        """Write one file and publish it."""
        from tdpf.apps.publishing.service import PublishRequest

        details = {"publisher": "131130", **details}
        (outcome,) = self.publish(PublishRequest(path=self.file(name, content), **details))
        return outcome

    def rows(self, table: str) -> pl.DataFrame:
        from tdpf.apps.publishing.service import table_named

        found = table_named(table)
        assert found is not None
        return pl.read_parquet(self.storage.path_for(found.head.version.path))


@pytest.fixture
def desk(tmp_path: Path, db: None) -> Desk:
    from tdpf.adapters.search.null import NullIndex
    from tdpf.adapters.storage.folder import FolderStorage

    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder, FolderStorage(tmp_path / "shelf"), NullIndex())
