"""Long answers: streamed in parts, made beside the event loop, given up with their client."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from tdpf.core.tables import load
from tdpf.core.tables.disk import OnDisk
from tdpf.core.tables.plan import BATCH_ROWS
from tdpf.data.routes import records
from tdpf.settings import Settings
from tests.data.client import Client
from tests.data.samples import toilets
from tests.patience import PATIENCE_S

ROWS = "/api/v1/tables/long/records"


@pytest.fixture
def long(site, client) -> Client:
    site.publish("long", toilets(BATCH_ROWS * 4))
    return client


class Loop:
    """Asks without waiting, with a client that can hang up."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.hung_up = asyncio.Event()
        self.sent: list[Any] = []

    async def ask(self, address: str, *, hang_up_after: int | None = None) -> None:
        path, _, query = address.partition("?")
        first = True

        async def receive() -> dict[str, Any]:
            nonlocal first
            if first:
                first = False
                return {"type": "http.request", "body": b"", "more_body": False}
            await self.hung_up.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            self.sent.append(message)
            if len(self.sent) == hang_up_after:
                self.hung_up.set()
                await asyncio.sleep(0)

        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "headers": [], "http_version": "1.1", "scheme": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"}, "root_path": "",
            "client": None, "server": ("127.0.0.1", 80), "state": {},
        }  # fmt: skip
        await self.client.app(scope, receive, send)


@pytest.mark.parametrize("suffix", [".csv", ".geojson"])
def test_an_export_is_sent_in_parts_that_together_are_the_whole(long, suffix):
    parts = []

    async def ask() -> bytes:
        reply = await long.asking("GET", f"{ROWS}{suffix}", on_message=parts.append)
        return reply.body

    whole = long.loop.run_until_complete(ask())
    filled = [part for part in parts if part.get("body")]
    assert len(filled) >= 4
    assert max(len(part["body"]) for part in filled) < len(whole) / 3


def test_an_export_stops_when_its_client_hangs_up(long, monkeypatch):
    made = []
    answer = load.Loaded.answer

    def counting(table, query):
        found = answer(table, query)
        batches = found.batches

        def counted():
            for batch in batches():
                made.append(batch.height)
                yield batch

        return type(found)(found.matched, found.returned, counted)

    monkeypatch.setattr(load.Loaded, "answer", counting)
    loop = Loop(long)
    long.loop.run_until_complete(loop.ask(f"{ROWS}.csv?limit=all", hang_up_after=2))
    assert len(made) < 4
    assert loop.sent[0]["status"] == 200


def test_a_query_in_the_queue_is_dropped_when_its_client_hangs_up(long, monkeypatch):
    """Every thread is busy; what nobody waits for any more must not be begun afterwards."""
    may_go_on, is_begun, begun = threading.Event(), threading.Event(), []
    make = records.make

    def slow(asked, table):
        begun.append(asked.pairs[0][1])
        is_begun.set()
        assert may_go_on.wait(PATIENCE_S)
        return make(asked, table)

    monkeypatch.setattr(records, "make", slow)
    monkeypatch.setattr(load.Loaded, "is_light", lambda *_: False)
    threads = 20

    async def all_ask() -> tuple[Loop, list[Loop]]:
        busy = [Loop(long) for _ in range(threads)]
        tasks = [asyncio.create_task(x.ask(f"{ROWS}?limit={n}")) for n, x in enumerate(busy)]
        gone = Loop(long)
        given_up = asyncio.create_task(gone.ask(f"{ROWS}?limit=999"))
        assert await asyncio.to_thread(is_begun.wait, PATIENCE_S)
        gone.hung_up.set()
        await given_up
        may_go_on.set()
        await asyncio.gather(*tasks)
        return gone, busy

    gone, busy = long.loop.run_until_complete(all_ask())
    assert gone.sent[0]["status"] == 499
    assert {loop.sent[0]["status"] for loop in busy} == {200}
    assert "999" not in begun
    assert len(begun) == threads


def test_heavy_work_runs_beside_the_event_loop_and_light_work_on_it(long, monkeypatch):
    where = []
    make = records.make
    monkeypatch.setattr(
        records, "make", lambda *a: where.append(threading.current_thread().name) or make(*a)
    )
    for question in (
        "?limit=1",
        "?sort=-面積&limit=1",
        "?備考__contains=50&sort=名称",
        "?limit=9999",
    ):
        long.get(f"{ROWS}{question}")
    first, *others = where  # the first asker waits for the file to be read
    assert first.startswith("work")
    assert all(name.startswith("work") for name in others)
    where.clear()
    long.get(f"{ROWS}?limit=2")
    assert where == [threading.current_thread().name]


def test_a_table_that_is_too_big_for_memory_answers_all_the_same(site, serving):
    site.publish("long", toilets(3_000))
    large, small = serving(Settings()), serving(Settings(cache_bytes=100_000))
    for question in (
        "",
        "?limit=7&設置年__gte=1990",
        "?sort=-面積&limit=5",
        "?bbox=139,35,141,36&limit=3",
        "?車椅子=true&sort=備考,-名称&limit=all",
        "?設置年=1",
    ):
        for suffix in (".csv", ".geojson", ".parquet"):
            one, other = (
                large.get(f"{ROWS}{suffix}{question}"),
                small.get(f"{ROWS}{suffix}{question}"),
            )
            assert one.status == other.status == 200
            assert one.headers["tdpf-matched"] == other.headers["tdpf-matched"]
            if suffix != ".parquet":
                assert one.body == other.body
    path = site.storage.path_for("tables/long/1.parquet")
    assert isinstance(load.load(path, limit_bytes=43_750), OnDisk)
