"""`tdpf serve` as a process of its own, as an operator starts it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.patience import PATIENCE_S
from tests.ports import free_port


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    port: int
    started_in_s: float

    def get(self, address: str | bytes, **headers: str) -> tuple[int, bytes]:
        """Status and body; the address goes out as it is, encoded or not."""
        raw = address if isinstance(address, bytes) else address.encode()
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_S) as connection:
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
        status = self.process.wait(PATIENCE_S)
        return status, time.monotonic() - begin


def command(port: int, *options: str) -> list[str]:
    main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
    return [sys.executable, "-c", main, "serve", "--port", str(port), *options]


@contextmanager
def serving(home: Path, *options: str, **settings: str) -> Iterator[Served]:
    """A server that says it is ready; stopped at the end whatever happens."""
    with free_port() as port, tempfile.TemporaryFile() as told:
        begin = time.monotonic()
        process = subprocess.Popen(
            command(port, *options),
            env=os.environ
            | {"TDPF_HOME": str(home), "TDPF_PORT": str(port), "TDPF_WORKER": "0"}
            | settings,
            stdout=told,  # a file: a pipe that nobody reads would fill up and stop the server
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while f":{port} " not in _words(told):
                assert process.poll() is None, _words(told)
                time.sleep(0.01)
            yield Served(process, port, time.monotonic() - begin)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _words(told: IO[bytes]) -> str:
    """What was written so far; the place where writing goes on is left alone."""
    return os.pread(told.fileno(), 1 << 20, 0).decode(errors="replace")


def workers_of(served: Served) -> list[int]:
    """Its worker processes; not those that are about to become one or have ended."""
    found = []
    for pid in alive_in_group(served.process.pid):
        try:
            if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
        except OSError:
            continue
    return found


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
