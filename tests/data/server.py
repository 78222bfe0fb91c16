"""`tdpf serve` as a process of its own, as an operator starts it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_S = 60


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    port: int
    started_in_s: float

    def get(self, address: str | bytes, **headers: str) -> tuple[int, bytes]:
        """Status and body; the address goes out as it is, encoded or not."""
        raw = address if isinstance(address, bytes) else address.encode()
        with socket.create_connection(("127.0.0.1", self.port), 30) as connection:
            lines = "".join(f"{name.replace('_', '-')}: {v}\r\n" for name, v in headers.items())
            connection.sendall(
                b"GET " + raw + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + lines.encode() + b"\r\n"
            )  # fmt: skip
            response = http.client.HTTPResponse(connection)
            response.begin()
            return response.status, response.read()

    def stop(self, number: signal.Signals) -> tuple[int, float]:
        """Exit status after the signal, and how long it took."""
        begin = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(30)
        return status, time.monotonic() - begin


def command(port: int, *options: str) -> list[str]:
    main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
    return [sys.executable, "-c", main, "serve", "--port", str(port), *options]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, *options: str, **settings: str) -> Iterator[Served]:
    """A server that says it is ready; stopped at the end whatever happens."""
    port = free_port()
    begin = time.monotonic()
    process = subprocess.Popen(
        command(port, *options),
        env=os.environ
        | {"TDPF_HOME": str(home), "TDPF_PORT": str(port), "TDPF_WORKER": "0"}
        | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline().decode()
        assert f":{port}" in first, first + process.stdout.read().decode()
        yield Served(process, port, time.monotonic() - begin)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def alive_in_group(group: int) -> list[int]:
    """Processes of the group that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def all_gone(group: int, *, within_s: float = 30) -> bool:
    """Whether every process of the group ends in this time."""
    end = time.monotonic() + within_s
    while alive_in_group(group):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
