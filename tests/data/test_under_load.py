"""A real server that is stopped, or loses a worker, while it is asked."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import threading
from pathlib import Path

import pytest

from tests.data.server import Served, serving, workers_of
from tests.data.test_published_files import publish
from tests.patience import PATIENCE_S, until

COUNT = 20_000
RECORDS = "/api/v1/tables/toilets/records"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a table whose export is longer than what sockets hold."""
    made = tmp_path_factory.mktemp("home")
    dice = random.Random(1)
    lines = (
        f"第{n}公衆便所,東京都渋谷区神南{n}-1,{35.6 + n / 1e6:.6f},{139.7 + n / 1e6:.6f},"
        f"{dice.getrandbits(4000):x}\r\n"
        for n in range(COUNT)
    )
    publish(made, "\ufeff名称,所在地,緯度,経度,備考\r\n" + "".join(lines))
    return made


def begun(served: Served, address: str) -> tuple[socket.socket, http.client.HTTPResponse]:
    """A request whose answer has begun and is not read on."""
    connection = socket.create_connection(("127.0.0.1", served.port), PATIENCE_S)
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    response = http.client.HTTPResponse(connection)
    response.begin()
    return connection, response


def test_an_export_under_way_is_finished_before_the_server_ends(home):
    with serving(home, "--only", "data", "--grace", str(PATIENCE_S)) as made:
        connection, response = begun(made, f"{RECORDS}.csv")
        first = response.read(1000)
        made.process.send_signal(signal.SIGTERM)
        while _is_listening(made.port):
            pass
        assert made.process.poll() is None, "it waits for the one who reads"
        rest = response.read()
        connection.close()
        lines = (first + rest).split(b"\r\n")
        assert len(lines) == COUNT + 2
        assert made.process.wait(PATIENCE_S) == 0


def _is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


class Asker(threading.Thread):
    """Asks again and again, on one kept connection or on a new one for each request."""

    def __init__(self, port: int, stop: threading.Event, *, keeps: bool) -> None:
        super().__init__()
        self._port, self._stop_asking, self._keeps = port, stop, keeps
        self.right = self.lost = self.refused = 0
        self.wrong: list[bytes] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE_S)
        number = 0
        while not self._stop_asking.is_set():
            number += 1
            try:
                connection.request("GET", f"{RECORDS}?limit=1&_row={number % COUNT + 1}")
                body = connection.getresponse().read()
            except ConnectionRefusedError:
                self.refused += 1
                continue
            except (OSError, http.client.HTTPException):
                self.lost += 1
                connection.close()
                continue
            if json.loads(body).get("numberMatched") == 1:
                self.right += 1
            else:
                self.wrong.append(body)
            if not self._keeps:
                connection.close()
        connection.close()


@pytest.mark.parametrize("workers", [2, 1])
def test_a_worker_killed_under_load_loses_no_request_but_its_own(home, workers):
    """Even when it was the only one: who comes meanwhile waits for the next."""
    with serving(home, "--only", "data", "--workers", str(workers)) as made:
        stop = threading.Event()
        askers = [Asker(made.port, stop, keeps=n % 2 == 0) for n in range(6)]
        for asker in askers:
            asker.start()
        try:
            until(lambda: all(asker.right > 5 for asker in askers))
            victim = workers_of(made)[0]
            os.kill(victim, signal.SIGKILL)
            before = [asker.right for asker in askers]
            until(lambda: all(a.right > b + 20 for a, b in zip(askers, before, strict=True)))
            until(lambda: len(set(workers_of(made)) - {victim}) == workers)
        finally:
            stop.set()
            for asker in askers:
                asker.join()
        assert not any(asker.wrong for asker in askers)
        assert sum(asker.refused for asker in askers) == 0
        assert all(asker.lost <= 1 for asker in askers), [asker.lost for asker in askers]
