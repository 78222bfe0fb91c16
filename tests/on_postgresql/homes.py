"""`pytest --database=postgresql`: each home folder has a database of its own on one server.

Programs that tests start learn of it through `sitecustomize.py` beside this file, which Python
loads at its start; so that no test needs to know which database it runs on.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = "TESTS_POSTGRESQL"  # postgresql://user@host:port, without a database
NOTES = "TESTS_POSTGRESQL_NOTES"  # a folder with a file for each database that was made
TEMPLATE = "tdpf_template"


def is_on() -> bool:
    return SERVER in os.environ


def database_of(home: Path | str) -> str:
    """Address of the home's database, made when first asked for; empty: SQLite in the home."""
    return _made(home, TEMPLATE) if is_on() else ""


def own() -> str:
    """Address from which pytest-django makes the name of a worker's test database."""
    return f"{os.environ[SERVER]}/tdpf" if is_on() else ""


def copy_home(home: Path, copy: Path) -> None:
    """The folder and, on PostgreSQL, its database. Nobody may be connected to it."""
    shutil.copytree(home, copy)
    if is_on():
        _made(copy, _name(home))


def _name(home: Path | str) -> str:
    absolute = os.path.abspath(home)  # noqa: PTH100 — a link to a home is another home
    return "home_" + hashlib.sha256(absolute.encode()).hexdigest()[:20]


def _made(home: Path | str, template: str) -> str:
    name = _name(home)
    if not (_notes() / name).exists():
        with _alone():
            if not (_notes() / name).exists():
                make(name, template)
                (_notes() / name).touch()
    return f"{os.environ[SERVER]}/{name}"


def make(name: str, template: str) -> None:
    import psycopg

    with psycopg.connect(f"{os.environ[SERVER]}/postgres", autocommit=True) as server:
        server.execute(f"create database {name} template {template}")


def _notes() -> Path:
    return Path(os.environ[NOTES])


@contextmanager
def _alone() -> Iterator[None]:
    with (_notes() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
