"""`tdpf serve`: pages and APIs on one address, until Ctrl-C."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import click

from tdpf.cli.boot import check_readable, start_django
from tdpf.settings import SettingsError, settings

Part = Literal["all", "data", "pages"]

_TARGETS: dict[Part, str] = {
    "all": "tdpf.cli.onebox:application",
    "data": "tdpf.cli.onebox:data_application",
    "pages": "tdpf.cli.onebox:pages_application",
}
# A page is there in a moment; an export of a large table takes its time.
_GRACE_S: dict[Part, int] = {"all": 1, "data": 30, "pages": 1}
_READY_PATH = {"all": "/health", "data": "/health", "pages": "/"}


@dataclass(frozen=True, slots=True)
class Serving:
    """Where and what to serve."""

    host: str
    port: int
    workers: int = 1
    part: Part = "all"
    grace_s: int | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--host", help="Address to listen on; 0.0.0.0 for all.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option(
    "--only",
    type=click.Choice(["data", "pages"]),
    help="Run the data server or the pages alone, for a proxy that sends /api, /ogc and /health "
    "to data.",
)
@click.option(
    "--grace",
    type=click.IntRange(1, 3600),
    help="Seconds that requests under way have to finish when the server is stopped: 30 for "
    "--only data, else 1.",
)
def serve(
    port: int | None, host: str | None, workers: int, only: Part | None, grace: int | None
) -> None:
    """Serve pages and APIs until Ctrl-C."""
    try:
        ours = settings()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    serving = Serving(host or ours.host, port or ours.port, workers, only or "all", grace)
    run(serving, on_ready=lambda: click.echo(f"{serving.url}  (Ctrl-C で止まります / to stop)"))


def run(serving: Serving, *, on_ready: Callable[[], None] = lambda: None) -> None:
    """Serve until a signal says stop; `on_ready` is called once when requests are answered."""
    door = claim(serving)
    if serving.part == "data":
        check_readable(settings())
    else:
        start_django()
        _catch_up()
    _prepare_workers(serving)
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from tdpf.cli.door import OneDoorServer

    server = OneDoorServer(
        _TARGETS[serving.part],
        address=serving.host,
        port=serving.port,
        interface=Interfaces.WSGI if serving.part == "pages" else Interfaces.ASGI,
        workers=serving.workers,
        blocking_threads=4 if serving.part == "pages" else None,
        blocking_threads_idle_timeout=600,  # a thread's connection goes with it, to be made anew
        factory=True,
        # A worker with a request in flight would otherwise wait for it without limit.
        workers_kill_timeout=serving.grace_s or _GRACE_S[serving.part],
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.door = door
    threading.Thread(target=_announce, args=(serving, on_ready), daemon=True).start()
    with _worker_beside(serving):
        server.serve()


def _catch_up() -> None:
    """Let search know everything before the first visitor: an upgrade may begin its index anew."""
    from django.db import DatabaseError

    from tdpf.apps.publishing.service import catch_up_search

    try:
        catch_up_search(at=datetime.now(UTC))
    except (DatabaseError, OSError, ValueError, RuntimeError) as error:  # another process writes
        click.echo(f"検索は次の公開で更新します。 Search catches up later ({error}).", err=True)


@contextmanager
def _worker_beside(serving: Serving) -> Iterator[None]:
    """One process for background work, where pages are served; it ends with the server."""
    if serving.part == "data" or not settings().worker:
        yield
        return
    from tdpf.cli.jobs import Supervised

    with Supervised(1):
        yield


def claim(serving: Serving) -> socket.socket:
    """The address, taken; or a plain sentence, now, if it cannot be had."""
    try:
        return bound(serving.host, serving.port)
    except OSError as error:
        raise click.ClickException(
            f"{serving.host} のポート {serving.port} は使えません({error.strerror})。"
            "--port（make では PORT=）で別の番号にしてください。\n"
            f"Cannot use port {serving.port} of {serving.host} ({error.strerror}). "
            "Choose another one with --port (PORT= with make)."
        ) from error


def bound(host: str, port: int) -> socket.socket:
    """A socket of this address that does not listen yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
    except OSError:
        door.close()
        raise
    return door


def _prepare_workers(serving: Serving) -> None:
    """Workers start as new interpreters: nothing of this process, open database or lock, leaks."""
    multiprocessing.set_start_method("spawn", force=True)
    os.environ["TDPF_HOST"] = serving.host
    os.environ["TDPF_PORT"] = str(serving.port)
    os.environ.setdefault("POLARS_MAX_THREADS", "1")


def _announce(serving: Serving, on_ready: Callable[[], None]) -> None:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(serving.host, serving.host)  # noqa: S104
    while True:
        connection = http.client.HTTPConnection(host, serving.port, timeout=5)
        try:
            connection.request("GET", _READY_PATH[serving.part], headers={"Host": "localhost"})
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            on_ready()
            return
        finally:
            connection.close()
