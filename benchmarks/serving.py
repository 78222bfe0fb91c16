"""Servers under measurement: started, waited for, their CPU time read, and stopped.

Every benchmark that asks over HTTP starts its server here: `ours`, or `running` for a peer.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TDPF = (sys.executable, "-c", "from tdpf.cli.main import main; main(prog_name='tdpf')")
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
START_S = 60


@dataclass(frozen=True)
class Server:
    name: str
    host: str
    port: int
    pid: int

    def cpu_s(self) -> float:
        """User and system time of the process and all its descendants so far."""
        return sum(_cpu_s(pid) for pid in family(self.pid))

    def memory_bytes(self) -> int:
        return sum(_memory(pid) for pid in family(self.pid))


@contextmanager
def running(
    name: str, command: Sequence[str], port: int, env: dict[str, str], log: Path
) -> Iterator[Server]:
    """The server, answering on its port; stopped at the end with everything it started."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=os.environ | env, stdout=out, stderr=out, start_new_session=True
        )
        try:
            _wait(name, process, port, log)
            yield Server(name, "127.0.0.1", port, process.pid)
        finally:
            _stop(process)


@contextmanager
def ours(folder: Path, part: str = "data", **settings: str) -> Iterator[Server]:
    """`tdpf serve` over the folder `home` in this one: a part alone, or "onebox" for all."""
    port = free_port()
    only = [] if part == "onebox" else ["--only", part]
    command = [*TDPF, "serve", "--port", str(port), *only]
    environ = {"TDPF_HOME": str(folder / "home")} | settings
    with running(f"TDPF {part}", command, port, environ, folder / "ours.log") as found:
        yield found


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started; nothing happens when they are gone."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)


def _wait(name: str, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{name} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += parents.get(one, [])
    return found


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def _memory(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0
