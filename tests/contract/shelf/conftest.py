from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture
def fresh_postgres(postgres_url: str) -> Iterator[str]:
    """An empty database on this run's PostgreSQL."""
    import psycopg

    base, _, _ = postgres_url.rpartition("/")
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("drop database if exists shelf with (force)")
        server.execute("create database shelf")
    yield f"{base}/shelf"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("drop database if exists shelf with (force)")
