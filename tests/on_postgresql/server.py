"""A PostgreSQL server of this run's own, on a free loopback port, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import held

# No socket file: the folder of a run may have a longer name than a socket can have.
_OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c full_page_writes=off"
)


class Server:
    """Can be stopped and started again, as an operator does; its data stays."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._as_user: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, "postgres")
            runuser = shutil.which("runuser", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
            self._as_user = [runuser or "runuser", "-u", "postgres", "--"]
        self._holder, self._port = held()
        making = ("-U", "tdpf", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self._run("initdb", *making)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://tdpf@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        options = f"-p {self._port} {_OPTIONS}"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-w", "-t", "300", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def close(self) -> None:
        """Let others have its port again."""
        self._holder.close()

    def _run(self, program: str, *words: str) -> None:
        command = [*self._as_user, str(self._programs / program), "-D", str(self._folder / "data")]
        subprocess.run(
            [*command, *words],
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def programs() -> Path | None:
    """The folder with initdb and its like; None where there is no PostgreSQL."""
    on_path = shutil.which("initdb")
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return Path(on_path).parent if on_path else next(iter(places), None)


@contextmanager
def running(found: Path) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="tdpf-pg-"))
    try:
        server = Server(found, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
            server.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
