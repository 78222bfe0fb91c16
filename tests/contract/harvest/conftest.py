from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.harvest.web import Web, web
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from tdpf.apps.harvest.service import Item, Run, Source

SMALL = "名前,数\r\n甲,1\r\n乙,2\r\n"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home of its own, so that tests side by side do not wait for each other's sources."""
    from tdpf.settings import settings

    monkeypatch.setenv("TDPF_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture
def site() -> Iterator[Web]:
    with web() as ours:
        yield ours


def client_of(resolver: Any = None, **limits: Any) -> Any:
    from tdpf.adapters.outbound import GuardedClient, Limits, LocalPace
    from tdpf.adapters.outbound.guard import Guard, system_resolver

    return GuardedClient(
        guard=Guard.of("127.0.0.1", resolver or system_resolver),
        pace=LocalPace(0),
        limits=Limits(**(dict.fromkeys(("total_s", "connect_s", "read_s"), PATIENCE_S) | limits)),
        contact="https://city.example.jp/about",
    )


class Operator:
    """Adds a source and runs it, with a clock of its own."""

    def __init__(self, site: Web) -> None:
        self.site = site
        self.now = datetime(2024, 5, 1, tzinfo=UTC)

    def add(self, kind: str = "ckan", path: str = "", **options: Any) -> Source:
        from tdpf.apps.harvest.service import add_source

        return add_source("city", kind, f"{self.site.base}{path}", at=self.now, **options)

    def run(self, *, hours: int = 1, **options: Any) -> Run:
        from tdpf.apps.harvest.service import run_source, source_named

        self.now += timedelta(hours=hours)
        client = client_of()
        try:
            return run_source(
                source_named("city"), client=client, clock=lambda: self.now, workers=1, **options
            )
        finally:
            client.close()

    def items(self) -> dict[str, Item]:
        """Items by the last part of their URL."""
        from tdpf.apps.harvest.service import Item

        return {item.url.rsplit("/", 1)[-1]: item for item in Item.objects.all()}


@pytest.fixture
def operator(site: Web, transactional_db: None) -> Operator:
    del transactional_db
    return Operator(site)
