from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from tdpf.data.app import create_app
from tdpf.settings import Settings
from tests.data.client import Client
from tests.data.samples import Site, new_site, toilets

CANARY = "kept-outside-the-shelf"


@dataclass
class SqlSite:
    client: Client
    site: Site
    folder: Path

    def rows(self, statement: str) -> list[dict[str, object]]:
        """The records of a statement that must be answered."""
        reply = self.client.post("/api/v1/sql", statement_body(statement))
        assert reply.status == 200, reply.text
        found: list[dict[str, object]] = reply.json()["records"]
        return found


def statement_body(statement: str, **more: object) -> bytes:
    return json.dumps({"sql": statement, **more}).encode()


@pytest.fixture(scope="module")
def sql_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SqlSite]:
    """A server with SQL on: toilets, a merged table, and a file that no statement may read.

    A statement may take as long as the module says in SQL_SECONDS.
    """
    folder = tmp_path_factory.mktemp("sql")
    (folder / "canary.txt").write_text(CANARY, encoding="utf-8")
    site = new_site(folder / "shelf")
    site.publish("toilets", toilets(), keys={"名称": "name"})
    names = pl.DataFrame({"名称": ["第1公衆トイレ", "第2公衆トイレ"], "区": ["東", "西"]})
    site.publish("131130-wards", names)
    cases = pl.DataFrame({"名称": ["甲", "乙"], "count": [1, 2], "COUNT": [20, 30]})
    site.publish("cases", cases)
    site.publish("public-toilet", toilets(30), is_merged=False)
    ours = Settings(
        sql=True,
        sql_processes=1,
        sql_rows=500,
        sql_memory_mb=200,
        sql_seconds=request.module.SQL_SECONDS,
    )
    client = Client(create_app(ours, manifest=site.manifest, storage=site.storage))
    yield SqlSite(client, site, folder)
    client.close()


@pytest.fixture
def sql_off(site: Site, serving: Callable[[Settings], Client]) -> Client:
    del site
    return serving(Settings())
